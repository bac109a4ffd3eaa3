"""The demo customers that the sandbox offers, as its keys file lists them."""

from __future__ import annotations

import difflib
import json
from pathlib import Path

from launcher.config import ConfigError

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
