"""The conversations of one bot: the ``events`` table of Rasa's SQL tracker store, in SQLite.

Reading opens the file read-only. Erasing is a plain DELETE (Rasa's store has none), with the
freed bytes overwritten, the write-ahead log emptied and the file written anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from identity import METADATA_KEY, named_in
from storage.sqlite_file import empty_log, write_anew

_WAIT_SECONDS = 10.0
# An event goes when it is old, and no session that goes on needs it: Rasa reads a conversation
# from the start of its last session.
_OLD = """
timestamp < :before AND (
  sender_id IN (SELECT sender_id FROM events GROUP BY sender_id HAVING MAX(timestamp) < :before)
  OR id < (SELECT MAX(s.id) FROM events s
           WHERE s.sender_id = events.sender_id AND s.type_name = 'session_started'))
"""


class StoreError(Exception):
    """A file of conversations can't be read or written; the message is one line."""


class Erased(NamedTuple):
    """How much went: conversations (whole ones, unless it says otherwise) and events."""

    conversations: int
    events: int


class Store:
    """The conversations in the file ``path``."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def conversations(self) -> list[str]:
        """The ids of all conversations, those that began first first."""
        with self._reading() as db:
            rows = db.execute("SELECT sender_id FROM events GROUP BY sender_id ORDER BY MIN(id)")
            return [row[0] for row in rows]

    def events(self, conversation: str) -> list[dict[str, Any]]:
        """Its events as Rasa stored them, in order."""
        with self._reading() as db:
            rows = db.execute(
                "SELECT data FROM events WHERE sender_id = ? ORDER BY id", (conversation,)
            )
            return [json.loads(row[0]) for row in rows]

    def owners(self) -> dict[str, set[str]]:
        """Conversation -> the customers whom the channel's signed statements name in it."""
        found: dict[str, set[str]] = {}
        with self._reading() as db:
            rows = db.execute(
                "SELECT sender_id, data FROM events WHERE data LIKE ?", (f"%{METADATA_KEY}%",)
            )
            for conversation, data in rows:
                customer = customer_of(json.loads(data))
                if customer:
                    found.setdefault(conversation, set()).add(customer)
        return found

    def of_customer(self, customer: str) -> list[str]:
        """The ids of the customer's conversations."""
        return [c for c, names in self.owners().items() if customer in names]

    def last_event(self, conversations: Collection[str]) -> float:
        """When (Unix s) the latest event of ``conversations`` happened; 0.0 for none."""
        with self._reading() as db:
            latest = [
                db.execute(
                    "SELECT MAX(timestamp) FROM events WHERE sender_id = ?", (one,)
                ).fetchone()[0]
                for one in conversations
            ]
        return max((float(one) for one in latest if one is not None), default=0.0)

    def erase(self, conversations: Collection[str]) -> Erased:
        """Erase whole conversations. Follow it with :meth:`compact`."""
        with self._writing() as db, db:
            gone = [
                db.execute("DELETE FROM events WHERE sender_id = ?", (one,)).rowcount
                for one in conversations
            ]
        return Erased(sum(1 for count in gone if count), sum(gone))

    def purge(self, before: float) -> Erased:
        """Erase what happened before ``before`` (Unix s), except in sessions that go on."""
        with self._writing() as db, db:
            counted = db.execute(
                f"SELECT COUNT(DISTINCT sender_id) FROM events WHERE {_OLD}",  # noqa: S608
                {"before": before},
            ).fetchone()[0]
            events = db.execute(f"DELETE FROM events WHERE {_OLD}", {"before": before}).rowcount  # noqa: S608
        return Erased(int(counted), events)

    def compact(self, *, rewrite: bool = True) -> None:
        """Leave no copy of what was erased in the file or its log.

        ``rewrite``: also write the file anew (VACUUM), which frees its space and during which
        a running bot waits: about a second for each 100 MB.
        """
        with self._writing() as db:
            if rewrite:
                write_anew(db)
            else:
                empty_log(db)

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with self._open("ro") as db:
            yield db

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._open("rw") as db:
            db.execute("PRAGMA secure_delete=ON").fetchall()
            yield db

    @contextmanager
    def _open(self, mode: str) -> Iterator[sqlite3.Connection]:
        url = f"file:{quote(str(self.path))}?mode={mode}"
        try:
            with closing(sqlite3.connect(url, uri=True, timeout=_WAIT_SECONDS)) as db:
                yield db
        except sqlite3.Error as error:
            raise StoreError(f"{self.path} can't be used now ({error}).") from None


def customer_of(event: dict[str, Any]) -> str | None:
    """Whom a stored event says it is from: the signed statement in its metadata."""
    for holder in (event.get("metadata"), event.get("value")):
        if isinstance(holder, dict) and METADATA_KEY in holder:
            return named_in(holder[METADATA_KEY])
    return None
