"""Solana over JSON-RPC: getTransaction (jsonParsed), getSignatureStatuses, getSlot, ..."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sandbox.answer import Answer
from sandbox.chains import rpc
from sandbox.chains.addresses import address
from sandbox.chains.world import TIPS, Chains, Transaction, block_hash
from sandbox.clock import Moment

NETWORK = "Solana"
FINAL = 32  # confirmations after which a block is final
_TOKEN_PROGRAM = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA"  # noqa: S105
_SYSTEM_PROGRAM = "11111111111111111111111111111111"
_FEE = 5000


def explore(chains: Chains, moment: Moment, body: Any) -> Answer:
    def statuses(params: list[Any]) -> dict[str, Any]:
        found = [chains.find(NETWORK, str(signature)) for signature in params[0]]
        return {
            "context": {"slot": TIPS[NETWORK], "apiVersion": "2.3.0"},
            "value": [_status(tx) for tx in found],
        }

    def transaction(params: list[Any]) -> dict[str, Any] | None:
        tx = chains.find(NETWORK, str(params[0]))
        return None if tx is None or tx.block is None else _transaction(tx, moment)

    return rpc.answer(
        body,
        {
            "getHealth": lambda params: "ok",
            "getSlot": lambda params: TIPS[NETWORK],
            "getBlockHeight": lambda params: TIPS[NETWORK] - 21_800_000,
            "getSignatureStatuses": statuses,
            "getTransaction": transaction,
        },
    )


def _error(tx: Transaction) -> dict[str, Any] | None:
    return {"InstructionError": [0, {"Custom": 1}]} if tx.failed else None


def _status(tx: Transaction | None) -> dict[str, Any] | None:
    if tx is None or tx.block is None:
        return None
    final = tx.confirmations >= FINAL
    return {
        "slot": tx.block,
        "confirmations": None if final else tx.confirmations,
        "err": _error(tx),
        "status": {"Err": _error(tx)} if tx.failed else {"Ok": None},
        "confirmationStatus": "finalized" if final else "confirmed",
    }


def _key(pubkey: str, signer: bool = False, writable: bool = True) -> dict[str, Any]:
    return {"pubkey": pubkey, "signer": signer, "writable": writable, "source": "transaction"}


def _amount(units: int, places: int) -> dict[str, Any]:
    whole = Decimal(units).scaleb(-places)
    text = format(whole.normalize(), "f")
    return {
        "amount": str(units),
        "decimals": places,
        "uiAmount": float(whole),
        "uiAmountString": text,
    }


def _transaction(tx: Transaction, moment: Moment) -> dict[str, Any]:
    parts = _token(tx) if tx.contract else _native(tx)
    error = _error(tx)
    return {
        "slot": tx.block,
        "blockTime": moment.at(tx.at) // 1000,
        "version": "legacy",
        "meta": {
            "err": error,
            "status": {"Err": error} if error else {"Ok": None},
            "fee": _FEE,
            "innerInstructions": [],
            "logMessages": [],
            "rewards": [],
            "preBalances": parts["pre"],
            "postBalances": parts["post"],
            "preTokenBalances": parts["pre_tokens"],
            "postTokenBalances": parts["post_tokens"],
            "computeUnitsConsumed": 6_200,
        },
        "transaction": {
            "signatures": [tx.txid],
            "message": {
                "accountKeys": parts["keys"],
                "recentBlockhash": address(
                    NETWORK, "blockhash", block_hash(NETWORK, tx.block or 0)
                ),
                "instructions": [parts["instruction"]],
            },
        },
    }


def _native(tx: Transaction) -> dict[str, Any]:
    moved = 0 if tx.failed else tx.units
    before = tx.units + 10_000_000
    return {
        "keys": [_key(tx.sender, signer=True), _key(tx.to), _key(_SYSTEM_PROGRAM, writable=False)],
        "pre": [before, 1_000_000, 1],
        "post": [before - moved - _FEE, 1_000_000 + moved, 1],
        "pre_tokens": [],
        "post_tokens": [],
        "instruction": {
            "program": "system",
            "programId": _SYSTEM_PROGRAM,
            "stackHeight": None,
            "parsed": {
                "type": "transfer",
                "info": {"source": tx.sender, "destination": tx.to, "lamports": tx.units},
            },
        },
    }


def _token(tx: Transaction) -> dict[str, Any]:
    """An SPL transfer: it moves between token accounts, whose owners are in the balances."""
    source = address(NETWORK, "token account", tx.contract, tx.sender)
    target = address(NETWORK, "token account", tx.contract, tx.to)
    moved = 0 if tx.failed else tx.units

    def balance(index: int, owner: str, units: int) -> dict[str, Any]:
        return {
            "accountIndex": index,
            "mint": tx.contract,
            "owner": owner,
            "programId": _TOKEN_PROGRAM,
            "uiTokenAmount": _amount(units, tx.places),
        }

    lamports = [10_000_000, 2_039_280, 2_039_280, 1_461_600, 1]
    return {
        "keys": [
            _key(tx.sender, signer=True),
            _key(source),
            _key(target),
            _key(tx.contract, writable=False),
            _key(_TOKEN_PROGRAM, writable=False),
        ],
        "pre": lamports,
        "post": [lamports[0] - _FEE, *lamports[1:]],
        "pre_tokens": [balance(1, tx.sender, tx.units), balance(2, tx.to, 0)],
        "post_tokens": [balance(1, tx.sender, tx.units - moved), balance(2, tx.to, moved)],
        "instruction": {
            "program": "spl-token",
            "programId": _TOKEN_PROGRAM,
            "stackHeight": None,
            "parsed": {
                "type": "transferChecked",
                "info": {
                    "source": source,
                    "destination": target,
                    "authority": tx.sender,
                    "mint": tx.contract,
                    "tokenAmount": _amount(tx.units, tx.places),
                },
            },
        },
    }
