"""The widget's turns: one after the other in a conversation, each answered in every tab."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

from rasa.core.channels.channel import UserMessage

from channels.base import Edge, Handler
from channels.journal import BOT, USER, Entry, Journal
from channels.widget_wire import Problem, Refused, shown
from identity.speaker import Speaker
from shield import MASK

logger = logging.getLogger(__name__)

MOST_WAITING = 5
"""Turns of one conversation that may wait for the one before."""
STALE_SECONDS = 600
"""An unanswered message older than this is not answered after a restart."""


class Hub(Protocol):
    """Where events go (port). A room is a conversation, or one seat."""

    async def emit(self, event: str, data: Any, room: str) -> None: ...
    async def enter(self, seat: str, room: str) -> None: ...
    async def leave(self, seat: str, room: str) -> None: ...
    def members(self, room: str) -> list[str]: ...


class Turns:
    """``handle`` and ``agent`` are Rasa's, set when the server has started."""

    def __init__(
        self, edge: Edge, journal: Journal, hub: Hub, clock: Callable[[], float] = time.time
    ) -> None:
        self._edge = edge
        self._journal = journal
        self._hub = hub
        self._clock = clock
        self._locks: dict[str, asyncio.Lock] = {}
        self._waiting: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.handle: Handler | None = None
        self.agent: Callable[[], Any] = lambda: None

    def waiting(self, conversation: str) -> int:
        """How many turns of a conversation are not answered yet."""
        return self._waiting.get(conversation, 0)

    async def settled(self) -> None:
        """Wait until every turn that has begun is answered."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def find_button(self, conversation: str, button: str) -> None:
        """Know the button again. Raises Refused where the conversation was shown no such."""
        known = self._journal.button(conversation, button)
        if known is None:
            raise Refused(Problem.BUTTON_GONE)
        self._edge.book.restore(conversation, button, known["title"], known["payload"])

    def begin(self, conversation: str, entry: Entry, turn: UserMessage) -> None:
        self._waiting[conversation] = self._waiting.get(conversation, 0) + 1
        task = asyncio.get_running_loop().create_task(self._turn(conversation, entry, turn))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _turn(self, conversation: str, entry: Entry, turn: UserMessage) -> None:
        """One turn after the other, each answered in every tab."""
        lock = self._locks.setdefault(conversation, asyncio.Lock())
        try:
            async with lock:
                await self._hub.emit("typing", {"on": True}, conversation)
                await self._answer(conversation, entry, turn)
        except Exception as error:  # neither text nor trace: both can hold what was written
            logger.error("A widget's turn failed (%s).", type(error).__name__)
            await self._quietly(self._hub.emit("failed", {"seq": entry.seq}, conversation))
        finally:
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                del self._waiting[conversation]
                self._locks.pop(conversation, None)
                await self._quietly(self._hub.emit("typing", {"on": False}, conversation))

    async def _answer(self, conversation: str, entry: Entry, turn: UserMessage) -> None:
        assert self.handle is not None
        agent = self.agent()
        said = await self._edge.answer(self.handle, turn, agent)
        language, kept = await _kept(agent, conversation)
        self._journal.update(conversation, entry.seq, answered=True, lang=language)
        if kept == MASK != entry.body["text"]:
            self._journal.hide(conversation, entry.seq)
        entries = [
            self._journal.add(conversation, BOT, {**body, "lang": language})[0] for body in said
        ]
        await self._hub.emit("heard", {"seq": entry.seq, "lang": language}, conversation)
        await self._hub.emit("messages", shown(entries), conversation)

    def answer_what_waits(self, speaker: Speaker) -> None:
        """A message whose turn a restart cut off: whoever comes back still gets the answer."""
        if self.waiting(speaker.conversation):
            return
        for entry in self._journal.since(speaker.conversation, 0)[-MOST_WAITING:]:
            recent = entry.at / 1000 > self._clock() - STALE_SECONDS
            if entry.author != USER or entry.body.get("answered") or not recent:
                continue
            raw = entry.body.get("button") or entry.body["text"]
            try:
                if "button" in entry.body:
                    self.find_button(speaker.conversation, raw)
            except Refused:
                continue
            turn = self._edge.message(speaker.conversation, speaker.customer, raw, speaker.ends)
            turn.metadata = {**entry.body.get("found", {}), **(turn.metadata or {})}
            self.begin(speaker.conversation, entry, turn)

    async def _quietly(self, sending: Awaitable[None]) -> None:
        try:
            await sending
        except Exception as error:
            logger.error("A widget could not be told (%s).", type(error).__name__)


async def _kept(agent: Any, conversation: str) -> tuple[str, str | None]:
    """The language of the conversation now, ``sv`` or ``en``, and what is kept of what was written
    last: MASK for a secret that no pattern could find (rasa_hooks/tracker_store.py)."""
    tracker = await agent.tracker_store.retrieve(conversation) if agent is not None else None
    if tracker is None:
        return "en", None
    latest = tracker.latest_message
    return str(tracker.get_slot("language") or "en"), latest.text if latest else None
