"""Pure summaries for the neutral look-ups: what is there, without judging it.

Amounts are in units of the row's currency, times UTC. A part that is not known (failed,
stale or never asked for) gives None for a field and no rows for a list; ask
:func:`known` which parts could be read before saying that there is nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from actions.diagnosis import money
from actions.diagnosis.case import Case
from actions.diagnosis.causes import Cause
from actions.diagnosis.findings import Question
from actions.diagnosis.money import ZERO
from actions.diagnosis.networks import network_of
from actions.diagnosis.orders import all_orders, filled_size, locked
from actions.diagnosis.records import AccountFacts, Source
from actions.diagnosis.states import (
    DEPOSIT_CAUSE,
    DEPOSIT_DONE,
    ORDER_OPEN,
    WITHDRAWAL_CAUSE,
    WITHDRAWAL_DONE,
    WITHDRAWAL_UNDONE,
)

NORMAL: frozenset[Cause] = frozenset(
    {
        "arrived",
        "balance_visible",
        "bank_transfer",
        "coin_open",
        "compliance_review",
        "empty_account",
        "filled_in_trading",
        "funding_ready",
        "in_funding",
        "in_trading",
        "maintenance_scheduled",
        "missing_memo",
        "no_delay_seen",
        "no_deposit",
        "no_outflow_seen",
        "no_trade",
        "no_withdrawal",
        "p2p_lock",
        "recently_updated",
        "security_hold_24h",
        "single_account",
        "wd_internal",
        "wd_sent",
    }
)
"""Causes that report nothing abnormal that was seen: a neutral look-up need not raise them."""


@dataclass(frozen=True)
class Holding:
    """``place``: funding, trading (or single), frozen, in_orders, lent, in_bots,
    copy_trading, in_margin, earn or sub_account (then ``sub_account`` is its name)."""

    ccy: str
    place: str
    amount: Decimal
    sub_account: str | None = None


@dataclass(frozen=True)
class DepositRow:
    """``cause`` is the state's cause, None for a completed deposit."""

    ccy: str
    network: str
    amount: Decimal
    state: str
    cause: Cause | None
    time: datetime | None
    txid: str | None
    deposit_id: str | None
    confirmations: int | None
    required: int | None  # confirmations until it is credited
    required_withdraw: int | None  # confirmations until it can be withdrawn


@dataclass(frozen=True)
class WithdrawalRow:
    ccy: str
    network: str
    amount: Decimal
    state: str
    cause: Cause | None
    time: datetime | None
    txid: str | None
    internal: bool


@dataclass(frozen=True)
class OrderRow:
    """Sizes in the base currency, except a market buy's, which is quote currency."""

    order_id: str
    pair: str
    side: str | None
    state: str
    open: bool
    size: Decimal | None
    filled: Decimal
    price: Decimal | None
    time: datetime | None
    locked: Decimal | None
    locked_currency: str | None


@dataclass(frozen=True)
class EventRow:
    title: str
    state: str
    begin: datetime | None
    end: datetime | None


def _case(facts: AccountFacts) -> Case:
    return Case(facts, Question(category=None))


def known(facts: AccountFacts, *sources: Source) -> bool:
    """True when every one of the look-ups gave a usable (not stale) reading."""
    return set(sources) <= set(_case(facts).looked_at())


def holdings(facts: AccountFacts, currency: str | None = None) -> tuple[Holding, ...]:
    """Where every coin is, one row for each place with something in it, the most valuable
    coin first. Places are disjoint: the rows of a coin add up to all of it."""
    case = _case(facts)
    rows: list[Holding] = []
    for row in money.holdings(case):
        if currency in (None, row.ccy):
            rows += _places(case, row)
    return tuple(rows)


def _places(case: Case, row: money.Holding) -> list[Holding]:
    orders, lent = row.in_orders or ZERO, row.lent or ZERO
    free = {
        "funding": (row.funding or ZERO) - (row.funding_frozen or ZERO),
        "trading": (row.trading or ZERO) - orders - lent,
    }
    if not case.split:
        free = {"single": max(free["funding"], ZERO) + max(free["trading"], ZERO)}
    places = {
        **free,
        "frozen": row.funding_frozen,
        "in_orders": orders,
        "lent": lent,
        "in_bots": row.in_bots,
        "copy_trading": row.in_copy_trading,
        "in_margin": row.in_margin,
        "earn": row.earn,
    }
    found = [
        Holding(row.ccy, place, amount)
        for place, amount in places.items()
        if amount is not None and amount > 0
    ]
    return found + [
        Holding(row.ccy, "sub_account", amount, name) for name, amount in row.sub_accounts
    ]


def deposits_recent(
    facts: AccountFacts, currency: str | None = None, within: timedelta = timedelta(days=30)
) -> tuple[DepositRow, ...]:
    """Deposits under way, whatever their age, and those of the last days; newest first."""
    case = _case(facts)
    rows = []
    for deposit in case.deposits.value if case.deposits else ():
        old = deposit.ts is not None and facts.now - deposit.ts > within
        if currency not in (None, deposit.ccy) or (old and deposit.state == DEPOSIT_DONE):
            continue
        chain = case.chain_row(deposit.chain)
        done = deposit.state == DEPOSIT_DONE
        rows.append(
            DepositRow(
                deposit.ccy,
                network_of(deposit.chain, deposit.ccy),
                deposit.amt,
                deposit.state,
                None if done else DEPOSIT_CAUSE.get(deposit.state, "unknown_state"),
                deposit.ts,
                deposit.tx_id,
                deposit.dep_id,
                deposit.confirmations,
                chain.min_dep_arrival_confirm if chain else None,
                chain.min_wd_unlock_confirm if chain else None,
            )
        )
    return tuple(sorted(rows, key=lambda row: _age(facts, row.time)))


def deposits_in_progress(
    facts: AccountFacts, currency: str | None = None
) -> tuple[DepositRow, ...]:
    """Deposits that are recorded and not completed, newest first."""
    return tuple(row for row in deposits_recent(facts, currency) if row.state != DEPOSIT_DONE)


def withdrawals_recent(
    facts: AccountFacts, currency: str | None = None, within: timedelta = timedelta(days=30)
) -> tuple[WithdrawalRow, ...]:
    """Withdrawals under way, whatever their age, and those of the last days; newest first."""
    part = _case(facts).withdrawals
    rows = []
    for row in part.value if part else ():
        ended = row.state == WITHDRAWAL_DONE or row.state in WITHDRAWAL_UNDONE
        old = row.ts is not None and facts.now - row.ts > within
        if currency not in (None, row.ccy) or (old and ended):
            continue
        cause = WITHDRAWAL_CAUSE.get(row.state, "wd_unknown_state")
        rows.append(
            WithdrawalRow(
                row.ccy,
                network_of(row.chain, row.ccy),
                row.amt,
                row.state,
                None if row.state == WITHDRAWAL_DONE else cause,
                row.ts,
                row.tx_id,
                row.internal,
            )
        )
    return tuple(sorted(rows, key=lambda row: _age(facts, row.time)))


def orders_recent(
    facts: AccountFacts, order_id: str | None = None, currency: str | None = None
) -> tuple[OrderRow, ...]:
    """Open orders first, then ended ones, each newest first."""
    rows = []
    for order in all_orders(_case(facts)):
        if order_id not in (None, order.ord_id):
            continue
        if currency is not None and currency not in order.inst_id.split("-"):
            continue
        open_ = order.state in ORDER_OPEN
        held = locked(order) if open_ else None
        rows.append(
            OrderRow(
                order.ord_id,
                order.inst_id,
                order.side,
                order.state,
                open_,
                order.sz,
                filled_size(order),
                order.px or order.avg_px,
                order.c_time if open_ else (order.fill_time or order.u_time or order.c_time),
                held[0] if held else None,
                held[1] if held else None,
            )
        )
    return tuple(sorted(rows, key=lambda row: (not row.open, _age(facts, row.time))))


def events(facts: AccountFacts) -> tuple[EventRow, ...]:
    """The system's maintenance, ongoing before scheduled; demo trading's left out."""
    part = _case(facts).status
    rows = [
        EventRow(event.title, event.state, event.begin, event.end)
        for event in (part.value if part else ())
        if event.env in (None, "", "1") and event.state in ("ongoing", "pre_open", "scheduled")
    ]
    return tuple(sorted(rows, key=lambda row: (row.state == "scheduled", str(row.begin))))


def _age(facts: AccountFacts, at: datetime | None) -> float:
    return (facts.now - at).total_seconds() if at else float("inf")
