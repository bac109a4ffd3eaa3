"""Whether the labelled entries of a list may be learned; if not, a line for each reason."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from improve.fill import fill
from improve.redact import PLACEHOLDERS, leftovers, placeholders
from improve.words import NEAR, Known, frozen_messages, nearest, training_messages
from kept.lists import Entry
from shield import find_secrets

LANGUAGES = ("sv", "en")
SKIP = "skip"
_MASKS = {"masked", "maskerad"}


@dataclass(frozen=True)
class Lesson:
    """A message to learn. ``text``: as it is trained; ``before``: said before it, or None."""

    id: str
    language: str
    intent: str
    text: str
    before: str | None = None


@dataclass
class Checked:
    """``lessons`` is what may be learned if there are no ``errors``."""

    lessons: list[Lesson]
    errors: list[str]


def check(entries: Iterable[Entry], root: Path, name: str) -> Checked:
    """Every entry with a label that is neither ``skip`` nor learned already.

    ``name``: how the list is called in the error lines.
    """
    training, tested = training_messages(root), frozen_messages(root)
    intents = sorted({known.intent for known in training if known.intent})
    lessons, errors = [], []
    for entry in entries:
        label = _word(entry.get("label"))
        if not label or label == SKIP or entry.get("learned"):
            continue
        problems = _problems(entry, label, intents)
        errors += [f"{name}: {entry['id']}: {problem}" for problem in problems]
        if not problems:
            lessons.append(_lesson(entry, label))
    errors += [f"{name}: {line}" for line in _copies(lessons, training, tested, root)]
    return Checked(lessons, errors)


def _problems(entry: Entry, label: str, intents: list[str]) -> list[str]:
    language, text = _word(entry.get("language")), wanted(entry)
    problems = []
    if label not in intents:
        close = difflib.get_close_matches(label, intents, n=2, cutoff=0.5)
        hint = f"did you mean {' or '.join(close)}?" if close else "data/nlu/README.md lists them."
        problems.append(f"there is no intent '{label}': {hint}")
    if language not in LANGUAGES:
        problems.append("language is missing: write sv or en.")
    if not any(c.isalpha() for c in text):
        problems.append("there is no word to learn: write other words in 'reword', or skip it.")
    problems += [
        f"still holds {_article(kind)} {kind.replace('_', ' ')}: "
        f"write [{kind}] in its place, in 'reword'."
        for kind in leftovers(text, language or None)
    ]
    unknown = [k for k in placeholders(text) if k not in PLACEHOLDERS | _MASKS]
    problems += [f"[{kind}] is no placeholder of a list." for kind in dict.fromkeys(unknown)]
    if not problems and find_secrets(fill(text, language, str(entry["id"])), asked_for_number=True):
        problems.append("reads like a secret once it is filled in: write other words in 'reword'.")
    return problems


def _lesson(entry: Entry, label: str) -> Lesson:
    language, name = _word(entry["language"]), str(entry["id"])
    before = _word(entry.get("before"))
    return Lesson(
        name,
        language,
        label,
        fill(wanted(entry), language, name),
        fill(before, language, f"{name} before") if before else None,
    )


def _copies(
    lessons: list[Lesson], training: list[Known], tested: list[Known], root: Path
) -> list[str]:
    lines = []
    texts = [lesson.text for lesson in lessons]
    for lesson, (near, at) in zip(lessons, nearest(texts, _texts(tested)), strict=True):
        if near >= NEAR:  # whoever writes training messages must not read those: only where
            path = tested[at].path.relative_to(root)
            lines.append(
                f"{lesson.id}: resembles a message of {path}, which nothing may learn: skip it."
            )
    for lesson, (near, at) in zip(lessons, nearest(texts, _texts(training)), strict=True):
        if near >= NEAR:
            other = training[at]
            lines.append(
                f"{lesson.id}: is {'' if near > 0.999 else 'nearly '}the same as "
                f"“{other.text}” of {other.path.relative_to(root)}: skip it."
            )
    for at, lesson in enumerate(lessons):
        near, which = nearest([lesson.text], texts[:at])[0]
        if near >= NEAR:
            lines.append(f"{lesson.id}: is nearly the same as {lessons[which].id}: skip one.")
    return lines


def _texts(messages: list[Known]) -> list[str]:
    return [message.text for message in messages]


def wanted(entry: Entry) -> str:
    """The words to learn, on one line: the reviewer's own, else the message's."""
    return " ".join(str(entry.get("reword") or entry.get("message") or "").split())


def _word(value: object) -> str:
    return str(value).strip() if isinstance(value, str) else ""


def _article(kind: str) -> str:
    return "an" if kind[0] in "aeio" else "a"
