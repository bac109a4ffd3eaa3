// A message's text as paragraphs and lists. The text itself stays text.
import { el } from './dom';


const BULLET = /^[•-] (.+)$/;
const NUMBERED = /^(\d{1,2})\. (.+)$/;
// Transaction ids, addresses and order ids: long, one word, with digits.
const ID = /(?<![\w/.:-])(?:0x[0-9a-fA-F]{40,64}|(?=[0-9A-Za-z]*\d)[0-9A-Za-z]{26,90}|\d{15,24})(?![\w/-])/g;
const URL_TEXT = /https:\/\/[^\s<>"'()]+[^\s<>"'().,;:!?]/g;

export interface Drawing {
  /** Hosts that may be linked; any other address stays plain text. */
  links: ReadonlySet<string>;
  newTab: string;
  copyButton(value: string): HTMLElement;
}

export function blocks(text: string, drawing: Drawing): HTMLElement[] {
  return text.split(/\n{2,}/).flatMap((part) => block(part.split('\n'), drawing));
}

function block(lines: string[], drawing: Drawing): HTMLElement[] {
  const nodes: HTMLElement[] = [];
  let open = null as HTMLElement | null;
  for (const line of lines) {
    if (!line.trim()) continue;
    const numbered = NUMBERED.exec(line);
    const bullet = numbered ? null : BULLET.exec(line);
    const tag = numbered ? 'OL' : bullet ? 'UL' : 'P';
    if (open?.tagName !== tag) {
      open = el(tag.toLowerCase() as 'ol' | 'ul' | 'p');
      if (numbered && numbered[1] !== '1') open.setAttribute('start', numbered[1] ?? '1');
      nodes.push(open);
    } else if (tag === 'P') open.append(el('br'));
    const said = numbered?.[2] ?? bullet?.[1] ?? line;
    const target = tag === 'P' ? open : open.appendChild(el('li'));
    target.append(...inline(said, drawing));
  }
  return nodes;
}

/** Text nodes, ids that can be copied, and links to allowed hosts. */
function inline(text: string, drawing: Drawing): Node[] {
  const nodes: Node[] = [];
  let from = 0;
  const found = [...text.matchAll(URL_TEXT), ...text.matchAll(ID)]
    .sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
  for (const match of found) {
    const at = match.index ?? 0;
    if (at < from) continue; // an id within an address
    const node = match[0].startsWith('https:') ? link(match[0], drawing) : id(match[0], drawing);
    nodes.push(document.createTextNode(text.slice(from, at)), ...node);
    from = at + match[0].length;
  }
  nodes.push(document.createTextNode(text.slice(from)));
  return nodes.filter((node) => node.textContent !== '');
}

function id(value: string, drawing: Drawing): Node[] {
  return [el('span', { class: 'id' }, el('code', {}, value), drawing.copyButton(value))];
}

function link(address: string, drawing: Drawing): Node[] {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return [document.createTextNode(address)];
  }
  // What one reads is where one goes: an address that a browser would rewrite is no link.
  const same = !url.username && !url.password && [address, `${address}/`].includes(url.href);
  if (!same || url.protocol !== 'https:' || !drawing.links.has(url.host)) {
    return [document.createTextNode(address)];
  }
  const anchor = el('a', { href: url.href, target: '_blank', rel: 'noopener noreferrer' }, address);
  anchor.append(el('span', { class: 'hidden' }, ` (${drawing.newTab})`));
  return [anchor];
}
