"""Everything that looks random in the sandbox, derived from names: the same each start."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


def digest(*parts: object) -> bytes:
    """32 bytes that only depend on ``parts``."""
    return hashlib.sha256("/".join(("saldo-sandbox", *map(str, parts))).encode()).digest()


def digits(length: int, *parts: object) -> str:
    """A number of exactly ``length`` digits that only depends on ``parts``."""
    number = int.from_bytes(digest(*parts), "big") % 10 ** (length - 1)
    return str(10 ** (length - 1) + number)


@dataclass(frozen=True)
class Keys:
    """A customer's demo API key. Made from the name, so that it protects nothing."""

    api_key: str
    secret: str
    passphrase: str


def demo_keys(customer: str) -> Keys:
    return Keys(
        api_key=f"demo-key-{customer}",
        secret=f"DEMO-SECRET-{digest('secret', customer).hex()[:24]}",
        passphrase=f"demo-pass-{customer}",
    )


def demo_client_secret() -> str:
    """The bot's client secret where none was given. Known to everybody, like the keys."""
    return f"DEMO-CLIENT-SECRET-{digest('client').hex()[:24]}"


def uid(customer: str) -> str:
    return digits(18, "uid", customer)
