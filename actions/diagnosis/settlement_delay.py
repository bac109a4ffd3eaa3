"""A balance that is wrong or late (SV6, E1, B8, B24)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from actions.diagnosis.candidate import Candidate, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Category, Cause
from actions.diagnosis.escalation import wrong_balance
from actions.diagnosis.findings import Proof
from actions.diagnosis.money import asked_or_all, balance_proofs, holdings, machine_balances
from actions.diagnosis.records import Source
from actions.diagnosis.ruled_out import Subject, rule_out

RECENT = timedelta(hours=4)
"""An update this recent may be the one that does not show; E1 runs from it."""
_NEIGHBOURS: tuple[Cause, ...] = (
    "maintenance_ongoing",
    "order_open",
    "in_orders",
    "withdrawn",
    "viewing_sub_account",
)


def detect(case: Case) -> Iterator[Candidate]:
    """Findings of this category, in no particular order."""
    changed = _latest_change(case)
    if changed is not None and case.now - changed[1] <= RECENT:
        ccy, at, by = changed
        made = finding(
            case,
            "recently_updated",
            [by],
            {"currency": ccy, "time": at},
            escalation=wrong_balance(case.now, at),
            ruled_out=rule_out(case, _NEIGHBOURS, Subject(ccy)),
        )
        yield Candidate(made, Kind.NORMAL, ccy, when=at)
    elif case.category is Category.SETTLEMENT_DELAY:
        yield from _no_delay(case)


def _latest_change(case: Case) -> tuple[str, datetime, Proof] | None:
    """The newest change of a balance: (currency, time, the fact), of the asked coin if any."""
    changes: list[tuple[str, datetime, Proof]] = []
    if case.trading is not None:
        for row in case.trading.value.details:
            if row.u_time is not None:
                changes.append(
                    (
                        row.ccy,
                        row.u_time,
                        proof(
                            Source.TRADING,
                            case.trading,
                            f"uTime[{row.ccy}]",
                            row.u_time.isoformat(),
                            row.u_time,
                        ),
                    )
                )
    if case.funding_bills is not None:
        for bill in case.funding_bills.value:
            if bill.ts is not None:
                changes.append(
                    (
                        bill.ccy,
                        bill.ts,
                        proof(
                            Source.FUNDING_BILLS,
                            case.funding_bills,
                            "balChg",
                            bill.bal_chg,
                            bill.ts,
                        ),
                    )
                )
    if case.trading_bills is not None:
        for move in case.trading_bills.value:
            if move.ts is not None:
                changes.append(
                    (
                        move.ccy,
                        move.ts,
                        proof(
                            Source.TRADING_BILLS,
                            case.trading_bills,
                            "balChg",
                            move.bal_chg,
                            move.ts,
                        ),
                    )
                )
    asked = case.question.currency
    mine = [change for change in changes if asked in (None, change[0])]
    return max(mine, key=lambda change: (change[1], change[0]), default=None)


def _no_delay(case: Case) -> Iterator[Candidate]:
    """Both accounts were read and nothing is under way: what they show, for comparison."""
    if case.funding is None or case.trading is None:
        return
    rows = tuple(h for h in asked_or_all(case) if h.in_accounts > 0) or holdings(case)
    proofs = [p for held in rows[:3] for p in balance_proofs(case, held)]
    proofs = proofs or [
        proof(Source.FUNDING, case.funding, "bal", "0"),
        proof(Source.TRADING, case.trading, "details", "none"),
    ]
    made = finding(
        case,
        "no_delay_seen",
        proofs,
        {"balances": machine_balances(case, rows)},
        escalation=wrong_balance(case.now, case.claimed_since()),
        ruled_out=rule_out(case, _NEIGHBOURS, Subject(case.question.currency)),
    )
    yield Candidate(made, Kind.ABSENT, case.question.currency)
