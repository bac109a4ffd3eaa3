"""Every cause of every category, told by a customer in both languages (causes.yml)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.diagnosis.causes import CAUSES
from tests.conversations import judge
from tests.conversations.chat import Answer, Chat

ENTRIES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "causes.yml").read_text(encoding="utf-8")
)
HUMAN_ROUTE = "https://www.okx.com/help"
# What "looked at" says of a cause that no documented field shows.
NOT_VISIBLE = {"en": "can't see that from here", "sv": "kan inte se det härifrån"}
MOST_ASKED_BACK = 0.05
asked_back: list[str] = []
conversations: dict[str, tuple[Chat, Answer]] = {}


@dataclass(frozen=True)
class Case:
    """One entry in one language, with the customer's own ids filled in."""

    entry: dict[str, Any]
    language: str

    @property
    def cause(self) -> str:
        return str(self.entry["cause"])

    @property
    def category(self) -> str:
        return CAUSES[self.cause].category.value

    @property
    def customer(self) -> str:
        return str(self.entry.get("customer") or self.cause.replace("_", "-"))

    def __str__(self) -> str:
        return f"{self.cause}-{self.customer}-{self.language}"


CASES = [Case(entry, language) for entry in ENTRIES for language in judge.LANGUAGES]
SETTLED = [c for c in CASES if not c.entry.get("asks") and "now" not in c.entry.get("support", "")]
HANDED_OVER = [c for c in CASES if "now" in c.entry.get("support", "")]


def filled(text: str, customer: dict[str, Any]) -> str:
    """``text`` with this customer's TxID, order id and an order id that is nobody's."""
    ids = {
        "{txid}": customer["txids"],
        "{order}": customer["orders"],
        "{no_such_order}": [customer["no_such_order"]],
    }
    for name, values in ids.items():
        if name in text:
            text = text.replace(name, values[0])
    return text


def in_language(value: Any, language: str) -> str:
    return str(value[language] if isinstance(value, dict) else value)


@pytest.fixture
def tell(
    chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> Callable[[Case], tuple[Chat, Answer]]:
    """Type the case's message; where the bot offers two meanings, press the one that is meant.

    Each case is told once: several tests look at its answer, and one goes on from there.
    """

    def told(case: Case) -> tuple[Chat, Answer]:
        if str(case) not in conversations:
            conversations[str(case)] = begun(case)
        return conversations[str(case)]

    def begun(case: Case) -> tuple[Chat, Answer]:
        talk = chat(case.customer, case.language)
        answer = talk.say(filled(case.entry[case.language], customers[case.customer]))
        meant = judge.texts()[f"utter_intent_title_{case.category}"][case.language]
        if judge.says(answer.text, "utter_disambiguate", case.language) and meant in answer.titles:
            asked_back.append(str(case))
            introduced = answer.text
            answer = talk.press(answer, meant)
            answer.messages.insert(0, {"text": introduced})
        return talk, answer

    return told


def test_every_cause_has_a_conversation() -> None:
    assert {entry["cause"] for entry in ENTRIES} == set(CAUSES)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_user_tells_a_problem_and_hears_what_the_account_shows(
    case: Case, tell: Callable[..., Any], customers: dict[str, dict[str, Any]]
) -> None:
    _, answer = tell(case)
    language = case.language
    answer.says_response("utter_introduction", language)
    named = judge.causes_named(answer.text, language)
    assert case.cause in named, f"named {named}, not {case.cause}:\n{answer.text}"
    if case.category != "security_breach":  # there, each withdrawal is told
        assert named == [case.cause], f"{named} are all told in full:\n{answer.text}"
    for fact in case.entry.get("facts") or []:
        written = filled(in_language(fact, language), customers[case.customer])
        if written.replace(".", "", 1).isdigit() and len(written) < 16:
            answer.says_number(written, language)
        else:
            answer.says(written)
    answer.never_says(*(case.entry.get("never") or []))
    if case.entry.get("possible"):
        answer.says(NOT_VISIBLE[language])


@pytest.mark.parametrize("case", CASES, ids=str)
def test_user_is_sent_to_support_exactly_when_the_guide_says_so(
    case: Case, tell: Callable[..., Any]
) -> None:
    _, answer = tell(case)
    told = list(judge.told(answer.text, "utter_escalate_", case.language))
    wanted = str(case.entry.get("support") or "")
    expected = [f"utter_escalate_{wanted.replace(' ', '_')}"] if wanted else []
    assert told == expected, answer.text
    handed_over = judge.says(answer.text, "utter_handover", case.language)
    assert handed_over == wanted.startswith("now"), answer.text
    if wanted:
        answer.says(HUMAN_ROUTE)


@pytest.mark.parametrize("case", [c for c in CASES if c.entry.get("asks")], ids=str)
def test_user_is_asked_only_what_the_account_left_open(
    case: Case, tell: Callable[..., Any]
) -> None:
    _, answer = tell(case)
    asks = case.entry["asks"]
    name = "utter_ask_breach_control" if asks == "control" else f"utter_ask_{asks}"
    assert judge.told(answer.text, "utter_ask_", case.language) == [name], answer.text


@pytest.mark.parametrize("case", HANDED_OVER, ids=str)
def test_user_who_needs_a_person_gets_a_summary_to_copy(
    case: Case, tell: Callable[..., Any], customers: dict[str, dict[str, Any]]
) -> None:
    _, answer = tell(case)
    check_summary(answer, case, customers[case.customer])


def check_summary(answer: Answer, case: Case, customer: dict[str, Any]) -> None:
    """The human route, and a summary with the cause and what identifies the case."""
    answer.says_response("utter_handover", case.language)
    answer.says(HUMAN_ROUTE)
    summary = answer.text.split(judge.fragment("utter_handover", case.language))[-1]
    names = (f"utter_label_{case.cause}", f"utter_label_{case.cause}_single")
    labels = [judge.texts()[name][case.language] for name in names if name in judge.texts()]
    assert any(label in summary for label in labels), f"{labels} are not in:\n{summary}"
    details = CAUSES[case.cause].details + CAUSES[case.cause].optional
    if "txid" in details and customer["txids"]:
        assert customer["txids"][0] in summary, summary
    if "order_id" in details and case.cause != "order_not_found" and customer["orders"]:
        assert customer["orders"][0] in summary, summary


@pytest.mark.parametrize("case", [c for c in SETTLED if c.language == "en"], ids=str)
def test_user_says_that_it_helped_and_is_done(case: Case, tell: Callable[..., Any]) -> None:
    talk, answer = tell(case)
    answer.says_response("utter_ask_helped", case.language)
    talk.press(answer, "Yes").says_response("utter_glad", case.language)


@pytest.mark.parametrize("case", [c for c in SETTLED if c.language == "sv"], ids=str)
def test_user_says_that_it_did_not_help_and_then_wants_a_person(
    case: Case, tell: Callable[..., Any], customers: dict[str, dict[str, Any]]
) -> None:
    talk, answer = tell(case)
    further = talk.press(answer, "Nej")
    assert not judge.causes_named(further.text, "sv"), f"said again:\n{further.text}"
    assert judge.told(further.text, "utter_further_", "sv"), further.text
    check_summary(talk.press(further, "En person"), case, customers[case.customer])


def test_user_is_rarely_asked_what_was_meant() -> None:
    assert len(asked_back) <= MOST_ASKED_BACK * len(CASES), asked_back
