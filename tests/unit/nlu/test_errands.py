"""Two errands beside a theft that perhaps is one: what the verdict makes of whole and parts."""

from __future__ import annotations

from rasa.shared.nlu.training_data.message import Message

from nlu.clauses import AND, TURN, Part
from nlu.marks import PART
from nlu.verdict import Verdict
from tests.unit.nlu.ranked import said

TEXT = "my deposit is missing and i cant log in"
SEAM = TEXT.index(" and ")


def judged(whole: Message, second: Message) -> Message:
    """With a first part that is surely about a deposit."""
    first = said(TEXT[:SEAM], deposit_not_arrived=0.98, check_deposit_status=0.02)
    first.set(PART, Part(0, SEAM, TURN))
    second.set(PART, Part(SEAM + 5, len(TEXT), AND))
    (message,) = Verdict({}).process([whole, first, second])
    return message


def entities(message: Message) -> dict[str, str]:
    return {e["entity"]: e["value"] for e in message.get("entities")}


def test_a_theft_that_no_part_sounds_like_is_offered_beside_the_second() -> None:
    message = judged(
        said(TEXT, deposit_not_arrived=0.6, security_breach=0.22, account_help=0.1),
        said(TEXT[SEAM + 5 :], account_help=0.95, account_sync=0.04),
    )
    assert message.get("intent")["name"] == "deposit_not_arrived"
    assert entities(message) == {"second_intent": "account_help", "fear": "security_breach"}


def test_a_theft_that_the_whole_says_first_but_unsurely_is_offered_beside_the_second() -> None:
    """With its words misspelt the message is unclear, and its parts are not."""
    message = judged(
        said(TEXT, security_breach=0.38, deposit_not_arrived=0.22, account_help=0.1),
        said(TEXT[SEAM + 5 :], account_help=0.95, account_sync=0.04),
    )
    assert message.get("intent")["name"] == "deposit_not_arrived"
    assert entities(message) == {"second_intent": "account_help", "fear": "security_breach"}


def test_a_trace_of_it_in_a_part_is_asked_about() -> None:
    message = judged(
        said(TEXT, deposit_not_arrived=0.6, security_breach=0.22, account_help=0.1),
        said(TEXT[SEAM + 5 :], account_help=0.93, security_breach=0.02),
    )
    assert message.get("intent")["name"] == "nlu_fallback"
    assert message.get("intent_ranking")[1]["name"] == "security_breach"


def test_a_theft_that_the_whole_says_first_stays_one() -> None:
    message = judged(
        said(TEXT, security_breach=0.5, deposit_not_arrived=0.3, account_help=0.1),
        said(TEXT[SEAM + 5 :], account_help=0.95, account_sync=0.04),
    )
    assert message.get("intent")["name"] == "security_breach"
