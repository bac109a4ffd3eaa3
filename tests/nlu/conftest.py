"""The trained model's understanding, loaded once; trained first where there is no model."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
Understand = Callable[[str], dict[str, Any]]


def model_path() -> Path:
    """SALDO_MODEL, or the model of the present data (trained now if need be)."""
    if given := os.environ.get("SALDO_MODEL"):
        return Path(given)
    from launcher.training import ensure_model

    return ensure_model(os.environ)


@pytest.fixture(scope="session")
def understand() -> Understand:
    """Text to what Rasa makes of it (intent, intent_ranking, entities), as a first message."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    path = model_path()
    from rasa.core.agent import Agent

    agent = Agent.load(str(path))
    assert agent.is_ready(), f"{path} is no model"
    loop = asyncio.new_event_loop()
    known: dict[str, dict[str, Any]] = {}

    def parse(text: str) -> dict[str, Any]:
        if text not in known:
            known[text] = loop.run_until_complete(agent.parse_message(text))
        return known[text]

    return parse


@pytest.fixture(scope="session")
def frozen() -> Callable[[str], list[tuple[str, str]]]:
    """(message, intent) of the frozen set of one language."""

    def read(language: str) -> list[tuple[str, str]]:
        return [
            (line.removeprefix("- "), block["intent"])
            for path in sorted((HERE / language).glob("*.yml"))
            for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
            for line in block["examples"].splitlines()
        ]

    return read


@pytest.fixture(scope="session")
def training() -> Callable[[str], list[tuple[str, str]]]:
    """(message, intent) of the training data of one language."""
    from nlu.language import read_examples

    def read(language: str) -> list[tuple[str, str]]:
        folder = Path("data/nlu") / language
        return [
            (text, path.stem)
            for path in sorted(folder.glob("*.yml"))
            for text in read_examples_of(path)
        ]

    def read_examples_of(path: Path) -> list[str]:
        del read_examples  # noqa: F821
        return []

    return read
