"""Processes that live and die together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launcher.config import ConfigError
from launcher.processes import Child, Group, Stopped, stoppable, wait_until
from launcher.stack import await_ready, check_alive

SLEEPS = "import time; time.sleep(60)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
    "print('on', flush=True); time.sleep(60)"
)


def child(tmp_path: Path, code: str, name: str = "sandbox") -> Child:
    return Child(name, [sys.executable, "-c", code], os.environ, tmp_path / f"{name}.log")


def logged(tmp_path: Path) -> str:
    log = tmp_path / "sandbox.log"
    return log.read_text() if log.is_file() else ""


def runs(pid: int) -> bool:
    """Whether the process is there and no zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_group_ends_children_and_grandchildren(tmp_path: Path) -> None:
    grandchild = f"subprocess.Popen([sys.executable, '-c', {SLEEPS!r}])"
    code = f"import subprocess, sys, time; print({grandchild}.pid, flush=True); time.sleep(60)"
    with Group() as group:
        group.start(child(tmp_path, code))
        group.start(child(tmp_path, SLEEPS, "actions"))
        assert wait_until(lambda: logged(tmp_path).endswith("\n"), 20)
        pid = int(logged(tmp_path))
        assert runs(pid)
    assert all(c.exit_code == -signal.SIGTERM for c in group.children)
    assert wait_until(lambda: not runs(pid), 10)


def test_stubborn_child_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("launcher.processes.STOP_SECONDS", 0.2)
    with Group() as group:
        stubborn = child(tmp_path, STUBBORN)
        group.start(stubborn)
        assert wait_until(lambda: "on" in logged(tmp_path), 20)
    assert stubborn.exit_code == -signal.SIGKILL


def test_dead_child_is_reported_by_name_code_and_last_lines(tmp_path: Path) -> None:
    code = "import sys; print('one'); print('two'); sys.exit('three')"
    with Group() as group:
        group.start(child(tmp_path, SLEEPS, "actions"))
        group.start(child(tmp_path, code))
        assert wait_until(lambda: group.dead() is not None, 20)
        with pytest.raises(ConfigError) as error:
            check_alive(group)
        with pytest.raises(ConfigError) as one_line:
            check_alive(group, lines=1)
    said = str(error.value).splitlines()
    assert said[0].startswith("sandbox stopped (exit code 1)")
    assert sorted(said[1:]) == ["one", "three", "two"]
    assert "\n" not in str(one_line.value)


def test_killed_child_names_the_signal(tmp_path: Path) -> None:
    with Group() as group:
        group.start(child(tmp_path, "import os; os.kill(os.getpid(), 9)"))
        assert wait_until(lambda: group.dead() is not None, 20)
        with pytest.raises(ConfigError, match="sandbox was ended by signal 9"):
            check_alive(group)


def test_waiting_ends_when_a_child_dies(tmp_path: Path) -> None:
    with Group() as group:
        group.start(child(tmp_path, "import sys; sys.exit('no such scenario')"))
        with pytest.raises(ConfigError, match="no such scenario"):
            await_ready(group, {"sandbox": "http://127.0.0.1:9/"})


def test_errors_are_shown_and_all_is_logged(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    code = "print('12:00 INFO  x - fine'); print('12:00 ERROR  x - bad')"
    with Group() as group:
        group.start(child(tmp_path, code))
        assert wait_until(lambda: group.dead() is not None, 20)
        group.children[0].last_lines(2)
    assert capfd.readouterr().err == "[sandbox] 12:00 ERROR  x - bad\n"
    assert "fine" in (tmp_path / "sandbox.log").read_text()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_ends_it_once(number: signal.Signals) -> None:
    ended: list[bool] = []

    def work() -> None:
        try:
            os.kill(os.getpid(), number)
            time.sleep(5)
        finally:
            os.kill(os.getpid(), number)  # a second ctrl-C does not cut the clean-up short
            ended.append(True)

    with pytest.raises(Stopped), stoppable():
        work()
    assert ended


def test_child_does_not_outlive_a_killed_launcher(tmp_path: Path) -> None:
    root = Path(__file__).parents[3]
    code = (
        "import os, pathlib, sys, time\n"
        "from launcher.processes import Child\n"
        f"child = Child('c', [sys.executable, '-c', {SLEEPS!r}], os.environ,"
        f" pathlib.Path({str(tmp_path / 'c.log')!r}))\n"
        "print(child._process.pid, flush=True); time.sleep(60)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert runs(pid)
        parent.kill()
    assert wait_until(lambda: not runs(pid), 10)
