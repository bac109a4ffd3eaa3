"""One request to the exchange: route, signature, rate limit, handler, envelope."""

from __future__ import annotations

from aiohttp import web

from sandbox.answer import Answer
from sandbox.clock import Moment
from sandbox.exchange.auth import BadBearer, Gate, Reader
from sandbox.exchange.errors import Refusal
from sandbox.exchange.limits import RateLimits
from sandbox.exchange.routes import API, ROUTES, WRITES
from sandbox.exchange.wire import Context, Row
from sandbox.scenario.model import Scenario

NOT_FOUND = {
    "code": 404,
    "data": {},
    "detailMsg": "",
    "error_code": "404",
    "error_message": "Not Found",
    "msg": "Not Found",
}


class Exchange:
    def __init__(
        self, scenario: Scenario, rate_limits: bool = True, reader: Reader | None = None
    ) -> None:
        self.gate = Gate(scenario, reader)
        self._scenario = scenario
        self._limits = RateLimits(rate_limits)

    def answer(self, request: web.Request, body: bytes, moment: Moment, clock: int) -> Answer:
        """``moment`` is when the data is from, ``clock`` what the server's clock shows (ms)."""
        if request.path not in ROUTES and request.path not in WRITES:
            return Answer(NOT_FOUND, 404)
        try:
            return Answer(
                {"code": "0", "msg": "", "data": self._rows(request, body, moment, clock)}
            )
        except BadBearer:
            # RFC 6750, 3: what the venue's own keys have no code for
            challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
            return Answer({"msg": "Invalid access token", "code": "401"}, 401, headers=challenge)
        except Refusal as refusal:
            envelope = {"msg": refusal.message, "code": refusal.code}
            if not refusal.gateway:
                envelope = {"code": refusal.code, "data": [], "msg": refusal.message}  # type: ignore[dict-item]
            return Answer(envelope, refusal.status)

    def _rows(self, request: web.Request, body: bytes, moment: Moment, clock: int) -> list[Row]:
        path, method = request.path, request.method
        if method == "POST" and path in WRITES:
            self._admit(request, body, clock)
            raise Refusal("50120")
        if method != "GET" or path not in ROUTES:
            raise Refusal("50115", gateway=True)
        route = ROUTES[path]
        name = self._admit(request, body, clock) if route.private else ""
        each = request.query.get(route.limit.each, "") if route.limit.each else ""
        self._limits.count(route.limit, path, name or f"ip {request.remote}", each)
        customer = self._scenario.customers.get(name)
        if customer is not None:
            code = customer.refuse.get(path.removeprefix(API))
            if code is not None:
                raise Refusal(code)
        return route.handler(Context(self._scenario, moment, request.query, name, customer))

    def _admit(self, request: web.Request, body: bytes, clock: int) -> str:
        if "Authorization" in request.headers:
            return self.gate.admit_bearer(request.headers["Authorization"])
        return self.gate.admit(request.headers, request.method, request.raw_path, body, clock)
