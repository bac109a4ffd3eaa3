"""Bitcoin over Esplora's HTTP API (blockstream.info, mempool.space and others serve it)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from actions.adapters.deadline import Deadline
from actions.adapters.explorer.base import Output, Sighting, failed, lost, missing, want
from actions.adapters.explorer.rpc import read_json
from actions.adapters.transport import HttpGet, Response, TransportError
from actions.diagnosis.records import ChainTransaction, Failure

SATOSHI = Decimal("0.00000001")
_TARGETS = ("6", "5", "4", "3", "2", "1")  # blocks; what gets in within about an hour
_CENT = Decimal("0.01")


class Esplora:
    network = "Bitcoin"

    def __init__(self, base_url: str, http: HttpGet) -> None:
        self._base_url = base_url.rstrip("/")
        self._http = http

    def look(self, tx_id: str, deadline: Deadline) -> Sighting:
        answer = self._get(f"/tx/{tx_id}", deadline)
        if answer.status == 404:
            return missing(self.network, tx_id)
        tx = want(read_json(answer), dict)
        status = want(tx.get("status"), dict)
        # Anything but a plain true or false is no "unconfirmed": it is not known.
        confirmed = status.get("confirmed")
        if not isinstance(confirmed, bool):
            raise failed(Failure.BAD_DATA)
        height = want(status.get("block_height"), int) if confirmed else None
        transaction = ChainTransaction(
            self.network,
            tx_id,
            found=True,
            confirmations=self._confirmations(height, deadline),
            succeeded=True if height is not None else None,
            block_time=_time(status.get("block_time")) if height is not None else None,
            fee_rate=_fee_rate(tx),
            fee_rate_now=self._fee_now(deadline) if height is None else None,
        )
        return Sighting(transaction, _outputs(tx))

    def _confirmations(self, height: Any, deadline: Deadline) -> int:
        if height is None:
            return 0
        answer = self._get("/blocks/tip/height", deadline)
        tip = int(want(read_json(answer), int))
        return max(1, tip - int(want(height, int)) + 1)

    def _fee_now(self, deadline: Deadline) -> Decimal | None:
        """sat/vB that the network asks now; None when no estimate can be had."""
        estimates = want(read_json(self._get("/fee-estimates", deadline)), dict)
        for target in _TARGETS:
            if isinstance(estimates.get(target), (int, Decimal)):
                return Decimal(estimates[target])
        return None

    def _get(self, path: str, deadline: Deadline) -> Response:
        try:
            return self._http.get(self._base_url + path, deadline=deadline)
        except TransportError as why:
            problem = lost(why)
        raise problem


def _fee_rate(tx: Mapping[str, Any]) -> Decimal | None:
    """sat/vB: the fee over a quarter of the weight."""
    fee, weight = tx.get("fee"), tx.get("weight")
    if not isinstance(fee, int) or not isinstance(weight, int) or weight <= 0:
        return None
    return (Decimal(fee) * 4 / weight).quantize(_CENT)


def _outputs(tx: Mapping[str, Any]) -> tuple[Output, ...]:
    outputs = []
    for one in want(tx.get("vout"), list):
        address = want(one, dict).get("scriptpubkey_address")
        if isinstance(address, str):  # none for OP_RETURN and bare scripts
            outputs.append(Output(address, want(one.get("value"), int) * SATOSHI))
    return tuple(outputs)


def _time(value: Any) -> datetime | None:
    if value is None:
        return None
    if not 0 < want(value, int) < 32_503_680_000:
        raise failed(Failure.BAD_DATA)
    return datetime.fromtimestamp(value, timezone.utc)
