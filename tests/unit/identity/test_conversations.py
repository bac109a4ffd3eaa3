"""Conversations: whose they are, what resumes them, and that nothing crosses over."""

from __future__ import annotations

import sqlite3
import stat
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule

from identity.conversations import SQLiteConversations
from identity.database import Database, StoreUnavailable
from identity.sealing import Sealer
from identity.signin import SignIn, SignInRefused
from identity.speaker import Speaker, State

_IDS = count()


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
    return tmp_path / "run" / "identity.db"


@pytest.fixture
def kept(path: Path, clock: Clock) -> SQLiteConversations:
    return SQLiteConversations(Database(path), Sealer("demo-identity-key"), clock)


def signed(customer: str, clock: Clock, seconds: int = 300, jti: str | None = None) -> SignIn:
    name = jti or f"jti-{next(_IDS):08}"
    token = f"token-canary-of-{customer}-{name}"
    return SignIn(customer, int(clock.now) + seconds, name, token, "se")


def rows(path: Path, where: str = "1") -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as db:
        return db.execute(f"SELECT * FROM conversations WHERE {where} ORDER BY id").fetchall()


# --- a conversation's life ------------------------------------------------------------------


def test_visitor_resumes_with_the_secret(kept: SQLiteConversations) -> None:
    opened = kept.open("web")
    assert opened.new
    assert opened.speaker == Speaker(opened.speaker.conversation, State.VISITOR)
    assert kept.resume(opened.secret) == opened.speaker


def test_ids_are_random_and_long(kept: SQLiteConversations) -> None:
    ids = [kept.open("web").speaker.conversation for _ in range(200)]
    assert len(set(ids)) == 200
    assert all(len(one.removeprefix("c-")) == 40 for one in ids)  # 160 bits


def test_visitors_conversation_becomes_the_customers(
    kept: SQLiteConversations, clock: Clock
) -> None:
    visitor = kept.open("web")
    customer = kept.sign_in(visitor.secret, signed("anna", clock), "web")
    assert not customer.new
    assert customer.speaker.conversation == visitor.speaker.conversation
    assert (customer.speaker.state, customer.speaker.customer) == (State.SIGNED_IN, "anna")
    assert kept.resume(customer.secret) == customer.speaker


def test_t2_who_knew_the_visitors_secret_is_left_outside(
    kept: SQLiteConversations, clock: Clock
) -> None:
    """Session fixation: the attacker's secret was planted in the victim's browser."""
    planted = kept.open("web").secret
    victim = kept.sign_in(planted, signed("anna", clock), "web")
    assert victim.secret != planted
    assert kept.resume(planted) is None
    attacker = kept.sign_in(planted, signed("mallory", clock), "web")
    assert attacker.new
    assert attacker.speaker.conversation != victim.speaker.conversation


def test_renewed_sign_in_goes_on_with_the_same_secret(
    kept: SQLiteConversations, clock: Clock
) -> None:
    first = kept.sign_in(None, signed("anna", clock), "web")
    clock.now += 200
    again = kept.sign_in(first.secret, signed("anna", clock), "web")
    assert (again.secret, again.new) == (first.secret, False)
    assert again.speaker.ends == int(clock.now) + 300


def test_older_sign_in_shortens_nothing(kept: SQLiteConversations, clock: Clock) -> None:
    old = signed("anna", clock)
    clock.now += 100
    first = kept.sign_in(None, signed("anna", clock), "web")
    assert kept.sign_in(first.secret, old, "web").speaker == first.speaker


def test_expired_sign_in_asks_again_and_loses_nothing(
    kept: SQLiteConversations, clock: Clock
) -> None:
    opened = kept.sign_in(None, signed("anna", clock), "web")
    conversation = opened.speaker.conversation
    clock.now += 300
    asked = kept.resume(opened.secret)
    assert asked == Speaker(conversation, State.SIGN_IN_AGAIN)
    assert kept.subject(conversation, "anna") is None
    again = kept.sign_in(opened.secret, signed("anna", clock), "web")
    assert (again.speaker.conversation, again.speaker.customer) == (conversation, "anna")
    assert kept.subject(conversation, "anna") is not None


def test_revoked_sign_in_asks_again_and_the_same_one_counts_no_more(
    kept: SQLiteConversations, clock: Clock
) -> None:
    revoked = signed("anna", clock)
    opened = kept.sign_in(None, revoked, "web")
    conversation = opened.speaker.conversation
    kept.end(conversation, revoked.id)
    assert kept.resume(opened.secret) == Speaker(conversation, State.SIGN_IN_AGAIN)
    assert kept.subject(conversation, "anna") is None
    for secret in (opened.secret, None):
        with pytest.raises(SignInRefused):
            kept.sign_in(secret, revoked, "web")
    again = kept.sign_in(opened.secret, signed("anna", clock), "web")
    assert again.speaker.conversation == conversation


def test_end_of_an_older_sign_in_leaves_the_newer_one_alone(
    kept: SQLiteConversations, clock: Clock
) -> None:
    old = signed("anna", clock)
    opened = kept.sign_in(None, old, "web")
    clock.now += 1
    kept.sign_in(opened.secret, signed("anna", clock), "web")
    kept.end(opened.speaker.conversation, old.id)
    found = kept.resume(opened.secret)
    assert found is not None
    assert found.state is State.SIGNED_IN


def test_sign_out_begins_anew_and_closes_the_old_one(
    kept: SQLiteConversations, clock: Clock
) -> None:
    sign_in = signed("anna", clock)
    opened = kept.sign_in(None, sign_in, "web")
    out = kept.sign_out(opened.secret, "web")
    assert out.new
    assert out.speaker.state is State.VISITOR
    assert out.speaker.conversation != opened.speaker.conversation
    assert kept.resume(opened.secret) is None
    assert kept.subject(opened.speaker.conversation, "anna") is None
    with pytest.raises(SignInRefused):  # the token that a page may still hold
        kept.sign_in(out.secret, sign_in, "web")


def test_t1_another_customer_in_the_same_browser_gets_another_conversation(
    kept: SQLiteConversations, clock: Clock, path: Path
) -> None:
    anna = kept.sign_in(kept.open("web").secret, signed("anna", clock), "web")
    bert = kept.sign_in(anna.secret, signed("bert", clock), "web")
    assert bert.new
    assert bert.speaker.conversation != anna.speaker.conversation
    assert kept.resume(anna.secret) is None  # it is the other person's browser now
    (row,) = rows(path, f"id = '{anna.speaker.conversation}'")
    assert "bert" not in row


def test_t1_another_customer_after_the_first_ones_sign_in_expired(
    kept: SQLiteConversations, clock: Clock
) -> None:
    anna = kept.sign_in(None, signed("anna", clock), "web")
    clock.now += 301
    bert = kept.sign_in(anna.secret, signed("bert", clock), "web")
    assert bert.speaker.conversation != anna.speaker.conversation


# --- what opens nothing ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "forged",
    [
        lambda opened: opened.speaker.conversation,
        lambda opened: opened.secret.partition(".")[0],
        lambda opened: opened.secret.partition(".")[0] + "." + "A" * 43,
        lambda opened: "A" * 22 + "." + opened.secret.partition(".")[2],
        lambda opened: opened.secret + "x",
        lambda opened: opened.secret + "\n",
        lambda opened: opened.secret.swapcase(),
        lambda opened: "' OR 1=1 --",
        lambda opened: "%" * 22 + "." + "%" * 43,
        lambda opened: "",
        lambda opened: None,
        lambda opened: 5,
        lambda opened: [opened.secret],
        lambda opened: {"secret": opened.secret},
        lambda opened: opened.secret.encode(),
        lambda opened: "x" * 1_000_000,
    ],
    ids=range(16),
)
def test_t1_nothing_but_the_secret_resumes_and_the_victim_stays_byte_equal(
    forged: Callable[..., object], kept: SQLiteConversations, clock: Clock, path: Path
) -> None:
    victim = kept.sign_in(None, signed("anna", clock), "web")
    mine = f"id = '{victim.speaker.conversation}'"
    before = rows(path, mine)
    secret = forged(victim)
    assert kept.resume(secret) is None
    attacker = kept.sign_in(secret, signed("mallory", clock), "web")
    assert attacker.speaker.conversation != victim.speaker.conversation
    kept.sign_out(secret, "web")
    assert rows(path, mine) == before


def test_t13_the_file_holds_no_secret_and_no_token_and_is_private(
    kept: SQLiteConversations, clock: Clock, path: Path
) -> None:
    sign_in = signed("anna", clock)
    opened = kept.sign_in(None, sign_in, "web")
    selector, _, verifier = opened.secret.partition(".")
    written = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert selector.encode() in written  # so the right files were searched
    assert verifier.encode() not in written
    assert sign_in.token.encode() not in written
    assert b"canary" not in written
    for one in path.parent.iterdir():
        assert stat.S_IMODE(one.stat().st_mode) & 0o077 == 0, one
    assert opened.secret not in repr(opened)


def test_t4_a_token_is_given_out_for_its_conversation_and_customer_alone(
    kept: SQLiteConversations, clock: Clock, path: Path
) -> None:
    anna = kept.sign_in(None, signed("anna", clock), "web").speaker.conversation
    bert = kept.sign_in(None, signed("bert", clock), "web").speaker.conversation
    subject = kept.subject(anna, "anna")
    assert subject is not None
    assert (subject.customer, subject.grant, subject.region) == ("anna", False, "se")
    assert subject.token.startswith("token-canary-of-anna")
    assert subject.token not in repr(subject)
    assert kept.subject(anna, "bert") is None
    assert kept.subject(bert, "anna") is None
    assert kept.subject("c-unknown", "anna") is None
    with sqlite3.connect(path) as db:  # who can write the file still can't move a token
        (stolen,) = db.execute("SELECT sealed FROM conversations WHERE id = ?", (anna,)).fetchone()
        db.execute("UPDATE conversations SET sealed = ? WHERE id = ?", (stolen, bert))
    assert kept.subject(bert, "bert") is None


def test_another_identity_key_opens_no_token(
    kept: SQLiteConversations, clock: Clock, path: Path
) -> None:
    anna = kept.sign_in(None, signed("anna", clock), "web").speaker.conversation
    other = SQLiteConversations(Database(path), Sealer("another-key"), clock)
    assert other.subject(anna, "anna") is None


# --- erasing --------------------------------------------------------------------------------


def test_forgotten_customer_leaves_nothing(
    kept: SQLiteConversations, clock: Clock, path: Path
) -> None:
    anna = [kept.sign_in(None, signed("anna", clock), "web") for _ in range(2)]
    bert = kept.sign_in(None, signed("bert", clock), "web")
    assert sorted(kept.forget("anna")) == sorted(one.speaker.conversation for one in anna)
    assert kept.resume(anna[0].secret) is None
    assert kept.resume(bert.secret) == bert.speaker
    assert not rows(path, "customer = 'anna'")


def test_old_conversations_are_purged_and_used_ones_stay(
    kept: SQLiteConversations, clock: Clock
) -> None:
    old, used = kept.open("web"), kept.open("web")
    clock.now += 1000
    kept.resume(used.secret)
    assert kept.purge(clock.now - 500) == [old.speaker.conversation]
    assert kept.resume(used.secret) == used.speaker


# --- together and in trouble ----------------------------------------------------------------


def test_t24_two_customers_sign_in_at_once_on_one_visitors_secret(path: Path, clock: Clock) -> None:
    """Two processes' worth of connections: the secret binds once, and nobody shares."""
    stores = [
        SQLiteConversations(Database(path), Sealer("demo-identity-key"), clock) for _ in range(4)
    ]
    for _round in range(5):
        visitor = stores[0].open("web")
        with ThreadPoolExecutor(16) as pool:
            opened = list(
                pool.map(
                    lambda n, secret=visitor.secret: stores[n % 4].sign_in(  # type: ignore[misc]
                        secret, signed(f"customer-{n % 2}", clock), "web"
                    ),
                    range(16),
                )
            )
        bound = [one for one in opened if one.speaker.conversation == visitor.speaker.conversation]
        assert len(bound) == 1
        owners: dict[str, set[str | None]] = {}
        for one in opened:
            assert stores[3].resume(one.secret) == one.speaker
            owners.setdefault(one.speaker.conversation, set()).add(one.speaker.customer)
        assert all(len(who) == 1 for who in owners.values())


def test_t24_many_threads_lose_nothing(path: Path, clock: Clock) -> None:
    store = SQLiteConversations(Database(path), Sealer("demo-identity-key"), clock)

    def live(n: int) -> tuple[str, Speaker | None, Speaker]:
        opened = store.sign_in(store.open("web").secret, signed(f"c{n}", clock), "web")
        return f"c{n}", store.resume(opened.secret), opened.speaker

    with ThreadPoolExecutor(16) as pool:
        for customer, found, speaker in pool.map(live, range(100)):
            assert found == speaker
            assert speaker.customer == customer
    assert len(rows(path)) == 100


@pytest.mark.parametrize("broken", ["directory", "garbage"])
def test_t29_a_broken_store_lets_nobody_in(broken: str, tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "identity.db"
    if broken == "directory":
        path.mkdir()
    else:
        path.write_bytes(b"this is no database" * 100)
    store = SQLiteConversations(Database(path), Sealer("k"), clock)
    for call in (
        lambda: store.open("web"),
        lambda: store.resume("A" * 22 + "." + "A" * 43),
        lambda: store.sign_in(None, signed("anna", clock), "web"),
        lambda: store.sign_out(None, "web"),
        lambda: store.subject("c", "anna"),
        lambda: store.forget("anna"),
    ):
        with pytest.raises(StoreUnavailable) as failed:
            call()
        assert "anna" not in str(failed.value)
        assert str(path) not in str(failed.value)


class Browsers(RuleBasedStateMachine):
    """T1, T4 in any order: browsers swap, replay and forge secrets; the model keeps count of
    who may hear whom."""

    secrets = Bundle("secrets")

    @initialize()
    def begin(self) -> None:
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock()
        database = Database(Path(self.folder.name) / "identity.db")
        self.store = SQLiteConversations(database, Sealer("k"), self.clock)
        self.owner: dict[str, str | None] = {}  # conversation -> its only customer, for ever

    def _own(self, speaker: Speaker) -> None:
        known = self.owner.setdefault(speaker.conversation, speaker.customer)
        if known is None:
            self.owner[speaker.conversation] = speaker.customer
        elif speaker.customer is not None:
            assert known == speaker.customer

    @rule(target=secrets)
    def visit(self) -> str:
        opened = self.store.open("web")
        assert opened.speaker.conversation not in self.owner
        self._own(opened.speaker)
        return opened.secret

    @rule(target=secrets, secret=secrets, customer=st.sampled_from(["anna", "bert", "cleo"]),
          life=st.integers(1, 100))  # fmt: skip
    def sign_in(self, secret: str, customer: str, life: int) -> str:
        opened = self.store.sign_in(secret, signed(customer, self.clock, life), "web")
        if opened.new:
            assert opened.speaker.conversation not in self.owner
        assert opened.speaker.customer == customer
        self._own(opened.speaker)
        return opened.secret

    @rule(target=secrets, secret=secrets)
    def sign_out(self, secret: str) -> str:
        opened = self.store.sign_out(secret, "web")
        assert opened.speaker.conversation not in self.owner
        assert self.store.resume(secret) is None
        self._own(opened.speaker)
        return opened.secret

    @rule(secret=secrets)
    def resume(self, secret: str) -> None:
        found = self.store.resume(secret)
        if found is not None:
            self._own(found)
            for stranger in {"anna", "bert", "cleo"} - {found.customer}:
                assert self.store.subject(found.conversation, stranger) is None

    @rule(seconds=st.integers(1, 200))
    def wait(self, seconds: int) -> None:
        self.clock.now += seconds

    @invariant()
    def owners_in_the_file_are_the_models(self) -> None:
        path = Path(self.folder.name) / "identity.db"
        if path.exists():
            with sqlite3.connect(path) as db:
                found = dict(db.execute("SELECT id, customer FROM conversations"))
            assert found == self.owner

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()


TestBrowsers = Browsers.TestCase
TestBrowsers.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)


def test_a_file_that_somebody_reads_is_not_said_to_be_rewritten(tmp_path: Path) -> None:
    path = tmp_path / "identity.db"
    database, reader = Database(path), Database(path)
    with database.transaction() as db:
        db.execute("INSERT INTO ended_sign_ins VALUES ('one', 1)")
    with reader.reading() as db:
        db.execute("SELECT * FROM ended_sign_ins").fetchall()
        with database.transaction() as other:
            other.execute("DELETE FROM ended_sign_ins")
        with pytest.raises(StoreUnavailable):
            database.rewrite()
