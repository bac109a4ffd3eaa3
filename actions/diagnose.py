"""From a diagnosis to an answer: what was found, with its proof, and what to do."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.base import Turn
from actions.case import encode_all, make_case
from actions.diagnosis.causes import CAUSES
from actions.diagnosis.findings import (
    Ask,
    Certainty,
    Diagnosis,
    Finding,
    Question,
    UnknownPart,
    Urgency,
)
from actions.diagnosis.lookups import NORMAL
from actions.diagnosis.records import AccountFacts, Failure, Source
from actions.evidence import evidence
from actions.lists import deposit_rows, order_rows
from actions.questions import say_chain
from actions.telling import (
    MOST_ALSO,
    also_text,
    escalation_text,
    finding_values,
    frame_text,
    unread_text,
)

# "Nothing is wrong here" says nothing beside a cause; where the coin is does.
_QUIET = NORMAL - {"in_trading", "in_funding", "arrived", "filled_in_trading", "wd_sent"}
_PLACES = frozenset({"in_trading", "in_funding", "arrived"})
# Money that left with a click of somebody's: was it the customer's?
LEFT = frozenset({"withdrawn", "sold", "converted"})

# Known without the account: reading these alone explains nothing about it.
_PUBLIC = {Source.STATUS, Source.CHAIN}


def report(
    turn: Turn, facts: AccountFacts, diagnosis: Diagnosis, asked: Question
) -> list[EventType]:
    """Say the diagnosis and return the slots that the stories branch on."""
    topic = _topic(turn, asked)
    if not facts.signed_in:
        outcome = _signed_out(turn, facts, diagnosis, asked, topic)
    elif not set(diagnosis.looked_at) - _PUBLIC:
        _say_unavailable(turn, diagnosis.unknown)
        outcome = "unavailable"
    elif diagnosis.primary is None:
        outcome = _nothing_found(turn, facts, diagnosis, topic)
    else:
        outcome = _findings(turn, facts, diagnosis, asked)
        topic = _home(diagnosis.primary) or topic
    return _at_hand(facts, diagnosis, asked, topic, outcome)


def report_unread(
    turn: Turn,
    facts: AccountFacts,
    diagnosis: Diagnosis,
    asked: Question,
    needs: Collection[Source],
) -> list[EventType]:
    """The same for a look-up whose own parts could not be read, beside nothing that is wrong.

    Nobody complained, so what the other parts say explains nothing that was asked.
    """
    _say_unavailable(turn, [part for part in diagnosis.unknown if part.source in needs])
    return _at_hand(facts, diagnosis, asked, _topic(turn, asked), "unavailable")


def _topic(turn: Turn, asked: Question) -> str:
    return asked.category.value if asked.category else str(turn.tracker.get_slot("topic"))


def _at_hand(
    facts: AccountFacts, diagnosis: Diagnosis, asked: Question, topic: str, outcome: str
) -> list[EventType]:
    case: dict[str, Any] = make_case(diagnosis, asked, topic, facts.now)
    case["ask"] = "owner" if outcome == "asks_owner" else None
    if outcome == "asks" and diagnosis.ask:
        case["ask"] = diagnosis.ask.value
    case["options"] = [{"id": o.id, "details": encode_all(o.details)} for o in diagnosis.options]
    return [
        SlotSet("topic", topic),
        SlotSet("outcome", outcome),
        SlotSet("case", case),
        SlotSet("further", 0),
        SlotSet("faq", None),
        SlotSet("misses", 0),
    ]


def _home(finding: Finding) -> str | None:
    """The category of a proven cause: what follows goes by what was found, not by the words."""
    if finding.certainty is not Certainty.PROVEN or finding.cause in NORMAL:
        return None
    return CAUSES[finding.cause].category.value


def _findings(turn: Turn, facts: AccountFacts, diagnosis: Diagnosis, asked: Question) -> str:
    primary, *others = diagnosis.findings
    if diagnosis.ask in (Ask.DEPOSIT, Ask.ORDER) and diagnosis.options:
        say_options(turn, facts, diagnosis)
        return "asks"
    if asked.currency and not _concerns(primary, asked.currency):
        turn.say("utter_other_coin", currency=asked.currency)
    say_finding(turn, primary)
    notes = [frame_text(turn.words, diagnosis, facts.now)]
    notes += other_notes(turn, primary, others)
    notes.append(escalation_text(turn.words, primary, turn.human_route))
    turn.say_text("\n\n".join(note for note in notes if note))
    return _outcome(diagnosis, primary)


def _concerns(finding: Finding, currency: str) -> bool:
    """Whether a finding is about the coin, or about no coin in particular."""
    details = finding.details
    named = [
        str(details[k]) for k in ("currency", "to_currency", "pair", "balances") if k in details
    ]
    return not named or any(currency in re.split(r"[-:;]", name) for name in named)


def other_notes(turn: Turn, primary: Finding, others: Collection[Finding]) -> list[str]:
    """What else was seen, and apart from it what can't be seen from here but may be."""
    notes = []
    # Where the answer already says what is where, saying it once more is noise.
    listed = _PLACES if primary.cause in NORMAL else frozenset()
    for name, certainty, quiet in (
        ("utter_also", Certainty.PROVEN, _QUIET | listed),
        ("utter_also_possible", Certainty.POSSIBLE, frozenset()),
    ):
        worth = [f for f in others if f.certainty is certainty and f.cause not in quiet]
        causes = [also_text(turn.words, finding) for finding in worth[:MOST_ALSO]]
        if causes:
            notes.append(turn.words.phrase(name, causes=turn.words.joined(causes)))
    return notes


def say_options(turn: Turn, facts: AccountFacts, diagnosis: Diagnosis) -> None:
    """Several could be meant: what each is, before asking which."""
    chosen = [option.id for option in diagnosis.options]
    if diagnosis.ask is Ask.DEPOSIT:
        rows = deposit_rows(turn.words, facts, None, only=chosen)
        turn.say("utter_deposit_list", rows="\n".join(rows))
    else:
        rows = order_rows(turn.words, facts, None, only=chosen)
        turn.say("utter_order_list", rows="\n".join(rows))


def say_finding(turn: Turn, finding: Finding) -> None:
    """The cause's own response: found, why, what to do.

    Where a person takes over at once, the hand-over that follows says how to reach one.
    """
    if finding.escalation.urgency is Urgency.NOW:
        steps = tuple(s for s in finding.steps if not s.startswith("contact_support"))
        finding = replace(finding, steps=steps or finding.steps)
    values = finding_values(turn.words, finding, turn.human_route)
    response = CAUSES[finding.cause].response
    unsure = f"{response}_possible"  # a part that could refute it was not read
    if finding.certainty is Certainty.POSSIBLE and turn.words.has(unsure):
        response = unsure
    card = evidence(turn.words, finding) if turn.draws_cards else None
    turn.say(response, json_message=card, **values)


def _outcome(diagnosis: Diagnosis, primary: Finding) -> str:
    if diagnosis.ask is Ask.OWNER or (diagnosis.ask is None and primary.cause in LEFT):
        return "asks_owner"
    if diagnosis.ask is not None:
        return "asks"
    if primary.escalation.urgency is Urgency.NOW:
        return "hand_over"
    return "explained"


def _nothing_found(turn: Turn, facts: AccountFacts, diagnosis: Diagnosis, topic: str) -> str:
    turn.say(f"utter_no_finding_{topic}", human_route=turn.human_route)
    turn.say_text(frame_text(turn.words, diagnosis, facts.now))
    if diagnosis.ask is Ask.OWNER:
        return "asks_owner"
    return "asks" if diagnosis.ask else "nothing"


def _say_unavailable(turn: Turn, parts: Collection[UnknownPart]) -> None:
    """What was needed failed. A refusal does not pass by itself, so it is said as one."""
    if all(part.failure is Failure.DENIED for part in parts):
        turn.say("utter_account_denied", human_route=turn.human_route)
        return
    sources = unread_text(turn.words, parts)
    turn.say("utter_all_unknown", sources=sources, human_route=turn.human_route)


def _signed_out(
    turn: Turn, facts: AccountFacts, diagnosis: Diagnosis, asked: Question, topic: str
) -> str:
    """No account: what can be checked without one, the guide's steps, how to sign in."""
    primary = diagnosis.primary
    if primary and primary.certainty is Certainty.PROVEN:
        say_finding(turn, primary)
    else:
        if asked.txid:
            say_chain(turn, facts.chain, asked)
        turn.say(f"utter_general_{topic}", human_route=turn.human_route)
    notes = []
    if diagnosis.looked_at:
        names = [turn.words.phrase(f"utter_source_{s.value}") for s in diagnosis.looked_at]
        notes.append(
            turn.words.phrase("utter_signed_out_checked", sources=turn.words.joined(names))
        )
    notes.append(turn.sign_in)
    turn.say_text("\n\n".join(note for note in notes if note))
    return "signed_out"
