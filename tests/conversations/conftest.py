"""The whole bot, started once for all conversations: sandbox, action server, Rasa."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from tests.conversations.chat import Chat

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@dataclass(frozen=True)
class Bot:
    url: str
    sandbox_url: str

    def faults(self, *faults: dict[str, Any]) -> None:
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
        [sys.executable, "-m", "launcher", "run"],
        cwd=ROOT,
        env=env,
        stdout=log,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )
    bot = Bot(f"http://127.0.0.1:{ports['RASA']}", f"http://127.0.0.1:{ports['SANDBOX']}")
    try:
        _wait(process, bot, tmp / "launcher.log")
        yield bot
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
        log.close()


def _wait(process: subprocess.Popen[bytes], bot: Bot, log: Path) -> None:
    deadline = time.monotonic() + 240
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the bot ended while starting:\n{log.read_text()[-3000:]}")
        with contextlib.suppress(requests.RequestException, AssertionError):
            Chat(bot.url, timeout=5).say("hello")
            return
        time.sleep(1)
    raise RuntimeError(f"the bot did not answer in time:\n{log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    with started_bot(tmp_path_factory.mktemp("bot")) as running:
        yield running


@pytest.fixture
def chat(bot: Bot) -> Callable[..., Chat]:
    """``chat("unconfirmed")`` opens a conversation as that demo customer."""
    return lambda customer="visitor": Chat(bot.url, customer)


@pytest.fixture(scope="session")
def responses() -> dict[str, Any]:
    """Every response of the project by name."""
    found: dict[str, Any] = {}
    for path in sorted((ROOT / "data" / "responses").rglob("*.yml")):
        found.update(yaml.safe_load(path.read_text(encoding="utf-8"))["responses"])
    return found
