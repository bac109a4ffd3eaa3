"""How long conversations stay, and how one customer's are given out and erased (T13)."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from rasa.shared.core.events import UserUttered

from channels.journal import Journal
from identity import named_in, sign
from identity.database import Database
from kept import customer, retention
from kept.customer import UnknownCustomer
from kept.lists import ListError, digest, read_list, write_list
from kept.owners import OwnerTable
from kept.places import Places, find_places
from kept.store import Erased, Store, StoreError
from launcher.upkeep import Upkeep
from rasa_hooks.tracker_store import pooled_engine
from tests.unit.kept.stored import DAY, did, said, store

ROOT = Path(__file__).parents[3]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A run folder with a conversation of anna, one of bo and one of a visitor."""
    run = tmp_path / ".saldo" / "run-5005"
    run.mkdir(parents=True)
    db = run / "tracker.db"
    store(db, "c-anna", [said("where is my canary-anna"), *did("action_diagnose")], customer="anna")
    store(db, "c-bo", [said("where is my canary-bo"), *did("action_diagnose")], customer="bo")
    store(db, "c-visitor", [said("hello canary-visitor", "greet"), *did("utter_greet")])
    return find_places({}, tmp_path)


def entry(name: str, *conversations: str, day: str = "2026-11-20", **more: object) -> dict:
    return {"id": name, "message": name, "from": {digest(c): day for c in conversations}, **more}


def texts(path: Path, conversation: str) -> list[str]:
    return [e["text"] for e in Store(path).events(conversation) if e["event"] == "user"]


# --- a customer's conversations -----------------------------------------------------------


def test_customer_gets_all_of_their_conversations_and_nobody_elses(places: Places) -> None:
    found = customer.export(places, "anna")
    assert [one["id"] for one in found["conversations"]] == ["c-anna"]
    written = json.dumps(found)
    assert "canary-anna" in written
    assert "canary-bo" not in written
    assert "canary-visitor" not in written


def test_export_holds_no_signed_statement(places: Places) -> None:
    found = json.dumps(customer.export(places, "anna"))
    assert '"saldo_identity": "[signed]"' in found
    assert sign("c-anna", "anna", 1, "key").split(".")[2] not in found
    assert found.count("saldo_identity") == found.count('"saldo_identity": "[signed]"')


def test_conversation_of_two_customers_is_given_to_neither(places: Places) -> None:
    store(places.trackers[0], "c-x", [said("canary-later")], customer="anna")
    with sqlite3.connect(places.trackers[0]) as connection:
        connection.execute("UPDATE events SET sender_id = 'c-bo' WHERE sender_id = 'c-x'")
    connection.close()
    found = customer.export(places, "anna")
    assert found["left_out"] == ["c-bo"]
    assert "canary-bo" not in json.dumps(found)


def test_t13_forgotten_customer_stands_in_no_byte_of_the_folder(places: Places) -> None:
    lines = customer.forget(places, "anna", turn_seconds=0)
    assert "events of 1 conversation erased" in lines[0]
    left = b"".join(p.read_bytes() for p in places.folders[0].iterdir())
    assert b"canary-anna" not in left
    assert b"c-anna" not in left
    assert b"canary-bo" in left
    assert texts(places.trackers[0], "c-visitor") == ["hello canary-visitor"]


def test_log_of_a_running_bot_is_emptied(places: Places) -> None:
    """While a bot keeps the file open, its write-ahead log holds the pages as they were."""
    engine = pooled_engine(str(places.trackers[0]))
    with engine.connect() as connection:
        connection.execute("SELECT 1")
    store(places.trackers[0], "c-again", [said("canary-anna")], customer="anna")
    assert any(b"canary-anna" in p.read_bytes() for p in places.folders[0].glob("*-wal"))
    customer.forget(places, "anna", turn_seconds=0)
    left = b"".join(p.read_bytes() for p in places.folders[0].iterdir())
    engine.dispose()
    assert b"canary-anna" not in left


def test_forgotten_customer_leaves_the_review_lists(places: Places) -> None:
    path = places.lists / "2026-11-20.yml"
    write_list(
        path,
        [
            entry("hers", "c-anna", label="deny"),
            entry("both", "c-anna", "c-bo", before="hers too", next=["x"], label="deny"),
            entry("his", "c-bo", before="kept"),
        ],
    )
    assert [one["id"] for one in customer.export(places, "anna")["review"]] == ["hers", "both"]
    customer.forget(places, "anna", turn_seconds=0)
    both, his = read_list(path)
    assert both["id"] == "both"
    assert both["from"] == {digest("c-bo"): "2026-11-20"}
    assert both["before"] is None  # it may have been hers
    assert both["next"] is None
    assert both["label"] == "deny"
    assert his["before"] == "kept"


def test_list_of_one_customer_alone_is_removed(places: Places) -> None:
    write_list(places.lists / "2026-11-20.yml", [entry("hers", "c-anna")])
    customer.forget(places, "anna", turn_seconds=0)
    assert list(places.lists.iterdir()) == []


def test_turn_that_ends_after_the_erasing_brings_nothing_back(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rasa writes the whole session back when a turn ends: erase again after that."""

    erase, ended = Store.erase, []

    def turn_ends(kept: Store, conversations: list[str]) -> Erased:
        erased = erase(kept, conversations)
        if not ended:
            ended.append(store(kept.path, "c-anna", [said("canary-again")], customer="anna"))
        return erased

    monkeypatch.setattr(Store, "erase", turn_ends)
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    customer.forget(places, "anna")
    assert ended
    assert Store(places.trackers[0]).of_customer("anna") == []


@pytest.mark.parametrize(("name", "line"), [
    ("ana", "Nothing is kept of a customer 'ana'. Did you mean anna?"),
    ("zzz", "Nothing is kept of a customer 'zzz'."),
    ("c-anna' OR 1=1", "Nothing is kept of a customer"),
    ("", "Name the customer: CUSTOMER=<name>."),
])  # fmt: skip
def test_wrong_name_is_refused_kindly_and_nothing_is_erased(
    places: Places, name: str, line: str
) -> None:
    for action in (customer.export, customer.forget):
        with pytest.raises(UnknownCustomer) as refused:
            action(places, name)
        assert str(refused.value).startswith(line)
    assert len(Store(places.trackers[0]).conversations()) == 3


class Owners:
    """A table of who owns which conversation, as another store may keep it."""

    def __init__(self, **owners: str) -> None:
        self.owners = owners

    def conversations(self, customer: str) -> list[str]:
        return [f"c-{c}" for c, owner in self.owners.items() if owner == customer]

    def export(self, customer: str) -> object:
        return self.conversations(customer) or None

    def forget(self, customer: str) -> str:
        self.owners = {c: owner for c, owner in self.owners.items() if owner != customer}
        return "owners: erased"


def test_conversation_that_another_store_knows_is_the_customers(places: Places) -> None:
    """A visitor's conversation whose owner signed in and wrote nothing more."""
    owners = Owners(visitor="eve", bo="bo")
    found = customer.export(places, "eve", [owners])
    assert [one["id"] for one in found["conversations"]] == ["c-visitor"]
    assert found["others"] == [["c-visitor"]]
    assert customer.forget(places, "eve", [owners], turn_seconds=0)[-1] == "owners: erased"
    assert owners.owners == {"bo": "bo"}
    assert Store(places.trackers[0]).conversations() == ["c-anna", "c-bo"]


def test_commands_print_and_refuse(places: Places, tmp_path: Path) -> None:
    def kept(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "kept", *arguments, "--root", str(tmp_path)]
        return subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, check=False, env=clean()
        )

    exported = kept("export", "--customer", "bo")
    assert json.loads(exported.stdout)["customer"] == "bo"
    refused = kept("forget", "--customer", "b")
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "erased" in kept("forget", "--customer", "bo").stdout
    assert "older" in kept("retention").stdout


def clean() -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("SALDO_")}


@pytest.mark.parametrize(
    "token", [None, 1, "", "1.", "1.x.y", "1..", "1.bnVsbA.x", "1.WzFd.x", "é.é.é"]
)
def test_no_token_names_nobody(token: object) -> None:
    assert named_in(token) is None


def test_old_token_still_names_its_customer() -> None:
    assert named_in(sign("c", "anna", 1, "a key that is gone")) == "anna"


# --- the retention period -----------------------------------------------------------------


def test_t13_old_conversations_go_and_young_ones_stay(places: Places) -> None:
    db = places.trackers[0]
    store(db, "c-old", [said("canary-old")], customer="anna", days_ago=31)
    store(db, "c-young", [said("canary-young")], customer="anna", days_ago=29)
    lines = retention.apply(places, 30, rewrite=True)
    assert len(lines) == 1
    assert "older than 30 days" in lines[0]
    left = b"".join(p.read_bytes() for p in places.folders[0].iterdir())
    assert b"canary-old" not in left
    assert b"canary-young" in left
    assert retention.apply(places, 30, rewrite=True) == []


def test_old_sessions_of_a_conversation_that_goes_on_go(places: Places) -> None:
    """A messenger's user has one conversation for years."""
    db = places.trackers[0]
    sessions = [[said(f"canary-{n}")] for n in range(4)]
    store(db, "c-long", *sessions, customer="anna", days_ago=3.5)
    retention.apply(places, 1, rewrite=False)
    assert texts(db, "c-long") == ["canary-3"]
    left = b"".join(p.read_bytes() for p in places.folders[0].iterdir())
    assert b"canary-2" not in left  # overwritten although the file was not written anew


def test_session_that_goes_on_is_whole(places: Places) -> None:
    db = places.trackers[0]
    with sqlite3.connect(db) as connection:
        # It began two days ago and its last message is of now.
        connection.execute(
            "UPDATE events SET timestamp = timestamp - ? WHERE sender_id = 'c-bo' AND id <"
            " (SELECT MAX(id) FROM events WHERE sender_id = 'c-bo')",
            (2 * DAY,),
        )
    connection.close()
    retention.apply(places, 1, rewrite=True)
    assert texts(db, "c-bo") == ["where is my canary-bo"]


def test_old_entries_of_lists_go(places: Places) -> None:
    path = places.lists / "2026-11-20.yml"
    write_list(
        path,
        [
            entry("old", "c-1", day="2026-01-01", label="deny"),
            {"id": "both", "from": {digest("c-1"): "2026-01-01", digest("c-2"): "2999-01-01"}},
        ],
    )
    retention.apply(places, 30, rewrite=True)
    assert [(e["id"], list(e["from"])) for e in read_list(path)] == [("both", [digest("c-2")])]


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "x", "99999", "²"])
def test_period_that_is_none_stops_the_start(value: str) -> None:
    with pytest.raises(retention.RetentionError, match="SALDO_RETENTION_DAYS must be a whole"):
        retention.retention_days({"SALDO_RETENTION_DAYS": value})


def test_period_is_thirty_days_unless_set() -> None:
    assert retention.retention_days({}) == 30
    assert retention.retention_days({"SALDO_RETENTION_DAYS": "7"}) == 7


def test_run_erases_at_its_start_and_every_day(places: Places) -> None:
    now = [time.time()]
    upkeep = Upkeep(1, lambda: places, lambda: now[0])
    db = places.trackers[0]
    store(db, "c-old", [said("old")], days_ago=2)
    upkeep.when_due()
    assert "c-old" not in Store(db).conversations()
    store(db, "c-old", [said("old")], days_ago=2)
    now[0] += 3600
    upkeep.when_due()
    assert "c-old" in Store(db).conversations()
    now[0] += DAY
    upkeep.when_due()
    assert Store(db).conversations() == []  # a day later, all of them are old


def test_failed_erasing_is_told_and_tried_again(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    now = [time.time()]
    path = places.lists / "2026-11-20.yml"
    path.parent.mkdir()
    path.write_text("- [", encoding="utf-8")
    upkeep = Upkeep(1, lambda: places, lambda: now[0])
    upkeep.when_due()
    assert "could not be erased" in capsys.readouterr().err
    path.unlink()
    store(places.trackers[0], "c-old", [said("old")], days_ago=2)
    now[0] += 3601
    upkeep.when_due()
    assert "c-old" not in Store(places.trackers[0]).conversations()


def test_run_goes_on_when_the_identity_file_can_not_be_had(
    places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / ".saldo" / "run-5005" / "identity.db"
    path.write_bytes(b"nothing of the kind" * 100)
    Upkeep(1, lambda: find_places({}, tmp_path)).when_due()
    assert "could not be erased" in capsys.readouterr().err


# --- files --------------------------------------------------------------------------------


def test_every_run_and_a_named_folder_are_found(tmp_path: Path) -> None:
    named = tmp_path / "elsewhere"
    for folder in (tmp_path / ".saldo", tmp_path / ".saldo" / "run-1", named):
        store(folder / "tracker.db", "c", [said("hi")])
    (tmp_path / ".saldo" / "run-2").mkdir()
    (tmp_path / ".saldo" / "run-2" / "tracker.db").touch()
    found = find_places({"SALDO_RUN_DIR": str(named)}, tmp_path)
    assert {p.parent.name for p in found.trackers} == {".saldo", "run-1", "elsewhere"}


def test_reading_changes_no_byte(places: Places) -> None:
    db = places.trackers[0]
    before = db.read_bytes()
    Store(db).owners()
    Store(db).events("c-anna")
    assert db.read_bytes() == before


def test_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "tracker.db").write_bytes(b"nothing of the kind" * 100)
    with pytest.raises(StoreError, match="can't be used now"):
        Store(tmp_path / "tracker.db").conversations()


@pytest.mark.parametrize("text", ["a: [", "just words", "- no id: 1", "- id: 3"])
def test_broken_list_is_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "2026-11-20.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ListError) as refused:
        read_list(path)
    assert "\n" not in str(refused.value)


def test_lists_are_private(tmp_path: Path) -> None:
    path = tmp_path / "review" / "2026-11-20.yml"
    write_list(path, [entry("x", "c")])
    assert path.stat().st_mode & 0o077 == 0


def test_store_keeps_the_events_of_rasa(places: Places) -> None:
    kinds = [event["event"] for event in Store(places.trackers[0]).events("c-anna")]
    assert kinds == ["session_started", "user", "action", "action"]
    assert UserUttered.type_name in kinds


# --- who owned them -----------------------------------------------------------------------


@pytest.fixture
def owned(places: Places, tmp_path: Path) -> Places:
    """The same run, with its identity file: anna signed in, bo linked, a visitor long ago."""
    path = tmp_path / ".saldo" / "run-5005" / "identity.db"
    database = Database(path)
    with database.transaction() as db:
        now, old = int(time.time()), int(time.time() - 90 * DAY)
        rows = [("c-anna", "anna", now), ("c-new", "anna", now), ("c-visitor", None, old)]
        db.executemany(
            "INSERT INTO conversations (id, channel, customer, created, seen)"
            " VALUES (?, 'widget', ?, 1, ?)",
            rows,
        )
        db.execute(
            "INSERT INTO links (channel, external, conversation, customer, seen)"
            " VALUES ('slack', 'U-canary', 'c-bo', 'bo', ?)",
            (now,),
        )
    database.close()
    return find_places({}, tmp_path)


def test_customer_s_export_holds_the_accounts_that_are_linked(owned: Places) -> None:
    holders = [OwnerTable(path) for path in owned.owners]
    (kept,) = customer.export(owned, "bo", holders)["others"]
    assert [link["external"] for link in kept["links"]] == ["U-canary"]
    assert "U-canary" not in json.dumps(customer.export(owned, "anna", holders))


def test_forgotten_customer_owns_nothing_any_more(owned: Places) -> None:
    holders = [OwnerTable(path) for path in owned.owners]
    lines = customer.forget(owned, "anna", holders, turn_seconds=0)
    assert any("2 conversations erased" in line and "identity.db" in line for line in lines)
    assert holders[0].export("anna") is None
    assert holders[0].export("bo") is not None
    with pytest.raises(UnknownCustomer):
        customer.forget(owned, "anna", holders, turn_seconds=0)


def test_retention_erases_the_owners_of_old_conversations(owned: Places) -> None:
    assert any("1 owner of" in line for line in retention.apply(owned, 30, rewrite=True))
    assert OwnerTable(owned.owners[0]).conversations("anna") == ["c-anna", "c-new"]


# --- what the widget shows ----------------------------------------------------------------


@pytest.fixture
def shown(owned: Places, tmp_path: Path) -> Places:
    """The same run, with what the widget shows of anna's and bo's conversations."""
    path = tmp_path / ".saldo" / "run-5005" / "widget.db"
    journal = Journal(path)
    for name in ("c-anna", "c-new", "c-bo"):
        journal.add(name, "user", {"text": f"shown-{name}"})
    journal.close()
    return find_places({}, tmp_path)


def test_export_holds_what_the_widget_shows(shown: Places) -> None:
    ((one,),) = [part["messages"] for part in customer.export(shown, "anna")["shown"]]
    assert (one["from"], one["text"]) == ("user", "shown-c-anna")


def test_forgetting_reaches_the_last_byte_of_what_the_widget_shows(shown: Places) -> None:
    holders = [OwnerTable(path) for path in shown.owners]
    lines = customer.forget(shown, "anna", holders, turn_seconds=0)
    assert any("2 shown messages erased" in line for line in lines)
    written = b"".join(p.read_bytes() for p in shown.shown[0].parent.glob("widget.db*"))
    assert b"shown-c-anna" not in written
    assert b"shown-c-new" not in written
    assert b"shown-c-bo" in written


def test_retention_reaches_what_the_widget_shows(shown: Places) -> None:
    lines = retention.apply(shown, 30, rewrite=True, now=time.time() + 60 * DAY)
    assert any("3 shown messages" in line for line in lines)
