// The evidence card and the bar of confirmations.
import { el } from './dom';
import type { Strings } from './strings';
import type { Card, Progress } from './wire';

type CopyButton = (value: string, label: string) => HTMLElement;

export function drawCard(card: Card, words: Strings, copyButton: CopyButton): HTMLElement {
  const section = el('section', { class: 'card', 'aria-label': card.title });
  section.append(
    el('header', {}, el('span', { class: 'card-title' }, card.title),
      el('span', { class: 'card-read' }, card.read)),
  );
  if (card.rows.length) {
    const facts = el('dl', { class: 'facts' });
    for (const row of card.rows) {
      const value = el('dd', {}, row.copy ? el('code', {}, row.value) : row.value);
      if (row.copy) value.append(copyButton(row.value, row.label));
      facts.append(el('div', {}, el('dt', {}, row.label), value));
    }
    section.append(facts);
  }
  if (card.proof.length) section.append(drawProof(card, words));
  return section;
}

/** What was looked at, the value that stood there, the time. */
function drawProof(card: Card, words: Strings): HTMLElement {
  const list = el('ul', { class: 'proof' });
  let source = '';
  let item: HTMLElement | null = null;
  for (const proof of card.proof) {
    if (!item || proof.source !== source) {
      item = list.appendChild(el('li', {},
        el('span', { class: 'hidden' }, `${words.source}: `),
        el('span', { class: 'what' }, proof.source)));
      source = proof.source;
    }
    item.append(el('span', { class: 'value' },
      el('span', { class: 'hidden' }, `, ${words.value}: `),
      el('code', {}, `${proof.field}: ${proof.value}`),
      el('span', { class: 'hidden' }, `, ${words.time}: `),
      el('span', { class: 'when' }, proof.time)));
  }
  return el('details', { open: true }, el('summary', {}, words.evidence), list);
}

export function drawProgress(progress: Progress): HTMLElement {
  const bar = el('progress', {
    max: progress.needed, value: progress.done, 'aria-label': progress.label,
  });
  return el('div', { class: 'progress' }, el('span', { 'aria-hidden': 'true' }, progress.label), bar);
}
