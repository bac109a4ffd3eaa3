"""Funding or Trading, P2P, and what is frozen in Funding (SV1, SV2.3, C9, C10, C13)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from actions.diagnosis.candidate import Candidate, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Category, Cause
from actions.diagnosis.escalation import SUPPORT_OFFER
from actions.diagnosis.findings import Certainty, Value
from actions.diagnosis.money import ZERO, Holding, asked_or_all, balance_proofs
from actions.diagnosis.movements import funding_bills
from actions.diagnosis.records import FundingBill, Source
from actions.diagnosis.ruled_out import Subject, rule_out
from actions.diagnosis.states import P2P_FROZEN, P2P_UNFROZEN, WITHDRAWAL_CAUSE, WITHDRAWAL_UNDONE

_MOST_COINS = 3
"""Coins named where none was asked for: the most valuable."""
_NEIGHBOURS: tuple[Cause, ...] = (
    "funding_frozen",
    "in_orders",
    "in_earn",
    "p2p_frozen",
    "viewing_sub_account",
)


def detect(case: Case) -> Iterator[Candidate]:
    """Findings of this category, in no particular order."""
    rows = asked_or_all(case)
    if case.split:
        yield from _locations(case, rows)
    else:
        yield from _single(case, rows)
    yield from _frozen(case)
    if case.category is Category.FUNDING_ACCOUNT_P2P:
        yield from _ready(case, rows)
    if case.facts.region.p2p and case.facts.signed_in:
        # C13: T+N is shown by no documented field.
        made = finding(
            case,
            "p2p_lock",
            (),
            {},
            certainty=Certainty.POSSIBLE,
            ruled_out=rule_out(case, _NEIGHBOURS, Subject(case.question.currency)),
        )
        told = case.question.hint == "p2p_bought"
        yield Candidate(made, Kind.POSSIBLE, case.question.currency, wanted=told)


def _wanted(case: Case) -> frozenset[str]:
    """Accounts in which the customer wants or looks for the coin."""
    wanted = {case.question.account_type} if case.question.account_type else set()
    if case.category is Category.FUNDING_ACCOUNT_P2P:
        wanted.add("funding")  # SV1.1: P2P uses Funding
    return frozenset(w for w in wanted if w)


def _locations(case: Case, rows: tuple[Holding, ...]) -> Iterator[Candidate]:
    """SV1.3, SV2.3: the coin is in the other account."""
    wanted, count = _wanted(case), 0
    for held in rows:
        if not held.both_known or count >= _MOST_COINS:
            continue
        funding, trading = held.funding or ZERO, held.trading or ZERO
        asked = case.question.amount or ZERO
        # With some of it in the wanted account, the other matters if that part is too small.
        in_trading = trading > 0 and (
            funding <= 0 or ("funding" in wanted and _short(held.funding_available, asked, trading))
        )
        in_funding = funding > 0 and (
            trading <= 0 or ("trading" in wanted and _short(held.trading_available, asked, funding))
        )
        if in_trading:
            count += 1
            yield _location(
                case, held, "in_trading", trading, held.trading_available, "funding" in wanted
            )
        elif in_funding:
            count += 1
            yield _location(
                case, held, "in_funding", funding, held.funding_available, "trading" in wanted
            )


def _short(available: Decimal | None, asked: Decimal, elsewhere: Decimal) -> bool:
    there = available or ZERO
    return there < asked or (asked <= 0 and there < elsewhere)


def _location(
    case: Case,
    held: Holding,
    cause: Cause,
    amount: Decimal,
    available: Decimal | None,
    wanted: bool,
) -> Candidate:
    details: dict[str, Value | None] = {
        "amount": amount,
        "currency": held.ccy,
        "available": available,
    }
    ruled = rule_out(case, _NEIGHBOURS, Subject(held.ccy))
    made = finding(case, cause, balance_proofs(case, held), details, ruled_out=ruled)
    return Candidate(made, Kind.LOCATION, held.ccy, wanted=wanted)


def _single(case: Case, rows: tuple[Holding, ...]) -> Iterator[Candidate]:
    """This region shows one account, so nothing has to be moved (SV trap ii)."""
    if case.funding is None and case.trading is None:
        return
    # Half of what was read would be a wrong sum.
    known = [h for h in rows if h.both_known and h.in_accounts > 0]
    held = known[0] if known else None
    proofs = list(balance_proofs(case, held)) if held else []
    if not proofs and case.config is not None:
        proofs = [proof(Source.CONFIG, case.config, "uid", case.config.value.uid or "")]
    if not proofs:
        return
    details: dict[str, Value | None] = {
        "amount": held.in_accounts if held else None,
        "currency": held.ccy if held else None,
    }
    made = finding(
        case,
        "single_account",
        proofs,
        details,
        ruled_out=rule_out(case, _NEIGHBOURS, Subject(held.ccy if held else None)),
    )
    yield Candidate(made, Kind.NORMAL, held.ccy if held else None)


def _p2p_frozen(case: Case, ccy: str) -> tuple[Decimal, FundingBill] | None:
    """What customer service froze and has not unfrozen (bills 132 and 133)."""
    bills = funding_bills(case, ccy, {P2P_FROZEN, P2P_UNFROZEN})
    frozen = sum((abs(b.bal_chg) for b in bills if b.type == P2P_FROZEN), ZERO)
    back = sum((abs(b.bal_chg) for b in bills if b.type == P2P_UNFROZEN), ZERO)
    newest = next((b for b in bills if b.type == P2P_FROZEN), None)
    return (frozen - back, newest) if newest is not None and frozen > back else None


def _frozen(case: Case) -> Iterator[Candidate]:
    bills = case.funding_bills
    explained = set()
    for ccy in dict.fromkeys(b.ccy for b in (bills.value if bills else ())):
        found = _p2p_frozen(case, ccy)
        if bills is None or found is None:
            continue
        explained.add(ccy)
        amount, bill = found
        details: dict[str, Value | None] = {
            "amount": amount,
            "currency": ccy,
            "time": bill.ts or bills.as_of,
        }
        by = [proof(Source.FUNDING_BILLS, bills, "type", P2P_FROZEN, bill.ts)]
        yield Candidate(
            finding(case, "p2p_frozen", by, details, escalation=SUPPORT_OFFER),
            Kind.PROBLEM,
            ccy,
            when=bill.ts,
        )
    for row in case.funding.value if case.funding else ():
        frozen = row.frozen_bal or ZERO
        if (
            case.funding is None
            or frozen <= _being_withdrawn(case, row.ccy)
            or row.ccy in explained
        ):
            continue
        available = row.avail_bal if row.avail_bal is not None else row.bal - frozen
        by = [proof(Source.FUNDING, case.funding, f"frozenBal[{row.ccy}]", frozen)]
        details = {"frozen": frozen, "currency": row.ccy, "available": available}
        others: tuple[Cause, ...] = ("p2p_frozen", "unverified", "sub_account_frozen")
        made = finding(
            case,
            "funding_frozen",
            by,
            details,
            escalation=SUPPORT_OFFER,
            ruled_out=rule_out(case, others, Subject(row.ccy)),
        )
        yield Candidate(made, Kind.PROBLEM, row.ccy)


def _being_withdrawn(case: Case, ccy: str) -> Decimal:
    """A withdrawal under way holds its amount back; then that withdrawal is the cause."""
    rows = case.withdrawals.value if case.withdrawals else ()
    return sum(
        (
            r.amt + (r.fee or ZERO if r.fee_ccy in (None, ccy) else ZERO)
            for r in rows
            if r.ccy == ccy and r.state in WITHDRAWAL_CAUSE and r.state not in WITHDRAWAL_UNDONE
        ),
        ZERO,
    )


def _ready(case: Case, rows: tuple[Holding, ...]) -> Iterator[Candidate]:
    if not case.split or case.funding is None:
        return
    ready = [h for h in rows if (h.funding_available or ZERO) > 0]
    for held in ready[:_MOST_COINS]:
        details: dict[str, Value | None] = {
            "available": held.funding_available,
            "currency": held.ccy,
        }
        by = [proof(Source.FUNDING, case.funding, f"availBal[{held.ccy}]", held.funding_available)]
        made = finding(
            case,
            "funding_ready",
            by,
            details,
            ruled_out=rule_out(case, ("in_trading", *_NEIGHBOURS), Subject(held.ccy)),
        )
        yield Candidate(made, Kind.NORMAL, held.ccy)
