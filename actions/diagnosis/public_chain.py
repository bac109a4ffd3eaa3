"""The transaction that was looked up on its public chain, as a finding (SV3.5)."""

from __future__ import annotations

from decimal import Decimal

from actions.diagnosis.candidate import Candidate, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Cause
from actions.diagnosis.escalation import NO_RULE
from actions.diagnosis.findings import Certainty, Escalation, Proof, Value
from actions.diagnosis.networks import address_key, same_tx
from actions.diagnosis.records import (
    ChainOutput,
    ChainTransaction,
    Deposit,
    Known,
    Source,
)
from actions.diagnosis.ruled_out import Subject, rule_out

_NEIGHBOURS: tuple[Cause, ...] = (
    "failed_on_chain",
    "low_fee",
    "not_on_chain",
    "deposits_suspended",
    "maintenance_ongoing",
)


def transaction_of(case: Case, tx_id: str | None) -> Known[ChainTransaction] | None:
    """The public transaction that was looked up, if it is that TxID's."""
    return case.chain if case.chain and same_tx(case.chain.value.tx_id, tx_id) else None


def own_outputs(case: Case) -> tuple[ChainOutput, ...]:
    """What the looked-up transaction paid to the customer's own deposit addresses."""
    rows = case.addresses.value if case.addresses else ()
    mine = {address_key(row.addr) for row in rows}
    outputs = case.chain.value.outputs if case.chain else ()
    return tuple(output for output in outputs if address_key(output.address) in mine)


def total_of(outputs: tuple[ChainOutput, ...], ccy: str | None) -> Decimal:
    return sum((o.amount for o in outputs if o.ccy == ccy), Decimal(0))


def currency_of(case: Case, deposit: Deposit | None) -> str | None:
    return deposit.ccy if deposit else case.question.currency


def chain_fact(chain: Known[ChainTransaction], field: str, value: object) -> Proof:
    return proof(Source.CHAIN, chain, field, value, chain.value.block_time)


def chain_finding(
    case: Case,
    tx: ChainTransaction,
    cause: Cause,
    proofs: list[Proof],
    details: dict[str, Value | None],
    deposit: Deposit | None = None,
    *,
    ccy: str | None = None,
    chain: str | None = None,
    escalation: Escalation = NO_RULE,
    kind: Kind = Kind.PROBLEM,
    certainty: Certainty = Certainty.PROVEN,
) -> Candidate:
    given: dict[str, Value | None] = {"network": tx.network, "txid": tx.tx_id}
    about = ccy or currency_of(case, deposit)
    subject = Subject(about, chain or (deposit.chain if deposit else None), deposit, on_chain=True)
    neighbours = tuple(c for c in _NEIGHBOURS if c != cause)
    if deposit is not None and case.deposits is not None:
        proofs = [
            proof(Source.DEPOSITS, case.deposits, "state", deposit.state, deposit.ts),
            *proofs,
        ]
    made = finding(
        case,
        cause,
        proofs,
        {**given, **details},
        certainty=certainty,
        escalation=escalation,
        ruled_out=rule_out(case, neighbours, subject),
    )
    return Candidate(made, kind, about, (tx.tx_id,), tx.block_time)
