"""EVM chains over Ethereum JSON-RPC, one path for each network (/evm/arbitrum-one)."""

from __future__ import annotations

import re
from typing import Any

from sandbox.answer import Answer, plain
from sandbox.chains import rpc
from sandbox.chains.addresses import EVM, slug
from sandbox.chains.world import TIPS, Chains, Transaction, block_hash
from sandbox.clock import Moment
from sandbox.seeds import digest

TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
_SELECTOR = "a9059cbb"  # transfer(address,uint256)
_DECIMALS, _SYMBOL = "0x313ce567", "0x95d89b41"
_HASH = re.compile(r"0x[0-9a-fA-F]{64}")
_NETWORKS = {slug(network): network for network in EVM}


def explore(chains: Chains, moment: Moment, path: str, body: Any) -> Answer:
    """``path`` is what follows ``/evm/``, ``body`` the decoded JSON."""
    network = _NETWORKS.get(path.strip("/"))
    if network is None:
        return plain(f"no such network; there are {', '.join(_NETWORKS)}", 404)
    node = Node(chains, moment, network)
    return rpc.answer(
        body,
        {
            "eth_chainId": lambda params: hex(EVM[network]),
            "net_version": lambda params: str(EVM[network]),
            "eth_blockNumber": lambda params: hex(TIPS[network]),
            "eth_gasPrice": lambda params: hex(int(chains.fees.evm.scaleb(9))),
            "eth_call": lambda params: node.call(params[0]),
            "eth_getTransactionByHash": lambda params: node.transaction(params[0]),
            "eth_getTransactionReceipt": lambda params: node.receipt(params[0]),
            "eth_getBlockByNumber": lambda params: node.block_by_number(params[0]),
            "eth_getBlockByHash": lambda params: node.block_by_hash(params[0]),
        },
    )


def word(value: int | str) -> str:
    """32 bytes of hex without 0x, from a number or an address."""
    return f"{value:064x}" if isinstance(value, int) else value[2:].lower().rjust(64, "0")


class Node:
    def __init__(self, chains: Chains, moment: Moment, network: str) -> None:
        self._chains = chains
        self._moment = moment
        self._network = network

    def _find(self, tx_hash: Any) -> Transaction | None:
        if not isinstance(tx_hash, str) or not _HASH.fullmatch(tx_hash):
            raise rpc.RpcError(-32602, "invalid argument 0: not a 32 byte hash")
        return self._chains.find(self._network, tx_hash.lower())

    def _hash(self, number: int) -> str:
        return "0x" + block_hash(self._network, number)

    def transaction(self, tx_hash: Any) -> dict[str, Any] | None:
        tx = self._find(tx_hash)
        if tx is None:
            return None
        price = hex(int(tx.fee_rate.scaleb(9)))
        token = bool(tx.contract)
        return {
            "hash": tx.txid,
            "type": "0x2",
            "chainId": hex(EVM[self._network]),
            "nonce": "0x2a",
            "from": tx.sender.lower(),
            "to": (tx.contract or tx.to).lower(),
            "value": "0x0" if token else hex(tx.units),
            "input": f"0x{_SELECTOR}{word(tx.to)}{word(tx.units)}" if token else "0x",
            "gas": hex(90_000 if token else 21_000),
            "gasPrice": price,
            "maxFeePerGas": price,
            "maxPriorityFeePerGas": "0x3b9aca00",
            "blockHash": self._hash(tx.block) if tx.block is not None else None,
            "blockNumber": hex(tx.block) if tx.block is not None else None,
            "transactionIndex": "0x11" if tx.block is not None else None,
            "accessList": [],
            "v": "0x1",
            "r": "0x" + digest("r", tx.txid).hex(),
            "s": "0x" + digest("s", tx.txid).hex(),
        }

    def receipt(self, tx_hash: Any) -> dict[str, Any] | None:
        tx = self._find(tx_hash)
        if tx is None or tx.block is None:
            return None
        used = hex(63_209 if tx.contract else 21_000)
        return {
            "transactionHash": tx.txid,
            "transactionIndex": "0x11",
            "blockHash": self._hash(tx.block),
            "blockNumber": hex(tx.block),
            "from": tx.sender.lower(),
            "to": (tx.contract or tx.to).lower(),
            "contractAddress": None,
            "cumulativeGasUsed": "0x1c9c38",
            "gasUsed": used,
            "effectiveGasPrice": hex(int(tx.fee_rate.scaleb(9))),
            "logs": [] if tx.failed or not tx.contract else [self._log(tx, tx.block)],
            "logsBloom": "0x" + "0" * 512,
            "status": "0x0" if tx.failed else "0x1",
            "type": "0x2",
        }

    def _log(self, tx: Transaction, block: int) -> dict[str, Any]:
        return {
            "address": tx.contract.lower(),
            "topics": [TRANSFER, "0x" + word(tx.sender), "0x" + word(tx.to)],
            "data": "0x" + word(tx.units),
            "blockNumber": hex(block),
            "blockHash": self._hash(block),
            "transactionHash": tx.txid,
            "transactionIndex": "0x11",
            "logIndex": "0x2f",
            "removed": False,
        }

    def block_by_number(self, number: str) -> dict[str, Any] | None:
        named = {
            "latest": TIPS[self._network],
            "safe": TIPS[self._network] - 32,
            "finalized": TIPS[self._network] - 64,
            "earliest": 0,
        }
        return self._block(named[number] if number in named else int(number, 16))

    def block_by_hash(self, wanted: str) -> dict[str, Any] | None:
        heights = {
            tx.block
            for tx in self._chains.all()
            if tx.network == self._network and tx.block is not None
        }
        for number in (*heights, TIPS[self._network]):
            if self._hash(number) == wanted.lower():
                return self._block(number)
        return None

    def _block(self, number: int) -> dict[str, Any] | None:
        if not 0 <= number <= TIPS[self._network]:
            return None
        made = self._moment.at(self._chains.block_offset(self._network, number))
        return {
            "number": hex(number),
            "hash": self._hash(number),
            "parentHash": self._hash(number - 1),
            "timestamp": hex(max(made, 0) // 1000),
            "baseFeePerGas": hex(int(self._chains.fees.evm.scaleb(9))),
            "gasLimit": "0x2255100",
            "gasUsed": "0x112a880",
            "transactions": [t.txid for t in self._chains.at_block(self._network, number)],
        }

    def call(self, request: dict[str, Any]) -> str:
        """eth_call, for a token's decimals() and symbol() only."""
        token = self._chains.tokens.get((self._network, str(request["to"]).lower()))
        wanted = request.get("data") or request.get("input")
        if token is None or wanted not in (_DECIMALS, _SYMBOL):
            return "0x"
        symbol, places = token
        if wanted == _DECIMALS:
            return "0x" + word(places)
        text = symbol.encode().hex().ljust(64, "0")
        return "0x" + word(32) + word(len(symbol)) + text
