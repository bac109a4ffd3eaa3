"""The figures that the benchmark and the gate report, against sums done by hand."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from bench.nlu import measures
from bench.nlu.measures import Answer

LABELS = {"a", "b", "out"}


def told(wanted: str, intent: str, **odds: float) -> Answer:
    return measures.answer("…", wanted, intent, list(odds.items()), LABELS)


def test_what_is_answered_counts_and_where_it_asks_the_likeliest() -> None:
    assert told("a", "b", a=0.6, b=0.4).choice == "b"
    asked = told("a", "nlu_fallback", nlu_fallback=0.9, a=0.6, b=0.4)
    assert (asked.choice, asked.confidence, asked.right) == ("a", 0.6, True)
    assert not asked.answered_right


def test_a_label_that_the_data_set_does_not_have_is_left_out() -> None:
    one = told("a", "secret_shared", secret_shared=1.0, a=0.7, b=0.3)
    assert one.ranking == (("a", 0.7), ("b", 0.3))
    assert one.choice == "a"


def test_an_empty_ranking_is_wrong() -> None:
    nothing = told("a", "nlu_fallback")
    assert (nothing.choice, nothing.confidence, nothing.right) == ("", 0.0, False)


def test_f1_counts_each_wanted_label_the_same() -> None:
    pairs = [("a", "a"), ("a", "a"), ("a", "b"), ("b", "b"), ("b", "c")]
    assert measures.f1_by_label(pairs) == {"a": pytest.approx(0.8), "b": pytest.approx(0.5)}
    assert measures.macro_f1(pairs) == pytest.approx(0.65)


def test_calibration_error_is_the_weighted_gap() -> None:
    surely = [told("a", "a", a=0.9)] * 8 + [told("b", "a", a=0.9)] * 2
    assert measures.calibration_error(surely) == pytest.approx(0.1)
    doubting = [told("a", "a", a=0.5)] * 10
    assert measures.calibration_error(surely + doubting) == pytest.approx(0.3)


def test_a_full_confidence_has_a_bin() -> None:
    assert measures.reliability([told("a", "a", a=1.0)])[0].count == 1


def test_separation_is_the_chance_of_the_right_order() -> None:
    inside = [told("a", "a", a=0.9, out=0.1), told("a", "a", a=0.4, out=0.3)]
    out = [told("out", "out", a=0.2, out=0.8), told("out", "a", a=0.5, out=0.2)]
    # Of the four pairs one is the wrong way round: 0.1 in scope, 0.3 out of scope.
    assert measures.separation(inside + out, "out") == pytest.approx(0.75)
    assert measures.separation(inside, "out") is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 4)), min_size=2, max_size=30))
def test_separation_agrees_with_scikit_learn(rows: list[tuple[bool, int]]) -> None:
    answers = [told("a" if inside else "out", "a", a=odds / 4) for inside, odds in rows]
    if len({inside for inside, _ in rows}) < 2:
        assert measures.separation(answers, "out") is None
        return
    expected = roc_auc_score([inside for inside, _ in rows], [odds for _, odds in rows])
    assert measures.separation(answers, "out") == pytest.approx(expected)


def test_rejection_keeps_the_share_of_right_answers() -> None:
    inside = [told("a", "a", a=n / 20) for n in range(1, 21)]
    wrong = [told("a", "b", b=0.01)] * 5
    out = [told("out", "a", a=0.04), told("out", "a", a=0.06), told("out", "a", a=0.5)]
    # 19 of 20 right ones are kept from 0.10 up; what was wrong anyway does not move the threshold.
    assert measures.rejected(inside + wrong + out, "out") == pytest.approx(2 / 3)


def test_a_message_out_of_scope_by_rule_is_unfamiliar_whatever_the_rest_says() -> None:
    by_rule = told("out", "out", out=1.0, a=0.9)
    assert by_rule.familiarity("out") == pytest.approx(-0.1)
