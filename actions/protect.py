"""Somebody else may be in the account: look at what is leaving, then the three branches."""

from __future__ import annotations

from dataclasses import replace

from rasa_sdk.events import EventType, SlotSet

from actions.also import offer_second, second_errand
from actions.base import SupportAction, Turn
from actions.case import make_case
from actions.diagnose import other_notes, say_finding
from actions.diagnosis.causes import Category
from actions.diagnosis.engine import diagnose
from actions.diagnosis.findings import Diagnosis, Finding, Question
from actions.question import entities, intent
from actions.replies import hand_over
from actions.telling import frame_text

# What left the account or is about to, the most urgent first as the diagnosis orders it.
_LEFT = ("pending_withdrawal", "recent_withdrawal", "withdrawn")
_MOST = 3
_BRANCHES = ("in_control", "active_theft", "locked_out")


class ActionProtect(SupportAction):
    """Runs after the first protective step was said (guide B11): what has left, or is leaving."""

    def name(self) -> str:
        return "action_protect"

    async def answer(self, turn: Turn) -> list[EventType]:
        asked = breach_question(turn)
        facts = await turn.facts(asked)
        diagnosis = diagnose(facts, asked)
        found = outflows(diagnosis)
        if not facts.signed_in:
            turn.say_text(turn.sign_in)
        for finding in found[:_MOST]:
            say_finding(turn, finding)
        notes = [frame_text(turn.words, diagnosis, facts.now)] if not found else []
        others = [f for f in diagnosis.findings if f not in found and f.cause not in _LEFT]
        if others:
            notes += other_notes(turn, (found or others)[0], others)
        if facts.signed_in:
            turn.say_text("\n\n".join(notes))
        topic = Category.SECURITY_BREACH.value
        return [
            SlotSet("topic", topic),
            SlotSet("outcome", "security"),
            SlotSet("case", make_case(replace(diagnosis, findings=found), asked, topic, facts.now)),
            SlotSet("further", 0),
            # First the question that protects; what else was told waits for its answer.
            SlotSet("also", second_errand(turn)),
        ]


def breach_question(turn: Turn) -> Question:
    """The ids that came with the fear, for they may be the missing money's.

    Nothing else of the case: a coin or an amount must not narrow down what has left.
    """

    def told(name: str) -> str | None:
        return next(iter(entities(turn.tracker, name)), None)

    return Question(
        category=Category.SECURITY_BREACH,
        network=told("network"),
        txid=told("txid"),
        order_id=told("order_id"),
    )


def outflows(diagnosis: Diagnosis) -> tuple[Finding, ...]:
    """Every withdrawal once (an old one is "withdrawn", a recent one both), else none seen."""
    found: dict[tuple[object, ...], Finding] = {}
    for finding in diagnosis.findings:
        if finding.cause in _LEFT:
            details = finding.details
            event = (details.get("amount"), details.get("currency"), details.get("time"))
            found.setdefault(event, finding)
    none = (f for f in diagnosis.findings if f.cause == "no_outflow_seen")
    return tuple(found.values()) or tuple(none)


class ActionBranchBreach(SupportAction):
    """Still in control, active theft (or not sure), or locked out."""

    def name(self) -> str:
        return "action_branch_breach"

    async def answer(self, turn: Turn) -> list[EventType]:
        branch = _branch(turn)
        turn.say(f"utter_breach_{branch}", human_route=turn.human_route)
        turn.say("utter_breach_report", police=turn.police, human_route=turn.human_route)
        hand_over(turn, turn.case, security=True)
        return [SlotSet("outcome", "hand_over"), *offer_second(turn)]


def _branch(turn: Turn) -> str:
    said = entities(turn.tracker, "control")
    if said and said[0] in _BRANCHES:
        return said[0]
    if intent(turn.tracker) == "account_help":
        return "locked_out"  # "I can't log in"
    # "Yes" answers the first of the three offers. A bare "no" may answer the sentence above
    # them; whatever is unclear counts as theft under way, which loses nothing if it is none.
    return "in_control" if intent(turn.tracker) == "affirm" else "active_theft"
