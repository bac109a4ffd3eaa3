"""Review lists: plain YAML files that a person edits, ``review/<date>.yml``.

A list holds redacted messages. Each names the conversations that it came from by a digest
(``from: {digest: day}``), so that erasing a conversation and the retention period reach it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Any

import yaml

Entry = dict[str, Any]
_AROUND = {"before", "next"}

HEADER = """\
# Messages that Saldo may have misunderstood, the most telling first. The texts are redacted.
#
#   label:    the intent that it should have been (data/nlu/README.md), or skip
#   reword:   other words to learn instead of the message, if those are too odd or too telling
#   comment:  whatever you like; it stays here
#   language: sv or en, where it is empty or wrong
#
# Then `make learn FILE=<this file>`. `make review` keeps what you wrote in these four.
"""


class ListError(Exception):
    """A review list can't be read; the message is one line."""


def digest(conversation: str) -> str:
    """What stands for a conversation in a list."""
    return hashlib.sha256(f"saldo review {conversation}".encode()).hexdigest()[:16]


def read_list(path: Path) -> list[Entry]:
    """The entries of a list. Raises ListError with the line where it can't be read."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError:
        raise ListError(f"{path} can't be read: check FILE.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "it is no UTF-8 text"
        raise ListError(
            f"{path}{line} is not YAML ({problem}): put quotes around the text."
        ) from None
    if content is None:
        return []
    if not isinstance(content, list) or not all(
        isinstance(one, dict) and isinstance(one.get("id"), str) for one in content
    ):
        raise ListError(f"{path} is no review list: a list of entries, each with an id.")
    return content


def list_text(entries: Iterable[Entry]) -> str:
    """The text of a list."""
    parts = [
        yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=10_000)
        .replace(": null\n", ":\n")
        .rstrip("\n")
        for entry in entries
    ]
    return "\n\n".join([HEADER.rstrip("\n"), *parts]) + "\n"


def write_list(path: Path, entries: Iterable[Entry]) -> None:
    """Write the list in one step; only its owner may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.part")
    partial.touch(mode=0o600)
    partial.write_text(list_text(entries), encoding="utf-8")
    os.replace(partial, path)


def lists_in(folder: Path) -> list[Path]:
    """The lists in ``folder``, the oldest first."""
    return sorted(folder.glob("[0-9]*.yml"))


def sources(entry: Entry) -> dict[str, str]:
    """Digest of a conversation -> the day of the message, as ISO date."""
    found = entry.get("from")
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def entries_of(folder: Path, digests: Collection[str]) -> list[Entry]:
    """The entries that came from conversations with these digests."""
    return [
        entry
        for path in lists_in(folder)
        for entry in read_list(path)
        if not set(digests).isdisjoint(sources(entry))
    ]


def drop_conversations(folder: Path, digests: Collection[str]) -> int:
    """Take conversations out of all lists; how many entries lost one.

    An entry that came from no other conversation goes; one that others wrote too stays, with
    nothing but their share of it.
    """
    return _drop(folder, lambda which, _day: which in digests)


def drop_before(folder: Path, day: str) -> int:
    """Take what was written before ``day`` (ISO date) out of all lists; how many entries."""
    return _drop(folder, lambda _which, when: when < day)


def _drop(folder: Path, gone: Callable[[str, str], bool]) -> int:
    changed = 0
    for path in lists_in(folder):
        entries, kept = read_list(path), []
        touched = 0
        for entry in entries:
            before = sources(entry)
            after = {which: day for which, day in before.items() if not gone(which, day)}
            if after == before:
                kept.append(entry)
                continue
            touched += 1
            if after:
                # What went before and came after may be the other's.
                kept.append({**entry, "from": after, **dict.fromkeys(_AROUND & set(entry))})
        if not touched:
            continue
        changed += touched
        if kept:
            write_list(path, kept)
        else:
            path.unlink()
    return changed
