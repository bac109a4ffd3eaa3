// What the channel says (channels/widget_wire.py), read with care: nothing here is markup.

export type SpeakerState = 'visitor' | 'signed_in' | 'sign_in_again';

export interface Button { id: string; title: string }
export interface Row { label: string; value: string; copy: boolean }
export interface Proof { source: string; field: string; value: string; time: string }
export interface Card { title: string; rows: Row[]; proof: Proof[]; read: string }
export interface Progress { done: number; needed: number; label: string }

/** One numbered message of a conversation. `at`: Unix ms; `id`: this client's own name for it. */
export interface Entry {
  seq: number;
  from: 'user' | 'bot';
  at: number;
  text: string;
  lang?: string;
  id?: string;
  buttons: Button[];
  card?: Card;
  progress?: Progress;
}

export interface Ack {
  ok?: boolean;
  error?: string;
  wait?: number;
  text?: string;
  seq?: number;
  secret?: string;
  state?: SpeakerState;
  conversation?: string;
  ends?: number;
  typing?: boolean;
  messages?: unknown;
  message?: unknown;
}

type Fields = Record<string, unknown>;

const fields = (value: unknown): Fields =>
  typeof value === 'object' && value !== null ? (value as Fields) : {};
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const count = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : 0;

export function readEntries(value: unknown): Entry[] {
  return list(value).map(readEntry).filter((entry): entry is Entry => entry !== null);
}

export function readEntry(value: unknown): Entry | null {
  const raw = fields(value);
  const seq = count(raw.seq);
  if (seq < 1 || (raw.from !== 'user' && raw.from !== 'bot')) return null;
  const entry: Entry = {
    seq,
    from: raw.from,
    at: count(raw.at),
    text: text(raw.text),
    buttons: list(raw.buttons).map((one) => {
      const button = fields(one);
      return { id: text(button.id), title: text(button.title) };
    }),
  };
  if (/^[a-z]{2}$/.test(text(raw.lang))) entry.lang = text(raw.lang);
  if (text(raw.id)) entry.id = text(raw.id);
  if (raw.card) entry.card = readCard(raw.card);
  if (raw.progress) entry.progress = readProgress(raw.progress);
  return entry;
}

function readCard(value: unknown): Card {
  const raw = fields(value);
  return {
    title: text(raw.title),
    read: text(raw.read),
    rows: list(raw.rows).map((one) => {
      const row = fields(one);
      return { label: text(row.label), value: text(row.value), copy: row.copy === true };
    }),
    proof: list(raw.proof).map((one) => {
      const proof = fields(one);
      return {
        source: text(proof.source), field: text(proof.field),
        value: text(proof.value), time: text(proof.time),
      };
    }),
  };
}

function readProgress(value: unknown): Progress {
  const raw = fields(value);
  const needed = Math.max(1, count(raw.needed));
  return { needed, done: Math.min(needed, Math.max(0, count(raw.done))), label: text(raw.label) };
}
