"""The floors only ever become stricter."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.nlu import floors

NAMES = ["macro_f1", "f1 greet", "secret_recall", "calibration_error", "false_seconds"]


@settings(deadline=None)
@given(st.sampled_from(NAMES), st.floats(0, 1))
def test_what_was_just_measured_passes(name: str, value: float) -> None:
    assert floors.holds(name, value, floors.floor_for(name, value))


@settings(deadline=None)
@given(st.sampled_from(NAMES), st.floats(0, 1), st.floats(0, 1))
def test_a_floor_is_never_loosened(name: str, before: float, now: float) -> None:
    after = floors.raised({"en": {name: before}}, {"en": {name: now}})["en"][name]
    if name in floors.LESS_IS_BETTER:
        assert after <= before
    else:
        assert after >= before


def test_a_drop_fails_and_a_rise_of_the_error_fails() -> None:
    assert not floors.holds("macro_f1", 0.90, floors.floor_for("macro_f1", 0.93))
    assert not floors.holds("calibration_error", 0.05, floors.floor_for("calibration_error", 0.03))
    assert not floors.holds("secret_recall", 0.99, floors.floor_for("secret_recall", 1.0))


def test_a_new_figure_gets_its_first_floor() -> None:
    first = floors.raised({}, {"sv": {"f1 greet": 0.9}})
    assert first == {"sv": {"f1 greet": pytest.approx(0.855)}}


def test_floors_are_read_as_written(tmp_path: Path) -> None:
    path = tmp_path / "floors.yml"
    assert floors.read(path) == {}
    floors.write({"en": {"f1 greet": 0.88}, "both": {"languages_apart": 0.03}}, path)
    assert floors.read(path) == {"en": {"f1 greet": 0.88}, "both": {"languages_apart": 0.03}}
