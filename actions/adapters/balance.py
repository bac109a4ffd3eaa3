"""Balances: Funding, Trading, Simple Earn, and assets that can no longer be traded."""

from __future__ import annotations

from actions.adapters import endpoints
from actions.adapters.account import Account
from actions.adapters.deadline import Deadline
from actions.adapters.errors import AdapterError, BadData
from actions.adapters.fields import (
    BadField,
    Row,
    decimal,
    flag,
    parse_rows,
    required,
    required_decimal,
    text,
    time_ms,
)
from actions.diagnosis.records import (
    EarnBalance,
    FundingBalance,
    Known,
    NonTradableAsset,
    Source,
    TradingAccount,
    TradingBalance,
)

EARN_NOT_ACTIVATED = "58002"  # "Please activate Savings Account first": nothing is in it


def funding(account: Account, deadline: Deadline) -> Known[tuple[FundingBalance, ...]]:
    """Currencies with a balance above zero. Raises AdapterError."""
    reply = account.get(endpoints.FUNDING, Source.FUNDING, deadline)
    return Known(parse_rows(Source.FUNDING, reply.rows, funding_balance), reply.as_of)


def trading(account: Account, deadline: Deadline) -> Known[TradingAccount]:
    reply = account.get(endpoints.TRADING, Source.TRADING, deadline)
    accounts = parse_rows(Source.TRADING, reply.rows, trading_account)
    if len(accounts) > 1:
        raise BadData(Source.TRADING)
    return Known(accounts[0] if accounts else TradingAccount(()), reply.as_of)


def earn(account: Account, deadline: Deadline) -> Known[tuple[EarnBalance, ...]]:
    """Simple Earn Flexible, which neither of the other two shows."""
    try:
        reply = account.get(endpoints.EARN, Source.EARN, deadline)
    except AdapterError as refused:
        if refused.code != EARN_NOT_ACTIVATED:
            raise
        return Known((), account.client.clock.now())
    return Known(parse_rows(Source.EARN, reply.rows, earn_balance), reply.as_of)


def non_tradable(account: Account, deadline: Deadline) -> Known[tuple[NonTradableAsset, ...]]:
    reply = account.get(endpoints.NON_TRADABLE, Source.NON_TRADABLE, deadline)
    return Known(parse_rows(Source.NON_TRADABLE, reply.rows, non_tradable_asset), reply.as_of)


def funding_balance(row: Row) -> FundingBalance:
    return FundingBalance(
        ccy=required(row, "ccy"),
        bal=required_decimal(row, "bal"),
        frozen_bal=decimal(row, "frozenBal"),
        avail_bal=decimal(row, "availBal"),
    )


def trading_account(row: Row) -> TradingAccount:
    details = row.get("details")
    if not isinstance(details, list) or not all(isinstance(item, dict) for item in details):
        raise BadField("details")  # without them nothing is known, not even "empty"
    return TradingAccount(
        details=tuple(trading_balance(item) for item in details),
        total_eq=decimal(row, "totalEq"),
        u_time=time_ms(row, "uTime"),
    )


def trading_balance(row: Row) -> TradingBalance:
    return TradingBalance(
        ccy=required(row, "ccy"),
        eq=decimal(row, "eq"),
        cash_bal=decimal(row, "cashBal"),
        avail_bal=decimal(row, "availBal"),
        frozen_bal=decimal(row, "frozenBal"),
        ord_frozen=decimal(row, "ordFrozen"),
        fixed_bal=decimal(row, "fixedBal"),
        stgy_eq=decimal(row, "stgyEq"),
        spot_iso_bal=decimal(row, "spotIsoBal"),
        spot_copy_trading_eq=decimal(row, "spotCopyTradingEq"),
        smt_sync_eq=decimal(row, "smtSyncEq"),
        iso_eq=decimal(row, "isoEq"),
        liab=decimal(row, "liab"),
        eq_usd=decimal(row, "eqUsd"),
        auto_lend_status=text(row, "autoLendStatus"),
        auto_lend_mt_amt=decimal(row, "autoLendMtAmt"),
        u_time=time_ms(row, "uTime"),
    )


def earn_balance(row: Row) -> EarnBalance:
    return EarnBalance(
        ccy=required(row, "ccy"),
        amt=required_decimal(row, "amt"),
        loan_amt=decimal(row, "loanAmt"),
        pending_amt=decimal(row, "pendingAmt"),
    )


def non_tradable_asset(row: Row) -> NonTradableAsset:
    return NonTradableAsset(
        ccy=required(row, "ccy"),
        bal=required_decimal(row, "bal"),
        can_wd=flag(row, "canWd"),
        chain=text(row, "chain"),
        min_wd=decimal(row, "minWd"),
    )
