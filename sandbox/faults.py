"""Faults that can be switched on at run time, per endpoint and customer."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sandbox.answer import Answer
from sandbox.clock import Moment

FAULTS = {
    "slow": "waits `seconds` before it answers",
    "refuse": "cuts the connection without an answer",
    "5xx": "503 with code 50001 (exchange) or plain text (chains)",
    "429": "too many requests: code 50011 (exchange)",
    "html": "a gateway's HTML page instead of JSON",
    "truncated": "the body stops half-way",
    "wrong_type": "`field` has another type; without `field`, the whole data has",
    "missing_field": "`field` is left out; without `field`, the whole data is",
    "stale": "data and its timestamps are frozen as of `seconds` before the fault was set",
    "clock_skew": "the server's clock is `seconds` ahead (negative: behind)",
}
_HTML = """<!DOCTYPE html>
<html><head><title>Just a moment...</title></head>
<body><h1>Bad gateway</h1><p>The web server reported a bad gateway error.</p></body></html>
"""
_WRONG: dict[str, Any] = {"unexpected": ["another", "type"]}
_PAYLOAD = ("data", "result")


class BadFault(ValueError):
    """The control request is wrong; the message says what is expected."""


@dataclass(frozen=True)
class Fault:
    id: int
    endpoint: str  # a path or its beginning, or "*"
    fault: str
    seconds: float
    customer: str
    field: str
    since: Moment

    def hits(self, path: str, customer: str) -> bool:
        where = (
            self.endpoint == "*"
            or path == self.endpoint
            or path.startswith(self.endpoint.rstrip("/") + "/")
        )
        return where and self.customer in ("", customer)

    def shown(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if key != "since"}


class Faults:
    """The faults that are on."""

    def __init__(self, customers: Mapping[str, object]) -> None:
        self._customers = customers
        self._ids = itertools.count(1)
        self._on: list[Fault] = []

    def add(self, wanted: Any, now: Moment) -> Fault:
        """Switch on what a control request asks for. Raises BadFault."""
        if not isinstance(wanted, dict):
            raise BadFault("send a JSON object with endpoint and fault")
        unknown = set(wanted) - {"endpoint", "fault", "seconds", "customer", "field"}
        if unknown:
            raise BadFault(f"unknown: {', '.join(sorted(unknown))}")
        endpoint = wanted.get("endpoint", "*")
        if not isinstance(endpoint, str) or not (endpoint == "*" or endpoint.startswith("/")):
            raise BadFault("endpoint is a path like /api/v5/asset/balances, or *")
        if wanted.get("fault") not in FAULTS:
            raise BadFault(f"fault is one of {', '.join(FAULTS)}")
        customer = wanted.get("customer") or ""
        if customer and customer not in self._customers:
            raise BadFault(f"there is no customer {customer}")
        seconds = wanted.get("seconds", 2.0)
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise BadFault("seconds is a number")
        field = wanted.get("field") or ""
        if not isinstance(field, str):
            raise BadFault("field is the name of a field")
        fault = Fault(
            next(self._ids), endpoint, wanted["fault"], float(seconds), customer, field, now
        )
        self._on.append(fault)
        return fault

    def on(self, path: str = "", customer: str = "") -> list[Fault]:
        """The faults that hit this request; all of them without a path."""
        return [fault for fault in self._on if not path or fault.hits(path, customer)]

    def clear(self) -> None:
        self._on.clear()


def clock_under(faults: list[Fault], now: Moment) -> Moment:
    """What the server's clock shows: signatures are checked against it."""
    skew = sum(fault.seconds for fault in faults if fault.fault == "clock_skew")
    return now.shifted(int(skew * 1000))


def data_under(faults: list[Fault], now: Moment) -> Moment:
    """The moment from which the data is: ``stale`` freezes it, the clock goes on."""
    for fault in faults:
        if fault.fault == "stale":
            now = fault.since.shifted(-int(fault.seconds * 1000))
    return now


def replaced(fault: Fault, exchange: bool) -> Answer | None:
    """The answer that a fault gives instead of the real one, or None."""
    if fault.fault == "html":
        return Answer(_HTML, 502, "text/html")
    if fault.fault == "5xx":
        if not exchange:
            return Answer("Service Unavailable", 503, "text/plain")
        return Answer(
            {"msg": "Service temporarily unavailable. Please try again later.", "code": "50001"},
            503,
        )
    if fault.fault == "429":
        if not exchange:
            return Answer("Too Many Requests", 429, "text/plain")
        return Answer({"msg": "Too Many Requests", "code": "50011"}, 429)
    return None


def damaged(fault: Fault, answer: Answer) -> Answer:
    """The real answer with the damage that a fault does to it."""
    if fault.fault == "truncated":
        whole = answer.encoded().decode()
        return Answer(whole[: len(whole) // 2], answer.status, "text/plain", dict(answer.headers))
    if fault.fault in ("wrong_type", "missing_field"):
        change = _drop if fault.fault == "missing_field" else _distort
        return Answer(change(answer.body, fault.field), answer.status, answer.content_type)
    return answer


def _drop(body: Any, field: str) -> Any:
    if isinstance(body, list):
        return [_drop(item, field) for item in body]
    if not isinstance(body, dict):
        return body
    gone = (field,) if field else _PAYLOAD
    return {key: _drop(value, field) for key, value in body.items() if key not in gone}


def _distort(body: Any, field: str) -> Any:
    if isinstance(body, list) and field:
        return [_distort(item, field) for item in body]
    if not isinstance(body, dict):
        return body if field else _WRONG
    if not field and not any(name in body for name in _PAYLOAD):
        return [body]
    wrong = (field,) if field else _PAYLOAD
    return {
        key: _WRONG if key in wrong else _distort(value, field) if field else value
        for key, value in body.items()
    }
