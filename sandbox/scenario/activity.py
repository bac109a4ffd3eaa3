"""What has happened in an account: deposits, withdrawals, orders, transfers, bills."""

# ruff: noqa: RUF009  (``item`` only describes a field)

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sandbox.scenario.reading import (
    count,
    flag,
    item,
    money,
    offset,
    one_of,
    positive,
    record,
    text,
)

ZERO = Decimal(0)


@dataclass(frozen=True)
class Chained:
    """What a public chain shows of a transaction. ``kind`` mined | mempool | failed | absent."""

    kind: str = item(one_of("mined", "mempool", "failed", "absent"), "mined")
    fee_rate: Decimal | None = item(positive, None)  # sat/vB or gwei
    confirmations: int | None = item(count, None)
    listed: bool = item(flag, True)  # False: a deposit's TxID that no chain carries


@dataclass(frozen=True)
class Deposit:
    ccy: str = item(text)
    network: str = item(text)
    amt: Decimal = item(positive)
    at: int = item(offset)
    state: str = item(text, "2")
    confirmations: int = item(count, 0)
    chain: Chained = item(record(Chained, "kind"), Chained())
    sender: str = item(text, "")  # an internal transfer, from this user
    bill: bool = item(flag, True)


@dataclass(frozen=True)
class Withdrawal:
    ccy: str = item(text)
    network: str = item(text)
    amt: Decimal = item(positive)
    at: int = item(offset)
    state: str = item(text, "2")
    fee: Decimal = item(money, ZERO)
    internal: str = item(text, "")  # the receiving user, if it never touches a chain
    chain: Chained | None = item(record(Chained, "kind"), None)  # None: no TxID yet


@dataclass(frozen=True)
class OnChain:
    """A transaction that only the public chain shows: the exchange has no record of it."""

    ccy: str = item(text)
    network: str = item(text)
    amt: Decimal = item(positive)
    at: int = item(offset)
    to: str = item(one_of("own", "stranger"), "own")
    confirmations: int = item(count, 0)
    chain: Chained = item(record(Chained, "kind"), Chained())


@dataclass(frozen=True)
class Order:
    pair: str = item(text)
    side: str = item(one_of("buy", "sell"))
    size: Decimal = item(positive)  # in the base currency; market buys: in the quote currency
    at: int = item(offset)
    state: str = item(one_of("live", "partially_filled", "filled", "canceled", "mmp_canceled"))
    type: str = item(text, "limit")
    price: Decimal | None = item(positive, None)
    filled: Decimal = item(money, ZERO)  # base currency
    filled_at: int | None = item(offset, None)
    bills: bool = item(flag, True)  # False: filled, but booked nowhere
    cancel_source: str = item(text, "")


@dataclass(frozen=True)
class Transfer:
    """Between the customer's own funding and trading account."""

    ccy: str = item(text)
    amt: Decimal = item(positive)
    to: str = item(one_of("funding", "trading"))
    at: int = item(offset)


@dataclass(frozen=True)
class Bill:
    """A bill that nothing else in the scenario implies."""

    ccy: str = item(text)
    change: Decimal = item(money)
    at: int = item(offset)
    type: str = item(text)
    sub: str = item(text, "")
