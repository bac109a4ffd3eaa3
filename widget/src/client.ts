// The conversation as this tab knows it. Knows nothing of how it is drawn.
import { io, type Socket } from 'socket.io-client';
import type { Store } from './store';
import { readEntries, readEntry, type Ack, type Entry, type SpeakerState } from './wire';

export type Link = 'connecting' | 'online' | 'reconnecting';
export type Notice =
  | 'session_ended' | 'slow_down' | 'unavailable' | 'bad_request' | 'button_gone'
  | 'sign_in_refused' | 'new_conversation';

/** A message on its way. `waits`: until the customer has signed in. */
export interface Pending {
  id: string;
  text: string;
  button?: string;
  at: number;
  status: 'sending' | 'sent' | 'waits' | 'failed';
}

export interface SignedIn { token: string; customer?: string }
/** What the page knows: a sign-in, null when nobody is signed in. Rejects when it can't tell. */
export type TokenSource = () => Promise<SignedIn | null>;

const ACK_MS = 12_000;
const RETRY_MS = 3_000;
const MOST_TRIES = 4;
const REPLACED_MS = 1_000;
const RENEW_EARLY_S = 45;

export class Client extends EventTarget {
  link: Link = 'connecting';
  state: SpeakerState = 'visitor';
  customer: string | null = null;
  typing = false;
  readonly entries = new Map<number, Entry>();
  readonly pending: Pending[] = [];

  private readonly socket: Socket;
  private conversation: string | null = null;
  private ready = false;
  private flushing = false;
  private greeting = false;
  private greetAgain = false;
  private renewal = 0;

  constructor(
    server: string, path: string,
    private readonly store: Store,
    private readonly tokens: TokenSource | null,
  ) {
    super();
    this.socket = io(server, {
      path, autoConnect: false, withCredentials: false,
      transports: ['websocket', 'polling'], tryAllTransports: true,
      reconnectionDelay: 500, reconnectionDelayMax: 10_000, randomizationFactor: 0.5,
    });
    this.socket.on('connect', () => void this.greet());
    this.socket.on('disconnect', () => this.lost());
    this.socket.on('connect_error', () => this.lost());
    this.socket.on('messages', (entries: unknown) => this.take(readEntries(entries)));
    this.socket.on('typing', (data: { on?: unknown }) => {
      this.typing = data?.on === true;
      this.changed();
    });
    this.socket.on('heard', (data: { seq?: unknown; lang?: unknown }) => {
      const entry = this.entries.get(Number(data?.seq));
      if (entry && /^[a-z]{2}$/.test(String(data.lang))) entry.lang = String(data.lang);
      this.changed();
    });
    this.socket.on('failed', () => this.notice('unavailable'));
    this.socket.on('renew', () => this.replaced());
  }

  connect(): void {
    if (!this.socket.active) this.socket.connect();
  }

  close(): void {
    clearTimeout(this.renewal);
    this.socket.disconnect();
  }

  get last(): number {
    return Math.max(0, ...this.entries.keys());
  }

  /** Messages in order. */
  get messages(): Entry[] {
    return [...this.entries.values()].sort((a, b) => a.seq - b.seq);
  }

  send(text: string): void {
    this.enqueue({ id: newId(), text, at: Date.now(), status: 'sending' });
  }

  press(button: string, title: string): void {
    this.enqueue({ id: newId(), text: title, button, at: Date.now(), status: 'sending' });
  }

  retry(id: string): void {
    const message = this.pending.find((one) => one.id === id);
    if (message) message.status = 'sending';
    this.changed();
    void this.flush();
  }

  /** Another tab has replaced the secret: its conversation is ours. */
  replaced(): void {
    this.ready = false;
    if (this.socket.connected) void this.greet();
  }

  /** Ask the page who is signed in, and tell the bot. */
  async syncSignIn(): Promise<void> {
    await this.store.alone(() => this.sync());
  }

  private async sync(): Promise<void> {
    if (!this.tokens || !this.ready) return;
    let found: SignedIn | null;
    try {
      found = await this.tokens();
    } catch {
      return this.renewIn(30);
    }
    if (found) return this.signIn(found);
    if (this.state === 'signed_in') this.lock();
  }

  /** Nobody is signed in any more: show nothing of the account until somebody is. */
  private lock(): void {
    this.state = 'sign_in_again';
    this.customer = null;
    this.entries.clear();
    this.changed();
  }

  async signOut(): Promise<void> {
    await this.store.alone(() => this.endSignIn());
  }

  private async endSignIn(): Promise<void> {
    const ack = await this.ask('sign_out', {});
    if (ack.error) return this.notice('unavailable');
    this.pending.length = 0;
    this.customer = null;
    this.settle(ack);
    this.notice('new_conversation');
  }

  private async signIn({ token, customer }: SignedIn): Promise<void> {
    const before = this.conversation;
    const ack = await this.ask('sign_in', { token });
    if (ack.error === 'sign_in_refused') this.notice('sign_in_refused');
    if (ack.error) return this.renewIn(30);
    this.customer = customer ?? null;
    this.settle(ack);
    if (before && ack.conversation !== before) this.notice('new_conversation');
    for (const one of this.pending) if (one.status === 'waits') one.status = 'sending';
    void this.flush();
  }

  private async greet(): Promise<void> {
    this.greetAgain = true; // what is under way may have begun with an older secret
    if (this.greeting) return;
    this.greeting = true;
    try {
      while (this.greetAgain) {
        this.greetAgain = false;
        await this.store.alone(() => this.hello());
      }
    } finally {
      this.greeting = false;
    }
    void this.flush();
  }

  private async hello(): Promise<void> {
    const secret = this.store.secret;
    const ack = await this.ask('hello', secret ? { secret, since: this.last } : {});
    if (ack.error === 'session_ended') {
      // Perhaps another tab has just signed in or out and is about to say so.
      if (!(await this.store.replacedWithin(secret, REPLACED_MS))) {
        this.store.secret = null;
        if (this.entries.size) this.notice('session_ended');
      }
      this.entries.clear();
      this.conversation = null;
      return this.hello();
    }
    if (ack.error) {
      if (this.socket.connected) setTimeout(() => void this.greet(), (ack.wait ?? 3) * 1000);
      return;
    }
    const other = this.conversation !== (ack.conversation ?? null) && this.last > 0;
    this.link = 'online';
    this.ready = true;
    if (other) {
      this.entries.clear();
      this.conversation = ack.conversation ?? null;
      return this.hello();
    }
    this.settle(ack);
    for (const one of this.pending) if (one.status === 'sent') one.status = 'sending';
    this.typing = ack.typing === true;
    this.changed();
    await this.sync();
  }

  /** Take over what an acknowledgement says about who speaks. */
  private settle(ack: Ack): void {
    if (ack.secret) this.store.secret = ack.secret;
    const conversation = ack.conversation ?? null;
    if (this.conversation !== conversation) this.entries.clear();
    this.conversation = conversation;
    if (ack.state) this.state = ack.state;
    if (this.state === 'sign_in_again') this.entries.clear();
    if (this.state !== 'signed_in') this.customer = null;
    if (ack.ends) this.renewIn(ack.ends - Date.now() / 1000 - RENEW_EARLY_S);
    this.take(readEntries(ack.messages));
  }

  private take(entries: Entry[]): void {
    const expected = this.last + 1;
    for (const entry of entries) {
      this.entries.set(entry.seq, entry);
      const sent = this.pending.findIndex((one) => one.id === entry.id);
      if (sent >= 0) this.pending.splice(sent, 1);
    }
    const first = entries[0];
    this.changed();
    if (first && this.ready && this.entries.size > entries.length && first.seq > expected) {
      this.entries.clear(); // something was missed: ask for all of it
      void this.greet();
    }
  }

  private enqueue(message: Pending): void {
    this.pending.push(message);
    this.changed();
    void this.flush();
  }

  /** Send what waits, in order; one at a time, so that order is kept. */
  private async flush(): Promise<void> {
    if (this.flushing) return;
    this.flushing = true;
    let tries = 0;
    try {
      for (;;) {
        const next = this.pending.find((one) => one.status === 'sending');
        if (!next || !this.ready || !this.socket.connected) return;
        const ack = next.button
          ? await this.ask('press', { id: next.id, button: next.button })
          : await this.ask('send', { id: next.id, text: next.text });
        if (ack.ok) {
          tries = 0;
          this.sent(next, ack);
        } else if (!(await this.refused(next, ack, ++tries))) return;
      }
    } finally {
      this.flushing = false;
    }
  }

  private sent(message: Pending, ack: Ack): void {
    if (ack.secret) {
      this.store.secret = ack.secret;
      this.conversation = ack.conversation ?? null;
      if (ack.state) this.state = ack.state;
    }
    const entry = readEntry(ack.message);
    if (entry) this.take([entry]);
    message.status = 'sent'; // it leaves `pending` when it comes back with its number
    if (ack.secret) void this.syncSignIn();
  }

  /** Whether to go on with the next message. */
  private async refused(message: Pending, ack: Ack, tries: number): Promise<boolean> {
    switch (ack.error) {
      case 'sign_in_again':
        message.status = 'waits';
        this.lock();
        void this.syncSignIn();
        return true;
      case 'session_ended':
        this.ready = false;
        void this.greet();
        return false;
      case 'slow_down':
        this.notice('slow_down');
        await pause((ack.wait ?? 1) * 1000);
        return true;
      case 'button_gone':
      case 'bad_request':
      case 'empty':
        this.pending.splice(this.pending.indexOf(message), 1);
        this.notice(ack.error === 'button_gone' ? 'button_gone' : 'bad_request');
        return true;
      default: // no acknowledgement: it is sent again under the same id
        if (!this.socket.connected) return false;
        if (tries >= MOST_TRIES) {
          message.status = 'failed';
          this.notice('unavailable');
          return true;
        }
        await pause(RETRY_MS);
        return true;
    }
  }

  private async ask(event: string, data: object): Promise<Ack> {
    try {
      return (await this.socket.timeout(ACK_MS).emitWithAck(event, data)) as Ack;
    } catch {
      return { error: 'no_answer' };
    }
  }

  private lost(): void {
    this.ready = false;
    this.typing = false;
    if (this.link !== 'connecting') this.link = 'reconnecting';
    this.changed();
    // A server that closed the connection itself is not tried again by Socket.IO.
    if (!this.socket.active) setTimeout(() => this.socket.connect(), 1_000);
  }

  private renewIn(seconds: number): void {
    clearTimeout(this.renewal);
    this.renewal = window.setTimeout(() => void this.syncSignIn(), Math.max(5, seconds) * 1000);
  }

  private notice(kind: Notice): void {
    this.dispatchEvent(new CustomEvent<Notice>('notice', { detail: kind }));
    this.changed();
  }

  private changed(): void {
    this.dispatchEvent(new Event('change'));
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
