"""Reload, a second tab, a server that comes back: nothing is lost and nothing doubled."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Stack, Visit
from tests.browser.help_page import ANSWER_MS, HelpPage

QUESTION = "My bitcoin deposit hasn't arrived"


def said_by_customer(page: HelpPage) -> list[str]:
    said: list[str] = page.page.locator("saldo-chat .message.user .said").all_inner_texts()
    return said


def test_history_is_there_after_a_reload(visit: Visit) -> None:
    page = visit("unconfirmed")
    page.say(QUESTION)
    before = page.texts()
    page.page.reload()
    page.open()
    page.answer()
    assert page.texts() == before
    expect(page.choices.first).to_be_visible()  # and its buttons still work
    page.after(page.choices.filter(has_text="No").first.click)
    assert said_by_customer(page) == [QUESTION, "No"]


def test_second_tab_shows_and_continues_the_same_conversation(visit: Visit) -> None:
    first = visit("unconfirmed")
    first.say(QUESTION)
    second = visit(None, in_browser=first)
    second.answer()
    assert second.texts() == first.texts()
    second.say("Show my balance")
    expect(first.page.locator("saldo-chat .message.user")).to_have_count(2, timeout=ANSWER_MS)
    first.answer()
    assert second.texts() == first.texts()


def test_visitors_second_tab_joins_when_the_conversation_begins(visit: Visit) -> None:
    first = visit()
    second = visit(None, in_browser=first)
    first.say("How long does a deposit take?")
    second.answer()
    assert second.texts() == first.texts()


def test_visitor_signs_in_and_goes_on_in_both_tabs(visit: Visit) -> None:
    first = visit()
    first.say("How long does a deposit take?")
    second = visit(None, in_browser=first)
    first.sign_in("unconfirmed")
    expect(first.who).to_contain_text("unconfirmed", timeout=ANSWER_MS)
    assert said_by_customer(first) == ["How long does a deposit take?"]
    first.open()
    first.say(QUESTION)
    expect(second.page.locator("saldo-chat .message.user")).to_have_count(2, timeout=ANSWER_MS)
    second.answer()
    assert "0.0412 BTC" in "\n".join(second.texts())


def test_signing_out_on_the_page_ends_the_conversation(visit: Visit) -> None:
    page = visit("unconfirmed")
    page.say(QUESTION)
    page.page.locator("#sign-out button").click()
    expect(page.page.locator(".account a")).to_be_visible()
    page.open()
    page.online()
    expect(page.who).to_have_text("Not signed in")
    expect(page.log.locator(".message")).to_have_count(0)
    assert "0.0412" not in page.panel.inner_text()


def test_revoked_sign_in_keeps_what_was_written_until_it_is_renewed(
    visit: Visit, bot: Stack
) -> None:
    page = visit("low-fee")
    page.say("My bitcoin deposit hasn't arrived")
    said = page.texts()
    reply = page.page.context.request.post(
        f"{bot.config.sandbox_url}/_sandbox/signin/revoke", data={"customer": "low-fee"}
    )
    assert reply.ok
    page.say("Show my balance")  # the exchange refuses: the bot says so, and the sign-in ends
    page.input.fill("is my deposit there now?")
    page.input.press("Enter")
    waiting = page.page.locator("saldo-chat .pending")
    expect(waiting).to_contain_text("is my deposit there now?")
    expect(waiting).to_contain_text("Sent as soon as you have signed in")
    page.shot("sign-in-ended-en")
    assert "0.0" not in page.log.inner_text()  # and nothing of the account stays on the screen
    page.page.locator("saldo-chat .who a").click()
    page.page.locator('button[value="low-fee"]').click()
    page.page.wait_for_url("**/help/en")
    page.open()
    expect(page.who).to_contain_text("low-fee", timeout=ANSWER_MS)
    expect(page.input).to_have_value("is my deposit there now?")
    page.after(lambda: page.input.press("Enter"))
    assert page.texts()[: len(said)] == said


def test_server_that_comes_back_finds_the_conversation(visit: Visit, bot: Stack) -> None:
    page, other = visit("unconfirmed"), visit("low-fee", "sv")
    page.say(QUESTION)
    before, theirs = page.texts(), other.texts()
    page.watch.outage = other.watch.outage = True
    bot.stop_rasa()
    banner = page.page.locator("saldo-chat .banner")
    expect(banner).to_contain_text("Reconnecting", timeout=ANSWER_MS)
    page.input.fill("Show my balance")  # written while nobody hears it
    page.input.press("Enter")
    expect(page.page.locator("saldo-chat .pending")).to_be_in_viewport()
    page.shot("reconnecting-en")
    bot.start_rasa()
    page.online()
    expect(page.page.locator("saldo-chat .pending")).to_have_count(0, timeout=ANSWER_MS)
    page.answer()
    page.watch.outage = other.watch.outage = False
    assert said_by_customer(page) == [QUESTION, "Show my balance"]
    assert page.texts()[: len(before)] == before
    expect(banner).to_be_hidden()
    other.online()
    assert other.texts() == theirs
    page.page.reload()
    page.open()
    page.answer()
    assert said_by_customer(page) == [QUESTION, "Show my balance"]
