"""What a list does not tell again below it: only what stands as the last answer told it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from actions.case import make_case
from actions.diagnosis.causes import Category
from actions.diagnosis.findings import (
    Certainty,
    Diagnosis,
    Escalation,
    Finding,
    Question,
    Urgency,
)
from actions.lookups import was_told

NOW = datetime(2026, 11, 27, 12, tzinfo=timezone.utc)
WAITING = Finding(
    "unconfirmed",
    Certainty.PROVEN,
    details={
        "amount": Decimal("0.0412"),
        "currency": "BTC",
        "network": "Bitcoin",
        "confirmations": 1,
        "txid": "ab" * 32,
        "time": NOW - timedelta(minutes=35),
    },
)


def told(finding: Finding) -> dict[str, Any]:
    """The case as it is kept after an answer with this finding."""
    diagnosis = Diagnosis(findings=(finding,))
    return make_case(diagnosis, Question(Category.DEPOSIT_NOT_ARRIVED), "deposit_not_arrived", NOW)


def test_what_was_told_and_stands_unchanged_is_not_told_again() -> None:
    assert was_told(WAITING, told(WAITING))


def test_a_deposit_that_got_on_is_told_again() -> None:
    further = replace(WAITING, details={**WAITING.details, "confirmations": 2})
    assert not was_told(further, told(WAITING))


def test_a_finding_without_details_is_not_told_again_either() -> None:
    signed_in_elsewhere = replace(WAITING, cause="subaccount_login", details={})
    assert was_told(signed_in_elsewhere, told(signed_in_elsewhere))


@pytest.mark.parametrize(
    "finding",
    [
        replace(WAITING, cause="withdrawn"),
        replace(WAITING, escalation=Escalation(urgency=Urgency.NOW)),
    ],
)
def test_what_is_urgent_or_asks_whose_hand_it_was_is_told_again(finding: Finding) -> None:
    assert not was_told(finding, told(finding))


def test_nothing_was_told_before_the_first_answer() -> None:
    assert not was_told(WAITING, {})
