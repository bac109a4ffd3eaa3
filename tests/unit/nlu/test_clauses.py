"""The seams between the clauses of a message."""

from __future__ import annotations

import pytest

from nlu.clauses import AND, NOW, parts_of

FIRST = {"en": "my deposit is missing", "sv": "min insättning saknas"}
SECOND = {"en": "i cannot log in", "sv": "inloggningen är borta"}
WORDS = [("en", "and"), ("en", "as well as"), ("sv", "och"), ("sv", "samt")]
WORDS += [("en", "&")]
IN_CHATS = [("en", "n"), ("sv", "o"), ("sv", "å")]


@pytest.mark.parametrize(("language", "word"), WORDS)
def test_and_joins_two_clauses(language: str, word: str) -> None:
    text = f"{FIRST[language]} {word} {SECOND[language]}"
    first, second = parts_of(text)
    assert text[first.start : first.end] == FIRST[language]
    assert text[second.start : second.end] == SECOND[language]
    assert second.seam == AND


@pytest.mark.parametrize(("language", "word"), WORDS)
def test_and_now_is_a_seam_of_its_own(language: str, word: str) -> None:
    then = {"en": "now", "sv": "nu"}[language]
    text = f"{FIRST[language]} {word} {then} {SECOND[language]}"
    first, second = parts_of(text)
    assert text[first.start : first.end] == FIRST[language]
    assert text[second.start : second.end] == f"{then} {SECOND[language]}"
    assert second.seam == NOW


@pytest.mark.parametrize(("language", "word"), IN_CHATS)
def test_a_letter_for_and_joins_two_clauses(language: str, word: str) -> None:
    begins = {"en": "i cannot log in", "sv": "jag kan inte logga in"}[language]
    text = f"{FIRST[language]} {word} {begins}"
    first, second = parts_of(text)
    assert text[first.start : first.end] == FIRST[language]
    assert text[second.start : second.end] == begins
    assert second.seam == AND


@pytest.mark.parametrize(
    "text", ["ni har stoppat både insättning o uttag för mig", "har svårt å logga in på datorn"]
)
def test_a_letter_between_words_is_no_seam(text: str) -> None:
    assert parts_of(text) == []
