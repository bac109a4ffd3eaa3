"""Not understood, not for here, another language, a secret: asking instead of guessing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.also import offer_protection, offer_second
from actions.base import PATIENCE, SupportAction, Turn, outcome_of
from actions.buttons import button
from actions.diagnose import report
from actions.diagnosis.engine import diagnose
from actions.diagnosis.findings import Certainty
from actions.diagnosis.lookups import NORMAL
from actions.input_checks import input_answer
from actions.problem import ActionDiagnose
from actions.protect import ActionProtect
from actions.question import ERRANDS, LOOKUPS, PROBLEMS, entities, question, stale_slots
from actions.replies import hand_over, say_ask

_CHOICES = 2
# Below this a meaning is no better than a guess: ask for other words instead. A fear of theft is
# put first in the ranking whatever it has (nlu/fears.py), from 0.05 on.
_WORTH_OFFERING = 0.2
_THEFT = "security_breach"
_LOOKED_INTO = {*PROBLEMS, *LOOKUPS} - {_THEFT}
# Below this a fear of theft is offered as a button; above it protection comes first.
_THEFT_LIKELY = 0.25
# Outcomes whose answer is worth saying again in the new language.
_SAID_AGAIN = ("explained", "asks", "asks_owner", "hand_over", "nothing")
_KEPT = ("currency", "network", "txid", "order_id", "amount", "account_type", "waited", "hint")


class ActionClarify(SupportAction):
    """The two closest meanings as buttons, or once other words; at the second miss a person."""

    def name(self) -> str:
        return "action_clarify"

    async def answer(self, turn: Turn) -> list[EventType]:
        if input_answer(turn):
            return [SlotSet("outcome", "told")]
        misses = turn.misses
        close = _closest(turn)
        if _fears_theft(turn):
            # Asking first would cost the minutes in which a withdrawal can be stopped.
            turn.say("utter_breach_first_step")
            events = await ActionProtect().answer(turn)
            turn.say("utter_ask_breach_control")
            return [*events, SlotSet("misses", 0)]
        if turn.access and close and _is_worth_a_look(turn, close):
            looked = await look_instead(turn, next(n for n in close if n in _LOOKED_INTO))
            if looked is not None:
                return [*looked, *offer_second(turn, outcome_of(looked) == "asks_owner")]
        if misses > PATIENCE:
            turn.say("utter_handover_plain", human_route=turn.human_route)
            return [SlotSet("misses", 0), SlotSet("outcome", "hand_over")]
        if _wants_something_else(turn):
            turn.say("utter_rephrase")
            return [SlotSet("misses", max(1, misses - 1))]
        if misses == PATIENCE:
            turn.say("utter_still_unclear")
            return [SlotSet("misses", misses), SlotSet("outcome", "unavailable")]
        if len(close) == _CHOICES:
            buttons = [_button(turn, name) for name in close]
            other = turn.words.phrase("utter_title_something_else")
            buttons.append(button(other, "nlu_fallback"))
            turn.say("utter_disambiguate", buttons=buttons)
            if _THEFT not in close:
                offer_protection(turn)
            return [SlotSet("misses", misses)]
        turn.say("utter_rephrase")
        return [SlotSet("misses", misses), *offer_second(turn)]


def _wants_something_else(turn: Turn) -> bool:
    """The button below the two meanings, and not a message that was not understood."""
    ranking = turn.tracker.latest_message.get("intent_ranking") or []
    return all(r.get("name") == "nlu_fallback" for r in ranking)


def _is_worth_a_look(turn: Turn, close: list[str]) -> bool:
    """Problems alone, or a trace of fear about a coin or a record that the message names: what the
    account shows of it tells more than a question, and money that left is asked about anyway."""
    named = any(entities(turn.tracker, name) for name in ("txid", "order_id", "currency"))
    looked_into = _LOOKED_INTO & set(close)
    return set(close) <= _LOOKED_INTO or bool(
        named and looked_into and set(close) <= _LOOKED_INTO | {_THEFT}
    )


def _fears_theft(turn: Turn) -> bool:
    ranking: list[dict[str, Any]] = turn.tracker.latest_message.get("intent_ranking") or []
    odds = {str(r.get("name")): float(r.get("confidence") or 0) for r in ranking}
    theft = odds.get(_THEFT, 0.0)
    # Somebody else's stolen phone is no reason to read out the account of who asks.
    return theft >= max(_THEFT_LIKELY, odds.get("third_party", 0.0))


async def look_instead(turn: Turn, closest: str) -> list[EventType] | None:
    """Several problems fit the words: the account decides which. None where it shows none."""
    category = PROBLEMS.get(closest) or LOOKUPS[closest]
    asked = replace(question(turn.tracker, stale_slots(turn.tracker)), category=category)
    facts = await turn.facts(asked)
    diagnosis = diagnose(facts, asked)
    primary = diagnosis.primary
    if primary is None or primary.certainty is not Certainty.PROVEN or primary.cause in NORMAL:
        return None
    events = report(turn, facts, diagnosis, asked)
    outcome = outcome_of(events)
    if outcome == "explained":
        turn.say("utter_ask_helped")
    elif outcome == "hand_over":
        hand_over(turn, next(e["value"] for e in events if e.get("name") == "case"))
    elif outcome in ("asks", "asks_owner"):
        say_ask(turn, next(e["value"] for e in events if e.get("name") == "case"))
    return events


def _closest(turn: Turn) -> list[str]:
    """The two likeliest meanings; none where even the first is a mere guess."""
    ranking: list[dict[str, Any]] = turn.tracker.latest_message.get("intent_ranking") or []
    known = [r for r in ranking if str(r.get("name")) in ERRANDS]
    if not known:
        return []
    first, odds = str(known[0].get("name")), float(known[0].get("confidence") or 0)
    if first != _THEFT and odds < _WORTH_OFFERING:
        return []
    return [str(r.get("name")) for r in known[:_CHOICES]]


def _button(turn: Turn, name: str) -> dict[str, str]:
    # The coin or TxID that was in the message goes with the button: never ask again.
    said = {key: entities(turn.tracker, key)[0] for key in _KEPT if entities(turn.tracker, key)}
    return button(turn.words.phrase(f"utter_intent_title_{name}"), name, **said)


class ActionRefuseInput(SupportAction):
    """Empty, endless, emoji, another language, or simply not what this bot is for."""

    def name(self) -> str:
        return "action_refuse_input"

    async def answer(self, turn: Turn) -> list[EventType]:
        if input_answer(turn):
            return offer_second(turn)
        if "too_long" in entities(turn.tracker, "input_problem"):
            turn.say("utter_input_too_long")
            return []
        misses = turn.misses
        if misses > PATIENCE:
            turn.say("utter_offer_person")
            return [SlotSet("misses", misses), SlotSet("outcome", "unavailable")]
        turn.say("utter_out_of_scope" if misses == 1 else "utter_default")
        offer_protection(turn)
        return [SlotSet("misses", misses)]


class ActionSwitchLanguage(SupportAction):
    """Says so in the new language, and says the last finding again in it."""

    def name(self) -> str:
        return "action_switch_language"

    async def answer(self, turn: Turn) -> list[EventType]:
        turn.say("utter_language_switched")
        outcome = turn.tracker.get_slot("outcome")
        if turn.tracker.get_slot("topic") in PROBLEMS and outcome in (
            "explained",
            "asks",
            "nothing",
        ):
            return await ActionDiagnose().answer(turn)
        return []


class ActionWarnSecret(SupportAction):
    """What to do now that a secret was posted; the secret itself is never repeated."""

    def name(self) -> str:
        return "action_warn_secret"

    async def answer(self, turn: Turn) -> list[EventType]:
        kinds = entities(turn.tracker, "secret_kind")
        name = f"utter_secret_shared_{kinds[0]}" if kinds else "utter_secret_shared_other"
        turn.say(name if turn.words.has(name) else "utter_secret_shared_other")
        return [SlotSet("outcome", None), *offer_second(turn)]
