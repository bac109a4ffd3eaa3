"""Messenger accounts: a conversation for each user, and a customer once they have linked.

A signed-in customer makes a one-time code in the help centre and sends it to the bot in a
direct message. The code is good for ten minutes and once; wrong, used and expired codes are
told alike. Guessing is held back for each user, and for all users of a channel together.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import time
import unicodedata
from collections.abc import Callable

from identity.conversations import SEEN_SECONDS, new_id
from identity.database import Database
from identity.ports import Grant, LinkResult, Links, TooManyCodes, Unlinked
from identity.sealing import Sealer
from identity.speaker import Speaker, Subject, speaker

__all__ = ["Grant", "LinkResult", "Links", "SQLiteLinks", "TooManyCodes", "Unlinked"]

CODE_SECONDS = 600
_ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # nothing that reads like something else
_CODE_LENGTH = 10  # 49 bits
_MOST_USER_TRIES = 5
_MOST_CHANNEL_MISSES = 60
_TRY_SECONDS = 900
_MOST_CODES = 5  # of one customer, in CODE_SECONDS
_COUNTED_SECONDS = max(_TRY_SECONDS, CODE_SECONDS)


class SQLiteLinks:
    """:class:`Links` in a SQLite file. ``key`` (the identity key) hashes the codes."""

    def __init__(
        self,
        database: Database,
        sealer: Sealer,
        key: str,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._key = key.encode()
        self._clock = clock

    def make_code(self, customer: str, grant: Grant | None) -> str:
        code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
        now, hashed = int(self._clock()), self._hash(code)
        sealed = grant and self._sealer.seal(
            {"token": grant.token, "region": grant.region}, "code", customer
        )
        with self._database.transaction() as db:
            scope = f"code {customer}"
            if _tries(db, scope, now - CODE_SECONDS) >= _MOST_CODES:
                raise TooManyCodes
            _note(db, scope, now)
            db.execute("DELETE FROM link_codes WHERE customer = ? OR expires <= ?", (customer, now))
            db.execute(
                "INSERT INTO link_codes (code, customer, sealed, ends, expires)"
                " VALUES (?, ?, ?, ?, ?)",
                (hashed, customer, sealed, grant.ends if grant else None, now + CODE_SECONDS),
            )
        return f"{code[:5]}-{code[5:]}"

    def redeem(self, channel: str, external: str, code: str) -> LinkResult:
        now, hashed = int(self._clock()), self._hash(code)
        user, everybody = f"try {channel} {external}", f"miss {channel}"
        with self._database.transaction() as db:
            _prune(db, now - _COUNTED_SECONDS)
            since = now - _TRY_SECONDS
            if (
                _tries(db, user, since) >= _MOST_USER_TRIES
                or _tries(db, everybody, since) >= _MOST_CHANNEL_MISSES
            ):
                return LinkResult.TOO_MANY_TRIES
            _note(db, user, now)
            found = db.execute(
                "SELECT * FROM link_codes WHERE code = ? AND expires > ?", (hashed, now)
            ).fetchone()
            if found is None:
                _note(db, everybody, now)
                return LinkResult.NOT_VALID
            db.execute("DELETE FROM link_codes WHERE code = ?", (hashed,))
            db.execute("DELETE FROM attempts WHERE scope = ?", (user,))
            self._link(db, channel, external, found)
            return LinkResult.LINKED

    def speaker(self, channel: str, external: str) -> Speaker:
        with self._database.reading() as db:
            row = _known(db, channel, external)
        if row is None or self._clock() - row["seen"] >= SEEN_SECONDS:
            with self._database.transaction() as db:
                row = self._row(db, channel, external)
        return speaker(row["conversation"], row["customer"], row["ends"], self._clock())

    def unlink(self, channel: str, external: str) -> Unlinked | None:
        with self._database.transaction() as db:
            return self._unlink(db, self._row(db, channel, external))

    def unlink_customer(self, customer: str) -> list[Unlinked]:
        with self._database.transaction() as db:
            db.execute("DELETE FROM link_codes WHERE customer = ?", (customer,))
            rows = db.execute("SELECT * FROM links WHERE customer = ?", (customer,)).fetchall()
            return [done for row in rows if (done := self._unlink(db, row))]

    def linked(self, customer: str) -> list[tuple[str, str]]:
        with self._database.reading() as db:
            rows = db.execute(
                "SELECT channel, external FROM links WHERE customer = ? ORDER BY linked",
                (customer,),
            )
            return [(row["channel"], row["external"]) for row in rows]

    def subject(self, conversation: str, customer: str) -> Subject | None:
        with self._database.reading() as db:
            row = db.execute(
                "SELECT * FROM links WHERE conversation = ?", (conversation,)
            ).fetchone()
        if row is None:
            return None
        now = speaker(conversation, row["customer"], row["ends"], self._clock())
        kept = self._sealer.open(row["sealed"], conversation, customer)
        if now.customer != customer or kept is None:
            return None
        token = kept["token"]
        return Subject(customer, token, True, _grant_id(token), kept.get("region"))

    def end(self, conversation: str, grant_id: str) -> None:
        with self._database.transaction() as db:
            row = db.execute(
                "SELECT * FROM links WHERE conversation = ?", (conversation,)
            ).fetchone()
            kept = row and self._sealer.open(row["sealed"], conversation, row["customer"] or "")
            if kept and _grant_id(kept["token"]) == grant_id:  # else it was linked again
                db.execute(
                    "UPDATE links SET ends = 0, sealed = NULL WHERE conversation = ?",
                    (conversation,),
                )

    def purge(self, before: float) -> list[str]:
        which = "customer IS NULL AND seen < ?"
        with self._database.transaction() as db:
            rows = db.execute(f"SELECT conversation FROM links WHERE {which}", (int(before),))  # noqa: S608
            ids = [row["conversation"] for row in rows]
            db.execute(f"DELETE FROM links WHERE {which}", (int(before),))  # noqa: S608
            now = int(self._clock())
            db.execute("DELETE FROM link_codes WHERE expires <= ?", (now,))
            _prune(db, now - _COUNTED_SECONDS)
        return ids

    def forget_tries(self, customer: str) -> int:
        """Erase the customer's code, and what is counted under their name or that of their
        messenger accounts; how many rows. Call it before they are unlinked."""
        scopes = [f"code {customer}", *(f"try {c} {user}" for c, user in self.linked(customer))]
        with self._database.transaction() as db:
            gone = db.execute("DELETE FROM link_codes WHERE customer = ?", (customer,)).rowcount
            for scope in scopes:
                gone += db.execute("DELETE FROM attempts WHERE scope = ?", (scope,)).rowcount
        return gone

    def _link(self, db: sqlite3.Connection, channel: str, external: str, code: sqlite3.Row) -> None:
        customer, now = code["customer"], int(self._clock())
        row = self._row(db, channel, external)
        conversation = row["conversation"]
        if row["customer"] not in (None, customer):
            conversation = new_id()
        kept = self._sealer.open(code["sealed"], "code", customer)
        sealed = kept and self._sealer.seal(kept, conversation, customer)
        db.execute(
            "UPDATE links SET conversation = ?, customer = ?, ends = ?, sealed = ?, linked = ?,"
            " seen = ? WHERE channel = ? AND external = ?",
            (conversation, customer, code["ends"], sealed, now, now, channel, external),
        )

    def _unlink(self, db: sqlite3.Connection, row: sqlite3.Row) -> Unlinked | None:
        if row["customer"] is None:
            return None
        kept = self._sealer.open(row["sealed"], row["conversation"], row["customer"])
        db.execute(
            "UPDATE links SET conversation = ?, customer = NULL, ends = NULL, sealed = NULL,"
            " linked = NULL WHERE channel = ? AND external = ?",
            (new_id(), row["channel"], row["external"]),
        )
        return Unlinked(
            row["channel"], row["external"], row["conversation"], kept and kept["token"]
        )

    def _row(self, db: sqlite3.Connection, channel: str, external: str) -> sqlite3.Row:
        now = int(self._clock())
        db.execute(
            "INSERT INTO links (channel, external, conversation, seen) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (channel, external) DO UPDATE SET seen = excluded.seen",
            (channel, external, new_id(), now),
        )
        row = _known(db, channel, external)
        assert row is not None
        return row

    def _hash(self, code: str) -> bytes:
        folded = unicodedata.normalize("NFKC", code[:64]).upper()
        letters = "".join(c for c in folded if c.isalnum())
        return hmac.new(self._key, b"saldo link code " + letters.encode(), hashlib.sha256).digest()


def _known(db: sqlite3.Connection, channel: str, external: str) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        "SELECT * FROM links WHERE channel = ? AND external = ?", (channel, external)
    ).fetchone()
    return row


def _grant_id(token: str) -> str:
    return hashlib.sha256(f"saldo grant {token}".encode()).hexdigest()[:32]


def _tries(db: sqlite3.Connection, scope: str, since: int) -> int:
    counted = db.execute(
        "SELECT COUNT(*) FROM attempts WHERE scope = ? AND at > ?", (scope, since)
    ).fetchone()
    return int(counted[0])


def _note(db: sqlite3.Connection, scope: str, now: int) -> None:
    db.execute("INSERT INTO attempts (scope, at) VALUES (?, ?)", (scope, now))


def _prune(db: sqlite3.Connection, before: int) -> None:
    db.execute("DELETE FROM attempts WHERE at <= ?", (before,))
