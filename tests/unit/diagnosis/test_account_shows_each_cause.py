"""Every cause is found in the account that has it, with its details, proof and steps."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from actions.diagnosis.causes import CAUSES
from actions.diagnosis.engine import DETECTORS, diagnose
from actions.diagnosis.findings import Certainty, Finding
from actions.diagnosis.severity import SEVERITY
from tests.unit.diagnosis.cause_table import NEVER_FIRST, ROWS, Row

_TYPES: dict[str, type] = {
    **dict.fromkeys(
        (
            "amount",
            "balance",
            "available",
            "frozen",
            "minimum",
            "size",
            "filled",
            "price",
            "locked",
            "remaining",
            "fee_rate",
            "fee_rate_now",
            "lent",
        ),
        Decimal,
    ),
    **dict.fromkeys(("time", "begin", "end", "eta", "since"), datetime),
    **dict.fromkeys(("confirmations", "required", "required_withdraw", "level"), int),
}


def found(row: Row) -> Finding:
    findings = diagnose(row.facts, row.question).findings
    mine = [f for f in findings if f.cause == row.cause]
    assert mine, f"{row}: only {[f.cause for f in findings]}"
    return mine[0]


def test_every_cause_has_a_row_a_rank_and_a_detector() -> None:
    assert {row.cause for row in ROWS} == set(CAUSES) == set(SEVERITY)
    assert {spec.category for spec in CAUSES.values()} == set(DETECTORS)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_cause_is_found(row: Row) -> None:
    finding = found(row)
    assert finding.certainty is row.certainty
    for key, value in row.details.items():
        assert finding.details.get(key) == value, key
    assert bool(finding.proof) is (row.certainty is Certainty.PROVEN)


@pytest.mark.parametrize("row", [r for r in ROWS if r.cause not in NEVER_FIRST], ids=str)
def test_cause_is_named_first(row: Row) -> None:
    primary = diagnose(row.facts, row.question).primary
    assert primary is not None
    assert primary.cause == row.cause


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_details_are_complete_and_typed(row: Row) -> None:
    for finding in diagnose(row.facts, row.question).findings:
        spec = CAUSES[finding.cause]
        assert set(spec.details) <= set(finding.details) <= {*spec.details, *spec.optional}
        for key, value in finding.details.items():
            assert type(value) is _TYPES.get(key, str), (finding.cause, key)
            if isinstance(value, datetime):
                assert value.utcoffset() == timedelta(0)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_steps_are_the_causes_own_in_order(row: Row) -> None:
    finding = found(row)
    order = CAUSES[row.cause].steps
    assert list(finding.steps) == [step for step in order if step in finding.steps]
    assert finding.steps


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_nothing_found_is_also_ruled_out(row: Row) -> None:
    findings = diagnose(row.facts, row.question).findings
    causes = {f.cause for f in findings}
    for finding in findings:
        assert not causes & {out.cause for out in finding.ruled_out}
        assert len(finding.ruled_out) <= 5


@pytest.mark.parametrize(
    "cause",
    [
        "unconfirmed",
        "completed_missing",
        "arrived",
        "filled_missing",
        "wd_review state 4",
        "in_trading",
        "no_delay_seen",
        "in_earn",
        "wd_sent",
        "order_open",
    ],
)
def test_something_is_ruled_out_by_a_fact(cause: str) -> None:
    row = next(r for r in ROWS if str(r) == cause)
    out = found(row).ruled_out
    assert 2 <= len(out) <= 5
    assert all(r.by.value and r.by.as_of == row.facts.now for r in out)
