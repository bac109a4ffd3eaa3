"""A coin or the system is under maintenance: closed chains, events, delisting (SV4, C18, C19)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from actions.diagnosis.candidate import Candidate, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Category
from actions.diagnosis.findings import Value
from actions.diagnosis.money import holdings, trading_amount
from actions.diagnosis.networks import network_of, same_chain
from actions.diagnosis.orders import all_orders
from actions.diagnosis.public_chain import own_outputs
from actions.diagnosis.records import CurrencyChain, Deposit, Order, Source, Withdrawal
from actions.diagnosis.ruled_out import Subject, rule_out
from actions.diagnosis.states import ORDER_OPEN

_USED_WITHIN = timedelta(days=30)
_MOST_SUSPENDED = 5
_ORDERED_WITHIN = timedelta(hours=24)
_TRADING_SERVICES = frozenset({"5", "8", "9"})
_OTHER_SERVICES = frozenset({"0", "6", "10"})
"""WebSocket, block trading, spread trading."""
_PRODUCTION = "1"
"""Field ``env`` of an event; "2" is demo trading and concerns nobody here."""


def detect(case: Case) -> Iterator[Candidate]:
    """Findings of this category, in no particular order."""
    suspended = list(_suspended(case))
    yield from suspended
    yield from _events(case)
    yield from _delisted(case)
    if case.category is Category.TOKEN_MAINTENANCE and not suspended:
        yield from _open(case)


def relevant_currencies(case: Case) -> tuple[str, ...]:
    """The coin asked about, then those that are held or were moved lately."""
    asked = case.question.currency
    deposits = case.deposits.value if case.deposits else ()
    withdrawals = case.withdrawals.value if case.withdrawals else ()
    seen = dict.fromkeys(h.ccy for h in holdings(case))
    seen.update(dict.fromkeys(row.ccy for row in deposits))
    seen.update(dict.fromkeys(row.ccy for row in withdrawals))
    seen.update(dict.fromkeys(o.ccy for o in own_outputs(case) if o.ccy))
    seen.pop(asked or "", None)
    return (asked, *seen) if asked else tuple(seen)


def _chains_in_use(case: Case) -> tuple[str, ...]:
    """Chains on which this account moved something in the last month."""
    rows: list[Deposit | Withdrawal] = [
        *(case.deposits.value if case.deposits else ()),
        *(case.withdrawals.value if case.withdrawals else ()),
    ]
    return tuple(r.chain for r in rows if r.ts is None or case.now - r.ts <= _USED_WITHIN)


def _suspended(case: Case) -> Iterator[Candidate]:
    if case.currencies is None:
        return
    relevant, used = relevant_currencies(case), _chains_in_use(case)
    asked_here = case.category is Category.TOKEN_MAINTENANCE
    everyone = asked_here and not relevant
    count = 0
    for row in case.currencies.value:
        if row.can_dep is not False and row.can_wd is not False:
            continue
        if not everyone and row.ccy not in relevant:
            continue
        if not (everyone or _matters(case, row, used, asked_here)) or count >= _MOST_SUSPENDED:
            continue
        count += 1
        yield from _row(case, row)


def _matters(case: Case, row: CurrencyChain, used: tuple[str, ...], asked_here: bool) -> bool:
    """One closed chain of many is noise, unless it is the one asked for or in use."""
    network = network_of(row.chain, row.ccy)
    if case.question.network:
        return case.question.network == network
    if any(same_chain(row.chain, chain) for chain in used):
        return True
    if asked_here and row.ccy == case.question.currency:
        return True
    if case.chain is not None and case.chain.value.network == network:
        return True
    rows = [r for r in (case.currencies.value if case.currencies else ()) if r.ccy == row.ccy]
    closed = [r for r in rows if r.can_dep is False or r.can_wd is False]
    return len(closed) == len(rows)


def _row(case: Case, row: CurrencyChain) -> Iterator[Candidate]:
    assert case.currencies is not None
    both = (
        ("deposits_suspended", "canDep", row.can_dep, row.dep_est_open_time),
        ("withdrawals_suspended", "canWd", row.can_wd, row.wd_est_open_time),
    )
    for cause, field, open_, eta in both:
        if open_ is not False:
            continue
        details: dict[str, Value | None] = {
            "currency": row.ccy,
            "network": network_of(row.chain, row.ccy),
            "eta": eta,
        }
        by = proof(Source.CURRENCIES, case.currencies, f"{field}[{row.chain}]", "false", eta)
        other = ("withdrawals_suspended", "delisted", "maintenance_ongoing")
        if cause == "withdrawals_suspended":
            other = ("deposits_suspended", "delisted", "maintenance_ongoing")
        made = finding(
            case, cause, [by], details, ruled_out=rule_out(case, other, Subject(row.ccy, row.chain))
        )
        sent = cause == "deposits_suspended" and any(o.ccy == row.ccy for o in own_outputs(case))
        keys = (case.chain.value.tx_id,) if sent and case.chain is not None else ()
        yield Candidate(made, Kind.PROBLEM, row.ccy, keys)


def _events(case: Case) -> Iterator[Candidate]:
    if case.status is None:
        return
    for event in case.status.value:
        if event.env not in (None, "", _PRODUCTION):
            continue
        if event.state in ("ongoing", "pre_open"):
            cause = "maintenance_ongoing"
        elif event.state == "scheduled":
            cause = "maintenance_scheduled"
        else:
            continue
        details: dict[str, Value | None] = {
            "title": event.title,
            "begin": event.begin or case.status.as_of,
            "end": event.end,
        }
        by = proof(Source.STATUS, case.status, "state", event.state, event.begin)
        yield Candidate(
            finding(case, cause, [by], details),
            Kind.CONDITION,
            when=event.begin,
            wanted=_uses(case, event.service_type),
        )


def _uses(case: Case, service: str | None) -> bool:
    """Whether maintenance of a service concerns this account (reference 5): bots and copy
    trading those who have money there, trading those who hold or ordered something there."""
    rows = case.trading.value.details if case.trading else ()
    if service in _TRADING_SERVICES and case.facts.signed_in:
        recent = [o for o in all_orders(case) if _lately(case, o)]
        return bool(recent) or any(trading_amount(row) > 0 for row in rows)
    if service == "7":
        return any(row.stgy_eq for row in rows)
    if service == "11":
        return any(row.spot_iso_bal or row.spot_copy_trading_eq or row.smt_sync_eq for row in rows)
    return service not in _OTHER_SERVICES


def _lately(case: Case, order: Order) -> bool:
    at = order.u_time or order.fill_time or order.c_time
    return order.state in ORDER_OPEN or (at is not None and case.now - at <= _ORDERED_WITHIN)


def _delisted(case: Case) -> Iterator[Candidate]:
    for row in case.non_tradable.value if case.non_tradable else ():
        if row.bal <= 0 or case.non_tradable is None:
            continue
        details: dict[str, Value | None] = {
            "amount": row.bal,
            "currency": row.ccy,
            "network": network_of(row.chain, row.ccy) if row.chain else None,
            "minimum": row.min_wd,
        }
        by = [proof(Source.NON_TRADABLE, case.non_tradable, f"bal[{row.ccy}]", row.bal)]
        yield Candidate(finding(case, "delisted", by, details), Kind.ELSEWHERE, row.ccy)


def _open(case: Case) -> Iterator[Candidate]:
    """Nothing is suspended for the coin: its open networks (C2)."""
    if case.currencies is None:
        return
    for ccy in relevant_currencies(case)[:1]:
        rows = [r for r in case.currencies.value if r.ccy == ccy and r.can_dep and r.can_wd]
        if not rows:
            continue
        networks = ";".join(network_of(r.chain, r.ccy) for r in rows)
        by = [
            proof(Source.CURRENCIES, case.currencies, f"canDep/canWd[{r.chain}]", "true")
            for r in rows
        ]
        made = finding(
            case,
            "coin_open",
            by,
            {"currency": ccy, "networks": networks},
            ruled_out=rule_out(case, ("maintenance_ongoing", "delisted"), Subject(ccy)),
        )
        yield Candidate(made, Kind.ABSENT, ccy)
