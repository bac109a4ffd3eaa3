"""What left a currency: sold, converted, withdrawn, moved to Earn, a bot or a sub-account.

An absence is only worth escalating (E2, SV8) when nothing here explains it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from actions.diagnosis.case import Case, proof
from actions.diagnosis.findings import Proof
from actions.diagnosis.money import DUST, ZERO, holding
from actions.diagnosis.orders import all_orders, spent
from actions.diagnosis.records import FundingBill, Source, TradingBill
from actions.diagnosis.states import (
    BOT_BILL,
    CONVERT_BILLS,
    LEAVING_FUNDING_BILLS,
    TRADE_BILL,
    TRANSFER_BILL,
    WITHDRAWAL_BILLS,
    WITHDRAWAL_UNDONE,
)


@dataclass(frozen=True)
class Departures:
    """How much of a currency left since a time. ``complete`` is False where a look-up that
    could show more of it is not known: then nothing can be said to be missing."""

    total: Decimal
    complete: bool

    def explain(self, missing: Decimal) -> bool:
        return self.total > 0 and self.total >= missing * (1 - DUST)


def _since(at: datetime | None, start: datetime | None) -> bool:
    return start is None or at is None or at >= start


def funding_bills(case: Case, ccy: str, types: Iterable[str]) -> tuple[FundingBill, ...]:
    """The currency's funding bills of those types, newest first."""
    wanted = frozenset(types)
    rows = case.funding_bills.value if case.funding_bills else ()
    found = [row for row in rows if row.ccy == ccy and row.type in wanted]
    return tuple(sorted(found, key=lambda r: _order(r.ts, case), reverse=True))


def trading_bills(case: Case, ccy: str, types: Iterable[str]) -> tuple[TradingBill, ...]:
    """The currency's trading bills of those types, newest first."""
    wanted = frozenset(types)
    rows = case.trading_bills.value if case.trading_bills else ()
    found = [row for row in rows if row.ccy == ccy and row.type in wanted]
    return tuple(sorted(found, key=lambda r: _order(r.ts, case), reverse=True))


def _order(at: datetime | None, case: Case) -> float:
    return (at - case.now).total_seconds() if at else float("-inf")


def net_out(rows: Iterable[FundingBill | TradingBill], start: datetime | None = None) -> Decimal:
    """What left and did not come back, over those bills; never negative."""
    change = sum((row.bal_chg for row in rows if _since(row.ts, start)), ZERO)
    return max(-change, ZERO)


def departures(case: Case, ccy: str, start: datetime | None) -> Departures:
    """Everything that left ``ccy`` since ``start``, each way counted once."""
    withdrawn = max(
        _withdrawn(case, ccy, start),
        net_out(funding_bills(case, ccy, WITHDRAWAL_BILLS), start),
    )
    traded = max(_traded(case, ccy, start), net_out(trading_bills(case, ccy, {TRADE_BILL}), start))
    moved = net_out(funding_bills(case, ccy, LEAVING_FUNDING_BILLS), start)
    # Whatever else the trading account lost (conversion, bots, interest) also explains it.
    other = case.trading_bills.value if case.trading_bills else ()
    elsewhere = net_out(
        (r for r in other if r.ccy == ccy and r.type not in (TRADE_BILL, TRANSFER_BILL)), start
    )
    held = _held_elsewhere(case, ccy)
    return Departures(withdrawn + traded + moved + elsewhere + held, _complete(case))


def _withdrawn(case: Case, ccy: str, start: datetime | None) -> Decimal:
    rows = case.withdrawals.value if case.withdrawals else ()
    return sum(
        (
            r.amt
            for r in rows
            if r.ccy == ccy and r.state not in WITHDRAWAL_UNDONE and _since(r.ts, start)
        ),
        ZERO,
    )


def _traded(case: Case, ccy: str, start: datetime | None) -> Decimal:
    total = ZERO
    for order in all_orders(case):
        used = spent(order)
        if used and used[1] == ccy and _since(order.fill_time or order.u_time, start):
            total += used[0]
    return total


def _held_elsewhere(case: Case, ccy: str) -> Decimal:
    """Held outside the two accounts now, as far as no bill could tell since when.

    A place that bills are read for counts through its bills only: an old Earn position
    does not explain today's deposit. Lending writes no bill.
    """
    held = holding(case, ccy)
    parts = [held.lent]
    if case.funding_bills is None:
        parts += [held.earn, *(amount for _, amount in held.sub_accounts)]
        rows = case.non_tradable.value if case.non_tradable else ()
        parts += [row.bal for row in rows if row.ccy == ccy]
    if case.trading_bills is None:
        parts += [held.in_bots, held.in_copy_trading, held.in_sniper, held.in_margin]
    return sum((p for p in parts if p is not None and p > 0), ZERO)


def _complete(case: Case) -> bool:
    needed = (
        case.withdrawals,
        case.order_history,
        case.funding_bills,
        case.trading_bills,
        case.earn,
    )
    return all(part is not None for part in needed)


def converted(case: Case, ccy: str) -> tuple[TradingBill, str | None] | None:
    """The newest conversion of ``ccy`` into something else, and into what (if it shows)."""
    for row in trading_bills(case, ccy, CONVERT_BILLS):
        if row.bal_chg < 0:
            return row, _counterpart(case, row)
    return None


def _counterpart(case: Case, out: TradingBill) -> str | None:
    # The two sides of one conversion are booked together; seconds apart at the most.
    for row in case.trading_bills.value if case.trading_bills else ():
        if (
            row.type == out.type
            and row.bal_chg > 0
            and row.ccy != out.ccy
            and row.ts is not None
            and out.ts is not None
            and abs((row.ts - out.ts).total_seconds()) <= 5
        ):
            return row.ccy
    return None


def to_bot(case: Case, ccy: str) -> TradingBill | None:
    """The newest bill that moved ``ccy`` into a trading bot."""
    return next((r for r in trading_bills(case, ccy, {BOT_BILL}) if r.bal_chg < 0), None)


def absence_proofs(case: Case) -> tuple[Proof, ...]:
    """The look-ups in which a departure would have shown, and did not."""
    proofs = []
    if case.withdrawals:
        proofs.append(proof(Source.WITHDRAWALS, case.withdrawals, "wdId", "none"))
    if case.funding_bills:
        proofs.append(proof(Source.FUNDING_BILLS, case.funding_bills, "type", "none left"))
    if case.trading_bills:
        proofs.append(proof(Source.TRADING_BILLS, case.trading_bills, "type", "none left"))
    if case.earn:
        proofs.append(proof(Source.EARN, case.earn, "amt", "0"))
    return tuple(proofs)
