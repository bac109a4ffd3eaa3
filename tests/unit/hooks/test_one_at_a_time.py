"""Turns of one conversation never interleave, and no second process can make them (T24)."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rasa.core.lock_store import LockStore
from rasa.core.utils import AvailableEndpoints, number_of_sanic_workers
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.exceptions import RasaException

from launcher.config import ROOT, load_config
from launcher.environment import child_environ
from rasa_hooks.lock_store import QuickLockStore
from rasa_hooks.tracker_store import SQLiteTrackerStore

TURNS = 200
DOMAIN = Domain.from_yaml(
    'version: "3.1"\nslots:\n'
    "  heard: {type: any, influence_conversation: false, mappings: [{type: custom}]}\n"
)


def test_t24_two_hundred_turns_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each turn reads the conversation, waits for somebody, and writes it back, as Rasa does."""

    async def run() -> list[int]:
        locks = QuickLockStore()
        store = SQLiteTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))

        async def turn(number: int) -> None:
            async with locks.lock("c", wait_time_in_seconds=0.001):
                tracker = await store.get_or_create_tracker("c")
                heard = tracker.get_slot("heard") or []
                await asyncio.sleep(0)
                tracker.update(SlotSet("heard", [*heard, number]))
                await store.save(tracker)

        await asyncio.gather(*map(turn, range(TURNS)))
        tracker = await store.retrieve("c")
        assert tracker is not None
        return list(tracker.get_slot("heard"))

    assert asyncio.run(run()) == list(range(TURNS))


def test_t24_workers_that_share_no_lock_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rasa takes any lock store but its own for one that several processes share."""
    monkeypatch.setenv("SANIC_WORKERS", "4")
    endpoint = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml")).lock_store
    assert number_of_sanic_workers(endpoint) == 4  # the premise
    with pytest.raises(RasaException, match="SANIC_WORKERS"):
        LockStore.create(endpoint)
    monkeypatch.setenv("SANIC_WORKERS", "1")
    assert isinstance(LockStore.create(endpoint), QuickLockStore)


def test_t24_run_starts_one_worker_whatever_the_environment_says() -> None:
    environ = {"SANIC_WORKERS": "4", "ACTION_SERVER_SANIC_WORKERS": "4"}
    child = child_environ(load_config(environ), environ)
    assert child["SANIC_WORKERS"] == "1"
