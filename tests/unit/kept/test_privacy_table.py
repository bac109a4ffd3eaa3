"""docs/privacy.md names all that is kept, to the column, and what it says of it is so (T13)."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from channels.journal import Journal
from channels.seen import Seen
from identity.database import Database
from identity.links import CODE_SECONDS, LinkResult, SQLiteLinks
from identity.sealing import Sealer
from kept import customer, retention
from kept.customer import UnknownCustomer
from kept.owners import OwnerTable
from kept.places import find_places
from keystore.store import KeyStore, StoredKey, new_key
from launcher.config import ROOT
from rasa_hooks.tracker_store import SQLiteTrackerStore
from tests.unit.hooks.test_one_at_a_time import DOMAIN
from tests.unit.kept.stored import DAY, said, store

PAGE = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
TABLE = PAGE.split("## Table by table")[1].split("\n## ")[0]
FILES = PAGE.split("## All that is kept")[1].split("\n## ")[0]
KEY = "demo-identity-key"
MAKERS = {  # module -> what the page calls its file
    "channels/journal.py": "widget.db",
    "channels/seen.py": "identity.db",
    "identity/database.py": "identity.db",
    "kept/lists.py": "review/*.yml",
    "keystore/store.py": "SALDO_KEYSTORE",
    "launcher/__main__.py": "shell.log",
    "launcher/environment.py": "credentials.yml",
    "launcher/processes.py": "rasa.log",
    "launcher/training.py": ".saldo/train.log",
    "launcher/widget.py": ".saldo/widget.lock",
    "nlu/fusion.py": "models/saldo-*.tar.gz",
    "storage/sqlite_file.py": "",  # opens the files of others
}
"""Modules that write a file, without the command that learns from review lists."""


def columns(path: Path) -> dict[str, set[str]]:
    """Table -> its columns, without what SQLite itself keeps."""
    with closing(sqlite3.connect(path)) as db:
        names = [
            row[0]
            for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if not row[0].startswith("sqlite_")
        ]
        return {
            name: {row[1] for row in db.execute(f"PRAGMA table_info({name})")} for name in names
        }


def named() -> dict[str, dict[str, set[str]]]:
    """File -> table -> columns, as the page names them."""
    found: dict[str, dict[str, set[str]]] = {}
    for file, table, listed in re.findall(r"^\| `([^`]+)` \| `(\w+)` \| ([^|]+) \|", TABLE, re.M):
        found.setdefault(file, {})[table] = set(re.findall(r"`(\w+)`", listed))
    return found


@pytest.fixture
def made(tmp_path: Path) -> dict[str, Path]:
    """Every file of customers that the code makes, made by the code."""
    paths = {name: tmp_path / name for name in ("tracker.db", "identity.db", "widget.db")}
    SQLiteTrackerStore(DOMAIN, db=str(paths["tracker.db"]))
    Seen("slack", Database(paths["identity.db"])).claim("Ev1")
    Journal(paths["widget.db"]).add("c", "user", {"text": "hi"})
    paths["SALDO_KEYSTORE"] = tmp_path / "keys.db"
    KeyStore(paths["SALDO_KEYSTORE"], new_key()).add("anna", StoredKey("k", "s", "p"))
    return paths


def test_t13_every_table_and_column_is_named_and_no_other(made: dict[str, Path]) -> None:
    assert {file: columns(path) for file, path in made.items()} == named()


def test_t13_no_other_module_makes_a_file_of_its_own() -> None:
    """Whoever keeps something in a new place gives it a line in the table, and this test one."""
    makers = {
        str(path.relative_to(ROOT))
        for package in ("actions", "channels", "identity", "keystore", "launcher", "rasa_hooks",
                        "nlu", "shield", "storage", "kept", "rasa_sdk_plugins")
        for path in (ROOT / package).rglob("*.py")
        if re.search(
            r"CREATE TABLE|\.write_text\(|\.write_bytes\(|\.open\(\"[wa]|os\.open\(|FileHandler"
            r"|json\.dump\(",
            path.read_text(encoding="utf-8"),
        )
    }  # fmt: skip
    assert makers == set(MAKERS)
    assert [name for name in MAKERS.values() if name and name not in FILES] == []


@pytest.mark.parametrize("name", [
    "tracker.db", "identity.db", "widget.db", "rasa.log", "actions.log", "sandbox.log",
    "shell.log", "endpoints.yml", "credentials.yml", "demo-keys.json",
])  # fmt: skip
def test_t13_every_file_of_a_run_has_a_line(name: str) -> None:
    assert f"`<run folder>/{name}`" in FILES


# --- what the page says of the identity file ------------------------------------------------


@pytest.fixture
def identity(tmp_path: Path) -> Iterator[tuple[Path, SQLiteLinks]]:
    """A run in which bo wrote; anna made codes only, and somebody guessed at one."""
    run = tmp_path / ".saldo" / "run-5005"
    run.mkdir(parents=True)
    store(run / "tracker.db", "c-bo", [said("hello")], customer="bo")
    database = Database(run / "identity.db")
    links = SQLiteLinks(database, Sealer(KEY), KEY, lambda: time.time() - 40 * DAY)
    links.make_code("anna", None)
    links.redeem("slack", "T1/U-canary", "AAAAA-AAAAA")
    yield tmp_path, links
    database.close()


def left(root: Path) -> bytes:
    return b"".join(path.read_bytes() for path in (root / ".saldo").rglob("identity.db*"))


def test_t13_customer_who_only_made_a_code_can_be_forgotten(
    identity: tuple[Path, SQLiteLinks],
) -> None:
    root, _ = identity
    places = find_places({}, root)
    holders = [OwnerTable(path) for path in places.owners]
    assert holders[0].export("anna")["link_codes"]
    assert any("identity.db" in line for line in customer.forget(places, "anna", holders))
    assert b"anna" not in left(root)
    assert b"U-canary" in left(root)  # of nobody whom a name finds: the period takes it
    with pytest.raises(UnknownCustomer):
        customer.forget(places, "anna", holders)


def test_t13_codes_and_tries_go_with_the_period(identity: tuple[Path, SQLiteLinks]) -> None:
    root, links = identity
    retention.apply(find_places({}, root), 30, rewrite=True)
    assert b"anna" not in left(root)
    assert b"U-canary" not in left(root)
    assert links.redeem("slack", "T1/U1", "AAAAA-AAAAA") is LinkResult.NOT_VALID


def test_t13_a_code_and_tries_that_still_count_stay(tmp_path: Path) -> None:
    links = SQLiteLinks(Database(tmp_path / "identity.db"), Sealer(KEY), KEY)
    code = links.make_code("anna", None)
    for n in range(4):
        links.redeem("slack", "T1/U1", f"WRONG-{n}")
    links.purge(time.time() + CODE_SECONDS / 2)
    assert links.redeem("slack", "T1/U1", "WRONG-5") is LinkResult.NOT_VALID
    assert links.redeem("slack", "T1/U1", code) is LinkResult.TOO_MANY_TRIES
    assert links.redeem("slack", "T1/U2", code) is LinkResult.LINKED
