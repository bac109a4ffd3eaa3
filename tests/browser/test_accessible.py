"""WCAG 2.2 AA: by machine (axe), by keyboard, by zoom, by size and by calm."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from launcher.config import ROOT
from tests.browser.conftest import SHOTS, Visit
from tests.browser.help_page import HelpPage

AXE = ROOT / "widget" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
QUESTION = {
    "en": "My bitcoin deposit hasn't arrived",
    "sv": "Min insättning av bitcoin har inte kommit fram",
}


def axe_finds_nothing(page: HelpPage, name: str) -> None:
    page.page.evaluate("() => 0")
    found = page.page.evaluate(
        """async (rules) => { const {violations, passes} = await window.axe.run(document,
             {runOnly: rules, rules: {'target-size': {enabled: true}}});
           return {passes: passes.length, violations: violations.map(v => ({id: v.id,
             nodes: v.nodes.map(n => ({target: n.target, why: n.failureSummary}))}))}; }""",
        RULES,
    )
    (SHOTS / f"axe-{name}.json").write_text(json.dumps(found, indent=2), encoding="utf-8")
    assert found["violations"] == []
    assert found["passes"] > 20


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, language: str, scheme: str) -> None:
    page = visit("unconfirmed", language, color_scheme=scheme)
    page.page.context.add_init_script(path=str(AXE))
    page.page.reload()
    page.open()
    page.online()
    axe_finds_nothing(page, f"welcome-{language}-{scheme}")
    page.say(QUESTION[language])
    axe_finds_nothing(page, f"answer-{language}-{scheme}")
    page.page.keyboard.press("Escape")
    expect(page.launcher).to_be_focused()
    axe_finds_nothing(page, f"closed-{language}-{scheme}")


def test_all_of_it_by_keyboard(visit: Visit) -> None:
    page = visit("unconfirmed")
    keyboard = page.page.keyboard
    keyboard.press("Escape")
    expect(page.launcher).to_be_focused()
    keyboard.press("Enter")
    expect(page.input).to_be_focused()
    keyboard.type(QUESTION["en"])
    page.after(lambda: keyboard.press("Enter"))
    expect(page.input).to_be_focused()  # the focus stays where one writes
    order = focus_order(page)
    names = [name for name, _ in order]
    assert names == sorted(names, key=["switch", "close", "action", "scroller", "copy", "summary",
                                       "choice", "textarea", "send", "person"].index)  # fmt: skip
    for name, (width, height) in order:
        assert min(width, height) >= 24, name
    walk_to(page, "choice")
    page.after(lambda: keyboard.press("Enter"))  # "Yes"
    expect(page.input).to_be_focused()


FOCUSED = """() => { const e = document.querySelector('saldo-chat').shadowRoot.activeElement;
  if (!e) return null; const box = e.getBoundingClientRect();
  return [[...e.classList].pop() ?? e.tagName.toLowerCase(), [box.width, box.height],
    getComputedStyle(e).outlineStyle]; }"""


def focus_order(page: HelpPage) -> list[tuple[str, list[float]]]:
    """Every stop of the tab key within the panel, in order, each with a visible focus."""
    page.page.locator("saldo-chat .switch").focus()
    stops = []
    for _ in range(40):
        stop = page.page.evaluate(FOCUSED)
        if stop is None:
            break
        assert stop[2] != "none", f"no visible focus on {stop[0]}"
        stops.append((stop[0], stop[1]))
        page.page.keyboard.press("Tab")
    return stops


def walk_to(page: HelpPage, name: str) -> None:
    page.page.locator("saldo-chat .switch").focus()
    for _ in range(40):
        if page.page.evaluate(FOCUSED)[0] == name:
            return
        page.page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by the tab key")


def test_new_messages_are_announced_and_named(visit: Visit) -> None:
    page = visit("unconfirmed", "sv")
    log = page.page.get_by_role("log", name="Meddelanden")
    expect(log).to_have_attribute("aria-live", "polite")
    page.say(QUESTION["sv"])
    expect(log.locator(".bubble").first).to_contain_text("Du: ")
    expect(log.locator(".bubble").nth(1)).to_contain_text("Saldo: ")
    assert log.locator("time").first.get_attribute("datetime")


def test_four_hundred_percent(visit: Visit) -> None:
    """1280 x 1024 at 400 %: everything is reached by scrolling one way (1.4.10)."""
    page = visit("unconfirmed", viewport={"width": 320, "height": 256})
    page.say(QUESTION["en"])
    sideways = page.page.evaluate(
        """() => { const root = document.querySelector('saldo-chat').shadowRoot;
          return [document.documentElement, ...root.querySelectorAll('.panel, .scroller')]
            .some(e => e.scrollWidth > e.clientWidth + 1); }"""
    )
    assert not sideways
    for part in (".close", ".person", "textarea", ".card"):
        place = page.page.locator(f"saldo-chat {part}").first
        place.scroll_into_view_if_needed()
        expect(place).to_be_in_viewport(ratio=0.2)
    page.shot("zoom-400", whole=True)


def test_calm_for_those_who_ask_for_it(visit: Visit) -> None:
    page = visit("unconfirmed", reduced_motion="reduce")
    moving = page.page.evaluate(
        """() => [...document.querySelector('saldo-chat').shadowRoot.querySelectorAll('*')]
             .filter(e => getComputedStyle(e).animationName !== 'none').length"""
    )
    assert moving == 0


def test_larger_text_spacing_hides_nothing(visit: Visit) -> None:
    """1.4.12: line height 1.5, paragraphs 2, letters 0.12, words 0.16."""
    page = visit("unconfirmed")
    page.page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
          sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
            word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
          document.querySelector('saldo-chat').shadowRoot.adoptedStyleSheets.push(sheet); }"""
    )
    page.say(QUESTION["en"])
    cut = page.page.locator("saldo-chat").evaluate(
        """host => [...host.shadowRoot.querySelectorAll('.bubble, .choice, .person, .who, .head')]
             .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.className)"""
    )
    assert cut == []
