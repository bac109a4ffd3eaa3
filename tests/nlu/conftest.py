"""The trained model's understanding, loaded once; trained first where there is no model."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
SECONDS_PER_TEST = 900  # the first one may wait for a training


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in Path(item.fspath).parents:
            item.add_marker(pytest.mark.timeout(SECONDS_PER_TEST))


def model_path() -> Path:
    """SALDO_MODEL, or the model of the present data (trained now if need be)."""
    if given := os.environ.get("SALDO_MODEL"):
        return Path(given)
    from launcher.training import ensure_model

    return ensure_model(os.environ)


@pytest.fixture(scope="session")
def understand() -> Callable[[str], dict[str, Any]]:
    """Text to what Rasa makes of it (intent, intent_ranking, entities), as a first message."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    path = model_path()
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog()  # else each message is printed as it is parsed
    agent = Agent.load(str(path))
    assert agent.is_ready(), f"{path} is no model"
    loop = asyncio.new_event_loop()
    known: dict[str, dict[str, Any]] = {}

    def parse(text: str) -> dict[str, Any]:
        if text not in known:
            known[text] = loop.run_until_complete(agent.parse_message(text))
        return known[text]

    return parse


NEAR = 0.8
"""Cosine of letter 3-5-grams from which a message counts as a copy of another."""


def bare(text: str) -> str:
    """Letters only, so that another amount or sign makes no new message."""
    return " ".join(re.findall(r"[^\W\d_]+", text.lower())) or text


def nearness(new: list[str], known: list[str]) -> list[tuple[float, str]]:
    """For each of ``new``, how near the nearest of ``known`` is, and which."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    grams = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    vectors = grams.fit_transform(map(bare, known))
    cosines = (grams.transform(map(bare, new)) @ vectors.T).toarray()
    best = cosines.argmax(axis=1)
    return [(float(cosines[i, j]), known[j]) for i, j in enumerate(best)]


def examples(folder: Path) -> list[tuple[str, str]]:
    """(message, intent) of every file in Rasa's format in ``folder``."""
    return [
        (line.removeprefix("- ").strip(), str(block["intent"]))
        for path in sorted(folder.glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in block["examples"].splitlines()
        if line.strip()
    ]


@pytest.fixture(scope="session")
def frozen() -> Callable[[str], list[tuple[str, str]]]:
    """The frozen messages of one language: never trained on, never edited to pass."""
    return lambda language: examples(HERE / language)


@pytest.fixture(scope="session")
def unseen() -> Callable[[str], list[tuple[str, str]]]:
    """The frozen messages without those that resemble a training message: what is scored."""

    def read(language: str) -> list[tuple[str, str]]:
        known = [text for text, _ in examples(Path("data/nlu") / language)]
        rows = examples(HERE / language)
        closeness = nearness([text for text, _ in rows], known)
        return [row for row, (near, _) in zip(rows, closeness, strict=True) if near < NEAR]

    return cache(read)


@pytest.fixture(scope="session")
def training() -> Callable[[str], list[tuple[str, str]]]:
    """The training messages of one language."""
    return lambda language: examples(Path("data/nlu") / language)


@pytest.fixture(scope="session")
def compare() -> Callable[[list[str], list[str]], list[tuple[float, str]]]:
    """``nearness``, for tests."""
    return nearness


@pytest.fixture(scope="session")
def annotated() -> Callable[[str], list[tuple[str, list[tuple[str, str]]]]]:
    """The frozen messages with their entities (name, value)."""

    def read(language: str) -> list[tuple[str, list[tuple[str, str]]]]:
        rows = yaml.safe_load((HERE / "entities" / f"{language}.yml").read_text(encoding="utf-8"))
        return [
            (row["text"], [(e["entity"], str(e["value"])) for e in row.get("entities") or []])
            for row in rows
        ]

    return read
