"""Messages as words alone, and how near two of them are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, NamedTuple

from nlu.yml import read_yaml

NEAR = 0.8
"""Cosine of letter 3-5-grams from which a message counts as a copy of another."""

_NO_WORD = re.compile(
    r"\[[a-z_ ]{1,20}\]|(?<!\w)(?=[^\W\d]{0,40}\d)\w{16,}"
)  # a placeholder, an id


class Known(NamedTuple):
    """A message that stands in a file of the project."""

    text: str
    language: str | None
    intent: str | None
    path: Path


def bare(text: str) -> str:
    """Lower-case letters only: another amount, id, sign or placeholder makes no new message."""
    return " ".join(re.findall(r"[^\W\d_]+", _NO_WORD.sub(" ", text).lower()))


def nearest(new: list[str], known: list[str]) -> list[tuple[float, int]]:
    """For each of ``new``: how near (0 to 1) the nearest of ``known`` is, and its place.

    (0.0, -1) where there is nothing to compare. Messages without a letter compare as they are.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    if not new or not known:
        return [(0.0, -1)] * len(new)
    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    vectors = grams.fit_transform([bare(text) or text for text in known])
    cosines = grams.transform([bare(text) or text for text in new]) @ vectors.T
    found = []
    for row in cosines:
        best = int(row.toarray()[0].argmax())
        found.append((float(row[0, best]), best))
    return found


def training_messages(root: Path) -> list[Known]:
    """Every line of ``data/nlu``."""
    return [
        known
        for path in sorted((root / "data" / "nlu").glob("*/*.yml"))
        for known in _examples(path, path.parent.name)
    ]


def frozen_messages(root: Path) -> list[Known]:
    """Every message of ``tests/nlu``, whatever its file looks like: never to be trained on."""
    found = []
    for path in sorted((root / "tests" / "nlu").rglob("*.yml")):
        found += [*_examples(path, None), *_texts(path)]
    return found


def _examples(path: Path, language: str | None) -> list[Known]:
    content = _content(path)
    blocks = content.get("nlu") if isinstance(content, dict) else None
    return [
        Known(line.strip().removeprefix("- ").strip(), language, str(block.get("intent")), path)
        for block in blocks or []
        for line in str(block.get("examples") or "").splitlines()
        if line.strip()
    ]


def _texts(path: Path) -> list[Known]:
    """The messages of a list of ``{text: ...}``, or of plain strings."""
    content = _content(path)
    rows = content if isinstance(content, list) else []
    texts = [row.get("text") if isinstance(row, dict) else row for row in rows]
    return [Known(text, None, None, path) for text in texts if isinstance(text, str)]


def _content(path: Path) -> Any:
    return read_yaml(path) or {}
