"""The messages that are tested on and trained on, as their files hold them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import yaml

from bench.nlu.datasets import Rows, rasa_examples

HERE = Path(__file__).parent
DATA = HERE.parent.parent / "data" / "nlu"
LANGUAGES = ("en", "sv")


def which() -> str:
    """``frozen``, or ``development`` where SALDO_NLU_SET asks for it: see README.md."""
    return os.environ.get("SALDO_NLU_SET", "frozen")


def tested(language: str) -> Rows:
    """(message, intent) of the set that is scored; FileNotFoundError where there is none."""
    folder = HERE / language if which() == "frozen" else HERE / which() / language
    rows = rasa_examples(folder)
    if not rows:
        raise FileNotFoundError(f"no messages in {folder}")
    return rows


def frozen(language: str) -> Rows:
    """The messages that nobody tuned to."""
    return rasa_examples(HERE / language)


def development(language: str) -> Rows:
    """The messages that were looked at while the bot was made."""
    return rasa_examples(HERE / "development" / language)


def training(language: str) -> Rows:
    return rasa_examples(DATA / language)


def listed(*parts: str) -> list[dict[str, Any]]:
    """The rows of a plain list (``language/foreign.yml``); none where the file is missing."""
    path = HERE.joinpath(*parts)
    if not path.is_file():
        return []
    return list(yaml.safe_load(path.read_text(encoding="utf-8")) or [])


def annotated(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The messages with the entities (name, value) that must be found in them."""
    return [
        (row["text"], [(e["entity"], str(e["value"])) for e in row.get("entities") or []])
        for row in listed("entities", f"{language}.yml")
    ]
