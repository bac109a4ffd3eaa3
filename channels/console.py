"""The conversation in a terminal behind ``make shell``: no HTTP route, a signed identity.

Rasa's own shell opens its REST channel and believes the sender. This one stands in its place
(``BUILTIN_CHANNELS["cmdline"]``) and hands messages straight to the bot.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import threading
from collections.abc import Mapping
from typing import Any

from prompt_toolkit import PromptSession
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic

from channels.base import Edge, Handler, warm_up
from channels.demo_sign_in import DemoSignIns, SignInFailed, demo_sign_in_url
from identity.conversations import new_id
from identity.database import StoreUnavailable
from identity.setup import load_identity
from identity.speaker import Speaker, State

PROMPT = "You: "
EXITS = ("/stop", "/quit", "/exit")


class ConsoleInput(InputChannel):
    """Speaks as ``SALDO_SHELL_CUSTOMER`` (empty: a visitor who is not signed in).

    Beside the sandbox the customer signs in there, as in a browser. Elsewhere it is who
    the operator at this terminal says: that is who holds the key store's key, too.
    """

    def __init__(
        self,
        customer: str | None,
        identity_key: str | None,
        sign_ins: DemoSignIns | None = None,
    ) -> None:
        self._customer = customer
        self._edge = Edge(self.name(), identity_key)
        self._sign_ins = sign_ins
        self._conversation = new_id()
        self._buttons: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        # Not "cmdline": by that name Rasa would start its own loop, which needs the REST route.
        return "console"

    @classmethod
    def from_credentials(
        cls, credentials: dict[str, Any] | None, environ: Mapping[str, str] = os.environ
    ) -> ConsoleInput:
        """The launcher's shell hands both over in the environment."""
        customer = environ.get("SALDO_SHELL_CUSTOMER") or None
        url, sign_ins = demo_sign_in_url(environ), None
        if customer and url:
            sign_ins = DemoSignIns(load_identity(environ), url, cls.name())
        return cls(customer, environ.get("SALDO_IDENTITY_KEY"), sign_ins)

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """No route: the conversation begins when the server has started."""
        blueprint = Blueprint("saldo_console")

        @blueprint.listener("after_server_start")
        async def start(app: Sanic, _loop: Any) -> None:
            app.add_task(self._converse(app, on_new_message))

        return blueprint

    async def _converse(self, app: Sanic, on_new_message: Handler) -> None:
        await warm_up(app.ctx.agent)
        who = f"the demo customer '{self._customer}'" if self._customer else "a visitor"
        print(f"You are {who}. Write to the bot; {EXITS[0]} or ctrl-D ends.\n", flush=True)
        lines = lines_of_terminal() if sys.stdin.isatty() else lines_of_pipe()
        try:
            async for line in lines:
                if line.strip() in EXITS:
                    break
                try:
                    speaker = await self._speaker()
                except (SignInFailed, StoreUnavailable) as failed:
                    print(f"\nNot signed in ({failed}); nothing was sent. Try again.\n", flush=True)
                    continue
                text = self._chosen(line)
                message = self._edge.message(
                    speaker.conversation, speaker.customer, text, speaker.ends
                )
                self._show(await self._edge.answer(on_new_message, message, app.ctx.agent))
        finally:
            app.stop()

    async def _speaker(self) -> Speaker:
        if self._sign_ins is not None and self._customer:
            return await self._sign_ins.speaker("terminal", self._customer)
        state = State.SIGNED_IN if self._customer else State.VISITOR
        return Speaker(self._conversation, state, self._customer)

    def _chosen(self, line: str) -> str:
        """A number names one of the buttons shown last."""
        number = line.strip()
        if re.fullmatch(r"[1-9][0-9]?", number) and int(number) <= len(self._buttons):
            return str(self._buttons[int(number) - 1]["payload"])
        return line

    def _show(self, messages: list[dict[str, Any]]) -> None:
        self._buttons = []
        print()
        for message in messages:
            if message.get("text"):
                print(message["text"])
            for button in message.get("buttons", []):
                self._buttons.append(button)
                print(f"  {len(self._buttons)}) {button['title']}")
            print()
        sys.stdout.flush()


async def lines_of_terminal() -> Any:
    """What is typed, until ctrl-D or ctrl-C."""
    session: PromptSession[str] = PromptSession()
    while True:
        try:
            yield await session.prompt_async(PROMPT)
        except (EOFError, KeyboardInterrupt):
            return


async def lines_of_pipe() -> Any:
    """Lines of a pipe or a file until it ends, echoed as they would stand in a terminal."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str] = asyncio.Queue()

    def read() -> None:  # a thread that may be left behind: a blocked read cannot be cancelled
        for line in iter(sys.stdin.readline, ""):
            loop.call_soon_threadsafe(queue.put_nowait, line)
        loop.call_soon_threadsafe(queue.put_nowait, "")

    threading.Thread(target=read, daemon=True).start()
    while line := await queue.get():
        print(f"{PROMPT}{line.rstrip()}", flush=True)
        yield line
