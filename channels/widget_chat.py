"""The help-centre widget's conversations: who speaks, what is numbered, who is shown it.

One ``Seat`` is one open tab. Tabs of one browser share a session secret, sit in the room of
its conversation and all see every message. A new secret (sign-in, sign-out) empties the
room: whoever only knew the old one is outside.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from channels.base import Edge
from channels.journal import USER, Journal
from channels.limits import Rates, take_all
from channels.widget_turns import MOST_WAITING, Hub, Turns
from channels.widget_wire import Message, Problem, Refused, shown, state
from identity import METADATA_KEY
from identity.ports import Conversations, Opened
from identity.signin import KeysUnavailable, SignInRefused, SignInVerifier
from identity.speaker import Speaker, State

CHANNEL = "widget"


@dataclass
class Seat:
    """One open tab."""

    id: str
    address: str
    secret: str | None = None
    conversation: str | None = None  # the room it sits in


class WidgetChat:
    """What each event of a tab does. Methods raise Refused; they return what is acknowledged."""

    def __init__(
        self,
        conversations: Conversations,
        verifier: SignInVerifier | None,
        edge: Edge,
        journal: Journal,
        hub: Hub,
        rates: Rates | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._conversations = conversations
        self._verifier = verifier
        self._edge = edge
        self._journal = journal
        self._hub = hub
        self._rates = rates or Rates.of_widget()
        self.turns = Turns(edge, journal, hub, clock)

    # --- who sits where -----------------------------------------------------

    async def hello(self, seat: Seat, secret: str | None, since: int) -> dict[str, Any]:
        """Resume: who speaks and what the tab has missed. A secret that opens nothing is told
        so; the first message of a tab without one begins a conversation."""
        self._limit(seat, None)
        speaker = self._conversations.resume(secret) if secret else None
        if secret and speaker is None:
            await self._sit(seat, None, None)
            raise Refused(Problem.SESSION_ENDED)
        await self._sit(seat, secret, speaker)
        answer = {"ok": True, **state(speaker)}
        if speaker is not None and speaker.state is not State.SIGN_IN_AGAIN:
            answer["messages"] = self._history(speaker, since)
            answer["typing"] = self.turns.waiting(speaker.conversation) > 0
            self.turns.answer_what_waits(speaker)
        return answer

    async def sign_in(self, seat: Seat, token: str) -> dict[str, Any]:
        self._limit(seat, None)
        if self._verifier is None:
            raise Refused(Problem.SIGN_IN_REFUSED)
        loop = asyncio.get_running_loop()
        try:
            verified = await loop.run_in_executor(None, self._verifier.verify, token)
            opened = self._conversations.sign_in(seat.secret, verified, CHANNEL)
        except SignInRefused:
            raise Refused(Problem.SIGN_IN_REFUSED) from None
        except KeysUnavailable:
            raise Refused(Problem.UNAVAILABLE) from None
        return await self._opened(seat, opened)

    async def sign_out(self, seat: Seat) -> dict[str, Any]:
        self._limit(seat, None)
        return await self._opened(seat, self._conversations.sign_out(seat.secret, CHANNEL))

    async def gone(self, seat: Seat) -> None:
        """The tab has closed; Socket.IO takes it out of its rooms."""
        seat.secret = seat.conversation = None

    async def _opened(self, seat: Seat, opened: Opened) -> dict[str, Any]:
        """The tab has a conversation; whoever sat in its old room must show the new secret."""
        before = seat.conversation
        if opened.secret != seat.secret and before is not None:
            for other in self._hub.members(before):
                await self._hub.leave(other, before)
                if other != seat.id:
                    await self._hub.emit("renew", {}, other)
        await self._sit(seat, opened.secret, opened.speaker)
        answer = {"ok": True, "secret": opened.secret, **state(opened.speaker)}
        answer["messages"] = self._history(opened.speaker, 0)
        return answer

    async def _sit(self, seat: Seat, secret: str | None, speaker: Speaker | None) -> None:
        visible = speaker is not None and speaker.state is not State.SIGN_IN_AGAIN
        room = speaker.conversation if speaker is not None and visible else None
        if seat.conversation is not None and seat.conversation != room:
            await self._hub.leave(seat.id, seat.conversation)
        seat.secret, seat.conversation = secret, room
        if room is not None:
            await self._hub.enter(seat.id, room)

    def _history(self, speaker: Speaker, since: int) -> list[dict[str, Any]]:
        return shown(self._journal.since(speaker.conversation, since))

    # --- messages -----------------------------------------------------------

    async def receive(self, seat: Seat, message: Message) -> dict[str, Any]:
        """Number it, show it in every tab, and answer in the background."""
        self._limit(seat, None)
        speaker, new_secret = await self._speaker(seat)
        self._limit(seat, speaker)
        if message.pressed:
            self.turns.find_button(speaker.conversation, message.raw)
        if self.turns.waiting(speaker.conversation) >= MOST_WAITING:
            raise Refused(Problem.SLOW_DOWN, wait=2)
        turn = self._edge.message(speaker.conversation, speaker.customer, message.raw, speaker.ends)
        found = {k: v for k, v in turn.metadata.items() if k != METADATA_KEY}
        body: dict[str, Any] = {"text": turn.text, "found": found}
        if message.pressed:
            body["button"] = message.raw
        entry, new = self._journal.add(speaker.conversation, USER, body, message.id)
        answer: dict[str, Any] = {"ok": True, "seq": entry.seq}
        if new_secret is not None:
            answer |= {"secret": new_secret, **state(speaker)}
        if new:
            await self._hub.emit("messages", shown([entry]), speaker.conversation)
            self.turns.begin(speaker.conversation, entry, turn)
        else:
            answer["message"] = entry.shown()
        return answer

    async def _speaker(self, seat: Seat) -> tuple[Speaker, str | None]:
        """Who speaks now: asked anew for each message, since a sign-in may have ended."""
        if seat.secret is None:
            opened = self._conversations.open(CHANNEL)
            await self._sit(seat, opened.secret, opened.speaker)
            return opened.speaker, opened.secret
        speaker = self._conversations.resume(seat.secret)
        if speaker is None:
            await self._sit(seat, None, None)
            raise Refused(Problem.SESSION_ENDED)
        await self._sit(seat, seat.secret, speaker)
        if speaker.state is State.SIGN_IN_AGAIN:
            said = await self._edge.ask_to_sign_in(speaker.conversation, self.turns.agent())
            text = "\n\n".join(one.get("text", "") for one in said)
            raise Refused(Problem.SIGN_IN_AGAIN, text=text)
        return speaker, None

    def _limit(self, seat: Seat, speaker: Speaker | None) -> None:
        """Raises Refused where an address, a conversation or a customer asks too often."""
        rates = self._rates
        if speaker is None:
            wait = rates.source.wait(seat.address)
        else:
            asked = [(rates.conversation, speaker.conversation)]
            if speaker.customer is not None:
                asked.append((rates.customer, speaker.customer))
            wait = take_all(*asked)
        if wait:
            raise Refused(Problem.SLOW_DOWN, wait=max(1, round(wait)))
