"""Secrets in several messages: the part that completes one is masked, and told of (T12)."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shield import Watch, mask, watch
from shield.announced import announced
from shield.wordlists import ORDINARY
from tests.unit.shield.made import (
    LANGUAGES,
    base58,
    card,
    examples,
    extended,
    personnummer,
    seed_words,
    solana_pair,
    wif,
)

HEX = "ab12" * 16
SEEDS = st.integers(0, 2**64)


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def told(*messages: str) -> list[tuple[str, str | None]]:
    """Each message as it is passed on, and the kind that is told of."""
    reader = Watch()
    seen = [reader.read("c", message) for message in messages]
    return [(mask(m, s.spans), s.kind) for m, s in zip(messages, seen, strict=True)]


def parts(dice: Random, things: list[str], pieces: int) -> list[list[str]]:
    cuts = [0, *sorted(dice.sample(range(1, len(things)), pieces - 1)), len(things)]
    return [things[a:b] for a, b in itertools.pairwise(cuts)]


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=examples(12), deadline=None)
@given(seed=SEEDS, pieces=st.integers(2, 5), count=st.sampled_from([12, 15, 18, 21, 24]))
@example(seed=4_005_361_762, pieces=3, count=12)  # in English, seven words and three rare ones
def test_t12_seed_words_in_pieces_never_get_together(
    language: str, seed: int, pieces: int, count: int
) -> None:
    """At most half of the shortest phrase gets through, and the customer is told."""
    dice = Random(seed)
    words = seed_words(dice.randbytes(count * 4 // 3), language)
    rows = parts(dice, words, pieces)
    seen = told(*(" ".join(row) for row in rows))
    passed = [row for row, (_, kind) in zip(rows, seen, strict=True) if kind is None]
    assert sum(map(len, passed)) <= 6
    assert [kind for _, kind in seen].count("seed") == pieces - len(passed) >= 1
    assert all(text == "[seed]" for text, kind in seen if kind)


@pytest.mark.parametrize("language", ["english", "japanese", "chinese_simplified", "spanish"])
@settings(max_examples=examples(12), deadline=None)
@given(seed=SEEDS, pieces=st.integers(2, 5), said=st.sampled_from(
    ["my seed phrase is", "här kommer mina 12 ord:", "here is my recovery phrase 👇"]
))  # fmt: skip
@example(seed=4_398_046_511_103, pieces=3, said="my seed phrase is")  # two everyday words, alone
@example(seed=1879, pieces=5, said="my seed phrase is")  # begins with "card", a label otherwise
def test_announced_seed_words_do_not_get_through_at_all(
    language: str, seed: int, pieces: int, said: str
) -> None:
    dice = Random(seed)
    rows = parts(dice, seed_words(dice.randbytes(16), language), pieces)
    first, *others = told(said, *(" ".join(row) for row in rows))
    assert first == (said, None)
    # A row of nothing but everyday words ("order now") is prose unless it is surrounded.
    passed = [row for row, (_, kind) in zip(rows, others, strict=True) if kind is None]
    assert all(ORDINARY.issuperset(row) for row in passed)
    assert sum(map(len, passed)) <= 6


@settings(max_examples=examples(40), deadline=None)
@given(seed=SEEDS, pieces=st.integers(2, 4), shape=st.sampled_from(["wif", "xprv", "solana"]))
def test_t12_a_key_in_pieces_is_not_passed_on_whole(seed: int, pieces: int, shape: str) -> None:
    dice = Random(seed)
    key = dice.randbytes(32)
    secret = {
        "wif": lambda: wif(key, True),
        "xprv": lambda: extended(key, "x"),
        "solana": lambda: base58(solana_pair(key)),
    }[shape]()
    step = -(-len(secret) // pieces)
    cut = [secret[at : at + step] for at in range(0, len(secret), step)]
    seen = told(*cut)
    assert seen[-1] == ("[private_key]", "private_key")
    seen = told(f"first part {cut[0]}", *(f"then {piece}" for piece in cut[1:]))
    assert seen[-1] == ("then [private_key]", "private_key")


@settings(max_examples=examples(40), deadline=None)
@given(seed=SEEDS)
def test_numbers_in_pieces_are_not_passed_on_whole(seed: int) -> None:
    dice = Random(seed)
    digits = card(dice)
    if len(digits) == 16:
        groups = [digits[at : at + 4] for at in range(0, 16, 4)]
        for pieces in (groups, [digits[:8], digits[8:]], [" ".join(groups[:3]), groups[3]]):
            assert told(*pieces)[-1] == ("[card]", "card")
    _, ten = personnummer(dice)
    assert told(ten[:6], ten[6:])[-1] == ("[personnummer]", "personnummer")


@pytest.mark.parametrize(
    ("said", "value", "kind"),
    [
        ("my private key is:", HEX, "private_key"),
        ("my private key is", f"0x{HEX}", "private_key"),
        ("here's my private key 👇", HEX, "private_key"),
        ("private key", HEX, "private_key"),
        ("min privata nyckel är", HEX, "private_key"),
        ("här kommer min privata nyckel", HEX, "private_key"),
        ("det här är privata nyckeln till min plånbok:", HEX, "private_key"),
        ("my password is", "hunter2", "password"),
        ("my password is", "banana", "password"),
        ("mitt lösenord är:", "Sommar2024!", "password"),
        ("here is my okx password", "hunter2 thanks", "password"),
        ("lösenordet till mitt konto är", "Sommar2024!", "password"),
        ("my pin is", "4821", "password"),
        ("min pinkod är", "4821", "password"),
        ("here is the code", "482913", "code"),
        ("koden är", "482 913", "code"),
        ("min sms-kod är:", "4829", "code"),
        ("my api secret is", "22582BD0CFF14C41EDBF1AB98506286D", "api_secret"),
        ("här är min api-nyckel", "37c541a1-1111-2222-3333-10fe7a038418", "api_secret"),
        ("my passphrase is", "Trudy!2020", "password"),
        ("mitt personnummer är", "8112189876", "personnummer"),
        ("my card number is", "6304000000000000000", "card"),
    ],
)
def test_what_was_announced_is_masked_when_it_comes(said: str, value: str, kind: str) -> None:
    first, (text, found) = told(said, value)
    assert first == (said, None)
    assert found == kind
    assert not set(value.split()) - {"thanks"} & set(text.split())


@pytest.mark.parametrize(
    "messages",
    [
        ("my txid is", HEX),
        ("transaktionen:", HEX),
        (HEX, "where is it?"),
        ("I never shared my private key", HEX),
        ("my private key is safe", HEX),
        ("what is a private key?", HEX),
        ("my private key is:", f"sorry, I mean the txid {HEX}"),
        ("my password is", "wrong"),
        ("mitt lösenord är", "fel"),
        ("I forgot my password", "hunter2"),
        ("jag har glömt mitt lösenord", "abc12345"),
        ("lösenord", "glömt"),
        ("what is my password", "tell me"),
        ("my password is", "no wait, my deposit is missing"),
        ("btc", "0.5", "yes", "order 312269865356374016", "312269865356374016"),
        ("my deposit id is 45012345", "12345678"),
        ("0.5 btc", "1000", "2000", "3000", "4000"),
        ("stupid robot", "agent", "human please", "cancel", "hello agent"),
        ("ab12" * 8, "cd34" * 8),
    ],
)
def test_other_messages_in_a_row_raise_no_alarm(messages: tuple[str, ...]) -> None:
    assert [kind for _, kind in told(*messages)] == [None] * len(messages)


@pytest.mark.parametrize(
    "said",
    ["that was my private key", "it's my private key", "det där var min privata nyckel",
     "oj det var ju min privata nyckel"],
)  # fmt: skip
def test_who_sent_a_key_and_says_so_afterwards_is_told(said: str) -> None:
    assert [kind for _, kind in told(HEX, said)] == [None, "private_key"]
    assert [kind for _, kind in told("hello", said)] == [None, None]
    assert [kind for _, kind in told(HEX, "is that my private key?")] == [None, None]


def test_a_txid_after_a_whole_key_is_a_txid() -> None:
    other = "cd34" * 16
    assert told("my private key is:", HEX, other)[-1] == (other, None)
    assert told(f"my private key is {HEX}", other)[-1] == (other, None)
    assert told(wif(bytes(range(32)), True), other)[-1] == (other, None)


def test_conversations_do_not_mix() -> None:
    reader = Watch()
    reader.read("a", "my password is")
    assert reader.read("b", "hunter2").kind is None
    assert reader.read("a", "hunter2").kind == "password"


def test_a_piece_is_forgotten_after_ten_minutes_or_a_few_messages() -> None:
    clock = Clock()
    reader = Watch(clock)
    reader.read("c", "my private key is:")
    clock.now = watch.EXPIRES_SECONDS + 1
    assert reader.read("c", HEX).kind is None
    reader.read("c", "my private key is:")
    for _ in range(watch.MESSAGES + 2):
        reader.read("c", "where is my deposit")
    assert reader.read("c", HEX).kind is None


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "MAX_CONVERSATIONS", 3)
    reader = Watch()
    for name in "abcdef":
        reader.read(name, "my password is")
    assert list(reader._trails) == ["d", "e", "f"]
    for _ in range(50):
        reader.read("f", "legal winner thank year wave")
        reader.read("f", "KwdMAjGmerYanjeui5SHS7Jk1")
    trail = reader._trails["f"]
    assert len(trail.words) <= 10
    assert len(trail.ends) <= 4
    reader.read("g", "where is my deposit")
    assert "g" not in reader._trails  # nothing open, nothing kept


def test_what_is_kept_is_shown_by_no_repr() -> None:
    reader = Watch()
    reader.read("c", "legal winner thank year wave")
    assert "legal" not in repr(reader)
    assert "legal" not in repr(reader._trails["c"])


@pytest.mark.parametrize(
    "text", ["", " ", "is", "my", "?", "👇", "my private key is stolen", "code"]
)
def test_nothing_much_is_announced(text: str) -> None:
    assert announced(text) in (None, ("verification code", False))
