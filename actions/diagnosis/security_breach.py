"""Somebody else may be in the account: what is leaving, what has left (EN3, B2, B11, C23).

Only when the customer says so: an ordinary withdrawal is no alarm for anybody else.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from actions.diagnosis.candidate import Candidate, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Category
from actions.diagnosis.escalation import SECURITY_NOW
from actions.diagnosis.records import Source
from actions.diagnosis.states import (
    WITHDRAWAL_CAUSE,
    WITHDRAWAL_DONE,
    WITHDRAWAL_UNDER_WAY,
    WITHDRAWAL_UNDONE,
)
from actions.diagnosis.withdrawal_not_arrived import withdrawal_finding

LOOK_BACK = timedelta(days=30)
"""A customer who only now misses the money needs the withdrawals of the last weeks too."""


def detect(case: Case) -> Iterator[Candidate]:
    """Findings of this category; nothing where no threat was told."""
    if case.category is not Category.SECURITY_BREACH or case.withdrawals is None:
        return
    since, found = case.now - LOOK_BACK, False
    for row in case.withdrawals.value:
        unknown = row.state not in WITHDRAWAL_CAUSE and row.state != WITHDRAWAL_DONE
        if row.state in WITHDRAWAL_UNDER_WAY or (unknown and not row.tx_id):
            cause = "pending_withdrawal"
        elif row.state not in WITHDRAWAL_UNDONE and (row.ts is None or row.ts >= since):
            cause = "recent_withdrawal"
        else:
            continue
        found = True
        yield withdrawal_finding(case, row, cause, Kind.PROBLEM, escalation=SECURITY_NOW)
    if not found:
        by = [proof(Source.WITHDRAWALS, case.withdrawals, "wdId", "none")]
        made = finding(case, "no_outflow_seen", by, {"since": since}, escalation=SECURITY_NOW)
        yield Candidate(made, Kind.ABSENT)
