"""The public chains of a scenario: every transaction, and each network's tip.

The tip stands still, so a transaction keeps the confirmations that the scenario
gives it; its block's time moves with the clock, so that it keeps its age.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sandbox.chains.addresses import EVM, address, txid
from sandbox.exchange.deposits import deposit_txid
from sandbox.exchange.withdrawals import recipient, withdrawal_txid
from sandbox.scenario.activity import Chained
from sandbox.scenario.model import Scenario
from sandbox.seeds import digest

NATIVE_PLACES = {"Bitcoin": 8, "TRC20": 6, "Solana": 9, **dict.fromkeys(EVM, 18)}
"""Explorable networks, and the decimal places of each one's own coin."""

TIPS = {
    "Bitcoin": 921_340,
    "TRC20": 77_412_905,
    "Solana": 381_204_776,
    "ERC20": 23_851_407,
    "BSC": 68_120_455,
    "Arbitrum One": 401_885_310,
    "Optimism": 143_905_212,
    "Polygon": 79_355_128,
    "Avalanche C-Chain": 72_004_619,
    "Base": 38_310_744,
    "X Layer": 41_660_083,
}
_BLOCK_MS = {"Bitcoin": 600_000, "TRC20": 3_000, "Solana": 400, "ERC20": 12_000}


@dataclass(frozen=True)
class Transaction:
    """One transaction. ``units`` is the amount in the coin's smallest unit; ``contract``
    is empty for the network's own coin; ``block`` is None while it waits in the mempool."""

    network: str
    txid: str
    sender: str
    to: str
    units: int
    places: int
    contract: str
    at: int
    failed: bool
    block: int | None
    fee_rate: Decimal

    @property
    def confirmations(self) -> int:
        return 0 if self.block is None else TIPS[self.network] - self.block + 1


class Chains:
    """All transactions of a scenario by network and TxID."""

    def __init__(self, scenario: Scenario) -> None:
        self.fees = scenario.fees
        self.scenario = scenario
        self._known: dict[tuple[str, str], Transaction] = {}
        self.tokens: dict[tuple[str, str], tuple[str, int]] = {
            (network, spec.contract.lower()): (ccy, spec.decimals)
            for ccy, currency in scenario.currencies.items()
            for network, spec in currency.chains.items()
            if spec.contract
        }
        for name, customer in scenario.customers.items():
            for i, dep in enumerate(customer.deposits):
                if not dep.sender:
                    self._add(
                        dep.ccy,
                        dep.network,
                        dep.amt,
                        dep.at,
                        address(dep.network, name),
                        deposit_txid(name, i, dep),
                        dep.confirmations,
                        dep.chain,
                    )
            for i, out in enumerate(customer.withdrawals):
                if out.chain:
                    self._add(
                        out.ccy,
                        out.network,
                        out.amt,
                        out.at,
                        recipient(name, i, out),
                        withdrawal_txid(name, i, out),
                        0,
                        out.chain,
                    )
            for i, row in enumerate(customer.onchain):
                owner = (name,) if row.to == "own" else ("stranger", name, i)
                self._add(
                    row.ccy,
                    row.network,
                    row.amt,
                    row.at,
                    address(row.network, *owner),
                    onchain_txid(name, i, row.network),
                    row.confirmations,
                    row.chain,
                )

    def _add(
        self,
        ccy: str,
        network: str,
        amt: Decimal,
        at: int,
        to: str,
        tx_id: str,
        confirmations: int,
        chain: Chained,
    ) -> None:
        if network not in NATIVE_PLACES or chain.kind == "absent":
            return
        spec = self.scenario.currencies[ccy].chains.get(network)
        contract = spec.contract if spec else ""
        places = spec.decimals if spec and contract else NATIVE_PLACES[network]
        depth = chain.confirmations if chain.confirmations is not None else confirmations
        mined = chain.kind in ("mined", "failed") and depth > 0
        usual = self.fees.bitcoin if network == "Bitcoin" else self.fees.evm
        self._known[network, tx_id] = Transaction(
            network,
            tx_id,
            address(network, "sender of", tx_id),
            to,
            int(amt.scaleb(places)),
            places,
            contract,
            at,
            chain.kind == "failed",
            TIPS[network] - depth + 1 if mined else None,
            chain.fee_rate or usual * Decimal("1.25"),
        )

    def find(self, network: str, tx_id: str) -> Transaction | None:
        return self._known.get((network, tx_id))

    def at_block(self, network: str, number: int) -> list[Transaction]:
        return [t for t in self._known.values() if (t.network, t.block) == (network, number)]

    def all(self) -> list[Transaction]:
        return list(self._known.values())

    def block_offset(self, network: str, number: int) -> int:
        """When a block was made, in ms relative to now."""
        inside = self.at_block(network, number)
        if inside:
            return inside[0].at
        return -(TIPS[network] - number) * _BLOCK_MS.get(network, 2_000)


def onchain_txid(name: str, index: int, network: str) -> str:
    return txid(network, name, "onchain", index)


def block_hash(network: str, number: int) -> str:
    return digest("block", network, number).hex()
