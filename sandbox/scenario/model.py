"""What a scenario says, as plain records. Amounts are in units of their currency,
times are milliseconds relative to now (see ``sandbox.clock``), prices are USD."""

# ruff: noqa: RUF009  (``item`` only describes a field)

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sandbox.scenario.activity import ZERO, Bill, Deposit, OnChain, Order, Transfer, Withdrawal
from sandbox.scenario.reading import (
    count,
    flag,
    item,
    listed,
    mapped,
    money,
    offset,
    one_of,
    positive,
    record,
    text,
)

DAY = 86_400_000
NOTHING: Any = MappingProxyType({})

FUNDING, TRADING = "6", "18"


@dataclass(frozen=True)
class Chain:
    """One network that a currency is listed on (a row of /asset/currencies)."""

    confirm: int = item(count, 1)  # minDepArrivalConfirm
    unlock: int = item(count, 2)  # minWdUnlockConfirm
    min_dep: Decimal = item(positive, Decimal("0.001"))
    min_wd: Decimal = item(positive, Decimal("0.002"))
    fee: Decimal = item(money, Decimal("0.0005"))
    contract: str = item(text, "")
    decimals: int = item(count, 8)
    tag: str = item(one_of("", "tag", "memo", "comment"), "")
    can_dep: bool = item(flag, True)
    can_wd: bool = item(flag, True)
    dep_opens: int | None = item(offset, None)
    wd_opens: int | None = item(offset, None)


@dataclass(frozen=True)
class Currency:
    name: str = item(text)
    price: Decimal = item(positive)  # USD
    chains: dict[str, Chain] = item(mapped(record(Chain)), NOTHING)  # by network
    places: int = item(count, 8)


@dataclass(frozen=True)
class StatusEvent:
    title: str = item(text)
    state: str = item(one_of("scheduled", "ongoing", "pre_open", "completed", "canceled"))
    begin: int = item(offset)
    end: int = item(offset)
    service: str = item(text)
    type: str = item(one_of("1", "2", "3"), "1")
    env: str = item(one_of("1", "2"), "1")
    href: str = item(text, "")


@dataclass(frozen=True)
class Announcement:
    title: str = item(text)
    at: int = item(offset)


@dataclass(frozen=True)
class Held:
    """A balance of the funding account."""

    bal: Decimal = item(money)
    frozen: Decimal = item(money, ZERO)


@dataclass(frozen=True)
class Traded:
    """A balance of the trading account. What open orders lock is worked out from them."""

    cash: Decimal = item(money, ZERO)
    algo: Decimal = item(money, ZERO)  # locked by take-profit/stop-loss orders
    bots: Decimal = item(money, ZERO)
    copy: Decimal = item(money, ZERO)
    sniper: Decimal = item(money, ZERO)
    lent: Decimal = item(money, ZERO)
    isolated: Decimal = item(money, ZERO)
    borrowed: Decimal = item(money, ZERO)
    updated: int = item(offset, -3 * DAY)


@dataclass(frozen=True)
class Saved:
    """A balance of Simple Earn Flexible."""

    amt: Decimal = item(positive)
    lent: Decimal = item(money, ZERO)
    rate: Decimal = item(money, Decimal("0.01"))
    at: int = item(offset, -20 * DAY)  # when it was moved there


@dataclass(frozen=True)
class Delisted:
    ccy: str = item(text)
    bal: Decimal = item(positive)
    network: str = item(text)
    min_wd: Decimal = item(positive)
    can_wd: bool = item(flag, True)
    at: int = item(offset, -9 * DAY)


@dataclass(frozen=True)
class SubAccount:
    enabled: bool = item(flag, True)
    frozen: tuple[str, ...] = item(listed(text), ())
    funding: dict[str, Held] = item(mapped(record(Held, "bal")), NOTHING)
    trading: dict[str, Traded] = item(mapped(record(Traded, "cash")), NOTHING)


@dataclass(frozen=True)
class Customer:
    about: str = item(text)
    region: str = item(text, "se")
    site: str = item(one_of("global", "eea", "us"), "global")
    simulated: bool = item(flag, False)
    kyc: str = item(one_of("0", "1", "2", "3"), "2")
    perm: str = item(text, "read_only")  # what the API key may do
    main: bool = item(flag, True)  # False: the key is a sub-account's
    funding: dict[str, Held] = item(mapped(record(Held, "bal")), NOTHING)
    trading: dict[str, Traded] = item(mapped(record(Traded, "cash")), NOTHING)
    earn: dict[str, Saved] = item(mapped(record(Saved, "amt")), NOTHING)
    delisted: tuple[Delisted, ...] = item(listed(record(Delisted)), ())
    addresses: tuple[str, ...] = item(listed(text), ())  # "XRP-Ripple"
    deposits: tuple[Deposit, ...] = item(listed(record(Deposit)), ())
    withdrawals: tuple[Withdrawal, ...] = item(listed(record(Withdrawal)), ())
    onchain: tuple[OnChain, ...] = item(listed(record(OnChain)), ())
    orders: tuple[Order, ...] = item(listed(record(Order)), ())
    transfers: tuple[Transfer, ...] = item(listed(record(Transfer)), ())
    funding_bills: tuple[Bill, ...] = item(listed(record(Bill)), ())
    trading_bills: tuple[Bill, ...] = item(listed(record(Bill)), ())
    sub_accounts: dict[str, SubAccount] = item(mapped(record(SubAccount)), NOTHING)
    refuse: dict[str, str] = item(mapped(text), NOTHING)  # "account/balance": "50060"


@dataclass(frozen=True)
class Fees:
    """What a quick transaction costs now."""

    bitcoin: Decimal = item(positive, Decimal(24))  # sat/vB
    evm: Decimal = item(positive, Decimal(9))  # gwei


@dataclass(frozen=True)
class Scenario:
    site: str = item(one_of("global", "eea", "us"), "global")
    currencies: dict[str, Currency] = item(mapped(record(Currency)), NOTHING)
    customers: dict[str, Customer] = item(mapped(record(Customer)), NOTHING)
    status: tuple[StatusEvent, ...] = item(listed(record(StatusEvent)), ())
    announcements: tuple[Announcement, ...] = item(listed(record(Announcement)), ())
    fees: Fees = item(record(Fees), Fees())
