"""The sandbox's own controls under /_sandbox: faults, request log, customers, sign-in."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import asdict
from typing import Any

from aiohttp import web

from sandbox.answer import Answer
from sandbox.catalogue import entry
from sandbox.clock import Clock
from sandbox.faults import FAULTS, BadFault, Faults
from sandbox.scenario.model import Scenario
from sandbox.signin.site import SignInSite


class Control:
    def __init__(
        self,
        scenario: Scenario,
        faults: Faults,
        requests: deque[Any],
        clock: Clock,
        sign_in: SignInSite,
    ) -> None:
        self._scenario = scenario
        self._faults = faults
        self._requests = requests
        self._clock = clock
        self._sign_in = sign_in

    async def answer(self, request: web.Request) -> Answer:
        name = request.path.removeprefix("/_sandbox").strip("/")
        methods = {
            ("GET", "customers"): self._customers,
            ("GET", "faults"): self._list,
            ("DELETE", "faults"): self._clear,
            ("GET", "requests"): self._log,
            ("DELETE", "requests"): self._forget,
        }
        if (request.method, name) == ("POST", "faults"):
            return self._add(await request.read())
        if (request.method, name) in methods:
            return methods[request.method, name]()
        if request.method == "POST":
            done = self._sign_in.control(name, await request.read())
            if done is not None:
                return done
        there = "there are /_sandbox/customers, faults, requests and signin/rotate|revoke|lifetime"
        return Answer({"error": there}, 404)

    def _customers(self) -> Answer:
        return Answer([entry(self._scenario, name) for name in self._scenario.customers])

    def _list(self) -> Answer:
        return Answer({"on": [fault.shown() for fault in self._faults.on()], "kinds": FAULTS})

    def _clear(self) -> Answer:
        self._faults.clear()
        return self._list()

    def _add(self, body: bytes) -> Answer:
        try:
            fault = self._faults.add(json.loads(body), self._clock.now())
        except BadFault as error:
            return Answer({"error": str(error)}, 400)
        except ValueError:
            return Answer({"error": "send a JSON object with endpoint and fault"}, 400)
        return Answer(fault.shown(), 201)

    def _log(self) -> Answer:
        return Answer([asdict(asked) for asked in self._requests])

    def _forget(self) -> Answer:
        self._requests.clear()
        return Answer([])
