"""All that is kept of one customer: given out, or erased."""

from __future__ import annotations

import difflib
import time
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, Protocol

from identity import METADATA_KEY
from kept.lists import digest, drop_conversations, entries_of
from kept.places import Places
from kept.retention import told
from kept.shown import Shown
from kept.store import Store

# A turn that is being answered writes its conversation back when it ends, erased or not.
_TURN_SECONDS = 7.0
_SIGNED = "[signed]"


class Holder(Protocol):
    """Another store that keeps something of customers, as a table of who owns what."""

    def conversations(self, customer: str) -> list[str]:
        """The ids of the customer's conversations that it knows."""

    def export(self, customer: str) -> Any:
        """What it keeps of the customer, as JSON can hold it; None for nothing."""

    def forget(self, customer: str) -> str:
        """Erase that; a line that says what went, or ""."""


class UnknownCustomer(Exception):
    """Nothing is kept of this customer; the message is one line."""


def export(places: Places, customer: str, holders: Sequence[Holder] = ()) -> dict[str, Any]:
    """Everything that is kept of the customer's conversations, as JSON can hold it.

    Signed statements are replaced: they are credentials, not the customer's words. A
    conversation in which somebody else signed in too is left out and named in ``left_out``.
    Raises UnknownCustomer, StoreError, ListError.
    """
    found = _of_customer(places, customer, holders)
    conversations, left_out = [], []
    for path, ids in found.items():
        store = Store(path)
        owners = store.owners()
        for one in ids:
            if owners.get(one, {customer}) == {customer}:
                conversations.append(_conversation(path, one, store.events(one)))
            else:
                left_out.append(one)
    whole = [digest(one["id"]) for one in conversations]
    return {
        "customer": customer,
        "exported": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "conversations": conversations,
        "left_out": left_out,
        "shown": [
            {"file": str(path), "messages": messages}
            for path in places.shown
            if (messages := Shown(path).export([one["id"] for one in conversations]))
        ],
        "review": entries_of(places.lists, whole),
        "others": [kept for holder in holders if (kept := holder.export(customer)) is not None],
    }


def forget(
    places: Places,
    customer: str,
    holders: Sequence[Holder] = (),
    *,
    turn_seconds: float = _TURN_SECONDS,
) -> list[str]:
    """Erase everything that is kept of the customer's conversations; a line for each place.

    Raises UnknownCustomer, StoreError, ListError.
    """
    found = _of_customer(places, customer, holders)
    ids = [one for some in found.values() for one in some]
    lines = []
    for path, some in found.items():
        store = Store(path)
        under_way = time.time() - store.last_event(some) < turn_seconds
        erased = store.erase(some)
        if under_way:
            time.sleep(turn_seconds)
            store.erase(some)
        store.compact()
        lines.append(f"{path}: {told(erased)} erased")
    known = {one for holder in holders for one in holder.conversations(customer)}
    for path in places.shown:
        if gone := Shown(path).forget(sorted({*ids, *known})):
            lines.append(f"{path}: {gone} shown messages erased")
    entries = drop_conversations(places.lists, [digest(one) for one in ids])
    if entries:
        lines.append(f"{places.lists}: {entries} entries erased")
    lines += [line for holder in holders if (line := holder.forget(customer))]
    return lines + [
        f"{path}: still names a conversation; it is written anew when the bot starts"
        for path in _still_named(places, ids)
    ]


def _of_customer(places: Places, customer: str, holders: Sequence[Holder]) -> dict[Path, list[str]]:
    """File -> the customer's conversations in it, by what they hold and what others know."""
    if not customer:
        raise UnknownCustomer("Name the customer: CUSTOMER=<name>.")
    found: dict[Path, list[str]] = {}
    others: set[str] = set()
    known = {one for holder in holders for one in holder.conversations(customer)}
    for path in places.trackers:
        store = Store(path)
        owners = store.owners()
        others.update(*owners.values())
        theirs = known | {one for one, names in owners.items() if customer in names}
        if ids := [one for one in store.conversations() if one in theirs]:
            found[path] = ids
    if not found and not any(holder.export(customer) is not None for holder in holders):
        close = difflib.get_close_matches(customer, sorted(others), n=3, cutoff=0.6)
        hint = f" Did you mean {' or '.join(close)}?" if close else ""
        raise UnknownCustomer(f"Nothing is kept of a customer '{customer}'.{hint}")
    return found


def _conversation(path: Path, name: str, events: list[dict[str, Any]]) -> dict[str, Any]:
    times = [float(event["timestamp"]) for event in events if event.get("timestamp")]
    return {
        "id": name,
        "file": str(path),
        "began": _iso(min(times, default=None)),
        "ended": _iso(max(times, default=None)),
        "messages": [
            {
                "at": _iso(event.get("timestamp")),
                "from": "customer" if event["event"] == "user" else "bot",
                "text": event.get("text"),
            }
            for event in events
            if event.get("event") in ("user", "bot")
        ],
        "events": [_without_signature(event) for event in events],
    }


def _iso(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")


def _without_signature(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            k: _SIGNED if k == METADATA_KEY else _without_signature(v) for k, v in value.items()
        }
    return [_without_signature(one) for one in value] if isinstance(value, list) else value


def _still_named(places: Places, ids: list[str]) -> list[Path]:
    """Files of the run folders in which an id still stands, byte for byte."""
    wanted = [one.encode() for one in ids]
    return [
        path
        for folder in places.folders
        for path in sorted(folder.glob("*"))
        if path.is_file() and any(one in path.read_bytes() for one in wanted)
    ]
