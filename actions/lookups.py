"""Neutral look-ups: show what the account holds, then whatever is wrong with it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.also import offer_second
from actions.base import SupportAction, Turn, outcome_of
from actions.case import encode_all, make_case
from actions.diagnose import LEFT, report, report_unread, say_finding
from actions.diagnosis import lookups
from actions.diagnosis.engine import diagnose
from actions.diagnosis.findings import Diagnosis, Finding, Question, Urgency
from actions.diagnosis.records import AccountFacts, Known, Source
from actions.input_checks import input_answer
from actions.lists import balance_rows, deposit_rows, order_rows, status_rows
from actions.question import question, stale_slots
from actions.replies import hand_over, say_ask
from actions.telling import escalation_text, unread_text


class LookUp(SupportAction):
    """Looks, lists, and falls back to the problem's own answer where a part is unreadable."""

    needs: tuple[Source, ...]
    listed: frozenset[str] = frozenset()  # causes that the list itself already shows
    concerned: frozenset[Source] = frozenset()  # whose failure matters here; none: any

    async def answer(self, turn: Turn) -> list[EventType]:
        events = await self._looked_up(turn)
        return [*events, *offer_second(turn, outcome_of(events) == "asks_owner")]

    async def _looked_up(self, turn: Turn) -> list[EventType]:
        if input_answer(turn):
            return [SlotSet("outcome", "told")]
        if turn.access is None and Source.STATUS not in self.needs:
            return _signed_out(turn)
        dropped = stale_slots(turn.tracker)
        asked = question(turn.tracker, dropped)
        facts = await turn.facts(asked)
        if not facts.signed_in and Source.STATUS not in self.needs:
            return _signed_out(turn)  # the sign-in ended while it was used
        diagnosis = diagnose(facts, asked)
        cleared: list[EventType] = [SlotSet(name, None) for name in dropped]
        if not self.readable(facts) and self.concerned:
            say_unread(turn, diagnosis, self.concerned)
            return [*cleared, SlotSet("outcome", "told")]
        if not self.readable(facts):
            if facts.signed_in and _abnormal(diagnosis, lookups.NORMAL) is None:
                return [*cleared, *report_unread(turn, facts, diagnosis, asked, self.needs)]
            return [*cleared, *report(turn, facts, diagnosis, asked)]
        self.show(turn, facts, asked)
        say_unread(turn, diagnosis, self.concerned)
        topic = asked.category.value if asked.category else None
        case = make_case(diagnosis, asked, topic or "", facts.now)
        case["look_up"] = self.name()
        mentioned = self.mention(turn, diagnosis, case)
        asks_owner = mentioned is not None and mentioned.cause in LEFT
        if asks_owner:
            case["ask"] = "owner"
            say_ask(turn, case)
        return [
            *cleared,
            SlotSet("topic", topic),
            SlotSet("case", case),
            SlotSet("outcome", "asks_owner" if asks_owner else "told"),
            SlotSet("further", 0),
            SlotSet("misses", 0),
        ]

    def readable(self, facts: AccountFacts) -> bool:
        return lookups.known(facts, *self.needs)

    @abstractmethod
    def show(self, turn: Turn, facts: AccountFacts, asked: Question) -> None:
        """Say what was read, as a list."""

    def mention(self, turn: Turn, diagnosis: Diagnosis, case: dict[str, Any]) -> Finding | None:
        """The first abnormal finding as a complaint would hear it: a list explains nothing."""
        wrong = _abnormal(diagnosis, lookups.NORMAL | self.listed)
        if wrong is None or was_told(wrong, turn.case):
            return None
        say_finding(turn, wrong)
        turn.say_text(escalation_text(turn.words, wrong, turn.human_route))
        if wrong.escalation.urgency is Urgency.NOW:
            hand_over(turn, case)
        return wrong


def _abnormal(diagnosis: Diagnosis, known: Collection[str]) -> Finding | None:
    """The first finding whose cause is none of ``known``."""
    return next((f for f in diagnosis.findings if f.cause not in known), None)


def was_told(finding: Finding, case: dict[str, Any]) -> bool:
    """Whether the last look-up told of this and nothing has changed. What is urgent, or asks
    whether it was the customer, is told again. ``case``: empty where nothing was looked up."""
    if finding.cause in LEFT or finding.escalation.urgency is Urgency.NOW:
        return False
    same = case.get("cause") == finding.cause
    return same and case["details"] == encode_all(finding.details)


def _signed_out(turn: Turn) -> list[EventType]:
    turn.say_sign_in()
    return [SlotSet("outcome", "signed_out"), SlotSet("topic", None)]


def say_unread(turn: Turn, diagnosis: Diagnosis, concerned: frozenset[Source]) -> None:
    """A list that lacks a part must say so, or it reads as if that part were empty."""
    failed = [u for u in diagnosis.unknown if not concerned or u.source in concerned]
    if failed:
        turn.say("utter_unknown_parts", sources=unread_text(turn.words, failed))


class ActionCheckBalance(LookUp):
    needs = (Source.FUNDING, Source.TRADING)

    def name(self) -> str:
        return "action_check_balance"

    def readable(self, facts: AccountFacts) -> bool:
        return any(lookups.known(facts, source) for source in self.needs)

    def show(self, turn: Turn, facts: AccountFacts, asked: Question) -> None:
        rows = balance_rows(turn.words, facts, asked.currency)
        if rows:
            turn.say(
                "utter_balance_list", balances="\n".join(rows), time=turn.words.clock(facts.now)
            )
        else:
            turn.say("utter_balance_empty", time=turn.words.clock(facts.now))


class ActionCheckDeposit(LookUp):
    needs = (Source.DEPOSITS,)

    def name(self) -> str:
        return "action_check_deposit"

    def show(self, turn: Turn, facts: AccountFacts, asked: Question) -> None:
        rows = deposit_rows(turn.words, facts, asked.currency)
        name = "utter_deposit_list" if rows else "utter_deposit_none"
        turn.say(name, rows="\n".join(rows), time=turn.words.clock(facts.now))


class ActionCheckOrder(LookUp):
    needs = (Source.OPEN_ORDERS,)
    places = (Source.OPEN_ORDERS, Source.ORDER_HISTORY)

    def name(self) -> str:
        return "action_check_order"

    def show(self, turn: Turn, facts: AccountFacts, asked: Question) -> None:
        rows = order_rows(turn.words, facts, asked.order_id)
        time = turn.words.clock(facts.now)
        if rows:
            turn.say("utter_order_list", rows="\n".join(rows), time=time)
        elif not asked.order_id and lookups.known(facts, *self.places):
            # An ID that isn't there is a finding, and what was not read is named as unread.
            turn.say("utter_order_none", time=time)


class ActionCheckStatus(LookUp):
    """Public: works for a visitor too."""

    needs = (Source.STATUS,)
    listed = frozenset({"maintenance_ongoing", "maintenance_scheduled"})
    concerned = frozenset({Source.STATUS, Source.CURRENCIES})

    def name(self) -> str:
        return "action_check_status"

    def show(self, turn: Turn, facts: AccountFacts, asked: Question) -> None:
        rows = status_rows(turn.words, facts, asked.currency)
        name = "utter_status_events" if rows else "utter_status_ok"
        turn.say(name, rows="\n".join(rows), time=turn.words.clock(facts.now))


class ActionCheckVerification(LookUp):
    needs = (Source.CONFIG,)
    listed = frozenset({"unverified"})

    def name(self) -> str:
        return "action_check_verification"

    def show(self, turn: Turn, facts: AccountFacts, asked: Question) -> None:
        config = facts.config
        level = config.value.kyc_lv if isinstance(config, Known) else None
        if level in (None, "", "0"):
            turn.say("utter_verification_none")
        else:
            turn.say("utter_verification_level", level=level)


LOOK_UPS: dict[str, type[LookUp]] = {
    "action_check_balance": ActionCheckBalance,
    "action_check_deposit": ActionCheckDeposit,
    "action_check_order": ActionCheckOrder,
    "action_check_status": ActionCheckStatus,
    "action_check_verification": ActionCheckVerification,
}
"""By name: what a correction runs again."""
