"""Building the chat widget: only when its sources changed, and kindly where Node.js is missing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from launcher import widget
from launcher.config import ROOT, ConfigError

NPM = """#!/bin/sh
echo "$@" >> "{log}"
[ "$1" = ci ] && mkdir -p node_modules
[ "$1" = run ] && mkdir -p dist && echo built > dist/saldo-chat.js
exit {code}
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the widget's sources, and an npm that only writes down what it is asked."""
    for source in widget.SOURCES:
        path = ROOT / "widget" / source
        target = tmp_path / "widget" / source
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if path.is_dir() else shutil.copy)(path, target)
    machine(tmp_path, monkeypatch)
    return tmp_path


def machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, node: str = "v20.1.0", code: int = 0
) -> None:
    programs = tmp_path / "bin"
    programs.mkdir(exist_ok=True)
    for name, text in (
        ("node", f"#!/bin/sh\necho {node}\n"),
        ("npm", NPM.format(log=tmp_path / "asked", code=code)),
    ):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}/usr/bin:/bin")


def asked(project: Path) -> list[str]:
    log = project / "asked"
    return [line.split()[0] for line in log.read_text().splitlines()] if log.exists() else []


def test_it_is_built_once_and_again_when_a_source_changed(project: Path) -> None:
    script = widget.ensure_widget(project)
    assert script == project / widget.BUILT
    assert widget.ensure_widget(project) == script
    assert asked(project) == ["ci", "run"]
    source = project / "widget" / "src" / "strings.ts"
    source.write_text(source.read_text() + "// changed\n")
    widget.ensure_widget(project)
    assert asked(project) == ["ci", "run", "run"]  # the packages were there


def test_tests_need_more_packages_than_the_build(project: Path) -> None:
    widget.install(project / "widget")
    widget.install(project / "widget", tests=True)
    widget.install(project / "widget", tests=True)
    widget.install(project / "widget")
    lines = (project / "asked").read_text().splitlines()
    assert ["--omit=dev" in line for line in lines] == [True, False]


@pytest.mark.parametrize("node", ["v16.20.0", "nonsense"])
def test_without_a_fitting_node_everything_else_runs(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], node: str
) -> None:
    machine(project, monkeypatch, node=node)
    assert widget.ensure_widget(project) is None
    assert "Node.js 18 or newer" in capsys.readouterr().out
    assert asked(project) == []


def test_failed_build_says_what_npm_said(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine(project, monkeypatch, code=1)
    with pytest.raises(ConfigError, match="could not be built"):
        widget.ensure_widget(project)


def test_nothing_that_is_built_is_committed_and_the_lock_names_no_registry() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    assert {"node_modules/", "widget/dist/"} <= set(ignored)
    assert '"resolved"' not in (ROOT / "widget" / "package-lock.json").read_text(encoding="utf-8")
