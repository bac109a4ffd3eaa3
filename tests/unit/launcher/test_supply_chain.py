"""What is installed is what the locks name, byte for byte, and nothing unpickles (T27)."""

from __future__ import annotations

import ast
import json
import re
from email.message import Message
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

from launcher import widget
from launcher.config import ROOT
from tests.unit.launcher.test_bootstrap import bootstrap, ran  # noqa: F401  fixtures

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))
OURS = (
    "actions", "channels", "identity", "improve", "kept", "keystore", "launcher", "nlu",
    "rasa_hooks", "rasa_sdk_plugins", "sandbox", "shield", "storage",
)  # fmt: skip
_ONE_VERSION = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+( ; [^\\]+)? \\\n")
PERMISSIVE = re.compile(
    r"\b(MIT|BSD|Apache|ISC|PSF|Python Software Foundation|HPND|Unlicense|Zlib)\b", re.IGNORECASE
)
COPYLEFT = re.compile(r"GPL|General Public|MPL|Mozilla|EUPL|CDDL|SSPL", re.IGNORECASE)
LOOKED_AT = {
    # package: what was read in its own licence file, and who brings it
    "bidict": "MPL-2.0, used unchanged; python-socketio, for Rasa",
    "certifi": "MPL-2.0, a list of certificates, used unchanged; requests",
    "psycopg2-binary": "LGPL with exceptions, never imported here; Rasa",
    "pytoniq-core-fork": "MIT, named in its licence file alone; bip-utils",
    "tqdm": "MPL-2.0 and MIT, used unchanged; Rasa",
    "x25519": "public domain; pytoniq-core-fork",
}
UNPICKLERS = {"pickle", "cloudpickle", "dill", "joblib", "marshal", "shelve", "skops", "torch"}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_t27_every_requirement_is_one_version_with_its_hashes(lock: Path) -> None:
    text = re.sub(r"^\s*#.*\n", "", lock.read_text(encoding="utf-8"), flags=re.M)
    entries = [entry for entry in re.split(r"\n(?=\S)", text.strip()) if entry]
    assert len(entries) > 3
    for entry in entries:
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==[^\s;]+( ; [^\\]+)? \\\n", entry), entry[
            :80
        ]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry[:80]
        assert "://" not in entry


def test_t27_installer_takes_nothing_without_its_hash(
    bootstrap: ModuleType,  # noqa: F811
    ran: list[list[str]],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(bootstrap, "find_uv", lambda: "uv")
    monkeypatch.setattr(bootstrap, "fits", lambda *_: True)
    (tmp_path / "env").mkdir()
    bootstrap.ensure(tmp_path / "env", bootstrap.BOT_PYTHON, LOCKS[:1])
    (command,) = ran
    assert command[:4] == ["uv", "pip", "sync", "--require-hashes"]


def test_t27_bot_is_made_of_packages_that_may_be_passed_on() -> None:
    """Permissive licences by what a package says of itself; any other was looked at by a person."""
    lock = (ROOT / "requirements" / "bot.txt").read_text(encoding="utf-8")
    names = re.findall(r"^([A-Za-z0-9._-]+)==", lock, flags=re.M)
    assert len(names) > 100
    doubtful = {name: said for name in names if (said := _doubt(metadata.metadata(name)))}
    assert sorted(doubtful) == sorted(LOOKED_AT), doubtful


def _doubt(about: metadata.PackageMetadata) -> str:
    """What a package says of its licence where that is not clearly permissive, else ""."""
    kinds = [c for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    first = (about.get("License") or "").strip().partition("\n")[0]
    said = " / ".join([about.get("License-Expression") or "", first, *kinds])
    return "" if PERMISSIVE.search(said) and not COPYLEFT.search(said) else said


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ({"License-Expression": "MIT"}, True),
        ({"License": "BSD-3-Clause"}, True),
        ({"Classifier": "License :: OSI Approved :: Apache Software License"}, True),
        ({"License": "AGPL-3.0"}, False),
        ({"License-Expression": "MIT OR GPL-2.0-only"}, False),
        ({"Classifier": "License :: OSI Approved :: GNU General Public License v3"}, False),
        ({"License": "UNKNOWN"}, False),
        ({}, False),
    ],
)
def test_licence_that_nobody_looked_at_is_noticed(said: dict[str, str], passes: bool) -> None:
    about = Message()
    for name, value in said.items():
        about[name] = value
    assert (_doubt(about) == "") is passes


def test_t27_widgets_packages_have_hashes_and_run_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lock = json.loads((ROOT / "widget" / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if name}
    assert packages
    assert [n for n, one in packages.items() if not one["integrity"].startswith("sha512-")] == []
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr(widget, "_npm", lambda _folder, *arguments: asked.append(arguments))
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package-lock.json").write_text("{}")
    widget.install(tmp_path)
    assert asked[0][:2] == ("ci", "--ignore-scripts")


def test_t27_nothing_of_ours_unpickles() -> None:
    """A pickle runs what is in it. Arrays are loaded without, and other data are JSON or YAML."""
    wrong = []
    for path in (file for name in OURS for file in (ROOT / name).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found = [name for name in names if name.split(".")[0] in UNPICKLERS]
            if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
                found.append("allow_pickle")
            if isinstance(node, ast.Attribute) and node.attr in ("unsafe_load", "full_load"):
                found.append(node.attr)
            wrong += [f"{path.relative_to(ROOT)}: {name}" for name in found]
    assert wrong == []
