// The look. A sheet made by code needs no style-src; contrast is at least 4.5:1 in both schemes.
export const styles = `
:host {
  --ink: #17212b; --soft: #4d5b69; --line: #d9e0e7; --edge: #7b8794; --ground: #ffffff;
  --pane: #f5f7fa; --mine: #0b5d4e; --mine-ink: #ffffff; --accent: #0b6b59; --accent-soft: #e3f2ee;
  --warn: #6b4a00; --warn-soft: #fff5dc; --bad: #a3261b; --shadow: 0 12px 40px rgb(16 32 48 / .22);
  --head: #0b4f43; --head-ink: #ffffff; --head-soft: #cfe8e1; --focus: #1a56db; --bar: #0f8a72;
  color-scheme: light; font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif;
}
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) {
  --ink: #e8edf2; --soft: #aab6c2; --line: #33404d; --edge: #8494a4; --ground: #151d25;
  --pane: #1b252f; --mine: #14705f; --mine-ink: #ffffff; --accent: #62d0b8; --accent-soft: #17362f;
  --warn: #f5d48a; --warn-soft: #3a2f14; --bad: #ff9d92; --shadow: 0 12px 40px rgb(0 0 0 / .6);
  --head: #0d3b33; --head-ink: #ffffff; --head-soft: #b9ddd3; --focus: #8ab4ff; --bar: #4cc3a9;
  color-scheme: dark; } }
:host([theme="dark"]) {
  --ink: #e8edf2; --soft: #aab6c2; --line: #33404d; --edge: #8494a4; --ground: #151d25;
  --pane: #1b252f; --mine: #14705f; --mine-ink: #ffffff; --accent: #62d0b8; --accent-soft: #17362f;
  --warn: #f5d48a; --warn-soft: #3a2f14; --bad: #ff9d92; --shadow: 0 12px 40px rgb(0 0 0 / .6);
  --head: #0d3b33; --head-ink: #ffffff; --head-soft: #b9ddd3; --focus: #8ab4ff; --bar: #4cc3a9;
  color-scheme: dark; }

*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
p, h2, ul, ol, dl, dd { margin: 0; padding: 0; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; border: 0; background: none; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);
  white-space: nowrap; }
.icon { width: 1.25rem; height: 1.25rem; flex: none; fill: none; stroke: currentColor;
  stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }

.launcher { position: fixed; inset: auto 1.25rem 1.25rem auto; z-index: 2147483000;
  display: flex; align-items: center; gap: .6rem; min-height: 3.25rem; padding: .6rem 1.2rem;
  border-radius: 2rem; background: var(--head); color: var(--head-ink); box-shadow: var(--shadow);
  font-weight: 600; }
.launcher:hover { filter: brightness(1.12); }
.badge { min-width: 1.5rem; padding: 0 .4rem; border-radius: 1rem; background: #fff; color: #0b4f43;
  font-size: .85rem; line-height: 1.5rem; text-align: center; }

.panel { position: fixed; inset: auto 1.25rem 1.25rem auto; z-index: 2147483000; display: flex;
  flex-direction: column; width: min(26.5rem, calc(100vw - 2.5rem));
  height: min(44rem, calc(100dvh - 2.5rem)); overflow: hidden; color: var(--ink);
  background: var(--ground); border: 1px solid var(--line); border-radius: 1.1rem;
  box-shadow: var(--shadow); overflow-wrap: anywhere; }
.head { display: flex; align-items: center; gap: .7rem; padding: .8rem .8rem .8rem 1rem;
  background: var(--head); color: var(--head-ink); }
.mark { display: grid; place-items: center; width: 2.4rem; height: 2.4rem; flex: none;
  border-radius: 50%; background: rgb(255 255 255 / .14); }
.mark .icon { width: 1.5rem; height: 1.5rem; }
.name { flex: 1; min-width: 0; }
h2 { font-size: 1.05rem; line-height: 1.3; font-weight: 650; }
.sub { display: flex; align-items: center; gap: .4rem; color: var(--head-soft); font-size: .82rem;
  line-height: 1.3; }
.dot { width: .6rem; height: .6rem; flex: none; border-radius: 50%; background: #f2c14e; }
.dot[data-link="online"] { background: #55d6a0; }
.dot[data-link="reconnecting"] { background: none; border: 2px solid #f2c14e; }
.quiet { display: inline-flex; align-items: center; gap: .35rem; min-width: 2.25rem;
  min-height: 2.25rem; padding: .25rem .5rem; border-radius: .6rem; font-size: .85rem; }
.quiet:hover { background: rgb(255 255 255 / .14); }
.head :focus-visible { outline-color: #fff; outline-offset: 0; }

.who { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between;
  gap: .1rem .8rem; padding: .3rem 1rem; border-bottom: 1px solid var(--line);
  background: var(--pane); color: var(--soft); font-size: .85rem; }
.who[data-state="signed_in"] .who-text::before { content: ""; display: inline-block; width: .5rem;
  height: .5rem; margin-right: .45rem; border-radius: 50%; background: var(--bar); }
.action, .link { display: inline-flex; align-items: center; min-height: 1.75rem; padding: 0 .1rem;
  color: var(--accent); font-weight: 600; text-decoration: underline; text-underline-offset: .2em; }
.banner { padding: .5rem 1rem; background: var(--warn-soft); color: var(--warn); font-size: .88rem; }

.scroller { position: relative; flex: 1; min-height: 6rem; padding: 1rem; overflow-y: auto;
  overscroll-behavior: contain; scrollbar-gutter: stable; }
.scroller:focus-visible { outline-offset: -3px; }
.welcome { display: grid; gap: .6rem; padding: .4rem 0 1rem; color: var(--soft); }
.welcome .lead { color: var(--ink); font-size: 1.12rem; font-weight: 600; line-height: 1.4; }
.examples { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .5rem; list-style: none; }
.log { display: flex; flex-direction: column; gap: .9rem; }
.message.goes-on { margin-bottom: -.5rem; }
.message.goes-on time { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }
.day { align-self: center; color: var(--soft); font-size: .78rem; }
.message { display: flex; flex-direction: column; gap: .5rem; align-items: flex-start; }
.message.user { align-items: flex-end; }
.bubble { max-width: 94%; padding: .65rem .85rem .45rem; border-radius: 1rem;
  background: var(--pane); border: 1px solid var(--line); border-bottom-left-radius: .3rem; }
.user .bubble { max-width: 86%; border-color: transparent; border-radius: 1rem 1rem .3rem 1rem;
  background: var(--mine); color: var(--mine-ink); }
.bubble > * + p, .bubble > * + ol, .bubble > * + ul, .bubble > * + section { margin-top: .55rem; }
.bubble > .hidden + * { margin-top: 0; }
.said { white-space: pre-wrap; }
.bubble ol { padding-left: 1.5rem; }
.bubble ul { padding-left: 1.2rem; }
.bubble li + li { margin-top: .35rem; }
.bubble li::marker { color: var(--soft); }
time { display: block; margin-top: .2rem; color: var(--soft); font-size: .74rem; }
.user time, .pending .status { color: #dff3ed; text-align: right; }
.pending .status { font-size: .78rem; }
.pending .status .link { color: #fff; }
.pending .bubble { opacity: .92; }
code { font: .86em/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace;
  overflow-wrap: anywhere; }
.bubble a { color: var(--accent); text-underline-offset: .2em; }
.copy { display: inline-grid; place-items: center; width: 1.75rem; height: 1.75rem;
  margin-left: .2rem; vertical-align: middle; border-radius: .45rem; color: var(--accent); }
.copy:hover { background: var(--accent-soft); }
.copy .icon { width: 1.05rem; height: 1.05rem; }

.card { margin: .6rem 0; padding: .7rem .8rem; border: 1px solid var(--line); border-radius: .8rem;
  border-left: 3px solid var(--bar); background: var(--ground); font-size: .9rem; }
.card header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 .8rem; }
.card-title { font-weight: 650; }
.card-read, .when { color: var(--soft); font-size: .8rem; }
.facts { margin-top: .45rem; }
.facts > div { display: grid; grid-template-columns: minmax(5.5rem, 32%) 1fr; gap: .6rem;
  padding: .22rem 0; }
.facts > div + div { border-top: 1px solid var(--line); }
dt { color: var(--soft); }
dd { font-weight: 550; }
dd code { font-weight: 400; }
details { margin-top: .5rem; padding-top: .4rem; border-top: 1px solid var(--line); }
summary { min-height: 1.6rem; color: var(--soft); font-size: .82rem; cursor: pointer; }
.card .proof { display: grid; gap: .4rem; margin-top: .2rem; padding: 0; list-style: none;
  font-size: .84rem; }
.proof li, .bubble .proof li + li { margin: 0; }
.proof .what { display: block; }
.proof .value { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 .8rem; }
.proof .what::first-letter { text-transform: uppercase; }
.progress { display: grid; gap: .35rem; margin: .65rem 0; font-size: .9rem; font-weight: 600; }
progress { appearance: none; width: 100%; height: .7rem; border: 1px solid var(--edge);
  border-radius: 1rem; overflow: hidden; background: var(--ground); }
progress::-webkit-progress-bar { background: var(--ground); }
progress::-webkit-progress-value { background: var(--bar); transition: width .4s; }
progress::-moz-progress-bar { background: var(--bar); }

.choices { display: flex; flex-wrap: wrap; gap: .5rem; }
.choice { min-height: 2.25rem; padding: .35rem .9rem; border: 1px solid var(--accent);
  border-radius: 1.2rem; background: var(--ground); color: var(--accent); font-weight: 600;
  font-size: .92rem; text-align: left; }
.choice:hover { background: var(--accent-soft); }
.typing { display: flex; align-items: center; gap: .6rem; margin-top: .75rem; color: var(--soft);
  font-size: .88rem; }
.dots { display: inline-flex; gap: .25rem; }
.dots i { width: .45rem; height: .45rem; border-radius: 50%; background: var(--bar);
  animation: wait 1.2s infinite ease-in-out; }
.dots i:nth-child(2) { animation-delay: .15s; }
.dots i:nth-child(3) { animation-delay: .3s; }
@keyframes wait { 0%, 70%, 100% { opacity: .3; } 35% { opacity: 1; } }
.notice { padding: .45rem 1rem; background: var(--warn-soft); color: var(--warn); font-size: .88rem; }
.notice:empty { display: none; }

footer { border-top: 1px solid var(--line); background: var(--ground); }
.composer { display: flex; align-items: flex-end; gap: .5rem; padding: .7rem .8rem .4rem; }
textarea { flex: 1; min-width: 0; min-height: 2.6rem; max-height: 8.25rem; padding: .5rem .8rem;
  resize: none; border: 1px solid var(--edge); border-radius: .9rem; background: var(--ground);
  line-height: 1.5; }
textarea:focus-visible { border-color: var(--accent); outline: 2px solid var(--accent);
  outline-offset: -1px; }
textarea::placeholder { color: var(--soft); opacity: 1; }
.send { display: grid; place-items: center; width: 2.6rem; height: 2.6rem; flex: none;
  border-radius: 50%; background: var(--mine); color: var(--mine-ink); }
.send:hover { filter: brightness(1.12); }
.foot { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .9rem;
  padding: 0 .8rem .7rem; }
.person { display: inline-flex; align-items: center; gap: .45rem; min-height: 2.1rem;
  padding: .2rem .7rem .2rem .5rem; border: 1px solid var(--line); border-radius: 1.1rem;
  color: var(--ink); font-size: .88rem; font-weight: 600; }
.person:hover { background: var(--pane); }
.safety { flex: 1 1 11rem; color: var(--soft); font-size: .76rem; line-height: 1.35; }

@media (max-width: 36rem) {
  .panel { inset: 0; width: 100%; height: 100dvh; border: 0; border-radius: 0; }
  .launcher { inset: auto 1rem 1rem auto; }
}
@media (max-height: 30rem) {
  .panel { display: block; overflow-y: auto; }
  .scroller { overflow: visible; }
}
@media (prefers-reduced-motion: reduce) {
  *, *::before, *::after { animation: none !important; transition: none !important; }
  .dots i { opacity: .7; }
}
@media (forced-colors: active) {
  .bubble, .card, .choice, .launcher, .send { border: 1px solid; }
}
`;
