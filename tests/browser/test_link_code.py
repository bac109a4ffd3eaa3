"""A signed-in customer makes a code for Slack or Telegram on the help centre's page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from identity.links import LinkResult
from identity.setup import load_identity
from tests.browser.conftest import Stack, Visit
from tests.browser.help_page import ANSWER_MS, HelpPage

MAKE = {"en": "Make a code", "sv": "Skapa en kod"}
COPY = {"en": "Copy", "sv": "Kopiera"}
YOURS = {"en": "Your code:", "sv": "Din kod:"}
COPIED = {"en": "Copied", "sv": "Kopierad"}


def code_of(page: HelpPage) -> str:
    """The code that is shown, once it is."""
    expect(page.page.locator("#code-said code")).to_be_visible(timeout=ANSWER_MS)
    return page.page.locator("#code-said code").inner_text()


@pytest.mark.parametrize("language", ["en", "sv"])
def test_code_is_made_and_copied_by_keyboard_and_links(
    visit: Visit, bot: Stack, language: str
) -> None:
    page = visit("in-earn", language, permissions=["clipboard-read", "clipboard-write"])
    page.page.keyboard.press("Escape")  # closes the chat
    make = page.page.get_by_role("button", name=MAKE[language], exact=True)
    copy = page.page.get_by_role("button", name=COPY[language], exact=True)
    expect(copy).to_be_hidden()
    make.focus()
    page.page.keyboard.press("Enter")
    code = code_of(page)
    assert re.fullmatch(r"[A-Z0-9]{5}-[A-Z0-9]{5}", code)
    said = page.page.get_by_role("status").filter(has_text=YOURS[language])
    expect(said).to_have_text(f"{YOURS[language]} {code}")
    expect(make).to_be_focused()
    page.shot(f"link-code-{language}", whole=True)
    page.page.keyboard.press("Tab")
    expect(copy).to_be_focused()
    for button in (make, copy):
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24
    page.page.keyboard.press("Enter")
    expect(page.page.locator("#code-said")).to_have_text(f"{code} {COPIED[language]}")
    assert page.page.evaluate("navigator.clipboard.readText()") == code
    identity = load_identity(
        {
            "SALDO_IDENTITY_KEY": bot.config.identity_key,
            "SALDO_IDENTITY_DB": str(bot.config.identity_db),
        }
    )
    assert identity.links.redeem("slack", f"T1/U-{language}", code) is LinkResult.LINKED
    assert identity.links.speaker("slack", f"T1/U-{language}").customer == "in-earn"


def test_visitor_is_offered_no_code(visit: Visit) -> None:
    page = visit()
    expect(page.page.locator("#link-code")).to_have_count(0)


def test_code_is_refused_kindly_once_the_sign_in_is_over(visit: Visit) -> None:
    page = visit("in-earn")
    page.watch.outage = True  # the page's own 401 is no news
    page.page.context.clear_cookies()
    page.page.locator("#link-code").click()
    expect(page.page.locator("#code-said")).to_contain_text("Sign in again", timeout=ANSWER_MS)
    expect(page.page.locator("#copy-code")).to_be_hidden()
