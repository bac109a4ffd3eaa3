"""The review list: from stored conversations to entries that a person can label."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from improve.reasons import LOW_CONFIDENCE, WEIGHTS, Flagged, flagged, telling
from improve.redact import redact
from improve.turns import FALLBACK, Turn, sessions
from improve.words import bare, training_messages
from kept.lists import Entry, digest, lists_in, read_list, sources
from kept.store import Store

WRITTEN = ("label", "reword", "comment")
"""What a person writes into an entry; ``language`` too, where it was empty or wrong."""
_MOST_SHOWN = 160
_TURNS_SHOWN = 2


@dataclass
class _Seen:
    """One message, however many customers wrote it."""

    entry: Entry = field(default_factory=dict)
    days: dict[str, str] = field(default_factory=dict)  # digest of a conversation -> its last
    reasons: set[str] = field(default_factory=set)
    weight: float = 0.0
    times: int = 0


@dataclass(frozen=True)
class Reviewer:
    """Reads conversations for :func:`review`. ``known``: words that are no names."""

    known: frozenset[str]
    low: float = LOW_CONFIDENCE

    def collect(self, stores: Iterable[Store]) -> list[Entry]:
        """An entry for each different message that gives a reason, most telling first."""
        seen: dict[str, _Seen] = {}
        for store in stores:
            owners = store.owners()
            for conversation in store.conversations():
                hide = (conversation, *owners.get(conversation, ()))
                for session in sessions(store.events(conversation)):
                    for one in flagged(session, self.low):
                        self._add(seen, one, session, digest(conversation), hide)
        ordered = sorted(
            seen.values(), key=lambda s: (-telling(s.weight, s.times), str(s.entry["id"]))
        )
        return [_finished(one) for one in ordered]

    def _add(
        self,
        seen: dict[str, _Seen],
        one: Flagged,
        session: list[Turn],
        source: str,
        hide: tuple[str, ...],
    ) -> None:
        turn = one.turn
        message = redact(turn.text, turn.language, self.known, *hide)
        name = entry_id(message)
        day = datetime.fromtimestamp(turn.time).date().isoformat()
        known = seen.setdefault(name, _Seen())
        if one.weight > known.weight:  # the most telling time stands for all
            known.entry = self._entry(name, message, one, session, hide)
            known.weight = one.weight
        known.reasons |= one.reasons
        known.times += 1
        known.days[source] = max(day, known.days.get(source, day))

    def _entry(
        self, name: str, message: str, one: Flagged, session: list[Turn], hide: tuple[str, ...]
    ) -> Entry:
        turn = one.turn
        others = [(n, c) for n, c in turn.ranking if n != turn.intent]
        earlier = [t for t in session[: one.place] if not t.pressed]
        before = redact(earlier[-1].text, turn.language, self.known, *hide) if earlier else None
        return {
            "id": name,
            "message": message,
            "before": before,
            "understood": f"{turn.intent} {turn.confidence:.2f}",
            "alternatives": ", ".join(f"{n} {c:.2f}" for n, c in others[:2]),
            "next": list(self._next(one.place, session, hide)),
            "language": turn.heard or (None if turn.foreign else turn.language),
        }

    def _next(self, place: int, session: list[Turn], hide: tuple[str, ...]) -> Iterator[str]:
        """What the bot did with it, and how the customer took it."""
        yield _answer(session[place])
        for after in session[place + 1 : place + 1 + _TURNS_SHOWN]:
            how = "pressed" if after.pressed else "wrote"
            text = redact(after.text, after.language, self.known, *hide)[:_MOST_SHOWN]
            yield f"customer {how}: {text} ({after.intent})"
            yield _answer(after)


def review(
    stores: Iterable[Store], folder: Path, today: date, reviewer: Reviewer, root: Path
) -> tuple[Path, list[Entry], int]:
    """Today's list in ``folder``, its entries, and how many of them are new. Writes nothing.

    What a person wrote into today's list stays. What is labelled in an earlier list, or
    stands in the training messages already, is not asked again.
    """
    path = folder / f"{today.isoformat()}.yml"
    current = {entry["id"]: entry for entry in read_list(path)} if path.is_file() else {}
    settled = {
        entry["id"]
        for earlier in lists_in(folder)
        if earlier != path
        for entry in read_list(earlier)
        if entry.get("label") or entry.get("learned")
    }
    settled |= {entry_id(known.text) for known in training_messages(root)}
    entries = []
    for entry in reviewer.collect(stores):
        before = current.pop(str(entry["id"]), None)
        if before is not None:
            entries.append(_kept(entry, before))
        elif entry["id"] not in settled:
            entries.append(entry)
    new = sum(1 for entry in entries if not any(entry[key] for key in WRITTEN))
    # Conversations that are gone: their entries go with the retention period, not before.
    return path, [*entries, *current.values()], new


def entry_id(message: str) -> str:
    """The same for the same words, whatever the case, signs, amounts and ids."""
    key = bare(message) or message.casefold()
    return f"m-{hashlib.sha256(key.encode()).hexdigest()[:10]}"


def _kept(entry: Entry, before: Entry) -> Entry:
    """The entry as it is now, with what a person wrote before."""
    written = {key: before.get(key) for key in WRITTEN}
    written["language"] = before.get("language") or entry["language"]
    extra = {"learned": before["learned"]} if before.get("learned") else {}
    return {**entry, "from": {**sources(before), **sources(entry)}, **written, **extra}


def _finished(one: _Seen) -> Entry:
    reasons = sorted(one.reasons, key=lambda reason: (-WEIGHTS[reason], reason))
    entry = {**one.entry}
    language = entry.pop("language")
    return {
        **entry,
        "why": ", ".join(reasons),
        "times": one.times,
        "from": one.days,
        "label": None,
        "language": language,
        "reword": None,
        "comment": None,
    }


def _answer(turn: Turn) -> str:
    said = ", ".join(dict.fromkeys(name for name in turn.said if name)) or "nothing of its own"
    done = ", ".join(turn.actions) or "nothing"
    outcome = f", outcome {turn.outcome}" if turn.outcome else ""
    asked = " (it asked what was meant)" if turn.intent == FALLBACK else ""
    return f"bot: {done}{asked}; said {said}{outcome}"
