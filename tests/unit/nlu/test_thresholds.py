"""The sweeps behind the thresholds, on predictions that can be counted by hand."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from bench.nlu_thresholds.plot import draw
from bench.nlu_thresholds.slips import slipped, with_a_slip
from bench.nlu_thresholds.sweep import (
    Predictions,
    alert,
    answered_as_a_theft,
    calibration_error,
    rephrase,
    two_buttons,
)

CLASSES = ["deposit_not_arrived", "greet", "security_breach"]


@pytest.fixture
def told() -> Predictions:
    """Right and sure, right and unsure, wrong and unsure, a theft that looks like a deposit."""
    odds = [[0.9, 0.05, 0.05], [0.3, 0.4, 0.3], [0.45, 0.5, 0.05], [0.6, 0.1, 0.3]]
    wanted = ["deposit_not_arrived", "greet", "deposit_not_arrived", "security_breach"]
    return Predictions(CLASSES, np.array(odds), wanted)


def test_a_higher_threshold_asks_more_and_errs_less(told: Predictions) -> None:
    low, middle, high = rephrase(told, [0.0, 0.45, 0.7])
    assert (low.asked, low.wrong) == (0, 0.5)
    assert (middle.asked, middle.wrong) == (0.25, 0.5)
    assert (high.asked, high.wrong) == (0.25, 0)
    assert high.cost(3) < middle.cost(3)


def test_two_near_each_other_are_offered_both(told: Predictions) -> None:
    none, near, wide = two_buttons(told, 0.0, [0.0, 0.08, 0.35])
    assert (none.asked, none.wrong) == (0, 0.5)
    assert (near.asked, near.wrong) == (0, 0.25)
    assert (wide.asked, wide.wrong) == (0.25, 0)


def test_a_theft_is_asked_about_from_the_alert_on(told: Predictions) -> None:
    missed, asked, greeted = (
        alert(told, {"security_breach"}, [0.31])[0],
        alert(told, {"security_breach"}, [0.3])[0],
        alert(told, {"security_breach", "greet"}, [0.3])[0],
    )
    assert (missed.missed, missed.false) == (1, 0)
    assert (asked.missed, asked.false) == (0, 0.25)
    assert (greeted.missed, greeted.false) == (0, 0)


def test_a_theft_is_answered_as_one_where_nothing_is_so_much_likelier(told: Predictions) -> None:
    half, most, all_of_it, rare = (
        answered_as_a_theft(told, set(), least, [share])[0]
        for least, share in ((0.3, 0.5), (0.3, 0.51), (0.0, 0.0), (0.31, 0.5))
    )
    assert (half.missed, half.false) == (0, 0.25)  # the unsure greeting, too
    assert (most.missed, most.false) == (1, 0.25)
    assert (all_of_it.missed, all_of_it.false) == (0, 0.75)
    assert (rare.missed, rare.false) == (1, 0)
    assert answered_as_a_theft(told, {"greet"}, 0.3, [0.5])[0].false == 0


def test_somebody_elses_account_needs_more_than_a_theft_in_it() -> None:
    odds = np.array([[0.5, 0.3, 0.2], [0.2, 0.3, 0.5], [0.3, 0.3, 0.4]])
    classes = ["third_party", "greet", "security_breach"]
    told = Predictions(classes, odds, ["security_breach"] * 3)
    assert answered_as_a_theft(told, set(), 0.1, [0.3])[0].missed == pytest.approx(1 / 3)


def test_confidence_that_means_what_it_says_has_no_calibration_error() -> None:
    odds = np.tile([0.75, 0.25, 0.0], (4, 1))
    honest = Predictions(CLASSES, odds, ["deposit_not_arrived"] * 3 + ["greet"])
    boastful = Predictions(CLASSES, odds, ["greet"] * 4)
    assert calibration_error(honest) == pytest.approx(0)
    assert calibration_error(boastful) == pytest.approx(0.75)


def test_the_picture_is_the_same_for_the_same_figures(told: Predictions, tmp_path: Path) -> None:
    curves = {"here": (rephrase(told), two_buttons(told, 0.4), alert(told, {"greet"}))}
    for name in ("one.svg", "two.svg"):
        draw(tmp_path / name, date(2026, 1, 2), curves, (0.4, 0.1, 0.08))
    assert (tmp_path / "one.svg").read_bytes() == (tmp_path / "two.svg").read_bytes()


@given(word=st.text(alphabet="abcåäö", min_size=4, max_size=12), seed=st.integers(0, 99))
def test_a_slip_keeps_the_first_letter_and_costs_a_letter_at_most(word: str, seed: int) -> None:
    made = slipped(word, random.Random(seed))
    assert made[0] == word[0]
    assert OSA.distance(word, made) <= 1


def test_a_message_has_one_slip_in_a_word_of_the_length_that_is_asked_for() -> None:
    text = "min insättning på 0,05 btc, inte här"
    for seed in range(20):
        made = with_a_slip(text, (7, 40), random.Random(seed))
        assert made.startswith("min i")
        assert made.endswith(" på 0,05 btc, inte här")
    assert with_a_slip("my btc", (7, 40), random.Random(1)) == "my btc"
