"""A withdrawal has not arrived: one finding for each that is under way or ended lately
(reference 2.3, B2, C23)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from actions.diagnosis.candidate import Candidate, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Category, Cause
from actions.diagnosis.escalation import NO_RULE, SUPPORT_OFFER
from actions.diagnosis.findings import Escalation, Proof, Value
from actions.diagnosis.money import account_of, balance_proofs, holding
from actions.diagnosis.networks import network_of, same_tx
from actions.diagnosis.public_chain import transaction_of
from actions.diagnosis.records import Source, Withdrawal
from actions.diagnosis.ruled_out import Subject, rule_out
from actions.diagnosis.states import WITHDRAWAL_CAUSE, WITHDRAWAL_DONE, WITHDRAWAL_UNDONE

FRESH = timedelta(hours=24)
"""A withdrawal that ended within a day may be what the customer means, whatever was asked."""
_NEIGHBOURS: tuple[Cause, ...] = (
    "withdrawals_suspended",
    "maintenance_ongoing",
    "unverified",
    "not_on_chain",
    "failed_on_chain",
)


def detect(case: Case) -> Iterator[Candidate]:
    """Findings of this category, in no particular order."""
    rows = case.withdrawals
    if rows is None:
        return
    named = _ended_to_name(case, rows.value)
    for row in rows.value:
        if row.state == WITHDRAWAL_DONE:
            if row in named:
                yield _sent(case, row)
        elif row.state not in WITHDRAWAL_UNDONE or row in named:
            yield _pending(case, row)
    q = case.question
    if (
        case.category is Category.WITHDRAWAL_NOT_ARRIVED
        and not q.txid
        and not any(q.currency in (None, row.ccy) for row in rows.value)
    ):
        by = [proof(Source.WITHDRAWALS, rows, "wdId", "none")]
        others = rule_out(case, ("maintenance_ongoing", "viewing_sub_account"), Subject(q.currency))
        made = finding(case, "no_withdrawal", by, {"currency": q.currency}, ruled_out=others)
        yield Candidate(made, Kind.ABSENT, q.currency)


def is_asked(case: Case, row: Withdrawal) -> bool:
    """Whether the question names this withdrawal by its TxID, or by coin and amount."""
    q = case.question
    if same_tx(q.txid, row.tx_id):
        return True
    return q.amount is not None and q.amount == row.amt and q.currency == row.ccy


def _ended_to_name(case: Case, rows: tuple[Withdrawal, ...]) -> tuple[Withdrawal, ...]:
    """Ended withdrawals worth naming: the one asked about, those of today, else the newest."""
    ended = [r for r in rows if r.state == WITHDRAWAL_DONE or r.state in WITHDRAWAL_UNDONE]
    asked = [r for r in ended if is_asked(case, r)]
    if asked:
        return tuple(asked)
    today = [r for r in ended if r.state == "-3" or (r.ts and case.now - r.ts <= FRESH)]
    if case.category is not Category.WITHDRAWAL_NOT_ARRIVED:
        return tuple(today)
    mine = [r for r in ended if case.question.currency in (None, r.ccy)]
    newest = sorted(mine, key=lambda r: _time(case, r), reverse=True)[:1]
    return (*(r for r in today if r not in newest), *newest)


def _time(case: Case, row: Withdrawal) -> datetime:
    """When it was requested; when it was read, if the exchange left that out."""
    return row.ts or (case.withdrawals.as_of if case.withdrawals else case.now)


def withdrawal_finding(
    case: Case,
    row: Withdrawal,
    cause: Cause,
    kind: Kind,
    details: dict[str, Value | None] | None = None,
    *,
    proofs: tuple[Proof, ...] = (),
    escalation: Escalation = NO_RULE,
) -> Candidate:
    """A finding about one withdrawal, with the facts that name it."""
    assert case.withdrawals is not None
    given: dict[str, Value | None] = {
        "amount": row.amt,
        "currency": row.ccy,
        "network": network_of(row.chain, row.ccy),
        "time": _time(case, row),
        "address": row.to,
        "txid": row.tx_id,
        **(details or {}),
    }
    by = [proof(Source.WITHDRAWALS, case.withdrawals, "state", row.state, row.ts), *proofs]
    subject = Subject(row.ccy, row.chain, on_chain=transaction_of(case, row.tx_id) is not None)
    made = finding(
        case,
        cause,
        by,
        given,
        escalation=escalation,
        ruled_out=rule_out(case, _NEIGHBOURS, subject),
    )
    keys = tuple(key for key in (row.tx_id, row.wd_id) if key)
    return Candidate(made, kind, row.ccy, keys, row.ts)


def _pending(case: Case, row: Withdrawal) -> Candidate:
    cause = WITHDRAWAL_CAUSE.get(row.state, "wd_unknown_state")
    details: dict[str, Value | None] = {"state": row.state}
    proofs: tuple[Proof, ...] = ()
    escalation = SUPPORT_OFFER if cause == "wd_unknown_state" else NO_RULE
    if cause in ("wd_canceled", "wd_failed"):
        held = holding(case, row.ccy)
        account = account_of(case, held, row.amt)
        back = account is not None and held.in_accounts >= row.amt
        details["account"] = account if back else None
        proofs = balance_proofs(case, held)
        if cause == "wd_failed" and not back and held.both_known:
            escalation = SUPPORT_OFFER  # failed, and the amount is in neither account
    return withdrawal_finding(
        case, row, cause, Kind.PROBLEM, details, proofs=proofs, escalation=escalation
    )


def _sent(case: Case, row: Withdrawal) -> Candidate:
    fresh = row.ts is not None and case.now - row.ts <= FRESH
    asked = case.category is Category.WITHDRAWAL_NOT_ARRIVED
    kind = Kind.ELSEWHERE if fresh or asked else Kind.NORMAL
    if row.internal or not row.tx_id:
        # Only an internal transfer succeeds without a TxID (reference 2.3).
        return withdrawal_finding(case, row, "wd_internal", kind)
    chain = transaction_of(case, row.tx_id)
    if chain is None or not chain.value.found:
        return withdrawal_finding(case, row, "wd_sent", kind)
    count = chain.value.confirmations
    by = (proof(Source.CHAIN, chain, "confirmations", count, chain.value.block_time),)
    listed = case.chain_row(row.chain)
    needed = listed.min_dep_arrival_confirm if listed else None
    # The recipient's requirement is theirs; the exchange's own is the nearest known measure.
    if count < (needed or 1):
        return withdrawal_finding(
            case, row, "wd_unconfirmed", Kind.PROBLEM, {"confirmations": count}, proofs=by
        )
    return withdrawal_finding(case, row, "wd_sent", kind, {"confirmations": count}, proofs=by)
