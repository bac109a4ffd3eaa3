"""A second errand of the same message: offered with a button once the first is answered."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.base import SupportAction, Turn
from actions.buttons import button
from actions.question import entities

SECOND = "second"
# What goes with the button: never ask again for what was said.
_KEPT = ("currency", "network", "txid", "order_id", "amount", "account_type", "waited", "hint")


def second_errand(turn: Turn) -> dict[str, Any] | None:
    """The errand that waits, as {"intent", "said"}: of this message, or of the break-in's."""
    waiting = turn.tracker.get_slot("also")
    if isinstance(waiting, dict):
        return waiting
    intents = entities(turn.tracker, "second_intent")
    if not intents:
        return None
    said = {name: entities(turn.tracker, name, SECOND) for name in _KEPT}
    return {"intent": intents[0], "said": {name: v[0] for name, v in said.items() if v}}


def offer_second(turn: Turn, asks_owner: bool = False) -> list[EventType]:
    """Offer protection where it may be needed, then the waiting errand; the last thing that is said
    in a turn. The errand stays in ``offered``, for who answers in words (nlu/offers.py).

    ``asks_owner``: whether "was it you?" was just asked, which leads to protection by itself.
    """
    if not asks_owner:
        offer_protection(turn)
    second = second_errand(turn)
    if second is None:
        return []
    _say_offer(turn, second)
    return [SlotSet("also", None), SlotSet("offered", second)]


def offer_again(turn: Turn) -> None:
    """Once what stood above the offer is settled, where it was not taken up."""
    offered = turn.tracker.get_slot("offered")
    if isinstance(offered, dict):
        _say_offer(turn, offered)


def _say_offer(turn: Turn, errand: dict[str, Any]) -> None:
    title = turn.words.phrase(f"utter_intent_title_{errand['intent']}")
    turn.say("utter_also_mentioned", buttons=[button(title, errand["intent"], **errand["said"])])


def offer_protection(turn: Turn) -> None:
    """A message that only perhaps tells of a theft is answered; protection is one press away."""
    if entities(turn.tracker, "fear"):
        title = turn.words.phrase("utter_intent_title_security_breach")
        turn.say("utter_also_theft", buttons=[button(title, "security_breach")])


class ActionAskHelped(SupportAction):
    """Did it help? And then the second errand, where there is one."""

    def name(self) -> str:
        return "action_ask_helped"

    async def answer(self, turn: Turn) -> list[EventType]:
        turn.say("utter_ask_helped")
        return offer_second(turn)


class ActionOfferPerson(SupportAction):
    """A person, where nothing could be read."""

    def name(self) -> str:
        return "action_offer_person"

    async def answer(self, turn: Turn) -> list[EventType]:
        turn.say("utter_offer_person")
        return offer_second(turn)
