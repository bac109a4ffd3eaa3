"""Fact ids: they exist, none is D, every S is said, and the rows are whole."""

from __future__ import annotations

import pytest

from lints.citations import check_causes, check_citations, check_facts
from lints.model import Fact

S = Fact("SV1.1", "S", "sv", "en", source="sv, line 1", checked="2026-01-01")
D = Fact("EN1.1", "D", "sv", "en", source="en, line 1", checked="2026-01-01")


def test_a_stated_fact_passes(project, respond):
    assert list(check_citations(project(respond(facts=("SV1.1",)), facts=(S, D)))) == []


def test_an_unstated_s_fact_is_named(project, respond):
    problems = list(check_citations(project(respond(), facts=(S,))))
    assert problems == ["facts/facts.yml: SV1.1: verdict S, but no response states it"]


def test_a_d_fact_may_not_be_cited(project, respond):
    problems = list(check_citations(project(respond(facts=("EN1.1",)), facts=(D,))))
    assert any("EN1.1, which must never be stated" in problem for problem in problems)


def test_an_unknown_id_is_named(project, respond):
    problems = list(check_citations(project(respond(facts=("SV9.9",)))))
    assert any("the fact table lacks" in problem for problem in problems)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (Fact("C1", "C", "sv", "en", source="x", checked="2026-01-01"), "needs a caveat"),
        (Fact("C1", "X", "sv", "en", source="x", checked="2026-01-01"), "S, C or D"),
        (Fact("C1", "S", "sv", "", source="x", checked="2026-01-01"), "lacks its Swedish"),
        (Fact("C1", "S", "sv", "en", checked="2026-01-01"), "names no source"),
        (Fact("C1", "S", "sv", "en", source="x", checked="lately"), "must be a date"),
    ],
)
def test_a_row_that_is_not_whole_is_named(project, row, problem):
    assert any(problem in found for found in check_facts(project(facts=(row,))))


CAUSES = """
    from dataclasses import dataclass
    from enum import Enum

    class Category(str, Enum):
        A = "a"

    @dataclass(frozen=True)
    class Cause:
        id: str
        category: Category
        facts: tuple
        steps: tuple = ()
        response: str = "utter_a_x"

    CAUSES = {"x": Cause("x", Category.A, ("EN1.1",))}
"""


def test_a_cause_may_not_cite_a_d_fact(project):
    made = project(facts=(D,), files={"actions/diagnosis/causes.py": CAUSES})
    assert any("x: cites EN1.1" in problem for problem in check_causes(made))


def test_the_real_table_has_every_row_of_both_guides(real):
    counts = {
        (guide, verdict): sum(
            1
            for fact in real.facts.values()
            # "EN4.1b" is a part of a claim, not a row of the guide
            if fact.id.startswith(guide) and fact.id[-1].isdigit() and fact.verdict == verdict
        )
        for guide in ("SV", "EN")
        for verdict in "SCD"
    }
    assert counts == {
        ("SV", "S"): 52, ("SV", "C"): 0, ("SV", "D"): 0,
        ("EN", "S"): 17, ("EN", "C"): 34, ("EN", "D"): 17,
    }  # fmt: skip
    corrections = [f"B{n}" for n in range(1, 25)] + [f"C{n}" for n in range(1, 28)]
    assert [id for id in corrections if id not in real.facts] == []
