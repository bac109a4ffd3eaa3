"""A deposit has not arrived: one finding for each deposit of the history (SV3, SV8, C1).

A TxID without a deposit record is :mod:`checked_txid`'s.
"""

from __future__ import annotations

from collections.abc import Iterator

from actions.diagnosis.candidate import Candidate, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Category, Cause
from actions.diagnosis.checked_txid import detect_on_chain
from actions.diagnosis.completed_deposit import arrived_to_name, detect_completed
from actions.diagnosis.deposit_finding import deposit_finding, record_proofs, time_of
from actions.diagnosis.escalation import (
    NO_RULE,
    SUPPORT_NOW,
    SUPPORT_OFFER,
    complete_but_missing,
)
from actions.diagnosis.findings import Certainty, Escalation, Proof, Value
from actions.diagnosis.money import account_of, holding
from actions.diagnosis.networks import BANK, is_fiat, network_of
from actions.diagnosis.public_chain import transaction_of
from actions.diagnosis.records import ChainTransaction, CurrencyChain, Deposit, Source
from actions.diagnosis.ruled_out import Subject, rule_out
from actions.diagnosis.states import DEPOSIT_CAUSE, DEPOSIT_DONE, DEPOSIT_WAITING

_ESCALATION: dict[Cause, Escalation] = {
    "address_blocked": SUPPORT_NOW,
    "deposit_frozen": SUPPORT_NOW,
    "sub_account_intercepted": SUPPORT_OFFER,
    "unknown_state": SUPPORT_OFFER,
}
_NOTHING_THERE: tuple[Cause, ...] = (
    "maintenance_ongoing",
    "unverified",
    "viewing_sub_account",
    "in_sub_account",
)


def detect(case: Case) -> Iterator[Candidate]:
    """Findings of this category, in no particular order."""
    deposits = case.deposits.value if case.deposits else ()
    named = arrived_to_name(case, deposits)
    for deposit in deposits:
        if deposit.state == DEPOSIT_DONE:
            yield from detect_completed(case, deposit, named)
        else:
            yield from _pending(case, deposit)
    yield from detect_on_chain(case)
    if case.question.hint == "memo" and case.facts.signed_in:
        yield from _memo_told(case)
    if case.category is Category.DEPOSIT_NOT_ARRIVED and case.facts.signed_in:
        yield from _nothing_recorded(case, deposits)


def _required(case: Case, row: CurrencyChain | None) -> list[Proof]:
    if case.currencies is None or row is None or row.min_dep_arrival_confirm is None:
        return []
    return [
        proof(
            Source.CURRENCIES,
            case.currencies,
            f"minDepArrivalConfirm[{row.chain}]",
            row.min_dep_arrival_confirm,
        )
    ]


def _pending(case: Case, deposit: Deposit) -> Iterator[Candidate]:
    row = case.chain_row(deposit.chain)
    cause = DEPOSIT_CAUSE.get(deposit.state, "unknown_state")
    proofs = record_proofs(case, deposit)
    if deposit.state == DEPOSIT_WAITING:
        yield from _waiting(case, deposit, row, proofs)
        return
    details: dict[str, Value | None] = {}
    if cause == "credited_locked":
        proofs += _required(case, row)
        held = holding(case, deposit.ccy)
        details = {
            "confirmations": deposit.confirmations or 0,
            "required_withdraw": row.min_wd_unlock_confirm if row else None,
            "account": account_of(case, held, deposit.amt),
        }
    elif cause == "deposit_held":
        details = {"eta": row.dep_est_open_time if row else None}
    elif cause == "kyc_deposit_limit":
        level = case.config.value.kyc_lv if case.config else None
        details = {"level": int(level) if level and level.isdecimal() else None}
    elif cause == "unknown_state":
        details = {"state": deposit.state}
    yield deposit_finding(
        case,
        deposit,
        cause,
        Kind.PROBLEM,
        proofs,
        details,
        escalation=_ESCALATION.get(cause, NO_RULE),
    )


def _waiting(
    case: Case, deposit: Deposit, row: CurrencyChain | None, proofs: list[Proof]
) -> Iterator[Candidate]:
    """State 0: too few confirmations yet, a low fee, or confirmed and still not credited."""
    chain = transaction_of(case, deposit.tx_id)
    if chain is not None and (
        not chain.value.found or chain.value.succeeded is False or _fee_too_low(chain.value)
    ):
        return  # checked_txid names the dropped, failed or underpaid transaction
    seen = [
        n
        for n in (deposit.confirmations, chain.value.confirmations if chain else None)
        if n is not None
    ]
    count = max(seen, default=0)
    required = row.min_dep_arrival_confirm if row else None
    proofs = proofs + _required(case, row)
    if chain is not None:
        proofs.append(
            proof(
                Source.CHAIN,
                chain,
                "confirmations",
                chain.value.confirmations,
                chain.value.block_time,
            )
        )
    details: dict[str, Value | None] = {"confirmations": count, "required": required}
    if required is not None and count >= required and deposit.tx_id:
        since = (chain.value.block_time if chain else None) or deposit.ts
        yield deposit_finding(
            case,
            deposit,
            "not_recorded",
            Kind.PROBLEM,
            proofs,
            {**details, "time": since or time_of(case, deposit)},
            escalation=complete_but_missing(case.now, since or case.claimed_since()),
        )
    else:
        # No timer: a deposit without its confirmations is waited for (B24).
        yield deposit_finding(case, deposit, "unconfirmed", Kind.PROBLEM, proofs, details)


def _fee_too_low(tx: ChainTransaction) -> bool:
    return (
        tx.found
        and tx.confirmations == 0
        and tx.fee_rate is not None
        and tx.fee_rate_now is not None
        and tx.fee_rate < tx.fee_rate_now
    )


def _nothing_recorded(case: Case, deposits: tuple[Deposit, ...]) -> Iterator[Candidate]:
    q = case.question
    if q.network == BANK or (q.currency and is_fiat(q.currency)):
        # SV1.9: the guide is about deposits on a blockchain; nothing here shows a bank's.
        made = finding(case, "bank_transfer", (), {}, certainty=Certainty.POSSIBLE)
        yield Candidate(made, Kind.POSSIBLE, q.currency, keys=(BANK,))
        return
    if case.deposits is None or q.txid or q.deposit_id:
        return
    if not any(q.currency in (None, d.ccy) for d in deposits):
        field = f"depId[{q.currency}]" if q.currency else "depId"
        made = finding(
            case,
            "no_deposit",
            [proof(Source.DEPOSITS, case.deposits, field, "none")],
            {"currency": q.currency},
            ruled_out=rule_out(case, _NOTHING_THERE, Subject(q.currency)),
        )
        yield Candidate(made, Kind.ABSENT, q.currency)
        if q.hint != "memo":
            yield from _missing_memo(case, q.currency)


def _memo_told(case: Case) -> Iterator[Candidate]:
    """The customer says that the memo is missing; the coin may show from the addresses."""
    q = case.question
    known = [row.ccy for row in (case.addresses.value if case.addresses else ()) if row.tag]
    for ccy in dict.fromkeys([q.currency] if q.currency else known):
        yield from _missing_memo(case, ccy)


def _missing_memo(case: Case, ccy: str | None) -> Iterator[Candidate]:
    """C8: no field shows a memo that was left out; it is possible where one is needed."""
    q = case.question
    for row in case.currencies.value if case.currencies else ():
        network = network_of(row.chain, row.ccy)
        if row.ccy == ccy and row.need_tag and q.network in (None, network):
            made = finding(
                case,
                "missing_memo",
                (),
                {"currency": row.ccy, "network": network},
                certainty=Certainty.POSSIBLE,
                escalation=SUPPORT_OFFER,
            )
            yield Candidate(made, Kind.POSSIBLE, row.ccy, wanted=q.hint == "memo")
            return
