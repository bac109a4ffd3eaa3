"""SupportAction: who is asking, in which language, and no failure without an answer."""

from __future__ import annotations

import asyncio
import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from functools import cached_property
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.adapters.credentials import Access
from actions.adapters.regions import RegionConfig
from actions.diagnosis.findings import Question
from actions.diagnosis.records import AccountFacts
from actions.question import ERRANDS, entities
from actions.service import Service, service
from actions.words import Words
from identity import verify

PATIENCE = 2  # misses in a row; at the second a person is offered instead of more questions

_MISSED = ("nlu_fallback", "out_of_scope", "inform", "")

logger = logging.getLogger(__name__)

# The turn's look-ups end at Settings.turn_deadline; this is the net under an action that
# hangs elsewhere. Rasa itself gives up on the action server after 5 s.
ACTION_TIMEOUT = 4.8

CARD_CHANNELS = frozenset({"widget"})
"""Channels that draw an evidence card beside the text; everywhere else the text says it all."""


def intent_name(parsed: dict[str, Any] | None) -> str:
    """The intent of a parse result, "" where there is none."""
    return str(((parsed or {}).get("intent") or {}).get("name") or "")


@dataclass
class Turn:
    """One message to answer: the words, the customer, the conversation so far."""

    dispatcher: CollectingDispatcher
    tracker: Tracker
    domain: dict[str, Any]
    service: Service

    @cached_property
    def now(self) -> datetime:
        return datetime.now(timezone.utc)

    @cached_property
    def words(self) -> Words:
        language = self.tracker.get_slot("language") or "en"
        return Words(
            self.domain,
            language,
            self.now,
            zone=self.region.timezone,
            split_accounts=self.region.record.split_accounts,
        )

    @cached_property
    def customer(self) -> str | None:
        """The signed customer of this message, else None.

        Only the signature in the latest message's metadata counts: slots, entities and
        the sender id are whatever a client sent (threat model T1, T4).
        """
        metadata = self.tracker.latest_message.get("metadata") or {}
        token, key = metadata.get("saldo_identity"), self.service.settings.identity_key
        if not isinstance(token, str) or not key:
            return None
        return verify(token, self.tracker.sender_id, key, int(time.time()))

    @cached_property
    def access(self) -> Access | None:
        """Permission to read the customer's account; None for a visitor, and for a customer
        whose sign-in has ended."""
        if self.customer is None:
            return None
        return self.service.access(self.customer, self.tracker.sender_id)

    @cached_property
    def region(self) -> RegionConfig:
        return self.service.region(self.access)

    async def facts(self, asked: Question, *, valuation: bool = False) -> AccountFacts:
        """Look at the account and the chains. From then on times are said by the exchange's
        clock, which every fact carries: "in 24 minutes" must never be said of the past.

        A sign-in that the exchange ended meanwhile leaves what a visitor may see."""
        facts = await self.service.facts(asked, self.access, valuation=valuation)
        if getattr(self.access, "ended", False):
            self.access = None
            facts = await self.service.facts(asked, None)
        self.words.now = facts.now
        return facts

    @property
    def draws_cards(self) -> bool:
        return self.tracker.get_latest_input_channel() in CARD_CHANNELS

    @property
    def human_route(self) -> str:
        return self.service.settings.human_route

    @property
    def police(self) -> str:
        """Where the customer's region reports a fraud."""
        return self.region.police or self.words.phrase("utter_word_local_police")

    @property
    def sign_in(self) -> str:
        """That the account can be looked at after signing in (again), and how to."""
        response, how = self._sign_in()
        return self.words.phrase(response, sign_in=how)

    def say_sign_in(self) -> None:
        """The same as an answer of its own."""
        response, how = self._sign_in()
        self.say(response, sign_in=how)

    def _sign_in(self) -> tuple[str, str]:
        how = self.service.settings.sign_in or self.words.phrase("utter_word_sign_in")
        again = self.service.delegated and self.customer is not None and self.access is None
        return ("utter_sign_in_again" if again else "utter_sign_in"), how

    @property
    def case(self) -> dict[str, Any]:
        """What the last look-up told (actions/case.py), as a copy; empty before the first."""
        case = self.tracker.get_slot("case")
        return dict(case) if isinstance(case, dict) else {}

    @property
    def misses(self) -> int:
        """How many messages in a row were not understood, this one included."""
        before = [e for e in self.tracker.events if e.get("event") == "user"][-2:-1]
        if before and intent_name(before[0].get("parse_data")) not in _MISSED:
            return 1
        return int(self.tracker.get_slot("misses") or 0) + 1

    def say(self, response: str, **values: Any) -> None:
        """Utter a response through Rasa, which picks the language and the channel."""
        self.dispatcher.utter_message(response=self.words.variant(response), **values)

    def say_text(self, text: str, buttons: list[dict[str, str]] | None = None) -> None:
        """Utter words that were put together from responses."""
        if text:
            self.dispatcher.utter_message(text=text, buttons=buttons or [])


class SupportAction(Action, ABC):
    """An action that always answers: an unforeseen failure becomes an honest sentence."""

    @abstractmethod
    async def answer(self, turn: Turn) -> list[EventType]:
        """Say something and return the events of the turn."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[EventType]:
        turn = Turn(dispatcher, tracker, domain, service())
        sorry = "utter_action_failed"
        try:
            events = await asyncio.wait_for(self.answer(turn), ACTION_TIMEOUT)
            return [*_offer_settled(tracker), *events]
        except asyncio.TimeoutError:
            sorry = "utter_turn_too_slow"
            logger.error("%s did not finish within %s s", self.name(), ACTION_TIMEOUT)
        except Exception as error:
            # The type alone: messages and locals may hold what the customer wrote.
            logger.error("%s failed: %s", self.name(), type(error).__name__, exc_info=_debug())
        # Half of an answer may mislead: say only that this could not be done.
        dispatcher.messages.clear()
        turn.say(sorry)
        return []


def _offer_settled(tracker: Tracker) -> list[EventType]:
    """The errand that was offered no longer waits once it, or another one, is what is asked."""
    asked = intent_name(tracker.latest_message)
    answers = entities(tracker, "follow_up") or entities(tracker, "second_intent")
    if tracker.get_slot("offered") and asked in ERRANDS and not answers:
        return [SlotSet("offered", None)]
    return []


def _debug() -> bool:
    return logger.isEnabledFor(logging.DEBUG)


def outcome_of(events: Sequence[EventType]) -> str | None:
    """What the events set the slot ``outcome`` to, the last one counting; None: they don't."""
    return next((e["value"] for e in reversed(events) if e.get("name") == "outcome"), None)
