"""What is told by an id, a coin or an amount alone, and when a question is no more than that."""

from __future__ import annotations

import pytest

from nlu.bare_answers import is_bare_answer
from nlu.extract import look, name_all

ORDER = "138337424796000101"
GOES_ON = [
    f"and order {ORDER}?",
    f"och order {ORDER} då?",
    "and ETH?",
    "och eth?",
    "what about my usdt?",
    "and how about SOL?",
    "hur är det med btc?",
]
SAYS_MORE = [
    "and why is my ETH gone?",
    "and when does SOL come back?",
    "och varför saknas eth?",
    f"is order {ORDER} filled?",
    "and?",
]


@pytest.mark.parametrize("text", GOES_ON)
def test_question_that_goes_on_from_a_case_names_another_one(text: str) -> None:
    reading = name_all(look(text))
    assert is_bare_answer(reading, at_hand=True)
    assert not is_bare_answer(reading), "without a case there is nothing to go on from"


@pytest.mark.parametrize("text", SAYS_MORE)
def test_question_that_says_more_is_read_as_one(text: str) -> None:
    assert not is_bare_answer(name_all(look(text)), at_hand=True)


@pytest.mark.parametrize("text", [ORDER, "it was ETH", "ordernummer: " + ORDER, "0,5 btc"])
@pytest.mark.parametrize("at_hand", [True, False])
def test_entities_alone_are_an_answer(text: str, at_hand: bool) -> None:
    assert is_bare_answer(name_all(look(text)), at_hand)
