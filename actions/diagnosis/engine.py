"""From facts to findings: every category looks at every account.

``diagnose`` is pure: no I/O, no clock (``facts.now`` is the exchange's), no randomness.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from actions.diagnosis import (
    account_restricted,
    account_sync,
    deposit_not_arrived,
    funding_account_p2p,
    security_breach,
    settlement_delay,
    token_maintenance,
    trade_not_in_balance,
    withdrawal_not_arrived,
)
from actions.diagnosis.asking import ask_for
from actions.diagnosis.candidate import Candidate
from actions.diagnosis.case import Case
from actions.diagnosis.causes import Category
from actions.diagnosis.findings import Diagnosis, Question
from actions.diagnosis.records import AccountFacts
from actions.diagnosis.selection import select

DETECTORS: dict[Category, Callable[[Case], Iterator[Candidate]]] = {
    Category.SECURITY_BREACH: security_breach.detect,
    Category.DEPOSIT_NOT_ARRIVED: deposit_not_arrived.detect,
    Category.TOKEN_MAINTENANCE: token_maintenance.detect,
    Category.ACCOUNT_RESTRICTED: account_restricted.detect,
    Category.FUNDING_ACCOUNT_P2P: funding_account_p2p.detect,
    Category.TRADE_NOT_IN_BALANCE: trade_not_in_balance.detect,
    Category.SETTLEMENT_DELAY: settlement_delay.detect,
    Category.ACCOUNT_SYNC: account_sync.detect,
    Category.WITHDRAWAL_NOT_ARRIVED: withdrawal_not_arrived.detect,
}


def diagnose(facts: AccountFacts, question: Question) -> Diagnosis:
    """Why the balance can't be seen or used, as far as ``facts`` show it.

    The account decides the cause; ``question`` orders the findings and picks the records.
    A failed, stale or missing look-up proves nothing and rules out nothing, and
    ``unknown`` names exactly the failed and the stale ones. Raises nothing.
    """
    case = Case(facts, question)
    candidates = [found for detect in DETECTORS.values() for found in detect(case)]
    said = select(case, candidates)
    ask, options = ask_for(case, said)
    found = {candidate.cause for candidate in said}
    findings = tuple(
        replace(c.finding, ruled_out=tuple(r for r in c.finding.ruled_out if r.cause not in found))
        for c in said
    )
    return Diagnosis(findings, case.unknown(), case.looked_at(), ask, options)
