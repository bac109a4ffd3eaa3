"""What the tests need of the machine: found, installed where that may be done, or asked for."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from launcher.config import ROOT


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "scripts" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def ran(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were run; all succeed."""
    commands: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        commands.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    monkeypatch.delenv("SALDO_CHROMIUM", raising=False)
    return commands


def programs(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, *there: str) -> None:
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: name if name in there else None)


def test_nothing_is_installed_where_all_is_there(
    bootstrap: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    programs(bootstrap, monkeypatch, "google-chrome", "npm", "apt-get")
    bootstrap.ensure_machine()
    assert ran == []


def test_named_browser_counts(
    bootstrap: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    programs(bootstrap, monkeypatch, "npm")
    monkeypatch.setenv("SALDO_CHROMIUM", str(tmp_path / "chrome"))
    bootstrap.ensure_machine()
    assert ran == []


def test_root_on_debian_installs_what_is_missing(
    bootstrap: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    programs(bootstrap, monkeypatch, "apt-get", "npm")
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    bootstrap.ensure_machine()
    assert [command[1] for command in ran] == ["update", "install"]
    assert ran[1][-1] == "chromium"


@pytest.mark.parametrize(("there", "user"), [((), 0), (("apt-get",), 1000)])
def test_others_are_told_what_to_install(
    bootstrap: ModuleType,
    ran: list[list[str]],
    monkeypatch: pytest.MonkeyPatch,
    there: tuple[str, ...],
    user: int,
) -> None:
    programs(bootstrap, monkeypatch, *there)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: user)
    with pytest.raises(bootstrap.Failed, match="chromium"):
        bootstrap.ensure_machine()
    assert ran == []


def test_what_is_installed_is_compiled_once(
    bootstrap: ModuleType, ran: list[list[str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Else each of the bot's processes compiles it all again where Python writes no bytecode."""
    lock = tmp_path / "bot.txt"
    lock.touch()
    (tmp_path / "env").mkdir()
    monkeypatch.setattr(bootstrap, "find_uv", lambda: "uv")
    monkeypatch.setattr(bootstrap, "fits", lambda *_: True)
    bootstrap.ensure(tmp_path / "env", bootstrap.BOT_PYTHON, [lock])
    (install,) = ran
    assert install[:3] == ["uv", "pip", "sync"]
    assert "--compile-bytecode" in install
    assert "--require-hashes" in install
