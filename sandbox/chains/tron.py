"""TRON over its HTTP API: /wallet/gettransactionbyid and friends."""

from __future__ import annotations

from typing import Any

from bip_utils import Base58Decoder

from sandbox.answer import Answer
from sandbox.chains.evm import TRANSFER, word
from sandbox.chains.world import TIPS, Chains, Transaction, block_hash
from sandbox.clock import Moment
from sandbox.seeds import digest

NETWORK = "TRC20"
_PREFIXES = ("wallet/", "walletsolidity/")


def explore(chains: Chains, moment: Moment, path: str, body: Any) -> Answer:
    """``path`` is what follows ``/tron/``, ``body`` the decoded JSON or the query."""
    request = body if isinstance(body, dict) else {}
    prefix = next((p for p in _PREFIXES if path.startswith(p)), None)
    name = path[len(prefix) :] if prefix else ""
    if name == "getnowblock":
        return Answer(_block(moment))
    if name == "triggerconstantcontract":
        return Answer(_constant(chains, request))
    if name not in ("gettransactionbyid", "gettransactioninfobyid"):
        return Answer({"Error": "Not Found"}, 404)
    tx = chains.find(NETWORK, str(request.get("value", "")).lower())
    if tx is None:
        return Answer({})
    if name == "gettransactionbyid":
        return Answer(_transaction(tx, moment, str(request.get("visible", "")).lower() == "true"))
    return Answer(_info(tx, moment) if tx.block is not None else {})


def hex_address(address: str) -> str:
    """Base58Check -> 21 bytes of hex, ``41...``."""
    return str(Base58Decoder.CheckDecode(address).hex())


def _topic(address: str) -> str:
    return word("0x" + hex_address(address)[2:])


def _transaction(tx: Transaction, moment: Moment, visible: bool) -> dict[str, Any]:
    shown = (lambda address: address) if visible else hex_address
    value: dict[str, Any] = {"owner_address": shown(tx.sender)}
    if tx.contract:
        kind = "TriggerSmartContract"
        value["contract_address"] = shown(tx.contract)
        value["data"] = "a9059cbb" + _topic(tx.to) + word(tx.units)
    else:
        kind = "TransferContract"
        value["to_address"] = shown(tx.to)
        value["amount"] = tx.units
    made = moment.at(tx.at)
    return {
        "ret": [{"contractRet": "OUT_OF_ENERGY" if tx.failed else "SUCCESS"}],
        "signature": [digest("sig", tx.txid).hex() * 2 + "00"],
        "txID": tx.txid,
        "raw_data": {
            "contract": [
                {
                    "parameter": {
                        "value": value,
                        "type_url": f"type.googleapis.com/protocol.{kind}",
                    },
                    "type": kind,
                }
            ],
            "ref_block_bytes": "a1b2",
            "ref_block_hash": digest("ref", tx.txid).hex()[:16],
            "expiration": made + 60_000,
            "fee_limit": 100_000_000,
            "timestamp": made,
        },
        "raw_data_hex": digest("raw", tx.txid).hex(),
    }


def _info(tx: Transaction, moment: Moment) -> dict[str, Any]:
    info: dict[str, Any] = {
        "id": tx.txid,
        "fee": 345_000,
        "blockNumber": tx.block,
        "blockTimeStamp": moment.at(tx.at),
        "contractResult": [""],
        "receipt": {"net_usage": 345},
    }
    if tx.contract:
        info["contract_address"] = hex_address(tx.contract)
        info["receipt"]["result"] = "OUT_OF_ENERGY" if tx.failed else "SUCCESS"
        info["receipt"]["energy_usage_total"] = 64_285
    if tx.failed:
        info["result"] = "FAILED"
    elif tx.contract:
        info["log"] = [
            {
                "address": hex_address(tx.contract)[2:],
                "topics": [TRANSFER[2:], _topic(tx.sender), _topic(tx.to)],
                "data": word(tx.units),
            }
        ]
    return info


def _block(moment: Moment) -> dict[str, Any]:
    raw = {
        "number": TIPS[NETWORK],
        "timestamp": moment.anchor,
        "txTrieRoot": digest("trie").hex(),
        "witness_address": "41" + digest("witness").hex()[:40],
        "parentHash": block_hash(NETWORK, TIPS[NETWORK] - 1),
        "version": 31,
    }
    header = {"raw_data": raw, "witness_signature": digest("witness signature").hex() * 2}
    return {"blockID": block_hash(NETWORK, TIPS[NETWORK]), "block_header": header}


def _constant(chains: Chains, request: dict[str, Any]) -> dict[str, Any]:
    """triggerconstantcontract, for a token's decimals() only."""
    wanted = str(request.get("contract_address", ""))
    for (network, contract), (_, places) in chains.tokens.items():
        names = (contract, hex_address(_cased(chains, contract))) if network == NETWORK else ()
        if wanted.lower() in names and request.get("function_selector") == "decimals()":
            return {"result": {"result": True}, "constant_result": [word(places)]}
    return {"result": {"code": "CONTRACT_VALIDATE_ERROR", "message": ""}}


def _cased(chains: Chains, contract: str) -> str:
    """A token's address in its own case: base58 is case-sensitive, the index is not."""
    return next(
        spec.contract
        for currency in chains.scenario.currencies.values()
        for spec in currency.chains.values()
        if spec.contract.lower() == contract
    )
