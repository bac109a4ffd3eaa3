"""TRON over its HTTP API: TRX transfers and TRC-20 transfers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from actions.adapters.addresses import tron_address
from actions.adapters.deadline import Deadline
from actions.adapters.explorer.base import Output, Sighting, failed, missing, want
from actions.adapters.explorer.evm import TRANSFER
from actions.adapters.explorer.rpc import JsonPoster
from actions.diagnosis.records import ChainTransaction, Failure

SUN = Decimal("0.000001")
_NOBODY = "410000000000000000000000000000000000000000"
_FINAL_FAILURES = frozenset({"FAILED"})


class TronApi:
    network = "TRC20"

    def __init__(self, base_url: str, poster: JsonPoster) -> None:
        self._base_url = base_url.rstrip("/")
        self._poster = poster
        self._decimals: dict[str, int] = {}

    def look(self, tx_id: str, deadline: Deadline) -> Sighting:
        tx = self._ask("/wallet/gettransactionbyid", {"value": tx_id}, deadline)
        if not tx:
            return missing(self.network, tx_id)
        info = self._ask("/wallet/gettransactioninfobyid", {"value": tx_id}, deadline)
        height = info.get("blockNumber")
        if height is None:  # known, in no block yet
            return Sighting(ChainTransaction(self.network, tx_id, found=True), _native(tx))
        block = self._ask("/wallet/getnowblock", {}, deadline)
        succeeded = _succeeded(tx, info)
        transaction = ChainTransaction(
            self.network,
            tx_id,
            found=True,
            confirmations=max(1, _height(block) - int(want(height, int)) + 1),
            succeeded=succeeded,
            block_time=_time(info.get("blockTimeStamp")),
        )
        if not succeeded:
            return Sighting(transaction)
        return Sighting(transaction, _native(tx) + self._transfers(info, deadline))

    def _transfers(self, info: Mapping[str, Any], deadline: Deadline) -> tuple[Output, ...]:
        outputs = []
        for log in want(info.get("log") or [], list):
            topics = want(want(log, dict).get("topics") or [], list)
            if len(topics) != 3 or str(topics[0]).lower() != TRANSFER[2:]:
                continue
            contract = tron_address(want(log.get("address"), str))
            to = tron_address(want(topics[2], str)[-40:])
            if contract is None or to is None:
                raise failed(Failure.BAD_DATA)
            amount = _hex(want(log.get("data"), str))
            places = self._places(contract, log["address"], deadline)
            outputs.append(Output(to, Decimal(amount).scaleb(-places), contract))
        return tuple(outputs)

    def _places(self, contract: str, hex_address: str, deadline: Deadline) -> int:
        known = self._decimals.get(contract)
        if known is None:
            digits = hex_address.lower()
            answer = self._ask(
                "/wallet/triggerconstantcontract",
                {
                    "owner_address": _NOBODY,
                    "contract_address": digits if len(digits) == 42 else "41" + digits,
                    "function_selector": "decimals()",
                },
                deadline,
            )
            results = want(answer.get("constant_result"), list)
            known = _hex(want(results[0] if results else None, str))
            if known > 77:
                raise failed(Failure.BAD_DATA)
            if len(self._decimals) > 10_000:
                self._decimals.clear()
            self._decimals[contract] = known
        return known

    def _ask(self, path: str, body: Mapping[str, Any], deadline: Deadline) -> dict[str, Any]:
        answer: dict[str, Any] = self._poster.tron(self._base_url, path, body, deadline)
        if "Error" in answer:  # the node could not serve it, under HTTP 200
            raise failed(Failure.UNAVAILABLE)
        return answer


def _succeeded(tx: Mapping[str, Any], info: Mapping[str, Any]) -> bool:
    if info.get("result") in _FINAL_FAILURES:
        return False
    results = tx.get("ret") or []
    first = results[0] if isinstance(results, list) and results else {}
    verdict = first.get("contractRet") if isinstance(first, dict) else None
    return verdict in (None, "SUCCESS")


def _native(tx: Mapping[str, Any]) -> tuple[Output, ...]:
    """What a plain TRX transfer pays; other contracts pay through their logs."""
    outputs = []
    for contract in want(want(tx.get("raw_data"), dict).get("contract") or [], list):
        if want(contract, dict).get("type") != "TransferContract":
            continue
        value = want(want(contract.get("parameter"), dict).get("value"), dict)
        given = want(value.get("to_address"), str)
        to = given if given.startswith("T") else tron_address(given)
        if to is None:
            raise failed(Failure.BAD_DATA)
        outputs.append(Output(to, want(value.get("amount"), int) * SUN))
    return tuple(outputs)


def _height(block: Mapping[str, Any]) -> int:
    raw = want(want(block.get("block_header"), dict).get("raw_data"), dict)
    return int(want(raw.get("number"), int))


def _hex(text: str) -> int:
    number = None
    if 1 <= len(text) <= 64:
        try:
            number = int(text, 16)
        except ValueError:
            number = None
    if number is None or number < 0:
        raise failed(Failure.BAD_DATA)
    return number


def _time(value: Any) -> datetime | None:
    if value is None:
        return None
    if not 0 < want(value, int) < 32_503_680_000_000:
        raise failed(Failure.BAD_DATA)
    return datetime.fromtimestamp(value / 1000, timezone.utc)
