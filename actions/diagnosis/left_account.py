"""Money that left: sold, converted, withdrawn. Each is shown; a withdrawal with a question
whether it was the customer's own (EN3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from actions.diagnosis.candidate import Candidate, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Cause
from actions.diagnosis.findings import Proof, Value
from actions.diagnosis.money import ZERO, holding
from actions.diagnosis.movements import converted, trading_bills
from actions.diagnosis.networks import network_of, same_tx
from actions.diagnosis.orders import all_orders, spent
from actions.diagnosis.records import Source, Withdrawal
from actions.diagnosis.ruled_out import Subject, rule_out
from actions.diagnosis.states import TRADE_BILL, WITHDRAWAL_DONE

WITHIN = timedelta(days=30)
"""How far back a departure still explains what is missing today."""
_NEIGHBOURS: tuple[Cause, ...] = (
    "in_earn",
    "in_bot",
    "in_orders",
    "in_sub_account",
    "viewing_sub_account",
)


def detect_left(case: Case) -> Iterator[Candidate]:
    """Departures of coins that neither account holds any more, or that were asked about."""
    if case.funding is None or case.trading is None:
        return  # whether anything is missing can't be told
    yield from _sold(case)
    yield from _converted(case)
    yield from _withdrawn(case)


def _gone(case: Case, ccy: str) -> bool:
    return holding(case, ccy).in_accounts <= ZERO


def _recent(case: Case, at: datetime | None) -> bool:
    return at is not None and case.now - at <= WITHIN


def _candidate(
    case: Case,
    cause: Cause,
    ccy: str,
    by: list[Proof],
    details: dict[str, Value | None],
    when: datetime | None,
    keys: tuple[str, ...] = (),
) -> Candidate:
    neighbours = tuple(c for c in (*_NEIGHBOURS, "withdrawn") if c != cause)
    made = finding(
        case,
        cause,
        by,
        {"currency": ccy, **details},
        ruled_out=rule_out(case, neighbours, Subject(ccy)),
    )
    return Candidate(made, Kind.ELSEWHERE, ccy, keys, when)


def _sold(case: Case) -> Iterator[Candidate]:
    """A coin that was sold and is gone; or the asked coin, spent on another one."""
    done = set()
    if case.order_history is not None:
        for order in sorted(all_orders(case), key=lambda o: str(o.fill_time), reverse=True):
            used, at = spent(order), order.fill_time or order.u_time
            if used is None or used[1] in done or not _recent(case, at):
                continue
            amount, ccy = used
            asked = ccy == case.question.currency
            if not _gone(case, ccy) or (order.side != "sell" and not asked):
                continue
            done.add(ccy)
            by = [
                proof(Source.ORDER_HISTORY, case.order_history, "accFillSz", order.acc_fill_sz, at)
            ]
            yield _candidate(
                case,
                "sold",
                ccy,
                by,
                {
                    "amount": amount,
                    "time": at,
                    "pair": order.inst_id,
                    "order_id": order.ord_id,
                },
                at,
                (order.ord_id,),
            )
    yield from _sold_in_bills(case, done)


def _sold_in_bills(case: Case, done: set[str]) -> Iterator[Candidate]:
    """Sales whose order is not in the history any more (or could not be read)."""
    bills = case.trading_bills
    for ccy in dict.fromkeys(b.ccy for b in (bills.value if bills else ())):
        if bills is None or ccy in done or not _gone(case, ccy):
            continue
        for bill in trading_bills(case, ccy, {TRADE_BILL}):
            base = (bill.inst_id or "").partition("-")[0]
            asked = ccy == case.question.currency
            if (
                bill.bal_chg >= 0
                or bill.ts is None
                or not _recent(case, bill.ts)
                or not (asked or base == ccy)
            ):
                continue
            by = [proof(Source.TRADING_BILLS, bills, "balChg", bill.bal_chg, bill.ts)]
            yield _candidate(
                case,
                "sold",
                ccy,
                by,
                {
                    "amount": -bill.bal_chg,
                    "time": bill.ts,
                    "pair": bill.inst_id,
                },
                bill.ts,
            )
            break


def _converted(case: Case) -> Iterator[Candidate]:
    bills = case.trading_bills
    for ccy in dict.fromkeys(b.ccy for b in (bills.value if bills else ())):
        found = converted(case, ccy)
        if bills is None or found is None or not _gone(case, ccy):
            continue
        bill, into = found
        at = bill.ts or bills.as_of
        by = [proof(Source.TRADING_BILLS, bills, "subType", bill.sub_type or bill.type, bill.ts)]
        yield _candidate(
            case,
            "converted",
            ccy,
            by,
            {
                "amount": -bill.bal_chg,
                "time": at,
                "to_currency": into,
            },
            bill.ts,
        )


def _withdrawn(case: Case) -> Iterator[Candidate]:
    rows = case.withdrawals
    if rows is None:
        return
    newest: dict[str, Withdrawal] = {}
    for row in rows.value:
        before = newest.get(row.ccy)
        if (
            row.state == WITHDRAWAL_DONE
            and _recent(case, row.ts)
            and (before is None or str(row.ts) > str(before.ts))
        ):
            newest[row.ccy] = row
    for ccy, row in newest.items():
        if not (_gone(case, ccy) or ccy == case.question.currency):
            continue
        if same_tx(case.question.txid, row.tx_id):
            continue  # the customer speaks of this very withdrawal
        by = [proof(Source.WITHDRAWALS, rows, "state", row.state, row.ts)]
        yield _candidate(
            case,
            "withdrawn",
            ccy,
            by,
            {
                "amount": row.amt,
                "time": row.ts,
                "address": row.to,
                "txid": row.tx_id,
                "network": None if row.internal else network_of(row.chain, row.ccy),
            },
            row.ts,
            tuple(k for k in (row.wd_id, row.tx_id) if k),
        )
