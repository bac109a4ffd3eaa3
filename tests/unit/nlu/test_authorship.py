"""Whose hand it was, as far as the words say, in both languages."""

from __future__ import annotations

import pytest

from nlu.authorship import denials, denied
from nlu.extract import read
from nlu.plain import plain_text

DENIED = [
    "there is a withdrawal i never asked for",
    "It says I changed my password. I did no such thing.",
    "a swap to doge on saturday, that wasn’t me",
    "eth left my account without my knowledge",
    "det har gjorts ett uttag som jag inte godkänt",
    "jag bytte inget lösenord i går",
    "utan att jag rört nåt försvann allt",
    "det ar inte jag som loggat in",
]
PLAIN = [
    "my withdrawal never arrived",
    "can someone help me with my deposit",
    "have not received my usdt yet",
    "har inte fått mina pengar",
    "kan nån hjälpa mig med en insättning",
    "ni har inte skickat min btc",
    "har nån svar på varför det tar sån tid",
    "",
]


@pytest.mark.parametrize("text", DENIED)
def test_the_customer_says_it_was_another(text: str) -> None:
    assert denied(plain_text(read(text)))


@pytest.mark.parametrize("text", PLAIN)
def test_a_plain_complaint_denies_nothing(text: str) -> None:
    assert not denied(plain_text(read(text)))


def test_one_row_a_message() -> None:
    assert denials([DENIED[0], PLAIN[0]]).tolist() == [[1], [0]]
    assert denials([]).shape == (0, 1)
