"""The whole bot, started once for all conversations of a worker: sandbox, action server, Rasa.

With ``SALDO_TEST_BOT`` set to the ready file of a running bot (``python -m launcher run
--rest --ready-file F``, with ``SALDO_SANDBOX_ARGS=--no-rate-limits``), that bot is used.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

from launcher.config import free_port
from tests.conversations import canaries
from tests.conversations.chat import Chat
from tests.conversations.judge import ROOT

HERE = Path(__file__).parent
# The first test may wait for a training; the matrix is hundreds of conversations.
SECONDS_PER_TEST = 900
# Fixtures that start a bot of their own: what shares one runs in order, in one worker.
OWN_BOTS = frozenset({"loose", "messenger", "place", "run", "workspace"})


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE not in Path(item.fspath).parents:
            continue
        item.add_marker(pytest.mark.timeout(SECONDS_PER_TEST))
        for name in OWN_BOTS.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group(name))


@dataclass(frozen=True)
class Bot:
    url: str
    sandbox_url: str
    actions_url: str
    state: Path  # where the run writes

    def set_faults(self, *faults: dict[str, Any]) -> None:
        """Replace the sandbox's faults by these."""
        requests.delete(f"{self.sandbox_url}/_sandbox/faults", timeout=5).raise_for_status()
        for fault in faults:
            requests.post(
                f"{self.sandbox_url}/_sandbox/faults", json=fault, timeout=5
            ).raise_for_status()


@contextlib.contextmanager
def started_bot(tmp: Path, **extra: str) -> Iterator[Bot]:
    """``make run REST=1`` on free ports, with everything that it writes below ``tmp``."""
    ports = {name: free_port() for name in ("RASA", "ACTIONS", "SANDBOX")}
    env = {
        **os.environ,
        **{f"SALDO_PORT_{name}": str(port) for name, port in ports.items()},
        "REST": "1",
        "SALDO_RUN_DIR": str(tmp),
        "SALDO_SANDBOX_ARGS": "--no-rate-limits",
        **extra,
    }
    log = (tmp / "launcher.log").open("w")
    process = subprocess.Popen(
        [sys.executable, "-m", "launcher", "run", "--ready-file", str(tmp / "ready.json")],
        cwd=ROOT,
        env=env,
        stdout=log,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, tmp / "ready.json", tmp / "launcher.log")
        yield bot_of(tmp / "ready.json")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        log.close()


def bot_of(ready: Path) -> Bot:
    """The running bot that a ready file of the launcher describes."""
    found = json.loads(ready.read_text(encoding="utf-8"))
    return Bot(found["rasa"], found["sandbox"], found["actions"], Path(found["logs"]))


def _wait(process: subprocess.Popen[bytes], ready: Path, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_PER_TEST - 60
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the bot ended while starting:\n{log.read_text()[-3000:]}")
        if ready.is_file():
            return
        time.sleep(0.5)
    raise RuntimeError(f"the bot did not answer in time:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    if running := os.environ.get("SALDO_TEST_BOT"):
        if os.environ.get("PYTEST_XDIST_WORKER"):
            raise pytest.UsageError("one bot serves one worker: leave out -n or SALDO_TEST_BOT")
        yield bot_of(Path(running))
        return
    folder = tmp_path_factory.mktemp("bot")
    with started_bot(folder, LOG_LEVEL="DEBUG", LOG_LEVEL_LIBRARIES="DEBUG") as started:
        canaries.plant(started.url)
        yield started
        assert canaries.found(folder) == [], "a planted secret was written (T12, T13)"


@pytest.fixture
def chat(bot: Bot) -> Callable[..., Chat]:
    """``chat("unconfirmed", "sv")`` opens a conversation as that demo customer."""

    def opened(customer: str = "visitor", language: str | None = None, **more: Any) -> Chat:
        return Chat(bot.url, customer, language, **more)

    return opened


@pytest.fixture
def faults(bot: Bot) -> Iterator[Callable[..., None]]:
    """``faults({"endpoint": "*", "fault": "slow"})``: on until the test ends."""
    try:
        yield bot.set_faults
    finally:
        bot.set_faults()


@pytest.fixture(scope="session")
def customers(bot: Bot) -> dict[str, dict[str, Any]]:
    """The demo customers by name: what they may ask about (txids, orders, no_such_order)."""
    listed = requests.get(f"{bot.sandbox_url}/_sandbox/customers", timeout=10).json()
    return {customer["name"]: customer for customer in listed}
