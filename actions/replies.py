"""What follows an answer: asking for what is open, one step further, a person."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.also import offer_again, offer_second
from actions.base import SupportAction, Turn
from actions.buttons import button
from actions.case import decode, summary
from actions.diagnosis.causes import Category
from actions.diagnosis.lookups import NORMAL
from actions.faq import say_faq
from actions.question import PROBLEMS, intent
from actions.telling import detail_values

# More buttons than this are no choice but a list.
_MOST_OPTIONS = 5
_LEVELS = 2


def _topic(turn: Turn) -> str | None:
    topic = turn.tracker.get_slot("topic")
    return topic if topic in PROBLEMS else None


class ActionAsk(SupportAction):
    """Asks for the one thing that the look-up left open, with buttons where it can."""

    def name(self) -> str:
        return "action_ask"

    async def answer(self, turn: Turn) -> list[EventType]:
        case = turn.case
        if not case.get("ask"):
            turn.say("utter_ask_helped")
            return [SlotSet("outcome", "explained"), *offer_second(turn)]
        say_ask(turn, case)
        return offer_second(turn, asks_owner=case["ask"] == "owner")


def say_ask(turn: Turn, case: dict[str, Any]) -> None:
    """The question that the case leaves open, with its options as buttons."""
    ask, options = case["ask"], case.get("options") or []
    if ask in ("deposit", "order") and options:
        turn.say(f"utter_ask_{ask}", buttons=_option_buttons(turn, ask, options))
    else:
        turn.say(f"utter_ask_{ask}")


def _option_buttons(turn: Turn, ask: str, options: list[dict[str, Any]]) -> list[dict[str, str]]:
    buttons = []
    for option in options[:_MOST_OPTIONS]:
        details = {key: decode(pair) for key, pair in option["details"].items()}
        title = turn.words.phrase(f"utter_option_{ask}", **detail_values(turn.words, details))
        buttons.append(button(title, "inform", choice=f"{ask}:{option['id']}"))
    return buttons


class ActionGoFurther(SupportAction):
    """ "It didn't help": the next level of steps, never the same again, then a person."""

    def name(self) -> str:
        return "action_go_further"

    async def answer(self, turn: Turn) -> list[EventType]:
        topic, case = _topic(turn), turn.case
        level = int(turn.tracker.get_slot("further") or 0) + 1
        if level == 1 and case.get("certain") and case.get("cause") not in NORMAL:
            # The first level checks what the finding has already answered.
            level = _LEVELS
        case["tried"] = level
        if topic and level <= _LEVELS:
            turn.say(f"utter_further_{topic}_{level}", human_route=turn.human_route)
            turn.say("utter_ask_helped")
        else:
            turn.say("utter_no_more_steps")
            hand_over(turn, case)
        return [SlotSet("further", level), SlotSet("case", case)]


class ActionCloseCase(SupportAction):
    def name(self) -> str:
        return "action_close_case"

    async def answer(self, turn: Turn) -> list[EventType]:
        turn.say("utter_glad")
        offer_again(turn)
        return [SlotSet("outcome", None), SlotSet("further", 0)]


def hand_over(turn: Turn, case: dict[str, Any], *, security: bool = False) -> None:
    """The configured human route and a summary that spares the customer the retelling."""
    security = security or _topic(turn) == Category.SECURITY_BREACH.value
    if not case.get("topic") and _topic(turn) is None:
        turn.say("utter_handover_plain", human_route=turn.human_route)
        return
    text = summary(turn.words, case, _topic(turn), turn.human_route)
    name = "utter_handover_security" if security else "utter_handover"
    turn.say(name, human_route=turn.human_route, summary=text)


class ActionHandOver(SupportAction):
    def name(self) -> str:
        return "action_hand_over"

    async def answer(self, turn: Turn) -> list[EventType]:
        case = turn.case
        hand_over(turn, case)
        # "What do I do now" leads to the person then, until something else is looked at.
        return [SlotSet("case", {**case, "handed_over": True}), *offer_second(turn)]


class ActionWithoutDetail(SupportAction):
    """The customer does not have the detail: how to find it, and a person meanwhile."""

    def name(self) -> str:
        return "action_without_detail"

    async def answer(self, turn: Turn) -> list[EventType]:
        ask = turn.case.get("ask") or "txid"
        name = f"utter_without_detail_{ask}"
        turn.say(name if turn.words.has(name) else "utter_ask_helped", human_route=turn.human_route)
        turn.say("utter_offer_person")
        return [SlotSet("outcome", "unavailable")]


class ActionContinue(SupportAction):
    """Yes, no or "don't know" where nothing was asked."""

    def name(self) -> str:
        return "action_continue"

    async def answer(self, turn: Turn) -> list[EventType]:
        faq = turn.tracker.get_slot("faq")
        if turn.tracker.get_slot("outcome") == "hand_over" and intent(turn.tracker) == "deny":
            hand_over(turn, turn.case)
        elif faq and intent(turn.tracker) == "deny":
            # "No" after an answer of the guide: one step further, then a person.
            say_faq(turn, faq, more=True)
            turn.say("utter_offer_person")
            return [SlotSet("faq", None)]
        elif turn.tracker.get_slot("misses"):
            turn.say("utter_offer_person")
        elif intent(turn.tracker) == "affirm":
            turn.say("utter_nothing_pending_affirm")
        else:
            turn.say("utter_nothing_pending_deny")
        return []
