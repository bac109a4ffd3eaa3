"""Look-alike letters, wide digits and broken encodings are read as what the eye sees."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.extract import read
from shield.text import fold


@pytest.mark.parametrize(
    ("text", "coins"),
    [
        ("my ВТС deposit is missing", ["BTC"]),  # all three letters are Cyrillic
        ("var är min ЕТН", ["ETH"]),
        ("my USDТ deposit", ["USDT"]),
        ("my ＢＴＣ deposit of ０．５", ["BTC"]),
        ("my B\u200bT\u200bC deposit", ["BTC"]),
    ],
)
def test_a_ticker_in_disguise_is_the_coin(text: str, coins: list[str]) -> None:
    assert [f.value for f in read(text).entities if f.name == "currency"] == coins


@pytest.mark.parametrize("text", ["мой депозит не пришёл", "где ВТС", "η κατάθεσή μου"])
def test_a_message_in_another_script_is_left_alone(text: str) -> None:
    assert fold(text).text == text


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_a_broken_encoding_is_mended(encoding: str) -> None:
    meant = "min insättning på 0,5 btc är kvar, varför då"
    assert fold(meant.encode().decode(encoding)).text == meant
    assert fold("deposit hasnâ€™t arrived").text == "deposit hasn't arrived"


@given(st.text(alphabet="abåäöÅÄÖé ’ÃÂâ¤€™123", max_size=40))
def test_positions_lead_back_to_the_original(text: str) -> None:
    """Whatever is mended, each folded character stands for a stretch of what was written."""
    for garbled in (text, text.encode().decode("latin-1")):
        folded = fold(garbled)
        places = [folded.original(at, at + 1) for at in range(len(folded.text))]
        assert all(0 <= start < end <= len(garbled) for start, end in places)
        assert places == sorted(places)
