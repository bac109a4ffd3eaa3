// What a page pays for the chat, and what the chat may not contain.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { test } from 'node:test';

const BUDGET = 60_000; // bytes, gzipped, socket.io-client included
const bundle = readFileSync(new URL('../dist/saldo-chat.js', import.meta.url));
const code = bundle.toString('utf8');

test('it fits the budget', () => {
  const size = gzipSync(bundle, { level: 9 }).length;
  console.log(`saldo-chat.js: ${size} bytes gzipped of ${BUDGET}`);
  assert.ok(size <= BUDGET, `${size} bytes`);
});

test('it never turns text into markup or code', () => {
  for (const way of ['innerHTML', 'outerHTML', 'insertAdjacentHTML', 'document.write', 'eval(',
    'createContextualFragment', 'DOMParser', 'setHTMLUnsafe', 'importScripts']) {
    assert.ok(!code.includes(way), way);
  }
});

test('it names no other host', () => {
  const hosts = new Set([...code.matchAll(/(?:https?|wss?):\/\/([\w.-]+)/g)].map((m) => m[1]));
  hosts.delete('www.w3.org'); // the name space of SVG, which nobody asks for
  hosts.delete('socket.io'); // in the words of an error of its client
  assert.deepEqual([...hosts], []);
});
