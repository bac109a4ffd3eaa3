"""What corrects something that was said, and what only sounds like it."""

from __future__ import annotations

import pytest

from nlu.corrections import correction
from nlu.extract import read


@pytest.mark.parametrize(
    "text",
    [
        "meant sol not eth",
        "sorry should be 0.18 btc",
        "nej det ska vara 0,18 btc",
        "fel order, 149134695663000100",
        "skrev fel, det var 0,5 btc inte 0,4 btc",
    ],
)
def test_what_was_meant_is_taken(text: str) -> None:
    found = correction(read(text), "explained", "deposit_not_arrived")
    assert found is not None
    assert found.intent == "inform"


@pytest.mark.parametrize(
    "text",
    [
        "why do you show 0.15 btc when it should be 0.18",
        "varför visar ni 0,15 btc när det ska vara 0,18 btc",
        "jag räknade mina ada, det ska vara 900 ada, appen säger 760 ada",
        "jag räkna mina ada, ska vara 900, appen säga 760, fel",
        "why does it say wrong address for my sol",
    ],
)
def test_what_is_wrong_with_a_balance_corrects_nothing(text: str) -> None:
    assert correction(read(text), "explained", "deposit_not_arrived") is None
