"""A TxID on its public chain: dropped, failed, underpaid, on the way to somebody else,
on the wrong network, too small, or confirmed and still not recorded (SV3.3, SV3.5, C5-C8)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from actions.diagnosis.candidate import Candidate, Kind
from actions.diagnosis.case import Case, proof
from actions.diagnosis.escalation import SUPPORT_OFFER, complete_but_missing
from actions.diagnosis.findings import Certainty, Proof, Value
from actions.diagnosis.networks import network_of, same_tx
from actions.diagnosis.public_chain import (
    chain_fact,
    chain_finding,
    currency_of,
    own_outputs,
    total_of,
)
from actions.diagnosis.records import (
    ChainTransaction,
    CurrencyChain,
    Deposit,
    Known,
    Source,
)
from actions.diagnosis.states import DEPOSIT_WAITING


def detect_on_chain(case: Case) -> Iterator[Candidate]:
    """Findings about the TxID that was looked up; nothing for one of the withdrawals."""
    chain = case.chain
    if chain is None or (case.question.txid and not same_tx(case.question.txid, chain.value.tx_id)):
        return
    tx = chain.value
    sent = case.withdrawals.value if case.withdrawals else ()
    if any(same_tx(row.tx_id, tx.tx_id) for row in sent):
        return
    deposit = _recorded(case, tx)
    if deposit is not None and deposit.state != DEPOSIT_WAITING:
        return  # the exchange has it: the deposit's own state says more
    if not tx.found:
        yield chain_finding(
            case,
            tx,
            "not_on_chain",
            [chain_fact(chain, "found", "false")],
            {"currency": currency_of(case, deposit)},
            deposit,
        )
    elif tx.succeeded is False:
        yield chain_finding(
            case,
            tx,
            "failed_on_chain",
            [chain_fact(chain, "succeeded", "false")],
            {"time": tx.block_time},
            deposit,
        )
    elif tx.confirmations == 0 and _underpaid(tx):
        yield _low_fee(case, chain, deposit)
    elif deposit is None:
        yield from _unrecorded(case, chain)


def _recorded(case: Case, tx: ChainTransaction) -> Deposit | None:
    rows = case.deposits.value if case.deposits else ()
    return next((row for row in rows if same_tx(row.tx_id, tx.tx_id)), None)


def _underpaid(tx: ChainTransaction) -> bool:
    return tx.fee_rate is not None and tx.fee_rate_now is not None and tx.fee_rate < tx.fee_rate_now


def _low_fee(case: Case, chain: Known[ChainTransaction], deposit: Deposit | None) -> Candidate:
    tx = chain.value
    own = own_outputs(case)
    ccy = currency_of(case, deposit) or (own[0].ccy if own else None) or _only_currency(tx)
    amount = deposit.amt if deposit else (total_of(own, ccy) if own else None)
    return chain_finding(
        case,
        tx,
        "low_fee",
        [
            chain_fact(chain, "confirmations", 0),
            chain_fact(chain, "fee_rate", tx.fee_rate),
            chain_fact(chain, "fee_rate_now", tx.fee_rate_now),
        ],
        {
            "currency": ccy or ("BTC" if tx.network == "Bitcoin" else tx.network),
            "fee_rate": tx.fee_rate,
            "fee_rate_now": tx.fee_rate_now,
            "amount": amount,
            "time": deposit.ts if deposit else None,
        },
        deposit,
        ccy=ccy,
    )


def _only_currency(tx: ChainTransaction) -> str | None:
    named = {output.ccy for output in tx.outputs}
    return next(iter(named)) if len(named) == 1 else None


def _unrecorded(case: Case, chain: Known[ChainTransaction]) -> Iterator[Candidate]:
    """Found and not failed, and the exchange has no record of it."""
    tx = chain.value
    own = own_outputs(case)
    if not own:
        if case.deposits is not None and _addresses_cover(case, tx):
            proofs = [
                chain_fact(chain, "outputs", ", ".join(o.address for o in tx.outputs) or "none")
            ]
            if case.addresses is not None:
                proofs.append(proof(Source.DEPOSIT_ADDRESSES, case.addresses, "addr", "no match"))
            yield chain_finding(case, tx, "wrong_address", proofs, {"time": tx.block_time})
        elif tx.confirmations == 0:
            yield from _on_the_way(case, chain)
        return
    if case.deposits is None or case.currencies is None:
        return  # whether it was recorded, or ought to be, can't be told
    ccy, amount = own[0].ccy, total_of(own, own[0].ccy)
    row = _listed(case, ccy, tx.network)
    proofs = [
        chain_fact(chain, "confirmations", tx.confirmations),
        chain_fact(chain, "outputs", own[0].address),
        proof(Source.DEPOSITS, case.deposits, "txId", "no record"),
    ]
    if row is None or ccy is None:
        yield chain_finding(
            case,
            tx,
            "wrong_network",
            [*proofs, proof(Source.CURRENCIES, case.currencies, "chain", "not listed")],
            {"amount": amount, "currency": ccy, "time": tx.block_time},
            ccy=ccy,
            escalation=SUPPORT_OFFER,
        )
    else:
        yield from _owed(case, chain, row, amount, proofs)


def _addresses_cover(case: Case, tx: ChainTransaction) -> bool:
    """Whether the known deposit addresses include the network that was paid on.

    Without an address of that network nobody can say that the receiver is a stranger.
    """
    rows = case.addresses.value if case.addresses else ()
    return bool(tx.outputs) and any(network_of(r.chain, r.ccy) == tx.network for r in rows)


def _on_the_way(case: Case, chain: Known[ChainTransaction]) -> Iterator[Candidate]:
    """Not in a block yet, and no account to compare with: only a clear amount is said."""
    tx = chain.value
    outputs = [o for o in tx.outputs if o.amount == case.question.amount] or list(tx.outputs)
    if len(outputs) == 1 and outputs[0].ccy is not None and case.deposits is None:
        yield chain_finding(
            case,
            tx,
            "unconfirmed",
            [chain_fact(chain, "confirmations", 0)],
            {
                "amount": outputs[0].amount,
                "currency": outputs[0].ccy,
                "confirmations": 0,
                "time": chain.as_of,
            },
            ccy=outputs[0].ccy,
        )


def _listed(case: Case, ccy: str | None, network: str) -> CurrencyChain | None:
    for row in case.currencies.value if case.currencies else ():
        if row.ccy == ccy and network_of(row.chain, row.ccy) == network:
            return row
    return None


def _owed(
    case: Case,
    chain: Known[ChainTransaction],
    row: CurrencyChain,
    amount: Decimal,
    proofs: list[Proof],
) -> Iterator[Candidate]:
    """Paid to the customer's own address, on a network where the coin is listed."""
    tx, required = chain.value, row.min_dep_arrival_confirm
    assert case.currencies is not None
    details: dict[str, Value | None] = {
        "amount": amount,
        "currency": row.ccy,
        "confirmations": tx.confirmations,
        "required": required,
        "minimum": row.min_dep,
        "time": tx.block_time,
    }
    if row.min_dep is not None and amount < row.min_dep:
        small = proof(Source.CURRENCIES, case.currencies, f"minDep[{row.chain}]", row.min_dep)
        yield chain_finding(
            case, tx, "below_minimum", [*proofs, small], details, ccy=row.ccy, chain=row.chain
        )
        return
    if required is not None:
        proofs = [
            *proofs,
            proof(
                Source.CURRENCIES, case.currencies, f"minDepArrivalConfirm[{row.chain}]", required
            ),
        ]
    details["time"] = tx.block_time or chain.as_of
    if required is None or tx.confirmations < required:
        yield chain_finding(case, tx, "unconfirmed", proofs, details, ccy=row.ccy, chain=row.chain)
        return
    if row.can_dep is False:
        return  # C6: suspended deposits are processed when the network reopens
    if row.need_tag:
        # C8: an address that is shared by memo, and nothing recorded. Possible, not visible.
        yield chain_finding(
            case,
            tx,
            "missing_memo",
            [],
            details,
            ccy=row.ccy,
            chain=row.chain,
            escalation=SUPPORT_OFFER,
            kind=Kind.POSSIBLE,
            certainty=Certainty.POSSIBLE,
        )
    since = tx.block_time or case.claimed_since()
    yield chain_finding(
        case,
        tx,
        "not_recorded",
        proofs,
        details,
        ccy=row.ccy,
        chain=row.chain,
        escalation=complete_but_missing(case.now, since),
    )
