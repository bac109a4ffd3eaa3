"""What all endpoints share: a request's context, string numbers, filters and pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sandbox.clock import Moment
from sandbox.exchange.errors import Refusal
from sandbox.scenario.model import Chain, Customer, Scenario

Row = dict[str, Any]
MAX_LIMIT = 100


@dataclass(frozen=True)
class Context:
    """One request: the scenario, the time, the query, and whose key signed it."""

    scenario: Scenario
    moment: Moment
    query: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    signer: Customer | None = None

    @property
    def customer(self) -> Customer:
        if self.signer is None:
            raise Refusal("50103", gateway=True)
        return self.signer

    def ms(self, offset: int | None) -> str:
        """A scenario's time as the wire has it; ``""`` where there is none."""
        return "" if offset is None else str(self.moment.at(offset))

    def chain(self, ccy: str, network: str) -> Chain:
        return self.scenario.currencies[ccy].chains[network]

    def price(self, ccy: str) -> Decimal:
        return self.scenario.currencies[ccy].price

    def required(self, name: str) -> str:
        value = self.query.get(name, "")
        if not value:
            raise Refusal("50014", name)
        return value

    def wanted(self, ccy: str) -> bool:
        """Whether the ``ccy`` parameter (one or several, comma separated) lets it through."""
        asked = self.query.get("ccy", "")
        return not asked or ccy in asked.split(",")


def num(value: Decimal | int | None) -> str:
    """A number as the wire has it: a plain string, ``""`` for not applicable."""
    if value is None:
        return ""
    text = format(Decimal(value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def filled(names: str, value: str) -> Row:
    """A row in which each of the space-separated ``names`` has the same value."""
    return dict.fromkeys(names.split(), value)


def cents(value: Decimal) -> str:
    return num(round(value, 8))


def matching(rows: Iterable[Row], query: Mapping[str, str], *names: str) -> list[Row]:
    """The rows whose fields equal the query's parameters of the same name."""
    return [row for row in rows if all(query.get(n, "") in ("", row[n]) for n in names)]


def page(rows: Iterable[Row], query: Mapping[str, str], cursor: str, span: str = "ts") -> list[Row]:
    """Newest first; ``after`` older than the cursor, ``before`` newer, ``limit`` at most 100.

    ``begin`` and ``end`` (inclusive) filter on the field ``span``.
    """
    kept = sorted(rows, key=lambda row: int(row[cursor]), reverse=True)
    after, before = _number(query, "after"), _number(query, "before")
    begin, end = _number(query, "begin"), _number(query, "end")
    if after is not None:
        kept = [row for row in kept if int(row[cursor]) < after]
    if before is not None:
        kept = [row for row in kept if int(row[cursor]) > before]
    if begin is not None:
        kept = [row for row in kept if int(row[span]) >= begin]
    if end is not None:
        kept = [row for row in kept if int(row[span]) <= end]
    limit = _number(query, "limit")
    return kept[: min(MAX_LIMIT if limit is None else limit, MAX_LIMIT)]


def _number(query: Mapping[str, str], name: str) -> int | None:
    value = query.get(name, "")
    if not value:
        return None
    if not value.isascii() or not value.isdecimal():
        raise Refusal("51000", name)
    return int(value)
