"""Every environment variable that the action server reads, in one place.

- ``SALDO_OKX_BASE_URL``: the exchange's REST base URL (default https://www.okx.com)
- ``SALDO_IDENTITY_KEY``: secret that signs (conversation, customer, expiry) (none: nobody
  is signed in)
- ``SALDO_KEYSTORE``, ``SALDO_KEYSTORE_KEY``: file of customers' read-only API keys, and
  what opens it (none: access on a customer's behalf, see ``identity/setup.py``)
- ``SALDO_REGION``: region of visitors and of keys that name none (default se)
- ``SALDO_HUMAN_ROUTE``: link or address of human support (default https://www.okx.com/help)
- ``SALDO_SIGN_IN``: how to sign in, as said to a visitor (default: the official app or site)
- ``SALDO_EXPLORER_BITCOIN``: Esplora base URL (none: Bitcoin can't be checked)
- ``SALDO_EXPLORER_EVM``: JSON object, network -> JSON-RPC URL (default {})
- ``SALDO_EXPLORER_TRON``: base URL of a TRON HTTP API (none: can't be checked)
- ``SALDO_EXPLORER_SOLANA``: Solana JSON-RPC URL (none: can't be checked)
- ``SALDO_TURN_DEADLINE``: seconds for all look-ups of one turn (default 4.0)
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

EVM_NETWORKS = (
    "ERC20",
    "BSC",
    "Arbitrum One",
    "Optimism",
    "Polygon",
    "Avalanche C-Chain",
    "Base",
    "X Layer",
)
# An action has 4.8 s; what the look-ups leave of it is for the answer.
MOST_DEADLINE = 4.5


class SettingsError(ValueError):
    """A setting is missing or wrong; the message is one line that says what to do."""


@dataclass(frozen=True)
class Settings:
    okx_base_url: str = "https://www.okx.com"
    identity_key: str | None = field(default=None, repr=False)
    keystore: Path | None = None
    keystore_key: str | None = field(default=None, repr=False)
    region: str = "se"
    human_route: str = "https://www.okx.com/help"
    sign_in: str | None = None
    explorer_bitcoin: str | None = None
    explorer_evm: Mapping[str, str] = field(default_factory=dict)
    explorer_tron: str | None = None
    explorer_solana: str | None = None
    turn_deadline: float = 4.0


def _is_url(value: object) -> bool:
    parts = urlsplit(value) if isinstance(value, str) else urlsplit("")
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _url(environ: Mapping[str, str], name: str, default: str | None) -> str | None:
    value = environ.get(name) or default
    if value is None:
        return None
    if not _is_url(value):
        raise SettingsError(f"{name} must be an http(s) URL, for example https://www.okx.com")
    return value.rstrip("/")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Read the environment. Raises SettingsError with one line on a wrong value."""
    env = os.environ if environ is None else environ
    try:
        evm = json.loads(env.get("SALDO_EXPLORER_EVM") or "{}")
        if not isinstance(evm, dict) or not all(_is_url(url) for url in evm.values()):
            raise ValueError
    except ValueError:
        raise SettingsError(
            "SALDO_EXPLORER_EVM must be a JSON object: network -> http(s) URL"
        ) from None
    unknown = sorted(set(evm) - set(EVM_NETWORKS))
    if unknown:
        raise SettingsError(
            f"SALDO_EXPLORER_EVM names {unknown[0]!r}; known networks: {', '.join(EVM_NETWORKS)}"
        )
    try:
        deadline = float(env.get("SALDO_TURN_DEADLINE") or 4.0)
    except ValueError:
        raise SettingsError("SALDO_TURN_DEADLINE must be a number of seconds") from None
    if not 0 < deadline <= MOST_DEADLINE:
        raise SettingsError(f"SALDO_TURN_DEADLINE must be above 0 and at most {MOST_DEADLINE} s")
    path = env.get("SALDO_KEYSTORE")
    return Settings(
        okx_base_url=_url(env, "SALDO_OKX_BASE_URL", "https://www.okx.com") or "",
        identity_key=env.get("SALDO_IDENTITY_KEY") or None,
        keystore=Path(path) if path else None,
        keystore_key=env.get("SALDO_KEYSTORE_KEY") or None,
        region=env.get("SALDO_REGION") or "se",
        human_route=env.get("SALDO_HUMAN_ROUTE") or "https://www.okx.com/help",
        sign_in=env.get("SALDO_SIGN_IN") or None,
        explorer_bitcoin=_url(env, "SALDO_EXPLORER_BITCOIN", None),
        explorer_evm={str(k): str(v) for k, v in evm.items()},
        explorer_tron=_url(env, "SALDO_EXPLORER_TRON", None),
        explorer_solana=_url(env, "SALDO_EXPLORER_SOLANA", None),
        turn_deadline=deadline,
    )
