"""Signing in and an answer of each kind, in both languages, as they look."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit

KINDS = {
    "pending-deposit": {
        "customer": "unconfirmed",
        "en": "My bitcoin deposit hasn't arrived",
        "sv": "Min insättning av bitcoin har inte kommit fram",
        "says": {"en": "0.0412 BTC", "sv": "0,0412 BTC"},
    },
    "trade": {
        "customer": "filled-in-trading",
        "en": "I bought bitcoin but can't see it in my balance",
        "sv": "Jag köpte bitcoin men ser den inte i mitt saldo",
        "says": {"en": "BTC-USDT", "sv": "BTC-USDT"},
    },
    "balance-list": {
        "customer": "in-trading",
        "en": "Show my balance",
        "sv": "Visa mitt saldo",
        "says": {"en": "Trading", "sv": "Handel"},
    },
    "break-in": {
        "customer": "recent-withdrawal",
        "en": "Someone has been in my account and taken my crypto",
        "sv": "Någon har varit inne på mitt konto och tagit min krypto",
        "says": {"en": "1,499 USDT", "sv": "1 499 USDT"},
    },
    "visitor": {
        "customer": None,
        "en": "My deposit hasn't arrived",
        "sv": "Min insättning har inte kommit fram",
        "says": {"en": "Sign in", "sv": "Logga in"},
    },
    "question": {
        "customer": "healthy",
        "en": "Are my funds insured?",
        "sv": "Är mina pengar försäkrade?",
        "says": {"en": "isn't an insurance policy", "sv": "är ingen försäkring"},
    },
    "secret": {
        "customer": "healthy",
        "en": "My password is Korvgubbe!77x",
        "sv": "Mitt lösenord är Korvgubbe!77x",
        "says": {"en": "Don't send it again", "sv": "Skicka det inte igen"},
    },
    "out-of-scope": {
        "customer": "healthy",
        "en": "What's the weather in Gothenburg?",
        "sv": "Vad är det för väder i Göteborg?",
        "says": {"en": "deposits, withdrawals, orders", "sv": "insättningar, uttag, order"},
    },
}


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_answer(visit: Visit, kind: str, language: str) -> None:
    case = KINDS[kind]
    page = visit(case["customer"], language)
    answer = page.say(case[language])
    said = "\n".join(answer.all_inner_texts()).replace("\u00a0", " ")
    assert case["says"][language] in said
    for bubble in page.page.locator("saldo-chat .bubble").all():
        assert bubble.get_attribute("lang") == language
    page.see_all()
    page.shot(f"{kind}-{language}")


@pytest.mark.parametrize("language", ["en", "sv"])
def test_visitor_signs_in_on_the_exchange_s_page_and_the_chat_says_who(
    visit: Visit, language: str
) -> None:
    page = visit(None, language)
    page.sign_in("unconfirmed", shot=f"sign-in-{language}")
    page.open()
    expect(page.who).to_contain_text("unconfirmed")


def test_pending_deposit_has_a_card_and_a_bar(visit: Visit) -> None:
    page = visit("unconfirmed")
    page.say("My bitcoin deposit hasn't arrived")
    card = page.page.locator("saldo-chat .card")
    expect(card).to_have_count(1)
    expect(card).to_contain_text("0.0412 BTC")
    expect(card).to_contain_text("actualDepBlkConfirm: 1")  # what was looked at, and its value
    bar = page.page.locator("saldo-chat progress")
    assert (bar.get_attribute("max"), bar.get_attribute("value")) == ("2", "1")
    expect(bar).to_have_attribute("aria-label", "Confirmations: 1 of 2")


def test_transaction_id_can_be_copied(visit: Visit) -> None:
    page = visit("unconfirmed", permissions=["clipboard-read", "clipboard-write"])
    page.say("My bitcoin deposit hasn't arrived")
    copy = page.page.locator("saldo-chat .card").get_by_role("button", name="Copy TxID")
    txid = page.page.locator("saldo-chat .card dd code").first.inner_text()
    copy.click()
    expect(page.page.locator("saldo-chat [role=status]").last).to_have_text("Copied")
    assert page.page.evaluate("navigator.clipboard.readText()") == txid
    assert re.fullmatch("[0-9a-f]{64}", txid)


def test_steps_and_balances_are_lists(visit: Visit) -> None:
    page = visit("in-trading")
    page.say("I can't use my USDT in P2P")
    expect(page.log.locator("ol").first.locator("li").nth(1)).to_be_visible()
    page.say("Show my balance")
    expect(page.log.locator("ul").last.locator("li").first).to_be_visible()


def test_only_pages_of_the_exchange_are_links(visit: Visit) -> None:
    page = visit("unconfirmed")
    page.say("I want to talk to a person")
    links = page.log.locator("a")
    expect(links.first).to_be_visible()
    for link in links.all():
        assert (link.get_attribute("href") or "").startswith("https://www.okx.com/")
        assert link.get_attribute("rel") == "noopener noreferrer"


def test_language_switch_turns_the_widget_and_the_bot(visit: Visit) -> None:
    page = visit("unconfirmed")
    page.say("My bitcoin deposit hasn't arrived")
    page.after(page.page.locator("saldo-chat .switch").click)
    expect(page.input).to_have_attribute("placeholder", "Vad har hänt med ditt saldo?")
    page.say("Visa mitt saldo")
    expect(page.log.locator(".message.bot .bubble").last).to_have_attribute("lang", "sv")
    page.page.reload()
    page.open()
    expect(page.input).to_have_attribute("placeholder", "Vad har hänt med ditt saldo?")


def test_person_is_always_in_sight(visit: Visit) -> None:
    page = visit("unconfirmed")
    person = page.page.locator("saldo-chat .person")
    expect(person).to_be_in_viewport()
    page.say("My bitcoin deposit hasn't arrived")
    expect(person).to_be_in_viewport()
    answer = page.after(person.click)
    assert "https://www.okx.com/help" in "\n".join(answer.all_inner_texts())
    page.shot("person-en")


def test_dropped_file_is_politely_refused(visit: Visit) -> None:
    page = visit()
    page.page.locator("saldo-chat .panel").evaluate(
        """panel => { const data = new DataTransfer();
          data.items.add(new File(['x'], 'passport.png', {type: 'image/png'}));
          panel.dispatchEvent(new DragEvent('drop', {bubbles: true, cancelable: true,
            dataTransfer: data})); }"""
    )
    expect(page.page.locator("saldo-chat .notice")).to_contain_text("can’t receive files")
    expect(page.log.locator(".message")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_looks(visit: Visit, scheme: str) -> None:
    page = visit("unconfirmed", color_scheme=scheme)
    page.shot(f"welcome-{scheme}", whole=True)
    page.say("My bitcoin deposit hasn't arrived")
    page.shot(f"answer-{scheme}", whole=True)


def test_phone(visit: Visit) -> None:
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page = visit("unconfirmed", "sv", **phone)
    box = page.panel.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"]) == (0, 0, 390)
    page.say("Min insättning av bitcoin har inte kommit fram")
    page.shot("phone-sv", whole=True)
