"""In which order findings are told.

Security first; then what matches the question's ids, its coin, its category; then what
is more specific, then what is newer. A finding that nothing is wrong never comes before
one that explains, unless it alone is about the record or the coin that was asked for.
"""

from __future__ import annotations

from enum import IntEnum

from actions.diagnosis.candidate import STRONG, Candidate, Kind
from actions.diagnosis.case import Case
from actions.diagnosis.causes import Category
from actions.diagnosis.findings import Certainty
from actions.diagnosis.networks import BANK, same_tx
from actions.diagnosis.severity import SEVERITY

MAINTENANCE_EXPLAINS = frozenset(
    {Category.TOKEN_MAINTENANCE, Category.SETTLEMENT_DELAY, Category.ACCOUNT_SYNC}
)
"""What a maintenance of the system can be the cause of (SV4, SV6.1, EN2.2)."""

# "I bought BTC and don't see it": where the BTC is comes before "no trade is recorded".
_SHOWS_COIN = frozenset({"in_trading", "in_funding", "single_account"})
_COIN_IS_THE_ANSWER = frozenset({Category.TRADE_NOT_IN_BALANCE, Category.ACCOUNT_SYNC})


class Place(IntEnum):
    """How well a finding answers the question, best first."""

    EXPLAINS = 0  # something is wrong, or elsewhere, with the asked coin or the account
    TOLD = 1  # no field shows it, but the customer said what makes it likely
    ASKED_COIN = 2  # nothing is wrong with the record of the asked coin
    OTHER_COIN = 3  # something explains another coin's trouble
    COIN_IS_THERE = 4  # where the asked coin is; what a coin's deposits need
    ASKED = 5  # what the category asks for: nothing wrong, or nothing there
    CONDITION = 6  # of the account or of a service
    POSSIBLE = 7
    LOCATION = 8  # where coins are that nobody asked about
    FOREIGN = 9  # nothing is wrong with what nobody asked about


Key = tuple[bool, bool, Place, bool, bool, bool, bool, int, float, tuple[str, ...], str]


def names_record(case: Case, candidate: Candidate) -> bool:
    """Whether the question's own id (TxID, order, deposit) is this record's."""
    q = case.question
    for key in candidate.keys:
        if key in (q.order_id, q.deposit_id) or same_tx(q.txid, key) or same_tx(q.deposit_id, key):
            return True
    # "My bank transfer" names the one kind of record that no look-up holds.
    return q.network == BANK and BANK in candidate.keys


def is_own(case: Case, candidate: Candidate) -> bool:
    """Of the category that was asked about."""
    return candidate.category is case.category


def is_concerned(case: Case, candidate: Candidate) -> bool:
    """About the asked coin, or about the whole account."""
    return case.question.currency is None or candidate.ccy in (None, case.question.currency)


def place(case: Case, c: Candidate) -> Place:
    """The finding's place, before coin, category and severity are compared."""
    asked_coin = case.question.currency is not None and c.ccy == case.question.currency
    if c.kind in STRONG or (c.kind is Kind.LOCATION and c.wanted):
        return Place.EXPLAINS if is_concerned(case, c) else Place.OTHER_COIN
    if c.kind is Kind.POSSIBLE:
        # C8: for a coin that needs a memo, it says more than "nothing is recorded".
        memo = Place.COIN_IS_THERE if c.cause == "missing_memo" else Place.POSSIBLE
        return Place.TOLD if c.wanted else memo
    if c.kind is Kind.CONDITION:
        matters = c.cause == "maintenance_ongoing" and case.category in MAINTENANCE_EXPLAINS
        if c.wanted and (is_own(case, c) or matters):
            return Place.EXPLAINS
        return Place.ASKED if is_own(case, c) else Place.CONDITION
    if c.kind is Kind.NORMAL and is_own(case, c) and asked_coin:
        return Place.ASKED_COIN
    if c.cause in _SHOWS_COIN and asked_coin and case.category in _COIN_IS_THE_ANSWER:
        return Place.COIN_IS_THERE
    if c.kind is Kind.LOCATION:
        return Place.LOCATION
    return Place.ASKED if is_own(case, c) else Place.FOREIGN


def rank(case: Case, c: Candidate) -> Key:
    """A total order: equal facts and question always give equal findings."""
    q, details = case.question, c.finding.details
    mentioned = (q.network is not None and details.get("network") == q.network) or (
        q.amount is not None and q.amount in (details.get("amount"), details.get("size"))
    )
    age = (case.now - c.when).total_seconds() if c.when else float("inf")
    return (
        c.category is not Category.SECURITY_BREACH,
        not names_record(case, c),
        place(case, c),
        c.finding.certainty is not Certainty.PROVEN,
        not mentioned,
        not is_concerned(case, c),
        not is_own(case, c),
        SEVERITY[c.cause],
        age,
        c.keys,
        f"{c.cause}:{c.ccy}:{sorted((k, str(v)) for k, v in details.items())}",
    )
