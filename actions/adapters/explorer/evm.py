"""EVM networks over Ethereum's JSON-RPC: the native coin and ERC-20 transfers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from actions.adapters.deadline import Deadline
from actions.adapters.explorer.base import Output, Sighting, failed, missing, want
from actions.adapters.explorer.rpc import JsonPoster
from actions.diagnosis.records import ChainTransaction, Failure

WEI = Decimal(10) ** -18
GWEI = Decimal(10) ** -9  # wei to gwei
TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
_DECIMALS = "0x313ce567"  # the selector of decimals()
_MAX_TOKENS = 8  # contracts whose decimals are asked for
_MILLI = Decimal("0.001")


class EvmNode:
    """One network. Numbers on the wire are hex quantities."""

    def __init__(self, network: str, url: str, poster: JsonPoster) -> None:
        self.network = network
        self._url = url
        self._poster = poster
        self._decimals: dict[str, int] = {}  # they never change

    def look(self, tx_id: str, deadline: Deadline) -> Sighting:
        tx = self._ask("eth_getTransactionByHash", deadline, tx_id)
        if tx is None:
            return missing(self.network, tx_id)
        want(tx, dict)
        if tx.get("blockNumber") is None:
            return self._pending(tx_id, tx, deadline)
        return self._mined(tx_id, tx, deadline)

    def _pending(self, tx_id: str, tx: Mapping[str, Any], deadline: Deadline) -> Sighting:
        offered = tx.get("maxFeePerGas") or tx.get("gasPrice")
        now = self._ask("eth_gasPrice", deadline)
        transaction = ChainTransaction(
            self.network,
            tx_id,
            found=True,
            fee_rate=_gwei(offered) if offered is not None else None,
            fee_rate_now=_gwei(now),
        )
        return Sighting(transaction, _native(tx))

    def _mined(self, tx_id: str, tx: Mapping[str, Any], deadline: Deadline) -> Sighting:
        receipt = self._ask("eth_getTransactionReceipt", deadline, tx_id)
        if receipt is None:  # the node is still indexing the block
            return Sighting(ChainTransaction(self.network, tx_id, found=True), _native(tx))
        want(receipt, dict)
        height = quantity(tx["blockNumber"])
        tip = quantity(self._ask("eth_blockNumber", deadline))
        block = want(self._ask("eth_getBlockByNumber", deadline, hex(height), False), dict)
        succeeded = quantity(receipt.get("status")) == 1 if receipt.get("status") else None
        paid = receipt.get("effectiveGasPrice")
        transaction = ChainTransaction(
            self.network,
            tx_id,
            found=True,
            confirmations=max(1, tip - height + 1),
            succeeded=succeeded,
            block_time=_time(block.get("timestamp")),
            fee_rate=_gwei(paid) if paid is not None else None,
        )
        if succeeded is False:
            return Sighting(transaction)  # it moved nothing
        return Sighting(transaction, _native(tx) + self._transfers(receipt, deadline))

    def _transfers(self, receipt: Mapping[str, Any], deadline: Deadline) -> tuple[Output, ...]:
        logs = [want(log, dict) for log in want(receipt.get("logs") or [], list)]
        paid = [log for log in logs if _is_transfer(log)]
        if len({want(log.get("address"), str).lower() for log in paid}) > _MAX_TOKENS:
            raise failed(Failure.BAD_DATA)  # no payment to a customer touches so many
        outputs = []
        for log in paid:
            contract = log["address"].lower()
            places = self._places(contract, deadline)
            to = "0x" + want(log["topics"][2], str)[-40:].lower()
            outputs.append(Output(to, Decimal(quantity(log.get("data"))).scaleb(-places), contract))
        return tuple(outputs)

    def _places(self, contract: str, deadline: Deadline) -> int:
        known = self._decimals.get(contract)
        if known is None:
            call = {"to": contract, "data": _DECIMALS}
            known = quantity(self._ask("eth_call", deadline, call, "latest"))
            if known > 77:
                raise failed(Failure.BAD_DATA)
            if len(self._decimals) > 10_000:
                self._decimals.clear()
            self._decimals[contract] = known
        return known

    def _ask(self, method: str, deadline: Deadline, *params: Any) -> Any:
        return self._poster.call(self._url, method, params, deadline)


def quantity(value: Any) -> int:
    """A hex quantity of at most 256 bits. Raises BadData."""
    text = want(value, str)
    number = None
    if text.startswith("0x") and 3 <= len(text) <= 66:
        try:
            number = int(text, 16)
        except ValueError:
            number = None
    if number is None:
        raise failed(Failure.BAD_DATA)
    return number


def _native(tx: Mapping[str, Any]) -> tuple[Output, ...]:
    value = quantity(tx.get("value") or "0x0")
    to = tx.get("to")
    if not value or to is None:
        return ()
    return (Output(want(to, str).lower(), value * WEI),)


def _is_transfer(log: Mapping[str, Any]) -> bool:
    """ERC-20's Transfer event; with a fourth topic it is an NFT's."""
    topics = want(log.get("topics"), list)
    return len(topics) == 3 and str(topics[0]).lower() == TRANSFER


def _gwei(value: Any) -> Decimal:
    return (quantity(value) * GWEI).quantize(_MILLI)


def _time(value: Any) -> datetime:
    seconds = quantity(value)
    if not 0 < seconds < 32_503_680_000:
        raise failed(Failure.BAD_DATA)
    return datetime.fromtimestamp(seconds, timezone.utc)
