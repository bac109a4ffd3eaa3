"""The sandbox exchange as its own process, on a free port."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from actions.adapters.credentials import Credentials
from actions.adapters.exchange import Exchange
from actions.settings import Settings

ROOT = Path(__file__).parents[3]
EVM = (
    "ERC20",
    "BSC",
    "Arbitrum One",
    "Optimism",
    "Polygon",
    "Avalanche C-Chain",
    "Base",
    "X Layer",
)


@dataclass
class Sandbox:
    url: str
    keys_file: Path

    def __post_init__(self) -> None:
        self._keys = json.loads(self.keys_file.read_text(encoding="utf-8"))["customers"]

    def keys(self, customer: str) -> Credentials:
        row = self._keys[customer]
        return Credentials(**{part: value for part, value in row.items() if part != "about"})

    @property
    def settings(self) -> Settings:
        return Settings(
            okx_base_url=self.url,
            explorer_bitcoin=f"{self.url}/esplora",
            explorer_evm={n: f"{self.url}/evm/{n.lower().replace(' ', '-')}" for n in EVM},
            explorer_tron=f"{self.url}/tron",
            explorer_solana=f"{self.url}/solana",
        )

    def fault(self, endpoint: str, kind: str, **more: Any) -> None:
        sent = {"endpoint": endpoint, "fault": kind, **more}
        requests.post(f"{self.url}/_sandbox/faults", json=sent, timeout=5).raise_for_status()

    def calm(self) -> None:
        requests.delete(f"{self.url}/_sandbox/faults", timeout=5).raise_for_status()
        requests.delete(f"{self.url}/_sandbox/requests", timeout=5).raise_for_status()

    def log(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = requests.get(
            f"{self.url}/_sandbox/requests", timeout=5
        ).json()
        return found

    def customers(self) -> dict[str, dict[str, Any]]:
        found = requests.get(f"{self.url}/_sandbox/customers", timeout=5).json()
        return {one["name"]: one for one in found}

    def txid(self, customer: str) -> str:
        return str(self.customers()[customer]["txids"][0])


@contextmanager
def started(folder: Path, *options: str) -> Iterator[Sandbox]:
    keys = folder / "keys.json"
    command = [sys.executable, "-m", "sandbox", "--port", "0", "--keys-file", str(keys), *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+", line):
                break
        else:
            pytest.fail("the sandbox ended before it listened")
        assert json.loads(keys.read_text())["customers"]
        yield Sandbox(found[0], keys)
    finally:
        process.terminate()
        process.communicate(timeout=20)


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with started(tmp_path_factory.mktemp("sandbox"), "--no-rate-limits") as one:
        yield one


@pytest.fixture
def sandbox(running: Sandbox) -> Iterator[Sandbox]:
    """Without rate limits, and without faults before and after."""
    running.calm()
    yield running
    running.calm()


@pytest.fixture(scope="session")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """With the documented rate limits."""
    with started(tmp_path_factory.mktemp("strict")) as one:
        yield one


@pytest.fixture
def exchange(sandbox: Sandbox) -> Iterator[Exchange]:
    one = Exchange(sandbox.settings)
    yield one
    one.close()
