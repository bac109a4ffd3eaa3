"""From a conversation to a label and back, and every trace of a customer erased.

A bot of its own, whose folder, home and temporary files lie in one place: what it writes is
all there.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from kept.lists import list_text, read_list
from tests.conversations.chat import Chat
from tests.conversations.conftest import Bot, started_bot
from tests.conversations.judge import ROOT

ODD = "after the canaryword business it all went quiet on my side"
LOST = "my btc deposit isnt here, marker zebracanary"
PRIVACY = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| (`[^|]+) \|", re.MULTILINE)


@dataclass(frozen=True)
class Place:
    """A bot, and the folder that holds all that it and the commands write."""

    bot: Bot
    root: Path

    def make(self, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What a make target runs, in this folder."""
        environ = {k: v for k, v in os.environ.items() if not k.startswith("SALDO_")}
        return subprocess.run(
            [sys.executable, "-m", module, *arguments, "--root", str(self.root)],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )

    def written(self) -> list[Path]:
        """Every file that the bot wrote."""
        folders = (self.bot.state, self.root / "home", self.root / "tmp")
        return [p for folder in folders for p in sorted(folder.rglob("*")) if p.is_file()]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    root = tmp_path_factory.mktemp("project")
    for part in ("data/nlu", "nlu/gazetteer", "tests/nlu"):
        shutil.copytree(ROOT / part, root / part)
    (root / "tests" / "conversations").mkdir()
    folders = {name: root / name for name in ("home", "tmp")}
    run = root / ".saldo" / "run-test"
    for folder in (*folders.values(), run):
        folder.mkdir(parents=True)
    with started_bot(run, HOME=str(folders["home"]), TMPDIR=str(folders["tmp"])) as bot:
        yield Place(bot, root)


def test_conversation_is_reviewed_labelled_learned_and_forgotten(place: Place) -> None:
    talk = Chat(place.bot.url, "unconfirmed", "en")
    talk.press(talk.say(LOST), "No")
    talk.say_all(ODD, f"{ODD} please", "my name is Zacharias Quux, zq@example.com")
    neighbour = Chat(place.bot.url, "low-fee", "en")
    neighbour.say_all("where is my bitcoin deposit, marker lamacanary")

    reviewed = place.make("improve", "review")
    assert reviewed.returncode == 0, reviewed.stderr
    (path,) = (place.root / "review").glob("*.yml")
    entries = read_list(path)
    shown = {entry["message"]: entry for entry in entries}
    assert "didn't help" in shown[LOST]["why"]
    assert ODD in shown
    text = path.read_text(encoding="utf-8")
    for private in ("Zacharias", "Quux", "zq@", "unconfirmed/", "low-fee/"):
        assert private not in text

    shown[ODD]["label"], shown[LOST]["label"] = "account_sync", "no_such_intent"
    path.write_text(list_text(entries), encoding="utf-8")
    refused = place.make("improve", "learn", "--file", str(path))
    assert refused.returncode == 1
    assert refused.stderr.splitlines()[-1] == "Nothing was learned."
    shown[LOST]["label"] = "skip"
    path.write_text(list_text(entries), encoding="utf-8")
    learned = place.make("improve", "learn", "--file", str(path))
    assert learned.returncode == 0, learned.stderr
    trained = place.root / "data" / "nlu" / "en" / "account_sync.yml"
    assert f"    - {ODD}\n" in trained.read_text(encoding="utf-8")
    (test,) = yaml.safe_load((place.root / "tests/conversations/learned.yml").read_text())
    assert (test["message"], test["intent"]) == (ODD, "account_sync")

    again = place.make("improve", "review")
    assert again.returncode == 0, again.stderr
    labels = {entry["message"]: entry["label"] for entry in read_list(path)}
    assert (labels[ODD], labels[LOST]) == ("account_sync", "skip")

    exported = json.loads(place.make("kept", "export", "--customer", "unconfirmed").stdout)
    ids = [one["id"] for one in exported["conversations"]]
    assert len(ids) == 1
    assert LOST in [m["text"] for m in exported["conversations"][0]["messages"]]
    assert LOST in [entry["message"] for entry in exported["review"]]
    assert "lamacanary" not in json.dumps(exported)

    wrong = place.make("kept", "forget", "--customer", "unconfirmd")
    assert wrong.returncode == 1
    assert "Did you mean unconfirmed?" in wrong.stderr
    forgotten = place.make("kept", "forget", "--customer", "unconfirmed")
    assert forgotten.returncode == 0, forgotten.stderr
    assert "still names" not in forgotten.stdout
    everything = [*place.written(), *(place.root / "review").rglob("*")]
    for canary in ("zebracanary", "canaryword", "Zacharias", "zq@example.com", *ids):
        holders = [p for p in everything if canary.encode() in p.read_bytes()]
        assert holders == [], canary
    assert any(
        b"lamacanary" in p.read_bytes() for p in everything
    )  # the search finds what is there

    neighbour.say("it didnt help").never_says("Did you mean")  # the bot goes on
    fresh = Chat(place.bot.url, "unconfirmed", "en", conversation=talk.conversation)
    fresh.say("it didnt help").never_says("ledger", "deposit of")


def test_table_of_what_is_kept_names_every_file_that_the_bot_writes(place: Place) -> None:
    Chat(place.bot.url, "healthy", "en").say("hello")
    patterns = [
        pattern.replace("<run folder>", str(place.bot.state)).replace(
            "<home>", f"{place.root}/home"
        )
        for row in _ROW.findall(PRIVACY)
        for pattern in re.findall(r"`([^`]+)`", row)
    ]
    ours = {"launcher.log", "ready.json"}  # written for the tests, by the tests
    unnamed = [
        path
        for path in place.written()
        if not any(fnmatch(str(path), pattern) for pattern in patterns)
        and not (path.parent == place.bot.state and path.name in ours)
    ]
    assert unnamed == []
    assert f"{place.bot.state}/tracker.db" in patterns
    git = ["git", "status", "--porcelain", "--untracked-files=all"]
    changed = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert not re.findall(r"^\?\? .*\.(?:db|log)$", changed, re.MULTILINE)
