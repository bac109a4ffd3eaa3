// <saldo-chat>: the launcher, the panel, and what holds them together.
import { Client, type Notice, type TokenSource } from './client';
import { el, icon, ICONS, set, setText } from './dom';
import { Messages } from './messages';
import { Store } from './store';
import { fill, isLanguage, strings, type Language, type Strings } from './strings';
import { styles } from './styles';

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

  // The parts, made once; words are put in by `label`.
  private readonly root = this.attachShadow({ mode: 'open' });
  private readonly launcher = el('button', { type: 'button', class: 'launcher', 'aria-expanded': 'false' });
  private readonly badge = el('span', { class: 'badge', 'aria-hidden': 'true', hidden: true });
  private readonly panel = el('section', { class: 'panel', hidden: true });
  private readonly heading = el('h2', {});
  private readonly roleText = el('span', { class: 'role' });
  private readonly linkDot = el('span', { class: 'dot', 'aria-hidden': 'true' });
  private readonly linkText = el('span', { class: 'hidden' });
  private readonly switcher = el('button', { type: 'button', class: 'quiet switch' });
  private readonly closer = el('button', { type: 'button', class: 'quiet close' }, icon(...ICONS.close));
  private readonly who = el('div', { class: 'who' });
  private readonly whoText = el('span', { class: 'who-text' });
  private readonly signInLink = el('a', { class: 'action' });
  private readonly signOutButton = el('button', { type: 'button', class: 'action' });
  private readonly banner = el('p', { class: 'banner', hidden: true });
  private readonly scroller = el('div', { class: 'scroller', tabindex: '0', role: 'region' });
  private readonly welcome = el('div', { class: 'welcome' });
  private readonly log = el('div', { class: 'log', role: 'log', 'aria-live': 'polite' });
  private readonly typing = el('div', { class: 'typing', hidden: true });
  private readonly typingText = el('span', { class: 'typing-text' });
  private readonly notice = el('p', { class: 'notice', role: 'status' });
  private readonly live = el('span', { class: 'hidden', role: 'status' });
  private readonly form = el('form', { class: 'composer' });
  private readonly input = el('textarea', { rows: 1, id: 'message', autocomplete: 'off' });
  private readonly inputLabel = el('label', { class: 'hidden', for: 'message' });
  private readonly sender = el('button', { type: 'submit', class: 'send' }, icon(...ICONS.send));
  private readonly person = el('button', { type: 'button', class: 'person' }, icon(...ICONS.person));
  private readonly personText = el('span', {});
  private readonly safety = el('p', { class: 'safety' });

  connectedCallback(): void {
    if (this.client) return;
    const server = this.getAttribute('server') ?? window.location.origin;
    this.store = new Store(server, () => this.client.replaced());
    this.client = new Client(
      server, this.getAttribute('path') ?? SOCKET_PATH, this.store, this.tokenSource(),
    );
    const links = new Set((this.getAttribute('links') ?? '').split(/\s+/).filter(Boolean));
    this.messages = new Messages(this.log, links, {
      press: (button) => { this.client.press(button.id, button.title); this.input.focus(); },
      retry: (id) => this.client.retry(id),
      announce: (text) => setText(this.live, text),
    });
    const wanted = [this.store.language, this.getAttribute('lang'), document.documentElement.lang];
    this.language = wanted.map((one) => one?.slice(0, 2)).find(isLanguage) ?? 'en';
    this.build();
    this.listen();
    this.label();
    this.input.value = this.store.takeDraft();
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
    this.panel.hidden = false;
    this.launcher.hidden = true;
    this.launcher.setAttribute('aria-expanded', 'true');
    this.draw();
    this.toEnd();
    if (focus) this.input.focus();
  }

  close(): void {
    this.isOpen = this.store.open = false;
    this.panel.hidden = true;
    this.launcher.hidden = false;
    this.launcher.setAttribute('aria-expanded', 'false');
    this.launcher.focus();
    this.draw();
  }

  /** For the page: its customer signs out. Ends the conversation; a new one begins. */
  signOut(): Promise<void> {
    return this.client.signOut();
  }

  // --- building ---------------------------------------------------------------

  private build(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    this.root.adoptedStyleSheets = [sheet];
    this.launcher.append(icon(...ICONS.chat), el('span', { class: 'launcher-text' }), this.badge);
    const name = el('div', { class: 'name' }, this.heading,
      el('span', { class: 'sub' }, this.linkDot, this.roleText, this.linkText));
    const mark = el('span', { class: 'mark', 'aria-hidden': 'true' }, icon(...ICONS.shield));
    this.linkText.setAttribute('role', 'status');
    this.switcher.append(icon(...ICONS.language), el('span', {}));
    this.who.append(this.whoText, this.signInLink, this.signOutButton);
    this.typing.append(
      el('span', { class: 'dots', 'aria-hidden': 'true' }, el('i'), el('i'), el('i')),
      this.typingText);
    this.scroller.append(this.welcome, this.log, this.typing);
    this.person.append(this.personText);
    this.form.append(this.inputLabel, this.input, this.sender);
    this.panel.append(
      el('header', { class: 'head' }, mark, name, this.switcher, this.closer),
      this.who, this.banner, this.scroller, this.notice,
      el('footer', {}, this.form, el('div', { class: 'foot' }, this.person, this.safety)),
      this.live,
    );
    this.root.append(this.launcher, this.panel);
  }

  private listen(): void {
    this.launcher.addEventListener('click', () => this.open());
    this.closer.addEventListener('click', () => this.close());
    this.switcher.addEventListener('click', () => this.switchLanguage());
    this.person.addEventListener('click', () => this.client.send(this.words.askPerson));
    this.signOutButton.addEventListener('click', () => void this.client.signOut());
    this.signInLink.addEventListener('click', () => this.keepDraft());
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.submit();
    });
    this.input.addEventListener('input', () => this.grow());
    this.input.addEventListener('paste', (event) => this.refuseFiles(event, event.clipboardData));
    this.panel.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
    });
    this.panel.addEventListener('dragover', (event) => event.preventDefault());
    this.panel.addEventListener('drop', (event) => this.refuseFiles(event, event.dataTransfer));
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
    const words = this.words;
    this.launcher.lang = this.panel.lang = this.language;
    setText(this.launcher.querySelector('.launcher-text') as Element, words.open);
    set(this.panel, { 'aria-label': words.panel });
    set(this.scroller, { 'aria-label': words.log });
    set(this.log, { 'aria-label': words.log });
    setText(this.heading, words.name);
    setText(this.roleText, words.role);
    setText(this.switcher.lastElementChild as Element, words.otherLanguage);
    set(this.switcher, {
      'aria-label': words.otherLanguageLabel, lang: this.language === 'sv' ? 'en' : 'sv',
    });
    set(this.closer, { 'aria-label': words.close, title: words.close });
    setText(this.inputLabel, words.write);
    set(this.input, { placeholder: words.placeholder });
    set(this.sender, { 'aria-label': words.send, title: words.send });
    setText(this.personText, words.person);
    setText(this.safety, words.safety);
    setText(this.typingText, words.typing);
    setText(this.signInLink, words.signIn);
    setText(this.signOutButton, words.signOut);
    const examples = el('ul', { class: 'examples', 'aria-label': words.examplesLabel });
    for (const text of words.examples) {
      const button = el('button', { type: 'button', class: 'choice' }, text);
      button.addEventListener('click', () => { this.client.send(text); this.input.focus(); });
      examples.append(el('li', {}, button));
    }
    this.welcome.replaceChildren(
      el('p', { class: 'lead' }, words.welcome), el('p', {}, words.welcomeMore), examples);
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
    const text = this.input.value.trim();
    if (!text) return this.input.focus();
    if (text.length > MAX_CHARACTERS) this.tell(fill(this.words.tooLong, { n: MAX_CHARACTERS }));
    this.client.send(text.slice(0, 2 * MAX_CHARACTERS));
    this.input.value = '';
    this.grow();
    this.input.focus();
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
    this.store.keepDraft([...waiting, this.input.value].filter(Boolean).join('\n'));
  }

  private refuseFiles(event: Event, data: DataTransfer | null): void {
    if (!data?.files.length) return;
    event.preventDefault();
    this.tell(this.words.noFiles);
  }

  private tell(text: string): void {
    setText(this.notice, text);
    clearTimeout(this.noticeTimer);
    this.noticeTimer = window.setTimeout(() => setText(this.notice, ''), 15_000);
  }

  private grow(): void {
    this.input.style.height = 'auto';
    this.input.style.height = `${Math.min(this.input.scrollHeight, 132)}px`;
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
    this.welcome.hidden = this.client.messages.length + this.client.pending.length > 0;
    this.typing.hidden = !this.client.typing;
    this.drawLink();
    this.drawWho();
    if (this.isOpen) this.seen = this.client.last;
    this.drawBadge();
    if (this.isOpen && (added || !this.typing.hidden) && follow) this.toEnd();
  }

  private drawLink(): void {
    const { link } = this.client;
    set(this.linkDot, { 'data-link': link });
    setText(this.linkText, this.words[link]);
    set(this.linkDot.parentElement as Element, { title: this.words[link] });
    const lost = link === 'reconnecting';
    const ended = this.client.state === 'sign_in_again';
    this.banner.hidden = !lost && !ended;
    setText(this.banner, lost ? `${this.words.reconnecting}.` : ended ? this.words.signInAgain : '');
  }

  private drawWho(): void {
    const { state, customer } = this.client;
    const words = this.words;
    const signedIn = state === 'signed_in';
    const named = customer ? fill(words.signedIn, { name: customer }) : words.signedInPlain;
    setText(this.whoText, signedIn ? named : words.signedOut);
    set(this.who, { 'data-state': state });
    const url = this.getAttribute('sign-in-url');
    set(this.signInLink, { href: url && /^(\/(?!\/)|https:\/\/)/.test(url) ? url : null });
    this.signInLink.hidden = signedIn || !url;
    this.signOutButton.hidden = !signedIn;
  }

  private drawBadge(): void {
    const missed = this.client.messages.filter(
      (entry) => entry.seq > this.seen && entry.from === 'bot').length;
    const show = !this.isOpen && missed > 0 && this.seen > 0;
    this.badge.hidden = !show;
    setText(this.badge, String(missed));
    const more = missed === 1 ? this.words.oneUnread : fill(this.words.unread, { n: missed });
    set(this.launcher, { 'aria-label': show ? `${this.words.open}. ${more}` : null });
    if (!this.isOpen && this.seen === 0) this.seen = this.client.last;
  }

  private atEnd(): boolean {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
  }

  /** Show what is new from where one begins to read it: the customer's own last message. */
  private toEnd(): void {
    const mine = [...this.log.querySelectorAll<HTMLElement>('.message.user')].pop();
    const end = this.scroller.scrollHeight - this.scroller.clientHeight;
    const start = mine ? mine.offsetTop - 10 : end;
    this.scroller.scrollTop = Math.min(end, Math.max(start, 0));
  }
}
