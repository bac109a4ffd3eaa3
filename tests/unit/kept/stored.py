"""Conversations as a bot stores them, written with Rasa's own events and tracker store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from identity import METADATA_KEY, sign
from rasa_hooks.tracker_store import SQLiteTrackerStore

DOMAIN = Domain.empty()
DAY = 86_400.0


def said(
    text: str,
    intent: str = "deposit_not_arrived",
    confidence: float = 0.9,
    *,
    others: Sequence[tuple[str, float]] = (),
    language: str | None = "en",
    entities: Iterable[tuple[str, str]] = (),
    pressed: bool = False,
) -> UserUttered:
    """A message as the pipeline understood it, or (``pressed``) a button's."""
    ranking = [{"name": n, "confidence": c} for n, c in ((intent, confidence), *others)]
    found = [{"entity": n, "value": v, "start": 0, "end": 0} for n, v in entities]
    if language:
        found.append({"entity": "language", "value": language, "start": 0, "end": 0})
    parsed: dict[str, Any] = {
        "text": text,
        "intent": ranking[0],
        "entities": found,
        "intent_ranking": ranking,
    }
    if not pressed:
        parsed["text_tokens"] = [[0, len(text)]]
    return UserUttered(text, parsed["intent"], found, parsed)


def did(*actions: str, says: str = "", outcome: str | None = None) -> list[Event]:
    """What the bot did in return."""
    events: list[Event] = [ActionExecuted(action) for action in actions]
    if says:
        events.append(BotUttered(f"({says})", metadata={"utter_action": says}))
    if outcome:
        events.append(SlotSet("outcome", outcome))
    return [*events, ActionExecuted("action_listen")]


def store(
    path: Path,
    conversation: str,
    *sessions: Sequence[Event],
    customer: str | None = None,
    days_ago: float = 0.0,
) -> None:
    """Store ``sessions``, the first ``days_ago``, each later one a day nearer to now."""
    began = time.time() - days_ago * DAY

    async def run() -> None:
        tracker = DialogueStateTracker(conversation, [])
        for number, events in enumerate(sessions):
            at = began + number * DAY
            for event in (SessionStarted(), *events):
                if isinstance(event, UserUttered) and customer:
                    token = sign(conversation, customer, int(at) + 3600, "key")
                    event.metadata = {**(event.metadata or {}), METADATA_KEY: token}
                event.timestamp = at = at + 0.01
                tracker.update(event)
        kept = SQLiteTrackerStore(DOMAIN, db=str(path))
        await kept.save(tracker)
        kept.engine.dispose()

    asyncio.run(run())
