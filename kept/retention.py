"""How long conversations are kept, and the erasing of older ones.

``SALDO_RETENTION_DAYS``: whole days, 30 unless it is set. ``make run`` applies it at its start
and once a day; ``make retention`` does it now, for cron where the bot runs in another way.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import datetime

from kept.lists import drop_before
from kept.owners import OwnerTable
from kept.places import Places
from kept.shown import Shown
from kept.store import Erased, Store

VARIABLE = "SALDO_RETENTION_DAYS"
DEFAULT_DAYS = 30
_MOST_DAYS = 3650
DAY_SECONDS = 86_400


class RetentionError(ValueError):
    """The period is no period; the message is one line."""


def retention_days(environ: Mapping[str, str]) -> int:
    """The period in days. Raises RetentionError."""
    value = environ.get(VARIABLE) or str(DEFAULT_DAYS)
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= _MOST_DAYS:
        raise RetentionError(
            f"SALDO_RETENTION_DAYS must be a whole number of days from 1 to {_MOST_DAYS},"
            f" not '{value}'."
        )
    return int(value)


def apply(places: Places, days: int, *, rewrite: bool, now: float | None = None) -> list[str]:
    """Erase what is older than ``days``; one line for each place where something went.

    ``rewrite``: write the files anew, too (see :meth:`kept.store.Store.compact`). Raises
    StoreError or ListError where a file can't be read or written.
    """
    before = (time.time() if now is None else now) - days * DAY_SECONDS
    lines = []
    for path in places.trackers:
        store = Store(path)
        erased = store.purge(before)
        if erased.events:
            store.compact(rewrite=rewrite)
            lines.append(f"{path}: {told(erased)} older than {days} days erased")
    for path in places.owners:
        owners = OwnerTable(path)
        gone = owners.purge(before)
        owners.close()
        if gone:
            noun = "owner" if gone == 1 else "owners"
            lines.append(f"{path}: {gone} {noun} of conversations older than {days} days erased")
    for path in places.shown:
        if gone := Shown(path).purge(before):
            lines.append(f"{path}: {gone} shown messages older than {days} days erased")
    # By the day in local time, as `make review` writes it.
    entries = drop_before(places.lists, datetime.fromtimestamp(before).date().isoformat())
    if entries:
        lines.append(f"{places.lists}: {entries} entries older than {days} days erased")
    return lines


def told(erased: Erased) -> str:
    """How much went, in words."""
    noun = "conversation" if erased.conversations == 1 else "conversations"
    return f"{erased.events} events of {erased.conversations} {noun}"
