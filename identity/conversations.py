"""Conversations: a random id made here, an owner bound at sign-in, a secret to resume with.

A browser holds the session secret and nothing else. It opens one conversation; the
conversation's id opens none. Signing in gives a visitor's conversation its owner and makes
a new secret, so that whoever knew the old one (session fixation) is left outside.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sqlite3
import time
from collections.abc import Callable
from typing import Any

from identity.database import Database
from identity.ports import Conversations, Opened
from identity.sealing import Sealer
from identity.signin import MAX_LIFETIME_SECONDS, SKEW_SECONDS, SignIn, SignInRefused
from identity.speaker import Speaker, Subject, speaker

__all__ = ["Conversations", "Opened", "SQLiteConversations", "new_id"]

SEEN_SECONDS = 60
"""How exactly it is known when a conversation was last used."""
_SECRET = re.compile(r"([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})")


class SQLiteConversations:
    """:class:`Conversations` in a SQLite file."""

    def __init__(
        self, database: Database, sealer: Sealer, clock: Callable[[], float] = time.time
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._clock = clock

    def open(self, channel: str) -> Opened:
        with self._database.transaction() as db:
            return self._new(db, channel, None)

    def resume(self, secret: object) -> Speaker | None:
        with self._database.reading() as db:
            row = _find(db, secret)
        if row is None:
            return None
        now = self._clock()
        if now - row["seen"] >= SEEN_SECONDS:
            with self._database.transaction() as db:
                db.execute("UPDATE conversations SET seen = ? WHERE id = ?", (int(now), row["id"]))
        return self._speaker(row)

    def sign_in(self, secret: object, sign_in: SignIn, channel: str) -> Opened:
        with self._database.transaction() as db:
            if _ended(db, sign_in.id):
                raise SignInRefused
            row = _find(db, secret)
            if row is None or row["customer"] not in (None, sign_in.customer):
                if row is not None:
                    self._close(db, row)
                return self._new(db, channel, sign_in)
            if row["customer"] is None:
                secret = _new_secret(db, row["id"])
            elif row["ends"] is not None and row["ends"] > sign_in.expires:
                return Opened(self._speaker(row), str(secret), new=False)  # an older sign-in
            self._bind(db, row["id"], sign_in)
            return Opened(self._speaker(_row(db, row["id"])), str(secret), new=False)

    def sign_out(self, secret: object, channel: str) -> Opened:
        with self._database.transaction() as db:
            row = _find(db, secret)
            if row is not None:
                self._close(db, row)
            return self._new(db, channel, None)

    def subject(self, conversation: str, customer: str) -> Subject | None:
        with self._database.reading() as db:
            row = db.execute("SELECT * FROM conversations WHERE id = ?", (conversation,)).fetchone()
        if row is None or self._speaker(row).customer != customer:
            return None
        kept = self._sealer.open(row["sealed"], conversation, customer)
        if kept is None:
            return None
        return Subject(customer, kept["token"], False, row["sign_in"], kept.get("region"))

    def end(self, conversation: str, sign_in_id: str) -> None:
        with self._database.transaction() as db:
            row = db.execute(
                "SELECT * FROM conversations WHERE id = ? AND sign_in = ?",
                (conversation, sign_in_id),
            ).fetchone()
            if row is not None:  # else a newer sign-in has taken its place
                self._end_sign_in(db, row)

    def forget(self, customer: str) -> list[str]:
        return self._erase("customer = ?", customer)

    def purge(self, before: float) -> list[str]:
        with self._database.transaction() as db:
            db.execute("DELETE FROM ended_sign_ins WHERE until < ?", (int(self._clock()),))
        return self._erase("seen < ?", int(before))

    def _erase(self, which: str, value: Any) -> list[str]:
        with self._database.transaction() as db:
            ids = [
                row["id"]
                for row in db.execute(f"SELECT id FROM conversations WHERE {which}", (value,))  # noqa: S608
            ]
            db.executemany("DELETE FROM conversations WHERE id = ?", [(one,) for one in ids])
        return ids

    def _new(self, db: sqlite3.Connection, channel: str, sign_in: SignIn | None) -> Opened:
        name, now = new_id(), int(self._clock())
        db.execute(
            "INSERT INTO conversations (id, channel, created, seen) VALUES (?, ?, ?, ?)",
            (name, channel, now, now),
        )
        secret = _new_secret(db, name)
        if sign_in is not None:
            self._bind(db, name, sign_in)
        return Opened(self._speaker(_row(db, name)), secret)

    def _bind(self, db: sqlite3.Connection, name: str, sign_in: SignIn) -> None:
        kept = {"token": sign_in.token, "region": sign_in.region}
        db.execute(
            "UPDATE conversations SET customer = ?, sign_in = ?, ends = ?, sealed = ?, seen = ?"
            " WHERE id = ?",
            (
                sign_in.customer,
                sign_in.id,
                sign_in.expires,
                self._sealer.seal(kept, name, sign_in.customer),
                int(self._clock()),
                name,
            ),
        )

    def _close(self, db: sqlite3.Connection, row: sqlite3.Row) -> None:
        """Nobody resumes this conversation any more, and its sign-in is used up."""
        self._end_sign_in(db, row)
        db.execute(
            "UPDATE conversations SET selector = NULL, verifier = NULL WHERE id = ?", (row["id"],)
        )

    def _end_sign_in(self, db: sqlite3.Connection, row: sqlite3.Row) -> None:
        db.execute(
            "UPDATE conversations SET ends = 0, sealed = NULL"
            " WHERE id = ? AND customer IS NOT NULL",
            (row["id"],),
        )
        if row["sign_in"]:
            until = int(self._clock()) + MAX_LIFETIME_SECONDS + 2 * SKEW_SECONDS
            db.execute(
                "INSERT OR REPLACE INTO ended_sign_ins (id, until) VALUES (?, ?)",
                (row["sign_in"], until),
            )

    def _speaker(self, row: sqlite3.Row) -> Speaker:
        return speaker(row["id"], row["customer"], row["ends"], self._clock())


def new_id() -> str:
    """A conversation id: 160 random bits, which Rasa's stores and URLs take as they are."""
    return f"c-{secrets.token_hex(20)}"


def _new_secret(db: sqlite3.Connection, name: str) -> str:
    """A new secret for the conversation, in place of any it had: ``selector.verifier``."""
    selector, verifier = secrets.token_urlsafe(16), secrets.token_urlsafe(32)
    db.execute(
        "UPDATE conversations SET selector = ?, verifier = ? WHERE id = ?",
        (selector, _digest(verifier), name),
    )
    return f"{selector}.{verifier}"


def _find(db: sqlite3.Connection, secret: object) -> sqlite3.Row | None:
    """The index finds by the selector; the half that matters is compared in constant time."""
    match = _SECRET.fullmatch(secret) if isinstance(secret, str) else None
    if match is None:
        return None
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM conversations WHERE selector = ?", (match[1],)
    ).fetchone()
    kept = row["verifier"] if row is not None else b"\0" * 32
    return row if hmac.compare_digest(kept, _digest(match[2])) else None


def _row(db: sqlite3.Connection, name: str) -> sqlite3.Row:
    row: sqlite3.Row = db.execute("SELECT * FROM conversations WHERE id = ?", (name,)).fetchone()
    return row


def _ended(db: sqlite3.Connection, sign_in_id: str) -> bool:
    found = db.execute("SELECT 1 FROM ended_sign_ins WHERE id = ?", (sign_in_id,)).fetchone()
    return found is not None


def _digest(verifier: str) -> bytes:
    return hashlib.sha256(verifier.encode()).digest()
