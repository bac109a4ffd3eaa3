"""The widget's record and its token buckets."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from channels import limits
from channels.journal import BOT, USER, Entry, Journal
from channels.limits import Rate
from shield import MASK
from tests.unit.channels.widget_room import Clock


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def journal(tmp_path: Path, clock: Clock) -> Journal:
    return Journal(tmp_path / "deep" / "widget.db", clock)


def test_numbers_are_without_gap_or_double_under_many_threads(journal: Journal) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: journal.add("c", USER, {"text": str(n)}), range(100)))
    assert sorted(entry.seq for entry, _ in made) == list(range(1, 101))
    assert [entry.seq for entry in journal.since("c", 0)] == list(range(1, 101))


def test_conversations_count_for_themselves(journal: Journal) -> None:
    journal.add("c", USER, {"text": "one"}, "name-0001")
    other, new = journal.add("d", USER, {"text": "two"}, "name-0001")
    assert (other.seq, new) == (1, True)
    assert [entry.body["text"] for entry in journal.since("d", 0)] == ["two"]


def test_name_of_a_client_makes_one_entry(journal: Journal) -> None:
    first, _ = journal.add("c", USER, {"text": "one"}, "name-0001")
    assert journal.add("c", USER, {"text": "other"}, "name-0001") == (first, False)
    assert journal.add("c", USER, {"text": "two"}, "name-0002")[0].seq == 2


def test_body_can_be_completed(journal: Journal) -> None:
    entry, _ = journal.add("c", USER, {"text": "hej"})
    journal.update("c", entry.seq, lang="sv", answered=True)
    assert journal.since("c", 0)[0].body == {"text": "hej", "lang": "sv", "answered": True}
    journal.update("c", 99, lang="sv")  # nothing there: nothing happens


def test_client_sees_neither_payloads_nor_what_the_edge_noted() -> None:
    body = {
        "text": "?", "found": {"saldo_secret": "seed"}, "answered": True, "button": "b-1",
        "buttons": [{"id": "b-1", "title": "Ja", "payload": "/affirm"}],
    }  # fmt: skip
    assert Entry(1, BOT, 5, None, body).shown() == {
        "seq": 1, "from": "bot", "at": 5, "text": "?", "buttons": [{"id": "b-1", "title": "Ja"}],
    }  # fmt: skip


def test_button_is_found_in_its_own_conversation(journal: Journal) -> None:
    button = {"id": "b-1", "title": "Ja", "payload": "/affirm"}
    journal.add("c", BOT, {"text": "?", "buttons": [button]})
    assert journal.button("c", "b-1") == button
    assert journal.button("d", "b-1") is None


def test_forgotten_and_old_conversations_leave_no_byte(
    journal: Journal, clock: Clock, tmp_path: Path
) -> None:
    journal.add("c", USER, {"text": "FORGETME"})
    journal.add("d", USER, {"text": "OLDTEXT"})
    clock.now += 100
    journal.add("d", USER, {"text": "kept"})
    journal.forget(["c"])
    journal.purge(clock.now - 50)
    assert [entry.body["text"] for entry in journal.since("d", 0)] == ["kept"]
    journal.close()
    raw = b"".join(path.read_bytes() for path in (tmp_path / "deep").iterdir())
    assert b"FORGETME" not in raw
    assert b"OLDTEXT" not in raw
    assert b"kept" in raw


def test_hidden_text_leaves_no_byte(journal: Journal, tmp_path: Path) -> None:
    entry, _ = journal.add("c", USER, {"text": "HIDEME and more", "lang": "en"})
    journal.add("c", BOT, {"text": "kept"})
    journal.hide("c", entry.seq)
    assert [e.body["text"] for e in journal.since("c", 0)] == [MASK, "kept"]
    raw = b"".join(path.read_bytes() for path in (tmp_path / "deep").iterdir())  # while it is open
    assert b"HIDEME" not in raw
    assert b"kept" in raw


def test_text_is_hidden_while_somebody_reads(journal: Journal, tmp_path: Path) -> None:
    entry, _ = journal.add("c", USER, {"text": "HIDEME"})
    reader = sqlite3.connect(tmp_path / "deep" / "widget.db")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM messages").fetchone()
    journal.hide("c", entry.seq)
    assert [e.body["text"] for e in journal.since("c", 0)] == [MASK]
    reader.close()


def test_file_is_private(journal: Journal, tmp_path: Path) -> None:
    journal.add("c", USER, {"text": "x"})
    assert stat.S_IMODE((tmp_path / "deep" / "widget.db").stat().st_mode) == 0o600


def test_bucket_empties_and_fills(clock: Clock) -> None:
    rate = Rate(3, 0.5, clock)
    assert [rate.wait("a") for _ in range(3)] == [0.0, 0.0, 0.0]
    assert rate.wait("a") == pytest.approx(2.0)
    assert rate.wait("b") == 0.0
    clock.now += 2
    assert rate.wait("a") == 0.0
    assert rate.wait("a") > 0
    clock.now += 1000
    assert [rate.wait("a") for _ in range(4)][3] > 0  # never more than the burst


def test_buckets_are_bounded(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_KEYS", 10)
    rate = Rate(1, 1, clock)
    for number in range(100):
        rate.wait(str(number))
    assert len(rate._buckets) == 10


def test_t17_what_one_bucket_refuses_costs_nothing_in_another(clock: Clock) -> None:
    conversation, customer = Rate(1, 1, clock), Rate(2, 1, clock)
    asked = (conversation, "a"), (customer, "anna")
    assert limits.take_all(*asked) == 0.0
    assert [limits.take_all(*asked) for _ in range(9)] == [1.0] * 9
    assert limits.take_all((conversation, "b"), (customer, "anna")) == 0.0
    assert customer.peek("anna") == pytest.approx(1.0)
    assert customer.peek("anna") == pytest.approx(1.0)  # a look takes nothing
