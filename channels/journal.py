"""What a widget's conversation shows, numbered: the source of history, resume and second tabs.

Rasa's tracker can't serve as that: it has no number that a client could resume from, and
lacks what a channel says by itself. Texts come here as they go to Rasa: with secrets masked. What
only Rasa recognised as a secret is hidden once it has.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from shield import MASK
from storage.sqlite_file import SQLiteFile

USER, BOT = "user", "bot"
MOST_SHOWN = 200
"""Messages that a client gets at once; older ones stay here."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
  conversation TEXT NOT NULL,
  seq INTEGER NOT NULL,       -- 1, 2, 3 ... in its conversation
  author TEXT NOT NULL,       -- user | bot
  client_id TEXT,             -- the client's name for what it sent, once in a conversation
  at INTEGER NOT NULL,        -- Unix ms
  body TEXT NOT NULL,         -- JSON
  PRIMARY KEY (conversation, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX IF NOT EXISTS messages_once ON messages (conversation, client_id);
CREATE INDEX IF NOT EXISTS messages_by_time ON messages (at);
"""


@dataclass(frozen=True)
class Entry:
    """One message. ``body`` has ``text`` and, where there are any, ``lang``, ``buttons``
    (``id``, ``title``, ``payload``), ``card``, ``progress``; of a customer's message also
    ``button`` (the id that was pressed) and ``found`` (what the channel's edge noted)."""

    seq: int
    author: str
    at: int
    client_id: str | None = None
    body: dict[str, Any] = field(default_factory=dict)

    def shown(self) -> dict[str, Any]:
        """As a client may see it: a button is an id and a title."""
        kept = {k: self.body[k] for k in ("text", "lang", "card", "progress") if self.body.get(k)}
        buttons = [{"id": b["id"], "title": b["title"]} for b in self.body.get("buttons", ())]
        shown: dict[str, Any] = {"seq": self.seq, "from": self.author, "at": self.at, **kept}
        if buttons:
            shown["buttons"] = buttons
        if self.client_id:
            shown["id"] = self.client_id
        return shown


class Journal:
    """A SQLite file, opened at the first use. Thread-safe. May raise sqlite3.Error, OSError."""

    def __init__(self, path: Path | str, clock: Callable[[], float] = time.time) -> None:
        self._file = SQLiteFile(path, _SCHEMA)
        self._clock = clock

    def add(
        self, conversation: str, author: str, body: dict[str, Any], client_id: str | None = None
    ) -> tuple[Entry, bool]:
        """The new entry and True; or the one that ``client_id`` already made, and False."""
        with self._file.transaction() as db:
            if client_id is not None:
                found = db.execute(
                    "SELECT * FROM messages WHERE conversation = ? AND client_id = ?",
                    (conversation, client_id),
                ).fetchone()
                if found is not None:
                    return _entry(found), False
            last = db.execute(
                "SELECT COALESCE(MAX(seq), 0) FROM messages WHERE conversation = ?",
                (conversation,),
            ).fetchone()[0]
            entry = Entry(last + 1, author, int(self._clock() * 1000), client_id, body)
            db.execute(
                "INSERT INTO messages (conversation, seq, author, client_id, at, body)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (conversation, entry.seq, author, client_id, entry.at, _json(body)),
            )
            return entry, True

    def update(self, conversation: str, seq: int, **values: Any) -> None:
        """Set fields of an entry's body."""
        with self._file.transaction() as db:
            row = db.execute(
                "SELECT body FROM messages WHERE conversation = ? AND seq = ?", (conversation, seq)
            ).fetchone()
            if row is not None:
                db.execute(
                    "UPDATE messages SET body = ? WHERE conversation = ? AND seq = ?",
                    (_json({**json.loads(row["body"]), **values}), conversation, seq),
                )

    def hide(self, conversation: str, seq: int) -> None:
        """Put MASK in place of an entry's text, and leave no copy of that."""
        self.update(conversation, seq, text=MASK)
        with suppress(sqlite3.OperationalError):  # somebody reads it; the log ends with a restart
            self._file.empty_log()

    def since(self, conversation: str, seq: int) -> list[Entry]:
        """What came after ``seq``, in order; of very much the newest MOST_SHOWN."""
        with self._file.reading() as db:
            rows = db.execute(
                "SELECT * FROM messages WHERE conversation = ? AND seq > ?"
                " ORDER BY seq DESC LIMIT ?",
                (conversation, seq, MOST_SHOWN),
            ).fetchall()
        return [_entry(row) for row in reversed(rows)]

    def button(self, conversation: str, button: str) -> dict[str, Any] | None:
        """A button that this conversation was shown: ``id``, ``title``, ``payload``."""
        for entry in reversed(self.since(conversation, 0)):
            for one in entry.body.get("buttons", ()):
                if one["id"] == button:
                    return dict(one)
        return None

    def forget(self, conversations: Iterable[str]) -> None:
        """Erase these conversations."""
        with self._file.transaction() as db:
            db.executemany(
                "DELETE FROM messages WHERE conversation = ?", [(one,) for one in conversations]
            )

    def purge(self, before: float) -> None:
        """Erase what is older than ``before`` (Unix s)."""
        with self._file.transaction() as db:
            db.execute("DELETE FROM messages WHERE at < ?", (int(before * 1000),))

    def close(self) -> None:
        self._file.close()


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(row["seq"], row["author"], row["at"], row["client_id"], json.loads(row["body"]))


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
