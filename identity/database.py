"""The SQLite file behind conversations and links: small, private, shared by the processes
of one machine. Another store takes the place of the classes above it, not of this one."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

_SCHEMA = """
CREATE TABLE IF NOT EXISTS conversations (
  id TEXT PRIMARY KEY,
  channel TEXT NOT NULL,
  selector TEXT UNIQUE,        -- finds the session secret; NULL: nobody can resume it
  verifier BLOB,               -- SHA-256 of the secret's other half
  customer TEXT,               -- the owner; NULL: a visitor's
  sign_in TEXT,                -- jti of the sign-in that is in use
  ends INTEGER,                -- Unix s at which that sign-in ends
  sealed BLOB,                 -- its subject token, sealed to (id, customer)
  created INTEGER NOT NULL,
  seen INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS conversations_by_customer ON conversations (customer);
CREATE TABLE IF NOT EXISTS ended_sign_ins (id TEXT PRIMARY KEY, until INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS link_codes (
  code BLOB PRIMARY KEY,       -- keyed hash of the one-time code
  customer TEXT NOT NULL UNIQUE,
  sealed BLOB,
  ends INTEGER,
  expires INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS links (
  channel TEXT NOT NULL,
  external TEXT NOT NULL,      -- the messenger's user id
  conversation TEXT NOT NULL UNIQUE,
  customer TEXT,               -- NULL: not linked
  ends INTEGER,                -- Unix s at which the delegation ends; NULL: with the link
  sealed BLOB,
  linked INTEGER,
  seen INTEGER NOT NULL,
  PRIMARY KEY (channel, external)
);
CREATE INDEX IF NOT EXISTS links_by_customer ON links (customer);
CREATE TABLE IF NOT EXISTS attempts (scope TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS attempts_by_scope ON attempts (scope, at);
"""
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "busy_timeout=3000",
    "secure_delete=ON",  # what is erased is overwritten
)


class StoreUnavailable(Exception):
    """The store can't be read or written: nobody can be told apart now, so nobody gets in."""


class Database:
    """Opened at the first use. Thread-safe: one connection, one transaction at a time."""

    def __init__(self, path: Path | str) -> None:
        self._path = Path(path)
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """All or nothing, and nobody else writes meanwhile. Raises StoreUnavailable."""
        return self._begin("BEGIN IMMEDIATE")

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """One moment's state; waits for nobody who writes. Raises StoreUnavailable."""
        return self._begin("BEGIN")

    @contextmanager
    def _begin(self, how: str) -> Iterator[sqlite3.Connection]:
        with self._lock:
            try:
                connection = self._open()
                connection.execute(how)
                try:
                    yield connection
                except BaseException:
                    connection.execute("ROLLBACK")
                    raise
                connection.execute("COMMIT")
            except (sqlite3.Error, OSError) as error:
                raise StoreUnavailable(type(error).__name__) from None

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            # the file is private before anything stands in it
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
            connection = sqlite3.connect(
                self._path, check_same_thread=False, isolation_level=None, timeout=3
            )
            connection.row_factory = sqlite3.Row
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            connection.executescript(_SCHEMA)
            self._connection = connection
        return self._connection
