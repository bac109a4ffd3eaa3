"""The terminal conversation: buttons by number, and an end when the input ends."""

from __future__ import annotations

import asyncio
import io
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from channels.console import ConsoleInput
from identity import METADATA_KEY


class App:
    def __init__(self) -> None:
        self.ctx = SimpleNamespace(agent=None)
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True


def converse(
    monkeypatch: pytest.MonkeyPatch, typed: str, customer: str | None = "unconfirmed"
) -> list[UserMessage]:
    seen: list[UserMessage] = []

    async def handle(message: UserMessage) -> None:
        seen.append(message)
        buttons = [{"title": "Ja", "payload": "/affirm"}, {"title": "Nej", "payload": "/deny"}]
        await message.output_channel.send_response("c", {"text": "?", "buttons": buttons})

    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    environ = {"SALDO_SHELL_CUSTOMER": customer or "", "SALDO_IDENTITY_KEY": "demo-identity-key"}
    channel = ConsoleInput.from_credentials(None, environ)
    app: Any = App()

    async def run() -> None:
        # The output goes to whom the message came from, as Rasa does it.
        channel._conversation = "c"
        await asyncio.wait_for(channel._converse(app, handle), 20)

    asyncio.run(run())
    assert app.stopped
    return seen


def test_ends_with_its_input(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [m.text for m in converse(monkeypatch, "hello\nhej")] == ["hello", "hej"]
    assert converse(monkeypatch, "") == []


@pytest.mark.parametrize("word", ["/stop", " /quit ", "/exit"])
def test_exit_words_end_it(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    assert [m.text for m in converse(monkeypatch, f"hello\n{word}\nmore\n")] == ["hello"]


def test_number_chooses_a_shown_button(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = converse(monkeypatch, "1\n2\n3\nja\n/affirm\n")
    intents = [m.parse_data and m.parse_data["intent"]["name"] for m in seen]
    assert intents == [None, "deny", None, "affirm", None]
    assert seen[-1].text == "affirm"


@pytest.mark.parametrize(("customer", "signed"), [("unconfirmed", True), (None, False)])
def test_speaks_as_the_customer_or_as_nobody(
    monkeypatch: pytest.MonkeyPatch, customer: str | None, signed: bool
) -> None:
    (message,) = converse(monkeypatch, "hello\n", customer)
    assert (METADATA_KEY in message.metadata) is signed


def test_is_not_the_name_by_which_rasa_starts_its_own_loop() -> None:
    assert ConsoleInput.name() != "cmdline"
