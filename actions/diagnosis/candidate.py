"""A finding on its way to the answer, with what the ordering needs to know about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from actions.diagnosis.case import Case
from actions.diagnosis.causes import CAUSES, Category, Cause
from actions.diagnosis.escalation import NO_RULE
from actions.diagnosis.findings import (
    Certainty,
    Escalation,
    Finding,
    Option,
    Proof,
    RuledOut,
    Value,
)


class Kind(Enum):
    """What a finding says about the account; decides when it is worth saying."""

    PROBLEM = "problem"  # a record or a restriction that explains it: always said
    ELSEWHERE = "elsewhere"  # the money is somewhere else, locked or gone: always said
    LOCATION = "location"  # it is in one of the two accounts: said where nothing explains more
    CONDITION = "condition"  # of the account or a service: always said, after what was asked
    NORMAL = "normal"  # nothing is wrong with this record: when asked, or nothing explains more
    ABSENT = "absent"  # nothing of the kind asked about is there: only when asked
    POSSIBLE = "possible"  # no field shows it: only when asked


STRONG = frozenset({Kind.PROBLEM, Kind.ELSEWHERE})


class Choice(Enum):
    """A finding of which the account may hold several, so that one must be picked."""

    DEPOSIT = "deposit"
    ORDER = "order"


@dataclass(frozen=True)
class Candidate:
    """``keys``: TxIDs and ids of the record. ``wanted``: the question's direction asks for
    just this (a location), the account is concerned (a service's maintenance), or the
    customer said what makes it likely (a possible cause).
    ``choice``: the id to answer with among several."""

    finding: Finding
    kind: Kind
    ccy: str | None = None
    keys: tuple[str, ...] = ()
    when: datetime | None = None
    wanted: bool = False
    choice: tuple[Choice, str] | None = None

    @property
    def cause(self) -> Cause:
        return self.finding.cause

    @property
    def category(self) -> Category:
        return CAUSES[self.finding.cause].category

    def option(self) -> Option | None:
        if self.choice is None:
            return None
        return Option(self.choice[1], self.finding.details)


def finding(
    case: Case,
    cause: Cause,
    proofs: Sequence[Proof],
    details: Mapping[str, Value | None],
    *,
    certainty: Certainty = Certainty.PROVEN,
    escalation: Escalation = NO_RULE,
    ruled_out: Sequence[RuledOut] = (),
    without: Sequence[str] = (),
) -> Finding:
    """The finding of ``cause`` with the guide's steps of its row, in order.

    ``details`` whose value is None are left out; ``without`` names steps that the facts
    make pointless. Raises KeyError when a detail that the cause promises is missing.
    """
    spec = CAUSES[cause]
    given = {key: value for key, value in details.items() if value is not None}
    ordered = {key: given[key] for key in spec.details}
    ordered.update({key: given[key] for key in spec.optional if key in given})
    return Finding(
        cause=cause,
        certainty=certainty,
        proof=tuple(proofs),
        details=ordered,
        steps=tuple(step for step in spec.steps if step not in without),
        ruled_out=tuple(ruled_out),
        escalation=escalation,
    )
