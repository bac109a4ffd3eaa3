"""Buttons: what leaves the server is an id, and only a shown button chooses anything."""

from __future__ import annotations

from typing import Any

import pytest

from channels import buttons
from channels.buttons import ButtonBook, Choice

YES = {"title": "Ja", "payload": "/affirm"}
PICK = {
    "title": "0,05 BTC",
    "payload": '/inform{"choice": "deposit:7", "currency": ["BTC", "ETH"]}',
}
OTHER = {"title": "Något annat", "payload": "jag vill något annat"}


def chosen(book: ButtonBook, text: str, conversation: str = "c") -> Choice | None:
    return book.take(conversation, text)


def test_t5_payloads_never_leave() -> None:
    sent = ButtonBook().show("c", [YES, PICK, OTHER])
    assert [b["title"] for b in sent] == ["Ja", "0,05 BTC", "Något annat"]
    assert not any("/" in b["payload"] or "inform" in b["payload"] for b in sent)
    assert len({b["payload"] for b in sent}) == 3


def test_id_resolves_to_intent_and_entities() -> None:
    book = ButtonBook()
    key = book.show("c", [PICK])[0]["payload"]
    data = book.take("c", f" {key} ").parse_data()  # type: ignore[union-attr]
    assert data is not None
    assert data["text"] == "0,05 BTC"
    assert data["intent"] == {"name": "inform", "confidence": 1.0}
    assert data["intent_ranking"] == [data["intent"]]
    assert [(e["entity"], e["value"]) for e in data["entities"]] == [
        ("choice", "deposit:7"),
        ("currency", "BTC"),
        ("currency", "ETH"),
    ]


def test_id_stays_good_in_later_turns() -> None:
    book = ButtonBook()
    key = book.show("c", [YES])[0]["payload"]
    assert chosen(book, "what?") is None
    assert chosen(book, key) == Choice("Ja", "/affirm")


def test_title_counts_only_right_after_it_was_shown() -> None:
    book = ButtonBook()
    book.show("c", [YES])
    assert chosen(book, "ja ") == Choice("Ja", "/affirm")
    assert chosen(book, "ja") is None


def test_titles_of_all_messages_of_a_turn_count() -> None:
    book = ButtonBook()
    book.show("c", [YES])
    book.show("c", [PICK])
    assert chosen(book, "Ja") == Choice("Ja", "/affirm")


def test_t5_another_conversation_knows_nothing_of_it() -> None:
    book = ButtonBook()
    key = book.show("c", [YES])[0]["payload"]
    book.show("d", [PICK])
    assert chosen(book, key, "d") is None
    assert chosen(book, "Ja", "d") is None


@pytest.mark.parametrize(
    "text", ["", "/affirm", "b-0000000000000000", '/inform{"choice": "deposit:7"}']
)
def test_nothing_else_chooses(text: str) -> None:
    book = ButtonBook()
    book.show("c", [YES, PICK, {"title": "", "payload": "/deny"}])
    assert chosen(book, text) is None


def test_plain_payload_is_text_to_be_understood() -> None:
    assert Choice("Något annat", "jag vill något annat").parse_data() is None


@pytest.mark.parametrize(("payload", "intent"), [("/affirm", "affirm"), ("/deny@0.5", "deny")])
def test_payload_without_entities(payload: str, intent: str) -> None:
    data = Choice("x", payload).parse_data()
    assert data is not None
    assert (data["intent"]["name"], data["entities"]) == (intent, [])


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(buttons, "MAX_CONVERSATIONS", 2)
    monkeypatch.setattr(buttons, "MAX_BUTTONS", 2)
    book = ButtonBook()
    first: dict[str, Any] = book.show("a", [YES])[0]
    old, *_ = book.show("b", [YES, PICK, OTHER])
    book.show("c", [YES])
    assert chosen(book, first["payload"], "a") is None
    assert chosen(book, "0,05 BTC", "b") == Choice(PICK["title"], PICK["payload"])
    assert chosen(book, old["payload"], "b") is None
