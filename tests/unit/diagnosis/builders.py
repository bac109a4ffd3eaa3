"""Accounts to diagnose: a quiet one in which every look-up worked, changed part by part."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from actions.diagnosis.causes import Category
from actions.diagnosis.findings import Question
from actions.diagnosis.records import (
    AccountConfig,
    AccountFacts,
    ChainOutput,
    ChainTransaction,
    CurrencyChain,
    Deposit,
    DepositAddress,
    Failure,
    FundingBalance,
    FundingBill,
    Known,
    Order,
    Region,
    Source,
    TradingAccount,
    TradingBalance,
    TradingBill,
    Unknown,
    Withdrawal,
)

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=timezone.utc)
SE, IT = Region("se"), Region("it", split_accounts=False, p2p=False)
TX = "ab" * 32
OWN, STRANGER = "bc1qown", "bc1qstranger"


def D(text: str | int) -> Decimal:
    return Decimal(text)


def ago(**units: float) -> datetime:
    return NOW - timedelta(**units)


def known(value: Any, as_of: datetime = NOW) -> Known[Any]:
    return Known(value, as_of)


def failed(source: Source | str, failure: Failure = Failure.UNAVAILABLE) -> Unknown:
    return Unknown(Source(source), failure)


CURRENCIES = (
    CurrencyChain(
        "BTC",
        "BTC-Bitcoin",
        True,
        True,
        min_dep=D("0.001"),
        min_dep_arrival_confirm=2,
        min_wd_unlock_confirm=3,
    ),
    CurrencyChain(
        "ETH",
        "ETH-ERC20",
        True,
        True,
        min_dep=D("0.001"),
        min_dep_arrival_confirm=64,
        min_wd_unlock_confirm=96,
    ),
    CurrencyChain("USDT", "USDT-TRC20", True, True, min_dep=D(1), min_dep_arrival_confirm=19),
    CurrencyChain("USDT", "USDT-ERC20", True, True, min_dep=D(1), min_dep_arrival_confirm=64),
    CurrencyChain("XRP", "XRP-Ripple", True, True, min_dep_arrival_confirm=1, need_tag=True),
)


def facts(**parts: Any) -> AccountFacts:
    """A verified Swedish main account with 100 USDC in each account and no history."""
    looked: dict[str, Any] = {
        "funding": (FundingBalance("USDC", D(100), D(0), D(100)),),
        "trading": TradingAccount((cash("USDC", 100),)),
        "earn": (),
        "non_tradable": (),
        "deposits": (),
        "withdrawals": (),
        "deposit_addresses": (),
        "currencies": CURRENCIES,
        "open_orders": (),
        "order_history": (),
        "funding_bills": (),
        "trading_bills": (),
        "status": (),
        "config": AccountConfig("1", "1", "2", "read_only", "0"),
        "sub_accounts": (),
        "valuation": None,
        "chain": None,
    }
    rest: dict[str, Any] = {"now": NOW, "signed_in": True, "region": SE, "restrictions": ()}
    for name, value in parts.items():
        (rest if name in rest else looked)[name] = value
    ready = {
        name: value if value is None or isinstance(value, Known | Unknown) else known(value)
        for name, value in looked.items()
    }
    return AccountFacts(**rest, **ready)


def ask(category: Category | str | None, **details: Any) -> Question:
    return Question(Category(category) if category else None, **details)


def funding(ccy: str, bal: str | int, frozen: str | int = 0) -> tuple[FundingBalance, ...]:
    return (FundingBalance(ccy, D(bal), D(frozen), D(bal) - D(frozen)),)


def cash(ccy: str, amount: str | int, **more: Any) -> TradingBalance:
    return TradingBalance(
        ccy, eq=D(amount), cash_bal=D(amount), avail_bal=more.pop("avail_bal", D(amount)), **more
    )


def trading(*rows: TradingBalance) -> TradingAccount:
    return TradingAccount(rows)


def deposit(
    state: str = "0",
    ccy: str = "BTC",
    chain: str = "BTC-Bitcoin",
    amt: str | int = "0.5",
    **more: Any,
) -> Deposit:
    more.setdefault("ts", ago(hours=1))
    more.setdefault("tx_id", TX)
    more.setdefault("dep_id", "77")
    more.setdefault("confirmations", 1)
    return Deposit(ccy, chain, D(amt), state, **more)


def withdrawal(
    state: str = "2",
    ccy: str = "ETH",
    chain: str = "ETH-ERC20",
    amt: str | int = "1.5",
    **more: Any,
) -> Withdrawal:
    more.setdefault("ts", ago(hours=3))
    more.setdefault("wd_id", "88")
    more.setdefault("tx_id", "0x" + "cd" * 32)
    more.setdefault("to", "0xrecipient")
    return Withdrawal(ccy, chain, D(amt), state, **more)


def order(state: str = "live", inst_id: str = "BTC-USDT", side: str = "buy", **more: Any) -> Order:
    more.setdefault("ord_id", "555")
    more.setdefault("px", D(60000))
    more.setdefault("sz", D("0.5"))
    more.setdefault("c_time", ago(hours=5))
    more.setdefault("inst_type", "SPOT")
    more.setdefault("ord_type", "limit")
    return Order(inst_id=inst_id, state=state, side=side, **more)


def filled(side: str = "buy", at: datetime | None = None, **more: Any) -> Order:
    at = at or ago(minutes=30)
    return order(
        "filled", side=side, acc_fill_sz=D("0.5"), avg_px=D(60000), fill_time=at, u_time=at, **more
    )


def transaction(
    found: bool = True,
    confirmations: int = 5,
    to: str = OWN,
    ccy: str | None = "BTC",
    amount: str | int = "0.5",
    **more: Any,
) -> ChainTransaction:
    more.setdefault("network", "Bitcoin")
    more.setdefault("tx_id", TX)
    more.setdefault("succeeded", True if found and confirmations else None)
    more.setdefault("block_time", ago(hours=3) if confirmations else None)
    more.setdefault("outputs", (ChainOutput(to, D(amount), ccy),) if found else ())
    return ChainTransaction(found=found, confirmations=confirmations, **more)


def address(ccy: str = "BTC", chain: str = "BTC-Bitcoin", addr: str = OWN) -> DepositAddress:
    return DepositAddress(ccy, chain, addr)


def funding_bill(
    type_: str, change: str | int, ccy: str = "BTC", at: datetime | None = None
) -> FundingBill:
    return FundingBill("b", ccy, D(change), type_, ts=at or ago(minutes=30))


def trading_bill(
    type_: str,
    change: str | int,
    ccy: str = "BTC",
    sub_type: str | None = None,
    at: datetime | None = None,
    inst_id: str | None = None,
) -> TradingBill:
    return TradingBill("b", ccy, D(change), type_, sub_type, inst_id, ts=at or ago(minutes=30))
