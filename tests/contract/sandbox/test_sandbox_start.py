"""Starting and stopping ``python -m sandbox``."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
Start = Callable[..., tuple["subprocess.Popen[str]", list[str]]]


def run(*options: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sandbox", *options],
        cwd=ROOT,
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        timeout=30,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_prints_url_and_keys_writes_them_and_stops_cleanly(
    start_sandbox: Start, number: signal.Signals, tmp_path: Path
) -> None:
    keys_file = tmp_path / "run" / "keys.json"
    process, lines = start_sandbox("--keys-file", str(keys_file))
    process.send_signal(number)
    _, complaints = process.communicate(timeout=10)
    assert (process.returncode, complaints) == (0, "")
    assert lines[-1].startswith("Sandbox exchange: http://127.0.0.1:")
    assert lines[0].split() == ["customer", "api", "key", "about"]
    unconfirmed = next(line for line in lines if line.startswith("unconfirmed "))
    assert "demo-key-unconfirmed" in unconfirmed
    assert "confirmations" in unconfirmed

    assert stat.S_IMODE(keys_file.stat().st_mode) == 0o600
    customers = json.loads(keys_file.read_text())["customers"]
    assert set(customers["unconfirmed"]) == {
        "api_key", "secret", "passphrase", "region", "simulated", "about",
    }  # fmt: skip
    assert customers["unconfirmed"]["region"] == "se"
    assert customers["single-account"]["region"] == "it"
    assert customers["demo-trading"]["simulated"] is True
    assert all("demo" in c["api_key"] and "DEMO" in c["secret"] for c in customers.values())


def test_keys_are_the_same_at_each_start(start_sandbox: Start, tmp_path: Path) -> None:
    written = []
    for name in ("first", "second"):
        start_sandbox("--keys-file", str(tmp_path / name))
        written.append((tmp_path / name).read_text())
    assert written[0] == written[1]


def one_line(result: subprocess.CompletedProcess[str]) -> str:
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    (line,) = result.stderr.splitlines()
    return line


def test_says_that_the_port_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        line = one_line(run(SALDO_PORT_SANDBOX=str(port)))
    assert f"port {port} is taken" in line
    assert "--port or SALDO_PORT_SANDBOX" in line


@pytest.mark.parametrize("port", ["eighty", "70000", "-1"])
def test_says_what_a_port_is(port: str) -> None:
    assert "1 to 65535" in one_line(run(f"--port={port}"))


def test_says_which_scenario_file_is_missing(tmp_path: Path) -> None:
    line = one_line(run("--port", "0", "--scenario", str(tmp_path / "none.yml")))
    assert str(tmp_path / "none.yml") in line
    assert "can't be read" in line


def test_says_line_and_field_of_a_wrong_scenario(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text("currencies:\n  BTC: {name: Bitcoin, price: lots}\n")
    line = one_line(run("--port", "0", "--scenario", str(file)))
    assert f"{file}:2: currencies.BTC.price: needs an amount like 0.0412, not 'lots'" in line


def test_says_that_the_keys_file_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    line = one_line(run("--port", "0", "--keys-file", str(tmp_path / "file" / "keys.json")))
    assert "can't be written" in line
    assert "--keys-file" in line


def test_lists_the_customers() -> None:
    result = run("--list")
    assert (result.returncode, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["customer", "about"]
    assert any(line.startswith("in-trading ") for line in lines)
    assert "demo-key" not in result.stdout


def test_the_maintenance_scenario_starts(start_sandbox: Start) -> None:
    _, lines = start_sandbox("--scenario", str(ROOT / "sandbox" / "scenarios" / "maintenance.yml"))
    assert any(line.startswith("unconfirmed ") for line in lines)
