"""A widget's channel with real stores, and a page that is a list of what it was told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from rasa.core.channels.channel import UserMessage

from channels.base import Edge
from channels.journal import Journal
from channels.widget_chat import Seat, WidgetChat
from channels.widget_output import WidgetOutput
from channels.widget_wire import Message
from identity import METADATA_KEY, verify
from identity.conversations import SQLiteConversations
from identity.database import Database
from identity.sealing import Sealer
from identity.signin import KeysUnavailable, SignIn, SignInRefused
from tests.unit.channels.messenger import wide

KEY = "demo-identity-key"
Reply = Callable[[UserMessage], Awaitable[None]]


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


class Hub:
    """Rooms and seats in memory; ``heard[seat]`` is what that tab was sent."""

    def __init__(self) -> None:
        self.rooms: dict[str, set[str]] = defaultdict(set)
        self.heard: dict[str, list[tuple[str, Any]]] = defaultdict(list)

    async def emit(self, event: str, data: Any, room: str) -> None:
        for seat in sorted(self.rooms.get(room) or {room}):
            if room in self.rooms or not room.startswith("c-"):
                self.heard[seat].append((event, data))

    async def enter(self, seat: str, room: str) -> None:
        self.rooms[room].add(seat)

    async def leave(self, seat: str, room: str) -> None:
        self.rooms[room].discard(seat)
        if not self.rooms[room]:
            del self.rooms[room]

    def members(self, room: str) -> list[str]:
        return sorted(self.rooms.get(room, ()))

    def texts(self, seat: str) -> list[str]:
        return [one["text"] for event, data in self.heard[seat] if event == "messages"
                for one in data]  # fmt: skip


class Verifier:
    """Takes ``customer`` or ``customer:jti`` as a token of 300 s."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.down = False

    def verify(self, token: object) -> SignIn:
        if self.down:
            raise KeysUnavailable
        name, _, jti = str(token).partition(":")
        if not name or name == "bad":
            raise SignInRefused
        return SignIn(name, int(self._clock.now) + 300, jti or f"jti-{name}-0001", str(token))


class Agent:
    """What a channel uses of Rasa's agent: a language, and the words for an ended sign-in."""

    def __init__(self) -> None:
        self.tracker = SimpleNamespace(get_slot=lambda _name: "sv", is_paused=lambda: False,
                                       latest_message=None)  # fmt: skip

        async def retrieve(_sender: str) -> Any:
            return self.tracker

        async def generate(name: str, *_: Any) -> dict[str, Any]:
            return {"text": name}

        self.tracker_store = SimpleNamespace(retrieve=retrieve)
        self.nlg = SimpleNamespace(generate=generate)

    def is_ready(self) -> bool:
        return True


async def echoes(message: UserMessage) -> None:
    """Says who it takes the customer to be, with a button."""
    token = (message.metadata or {}).get(METADATA_KEY)
    who = verify(token, message.sender_id, KEY, 0) or "nobody"
    intent = message.parse_data["intent"]["name"] if message.parse_data else "text"
    await message.output_channel.send_response(
        message.sender_id,
        {
            "text": f"{who} {intent}: {message.text}\n\nmore",
            "buttons": [{"title": "Ja", "payload": "/affirm"}],
        },
    )


class Room:
    """The channel under test, its stores, its clock and its tabs."""

    def __init__(self, folder: Path, clock: Clock | None = None, reply: Reply = echoes) -> None:
        self.clock = clock or Clock()
        self.hub = Hub()
        self.verifier = Verifier(self.clock)
        self.conversations = SQLiteConversations(
            Database(folder / "identity.db"), Sealer(KEY), self.clock
        )
        self.journal = Journal(folder / "widget.db", self.clock)
        self.turns: list[UserMessage] = []
        self.chat = WidgetChat(
            self.conversations,
            self.verifier,  # type: ignore[arg-type]
            Edge("widget", KEY, WidgetOutput),
            self.journal,
            self.hub,
            wide(),
            self.clock,
        )
        self.agent = Agent()
        self.chat.turns.agent = lambda: self.agent

        async def handle(message: UserMessage) -> None:
            self.turns.append(message)
            await reply(message)

        self.chat.turns.handle = handle

    def tab(self, name: str, address: str = "192.0.2.1") -> Seat:
        return Seat(name, address)

    async def send(self, seat: Seat, text: str, name: str | None = None) -> dict[str, Any]:
        """Send a text and wait until it is answered."""
        name = name or f"message-{len(self.turns)}-{seat.id}"
        ack = await self.chat.receive(seat, Message(name, text))
        await self.settled()
        return ack

    async def press(self, seat: Seat, button: str, name: str = "pressed-1") -> dict[str, Any]:
        ack = await self.chat.receive(seat, Message(name, button, pressed=True))
        await self.settled()
        return ack

    async def settled(self) -> None:
        await self.chat.turns.settled()
