"""The exchange's envelope: ``{"code": "0", "msg": "", "data": [...]}``, and its failures.

Errors at the gateway leave ``data`` out; an unknown path answers with a numeric code;
a business error comes with HTTP 200 (okx-api reference, sections 0 and 7). So the code
decides, and the HTTP status only where there is none. Messages are never read: the live
ones differ from the documented ones.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from actions.adapters.transport import Response, TransportError
from actions.diagnosis.records import Failure

RETRIABLE = frozenset({"50001", "50004", "50011", "50013", "50026", "50061"})  # reference 7
STALE_STAMP = "50102"

_RATE_LIMITED = frozenset({"50011", "50040", "50061", "58102"})
_NOT_FOUND = frozenset({"404", "51001", "51603", "58215", "58301"})
_BAD_REQUEST = frozenset({"50000", "50002", "50006", "50014", "50015", "50016", "50024", "51000"})
_DENIED = frozenset(
    {
        "4088", "50008", "50030", "50033", "50035", "50038", "50041", "50051", "50052",
        "50059", "50060", "50007", "50009", "50010", "50012", "50027", "50028", "50029",
        "58004", "58011", "58103", "58112", "58131", "58132", "58204", "58209", "58210",
        "58217", "58230", "58232", "58233", "58235", "58240", "58305", "58306", "58307",
        "58308", "58309",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Refusal:
    """The exchange did not give what was asked. ``retriable``: asking again may help."""

    failure: Failure
    code: str | None = None
    retriable: bool = False


def read_envelope(response: Response) -> list[Any] | Refusal:
    """The rows of ``data``, numbers as text or Decimal, or why there are none."""
    parsed = parse_json(response.body)
    if not isinstance(parsed, dict):
        return _without_envelope(response)
    code = parsed.get("code")
    if isinstance(code, bool) or not isinstance(code, (str, int)):
        return _by_status(response.status) or Refusal(Failure.BAD_DATA)
    code = str(code).strip()
    if code != "0":
        return _by_code(code, response.status)
    failed = _by_status(response.status)
    if failed is not None:
        return failed
    data = parsed.get("data")
    return data if isinstance(data, list) else Refusal(Failure.BAD_DATA)


def parse_json(body: bytes) -> Any:
    """The JSON in ``body`` with exact numbers, or None where there is none."""
    try:
        return json.loads(body, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError, ArithmeticError):
        return None


def _no_number(_name: str) -> None:
    raise ValueError  # NaN and Infinity are not JSON


def _without_envelope(response: Response) -> Refusal:
    if failed := _by_status(response.status):
        return failed
    head = response.body[:256].lstrip().lower()
    html = head.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<?xml"))
    if html or "html" in response.header("Content-Type").lower():
        return Refusal(Failure.UNAVAILABLE)
    return Refusal(Failure.BAD_DATA)


def _by_status(status: int) -> Refusal | None:
    if status == 200:
        return None
    if status == 429:
        return Refusal(Failure.RATE_LIMITED, "429", retriable=True)
    if status in (401, 403):
        return Refusal(Failure.DENIED, str(status))
    if status == 404:
        return Refusal(Failure.NOT_FOUND, "404")
    return Refusal(Failure.UNAVAILABLE, str(status))


def _by_code(code: str, status: int) -> Refusal:
    if not (code.isascii() and code.lstrip("-").isdigit() and len(code) <= 6):
        return Refusal(Failure.BAD_DATA)
    return Refusal(_kind(code, status), code, code in RETRIABLE or status == 429)


def _kind(code: str, status: int) -> Failure:
    if code in _RATE_LIMITED:
        return Failure.RATE_LIMITED
    if code in _DENIED or code.startswith("501") or status in (401, 403):
        return Failure.DENIED
    if code in _NOT_FOUND:
        return Failure.NOT_FOUND
    if code in _BAD_REQUEST:
        return Failure.BAD_DATA
    by_status = _by_status(status)
    return by_status.failure if by_status is not None else Failure.UNAVAILABLE


@dataclass(frozen=True)
class Lost(Refusal):
    """No whole answer came back. ``hung``: none came in time."""

    hung: bool = False


def lost_answer(why: TransportError) -> Lost:
    """A request that nobody took, or whose connection broke, may be sent again. One that
    timed out has used up its time, and a second one would only add to the load."""
    bad = why.reason in ("truncated", "too_large")
    return Lost(
        Failure.BAD_DATA if bad else Failure.UNAVAILABLE,
        retriable=why.reason in ("connect", "broken"),
        hung=why.reason == "timeout",
    )


def server_time(rows: list[Any]) -> datetime | None:
    """``ts`` of /public/time (ms), or None where it can't be read."""
    try:
        return datetime.fromtimestamp(int(rows[0]["ts"]) / 1000, timezone.utc)
    except (LookupError, TypeError, ValueError, OverflowError, OSError):
        return None


def retry_after(response: Response) -> float | None:
    """Seconds of ``Retry-After``; its date form is left to the default."""
    value = response.header("Retry-After").strip()
    return float(value) if value.isascii() and value.isdigit() and len(value) < 6 else None
