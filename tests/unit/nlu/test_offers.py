"""Which messages take up the second errand that was offered."""

from __future__ import annotations

import pytest
from rasa.shared.core.slots import AnySlot, TextSlot
from rasa.shared.core.trackers import DialogueStateTracker

from actions.question import ERRANDS as ANSWERED
from nlu.errands import ERRANDS
from nlu.offers import errand_taken_up, takes_up


@pytest.mark.parametrize(
    "text",
    [
        "the second one",
        "yes the secnd one",
        "yes, the other one too please",
        "ok and the 2nd question?",
        "no, the other thing",
        "what about the other thing i mentioned",
        "number 2",
        "both please",
        "now the second issue",
        "den andra",
        "ja den andra frågan",
        "ja ta den andra också",
        "nej, det andra problemet",
        "tvåan tack",
        "och det andra då?",
        "hur är det med den andra saken jag skrev",
        "vi tar nästa fråga",
        "båda",
        "the othr thing",
        "teh other thing",
        "yes the secodn questoin",
        "den adnra saken",
        "ja ta den anndra frågan",
        "nästaa problem",
    ],
)
def test_the_other_of_two_errands_is_asked_for(text: str) -> None:
    assert takes_up(text, listed=False)


@pytest.mark.parametrize(
    "text",
    [
        "yes",
        "ja",
        "no, the other one",
        "nej den andra",
        "nej, den andra insättningen",
        "the second deposit",
        "the other day i sent btc",
        "in the other account",
        "andra har fått sina pengar",
        "what does the second confirmation mean",
        "it's the second time i write",
        "wait a second",
        "the othr day i sent btc",
        "the ether thing",
        "my mother thing",
        "",
    ],
)
def test_what_says_something_else_takes_nothing_up(text: str) -> None:
    assert not takes_up(text, listed=False)


@pytest.mark.parametrize("text", ["the second one", "den andra", "number 2", "tvåan"])
def test_where_records_are_listed_the_second_is_one_of_them(text: str) -> None:
    assert not takes_up(text, listed=True)


@pytest.mark.parametrize("text", ["the other thing", "den andra frågan"])
def test_a_thing_is_no_record(text: str) -> None:
    assert takes_up(text, listed=True)


# --- in the conversation ----------------------------------------------------------------------

OFFERED = {"intent": "account_help", "said": {}}


def conversation(outcome: str | None, offered: object = OFFERED) -> DialogueStateTracker:
    slots = [
        AnySlot("offered", mappings=[{}], influence_conversation=False),
        TextSlot("outcome", mappings=[{}], influence_conversation=False),
    ]
    state = DialogueStateTracker("test", slots)
    state.slots["offered"].value, state.slots["outcome"].value = offered, outcome
    return state


def test_a_yes_takes_up_the_offer_where_nothing_else_is_asked() -> None:
    assert errand_taken_up("affirm", "yes", conversation("told")) == OFFERED
    assert errand_taken_up("affirm", "yes", conversation("explained")) is None
    assert errand_taken_up("affirm", "yes", conversation("told", offered=None)) is None


@pytest.mark.parametrize("text", ["the other thing", "ja den andra saken"])
def test_while_a_break_in_is_dealt_with_no_offer_is_taken_up(text: str) -> None:
    assert errand_taken_up("inform", text, conversation("explained")) == OFFERED
    assert errand_taken_up("inform", text, conversation("security")) is None


def test_without_a_conversation_nothing_is_on_offer() -> None:
    assert errand_taken_up("affirm", "the other thing", None) is None


def test_what_the_pipeline_offers_is_what_the_actions_answer() -> None:
    """Two lists, since neither package may know the other."""
    assert ERRANDS == ANSWERED
