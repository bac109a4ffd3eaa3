"""Applies the patches once, and refuses a Rasa that they were not written for."""

from __future__ import annotations

from typing import Any

import rasa
from rasa.core.agent import Agent
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.exceptions import RasaException

from rasa_hooks import remote_action, validator

SUPPORTED_RASA = "3.6.21"

_done = False


def check_version(version: str = rasa.__version__) -> None:
    """Raise RasaException with one line unless ``version`` is the one the hooks know."""
    if version != SUPPORTED_RASA:
        raise RasaException(
            f"rasa_hooks were written for Rasa {SUPPORTED_RASA}, this is {version}: install "
            "requirements/bot.txt, or check rasa_hooks against the new version first."
        )


def install() -> None:
    """Patch Rasa. Called by every class that ``endpoints.yml`` names; does its work once."""
    global _done
    if _done:
        return
    check_version()
    validator.install()
    remote_action.install()
    _refuse_silent_memory()
    _done = True


def _refuse_silent_memory() -> None:
    """Rasa turns a mistyped ``tracker_store.type`` into memory with no more than a warning."""
    create = Agent._create_tracker_store

    def checked(store: Any, domain: Any) -> Any:
        if isinstance(store, InMemoryTrackerStore):
            raise RasaException(
                "Conversations would be kept in memory only: tracker_store.type in the endpoints "
                "file names no class (expected rasa_hooks.tracker_store.SQLiteTrackerStore)."
            )
        return create(store, domain)

    Agent._create_tracker_store = staticmethod(checked)
