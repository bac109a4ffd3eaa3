"""The seams between the clauses of a message."""

from __future__ import annotations

import pytest

from nlu.clauses import AND, NOW, parts_of

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
