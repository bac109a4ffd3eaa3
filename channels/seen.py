"""What a messenger has delivered already: each event is taken once, whoever sends it again.

Messengers repeat an event until it is acknowledged, and an attacker may replay one that was
signed. The claims lie in the identity file, so that a restart or a second process on this
machine knows them too. Only hashes are kept, for as long as they matter.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Mapping

from identity.database import Database
from identity.setup import DEFAULT_DB

KEEP_SECONDS = 3600
"""Longer than any window in which an event is signed for or delivered again."""
MOST_KEPT = 200_000

_TABLE = """
CREATE TABLE IF NOT EXISTS seen_events (event BLOB PRIMARY KEY, until INTEGER NOT NULL)
"""
_INDEX = "CREATE INDEX IF NOT EXISTS seen_events_by_until ON seen_events (until)"


class Seen:
    """The claims of one channel. ``clock`` gives Unix seconds. Nothing is opened here."""

    def __init__(
        self,
        channel: str,
        database: Database,
        clock: Callable[[], float] = time.time,
        most: int = MOST_KEPT,
    ) -> None:
        self._channel = channel
        self._database = database
        self._clock = clock
        self._most = most
        self._ready = False

    def claim(self, *key: str, seconds: int = KEEP_SECONDS) -> bool:
        """Whether ``key`` comes for the first time in its last ``seconds``.

        Exactly one of any number of callers is told True. Raises StoreUnavailable: then
        nothing is taken, and the messenger delivers again.
        """
        return self.claim_all(key, seconds=seconds)

    def claim_all(self, *keys: tuple[str, ...], seconds: int = KEEP_SECONDS) -> bool:
        """Whether none of several names of one thing came before; all are taken, or none is
        (StoreUnavailable)."""
        now = int(self._clock())
        rows = [(self._hash(key), now + seconds) for key in keys]
        with self._database.transaction() as db:
            if not self._ready:
                db.execute(_TABLE)
                db.execute(_INDEX)
            db.execute("DELETE FROM seen_events WHERE until <= ?", (now,))
            sql = "INSERT OR IGNORE INTO seen_events (event, until) VALUES (?, ?)"
            taken = [db.execute(sql, row).rowcount for row in rows]
            (count,) = db.execute("SELECT COUNT(*) FROM seen_events").fetchone()
            if count > self._most:
                db.execute(
                    "DELETE FROM seen_events WHERE event IN"
                    " (SELECT event FROM seen_events ORDER BY until LIMIT ?)",
                    (count - self._most,),
                )
        self._ready = True
        return all(taken)

    def _hash(self, key: tuple[str, ...]) -> bytes:
        return hashlib.sha256(repr((self._channel, key)).encode()).digest()


def seen_events(channel: str, environ: Mapping[str, str] | None = None) -> Seen:
    """The claims of ``channel`` in the identity file of the environment."""
    env = os.environ if environ is None else environ
    return Seen(channel, Database(env.get("SALDO_IDENTITY_DB") or DEFAULT_DB))
