"""One deposit of the history as a finding: what names it, what proves it (C1)."""

from __future__ import annotations

from datetime import datetime

from actions.diagnosis.candidate import Candidate, Choice, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Cause
from actions.diagnosis.escalation import NO_RULE
from actions.diagnosis.findings import Certainty, Escalation, Proof, Value
from actions.diagnosis.networks import network_of, same_tx
from actions.diagnosis.public_chain import transaction_of
from actions.diagnosis.records import Deposit, Source
from actions.diagnosis.ruled_out import Subject, rule_out
from actions.diagnosis.states import DEPOSIT_DONE

NEIGHBOURS: tuple[Cause, ...] = (
    "low_fee",
    "failed_on_chain",
    "deposits_suspended",
    "wrong_network",
    "deposit_frozen",
    "travel_rule",
    "kyc_deposit_limit",
    "maintenance_ongoing",
)


def is_asked(case: Case, deposit: Deposit) -> bool:
    """Whether the question names this deposit by an id, or by coin and amount."""
    q = case.question
    if same_tx(q.txid, deposit.tx_id):
        return True
    if q.deposit_id:
        return q.deposit_id == deposit.dep_id or same_tx(q.deposit_id, deposit.tx_id)
    return q.amount is not None and q.amount == deposit.amt and q.currency == deposit.ccy


def deposit_finding(
    case: Case,
    deposit: Deposit,
    cause: Cause,
    kind: Kind,
    proofs: list[Proof],
    details: dict[str, Value | None],
    *,
    escalation: Escalation = NO_RULE,
    certainty: Certainty = Certainty.PROVEN,
    neighbours: tuple[Cause, ...] = NEIGHBOURS,
) -> Candidate:
    subject = Subject(
        deposit.ccy,
        deposit.chain,
        deposit,
        on_chain=transaction_of(case, deposit.tx_id) is not None,
    )
    given: dict[str, Value | None] = {
        "amount": deposit.amt,
        "currency": deposit.ccy,
        "network": network_of(deposit.chain, deposit.ccy),
        "time": time_of(case, deposit),
        "txid": deposit.tx_id,
    }
    made = finding(
        case,
        cause,
        proofs,
        {**given, **details},
        certainty=certainty,
        escalation=escalation,
        ruled_out=rule_out(case, neighbours, subject),
    )
    id_ = deposit.dep_id or deposit.tx_id
    pending = deposit.state != DEPOSIT_DONE
    return Candidate(
        made,
        kind,
        deposit.ccy,
        _keys(deposit),
        deposit.ts,
        choice=(Choice.DEPOSIT, id_) if pending and id_ else None,
    )


def _keys(deposit: Deposit) -> tuple[str, ...]:
    return tuple(key for key in (deposit.tx_id, deposit.dep_id) if key)


def time_of(case: Case, deposit: Deposit) -> datetime:
    """When the record was made; when it was read, if the exchange left that out."""
    read = case.deposits.as_of if case.deposits else case.now
    return deposit.ts or read


def record_proofs(case: Case, deposit: Deposit) -> list[Proof]:
    assert case.deposits is not None
    proofs = [proof(Source.DEPOSITS, case.deposits, "state", deposit.state, deposit.ts)]
    if deposit.confirmations is not None:
        proofs.append(
            proof(
                Source.DEPOSITS,
                case.deposits,
                "actualDepBlkConfirm",
                deposit.confirmations,
                deposit.ts,
            )
        )
    return proofs
