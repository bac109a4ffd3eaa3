"""An SQLite tracker store whose turn does not cost 30 ms.

SQLAlchemy opens an SQLite file anew for each session (NullPool), and the default journal
syncs twice a commit. A pool, a write-ahead log and ``synchronous=NORMAL`` (safe against a
crash of the process; a power cut may lose the last turns, never the file) take 4 ms.

Nor does it keep a message in which the understanding alone recognised a secret: the channel
masks what a pattern can find, and "the word i log in with is bluewhale" has none.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import QueuePool

from rasa_hooks.install import install
from shield import MASK, MASKED_KIND

_SECRET = "secret_shared"  # noqa: S105 - the intent

_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "busy_timeout=3000",
    "secure_delete=ON",  # what is erased later leaves no copy in a page that was moved before
)


class SQLiteTrackerStore(SQLTrackerStore):
    """``tracker_store.type: rasa_hooks.tracker_store.SQLiteTrackerStore``, ``db``: the file."""

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        db: str = ".saldo/tracker.db",
        **kwargs: Any,
    ) -> None:
        """Open (and create) the file ``db``. ``host`` is Rasa's ``url`` and not used."""
        install()
        Path(db).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain, dialect="sqlite", db=db, event_broker=event_broker, **kwargs)
        self.engine: Engine = pooled_engine(db)
        self.sessionmaker = sessionmaker(bind=self.engine)

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Keep the conversation, without the text of a message that tells a secret."""
        for event in tracker.events:
            if isinstance(event, UserUttered) and _tells_a_secret(event):
                _forget_its_text(event)
        await super().save(tracker)


def _tells_a_secret(event: UserUttered) -> bool:
    """Whether it does, and no channel has taken it out: what it left may be read on."""
    return event.intent_name == _SECRET and MASKED_KIND not in event.metadata


def _forget_its_text(event: UserUttered) -> None:
    event.text = MASK
    # What was found in the text may be the secret, or tell how long it is.
    event.entities = [each for each in event.entities if "start" not in each]
    event.parse_data = {**event.parse_data, "text": MASK, "entities": event.entities}
    event.parse_data.pop("text_tokens", None)


def pooled_engine(db: str) -> Engine:
    """An engine that keeps its connections to the file ``db`` open."""
    engine = sa.create_engine(
        f"sqlite:///{db}", poolclass=QueuePool, connect_args={"check_same_thread": False}
    )

    @sa.event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    return engine
