"""Reading one field of an exchange's row: present, absent, or not what it should be.

Absent, ``null`` and ``""`` are None. What is there but of a wrong kind raises BadField,
which costs the whole look-up: a number that can't be read must never become zero.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from actions.adapters.errors import BadData
from actions.diagnosis.records import Source

T = TypeVar("T")
Row = Mapping[str, Any]

MAX_DIGITS = 60  # characters of a number; the exchange's longest has about 30
MAX_TEXT = 2048
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_YEAR_3000 = 32_503_680_000_000  # ms


class BadField(ValueError):
    """A field is there and is not what the documentation says. Names the field only."""


def parse_rows(source: Source, rows: list[Any], one: Callable[[Row], T]) -> tuple[T, ...]:
    """Each row through ``one``. Raises BadData for the look-up when a row is bad."""
    parsed = []
    for row in rows:
        if not isinstance(row, dict):
            raise BadData(source)
        try:
            parsed.append(one(row))
        except BadField:
            break
    else:
        return tuple(parsed)
    raise BadData(source)  # outside the except block: no context that holds the row


def text(row: Row, key: str) -> str | None:
    value = row.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or len(value) > MAX_TEXT:
        raise BadField(key)
    return value.strip() or None


def required(row: Row, key: str) -> str:
    value = text(row, key)
    if value is None:
        raise BadField(key)
    return value


def decimal(row: Row, key: str) -> Decimal | None:
    """Money. A JSON number is taken as well as text; blanks within it are dropped, since
    published captures hold some ("28 .21006347")."""
    value = row.get(key)
    if isinstance(value, bool):
        raise BadField(key)
    if isinstance(value, (int, Decimal)):
        value = str(value)
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > MAX_DIGITS:
        raise BadField(key)
    return number("".join(value.split()), key)


def number(digits: str, key: str) -> Decimal:
    """Plain decimal text as a Decimal of reasonable size. Raises BadField."""
    if not _NUMBER.fullmatch(digits):
        raise BadField(key)
    try:
        parsed = Decimal(digits)
    except InvalidOperation:  # pragma: no cover - the pattern leaves nothing to object to
        raise BadField(key) from None
    if parsed and not -60 < parsed.adjusted() < 60:
        raise BadField(key)
    return parsed


def required_decimal(row: Row, key: str) -> Decimal:
    value = decimal(row, key)
    if value is None:
        raise BadField(key)
    return value


def integer(row: Row, key: str) -> int | None:
    value = decimal(row, key)
    if value is None:
        return None
    if value != value.to_integral_value() or abs(value) > 10**15:
        raise BadField(key)
    return int(value)


def time_ms(row: Row, key: str) -> datetime | None:
    """Unix milliseconds as aware UTC. 0 and below stand for "no time"."""
    value = integer(row, key)
    if value is None or value <= 0:
        return None
    if value > _YEAR_3000:
        raise BadField(key)
    return datetime.fromtimestamp(value // 1000, timezone.utc).replace(
        microsecond=value % 1000 * 1000
    )


def flag(row: Row, key: str) -> bool | None:
    """A JSON boolean; some endpoints write "true" and "false" (reference, section 0)."""
    value = row.get(key)
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise BadField(key)
    return value


def strings(row: Row, key: str) -> tuple[str, ...]:
    value = row.get(key)
    if value is None or value == "":
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadField(key)
    return tuple(item for item in value if item)


def mapping(row: Row, key: str) -> Row:
    value = row.get(key)
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise BadField(key)
    return value
