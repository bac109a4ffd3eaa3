"""The identity file of a run: who owns which conversation, and which accounts are linked.

Its rows are a customer's data like the words are. The tokens in it stay sealed: what is given
out or erased here needs no key.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from identity.conversations import SQLiteConversations
from identity.database import Database
from identity.links import SQLiteLinks
from identity.sealing import Sealer

_TIMES = frozenset({"created", "seen", "linked", "ends", "expires", "at"})  # Unix seconds
_NO_KEY = "opens nothing"
_ROWS = {
    "conversations": "SELECT id, channel, created, seen, ends FROM conversations"
    " WHERE customer = ? ORDER BY created",
    "links": "SELECT channel, external, conversation, linked, seen FROM links"
    " WHERE customer = ? ORDER BY linked",
    "link_codes": "SELECT expires FROM link_codes WHERE customer = ?",
    "codes_made": "SELECT at FROM attempts WHERE scope = 'code ' || ? ORDER BY at",
}
_NOUNS = {"link_codes": "link codes", "codes_made": "times of link codes"}


class OwnerTable:
    """:class:`kept.customer.Holder` for one identity file. Raises StoreUnavailable."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._database = Database(path)
        sealer = Sealer(_NO_KEY)
        self._conversations = SQLiteConversations(self._database, sealer)
        self._links = SQLiteLinks(self._database, sealer, _NO_KEY)

    def conversations(self, customer: str) -> list[str]:
        rows = self._rows(customer)
        named = [row["id"] for row in rows["conversations"]]
        return named + [row["conversation"] for row in rows["links"]]

    def export(self, customer: str) -> Any:
        rows = self._rows(customer)
        return {"file": str(self.path), **rows} if any(rows.values()) else None

    def forget(self, customer: str) -> str:
        rows = self._rows(customer)
        if not any(rows.values()):
            return ""
        self._links.forget_tries(customer)
        self._links.unlink_customer(customer)
        self._conversations.forget(customer)
        self._database.rewrite()
        gone = " and ".join(
            f"{len(found)} {_NOUNS.get(kind, kind)}" for kind, found in rows.items() if found
        )
        return f"{self.path}: {gone} erased"

    def purge(self, before: float) -> int:
        """Erase what nobody has used since ``before`` (Unix s), and codes and tries that count
        no more, to the last byte; how many conversations and accounts went."""
        changed = self._changes()
        gone = len(self._conversations.purge(before)) + len(self._links.purge(before))
        if self._changes() != changed:
            self._database.rewrite()
        return gone

    def close(self) -> None:
        self._database.close()

    def _changes(self) -> int:
        with self._database.reading() as db:
            return db.total_changes

    def _rows(self, customer: str) -> dict[str, list[dict[str, Any]]]:
        with self._database.reading() as db:
            return {
                kind: [_shown(row) for row in db.execute(query, (customer,))]
                for kind, query in _ROWS.items()
            }


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    values = dict(zip(row.keys(), row, strict=True))
    return {key: _iso(value) if key in _TIMES else value for key, value in values.items()}


def _iso(seconds: int | None) -> str | None:
    if seconds is None:
        return None
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))
