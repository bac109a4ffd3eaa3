"""What every explorer shares: its port, its answer before tokens are named, its errors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Protocol

from actions.adapters.deadline import Deadline
from actions.adapters.deposit import canonical_address
from actions.adapters.errors import AdapterError, error
from actions.adapters.networks import NATIVE, network_of
from actions.adapters.transport import TransportError
from actions.diagnosis.records import (
    ChainOutput,
    ChainTransaction,
    CurrencyChain,
    Failure,
    Source,
)

MAX_OUTPUTS = 500  # a batch payout may have thousands; beyond this none is looked at


@dataclass(frozen=True)
class Output:
    """One payment of a transaction. ``contract`` None: the network's own coin."""

    address: str
    amount: Decimal
    contract: str | None = None


@dataclass(frozen=True)
class Sighting:
    """A transaction as its explorer shows it; token contracts not named yet."""

    transaction: ChainTransaction
    outputs: tuple[Output, ...] = ()


class Explorer(Protocol):
    """Reads one network. ``tx_id`` is canonical. Raises AdapterError (Source.CHAIN)."""

    network: str

    def look(self, tx_id: str, deadline: Deadline) -> Sighting:
        """``transaction.found`` False when the explorer answers and knows no such TxID."""


def failed(failure: Failure, code: str | None = None) -> AdapterError:
    return error(Source.CHAIN, failure, code)


def lost(why: TransportError) -> AdapterError:
    """What a request without an answer means."""
    bad = why.reason in ("truncated", "too_large")
    return failed(Failure.BAD_DATA if bad else Failure.UNAVAILABLE)


def by_status(status: int) -> AdapterError | None:
    if status == 200:
        return None
    if status == 429:
        return failed(Failure.RATE_LIMITED, "429")
    if status in (401, 403):
        return failed(Failure.DENIED, str(status))
    return failed(Failure.UNAVAILABLE, str(status))


def want(value: Any, kind: type | tuple[type, ...]) -> Any:
    """``value`` when it is of ``kind`` (a bool is no int). Raises BadData."""
    if not isinstance(value, kind) or isinstance(value, bool):
        raise failed(Failure.BAD_DATA)
    return value


def missing(network: str, tx_id: str) -> Sighting:
    return Sighting(ChainTransaction(network, tx_id, found=False))


def named(sighting: Sighting, currencies: Sequence[CurrencyChain]) -> ChainTransaction:
    """The transaction with each output's currency, as far as the exchange lists it."""
    network = sighting.transaction.network
    contracts = _contracts(network, currencies)
    outputs = tuple(
        ChainOutput(
            canonical_address(one.address),
            one.amount,
            NATIVE.get(network) if one.contract is None else _currency(contracts, one.contract),
        )
        for one in sighting.outputs[:MAX_OUTPUTS]
    )
    return replace(sighting.transaction, outputs=outputs)


def _contracts(network: str, currencies: Iterable[CurrencyChain]) -> dict[str, str]:
    return {
        row.ct_addr: row.ccy
        for row in currencies
        if row.ct_addr and network_of(row.chain) == network
    }


def _currency(contracts: Mapping[str, str], contract: str) -> str | None:
    """The list holds a contract in full or its last six characters. A tail that two
    currencies share names neither."""
    full = {ccy for address, ccy in contracts.items() if _same(address, contract)}
    tails = full or {
        ccy
        for address, ccy in contracts.items()
        if len(address) == 6 and _same(address, contract[-6:])
    }
    return tails.pop() if len(tails) == 1 else None


def _same(one: str, other: str) -> bool:
    # hex is written in either case, Base58 only in one; six characters tell no more
    return one.lower() == other.lower() if len(one) in (6, 42) else one == other
