"""The seams between the clauses of a message."""

from __future__ import annotations

import pytest

from nlu.clauses import AND, NOW, parts_of

FIRST = {"en": "my deposit is missing", "sv": "min insättning saknas"}
SECOND = {"en": "i cannot log in", "sv": "inloggningen är borta"}
WORDS = [("en", "and"), ("en", "as well as"), ("sv", "och"), ("sv", "samt")]
WORDS += [("en", "n"), ("en", "&"), ("sv", "o"), ("sv", "å")]  # as people write in chats


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
