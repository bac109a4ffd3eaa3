from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from actions.words import MissingResponse, Words

NOW = datetime(2026, 11, 21, 13, 2, tzinfo=timezone.utc)  # 14:02 in Stockholm
SV = [{"type": "slot", "name": "language", "value": "sv"}]
WORDS = Path(__file__).parents[3] / "data" / "responses" / "words.yml"
DOMAIN = {
    "responses": {
        **yaml.safe_load(WORDS.read_text(encoding="utf-8"))["responses"],
        "utter_x": [{"condition": SV, "text": "Du har {amount}."}, {"text": "You have {amount}."}],
    }
}


def words(language: str) -> Words:
    return Words(DOMAIN, language, NOW)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(
    ("value", "sv", "en"),
    [
        ("1234.5", "1 234,5", "1,234.5"),
        ("0.00012300", "0,000123", "0.000123"),
        ("100", "100", "100"),
        ("1E+3", "1 000", "1,000"),
        ("0", "0", "0"),
        ("123456789.123456789012345678", "123 456 789,123456789012345678", None),
    ],
)
def test_amounts_follow_the_language_and_lose_nothing(value: str, sv: str, en: str | None) -> None:
    assert plain(words("sv").amount(Decimal(value))) == sv
    if en:
        assert words("en").amount(Decimal(value)) == en


@given(st.decimals(allow_nan=False, allow_infinity=False, places=18, min_value=0, max_value=10**9))
def test_no_digit_of_an_amount_is_ever_lost(value: Decimal) -> None:
    said = words("en").amount(value).replace(",", "")
    assert Decimal(said) == value


@pytest.mark.parametrize(
    ("delta", "sv", "en"),
    [
        (timedelta(minutes=-35), "i dag kl. 13.27", "today at 13:27"),
        (timedelta(days=-1), "i går kl. 14.02", "yesterday at 14:02"),
        (timedelta(days=-40), "12 oktober kl. 15.02", "12 October at 15:02"),
        (timedelta(days=1), "i morgon kl. 14.02", "tomorrow at 14:02"),
    ],
)
def test_times_are_said_in_the_customers_clock(delta: timedelta, sv: str, en: str) -> None:
    assert words("sv").clock(NOW + delta) == sv
    assert words("en").clock(NOW + delta) == en


@pytest.mark.parametrize(
    ("minutes", "sv", "en"),
    [
        (0.5, "nyss", "just now"),
        (1, "för 1 minut sedan", "1 minute ago"),
        (35, "för 35 minuter sedan", "35 minutes ago"),
        (60, "för 1 timme sedan", "1 hour ago"),
        # 1 h 59 min must never read as the 2 hours from which a person is contacted
        (119, "för 1 timme och 59 minuter sedan", "1 hour and 59 minutes ago"),
        (60 * 30, "för en dag sedan", "a day ago"),
        (60 * 24 * 20, "för 20 dagar sedan", "20 days ago"),
        (-90, "om 1 timme och 30 minuter", "in 1 hour and 30 minutes"),
    ],
)
def test_how_long_ago_is_never_rounded_across_the_guides_limits(
    minutes: float, sv: str, en: str
) -> None:
    assert plain(words("sv").ago(NOW - timedelta(minutes=minutes))) == sv
    assert plain(words("en").ago(NOW - timedelta(minutes=minutes))) == en


def test_a_phrase_is_in_the_language_of_the_conversation() -> None:
    assert words("sv").phrase("utter_x", amount="3") == "Du har 3."
    assert words("en").phrase("utter_x", amount="3") == "You have 3."
    assert words("xx").phrase("utter_x", amount="3") == "You have 3."


def test_a_value_that_looks_like_a_placeholder_stays_text() -> None:
    assert words("en").phrase("utter_x", amount="{amount}") == "You have {amount}."


def test_a_missing_response_is_an_error_and_not_silence() -> None:
    with pytest.raises(MissingResponse):
        words("en").phrase("utter_nothing")
