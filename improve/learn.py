"""From labels to training messages and tests: all of it, or nothing.

Everything new is written into ``review/.learning`` first, with a list of where it belongs.
Then each file is moved to its place. Whoever is interrupted in between finishes the moves at
the next start (``finish_interrupted``); before the list is there, nothing has happened.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import defaultdict
from datetime import date
from pathlib import Path

import yaml

from improve.check import SKIP, Lesson, check
from improve.training import training_file, with_messages
from kept.lists import ListError, list_text, read_list
from kept.places import LISTS

TESTS = Path("tests") / "conversations" / "learned.yml"
_STAGING = ".learning"
_ORDER = "moves.json"
_REPLIES = frozenset({"affirm", "deny", "inform", "dont_know"})
_TESTS_HEAD = """\
# Messages that were misunderstood once, and what they mean. `make learn` writes them;
# test_learned.py says them to the started bot. `before`: what was said first, where the
# message is a reply.
"""


def learn(path: Path, root: Path, today: date) -> list[str]:
    """Learn the labels of the list ``path``; lines that tell what was done.

    Raises ListError with a line for each entry that is refused; then nothing was written.
    """
    name = os.path.relpath(path.resolve(), root.resolve())
    entries = read_list(path)
    checked = check(entries, root, name)
    if checked.errors:
        raise ListError("\n".join([*checked.errors, "Nothing was learned."]))
    lessons = checked.lessons
    if not lessons:
        skipped = sum(1 for entry in entries if entry.get("label") == SKIP)
        return [f"{name}: no label to learn ({skipped} to skip of {len(entries)} messages)."]
    changes = _training(lessons, root)
    changes[root / TESTS] = _tests(lessons, root / TESTS)
    learned = {lesson.id for lesson in lessons}
    changes[path] = list_text(
        {**entry, "learned": today.isoformat()} if entry["id"] in learned else entry
        for entry in entries
    )
    replace_all(changes, root)
    return [
        *(
            f"{training_file(root, one.language, one.intent).relative_to(root)}: {one.text}"
            for one in lessons
        ),
        f"{TESTS}: {len(lessons)} more",
        "Now: make train, make test-nlu test-conversations; then commit.",
    ]


def _training(lessons: list[Lesson], root: Path) -> dict[Path, str]:
    by_file: dict[tuple[Path, str], list[str]] = defaultdict(list)
    for one in lessons:
        by_file[training_file(root, one.language, one.intent), one.intent].append(one.text)
    changes = {}
    for (path, intent), messages in by_file.items():
        if not path.is_file():
            raise ListError(f"{path.relative_to(root)} does not exist: begin it by hand.")
        content = path.read_text(encoding="utf-8")
        changes[path] = with_messages(content, intent, messages, path.relative_to(root))
    return changes


def _tests(lessons: list[Lesson], path: Path) -> str:
    content = path.read_text(encoding="utf-8") if path.is_file() else _TESTS_HEAD
    entries = [
        {
            "id": one.id,
            "language": one.language,
            **({"before": one.before} if one.before and one.intent in _REPLIES else {}),
            "message": one.text,
            "intent": one.intent,
        }
        for one in lessons
    ]
    added = [
        yaml.safe_dump([entry], allow_unicode=True, sort_keys=False, width=10_000)
        for entry in entries
    ]
    return "\n".join([content.rstrip("\n"), "", *added])


def replace_all(changes: dict[Path, str], root: Path) -> None:
    """Write every file, or none."""
    staging = root / LISTS / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(mode=0o700, parents=True)
    moves = {}
    for number, (path, content) in enumerate(changes.items()):
        staged = staging / str(number)
        if path.exists():
            shutil.copymode(path, _touched(staged))
        _write(staged, content)
        moves[staged.name] = os.path.relpath(path.resolve(), root.resolve())
    partial = staging / f"{_ORDER}.part"
    _write(partial, json.dumps(moves))
    os.replace(partial, staging / _ORDER)
    finish_interrupted(root)


def finish_interrupted(root: Path) -> None:
    """Make the moves that an earlier ``replace_all`` decided on and did not end."""
    staging = root / LISTS / _STAGING
    order = staging / _ORDER
    if order.is_file():
        for name, target in json.loads(order.read_text(encoding="utf-8")).items():
            staged = staging / name
            if staged.exists():
                os.replace(staged, root / target)
    shutil.rmtree(staging, ignore_errors=True)


def _touched(path: Path) -> Path:
    path.touch()
    return path


def _write(path: Path, content: str) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
