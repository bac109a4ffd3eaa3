"""The signed identity: what it vouches for, and everything that it must refuse."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import sign, verify

KEY = "demo-identity-key"
NOW = 1_700_000_000.0


def token(conversation: str = "c1", customer: str = "unconfirmed", ttl: int = 60) -> str:
    return sign(conversation, customer, int(NOW) + ttl, KEY)


def test_valid_token_names_the_customer() -> None:
    assert verify(token(), "c1", KEY, NOW) == "unconfirmed"


def test_any_names_survive() -> None:
    assert verify(token("a.b.c", "Åsa.x"), "a.b.c", KEY, NOW) == "Åsa.x"


@pytest.mark.parametrize(
    ("conversation", "key", "now"),
    [
        ("c2", KEY, NOW),  # another conversation
        ("", KEY, NOW),
        ("c1", "another key", NOW),
        ("c1", "", NOW),
        ("c1", None, NOW),
        ("c1", KEY, NOW + 60),  # the second it expires
        ("c1", KEY, NOW + 61),
    ],
)
def test_refused(conversation: str, key: str | None, now: float) -> None:
    assert verify(token(), conversation, key, now) is None


@pytest.mark.parametrize(
    "bad", [None, 3, {}, b"1.x.y", "", "1", "1..", "1.W10.", "2" + token()[1:], "x" * 5000, "1.é.é"]
)
def test_garbage_is_nobody(bad: object) -> None:
    assert verify(bad, "c1", KEY, NOW) is None


def test_t1_payload_of_another_customer_does_not_fit() -> None:
    mine, theirs = token(customer="me").split("."), token(customer="you").split(".")
    assert verify(".".join([mine[0], theirs[1], mine[2]]), "c1", KEY, NOW) is None


@given(st.integers(0, 200), st.characters(codec="ascii"))
def test_t1_any_changed_character_is_refused(position: int, character: str) -> None:
    original = token()
    position %= len(original)
    changed = original[:position] + character + original[position + 1 :]
    expected = "unconfirmed" if changed == original else None
    # The last character of a base64 signature carries spare bits, so it may decode alike.
    if position < len(original) - 1:
        assert verify(changed, "c1", KEY, NOW) == expected


@pytest.mark.parametrize("empty", ["conversation", "customer", "key"])
def test_empty_parts_cannot_be_signed(empty: str) -> None:
    parts = {"conversation": "c", "customer": "x", "key": KEY, empty: ""}
    with pytest.raises(ValueError, match="must not be empty"):
        sign(parts["conversation"], parts["customer"], 1, parts["key"])
