"""action_diagnose: a problem is looked into, or looked into again with what was added."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.also import offer_again, offer_second
from actions.base import PATIENCE, SupportAction, Turn, outcome_of
from actions.case import encode_all
from actions.diagnose import report
from actions.diagnosis.engine import diagnose
from actions.diagnosis.findings import Ask, Diagnosis, Option, Question
from actions.input_checks import holds, input_answer, unlisted_coin
from actions.lookups import LOOK_UPS
from actions.question import OTHER, entities, intent, question, stale_slots

# Outcomes after which the story goes on; the others end the turn here.
_ENDS = ("told", "signed_out")


class ActionDiagnose(SupportAction):
    """Runs the diagnosis for a problem, or again with a detail that was added."""

    def name(self) -> str:
        return "action_diagnose"

    async def answer(self, turn: Turn) -> list[EventType]:
        look_up = _look_up_corrected(turn)
        if look_up is not None:
            return await look_up.answer(turn)
        events = await self._diagnosed(turn)
        return [*events, *offer_second(turn)] if outcome_of(events) in _ENDS else events

    async def _diagnosed(self, turn: Turn) -> list[EventType]:
        dropped = stale_slots(turn.tracker)
        events: list[EventType] = [SlotSet(name, None) for name in dropped]
        asked = question(turn.tracker, dropped)
        if asked.category:
            events.append(SlotSet("topic", asked.category.value))
        if input_answer(turn):
            return [*events, SlotSet("outcome", "told")]
        if asked.category is None:
            turn.say("utter_default" if turn.misses <= PATIENCE else "utter_offer_person")
            return [*events, SlotSet("outcome", "told"), SlotSet("misses", turn.misses)]
        coin = unlisted_coin(turn)
        if coin:
            asked = replace(asked, currency=coin)
        facts = await turn.facts(asked)
        if coin and not holds(facts, coin):
            turn.say("utter_input_unknown_coin", coin=coin)
            return [*events, SlotSet("outcome", "told")]
        diagnosis = diagnose(facts, asked)
        if OTHER in entities(turn.tracker, "ordinal"):
            meant = _the_other(turn, asked, diagnosis)
            if meant is not None:
                facts = await turn.facts(meant)
                asked, diagnosis = meant, diagnose(facts, meant)
            elif facts.signed_in and not diagnosis.options:
                turn.say("utter_no_other_record")
                offer_again(turn)
                return [*events, SlotSet("outcome", "explained")]
        if diagnosis.ask is Ask.TXID and entities(turn.tracker, "address"):
            # Asking for the TxID right after an address was pasted as one would be deaf.
            turn.say("utter_input_address_not_txid")
            return [*events, SlotSet("outcome", "told")]
        return [*events, *report(turn, facts, diagnosis, asked)]


def _look_up_corrected(turn: Turn) -> SupportAction | None:
    """The list that was asked for last, where its coin or record is what was corrected."""
    name = turn.case.get("look_up")
    corrects = entities(turn.tracker, "correction") and intent(turn.tracker) == "inform"
    if not corrects or turn.tracker.get_slot("outcome") != "told":
        return None
    return LOOK_UPS[name]() if name in LOOK_UPS else None


def _the_other(turn: Turn, asked: Question, diagnosis: Diagnosis) -> Question | None:
    """The one record among several that was not told of yet; None where it is not one."""
    told: dict[str, Any] = turn.case.get("details") or {}
    others = [option for option in diagnosis.options if not _is_told(option, told)]
    if len(others) != 1 or len(others) == len(diagnosis.options):
        return None
    if diagnosis.ask is Ask.ORDER:
        return replace(asked, order_id=others[0].id)
    return replace(asked, deposit_id=others[0].id)


def _is_told(option: Option, told: dict[str, Any]) -> bool:
    details = encode_all(option.details)
    for key in ("txid", "order_id"):
        if key in details and key in told:
            return bool(details[key] == told[key])
    same = [details.get(key) == told.get(key) for key in ("currency", "pair", "amount", "time")]
    return bool(told) and all(same)
