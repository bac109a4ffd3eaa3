"""The HTTP server: the exchange under /api, its sign-in, help centre and the chains beside it,
the controls under /_sandbox."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from email.utils import formatdate
from typing import Any

from aiohttp import web

from sandbox.answer import Answer
from sandbox.chains import esplora, evm, solana, tron
from sandbox.chains.world import Chains
from sandbox.clock import Clock, Moment
from sandbox.control import Control
from sandbox.exchange.api import Exchange
from sandbox.faults import Fault, Faults, clock_under, damaged, data_under, replaced
from sandbox.helpcentre.site import Chat, HelpCentre
from sandbox.scenario.model import Scenario
from sandbox.seeds import demo_client_secret
from sandbox.signin.site import SignInSite

CONTROL = "/_sandbox"
KEPT_REQUESTS = 10_000


@dataclass(frozen=True)
class Asked:
    """One line of the request log. It never holds headers or bodies."""

    method: str
    path: str
    query: str
    customer: str
    time: int


class Sandbox:
    """One running sandbox. ``rate_limits`` False lets any number of requests pass.
    ``client_secret``: the bot's, at the token endpoint (default: a demo one). ``chat``: what
    the help centre shows; ``codes``: the bot that it asks for link codes."""

    def __init__(
        self,
        scenario: Scenario,
        rate_limits: bool = True,
        clock: Clock | None = None,
        client_secret: str | None = None,
        chat: Chat | None = None,
        codes: str | None = None,
    ) -> None:
        self.clock = clock or Clock()
        self.faults = Faults(scenario.customers)
        self.requests: deque[Asked] = deque(maxlen=KEPT_REQUESTS)
        self._sign_in = SignInSite(scenario, client_secret or demo_client_secret(), self.clock)
        self._help = HelpCentre(self._sign_in.sign_ins, chat, codes)
        self._exchange = Exchange(scenario, rate_limits, self._sign_in.reader)
        self._chains = Chains(scenario)
        self._control = Control(scenario, self.faults, self.requests, self.clock, self._sign_in)

    def app(self) -> web.Application:
        app = web.Application(client_max_size=1 << 20)
        app.router.add_route("*", "/{tail:.*}", self._handle)
        return app

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        if request.path == CONTROL or request.path.startswith(CONTROL + "/"):
            return (await self._control.answer(request)).response()
        true = self.clock.now()
        customer = self._exchange.gate.owner(request.headers)
        self.requests.append(
            Asked(request.method, request.path, request.query_string, customer, true.wall)
        )
        faults = self.faults.on(request.path, customer)
        if self._people(request.path):
            # "*" is the exchange's API: people still sign in while it is down
            faults = [fault for fault in faults if fault.endpoint != "*"]
        now = clock_under(faults, true)
        answer = await self._answer(request, now, faults)
        if answer is None:  # refused: cut the connection
            if request.transport is not None:
                request.transport.abort()
            raise web.HTTPInternalServerError
        for fault in faults:
            answer = damaged(fault, answer)
        response = answer.response()
        response.headers["Date"] = formatdate(now.wall / 1000, usegmt=True)
        return response

    def _people(self, path: str) -> bool:
        """Pages that people see, apart from the exchange's interfaces."""
        sign_in = self._sign_in.serves(path) and not path.startswith("/oauth/")
        return sign_in or self._help.serves(path)

    async def _answer(
        self, request: web.Request, now: Moment, faults: list[Fault]
    ) -> Answer | None:
        body = await request.read()
        for fault in faults:
            if fault.fault == "slow":
                await asyncio.sleep(fault.seconds)
            if fault.fault == "refuse":
                return None
        exchange = request.path.startswith("/api/")
        for fault in faults:
            instead = replaced(fault, exchange)
            if instead is not None:
                return instead
        moment = data_under(faults, now)
        if exchange:
            return self._exchange.answer(request, body, moment, now.wall)
        if self._sign_in.serves(request.path):
            return self._sign_in.answer(request, body)
        if self._help.serves(request.path):
            return await self._help.answer(request, self.clock.now().wall / 1000)
        return self._explore(request, body, moment)

    def _explore(self, request: web.Request, body: bytes, moment: Moment) -> Answer:
        chain, _, rest = request.path.lstrip("/").partition("/")
        if chain == "esplora":
            return esplora.explore(self._chains, moment, rest)
        if chain == "evm":
            return evm.explore(self._chains, moment, rest, _json(body))
        if chain == "tron":
            asked = _json(body) if body else dict(request.query)
            return tron.explore(self._chains, moment, rest, asked)
        if chain == "solana":
            return solana.explore(self._chains, moment, _json(body))
        return Answer("Not Found", 404, "text/plain")


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
