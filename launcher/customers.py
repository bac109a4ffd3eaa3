"""The customers one may speak as: the sandbox's, or those with a stored key."""

from __future__ import annotations

import difflib
import json
import os
from pathlib import Path

from keystore.store import KeyStore, KeyStoreError
from launcher.config import Config, ConfigError

DEFAULT = "unconfirmed"
_SHOWN_FIRST = (
    DEFAULT,
    "order-open",
    "filled-in-trading",
    "funding-ready",
    "deposits-suspended",
    "withdrawn",
    "single-account",
)


def read_customers(keys_file: Path) -> dict[str, str]:
    """Name -> one line about it."""
    customers = json.loads(keys_file.read_text(encoding="utf-8"))["customers"]
    return {name: str(keys.get("about", "")) for name, keys in customers.items()}


def known(config: Config) -> dict[str, str]:
    """Name -> one line about it. Raises ConfigError."""
    if config.demo_keys:
        return read_customers(config.demo_keys)
    if config.keystore is None:
        return {}
    try:
        stored = KeyStore(config.keystore, os.environ.get("SALDO_KEYSTORE_KEY")).entries()
    except KeyStoreError as error:
        raise ConfigError(f"{error}.") from None
    return {entry.customer: "" for entry in stored}


def choose(wanted: str | None, customers: dict[str, str]) -> str:
    """The customer to speak as; None: the default; "": a visitor (""). Raises ConfigError."""
    if wanted is None:
        return DEFAULT if DEFAULT in customers else next(iter(customers), "")
    if wanted and wanted not in customers:
        close = difflib.get_close_matches(wanted, customers, n=3, cutoff=0.4)
        hint = f"did you mean {' or '.join(close)}?" if close else "`make customers` lists them."
        raise ConfigError(f"There is no customer '{wanted}': {hint}")
    return wanted


def listing(customers: dict[str, str], everything: bool) -> list[str]:
    """Lines that name the customers: all, or a handful."""
    names = list(customers)
    if not everything:
        first = [name for name in _SHOWN_FIRST if name in customers]
        names = (first + [name for name in names if name not in first])[:6]
    width = max(map(len, names), default=0)
    return [f"  {name:<{width}}  {customers[name]}".rstrip() for name in names]
