"""What a messenger channel needs around it: an identity, an agent that answers, customers."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import itertools
import socket
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import yaml
from rasa.core.channels.channel import InputChannel, UserMessage, register
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sanic import Sanic

from channels.limits import Rate, Rates
from identity import METADATA_KEY, verify
from identity.setup import Identity, load_identity

ROOT = Path(__file__).resolve().parents[3]
KEY = "demo-identity-key"


def wide() -> Rates:
    """Limits that no test of something else meets."""
    most = [Rate(1e6, 1e6) for _ in range(3)]
    return Rates(*most, told=Rate(1, 1 / 60))


def words() -> dict[str, list[str]]:
    """The texts of data/responses/linking.yml and of the nets, English last."""
    found: dict[str, list[str]] = {}
    for name in ("linking", "dialogue", "lookups"):
        read = yaml.safe_load((ROOT / f"data/responses/{name}.yml").read_text(encoding="utf-8"))
        for response, variations in read["responses"].items():
            found[response] = [variation["text"] for variation in variations]
    return found


def _domain() -> Domain:
    read = yaml.safe_load((ROOT / "data/responses/linking.yml").read_text(encoding="utf-8"))
    slot = {"influence_conversation": False, "mappings": [{"type": "custom"}]}
    return Domain.from_dict(
        {
            "slots": {
                "language": {"type": "categorical", "values": ["sv", "en"], **slot},
                "outcome": {"type": "any", **slot},
            },
            "responses": {**read["responses"], "utter_default": [{"text": "Sorry"}]},
        }
    )


DOMAIN = _domain()


class Store:
    def __init__(self) -> None:
        self.trackers: dict[str, DialogueStateTracker] = {}

    async def retrieve(self, conversation: str) -> DialogueStateTracker | None:
        return copy.deepcopy(self.trackers.get(conversation))


class Bot:
    """Stands for Rasa: answers who it thinks is asking, and remembers what it was handed.

    A text of ``answers`` is answered with that message; a visitor who asks for a balance
    hears that it needs an account, as the actions say it.
    """

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.tracker_store = Store()
        self.nlg = TemplatedNaturalLanguageGenerator(DOMAIN.responses)
        self.domain = DOMAIN
        self.ready = True
        self.handed: list[UserMessage] = []
        self.answers: dict[str, dict[str, Any]] = {}

    def is_ready(self) -> bool:
        return self.ready

    async def parse_message(self, text: str) -> None:
        return None

    async def handle_message(self, message: UserMessage) -> None:
        """What Rasa's server calls for its channels."""
        await self.handle(message)

    async def handle(self, message: UserMessage) -> None:
        """What Rasa's server gives a channel as ``on_new_message``."""
        self.handed.append(message)
        tracker = self.tracker_store.trackers.setdefault(
            message.sender_id, DialogueStateTracker(message.sender_id, DOMAIN.slots)
        )
        tracker.update(UserUttered(message.text, {"name": "inform"}, []))
        customer = self.customer(message)
        if "saldo" in message.text:
            tracker.update(SlotSet("language", "sv"))
        if message.text in self.answers:
            said = copy.deepcopy(self.answers[message.text])
        elif "balance" in message.text or "saldo" in message.text:
            outcome = "told" if customer else "signed_out"
            tracker.update(SlotSet("outcome", outcome))
            said = {"text": f"Balance of {customer}: 1" if customer else "Sign in first"}
        else:
            said = {"text": f"{customer or 'visitor'} said {message.text}"}
        tracker.update(BotUttered(said["text"]))
        await message.output_channel.send_response(message.sender_id, said)

    def customer(self, message: UserMessage) -> str | None:
        """Whom an action would answer for: checked as the action server checks it."""
        token = (message.metadata or {}).get(METADATA_KEY)
        return verify(token, message.sender_id, KEY, time.time())

    def texts(self) -> list[str]:
        return [message.text for message in self.handed]


_NAMES = itertools.count()


@contextlib.asynccontextmanager
async def served(channel: InputChannel, bot: Bot) -> AsyncIterator[str]:
    """The base URL of a Sanic server with ``channel``, registered as Rasa does it."""
    app = Sanic(f"messenger-{next(_NAMES)}", configure_logging=False)
    Sanic.test_mode = True  # several servers in one process
    app.ctx.agent = bot
    register([channel], app, "/webhooks/")
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        server = await app.create_server(
            sock=sock, return_asyncio_server=True, access_log=False, debug=False
        )
        await server.startup()
        await server.before_start()
        await server.after_start()
        try:
            yield f"http://127.0.0.1:{sock.getsockname()[1]}/webhooks/{channel.url_prefix()}"
        finally:
            await server.before_stop()
            await server.close()
            await server.after_stop()
            await asyncio.sleep(0)


def new_identity(folder: Path | None = None) -> Identity:
    """An identity file of its own."""
    where = folder or Path(tempfile.mkdtemp())
    return load_identity(
        {"SALDO_IDENTITY_KEY": KEY, "SALDO_IDENTITY_DB": str(where / "identity.db")}
    )
