"""Cards and personal numbers: every valid one is found, and other numbers are none (T12)."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from shield import find_secrets
from tests.unit.shield.made import card, examples, personnummer

DICE = st.integers(0, 2**64).map(Random)


def kinds(text: str) -> set[str]:
    return {span.kind for span in find_secrets(text, asked_for_number=True)}


@settings(max_examples=examples(100), deadline=None)
@given(dice=DICE)
def test_t12_every_card_is_found(dice: Random) -> None:
    digits = card(dice)
    if len(digits) == 16:
        groups = [digits[at : at + 4] for at in range(0, 16, 4)]
    else:
        groups = [digits[:4], digits[4:10], digits[10:]]
    for text in (
        digits,
        " ".join(groups),
        "-".join(groups),
        "\n".join(groups),
        ".".join(groups),
        f"my card number is {' '.join(groups)} exp 12/27 cvv 123",
        f"kort {digits} dras inte",
        "\u200b".join(digits),
        "".join(chr(ord(c) + 0xFEE0) for c in digits),
    ):
        assert "card" in kinds(text), text


def test_long_cards_and_odd_groups_are_found_where_a_card_is_spoken_of() -> None:
    assert kinds("6304000000000000000") == set()
    assert kinds("my card 6304000000000000000") == {"card"}
    assert kinds("mitt kortnummer är 41 11 11 11 11 11 11 11") == {"card"}


@settings(max_examples=examples(100), deadline=None)
@given(dice=DICE)
def test_t12_every_personnummer_is_found(dice: Random) -> None:
    century, ten = personnummer(dice)
    day, last = ten[:6], ten[6:]
    for text in (
        f"{day}-{last}",
        f"{day}+{last}",
        f"{century}{ten}",
        f"{century}{day}-{last}",
        f"{century}{ten[:2]}-{ten[2:4]}-{ten[4:6]}-{last}",
        f"hej jag heter Anna, {day}-{last}, kan ni kolla",
        f"mitt personnummer är {ten}",
        f"my personal number is {day} {last}",
        f"samordningsnummer: {ten}",
        f"{day}–{last}",
        "\u200b".join(f"{day}-{last}"),
    ):
        assert "personnummer" in kinds(text), text


def test_a_wrong_digit_makes_it_another_number() -> None:
    assert kinds("811218-9876") == {"personnummer"}
    assert kinds("811218-9877") == kinds("811318-9876") == kinds("4111 1111 1111 1112") == set()
