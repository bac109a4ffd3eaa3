"""Read-only API keys by customer, from a JSON file outside the repository.

``{"customers": {"<customer>": {"api_key": …, "secret": …, "passphrase": …,
"region": "se", "simulated": false}}}``; ``region``, ``simulated`` and further
fields may be missing. The file is read again when it changes.
"""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from actions.settings import SettingsError

log = logging.getLogger(__name__)

_MAX_FILE = 4 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Credentials:
    """One customer's key. ``region`` None: the configured default. ``simulated``: a demo
    key of the exchange's own demo trading. Its repr shows no part of the secrets."""

    api_key: str = field(repr=False)
    secret: str = field(repr=False)
    passphrase: str = field(repr=False)
    region: str | None = None
    simulated: bool = False

    @property
    def fingerprint(self) -> str:
        """Tells keys apart in memory (limits, caches) without being one."""
        return hashlib.sha256(self.api_key.encode()).hexdigest()[:32]


class CredentialStore(Protocol):
    """Where a signed-in customer's keys come from (port)."""

    def get(self, customer: str) -> Credentials | None:
        """The customer's keys, or None when there are none."""


class FileCredentials:
    """A :class:`CredentialStore` on a JSON file. Nothing is read before the first get."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._stamp: tuple[int, int] | None = None
        self._customers: dict[str, Credentials] = {}

    def get(self, customer: str) -> Credentials | None:
        """Raises SettingsError when the file can't be read or is malformed."""
        if self._path is None:
            return None
        with self._lock:
            self._refresh(self._path)
            return self._customers.get(customer)

    def check(self) -> None:
        """Read the file now, so that a wrong one stops the start. Raises SettingsError."""
        self.get("")

    def _refresh(self, path: Path) -> None:
        try:
            stat = path.stat()
        except OSError:
            # fail closed: keys that were taken away are not used from memory
            self._stamp, self._customers = None, {}
            raise SettingsError(f"SALDO_CREDENTIALS_FILE: {path} can't be read") from None
        stamp = (stat.st_mtime_ns, stat.st_size)
        if stamp == self._stamp:
            return
        try:
            self._customers = _read(path)
        except SettingsError as wrong:
            if self._stamp is None:
                raise
            # a file that is being written: keep the last good one until it is whole
            log.warning("%s; the keys read before stay in use", wrong)
            return
        self._stamp = stamp


def _read(path: Path) -> dict[str, Credentials]:
    def wrong(why: str) -> SettingsError:
        return SettingsError(f"SALDO_CREDENTIALS_FILE: {path} {why}")

    text = None
    try:
        if path.stat().st_size <= _MAX_FILE:
            text = path.read_text(encoding="utf-8")
        parsed: Any = json.loads(text) if text is not None else None
    except (OSError, ValueError):
        parsed = None  # json's own error would show a piece of the file
    if not isinstance(parsed, dict) or not isinstance(parsed.get("customers"), dict):
        raise wrong('must be a JSON object {"customers": {"<name>": {...}}}')
    return {name: _credentials(name, row, wrong) for name, row in parsed["customers"].items()}


def _credentials(name: str, row: Any, wrong: Any) -> Credentials:
    if not isinstance(row, dict):
        raise wrong(f"customer {name!r} must be a JSON object")
    for key in ("api_key", "secret", "passphrase"):
        value = row.get(key)
        if not isinstance(value, str) or not value or not _header_safe(value):
            raise wrong(f"customer {name!r} needs {key!r}, printable ASCII text")
    region, simulated = row.get("region") or None, row.get("simulated", False)
    if not isinstance(region, (str, type(None))) or not isinstance(simulated, bool):
        raise wrong(f"customer {name!r}: 'region' must be text and 'simulated' true or false")
    return Credentials(row["api_key"], row["secret"], row["passphrase"], region, simulated)


def _header_safe(value: str) -> bool:
    return value.isascii() and value.isprintable() and value == value.strip()
