// Draws messages: what is already drawn is left alone, so that a screen reader hears only news.
import type { Client, Pending } from './client';
import { drawCard, drawProgress } from './card';
import { el, icon, ICONS } from './dom';
import { fill, type Language, type Strings } from './strings';
import { blocks } from './text';
import type { Button, Entry } from './wire';

const COPIED_MS = 2_000;

export interface Actions {
  press(button: Button): void;
  retry(id: string): void;
  announce(text: string): void;
}

export class Messages {
  private readonly drawn = new Map<string, HTMLElement>();
  private language: Language | null = null;
  private words!: Strings;

  constructor(
    private readonly log: HTMLElement,
    private readonly links: ReadonlySet<string>,
    private readonly actions: Actions,
  ) {}

  /** Show the client's messages; whether anything new was added. */
  draw(client: Client, words: Strings, language: Language): boolean {
    if (this.language !== language) {
      this.language = language;
      this.words = words;
      this.clear();
    }
    const entries = client.messages;
    const wanted: Array<[string, () => HTMLElement]> = [];
    let day = '';
    for (const entry of entries) {
      const of = this.day(entry.at);
      if (of !== day) wanted.push([`day ${of}`, () => el('p', { class: 'day' }, of)]);
      day = of;
      wanted.push([`seq ${entry.seq}`, () => this.entry(entry)]);
    }
    for (const one of client.pending) wanted.push([`id ${one.id}`, () => this.pendingMessage(one)]);
    const added = this.place(wanted);
    for (const entry of entries) this.refresh(entry, client);
    for (const one of client.pending) this.status(one);
    return added;
  }

  clear(): void {
    this.drawn.clear();
    this.log.replaceChildren();
  }

  private place(wanted: Array<[string, () => HTMLElement]>): boolean {
    const keys = new Set(wanted.map(([key]) => key));
    for (const [key, element] of this.drawn) {
      if (keys.has(key)) continue;
      element.remove();
      this.drawn.delete(key);
    }
    let added = false;
    let before: ChildNode | null = this.log.firstChild;
    for (const [key, make] of wanted) {
      let element = this.drawn.get(key);
      if (!element) {
        element = make();
        this.drawn.set(key, element);
        added = true;
      }
      if (element === before) before = element.nextSibling;
      else this.log.insertBefore(element, before);
    }
    return added;
  }

  private entry(entry: Entry): HTMLElement {
    const message = this.frame(entry.from, entry.lang);
    const bubble = message.firstElementChild as HTMLElement;
    if (entry.from === 'user') bubble.append(el('p', { class: 'said' }, entry.text));
    else this.fillBot(bubble, entry);
    const when = new Date(entry.at);
    bubble.append(el('time', { datetime: when.toISOString() }, this.clock(entry.at)));
    return message;
  }

  private fillBot(bubble: HTMLElement, entry: Entry): void {
    const drawing = {
      links: this.links,
      newTab: this.words.newTab,
      copyButton: (value: string) => this.copyButton(value, value.slice(0, 8) + '…'),
    };
    const parts = blocks(entry.text, drawing);
    const [first, ...rest] = parts;
    if (entry.progress || entry.card) {
      // The finding, what proves it, then why and what to do.
      const lead = this.lead(parts);
      bubble.append(...parts.slice(0, lead));
      if (entry.progress) bubble.append(drawProgress(entry.progress));
      if (entry.card) {
        bubble.append(drawCard(entry.card, this.words, (v, label) => this.copyButton(v, label)));
      }
      bubble.append(...parts.slice(lead));
    } else if (first) bubble.append(first, ...rest);
  }

  /** How many blocks come before the card: up to the one that tells what was found. */
  private lead(parts: HTMLElement[]): number {
    const withId = parts.findIndex((part) => part.querySelector('.id'));
    if (withId >= 0 && withId < 3) return withId + 1;
    return Math.min(parts.length, parts[0]?.textContent?.includes('Saldo') ? 2 : 1);
  }

  private pendingMessage(one: Pending): HTMLElement {
    const message = this.frame('user');
    message.classList.add('pending');
    const bubble = message.firstElementChild as HTMLElement;
    bubble.append(el('p', { class: 'said' }, one.text), el('p', { class: 'status' }));
    return message;
  }

  private frame(from: 'user' | 'bot', lang?: string): HTMLElement {
    const name = from === 'user' ? this.words.you : this.words.bot;
    const bubble = el('div', { class: 'bubble', lang: lang ?? null },
      el('span', { class: 'hidden', lang: this.language }, `${name}: `));
    return el('div', { class: `message ${from}` }, bubble);
  }

  /** Buttons stand under the newest answer only; the language of a message may come late. */
  private refresh(entry: Entry, client: Client): void {
    const message = this.drawn.get(`seq ${entry.seq}`);
    if (!message) return;
    const bubble = message.querySelector('.bubble');
    if (bubble && entry.lang) bubble.setAttribute('lang', entry.lang);
    const next = message.nextElementSibling;
    const goesOn = next?.classList.contains(entry.from) === true;
    message.classList.toggle('goes-on', goesOn); // the last of a group has the time
    const answered = client.pending.length > 0
      || client.messages.some((later) => later.seq > entry.seq && later.from === 'user');
    const shown = message.querySelector('.choices');
    if (answered) shown?.remove();
    else if (!shown && entry.buttons.length) message.append(this.choices(entry));
  }

  private choices(entry: Entry): HTMLElement {
    const group = el('div', { class: 'choices', role: 'group', lang: entry.lang ?? null });
    for (const button of entry.buttons) {
      const element = el('button', { type: 'button', class: 'choice' }, button.title);
      element.addEventListener('click', () => this.actions.press(button));
      group.append(element);
    }
    return group;
  }

  private status(one: Pending): void {
    const status = this.drawn.get(`id ${one.id}`)?.querySelector('.status');
    if (!status || status.getAttribute('data-status') === one.status) return;
    status.setAttribute('data-status', one.status);
    const words = { sending: this.words.sending, sent: '', waits: this.words.waitsForSignIn,
      failed: `${this.words.failed} ` };
    status.replaceChildren(words[one.status]);
    if (one.status !== 'failed') return;
    const again = el('button', { type: 'button', class: 'link' }, this.words.retry);
    again.addEventListener('click', () => this.actions.retry(one.id));
    status.append(again);
  }

  private copyButton(value: string, what: string): HTMLElement {
    const words = this.words;
    const label = fill(words.copy, { what });
    const button = el('button', {
      type: 'button', class: 'copy', 'aria-label': label, title: label, lang: this.language,
    }, icon(...ICONS.copy));
    button.addEventListener('click', () => {
      void copy(value, button).then((done) => {
        this.actions.announce(done ? words.copied : words.copyFailed);
        if (!done) return;
        button.replaceChildren(icon(...ICONS.check));
        setTimeout(() => button.replaceChildren(icon(...ICONS.copy)), COPIED_MS);
      });
    });
    return button;
  }

  private clock(at: number): string {
    return new Intl.DateTimeFormat(this.language === 'sv' ? 'sv-SE' : 'en-GB',
      { hour: '2-digit', minute: '2-digit' }).format(at);
  }

  private day(at: number): string {
    const now = new Date();
    const days = Math.round((startOf(now) - startOf(new Date(at))) / 86_400_000);
    if (days === 0) return this.words.today;
    if (days === 1) return this.words.yesterday;
    return new Intl.DateTimeFormat(this.language === 'sv' ? 'sv-SE' : 'en-GB',
      { day: 'numeric', month: 'long' }).format(at);
  }
}

const startOf = (date: Date): number =>
  new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

async function copy(value: string, near: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(value);
    return true;
  } catch {
    // No clipboard here (an embedded page, an old browser): select the text at least.
    const code = near.parentElement?.querySelector('code');
    if (code) window.getSelection()?.selectAllChildren(code);
    return false;
  }
}

