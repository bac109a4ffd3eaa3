"""The seams between the clauses of a message."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu import extract
from nlu.clauses import AND, NOW, TURN, parts_of
from nlu.errands import ErrandSplitter
from nlu.extract import read
from nlu.marks import READING
from nlu.plain import plain_text

FIRST = {"en": "my deposit is missing", "sv": "min insättning saknas"}
SECOND = {"en": "i cannot log in", "sv": "inloggningen är borta"}
WORDS = [("en", "and"), ("en", "as well as"), ("sv", "och"), ("sv", "samt"), ("en", "&")]
IN_CHATS = [("en", "n"), ("sv", "o"), ("sv", "å")]


def check_joined(first: str, word: str, second: str, seam: int) -> None:
    """That ``word`` is left out and both clauses stay whole."""
    text = f"{first} {word} {second}"
    one, other = parts_of(text)
    assert text[one.start : one.end] == first
    assert text[other.start : other.end] == second
    assert other.seam == seam


@pytest.mark.parametrize(("language", "word"), WORDS)
def test_and_joins_two_clauses(language: str, word: str) -> None:
    check_joined(FIRST[language], word, SECOND[language], AND)


@pytest.mark.parametrize(("language", "word"), WORDS)
def test_and_now_is_a_seam_of_its_own(language: str, word: str) -> None:
    now = {"en": "now", "sv": "nu"}[language]
    check_joined(FIRST[language], word, f"{now} {SECOND[language]}", NOW)


@pytest.mark.parametrize(("language", "word"), IN_CHATS)
def test_a_letter_for_and_joins_two_clauses(language: str, word: str) -> None:
    begins = {"en": "i cannot log in", "sv": "jag kan inte logga in"}[language]
    check_joined(FIRST[language], word, begins, AND)


@pytest.mark.parametrize(
    "text", ["ni har stoppat både insättning o uttag för mig", "har svårt å logga in på datorn"]
)
def test_a_letter_between_words_is_no_seam(text: str) -> None:
    assert parts_of(text) == []


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("bought sol but its not in my balance and also is the site down", "is the site down"),
        ("min btc syns inte, var är den, dessutom ligger sidan nere", "ligger sidan nere"),
    ],
)
def test_what_stands_before_a_turn_stays_whole(text: str, second: str) -> None:
    parts = parts_of(text)
    assert [text[part.start : part.end] for part in parts][1:] == [second]
    assert parts[1].seam == TURN


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("my order is stuck n is the site down", "is the site down"),
        ("uttaget hänger å när får jag svar på min legitimation", "när får jag svar"),
    ],
)
def test_a_letter_for_and_stands_before_a_question(text: str, second: str) -> None:
    parts = parts_of(text)
    assert len(parts) == 2
    assert text[parts[1].start :].startswith(second)


def test_a_part_has_what_was_found_of_the_whole_in_its_own_places() -> None:
    text = "my password is Summer2024! and my 0.5 eth deposit is missing, TxID 0x" + "ab" * 32
    whole = read(text)
    first, second = (
        whole.within(part.start, part.end) for part in parts_of(whole.without_secrets)[:2]
    )
    assert [first.text[s.start : s.end] for s in first.secrets] == ["Summer2024!"]
    assert second.secrets == ()
    assert second.text == "my 0.5 eth deposit is missing"
    named = {f.name: second.text[f.start : f.end] for f in second.entities}
    assert named == {"amount": "0.5", "currency": "eth"}
    assert second.folded.original(3, 6) == (3, 6)


def test_the_parts_of_a_message_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    message = Message({"text": "min btc saknas och mitt lösenord är Sommar2024!"})
    message.set(READING, read(message.get("text")))
    monkeypatch.setattr(extract, "find_secrets", lambda *_: pytest.fail("read again"))
    whole, *parts = ErrandSplitter().process([message])
    assert whole is message
    assert [plain_text(part.get(READING)) for part in parts] == [
        "min btc saknas", "mitt lösenord är secret",
    ]  # fmt: skip
