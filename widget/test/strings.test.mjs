// The widget's words: whole in both languages, and calm.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, strings } from '../dist/test/strings.mjs';

const en = strings('en');
const sv = strings('sv');
const holes = (text) => (String(text).match(/\{\w+\}/g) ?? []).sort();

test('each word is there in both languages, with the same values', () => {
  assert.deepEqual(Object.keys(sv).sort(), Object.keys(en).sort());
  for (const key of Object.keys(en)) {
    assert.deepEqual(holes(sv[key]), holes(en[key]), key);
    assert.ok(String(sv[key]).trim() && String(en[key]).trim(), key);
    assert.equal(Array.isArray(en[key]) && en[key].length, Array.isArray(sv[key]) && sv[key].length);
  }
});

test('nobody is shouted at', () => {
  for (const text of [...Object.values(en), ...Object.values(sv)]) {
    assert.doesNotMatch(String(text), /!/);
  }
});

test('values are put in, and unknown braces stay', () => {
  assert.equal(fill('a {n} b {x}', { n: 3 }), 'a 3 b {x}');
});
