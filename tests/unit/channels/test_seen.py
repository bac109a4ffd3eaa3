"""Each delivered event is taken once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from channels.seen import KEEP_SECONDS, Seen, seen_events
from identity.database import Database, StoreUnavailable


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "identity.db")


def test_t10_event_is_taken_once_and_another_one_too(database: Database) -> None:
    seen = Seen("slack", database)
    assert [seen.claim("event", "Ev1") for _ in range(100)] == [True, *[False] * 99]
    assert seen.claim("event", "Ev2")
    assert seen.claim("event", "Ev", "1")  # parts are not glued together


def test_channels_do_not_share_claims(database: Database) -> None:
    assert Seen("slack", database).claim("1")
    assert Seen("telegram", database).claim("1")


def test_t10_restart_and_second_process_know_what_was_taken(tmp_path: Path) -> None:
    environ = {"SALDO_IDENTITY_DB": str(tmp_path / "identity.db")}
    assert seen_events("slack", environ).claim("Ev1")
    assert not seen_events("slack", environ).claim("Ev1")


def test_t24_one_of_many_at_once_is_told_that_it_was_first(tmp_path: Path) -> None:
    path = tmp_path / "identity.db"
    stores = [Seen("slack", Database(path)) for _ in range(4)]
    stores[0].claim("warm")
    with ThreadPoolExecutor(8) as pool:
        firsts = list(pool.map(lambda n: stores[n % 4].claim("Ev1"), range(40)))
    assert firsts.count(True) == 1


def test_claim_ends_after_its_time(database: Database) -> None:
    now = [1000.0]
    seen = Seen("slack", database, lambda: now[0])
    assert seen.claim("Ev1")
    assert seen.claim("click", seconds=10)
    now[0] += 11
    assert seen.claim("click", seconds=10)
    assert not seen.claim("Ev1")
    now[0] += KEEP_SECONDS
    assert seen.claim("Ev1")


def test_number_of_claims_is_bounded_and_the_newest_stay(database: Database) -> None:
    now = [1000.0]
    seen = Seen("slack", database, lambda: now[0], most=5)
    for number in range(20):
        now[0] += 1
        assert seen.claim(str(number))
    assert not seen.claim("19")
    with database.transaction() as db:
        assert db.execute("SELECT COUNT(*) FROM seen_events").fetchone()[0] == 5


def test_several_names_of_one_thing_count_together(database: Database) -> None:
    seen = Seen("slack", database)
    assert seen.claim_all(("event", "Ev1"), ("message", "1.2"))
    assert not seen.claim_all(("event", "Ev2"), ("message", "1.2"))
    assert not seen.claim_all(("event", "Ev1"), ("message", "1.3"))
    assert not seen.claim("event", "Ev2")


def test_nothing_of_an_event_is_kept(tmp_path: Path) -> None:
    seen_events("slack", {"SALDO_IDENTITY_DB": str(tmp_path / "identity.db")}).claim("U0ANNA")
    for path in tmp_path.iterdir():
        assert b"U0ANNA" not in path.read_bytes()


def test_t29_without_a_store_nothing_is_taken(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable):
        Seen("slack", Database(tmp_path / "file" / "identity.db")).claim("Ev1")
