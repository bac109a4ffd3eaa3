"""The demo customers as a list: for people, for tests and for the credentials file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from sandbox.chains.world import onchain_txid
from sandbox.exchange.deposits import deposit_txid
from sandbox.exchange.orders import order_ids, stray_order_id
from sandbox.exchange.withdrawals import withdrawal_txid
from sandbox.scenario.model import Scenario
from sandbox.seeds import demo_keys


def entry(scenario: Scenario, name: str) -> dict[str, Any]:
    """What a customer is about, with the TxIDs and order ids that customer can ask about.

    ``txids`` holds deposits, then withdrawals, then what only the chain knows;
    ``no_such_order`` is an order id of the right form that does not exist.
    """
    customer = scenario.customers[name]
    txids = [deposit_txid(name, i, row) for i, row in enumerate(customer.deposits)]
    txids += [withdrawal_txid(name, i, row) for i, row in enumerate(customer.withdrawals)]
    txids += [onchain_txid(name, i, row.network) for i, row in enumerate(customer.onchain)]
    ids = order_ids(name, customer)
    return {
        "name": name,
        "about": customer.about,
        "region": customer.region,
        "txids": [tx for tx in txids if tx],
        "orders": [ids[index] for index in range(len(customer.orders))],
        "no_such_order": stray_order_id(name),
    }


def table(scenario: Scenario, keys: bool) -> str:
    """The customers as a table: with their API keys, or with TxIDs and order ids."""
    rows: list[tuple[str, ...]] = []
    for name, customer in scenario.customers.items():
        if keys:
            rows.append((name, demo_keys(name).api_key, customer.about))
        else:
            rows.append((name, customer.about))
    head: tuple[str, ...] = ("customer", "api key", "about") if keys else ("customer", "about")
    widths = [max(len(row[i]) for row in (head, *rows)) for i in range(len(head) - 1)]
    lines = []
    for row in (head, tuple("-" * len(title) for title in head), *rows):
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        lines.append("  ".join((*cells, row[-1])))
    return "\n".join(lines)


def credentials(scenario: Scenario) -> dict[str, Any]:
    """Every customer's key in the form that the bot's credentials file has."""
    customers = {}
    for name, customer in scenario.customers.items():
        keys = demo_keys(name)
        customers[name] = {
            "api_key": keys.api_key,
            "secret": keys.secret,
            "passphrase": keys.passphrase,
            "region": customer.region,
            "simulated": customer.simulated,
            "about": customer.about,
        }
    return {"customers": customers}


def write_credentials(scenario: Scenario, path: Path) -> None:
    """Write the credentials file, readable by its owner alone. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(credentials(scenario), file, indent=2, ensure_ascii=False)
        file.write("\n")
    partial.replace(path)
