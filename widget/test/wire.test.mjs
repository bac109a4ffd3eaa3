// What comes from the channel is read with care, whatever it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEntries, readEntry } from '../dist/test/wire.mjs';

test('a whole message is read', () => {
  const entry = readEntry({
    seq: 3, from: 'bot', at: 5, text: 'Hi', lang: 'sv', buttons: [{ id: 'b-1', title: 'Ja' }],
    progress: { done: 1, needed: 2, label: '1 of 2' },
  });
  assert.equal(entry.seq, 3);
  assert.deepEqual(entry.buttons, [{ id: 'b-1', title: 'Ja' }]);
  assert.deepEqual(entry.progress, { done: 1, needed: 2, label: '1 of 2' });
});

test('what is no message is left out', () => {
  for (const odd of [null, undefined, 5, 'x', [], {}, { seq: 0, from: 'bot' }, { seq: -1, from: 'bot' },
    { seq: 1, from: 'admin' }, { seq: '1', from: 'bot' }, { seq: NaN, from: 'bot' }]) {
    assert.equal(readEntry(odd), null);
  }
  assert.deepEqual(readEntries('messages'), []);
  assert.equal(readEntries([null, { seq: 1, from: 'user', text: 'a' }, 7]).length, 1);
});

test('wrong types become harmless', () => {
  const entry = readEntry({
    seq: 1, from: 'bot', text: { toString: 'x' }, lang: '"><script>', at: 'now',
    buttons: [null, { id: 1, title: {} }], card: { rows: 'x', proof: [1] },
    progress: { done: 99, needed: 0 },
  });
  assert.equal(entry.text, '');
  assert.equal(entry.lang, undefined);
  assert.equal(entry.at, 0);
  assert.deepEqual(entry.buttons, [{ id: '', title: '' }, { id: '', title: '' }]);
  assert.deepEqual(entry.card.rows, []);
  assert.deepEqual(entry.progress, { done: 1, needed: 1, label: '' });
});
