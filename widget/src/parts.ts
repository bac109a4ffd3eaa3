// The parts of the panel: made once, put together once, worded in one place.
import { el, icon, ICONS, set, setText } from './dom';
import type { Language, Strings } from './strings';
import { styles } from './styles';

export class Parts {
  readonly launcher = el('button', { type: 'button', class: 'launcher', 'aria-expanded': 'false' });
  readonly badge = el('span', { class: 'badge', 'aria-hidden': 'true', hidden: true });
  readonly panel = el('section', { class: 'panel', hidden: true });
  readonly heading = el('h2', {});
  readonly roleText = el('span', { class: 'role' });
  readonly linkDot = el('span', { class: 'dot', 'aria-hidden': 'true' });
  readonly linkText = el('span', { class: 'hidden' });
  readonly switcher = el('button', { type: 'button', class: 'quiet switch' });
  readonly closer = el('button', { type: 'button', class: 'quiet close' }, icon(...ICONS.close));
  readonly who = el('div', { class: 'who' });
  readonly whoText = el('span', { class: 'who-text' });
  readonly signInLink = el('a', { class: 'action' });
  readonly signOutButton = el('button', { type: 'button', class: 'action' });
  readonly banner = el('p', { class: 'banner', hidden: true });
  readonly scroller = el('div', { class: 'scroller', tabindex: '0', role: 'region' });
  readonly welcome = el('div', { class: 'welcome' });
  readonly log = el('div', { class: 'log', role: 'log', 'aria-live': 'polite' });
  readonly typing = el('div', { class: 'typing', role: 'status', hidden: true });
  readonly typingText = el('span', { class: 'typing-text' });
  readonly notice = el('p', { class: 'notice', role: 'status' });
  readonly live = el('span', { class: 'hidden', role: 'status' });
  readonly form = el('form', { class: 'composer' });
  readonly input = el('textarea', { rows: 1, id: 'message', autocomplete: 'off' });
  readonly inputLabel = el('label', { class: 'hidden', for: 'message' });
  readonly sender = el('button', { type: 'submit', class: 'send' }, icon(...ICONS.send));
  readonly person = el('button', { type: 'button', class: 'person' }, icon(...ICONS.person));
  readonly personText = el('span', {});
  readonly safety = el('p', { class: 'safety' });

  constructor(root: ShadowRoot) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [sheet];
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
    root.append(this.launcher, this.panel);
  }

  /** Put the words of the language in. */
  label(words: Strings, language: Language, ask: (example: string) => void): void {
    this.launcher.lang = this.panel.lang = language;
    setText(this.launcher.querySelector('.launcher-text') as Element, words.open);
    set(this.panel, { 'aria-label': words.panel });
    set(this.scroller, { 'aria-label': words.log });
    set(this.log, { 'aria-label': words.log });
    setText(this.heading, words.name);
    setText(this.roleText, words.role);
    setText(this.switcher.lastElementChild as Element, words.otherLanguage);
    set(this.switcher, {
      'aria-label': words.otherLanguageLabel, lang: language === 'sv' ? 'en' : 'sv',
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
      button.addEventListener('click', () => ask(text));
      examples.append(el('li', {}, button));
    }
    this.welcome.replaceChildren(
      el('p', { class: 'lead' }, words.welcome), el('p', {}, words.welcomeMore), examples);
  }
}
