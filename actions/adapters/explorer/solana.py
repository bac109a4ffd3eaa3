"""Solana over JSON-RPC: SOL and SPL transfers, as changes of balance by owner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timezone
from decimal import Decimal, InvalidOperation
from typing import Any

from actions.adapters.deadline import Deadline
from actions.adapters.explorer.base import Output, Sighting, failed, missing, want
from actions.adapters.explorer.rpc import JsonPoster
from actions.diagnosis.records import ChainTransaction, Failure

LAMPORT = Decimal("0.000000001")
_DETAIL = {
    "encoding": "jsonParsed",
    "commitment": "confirmed",
    "maxSupportedTransactionVersion": 0,
}


class SolanaNode:
    network = "Solana"

    def __init__(self, url: str, poster: JsonPoster) -> None:
        self._url = url
        self._poster = poster

    def look(self, tx_id: str, deadline: Deadline) -> Sighting:
        found = self._ask(
            "getSignatureStatuses", deadline, [tx_id], {"searchTransactionHistory": True}
        )
        statuses = want(want(found, dict).get("value"), list)
        status = statuses[0] if statuses else None
        if status is None:
            return missing(self.network, tx_id)
        slot = want(want(status, dict).get("slot"), int)
        now = want(want(found.get("context"), dict).get("slot"), int)
        tx = self._ask("getTransaction", deadline, tx_id, _DETAIL)
        if tx is None:  # processed, not confirmed yet
            return Sighting(ChainTransaction(self.network, tx_id, found=True))
        meta = want(want(tx, dict).get("meta"), dict)
        succeeded = meta.get("err") is None
        transaction = ChainTransaction(
            self.network,
            tx_id,
            found=True,
            confirmations=max(1, now - slot + 1),
            succeeded=succeeded,
            block_time=_time(tx.get("blockTime")),
        )
        if not succeeded:
            return Sighting(transaction)
        return Sighting(transaction, _native(tx, meta) + _tokens(meta))

    def _ask(self, method: str, deadline: Deadline, *params: Any) -> Any:
        return self._poster.call(self._url, method, params, deadline)


def _native(tx: Mapping[str, Any], meta: Mapping[str, Any]) -> tuple[Output, ...]:
    message = want(want(tx.get("transaction"), dict).get("message"), dict)
    keys = [_key(one) for one in want(message.get("accountKeys"), list)]
    before = want(meta.get("preBalances"), list)
    after = want(meta.get("postBalances"), list)
    if not len(keys) == len(before) == len(after):
        raise failed(Failure.BAD_DATA)
    gains = (
        (key, want(b, int) - want(a, int)) for key, a, b in zip(keys, before, after, strict=True)
    )
    return tuple(Output(key, gain * LAMPORT) for key, gain in gains if gain > 0)


def _key(account: Any) -> str:
    text: str = want(account.get("pubkey") if isinstance(account, dict) else account, str)
    return text


def _tokens(meta: Mapping[str, Any]) -> tuple[Output, ...]:
    gains: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for field, sign in (("preTokenBalances", -1), ("postTokenBalances", 1)):
        for one in want(meta.get(field) or [], list):
            owner = want(want(one, dict).get("owner"), str)
            amount = _amount(want(one.get("uiTokenAmount"), dict))
            gains[owner, want(one.get("mint"), str)] += sign * amount
    return tuple(Output(owner, gain, mint) for (owner, mint), gain in gains.items() if gain > 0)


def _amount(amount: Mapping[str, Any]) -> Decimal:
    raw, places = want(amount.get("amount"), str), want(amount.get("decimals"), int)
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 40) or not 0 <= places <= 40:
        raise failed(Failure.BAD_DATA)
    try:
        return Decimal(raw).scaleb(-places)
    except InvalidOperation:  # pragma: no cover - both are bounded above
        raise failed(Failure.BAD_DATA) from None


def _time(value: Any) -> datetime | None:
    if value is None:
        return None
    if not 0 < want(value, int) < 32_503_680_000:
        raise failed(Failure.BAD_DATA)
    return datetime.fromtimestamp(value, timezone.utc)
