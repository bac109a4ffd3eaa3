"""One private SQLite file, shared by the processes of one machine.

What is erased from it is overwritten; the file is its owner's alone (0600).
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

WAIT_SECONDS = 3.0
"""How long to wait for another process that writes."""

_PAUSE_SECONDS = 0.005
_PRAGMAS = (
    f"busy_timeout={int(WAIT_SECONDS * 1000)}",
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "secure_delete=ON",  # what is erased is overwritten
)


class SQLiteFile:
    """Made and opened at the first use. Thread-safe: one connection, one transaction at a
    time. Raises sqlite3.Error or OSError where the file can't be had."""

    def __init__(self, path: Path | str, schema: str) -> None:
        self.path = Path(path)
        self._schema = schema
        self._lock = threading.RLock()
        self._connection: sqlite3.Connection | None = None

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """All or nothing, and nobody else writes meanwhile."""
        return self._begin("BEGIN IMMEDIATE")

    def reading(self) -> AbstractContextManager[sqlite3.Connection]:
        """One moment's state; waits for nobody who writes."""
        return self._begin("BEGIN")

    def rewrite(self) -> None:
        """Write the file anew and empty its log: no copy of what was erased is left."""
        with self._lock:
            write_anew(self._open())

    def empty_log(self) -> None:
        """Move its log into the file, so that what was overwritten there stands nowhere else.
        Raises sqlite3.OperationalError where somebody reads from it all the while."""
        with self._lock:
            empty_log(self._open())

    def close(self) -> None:
        with self._lock:
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    @contextmanager
    def _begin(self, how: str) -> Iterator[sqlite3.Connection]:
        with self._lock:
            connection = self._open()
            connection.execute(how)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def _open(self) -> sqlite3.Connection:
        if self._connection is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # the file is private before anything stands in it
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            # SQLite asks no busy handler while the journal mode changes: of several that open a
            # new file at once, all but one are refused at once, whatever the timeout
            until = time.monotonic() + WAIT_SECONDS
            while True:
                try:
                    self._connection = self._connect()
                    break
                except sqlite3.OperationalError as error:
                    if "locked" not in str(error) or time.monotonic() > until:
                        raise
                    time.sleep(_PAUSE_SECONDS)
        return self._connection

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self.path, check_same_thread=False, isolation_level=None, timeout=WAIT_SECONDS
        )
        try:
            connection.row_factory = sqlite3.Row
            for pragma in _PRAGMAS:
                connection.execute(f"PRAGMA {pragma}").fetchall()
            connection.executescript(self._schema)
        except BaseException:
            connection.close()
            raise
        return connection


def write_anew(db: sqlite3.Connection) -> None:
    """Leave no copy of what was erased in the file or its log. Whoever writes waits meanwhile:
    about a second for each 100 MB."""
    empty_log(db)
    db.execute("VACUUM")
    empty_log(db)


def empty_log(db: sqlite3.Connection) -> None:
    """Move the write-ahead log into the file. Raises sqlite3.OperationalError where somebody
    reads from it all the while."""
    busy, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise sqlite3.OperationalError("its log is in use and still holds what was erased")
