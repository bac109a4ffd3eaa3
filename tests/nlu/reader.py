"""The trained model, loaded once: a message to what Rasa makes of it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

Understand = Callable[[str], dict[str, Any]]


def model_path() -> Path:
    """SALDO_MODEL, or the model of the present data (trained now if need be)."""
    if given := os.environ.get("SALDO_MODEL"):
        return Path(given)
    from launcher.training import ensure_model

    return ensure_model(os.environ)


def load() -> Understand:
    """Text to intent, intent_ranking and entities, as a first message; each asked once."""
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
