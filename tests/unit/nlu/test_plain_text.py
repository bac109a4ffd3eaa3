"""The text that the intent model reads."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlu.extract import read
from nlu.plain import plain_text
from shield import MASK

TXID = "ab12" * 16


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (
            "Hej, min Bitcoininsättning har inte kommit",
            "hej, min bitcoin insättning har inte kommit",
        ),
        ("mitt xrp-uttag och ethereumuttaget", "mitt xrp uttag och ethereum uttaget"),
        ("usdtinsattning, DOGECOINORDER", "usdt insattning, dogecoin order"),
        ("kryptouttaget hänger", "krypto uttaget hänger"),
        ("bitcoininsättningarna", "bitcoin insättningarna"),
        # A slip in what follows the coin.
        ("min ethinsätning syns inte", "min eth insättning syns inte"),
        ("Dogecoin-insättnig", "dogecoin insättning"),
        ("solöverförningen och xrptransaktonen", "sol överföringen och xrp transaktionen"),
        ("kryptoinsätning", "krypto insättning"),
        # No coin stands in these.
        ("solutions, adaptering, dottertransport", "solutions, adaptering, dottertransport"),
        ("banköverföring, limitorder, kortköp", "banköverföring, limitorder, kortköp"),
        ("insättning uttag saldo", "insättning uttag saldo"),
        ("in usdt-trc20", "in usdt-trc20"),
    ],
)
def test_a_compound_with_a_coin_is_read_as_two_words(written: str, plain: str) -> None:
    assert plain_text(read(written)) == plain


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        (f"where is {TXID}", "where is txid"),
        (f"mitt lösen e {MASK} ok", "mitt lösen e secret ok"),
        ("my password is Summer2024!", "my password is secret"),
        (f"{MASK} {TXID} {MASK}", "secret txid secret"),
        (f"tx {TXID} missing", "tx txid missing"),
        ("order 1295971542902204737 is open", "order order id is open"),
        ("my password is hunter2", "my password is secret"),
        ("WHERE IS MY MONEY", "where is my money"),
        ("0.05 BTC  gone", "0.05 btc gone"),
    ],
)
def test_words_are_read_and_ids_and_secrets_by_their_names(written: str, plain: str) -> None:
    assert plain_text(read(written)) == plain


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_a_plain_one(text: str) -> None:
    plain = plain_text(read(text))
    assert plain == plain.lower() == " ".join(plain.split())
