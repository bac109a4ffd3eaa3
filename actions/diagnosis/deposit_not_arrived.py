"""A deposit has not arrived: one finding for each deposit of the history (SV3, SV8, C1).

A TxID without a deposit record is :mod:`public_chain`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from actions.diagnosis.candidate import Candidate, Choice, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Category, Cause
from actions.diagnosis.escalation import (
    NO_RULE,
    SUPPORT_NOW,
    SUPPORT_OFFER,
    complete_but_missing,
)
from actions.diagnosis.findings import Certainty, Escalation, Proof, Value
from actions.diagnosis.money import Holding, account_of, balance_in, balance_proofs, holding
from actions.diagnosis.movements import absence_proofs, departures
from actions.diagnosis.networks import BANK, is_fiat, network_of, same_tx
from actions.diagnosis.public_chain import detect_on_chain, transaction_of
from actions.diagnosis.records import ChainTransaction, CurrencyChain, Deposit, Source
from actions.diagnosis.ruled_out import Subject, rule_out
from actions.diagnosis.states import DEPOSIT_CAUSE, DEPOSIT_DONE, DEPOSIT_WAITING

RECENT = timedelta(days=7)
"""How long a completed deposit can be missing: the trading bills reach no further back."""

_ESCALATION: dict[Cause, Escalation] = {
    "address_blocked": SUPPORT_NOW,
    "deposit_frozen": SUPPORT_NOW,
    "sub_account_intercepted": SUPPORT_OFFER,
    "unknown_state": SUPPORT_OFFER,
}
_NEIGHBOURS: tuple[Cause, ...] = (
    "low_fee", "failed_on_chain", "deposits_suspended", "wrong_network", "deposit_frozen",
    "travel_rule", "kyc_deposit_limit", "maintenance_ongoing",
)
_WHERE_ELSE: tuple[Cause, ...] = (
    "in_earn", "in_bot", "in_orders", "withdrawn", "in_sub_account", "delisted",
    "viewing_sub_account",
)
_NOTHING_THERE: tuple[Cause, ...] = (
    "maintenance_ongoing", "unverified", "viewing_sub_account", "in_sub_account",
)


def detect(case: Case) -> Iterator[Candidate]:
    """Findings of this category, in no particular order."""
    deposits = case.deposits.value if case.deposits else ()
    named = _arrived_to_name(case, deposits)
    for deposit in deposits:
        if deposit.state == DEPOSIT_DONE:
            yield from _completed(case, deposit, named)
        else:
            yield from _pending(case, deposit)
    yield from detect_on_chain(case)
    if case.category is Category.DEPOSIT_NOT_ARRIVED and case.facts.signed_in:
        yield from _nothing_recorded(case, deposits)


def is_asked(case: Case, deposit: Deposit) -> bool:
    """Whether the question names this deposit by an id, or by coin and amount."""
    q = case.question
    if same_tx(q.txid, deposit.tx_id):
        return True
    if q.deposit_id:
        return q.deposit_id == deposit.dep_id or same_tx(q.deposit_id, deposit.tx_id)
    return q.amount is not None and q.amount == deposit.amt and q.currency == deposit.ccy


def _candidate(case: Case, deposit: Deposit, cause: Cause, kind: Kind, proofs: list[Proof],
               details: dict[str, Value | None], *, escalation: Escalation = NO_RULE,
               certainty: Certainty = Certainty.PROVEN,
               neighbours: tuple[Cause, ...] = _NEIGHBOURS) -> Candidate:
    subject = Subject(deposit.ccy, deposit.chain, deposit,
                      on_chain=transaction_of(case, deposit.tx_id) is not None)
    given: dict[str, Value | None] = {
        "amount": deposit.amt,
        "currency": deposit.ccy,
        "network": network_of(deposit.chain, deposit.ccy),
        "time": _time(case, deposit),
        "txid": deposit.tx_id,
    }
    made = finding(case, cause, proofs, {**given, **details}, certainty=certainty,
                   escalation=escalation, ruled_out=rule_out(case, neighbours, subject))
    id_ = deposit.dep_id or deposit.tx_id
    pending = deposit.state != DEPOSIT_DONE
    return Candidate(made, kind, deposit.ccy, _keys(deposit), deposit.ts,
                     choice=(Choice.DEPOSIT, id_) if pending and id_ else None)


def _keys(deposit: Deposit) -> tuple[str, ...]:
    return tuple(key for key in (deposit.tx_id, deposit.dep_id) if key)


def _time(case: Case, deposit: Deposit) -> datetime:
    """When the record was made; when it was read, if the exchange left that out."""
    read = case.deposits.as_of if case.deposits else case.now
    return deposit.ts or read


def _record(case: Case, deposit: Deposit) -> list[Proof]:
    assert case.deposits is not None
    proofs = [proof(Source.DEPOSITS, case.deposits, "state", deposit.state, deposit.ts)]
    if deposit.confirmations is not None:
        proofs.append(proof(Source.DEPOSITS, case.deposits, "actualDepBlkConfirm",
                            deposit.confirmations, deposit.ts))
    return proofs


def _required(case: Case, row: CurrencyChain | None) -> list[Proof]:
    if case.currencies is None or row is None or row.min_dep_arrival_confirm is None:
        return []
    return [proof(Source.CURRENCIES, case.currencies, f"minDepArrivalConfirm[{row.chain}]",
                  row.min_dep_arrival_confirm)]


def _pending(case: Case, deposit: Deposit) -> Iterator[Candidate]:
    row = case.chain_row(deposit.chain)
    cause = DEPOSIT_CAUSE.get(deposit.state, "unknown_state")
    proofs = _record(case, deposit)
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
    yield _candidate(case, deposit, cause, Kind.PROBLEM, proofs, details,
                     escalation=_ESCALATION.get(cause, NO_RULE))


def _waiting(case: Case, deposit: Deposit, row: CurrencyChain | None,
             proofs: list[Proof]) -> Iterator[Candidate]:
    """State 0: too few confirmations yet, a low fee, or confirmed and still not credited."""
    chain = transaction_of(case, deposit.tx_id)
    if chain is not None and (not chain.value.found or chain.value.succeeded is False
                              or _fee_too_low(chain.value)):
        return  # public_chain names the dropped, failed or underpaid transaction
    seen = [n for n in (deposit.confirmations, chain.value.confirmations if chain else None)
            if n is not None]
    count = max(seen, default=0)
    required = row.min_dep_arrival_confirm if row else None
    proofs = proofs + _required(case, row)
    if chain is not None:
        proofs.append(proof(Source.CHAIN, chain, "confirmations", chain.value.confirmations,
                            chain.value.block_time))
    details: dict[str, Value | None] = {"confirmations": count, "required": required}
    if required is not None and count >= required and deposit.tx_id:
        since = (chain.value.block_time if chain else None) or deposit.ts
        yield _candidate(
            case, deposit, "not_recorded", Kind.PROBLEM, proofs,
            {**details, "time": since or _time(case, deposit)},
            escalation=complete_but_missing(case.now, since or case.claimed_since()))
    else:
        # No timer: a deposit without its confirmations is waited for (B24).
        yield _candidate(case, deposit, "unconfirmed", Kind.PROBLEM, proofs, details)


def _fee_too_low(tx: ChainTransaction) -> bool:
    return (tx.found and tx.confirmations == 0 and tx.fee_rate is not None
            and tx.fee_rate_now is not None and tx.fee_rate < tx.fee_rate_now)


def _arrived_to_name(case: Case, deposits: tuple[Deposit, ...]) -> tuple[Deposit, ...]:
    """Completed deposits worth naming as arrived: the ones asked about, else the newest."""
    done = [d for d in deposits if d.state == DEPOSIT_DONE]
    asked = [d for d in done if is_asked(case, d)]
    if asked:
        return tuple(asked)
    if case.question.txid or case.question.deposit_id:
        return ()
    wanted = case.question.currency
    mine = [d for d in done if d.ccy == wanted] if wanted else done
    return tuple(sorted(mine, key=lambda d: _time(case, d), reverse=True)[:1])


def _completed(case: Case, deposit: Deposit, named: tuple[Deposit, ...]) -> Iterator[Candidate]:
    """State 2: it is there, or what left explains it, or it is missing (E2)."""
    held = holding(case, deposit.ccy)
    proofs = [*_record(case, deposit), *balance_proofs(case, held)]
    account = account_of(case, held, deposit.amt)
    if account and not held.absent(deposit.amt):
        if deposit in named:
            yield _candidate(case, deposit, "arrived", Kind.NORMAL, proofs,
                             {"account": account, "balance": balance_in(held, account)},
                             neighbours=("deposits_suspended", "deposit_frozen", "travel_rule",
                                         "funding_frozen"))
        return
    if held.absent(deposit.amt):
        yield from _missing(case, deposit, held, proofs)


def _missing(case: Case, deposit: Deposit, held: Holding,
             proofs: list[Proof]) -> Iterator[Candidate]:
    left = departures(case, deposit.ccy, deposit.ts)
    if left.explain(deposit.amt - held.in_accounts):
        return  # sold, converted, withdrawn or moved: that finding explains it
    age = case.now - deposit.ts if deposit.ts else None
    recent = age is not None and age <= RECENT
    if not recent and not is_asked(case, deposit):
        return
    sure = left.complete and recent
    yield _candidate(
        case, deposit, "completed_missing", Kind.PROBLEM,
        [*proofs, *(absence_proofs(case) if sure else ())], {},
        certainty=Certainty.PROVEN if sure else Certainty.POSSIBLE,
        escalation=complete_but_missing(case.now, deposit.ts or case.claimed_since()),
        neighbours=_WHERE_ELSE)


def _nothing_recorded(case: Case, deposits: tuple[Deposit, ...]) -> Iterator[Candidate]:
    q = case.question
    if q.network == BANK or (q.currency and is_fiat(q.currency)):
        # SV1.9: the guide is about deposits on a blockchain; nothing here shows a bank's.
        made = finding(case, "bank_transfer", (), {}, certainty=Certainty.POSSIBLE)
        yield Candidate(made, Kind.POSSIBLE, q.currency, wanted=q.network == BANK)
        return
    if case.deposits is None or q.txid or q.deposit_id:
        return
    if not any(q.currency in (None, d.ccy) for d in deposits):
        nothing = proof(Source.DEPOSITS, case.deposits,
                        f"depId[{q.currency}]" if q.currency else "depId", "none")
        made = finding(case, "no_deposit", [nothing], {"currency": q.currency},
                       ruled_out=rule_out(case, _NOTHING_THERE, Subject(q.currency)))
        yield Candidate(made, Kind.ABSENT, q.currency)
        yield from _missing_memo(case)


def _missing_memo(case: Case) -> Iterator[Candidate]:
    """C8: no field shows a memo that was left out; it is possible where one is needed."""
    q = case.question
    for row in case.currencies.value if case.currencies else ():
        network = network_of(row.chain, row.ccy)
        if row.ccy == q.currency and row.need_tag and q.network in (None, network):
            made = finding(case, "missing_memo", (), {"currency": row.ccy, "network": network},
                           certainty=Certainty.POSSIBLE, escalation=SUPPORT_OFFER)
            yield Candidate(made, Kind.POSSIBLE, row.ccy)
            return
