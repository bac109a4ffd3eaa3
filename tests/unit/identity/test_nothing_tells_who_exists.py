"""Guessers learn nothing from how much work an answer took (T6): the same statements, the same
comparisons, whether what they named exists or not. Work is compared, not time."""

from __future__ import annotations

import hmac
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from identity import sign, verify
from identity.conversations import SQLiteConversations
from identity.database import Database
from identity.links import CODE_SECONDS, SQLiteLinks
from identity.sealing import Sealer
from tests.unit.identity.test_links import KEY, Clock

_VALUES = re.compile(r"[xX]?'[^']*'|\b\d+\b|\bNULL\b")


class Work:
    """What is done between two looks: SQL without its values, and constant-time comparisons."""

    def __init__(self, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
        self._done: list[str] = []
        with database.reading() as db:
            db.set_trace_callback(lambda sql: self._done.append(_VALUES.sub("?", sql)))
        compare = hmac.compare_digest

        def noted(one: bytes, other: bytes) -> bool:
            self._done.append(f"compare {len(one)} with {len(other)}")
            return compare(one, other)

        monkeypatch.setattr(hmac, "compare_digest", noted)

    def of(self, action: Callable[[], object]) -> list[str]:
        self._done.clear()
        action()
        return list(self._done)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(tmp_path / "identity.db")


@pytest.fixture
def work(database: Database, monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(database, monkeypatch)


def test_t6_codes_that_do_not_hold_cost_the_same_work(
    database: Database, clock: Clock, work: Work
) -> None:
    links = SQLiteLinks(database, Sealer(KEY), KEY, clock)
    expired = links.make_code("bert", None)
    clock.now += CODE_SECONDS
    used, replaced = links.make_code("anna", None), links.make_code("eve", None)
    links.make_code("eve", None)
    links.redeem("slack", "T1/U1", used)
    done = [
        work.of(lambda code=code, n=n: links.redeem("slack", f"T1/V{n}", code))
        for n, code in enumerate((used, expired, replaced, "AAAAA-AAAAA", "", "\x00", "x" * 99))
    ]
    assert len(done[0]) > 3
    assert [one for one in done if one != done[0]] == []


def test_t6_codes_lie_hashed_with_a_key(database: Database, clock: Clock, work: Work) -> None:
    """The index compares hashes that nobody outside can choose: its time says nothing."""
    links = SQLiteLinks(database, Sealer(KEY), KEY, clock)
    other = SQLiteLinks(database, Sealer(KEY), "another-key", clock)
    code = links.make_code("anna", None)
    assert other.redeem("slack", "T1/U1", code).name == "NOT_VALID"


def test_t6_secrets_of_no_and_of_somebodys_conversation_cost_the_same_work(
    database: Database, clock: Clock, work: Work
) -> None:
    conversations = SQLiteConversations(database, Sealer(KEY), clock)
    real = conversations.open("widget").secret
    closed = conversations.open("widget").secret
    conversations.sign_out(closed, "widget")
    selector, _ = real.split(".")
    guesses = (f"{selector}.{'A' * 43}", f"{'A' * 22}.{'A' * 43}", closed)
    done = [work.of(lambda guess=guess: conversations.resume(guess)) for guess in guesses]
    assert "compare 32 with 32" in done[0]
    assert done == [done[0]] * 3


def test_t6_statements_about_any_customer_are_refused_by_the_same_work(work: Work) -> None:
    """A forged signature is compared whole, whoever is named; no store is asked."""
    good = sign("c-1", "anna", int(time.time()) + 60, KEY)
    version, _, signature = good.split(".")
    forged = [
        f"{version}.{sign('c-1', name, 9_999_999_999, 'x').split('.')[1]}.{signature}"
        for name in ("anna", "bert", "nobody-of-this-name")
    ]
    done = [work.of(lambda one=one: verify(one, "c-1", KEY, time.time())) for one in forged]
    assert done == [["compare 32 with 32"]] * 3
    assert [verify(one, "c-1", KEY, time.time()) for one in (good, *forged)] == [
        "anna", None, None, None,
    ]  # fmt: skip
