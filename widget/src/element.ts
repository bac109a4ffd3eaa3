// <saldo-chat>: the launcher, the panel, and what holds them together.
import { Client, type Notice, type TokenSource } from './client';
import { set, setText } from './dom';
import { Messages } from './messages';
import { Parts } from './parts';
import { Store } from './store';
import { fill, isLanguage, strings, type Language, type Strings } from './strings';

const MAX_CHARACTERS = 2000;
const NEAR_END_PX = 80;
const SOCKET_PATH = '/webhooks/widget/socket.io';

const NOTICES: Record<Notice, keyof Strings> = {
  session_ended: 'sessionEnded', slow_down: 'slowDown', unavailable: 'unavailable',
  bad_request: 'badRequest', button_gone: 'buttonGone', sign_in_refused: 'signInRefused',
  new_conversation: 'newConversation',
};

export class SaldoChat extends HTMLElement {
  /** Set by a page that gets its sign-in another way than from `token-url`. */
  tokens: TokenSource | null = null;

  private client!: Client;
  private store!: Store;
  private messages!: Messages;
  private language: Language = 'en';
  private seen = 0;
  private isOpen = false;
  private noticeTimer = 0;
  private frame = 0;
  private waiting = 0;

  private readonly root = this.attachShadow({ mode: 'open' });
  private readonly parts = new Parts(this.root);

  connectedCallback(): void {
    if (this.client) return;
    const server = this.getAttribute('server') ?? window.location.origin;
    this.store = new Store(server, () => this.client.replaced());
    this.client = new Client(
      server, this.getAttribute('path') ?? SOCKET_PATH, this.store, this.tokenSource(),
    );
    const links = new Set((this.getAttribute('links') ?? '').split(/\s+/).filter(Boolean));
    this.messages = new Messages(this.parts.log, links, {
      press: (button) => { this.client.press(button.id, button.title); this.parts.input.focus(); },
      retry: (id) => this.client.retry(id),
      announce: (text) => setText(this.parts.live, text),
    });
    const wanted = [this.store.language, this.getAttribute('lang'), document.documentElement.lang];
    this.language = wanted.map((one) => one?.slice(0, 2)).find(isLanguage) ?? 'en';
    this.listen();
    this.label();
    this.parts.input.value = this.store.takeDraft();
    if (this.store.open || this.hasAttribute('open')) this.open(false);
    this.client.connect();
  }

  disconnectedCallback(): void {
    this.client.close();
    this.store.close();
    document.removeEventListener('visibilitychange', this.visible);
  }

  /** For the page: show the chat. `focus`: move the focus into it. */
  open(focus = true): void {
    this.isOpen = this.store.open = true;
    this.parts.panel.hidden = false;
    this.parts.launcher.hidden = true;
    this.parts.launcher.setAttribute('aria-expanded', 'true');
    this.draw();
    this.toEnd();
    if (focus) this.parts.input.focus();
  }

  close(): void {
    this.isOpen = this.store.open = false;
    this.parts.panel.hidden = true;
    this.parts.launcher.hidden = false;
    this.parts.launcher.setAttribute('aria-expanded', 'false');
    this.parts.launcher.focus();
    this.draw();
  }

  /** For the page: its customer signs out. Ends the conversation; a new one begins. */
  signOut(): Promise<void> {
    return this.client.signOut();
  }

  private listen(): void {
    this.parts.launcher.addEventListener('click', () => this.open());
    this.parts.closer.addEventListener('click', () => this.close());
    this.parts.switcher.addEventListener('click', () => this.switchLanguage());
    this.parts.person.addEventListener('click', () => this.client.send(this.words.askPerson));
    this.parts.signOutButton.addEventListener('click', () => void this.client.signOut());
    this.parts.signInLink.addEventListener('click', () => this.keepDraft());
    this.parts.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.parts.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.parts.input.addEventListener('input', () => this.grow());
    this.parts.input.addEventListener('paste', (event) => this.refuseFiles(event, event.clipboardData));
    this.parts.panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
    this.parts.panel.addEventListener('dragover', (event) => event.preventDefault());
    this.parts.panel.addEventListener('drop', (event) => this.refuseFiles(event, event.dataTransfer));
    this.client.addEventListener('change', () => this.schedule());
    this.client.addEventListener('notice', (event) =>
      this.tell(this.words[NOTICES[(event as CustomEvent<Notice>).detail]] as string));
    document.addEventListener('visibilitychange', this.visible);
  }

  private get words(): Strings {
    return strings(this.language);
  }

  /** Put the words of the language in. */
  private label(): void {
    this.parts.label(this.words, this.language, (text) => {
      this.client.send(text);
      this.parts.input.focus();
    });
    this.draw();
  }

  private tokenSource(): TokenSource | null {
    const url = this.getAttribute('token-url');
    if (this.tokens) return this.tokens;
    if (!url) return null;
    return async () => {
      const reply = await fetch(url, {
        method: 'POST', body: '{}', credentials: 'same-origin', cache: 'no-store',
        headers: { 'Content-Type': 'application/json' },
      });
      if (reply.status === 401 || reply.status === 403) return null;
      if (!reply.ok) throw new Error('the sign-in can’t be told now');
      const said = (await reply.json()) as { token?: unknown; customer?: unknown };
      if (typeof said.token !== 'string') return null;
      const found = { token: said.token };
      return typeof said.customer === 'string' ? { ...found, customer: said.customer } : found;
    };
  }

  // --- what happens -----------------------------------------------------------

  private submit(): void {
    const text = this.parts.input.value.trim();
    if (!text) return this.parts.input.focus();
    if (text.length > MAX_CHARACTERS) this.tell(fill(this.words.tooLong, { n: MAX_CHARACTERS }));
    this.client.send(text.slice(0, 2 * MAX_CHARACTERS));
    this.parts.input.value = '';
    this.grow();
    this.parts.input.focus();
  }

  private switchLanguage(): void {
    this.language = this.language === 'sv' ? 'en' : 'sv';
    this.store.language = this.language;
    this.label();
    // The bot follows what it reads, so it is told in words; before a first message it needs none.
    if (this.client.messages.length) this.client.send(this.words.askLanguage);
  }

  private keepDraft(): void {
    const waiting = this.client.pending.filter((one) => !one.button).map((one) => one.text);
    this.store.keepDraft([...waiting, this.parts.input.value].filter(Boolean).join('\n'));
  }

  private refuseFiles(event: Event, data: DataTransfer | null): void {
    if (!data?.files.length) return;
    event.preventDefault();
    this.tell(this.words.noFiles);
  }

  private tell(text: string): void {
    setText(this.parts.notice, text);
    clearTimeout(this.noticeTimer);
    this.noticeTimer = window.setTimeout(() => setText(this.parts.notice, ''), 15_000);
  }

  private grow(): void {
    this.parts.input.style.height = 'auto';
    this.parts.input.style.height = `${Math.min(this.parts.input.scrollHeight, 132)}px`;
  }

  private readonly visible = (): void => {
    // Perhaps the customer signed in, or out, in another tab.
    if (document.visibilityState === 'visible') void this.client.syncSignIn();
  };

  // --- drawing ----------------------------------------------------------------

  private schedule(): void {
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (!this.client) return;
    const waiting = this.client.pending.length;
    const sentNow = waiting > this.waiting; // whoever sends something wants to see it
    this.waiting = waiting;
    const follow = sentNow || this.atEnd();
    const added = this.messages.draw(this.client, this.words, this.language);
    this.parts.welcome.hidden = this.client.messages.length + this.client.pending.length > 0;
    this.parts.typing.hidden = !this.client.typing;
    this.drawLink();
    this.drawWho();
    if (this.isOpen) this.seen = this.client.last;
    this.drawBadge();
    if (this.isOpen && (added || !this.parts.typing.hidden) && follow) this.toEnd();
  }

  private drawLink(): void {
    const { link } = this.client;
    set(this.parts.linkDot, { 'data-link': link });
    setText(this.parts.linkText, this.words[link]);
    set(this.parts.linkDot.parentElement as Element, { title: this.words[link] });
    const lost = link === 'reconnecting';
    const ended = this.client.state === 'sign_in_again';
    this.parts.banner.hidden = !lost && !ended;
    setText(this.parts.banner, lost ? `${this.words.reconnecting}.` : ended ? this.words.signInAgain : '');
  }

  private drawWho(): void {
    const { state, customer } = this.client;
    const words = this.words;
    const signedIn = state === 'signed_in';
    const named = customer ? fill(words.signedIn, { name: customer }) : words.signedInPlain;
    setText(this.parts.whoText, signedIn ? named : words.signedOut);
    set(this.parts.who, { 'data-state': state });
    const url = this.getAttribute('sign-in-url');
    set(this.parts.signInLink, { href: url && /^(\/(?!\/)|https:\/\/)/.test(url) ? url : null });
    this.parts.signInLink.hidden = signedIn || !url;
    this.parts.signOutButton.hidden = !signedIn;
  }

  private drawBadge(): void {
    const missed = this.client.messages.filter(
      (entry) => entry.seq > this.seen && entry.from === 'bot').length;
    const show = !this.isOpen && missed > 0 && this.seen > 0;
    this.parts.badge.hidden = !show;
    setText(this.parts.badge, String(missed));
    const more = missed === 1 ? this.words.oneUnread : fill(this.words.unread, { n: missed });
    set(this.parts.launcher, { 'aria-label': show ? `${this.words.open}. ${more}` : null });
    if (!this.isOpen && this.seen === 0) this.seen = this.client.last;
  }

  private atEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.parts.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  /** Show what is new from where one begins to read it: the customer's own last message. */
  private toEnd(): void {
    const mine = [...this.parts.log.querySelectorAll<HTMLElement>('.message.user')].pop();
    const end = this.parts.scroller.scrollHeight - this.parts.scroller.clientHeight;
    const start = mine ? mine.offsetTop - 10 : end;
    this.parts.scroller.scrollTop = Math.min(end, Math.max(start, 0));
  }
}
