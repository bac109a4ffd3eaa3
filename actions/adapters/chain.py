"""Which transaction to look up on which public chain, and what the explorers say of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from actions.adapters.errors import Unsupported
from actions.adapters.explorer.base import Explorer, Sighting
from actions.adapters.explorer.bitcoin import Esplora
from actions.adapters.explorer.evm import EvmNode
from actions.adapters.explorer.rpc import JsonPoster
from actions.adapters.explorer.solana import SolanaNode
from actions.adapters.explorer.tron import TronApi
from actions.adapters.grammar import TxId, classify_txid
from actions.adapters.networks import EVM, canonical_network, network_of
from actions.adapters.transport import HttpGet
from actions.diagnosis.findings import Question
from actions.diagnosis.records import CurrencyChain, Deposit, Source, Unknown, Withdrawal
from actions.settings import Settings

WAITING = "0"  # deposit: waiting for confirmations (C1)
ON_ITS_WAY = frozenset({"1", "15", "16", "2"})  # withdrawal: sent or being sent (2.3)


@dataclass(frozen=True)
class Target:
    """A TxID and where to look for it, likeliest first. ``sure``: the first network is not
    a guess from the TxID's form, so its "not found" counts by itself."""

    tx_id: str
    networks: tuple[str, ...]
    sure: bool = False


@dataclass(frozen=True)
class Movements:
    """The account's records that may hold the transaction; empty where none were read."""

    deposits: Sequence[Deposit] = ()
    withdrawals: Sequence[Withdrawal] = ()
    currencies: Sequence[CurrencyChain] = field(default=(), repr=False)


def explorers(settings: Settings, http: HttpGet, poster: JsonPoster) -> dict[str, Explorer]:
    """The configured explorers by network."""
    found: list[Explorer] = []
    if settings.explorer_bitcoin:
        found.append(Esplora(settings.explorer_bitcoin, http))
    for name, url in settings.explorer_evm.items():
        network = canonical_network(name)
        if network in EVM and url.startswith(("http://", "https://")):
            found.append(EvmNode(network, url, poster))
    if settings.explorer_tron:
        found.append(TronApi(settings.explorer_tron, poster))
    if settings.explorer_solana:
        found.append(SolanaNode(settings.explorer_solana, poster))
    return {explorer.network: explorer for explorer in found}


def target(question: Question, movements: Movements) -> Target | None:
    """What to look up: the question's TxID, else that of the one movement in question.

    None when there is nothing to look up. Raises Unsupported for a TxID of no known form.
    """
    if question.txid:
        form = classify_txid(question.txid)
        if form is None:
            raise Unsupported(Source.CHAIN)
        return _asked(question, form, movements)
    movement = _in_question(question, movements)
    form = classify_txid(movement.tx_id) if movement and movement.tx_id else None
    if movement is None or form is None:
        return None
    return Target(form.canonical, (network_of(movement.chain) or movement.chain,), sure=True)


def _asked(question: Question, form: TxId, movements: Movements) -> Target:
    records: list[Deposit | Withdrawal] = [*movements.deposits, *movements.withdrawals]
    for record in records:
        known = classify_txid(record.tx_id) if record.tx_id else None
        if known and known.canonical == form.canonical and record.chain:
            return Target(form.canonical, (network_of(record.chain) or record.chain,), sure=True)
    said = canonical_network(question.network) if question.network else None
    if said in form.networks:
        # it may be on another network than the customer thinks: those are searched as well
        others = (network for network in form.networks if network != said)
        return Target(form.canonical, (said, *others), sure=True)
    listed = {network_of(row.chain) for row in movements.currencies if row.ccy == question.currency}
    likely = [network for network in form.networks if network in listed]
    others = (network for network in form.networks if network not in likely)
    return Target(form.canonical, (*likely, *others), sure=len(likely) == 1)


def _in_question(question: Question, movements: Movements) -> Deposit | Withdrawal | None:
    """The single deposit that waits for confirmations, or the latest withdrawal sent."""
    deposits = [
        one
        for one in movements.deposits
        if one.state == WAITING
        and one.tx_id
        and _of(question.currency, one.ccy)
        and question.deposit_id in (None, one.dep_id)
    ]
    sent = [
        one
        for one in movements.withdrawals
        if one.state in ON_ITS_WAY
        and one.tx_id
        and not one.internal
        and _of(question.currency, one.ccy)
    ]
    deposit = deposits[0] if len(deposits) == 1 else None
    withdrawal = max(sent, key=lambda one: one.ts.timestamp() if one.ts else 0.0, default=None)
    if question.category == "withdrawal_not_arrived":
        return withdrawal or deposit
    return deposit or withdrawal


def _of(asked: str | None, ccy: str) -> bool:
    return asked is None or asked.upper() == ccy.upper()


def readable(wanted: Target, available: Mapping[str, Explorer]) -> list[Explorer]:
    """The explorers to ask. Raises Unsupported when the likely network has none."""
    if wanted.sure and wanted.networks[0] not in available:
        raise Unsupported(Source.CHAIN)
    found = [available[network] for network in wanted.networks if network in available]
    if not found:
        raise Unsupported(Source.CHAIN)
    return found


def verdict(wanted: Target, outcomes: Iterable[Sighting | Unknown]) -> Sighting | Unknown:
    """One answer from several explorers, in the order in which they were asked.

    Found anywhere is found. Not found counts where the network is sure, or where every
    explorer that could know answered.
    """
    answers = list(outcomes)
    for answer in answers:
        if isinstance(answer, Sighting) and answer.transaction.found:
            return answer
    first = answers[0]
    if wanted.sure or not isinstance(first, Sighting):
        return first
    return next((one for one in answers if isinstance(one, Unknown)), first)
