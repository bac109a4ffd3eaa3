"""What the chat widget shows of its conversations: a second copy of the words, so it goes too."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from kept.store import StoreError
from storage.sqlite_file import WAIT_SECONDS, write_anew


class Shown:
    """One ``widget.db``. Raises StoreError where it can't be read or written."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def export(self, conversations: Sequence[str]) -> list[dict[str, Any]]:
        """Every message of these conversations, oldest first."""
        with self._open() as db:
            rows = [
                row
                for one in conversations
                for row in db.execute(
                    "SELECT conversation, seq, author, at, body FROM messages"
                    " WHERE conversation = ? ORDER BY seq",
                    (one,),
                )
            ]
        return [
            {"id": name, "number": seq, "from": author, "at": at, **json.loads(body)}
            for name, seq, author, at, body in rows
        ]

    def forget(self, conversations: Sequence[str]) -> int:
        """How many messages went. The file is written anew, without them."""
        with self._open() as db, db:
            gone = sum(
                db.execute("DELETE FROM messages WHERE conversation = ?", (one,)).rowcount
                for one in conversations
            )
        if gone:
            self._rewrite()
        return gone

    def purge(self, before: float) -> int:
        """How many messages from before that time (Unix s) went."""
        with self._open() as db, db:
            return db.execute("DELETE FROM messages WHERE at < ?", (int(before * 1000),)).rowcount

    def _rewrite(self) -> None:
        with self._open() as db:
            write_anew(db)

    @contextlib.contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        try:
            with contextlib.closing(sqlite3.connect(self.path, timeout=WAIT_SECONDS)) as db:
                db.execute("PRAGMA secure_delete=ON")
                yield db
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self.path}: {error}") from None
