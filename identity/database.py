"""The SQLite file behind conversations and links. Another store takes the place of the classes
above it, not of this one."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.sqlite_file import SQLiteFile

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


class StoreUnavailable(Exception):
    """The store can't be read or written: nobody can be told apart now, so nobody gets in."""


class Database(SQLiteFile):
    """The file, whose every failure is StoreUnavailable."""

    def __init__(self, path: Path | str) -> None:
        super().__init__(path, _SCHEMA)

    @contextmanager
    def _begin(self, how: str) -> Iterator[sqlite3.Connection]:
        with _told(), super()._begin(how) as connection:
            yield connection

    def rewrite(self) -> None:
        with _told():
            super().rewrite()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreUnavailable(type(error).__name__) from None
