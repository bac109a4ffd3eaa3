"""The bot under measurement: ``make run REST=1`` on free ports, in a folder of its own."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from launcher.config import free_port

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 300.0


@dataclass(frozen=True)
class Bot:
    """A running bot. ``started``: seconds from the command to a bot that answers."""

    rasa: str
    sandbox: str
    keys_file: Path
    launcher: int
    started: float

    def customers(self) -> list[str]:
        """The demo customers whose keys this exchange accepts."""
        listed = requests.get(f"{self.sandbox}/_sandbox/customers", timeout=10).json()
        return [one["name"] for one in listed if one["name"] not in ("wrong-site", "demo-trading")]

    def keys(self) -> dict[str, dict[str, Any]]:
        """Each demo customer's API key, as :class:`Credentials` takes it."""
        listed = json.loads(self.keys_file.read_text(encoding="utf-8"))["customers"]
        return {
            name: {part: value for part, value in row.items() if part != "about"}
            for name, row in listed.items()
        }

    def fault(self, **fault: object) -> None:
        """Switch one fault on in the sandbox (none given: all off)."""
        url = f"{self.sandbox}/_sandbox/faults"
        requests.delete(url, timeout=10).raise_for_status()
        if fault:
            requests.post(url, json=fault, timeout=10).raise_for_status()

    def memory(self) -> dict[str, float]:
        """Process -> MB of resident memory, of the launcher and of what it started."""
        command = ["ps", "-e", "-o", "pid=,ppid=,rss=,args="]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        found: dict[str, float] = {}
        for line in done.stdout.splitlines():
            pid, parent, kilobytes, args = line.split(None, 3)
            if str(self.launcher) in (pid, parent):
                found[_name(args)] = int(kilobytes) / 1024
        return found


def _name(args: str) -> str:
    for part, name in (("rasa_sdk", "actions"), ("sandbox", "sandbox"), ("launcher", "launcher")):
        if f"-m {part}" in args:
            return name
    return "rasa"


@contextlib.contextmanager
def started_bot(folder: Path) -> Iterator[Bot]:
    """Everything started, and ended afterwards. The sandbox limits no rates."""
    # Training is measured apart; here the model is there before the clock starts.
    subprocess.run([sys.executable, "-m", "launcher", "train"], cwd=ROOT, check=True)
    ready, began = folder / "ready.json", time.monotonic()
    environ = {
        **os.environ,
        **{f"SALDO_PORT_{name}": str(free_port()) for name in ("RASA", "ACTIONS", "SANDBOX")},
        "SALDO_RUN_DIR": str(folder / "run"),
        "SALDO_SANDBOX_ARGS": "--no-rate-limits",
    }
    command = [sys.executable, "-m", "launcher", "run", "--rest", "--ready-file", str(ready)]
    with (folder / "launcher.log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603
            command, cwd=ROOT, env=environ, stdout=log, stderr=log
        )
        try:
            _await(process, ready, folder / "launcher.log")
            seconds, where = time.monotonic() - began, json.loads(ready.read_text())
            keys = Path(where["keys_file"])
            yield Bot(where["rasa"], where["sandbox"], keys, process.pid, seconds)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=30)


def _await(process: subprocess.Popen[bytes], ready: Path, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"The bot did not start:\n{log.read_text()[-2000:]}")
        time.sleep(0.1)
