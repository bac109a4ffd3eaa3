"""What is learnt and what is asked: the project's own messages, BANKING77, CLINC150.

The public sets are read from a folder that the user names; README.md says how to fill it.
"""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bench.nlu.measures import Answer
from nlu.yml import read_yaml

ROOT = Path(__file__).resolve().parent.parent.parent
OUT_OF_SCOPE = "out_of_scope"
SHOTS = 10
Rows = list[tuple[str, str]]


class MissingData(Exception):
    """A file of a public data set is not where it should be; the text says which."""


@dataclass(frozen=True)
class DataSet:
    """(text, label) rows to learn from, and by name the ones to ask.

    ``files``: Rasa files to train on instead of ``train`` (the project's own).
    ``in_scope_only``: accuracy and F1 leave the out-of-scope messages to their own figures.
    """

    name: str
    train: Rows
    tests: dict[str, Rows] = field(default_factory=dict)
    files: Path | None = None
    in_scope_only: bool = False

    @property
    def labels(self) -> set[str]:
        return {label for _, label in self.train}

    def scored(self, answers: Sequence[Answer]) -> list[Answer]:
        """Those of which accuracy and F1 are taken."""
        return [a for a in answers if not (self.in_scope_only and a.wanted == OUT_OF_SCOPE)]


def rasa_examples(folder: Path) -> Rows:
    """(message, intent) of every file in Rasa's format in ``folder``."""
    return [
        (line.removeprefix("- ").strip(), str(block["intent"]))
        for path in sorted(folder.glob("*.yml"))
        for block in read_yaml(path)["nlu"]
        for line in block["examples"].splitlines()
        if line.strip()
    ]


def own() -> DataSet:
    """``data/nlu``, asked the frozen messages and the development set, a language at a time."""
    data = ROOT / "data" / "nlu"
    tests = {
        name: rasa_examples(ROOT / "tests" / "nlu" / folder / language)
        for folder, kind in ((".", ""), ("development", "development "))
        for language in ("en", "sv")
        if (name := f"{kind}{language}")
    }
    train = [row for language in ("en", "sv") for row in rasa_examples(data / language)]
    return DataSet("own", train, {name: rows for name, rows in tests.items() if rows}, data)


def banking77(data: Path) -> DataSet:
    """All 10,003 training messages of 77 intents; 3,080 to ask."""
    return DataSet("banking77", _csv(data, "train"), {"test": _csv(data, "test")})


def banking77_few(data: Path, draw: int) -> DataSet:
    """SHOTS messages an intent, drawn with the seed ``draw``; the same 3,080 to ask."""
    by_label: dict[str, list[str]] = {}
    for text, label in _csv(data, "train"):
        by_label.setdefault(label, []).append(text)
    dice = random.Random(draw)  # noqa: S311
    train = [
        (text, label) for label in sorted(by_label) for text in dice.sample(by_label[label], SHOTS)
    ]
    return DataSet(f"banking77-10shot-{draw}", train, {"test": _csv(data, "test")})


def clinc150(data: Path) -> DataSet:
    """100 messages for each of 150 intents and 100 out of scope; 4,500 and 1,000 to ask."""
    path = _existing(data, "data_full.json")
    parts = json.loads(path.read_text(encoding="utf-8"))
    train = [*_renamed(parts["train"]), *_renamed(parts["oos_train"])]
    test = [*_renamed(parts["test"]), *_renamed(parts["oos_test"])]
    return DataSet("clinc150", train, {"test": test}, in_scope_only=True)


def _renamed(rows: list[list[str]]) -> Iterator[tuple[str, str]]:
    """Rasa's word for it, so that a pipeline's own rule about foreign messages counts too."""
    return ((" ".join(text.split()), OUT_OF_SCOPE if i == "oos" else i) for text, i in rows)


def _csv(data: Path, part: str) -> Rows:
    with _existing(data, f"{part}.csv").open(encoding="utf-8", newline="") as file:
        return [(" ".join(row["text"].split()), row["category"]) for row in csv.DictReader(file)]


def _existing(data: Path, name: str) -> Path:
    path = data / name
    if not path.is_file():
        raise MissingData(f"{path} is missing: bench/nlu/README.md says where it comes from.")
    return path


def write_rasa(rows: Rows, path: Path) -> Path:
    """A training file in Rasa's format."""
    by_label: dict[str, list[str]] = {}
    for text, label in rows:
        by_label.setdefault(label, []).append(text)
    blocks = [
        {"intent": label, "examples": "".join(f"- {text}\n" for text in texts)}
        for label, texts in sorted(by_label.items())
    ]
    content = {"version": "3.1", "nlu": blocks}
    path.write_text(yaml.safe_dump(content, allow_unicode=True, width=10_000), encoding="utf-8")
    return path
