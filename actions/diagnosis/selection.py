"""Which findings are told.

The account decides the cause: a finding that explains something is always told,
whatever category was recognised. That nothing is wrong is told where it was asked, or
where nothing explains more.
"""

from __future__ import annotations

from actions.diagnosis.candidate import STRONG, Candidate, Kind
from actions.diagnosis.case import Case
from actions.diagnosis.causes import Category
from actions.diagnosis.ranking import (
    MAINTENANCE_EXPLAINS,
    is_concerned,
    is_own,
    names_record,
    rank,
)
from actions.diagnosis.records import Source

MOST_FOREIGN = 3
"""Findings that nothing is wrong, of categories nobody asked about."""

NEEDS: dict[Category, tuple[Source, ...]] = {
    Category.DEPOSIT_NOT_ARRIVED: (Source.DEPOSITS,),
    Category.TRADE_NOT_IN_BALANCE: (Source.OPEN_ORDERS, Source.ORDER_HISTORY),
    Category.WITHDRAWAL_NOT_ARRIVED: (Source.WITHDRAWALS,),
    Category.SECURITY_BREACH: (Source.WITHDRAWALS,),
    Category.TOKEN_MAINTENANCE: (Source.CURRENCIES,),
    Category.ACCOUNT_RESTRICTED: (Source.CONFIG,),
    Category.FUNDING_ACCOUNT_P2P: (Source.FUNDING,),
}
"""The look-ups that hold the answer. Where one failed, that something else is in order is
no answer."""


def select(case: Case, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates that are worth telling, most relevant first."""
    strong = [c for c in candidates if c.kind in STRONG]
    explained = any(is_concerned(case, c) for c in strong) or not _answerable(case)
    same = {(c.category, c.ccy) for c in strong}
    told = _one_each([c for c in candidates if _told(case, c, explained, same)], case)
    ranked = sorted(told, key=lambda c: rank(case, c))
    foreign = [
        c
        for c in ranked
        if c.kind is Kind.NORMAL and not is_own(case, c) and not names_record(case, c)
    ]
    # That a balance can be read at all only helps where nothing else is said.
    visible = [c for c in foreign if c.cause == "balance_visible" and len(ranked) > 1]
    dropped = [*visible, *[c for c in foreign if c not in visible][MOST_FOREIGN:]]
    return [c for c in ranked if not any(c is d for d in dropped)]


def _answerable(case: Case) -> bool:
    needed = NEEDS.get(case.category, ()) if case.category else ()
    return set(needed) <= set(case.looked_at())


def _one_each(candidates: list[Candidate], case: Case) -> list[Candidate]:
    """A withdrawal that left is one event: "sent" to those who ask for it, else "withdrawn"."""
    left = {key for c in candidates if c.cause == "withdrawn" for key in c.keys}
    sent = {key for c in candidates if c.cause.startswith("wd_") for key in c.keys}
    if case.category is Category.WITHDRAWAL_NOT_ARRIVED:
        return [c for c in candidates if c.cause != "withdrawn" or not sent & set(c.keys)]
    twice = ("wd_sent", "wd_internal")
    return [c for c in candidates if c.cause not in twice or not left & set(c.keys)]


def _told(
    case: Case, c: Candidate, explained: bool, same: set[tuple[Category, str | None]]
) -> bool:
    own = is_own(case, c)
    if c.kind in STRONG or names_record(case, c):
        return True
    if c.kind is Kind.CONDITION:
        # A visitor asked about something that status alone does not answer.
        answers = c.cause == "maintenance_ongoing" and case.category in MAINTENANCE_EXPLAINS
        return own or (c.wanted and (case.facts.signed_in or answers))
    if c.kind is Kind.LOCATION:
        return c.wanted or not explained
    if c.kind is Kind.NORMAL:
        if (c.category, c.ccy) in same:
            return False
        return own or (not explained and case.facts.signed_in)
    return own or (c.kind is Kind.POSSIBLE and c.wanted)
