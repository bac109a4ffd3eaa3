"""Everything of the sign-in under one roof: pages, keys, token endpoint, controls."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from sandbox.answer import Answer
from sandbox.clock import Clock
from sandbox.scenario.model import Scenario
from sandbox.signin.oauth import OAuth
from sandbox.signin.pages import PATHS, Pages
from sandbox.signin.sessions import SignIns

JWKS = "/.well-known/jwks.json"
OAUTH = ("/oauth/token", "/oauth/revoke")
MOST_SECONDS = 3600


class SignInSite:
    """``client_secret``: the bot's own, at the token endpoint. The clock is the true one:
    faults of the exchange's clock and data leave the sign-in alone."""

    def __init__(self, scenario: Scenario, client_secret: str, clock: Clock) -> None:
        self._clock = clock
        self.sign_ins = SignIns(scenario)
        self._pages = Pages(self.sign_ins)
        self._oauth = OAuth(self.sign_ins, client_secret)

    def serves(self, path: str) -> bool:
        return path == JWKS or path in PATHS or path in OAUTH

    def answer(self, request: web.Request, body: bytes) -> Answer:
        now = self._now()
        if request.path == JWKS:
            return Answer(self.sign_ins.ring.jwks(), headers={"Cache-Control": "max-age=60"})
        if request.path in OAUTH:
            if request.method != "POST":
                return Answer({"error": "invalid_request"}, 405)
            authorization = request.headers.get("Authorization", "")
            return self._oauth.answer(request.path, authorization, body, now)
        return self._pages.answer(request, body, now)

    def reader(self, authorization: str) -> str | None:
        """Whose account the bearer of this header reads, or None."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer":
            return None
        return self.sign_ins.reader(token, self._now())

    def _now(self) -> float:
        return self._clock.now().wall / 1000

    def control(self, name: str, body: bytes) -> Answer | None:
        """``signin/rotate`` (``{"drop": true}``: the old keys go at once), ``signin/revoke``
        (``{"customer": …}``), ``signin/lifetime`` (``{"seconds": …}``); None: no such."""
        asked = _object(body)
        if name == "signin/rotate":
            return Answer({"kids": self.sign_ins.ring.rotate(asked.get("drop") is True)})
        if name == "signin/revoke":
            return Answer({"ended": self.sign_ins.revoke(str(asked.get("customer")))})
        if name == "signin/lifetime":
            seconds = asked.get("seconds")
            if isinstance(seconds, bool) or not isinstance(seconds, int):
                return Answer({"error": "seconds is a whole number"}, 400)
            if not 1 <= seconds <= MOST_SECONDS:
                return Answer({"error": f"seconds is between 1 and {MOST_SECONDS}"}, 400)
            self.sign_ins.lifetime = seconds
            return Answer({"seconds": seconds})
        return None


def _object(body: bytes) -> dict[str, Any]:
    try:
        asked = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return {}
    return asked if isinstance(asked, dict) else {}
