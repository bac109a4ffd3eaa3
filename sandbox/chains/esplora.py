"""Bitcoin as Esplora serves it: /tx/:txid, /tx/:txid/status, /blocks/tip/height, ..."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from bip_utils import SegwitBech32Decoder

from sandbox.answer import Answer, plain
from sandbox.chains.world import TIPS, Chains, Transaction, block_hash
from sandbox.clock import Moment
from sandbox.seeds import digest

NETWORK = "Bitcoin"
_TXID = re.compile(r"[0-9a-f]{64}")
_VBYTES, _WEIGHT, _SIZE = 141, 561, 222  # one input, two outputs, native segwit


def explore(chains: Chains, moment: Moment, path: str) -> Answer:
    """``path`` is what follows ``/esplora/``."""
    parts = path.strip("/").split("/")
    if path.strip("/") == "blocks/tip/height":
        return plain(str(TIPS[NETWORK]))
    if path.strip("/") == "blocks/tip/hash":
        return plain(block_hash(NETWORK, TIPS[NETWORK]))
    if path.strip("/") == "fee-estimates":
        return Answer(_estimates(chains.fees.bitcoin))
    if parts[0] != "tx" or len(parts) not in (2, 3) or parts[2:] not in ([], ["status"]):
        return plain("Not Found", 404)
    if not _TXID.fullmatch(parts[1]):
        return plain("Invalid hex string", 400)
    found = chains.find(NETWORK, parts[1])
    if found is None:
        return plain("Transaction not found", 404)
    return Answer(_status(found, moment) if len(parts) == 3 else _transaction(found, moment))


def _estimates(now: Decimal) -> dict[str, float]:
    """sat/vB by confirmation target in blocks: the sooner, the dearer."""
    shares = {1: "1.3", 2: "1.15", 3: "1", 6: "0.85", 12: "0.6", 25: "0.5", 144: "0.4", 504: "0.3"}
    return {str(target): float(now * Decimal(share)) for target, share in shares.items()}


def _status(tx: Transaction, moment: Moment) -> dict[str, Any]:
    if tx.block is None:
        return {"confirmed": False}
    return {
        "confirmed": True,
        "block_height": tx.block,
        "block_hash": block_hash(NETWORK, tx.block),
        "block_time": moment.at(tx.at) // 1000,
    }


def _output(address: str, value: int) -> dict[str, Any]:
    _, program = SegwitBech32Decoder.Decode("bc", address)
    return {
        "scriptpubkey": f"0014{program.hex()}",
        "scriptpubkey_asm": f"OP_0 OP_PUSHBYTES_20 {program.hex()}",
        "scriptpubkey_type": "v0_p2wpkh",
        "scriptpubkey_address": address,
        "value": value,
    }


def _transaction(tx: Transaction, moment: Moment) -> dict[str, Any]:
    fee = round(tx.fee_rate * _VBYTES)
    change = 120_000
    spent = {
        "txid": digest("spent", tx.txid).hex(),
        "vout": 0,
        "prevout": _output(tx.sender, tx.units + change + fee),
        "scriptsig": "",
        "scriptsig_asm": "",
        "witness": [digest("sig", tx.txid).hex() * 2 + "01", "02" + digest("pub", tx.txid).hex()],
        "is_coinbase": False,
        "sequence": 4294967293,
    }
    return {
        "txid": tx.txid,
        "version": 2,
        "locktime": 0,
        "vin": [spent],
        "vout": [_output(tx.to, tx.units), _output(tx.sender, change)],
        "size": _SIZE,
        "weight": _WEIGHT,
        "sigops": 1,
        "fee": fee,
        "status": _status(tx, moment),
    }
