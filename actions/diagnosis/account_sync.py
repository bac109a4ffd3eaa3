"""Where else the money can be, and a screen that shows nothing (EN1, EN2, SV7.3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from decimal import Decimal

from actions.diagnosis.candidate import Candidate, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Cause
from actions.diagnosis.findings import Proof, Value
from actions.diagnosis.left_account import detect_left
from actions.diagnosis.money import (
    ZERO,
    Holding,
    asked_or_all,
    balance_proofs,
    holding,
    holdings,
    machine_balances,
)
from actions.diagnosis.movements import funding_bills, net_out, to_bot
from actions.diagnosis.records import FundingBill, Source
from actions.diagnosis.ruled_out import Subject, rule_out
from actions.diagnosis.states import EARN_BILLS, SUB_ACCOUNT_BILLS

_SIMPLE_EARN = frozenset({"75", "76"})
_NEIGHBOURS: tuple[Cause, ...] = (
    "viewing_sub_account",
    "in_orders",
    "withdrawn",
    "maintenance_ongoing",
    "delisted",
)


def detect(case: Case) -> Iterator[Candidate]:
    """Findings of this category, in no particular order."""
    yield from _sub_account_view(case)
    yield from _in_earn(case)
    yield from _moved(case)
    yield from _in_trading_products(case)
    yield from _in_sub_accounts(case)
    yield from detect_left(case)
    yield from _visible_or_empty(case)


def _sub_account_view(case: Case) -> Iterator[Candidate]:
    config = case.config
    if config is None or not case.in_sub_account:
        return
    by = [proof(Source.CONFIG, config, "type", config.value.type or "")]
    if config.value.uid and config.value.main_uid:
        by = [
            proof(Source.CONFIG, config, "uid", config.value.uid),
            proof(Source.CONFIG, config, "mainUid", config.value.main_uid),
        ]
    yield Candidate(finding(case, "viewing_sub_account", by, {}), Kind.PROBLEM)


def _place(
    case: Case,
    cause: Cause,
    ccy: str,
    amount: Decimal,
    by: list[Proof],
    details: dict[str, Value | None] | None = None,
    when: datetime | None = None,
) -> Candidate:
    given: dict[str, Value | None] = {"amount": amount, "currency": ccy, **(details or {})}
    made = finding(case, cause, by, given, ruled_out=rule_out(case, _NEIGHBOURS, Subject(ccy)))
    return Candidate(made, Kind.ELSEWHERE, ccy, when=when)


def _in_earn(case: Case) -> Iterator[Candidate]:
    shown = set()
    for row in case.earn.value if case.earn else ():
        if row.amt <= 0 or case.earn is None:
            continue
        shown.add(row.ccy)
        bills = [b for b in funding_bills(case, row.ccy, EARN_BILLS) if b.bal_chg < 0]
        at = bills[0].ts if bills else None
        lent = row.loan_amt if row.loan_amt and row.loan_amt > 0 else None
        by = [proof(Source.EARN, case.earn, f"amt[{row.ccy}]", row.amt, at)]
        yield _place(case, "in_earn", row.ccy, row.amt, by, {"time": at, "lent": lent}, at)


def _moved(case: Case) -> Iterator[Candidate]:
    """Bills that show money leaving for a place whose balance was not read.

    Staking and other Earn products are in no balance look-up; a sub-account's may fail.
    What a bill shows is the movement; it proves no balance of today.
    """
    for ccy, bills in _net_bills(case, EARN_BILLS):
        if case.earn is not None and (
            any(row.ccy == ccy and row.amt > 0 for row in case.earn.value)
            or all(b.type in _SIMPLE_EARN for b in bills)
        ):
            continue  # Simple Earn was read: its own balance says it, or says that it is empty
        yield _movement(case, "moved_to_earn", ccy, bills, {})
    subs = case.sub_accounts.value if case.sub_accounts else ()
    if len(subs) == 1 and not subs[0].balances_known:
        for ccy, bills in _net_bills(case, SUB_ACCOUNT_BILLS):
            yield _movement(case, "moved_to_sub_account", ccy, bills, {"sub_account": subs[0].name})


def _net_bills(case: Case, types: frozenset[str]) -> Iterator[tuple[str, list[FundingBill]]]:
    """Each currency of which more left than came back, with its leaving bills, newest first."""
    rows = case.funding_bills.value if case.funding_bills else ()
    for ccy in dict.fromkeys(b.ccy for b in rows if b.type in types):
        bills = list(funding_bills(case, ccy, types))
        leaving = [b for b in bills if b.bal_chg < 0 and b.ts is not None]
        if net_out(bills) > 0 and leaving:
            yield ccy, leaving


def _movement(
    case: Case, cause: Cause, ccy: str, bills: list[FundingBill], more: dict[str, Value | None]
) -> Candidate:
    last, source = bills[0], case.funding_bills
    assert source is not None  # its rows are what _net_bills yields
    by = [proof(Source.FUNDING_BILLS, source, "type", last.type, last.ts)]
    amount = abs(last.bal_chg)
    return _place(case, cause, ccy, amount, by, {"time": last.ts, **more}, last.ts)


_PRODUCTS: tuple[tuple[Cause, str, Callable[[Holding], Decimal | None]], ...] = (
    ("in_bot", "stgyEq", lambda held: held.in_bots),
    ("lent_out", "autoLendMtAmt", lambda held: held.lent),
    ("copy_trading", "spotIsoBal/spotCopyTradingEq/smtSyncEq", lambda held: held.in_copy_trading),
    ("in_sniper", "fixedBal", lambda held: held.in_sniper),
    ("in_margin", "isoEq", lambda held: held.in_margin),
)


def _in_trading_products(case: Case) -> Iterator[Candidate]:
    """Bots, lending, copy trading, snipers and isolated margin (reference 1.1)."""
    if case.trading is None:
        return
    for ccy in dict.fromkeys(row.ccy for row in case.trading.value.details):
        held = holding(case, ccy)
        for cause, field, get in _PRODUCTS:
            amount = get(held) or ZERO
            if amount <= 0:
                continue
            bill = to_bot(case, ccy) if cause == "in_bot" else None
            at = bill.ts if bill else None
            by = [proof(Source.TRADING, case.trading, f"{field}[{ccy}]", amount, at)]
            yield _place(case, cause, ccy, amount, by, {"time": at}, at)


def _in_sub_accounts(case: Case) -> Iterator[Candidate]:
    subs = case.sub_accounts
    if subs is None:
        return
    for sub in subs.value:
        for ccy in dict.fromkeys(b.ccy for b in sub.balances):
            amount = sum((b.bal for b in sub.balances if b.ccy == ccy), ZERO)
            if not sub.balances_known or amount <= 0:
                continue
            bills = [b for b in funding_bills(case, ccy, SUB_ACCOUNT_BILLS) if b.bal_chg < 0]
            by = [proof(Source.SUB_ACCOUNTS, subs, f"bal[{sub.name}][{ccy}]", amount)]
            yield _place(
                case,
                "in_sub_account",
                ccy,
                amount,
                by,
                {"sub_account": sub.name},
                bills[0].ts if bills else None,
            )


def _visible_or_empty(case: Case) -> Iterator[Candidate]:
    """What can be read although the screen shows nothing, or that there is nothing to show."""
    whole = case.funding is not None and case.trading is not None
    rows = tuple(h for h in asked_or_all(case) if h.in_accounts > 0)
    if whole:
        rows = rows or tuple(h for h in holdings(case) if h.in_accounts > 0)
    if rows and (whole or case.split):  # half of one single account would be a wrong sum
        proofs = [p for held in rows[:3] for p in balance_proofs(case, held)]
        made = finding(
            case,
            "balance_visible",
            proofs,
            {"balances": machine_balances(case, rows)},
            ruled_out=rule_out(
                case, ("viewing_sub_account", "maintenance_ongoing", "unverified"), Subject()
            ),
        )
        asked = case.question.currency
        yield Candidate(made, Kind.NORMAL, asked if asked in [h.ccy for h in rows] else None)
        return
    if case.funding is None or case.trading is None or case.earn is None or rows:
        return
    if not any(h.in_accounts > 0 or (h.earn or ZERO) > 0 for h in holdings(case)):
        by = [
            proof(Source.FUNDING, case.funding, "bal", "0"),
            proof(Source.TRADING, case.trading, "details", "none"),
            proof(Source.EARN, case.earn, "amt", "0"),
        ]
        others = rule_out(case, ("viewing_sub_account", "maintenance_ongoing"), Subject())
        made = finding(case, "empty_account", by, {}, ruled_out=others)
        yield Candidate(made, Kind.NORMAL)
