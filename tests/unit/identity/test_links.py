"""Messenger accounts: linked by a code that is good once, for ten minutes, and hard to guess."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from identity.database import Database, StoreUnavailable
from identity.links import (
    CODE_SECONDS,
    Grant,
    LinkResult,
    SQLiteLinks,
    TooManyCodes,
    Unlinked,
)
from identity.sealing import Sealer
from identity.speaker import Speaker, State

KEY = "demo-identity-key"
GRANT = Grant("grant-canary", 1_800_000_000, "it")


class Clock:
    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "identity.db"


@pytest.fixture
def links(path: Path, clock: Clock) -> SQLiteLinks:
    return SQLiteLinks(Database(path), Sealer(KEY), KEY, clock)


def test_unlinked_user_is_a_visitor_with_a_conversation_of_their_own(links: SQLiteLinks) -> None:
    one, other = links.speaker("slack", "T1:U1"), links.speaker("slack", "T1:U2")
    assert one.state is other.state is State.VISITOR
    assert links.speaker("slack", "T1:U1") == one
    assert one.conversation != other.conversation
    assert links.speaker("telegram", "T1:U1").conversation != one.conversation
    assert "U1" not in one.conversation


@pytest.mark.parametrize("written", ["{}", " {} ", "{}\n", "lower", "no dash", "ＷＩＤＥ"])
def test_code_links_however_it_is_written(links: SQLiteLinks, written: str) -> None:
    code = links.make_code("anna", GRANT)
    forms = {
        "lower": code.lower(),
        "no dash": code.replace("-", ""),
        "ＷＩＤＥ": "".join(chr(ord(c) + 0xFEE0) for c in code),
    }
    visitor = links.speaker("slack", "T1:U1")
    assert links.redeem("slack", "T1:U1", forms.get(written, written.format(code))) is (
        LinkResult.LINKED
    )
    speaker = links.speaker("slack", "T1:U1")
    assert (speaker.state, speaker.customer) == (State.SIGNED_IN, "anna")
    assert speaker.conversation == visitor.conversation  # the visitor's becomes theirs
    assert links.linked("anna") == [("slack", "T1:U1")]
    subject = links.subject(speaker.conversation, "anna")
    assert subject is not None
    assert (subject.token, subject.grant, subject.region) == ("grant-canary", True, "it")


def test_t21_code_is_good_once(links: SQLiteLinks) -> None:
    code = links.make_code("anna", GRANT)
    assert links.redeem("slack", "U1", code) is LinkResult.LINKED
    assert links.redeem("slack", "U2", code) is LinkResult.NOT_VALID
    assert links.speaker("slack", "U2").state is State.VISITOR


def test_t21_code_is_good_for_ten_minutes(links: SQLiteLinks, clock: Clock) -> None:
    code = links.make_code("anna", GRANT)
    clock.now += CODE_SECONDS
    assert links.redeem("slack", "U1", code) is LinkResult.NOT_VALID


def test_t21_a_new_code_takes_the_place_of_the_old_one(links: SQLiteLinks) -> None:
    old, new = links.make_code("anna", GRANT), links.make_code("anna", GRANT)
    assert links.redeem("slack", "U1", old) is LinkResult.NOT_VALID
    assert links.redeem("slack", "U1", new) is LinkResult.LINKED


def test_t6_wrong_used_and_expired_codes_are_told_alike(links: SQLiteLinks, clock: Clock) -> None:
    used, expired = links.make_code("anna", GRANT), links.make_code("bert", GRANT)
    links.redeem("slack", "U1", used)
    clock.now += CODE_SECONDS
    told = {links.redeem("slack", f"V{n}", code) for n, code in enumerate(
        (used, expired, "AAAAA-AAAAA", "", "x" * 100_000, "' OR 1=1 --", "\x00", "å"))}  # fmt: skip
    assert told == {LinkResult.NOT_VALID}


def test_t9_guessing_is_held_back_for_each_user(links: SQLiteLinks, clock: Clock) -> None:
    code = links.make_code("anna", GRANT)
    tries = [links.redeem("slack", "U1", f"WRONG-{n}") for n in range(7)]
    assert tries == [LinkResult.NOT_VALID] * 5 + [LinkResult.TOO_MANY_TRIES] * 2
    assert links.redeem("slack", "U1", code) is LinkResult.TOO_MANY_TRIES
    assert links.redeem("slack", "U2", code) is LinkResult.LINKED  # others are not held back
    clock.now += 901
    assert links.redeem("slack", "U1", "WRONG") is LinkResult.NOT_VALID


def test_t9_guessing_with_many_accounts_is_held_back_in_the_channel(
    links: SQLiteLinks, clock: Clock
) -> None:
    told = [links.redeem("slack", f"bot-{n}", "WRONG") for n in range(62)]
    assert told == [LinkResult.NOT_VALID] * 60 + [LinkResult.TOO_MANY_TRIES] * 2
    assert links.redeem("telegram", "1", links.make_code("anna", None)) is LinkResult.LINKED
    clock.now += 901
    assert links.redeem("slack", "U1", links.make_code("anna", None)) is LinkResult.LINKED


def test_codes_are_not_made_without_end(links: SQLiteLinks, clock: Clock) -> None:
    codes = [links.make_code("anna", GRANT) for _ in range(5)]
    with pytest.raises(TooManyCodes):
        links.make_code("anna", GRANT)
    assert links.redeem("slack", "U1", codes[-1]) is LinkResult.LINKED
    links.make_code("bert", GRANT)
    clock.now += CODE_SECONDS + 1
    links.make_code("anna", GRANT)


def test_unlinking_begins_a_visitors_conversation_and_gives_the_grant_back(
    links: SQLiteLinks,
) -> None:
    links.redeem("slack", "U1", links.make_code("anna", GRANT))
    before = links.speaker("slack", "U1")
    undone = links.unlink("slack", "U1")
    assert undone == Unlinked("slack", "U1", before.conversation, "grant-canary")
    assert "canary" not in f"{undone}{GRANT}"
    after = links.speaker("slack", "U1")
    assert after.state is State.VISITOR
    assert after.conversation != before.conversation
    assert links.subject(before.conversation, "anna") is None
    assert links.linked("anna") == []
    assert links.unlink("slack", "U1") is None


def test_customer_unlinks_everything(links: SQLiteLinks) -> None:
    for channel in ("slack", "telegram"):
        links.redeem(channel, "U1", links.make_code("anna", GRANT))
    links.redeem("slack", "U2", links.make_code("bert", GRANT))
    code = links.make_code("anna", GRANT)
    done = links.unlink_customer("anna")
    assert {one.channel for one in done} == {"slack", "telegram"}
    assert links.redeem("slack", "U3", code) is LinkResult.NOT_VALID
    assert links.linked("bert") == [("slack", "U2")]


def test_t1_another_customers_code_on_a_linked_account_begins_a_new_conversation(
    links: SQLiteLinks,
) -> None:
    links.redeem("slack", "U1", links.make_code("anna", GRANT))
    anna = links.speaker("slack", "U1")
    links.redeem("slack", "U1", links.make_code("bert", Grant("grant-bert")))
    bert = links.speaker("slack", "U1")
    assert bert.customer == "bert"
    assert bert.conversation != anna.conversation
    assert links.subject(anna.conversation, "anna") is None
    assert links.subject(bert.conversation, "anna") is None


def test_the_same_customer_links_again_and_goes_on(links: SQLiteLinks) -> None:
    links.redeem("slack", "U1", links.make_code("anna", GRANT))
    before = links.speaker("slack", "U1")
    links.redeem("slack", "U1", links.make_code("anna", Grant("grant-new")))
    assert links.speaker("slack", "U1").conversation == before.conversation
    subject = links.subject(before.conversation, "anna")
    assert subject is not None
    assert subject.token == "grant-new"


def test_ended_grant_asks_again_and_loses_nothing(links: SQLiteLinks, clock: Clock) -> None:
    links.redeem("slack", "U1", links.make_code("anna", GRANT))
    speaker = links.speaker("slack", "U1")
    subject = links.subject(speaker.conversation, "anna")
    assert subject is not None
    links.end(speaker.conversation, "another grant")
    assert links.speaker("slack", "U1") == speaker
    links.end(speaker.conversation, subject.id)
    assert links.speaker("slack", "U1") == Speaker(speaker.conversation, State.SIGN_IN_AGAIN)
    clock.now += 1
    links.redeem("slack", "U1", links.make_code("anna", GRANT))
    assert links.speaker("slack", "U1") == speaker


def test_expired_grant_asks_again(links: SQLiteLinks, clock: Clock) -> None:
    links.redeem("slack", "U1", links.make_code("anna", Grant("g", int(clock.now) + 100)))
    clock.now += 100
    assert links.speaker("slack", "U1").state is State.SIGN_IN_AGAIN


def test_link_without_a_grant_names_its_customer(links: SQLiteLinks) -> None:
    """Keys come from the key store then."""
    links.redeem("slack", "U1", links.make_code("anna", None))
    speaker = links.speaker("slack", "U1")
    assert speaker.customer == "anna"
    assert links.subject(speaker.conversation, "anna") is None


def test_t24_one_code_sent_by_many_at_once_links_one(path: Path, clock: Clock) -> None:
    stores = [SQLiteLinks(Database(path), Sealer(KEY), KEY, clock) for _ in range(4)]
    code = stores[0].make_code("anna", GRANT)
    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(lambda n: stores[n % 4].redeem("slack", f"U{n}", code), range(16)))
    assert told.count(LinkResult.LINKED) == 1
    assert len(stores[0].linked("anna")) == 1


def test_t24_one_new_user_in_many_threads_has_one_conversation(path: Path, clock: Clock) -> None:
    stores = [SQLiteLinks(Database(path), Sealer(KEY), KEY, clock) for _ in range(4)]
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda n: stores[n % 4].speaker("slack", "U1"), range(64)))
    assert len(found) == 1


def test_t13_the_file_holds_neither_codes_nor_grants(links: SQLiteLinks, path: Path) -> None:
    used, open_ = links.make_code("anna", GRANT), links.make_code("bert", GRANT)
    links.redeem("slack", "U1", used)
    written = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert b"bert" in written
    for secret in (used, open_, used.replace("-", ""), open_.replace("-", ""), "grant-canary"):
        assert secret.encode() not in written


def test_a_stolen_file_does_not_give_the_codes_away(links: SQLiteLinks, path: Path) -> None:
    """The hash is keyed: 49 bits could be searched otherwise."""
    code = links.make_code("anna", GRANT)
    other = SQLiteLinks(Database(path), Sealer("x"), "another key")
    assert other.redeem("slack", "U1", code) is LinkResult.NOT_VALID


def test_t29_a_broken_store_links_nobody(tmp_path: Path) -> None:
    path = tmp_path / "identity.db"
    path.write_bytes(b"no database at all" * 100)
    links = SQLiteLinks(Database(path), Sealer(KEY), KEY)
    with pytest.raises(StoreUnavailable):
        links.redeem("slack", "U1", "AAAAA-AAAAA")
    with pytest.raises(StoreUnavailable):
        links.speaker("slack", "U1")


def test_users_who_never_came_back_are_purged_and_linked_ones_stay(
    links: SQLiteLinks, clock: Clock
) -> None:
    gone = links.speaker("slack", "U1")
    links.redeem("slack", "U2", links.make_code("anna", GRANT))
    clock.now += 1000
    back = links.speaker("slack", "U3")
    assert links.purge(clock.now - 500) == [gone.conversation]
    assert links.speaker("slack", "U3") == back
    assert links.speaker("slack", "U2").customer == "anna"
    assert links.speaker("slack", "U1").conversation != gone.conversation


def test_attempts_do_not_pile_up(links: SQLiteLinks, clock: Clock, path: Path) -> None:
    for n in range(20):
        links.redeem("slack", f"U{n}", "WRONG")
    clock.now += 10_000
    links.redeem("slack", "U99", "WRONG")
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT COUNT(*) FROM attempts").fetchone()[0] == 2
