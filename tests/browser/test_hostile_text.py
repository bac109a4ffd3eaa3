"""Markup, scripts and links in every place where text can stand: all of it stays text (T7)."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from channels.journal import BOT, Journal
from tests.browser.conftest import Stack, Visit
from tests.browser.help_page import HelpPage
from tests.browser.vectors import CANARY, HOSTILE_COIN, HOSTILE_TITLE, VECTORS

ALLOWED = {
    "A", "BR", "BUTTON", "CODE", "DD", "DETAILS", "DIV", "DL", "DT", "HEADER", "LI", "OL", "P",
    "PROGRESS", "SECTION", "SPAN", "SUMMARY", "TIME", "UL", "path", "svg",
}  # fmt: skip


def only_text_came_of_it(page: HelpPage) -> None:
    """No element that the widget does not make, no handler, no address but an allowed one."""
    found = page.page.locator("saldo-chat .log").evaluate(
        """log => [...log.querySelectorAll('*')].map(e => ({tag: e.tagName,
             bad: e.getAttributeNames().filter(n => n.startsWith('on') || n === 'src'
               || n === 'srcdoc' || n.includes('action')),
             href: e.getAttribute('href')}))"""
    )
    assert {one["tag"] for one in found} <= ALLOWED
    assert not [one for one in found if one["bad"]]
    for href in filter(None, (one["href"] for one in found)):
        assert href.startswith("https://www.okx.com/"), href
        assert "@" not in href
    assert page.page.evaluate("document.querySelectorAll('img, iframe, object, embed').length") == 0
    expect(page.page).to_have_url(f"{page.url}/{page.language}")


def poke(page: Page) -> None:
    """Hover, focus and click over what stands there, as somebody who looks around would."""
    page.locator("saldo-chat .scroller").hover()
    page.mouse.wheel(0, -4000)
    for bubble in page.locator("saldo-chat .bubble").all()[:6]:
        bubble.click(position={"x": 20, "y": 12})


def test_t7_there_are_enough_vectors() -> None:
    assert len(set(VECTORS)) >= 100
    assert sum(CANARY in vector for vector in VECTORS) >= 20


def test_t7_in_what_the_customer_writes(visit: Visit) -> None:
    page = visit()
    size = 20  # several in one message: a customer may write only so many
    for begin in range(0, len(VECTORS), size):
        text = "\n".join(VECTORS[begin : begin + size])[:1990]
        page.say(text)
        only_text_came_of_it(page)
    poke(page.page)
    shown = "\n".join(page.page.locator("saldo-chat .said").all_inner_texts())
    assert "<img src=x onerror=alert(1)>" in shown
    page.shot("hostile-customer")


@pytest.fixture
def planted(visit: Visit, bot: Stack) -> HelpPage:
    """A conversation in which the bot says every vector in every place that it can fill."""
    page = visit()
    page.say("hello")
    with sqlite3.connect(bot.config.identity_db) as identity:
        (conversation,) = identity.execute(
            "SELECT id FROM conversations ORDER BY created DESC, rowid DESC LIMIT 1"
        ).fetchone()
    journal = Journal(Path(bot.config.widget_db))
    for vector in VECTORS:
        journal.add(conversation, BOT, everywhere(vector))
    journal.close()
    page.page.reload()
    page.open()
    page.online()
    expect(page.page.locator("saldo-chat .card").nth(len(VECTORS) - 1)).to_be_attached()
    return page


def everywhere(vector: str) -> dict[str, object]:
    """A bot's message whose every text is ``vector``."""
    row = {"label": vector, "value": vector, "copy": True}
    proof = {"source": vector, "field": vector, "value": vector, "time": vector}
    return {
        "text": f"{vector}\n\n1. {vector}\n2. {vector}\n\n• {vector}\n\nTxID: {vector}",
        "lang": vector,
        "buttons": [{"id": vector, "title": vector, "payload": "/affirm"}],
        "card": {"title": vector, "rows": [row], "proof": [proof], "read": vector},
        "progress": {"done": 1, "needed": 2, "label": vector},
    }


def test_t7_in_what_the_bot_says(planted: HelpPage) -> None:
    only_text_came_of_it(planted)
    poke(planted.page)
    planted.page.locator("saldo-chat .copy").first.click()
    only_text_came_of_it(planted)
    planted.shot("hostile-bot")


@pytest.mark.parametrize("language", ["en", "sv"])
def test_t7_in_the_name_of_a_coin(visit: Visit, language: str) -> None:
    page = visit("hostile", language)
    answer = page.say("Show my balance" if language == "en" else "Visa mitt saldo")
    assert HOSTILE_COIN in "\n".join(answer.all_inner_texts())
    only_text_came_of_it(page)
    page.shot(f"hostile-coin-{language}")


def test_t7_in_the_title_of_a_maintenance(visit: Visit) -> None:
    page = visit()
    answer = page.say("Is there a problem with the system right now?")
    assert HOSTILE_TITLE in "\n".join(answer.all_inner_texts())
    only_text_came_of_it(page)
