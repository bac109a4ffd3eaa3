"""Fails when Rasa changes beneath the hooks: its version, or the code that they replace."""

from __future__ import annotations

import hashlib
import inspect
from typing import Any

import pytest
import rasa
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent, load_agent
from rasa.core.lock_store import InMemoryLockStore, LockStore
from rasa.core.nlg.response import TemplatedNaturalLanguageGenerator
from rasa.core.processor import MessageProcessor
from rasa.core.run import serve_application
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.exceptions import RasaException
from rasa_sdk.endpoint import run as run_action_server

from rasa_hooks import install, remote_action

# What each hook replaces or leans on, with the digest of the source it was written against.
# A mismatch asks for a look at the new source, then for its new digest here.
LEANED_ON = [
    (remote_action._run, "ccabf6f1160d"),
    (RemoteAction._validate_action_result, "f8cdb4be6812"),
    (RemoteAction.action_response_format_spec, "091b74aa3738"),
    (MessageProcessor._run_prediction_loop, "cb30a0cbb690"),
    (MessageProcessor._run_action, "6d383d0179ef"),
    (Agent._create_tracker_store, "97499b594b45"),
    (Agent.load_model, "f4c1ab4c5c7a"),
    (load_agent, "abc2a4cb13cb"),
    (LockStore.lock, "8b9b716c031a"),
    (InMemoryLockStore.__init__, "6cab6e7a4eb3"),
    (SQLTrackerStore.__init__, "64e704d159df"),
    (SQLTrackerStore.session_scope, "6775e1ede3ec"),
    (TemplatedNaturalLanguageGenerator.generate, "068c774f823d"),
    (serve_application, "fa80588d9e00"),
    (run_action_server, "ac4e6e2f144d"),
]


def digest(function: Any) -> str:
    return hashlib.sha256(inspect.getsource(inspect.unwrap(function)).encode()).hexdigest()[:12]


def test_rasa_is_the_version_the_hooks_know() -> None:
    assert rasa.__version__ == install.SUPPORTED_RASA


@pytest.mark.parametrize(
    ("function", "known"), LEANED_ON, ids=[f.__qualname__ for f, _ in LEANED_ON]
)
def test_source_is_the_one_the_hooks_were_written_against(function: Any, known: str) -> None:
    assert digest(function) == known


def test_another_version_is_refused_in_one_line() -> None:
    with pytest.raises(RasaException) as refused:
        install.check_version("3.7.0")
    assert "3.7.0" in str(refused.value)
    assert "\n" not in str(refused.value)
