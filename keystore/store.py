"""The encrypted file of customers' API keys.

Each customer's key is sealed with AES-256-GCM under a key of the environment, bound to the
customer's name: a row that is moved to another name does not open. ``SALDO_KEYSTORE_KEY``
holds one or more such keys, separated by commas: the first seals, all of them open.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import os
import re
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_SCHEMA = """
CREATE TABLE IF NOT EXISTS keys (
  customer TEXT PRIMARY KEY,
  sealed_by TEXT NOT NULL,     -- which key of the environment opens it
  sealed BLOB NOT NULL,
  added INTEGER NOT NULL,      -- Unix s
  tested INTEGER NOT NULL      -- Unix s; when the exchange last said that it can only read
);
"""
_NAME = re.compile(r"[\x21-\x7e]{1,128}")
_NONCE = 12


class KeyStoreError(ValueError):
    """The message is one line that says what to do, and holds no part of a key."""


@dataclass(frozen=True)
class StoredKey:
    """One customer's read-only API key."""

    api_key: str = field(repr=False)
    secret: str = field(repr=False)
    passphrase: str = field(repr=False)
    region: str | None = None
    simulated: bool = False

    def __post_init__(self) -> None:
        for name in ("api_key", "secret", "passphrase"):
            value = getattr(self, name)
            if not value or not value.isascii() or not value.isprintable():
                raise KeyStoreError(f"the {name} must be printable ASCII text")
            if value != value.strip():
                raise KeyStoreError(f"the {name} must not begin or end with a blank")


@dataclass(frozen=True)
class Entry:
    """What may be shown of a stored key. ``current``: sealed with the first key of the
    environment; ``readable``: with any of them. Times are Unix s."""

    customer: str
    region: str | None
    added: int
    tested: int
    current: bool
    readable: bool


class KeyStore:
    """Thread-safe; the file is opened for each use. ``add`` makes it: elsewhere a missing
    file is an error, since a mistyped path is no empty store."""

    def __init__(self, path: Path, keys: str | None) -> None:
        """Raises KeyStoreError when ``keys`` (SALDO_KEYSTORE_KEY) is missing or malformed."""
        self._path = path
        self._ciphers = parse_keys(keys)
        self._lock = threading.Lock()

    def get(self, customer: str) -> StoredKey | None:
        """Raises KeyStoreError when the file can't be read, or none of the keys opens it."""
        with self._open() as db:
            row = db.execute("SELECT * FROM keys WHERE customer = ?", (customer,)).fetchone()
        if row is None:
            return None
        found = self._unseal(row)
        if found is None:
            raise KeyStoreError("a stored key opens with none of SALDO_KEYSTORE_KEY")
        return found

    def add(self, customer: str, key: StoredKey) -> None:
        """Store a key that was just tested, in place of any that the customer had."""
        if not _NAME.fullmatch(customer):
            raise KeyStoreError("a customer's name is printable ASCII without blanks")
        name, sealed, now = *self._seal(customer, key), int(time.time())
        with self._open(make=True) as db:
            db.execute(
                "INSERT OR REPLACE INTO keys (customer, sealed_by, sealed, added, tested)"
                " VALUES (?, ?, ?, ?, ?)",
                (customer, name, sealed, now, now),
            )

    def tested(self, customer: str) -> None:
        """The exchange has just said again that this key can only read."""
        with self._open() as db:
            db.execute(
                "UPDATE keys SET tested = ? WHERE customer = ?", (int(time.time()), customer)
            )

    def remove(self, customer: str) -> bool:
        """Whether there was one. What it held is overwritten in the file."""
        with self._open() as db:
            return db.execute("DELETE FROM keys WHERE customer = ?", (customer,)).rowcount > 0

    def entries(self) -> list[Entry]:
        current = next(iter(self._ciphers))
        with self._open() as db:
            rows = db.execute("SELECT * FROM keys ORDER BY customer").fetchall()
        return [
            Entry(
                row["customer"],
                found.region if (found := self._unseal(row)) else None,
                row["added"],
                row["tested"],
                row["sealed_by"] == current,
                found is not None,
            )
            for row in rows
        ]

    def rotate(self) -> int:
        """Seal everything with the first key; how many changed. All or nothing: raises
        KeyStoreError when one opens with none of the keys."""
        current, changed = next(iter(self._ciphers)), 0
        with self._open() as db:
            rows = db.execute("SELECT * FROM keys WHERE sealed_by != ?", (current,)).fetchall()
            for row in rows:
                found = self._unseal(row)
                if found is None:
                    raise KeyStoreError(
                        f"the key of {row['customer']} opens with none of SALDO_KEYSTORE_KEY:"
                        " add the older key after a comma"
                    )
                db.execute(
                    "UPDATE keys SET sealed_by = ?, sealed = ? WHERE customer = ?",
                    (*self._seal(row["customer"], found), row["customer"]),
                )
                changed += 1
        return changed

    def _seal(self, customer: str, key: StoredKey) -> tuple[str, bytes]:
        name, cipher = next(iter(self._ciphers.items()))
        nonce = os.urandom(_NONCE)
        text = json.dumps(asdict(key)).encode()
        return name, nonce + cipher.encrypt(nonce, text, _bound(customer))

    def _unseal(self, row: sqlite3.Row) -> StoredKey | None:
        cipher, sealed = self._ciphers.get(row["sealed_by"]), row["sealed"]
        if cipher is None:
            return None
        try:
            text = cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _bound(row["customer"]))
            return StoredKey(**json.loads(text))
        except (InvalidTag, ValueError, TypeError):
            return None

    @contextmanager
    def _open(self, make: bool = False) -> Iterator[sqlite3.Connection]:
        """One transaction. Raises KeyStoreError when the file can't be had."""
        if not make and not self._path.exists():
            raise KeyStoreError(
                f"there is no key store {self._path}: `python -m keystore add` makes it"
            )
        try:
            with self._lock:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
                with closing(sqlite3.connect(self._path, timeout=3)) as db, db:
                    db.row_factory = sqlite3.Row
                    # what is erased is overwritten, and no second file keeps a copy
                    db.execute("PRAGMA secure_delete=ON")
                    db.execute("PRAGMA journal_mode=DELETE")
                    db.executescript(_SCHEMA)
                    yield db
        except (sqlite3.Error, OSError):
            raise KeyStoreError(f"the key store {self._path} can't be read or written") from None


def parse_keys(text: str | None) -> dict[str, AESGCM]:
    """Name -> cipher, in the order given. Raises KeyStoreError."""
    ciphers: dict[str, AESGCM] = {}
    for one in (part.strip() for part in (text or "").split(",")):
        try:
            raw = base64.urlsafe_b64decode(one + "=" * (-len(one) % 4))
        except (ValueError, binascii.Error):
            raw = b""
        if len(raw) != 32:
            raise KeyStoreError(
                "SALDO_KEYSTORE_KEY must hold 32 random bytes in base64url"
                " (`python -m keystore new-key` makes one)"
            )
        ciphers[hashlib.sha256(b"saldo keystore " + raw).hexdigest()[:16]] = AESGCM(raw)
    return ciphers


def new_key() -> str:
    """A fresh key for SALDO_KEYSTORE_KEY."""
    return base64.urlsafe_b64encode(os.urandom(32)).rstrip(b"=").decode()


def _bound(customer: str) -> bytes:
    return f"saldo keystore v1 {customer}".encode()
