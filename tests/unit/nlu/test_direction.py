"""Which way the money went, in both languages."""

from __future__ import annotations

import numpy as np
import pytest

from nlu.direction import apart, direction, directions

OUT = [
    "my withdrawal to kraken is stuck",
    "sent sol from okx to my phantom, nothing there",
    "mitt uttag till nordea har inte kommit",
    "flyttade mina mynt härifrån till ledgern",
    "tog ut 0,2 btc igår",
]
IN = [
    "i sent eth from binance to okx",
    "moved my coins from my ledger to you guys",
    "min insättning syns inte",
    "skickade usdt från coinbase hit",
    "swishade in 5000 i går",
]
NEITHER = ["my balance is wrong", "hur lång tid tar verifieringen", "is the site down", ""]


@pytest.mark.parametrize("text", OUT)
def test_money_that_left(text: str) -> None:
    out, into = direction(text)
    assert out > into


@pytest.mark.parametrize("text", IN)
def test_money_that_came(text: str) -> None:
    out, into = direction(text)
    assert into > out


@pytest.mark.parametrize("text", NEITHER)
def test_no_money_moved(text: str) -> None:
    assert direction(text) == (0, 0)


def test_distances_are_between_every_pair() -> None:
    found = apart(directions([OUT[0], NEITHER[0]]), directions([OUT[0], IN[0], NEITHER[0]]))
    assert found.shape == (2, 3)
    assert np.allclose(np.diag(found[:, [0, 2]]), 0)
    assert found[0, 1] == found.max()
