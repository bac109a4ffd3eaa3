"""Which findings are said, and in which order.

Security first; then what matches the question's ids, its coin, its category; then what
is more specific, then what is newer. The account decides the cause: a finding that
explains something is always said, whatever category was recognised. A finding that
nothing is wrong never comes before one that explains, unless it alone is about the
record or the coin that was asked for.
"""

from __future__ import annotations

from actions.diagnosis.candidate import STRONG, Candidate, Kind
from actions.diagnosis.case import Case
from actions.diagnosis.causes import Category, Cause
from actions.diagnosis.findings import Certainty
from actions.diagnosis.networks import same_tx

MOST_FOREIGN = 3
"""Findings that nothing is wrong, of categories nobody asked about."""

_SYSTEM_MATTERS = frozenset(
    {Category.TOKEN_MAINTENANCE, Category.SETTLEMENT_DELAY, Category.ACCOUNT_SYNC}
)

# "I bought BTC and don't see it": where the BTC is comes before "no trade is recorded".
_SHOWS_COIN = frozenset({"in_trading", "in_funding", "single_account"})
_COIN_IS_THE_ANSWER = frozenset({Category.TRADE_NOT_IN_BALANCE, Category.ACCOUNT_SYNC})

_ORDER: tuple[Cause, ...] = (
    # security
    "pending_withdrawal",
    "recent_withdrawal",
    "no_outflow_seen",
    # the exchange's staff, or nobody, can move it on
    "account_blocked",
    "verification_required",
    "address_blocked",
    "deposit_frozen",
    "completed_missing",
    "not_recorded",
    "filled_missing",
    "wrong_network",
    "wrong_address",
    "failed_on_chain",
    "not_on_chain",
    "below_minimum",
    "sub_account_intercepted",
    "kyc_deposit_limit",
    "travel_rule",
    "unknown_state",
    "deposit_held",
    "wd_failed",
    "wd_unknown_state",
    "wd_legal_hold",
    "p2p_frozen",
    # under way
    "low_fee",
    "unconfirmed",
    "wd_unconfirmed",
    "wd_travel_rule",
    "wd_review",
    "wd_hot_wallet",
    "wd_waiting",
    "wd_broadcasting",
    "credited_locked",
    "viewing_sub_account",
    "order_not_found",
    "wd_canceled",
    "deposits_suspended",
    "withdrawals_suspended",
    "delisted",
    "unverified",
    # somewhere else, or gone
    "in_earn",
    "in_bot",
    "lent_out",
    "copy_trading",
    "in_sniper",
    "in_margin",
    "sold",
    "converted",
    "order_partial",
    "order_open",
    "in_orders",
    "order_canceled",
    "funding_frozen",
    "in_sub_account",
    "sub_account_frozen",
    "filled_in_trading",
    "wd_internal",
    "wd_sent",
    "withdrawn",
    "in_trading",
    "in_funding",
    # nothing wrong, or only possible
    "missing_memo",
    "arrived",
    "single_account",
    "funding_ready",
    "recently_updated",
    "coin_open",
    "maintenance_ongoing",
    "maintenance_scheduled",
    "empty_account",
    "no_delay_seen",
    "balance_visible",
    "no_deposit",
    "no_trade",
    "no_withdrawal",
    "bank_transfer",
    "compliance_review",
    "security_hold_24h",
    "p2p_lock",
)
SEVERITY: dict[Cause, int] = {cause: place for place, cause in enumerate(_ORDER)}

Key = tuple[bool, bool, int, bool, bool, bool, bool, int, float, tuple[str, ...], str]


def names_record(case: Case, candidate: Candidate) -> bool:
    """Whether the question's own id (TxID, order, deposit) is this record's."""
    q = case.question
    for key in candidate.keys:
        if key in (q.order_id, q.deposit_id) or same_tx(q.txid, key) or same_tx(q.deposit_id, key):
            return True
    # "My bank transfer" names the one kind of record that no look-up holds.
    return candidate.kind is Kind.POSSIBLE and candidate.wanted


def _own(case: Case, candidate: Candidate) -> bool:
    return candidate.category is case.category


def _concerned(case: Case, candidate: Candidate) -> bool:
    """About the asked coin, or about the whole account."""
    return case.question.currency is None or candidate.ccy in (None, case.question.currency)


def select(case: Case, candidates: list[Candidate]) -> list[Candidate]:
    """The candidates that are worth saying, most relevant first."""
    strong = [c for c in candidates if c.kind in STRONG]
    explained = any(_concerned(case, c) for c in strong)
    same = {(c.category, c.ccy) for c in strong}
    kept = _one_each([c for c in candidates if _said(case, c, explained, same)], case)
    ranked = sorted(kept, key=lambda c: rank(case, c))
    foreign = [
        c
        for c in ranked
        if c.kind is Kind.NORMAL and not _own(case, c) and not names_record(case, c)
    ]
    # That a balance can be read at all only helps where nothing else is said.
    visible = [c for c in foreign if c.cause == "balance_visible" and len(ranked) > 1]
    dropped = [*visible, *[c for c in foreign if c not in visible][MOST_FOREIGN:]]
    return [c for c in ranked if not any(c is d for d in dropped)]


def _one_each(candidates: list[Candidate], case: Case) -> list[Candidate]:
    """A withdrawal that left is one event: "sent" to those who ask for it, else "withdrawn"."""
    left = {key for c in candidates if c.cause == "withdrawn" for key in c.keys}
    sent = {key for c in candidates if c.cause.startswith("wd_") for key in c.keys}
    if case.category is Category.WITHDRAWAL_NOT_ARRIVED:
        return [c for c in candidates if c.cause != "withdrawn" or not sent & set(c.keys)]
    twice = ("wd_sent", "wd_internal")
    return [c for c in candidates if c.cause not in twice or not left & set(c.keys)]


def _said(
    case: Case, c: Candidate, explained: bool, same: set[tuple[Category, str | None]]
) -> bool:
    own = _own(case, c)
    if c.kind in STRONG or names_record(case, c):
        return True
    if c.kind is Kind.CONDITION:
        # A visitor asked about something that status alone does not answer.
        answers = c.cause == "maintenance_ongoing" and case.category in _SYSTEM_MATTERS
        return own or (c.wanted and (case.facts.signed_in or answers))
    if c.kind is Kind.LOCATION:
        return c.wanted or not explained
    if c.kind is Kind.NORMAL:
        if (c.category, c.ccy) in same:
            return False
        return own or (not explained and case.facts.signed_in)
    return own


def _group(case: Case, c: Candidate) -> int:
    """Explaining findings first; those about another coin after the asked coin's record."""
    concerned, own = _concerned(case, c), _own(case, c)
    if c.kind in STRONG:
        return 0 if concerned else 2
    if c.kind is Kind.LOCATION and c.wanted:
        return 0 if concerned else 2
    if c.kind is Kind.CONDITION:
        matters = c.cause == "maintenance_ongoing" and case.category in _SYSTEM_MATTERS
        return 0 if c.wanted and (own or matters) else 3 if own else 4
    if c.kind is Kind.NORMAL and own and case.question.currency and c.ccy == case.question.currency:
        return 1
    if c.cause == "missing_memo":
        return 2  # C8: for a coin that needs one it says more than "nothing is recorded"
    if c.kind is Kind.POSSIBLE:
        return 5
    asked_coin = case.question.currency is not None and c.ccy == case.question.currency
    if c.cause in _SHOWS_COIN and asked_coin and case.category in _COIN_IS_THE_ANSWER:
        return 2
    if c.kind is Kind.LOCATION:
        return 6
    return 3 if own else 7


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
        _group(case, c),
        c.finding.certainty is not Certainty.PROVEN,
        not mentioned,
        not _concerned(case, c),
        not _own(case, c),
        SEVERITY[c.cause],
        age,
        c.keys,
        f"{c.cause}:{c.ccy}:{sorted((k, str(v)) for k, v in details.items())}",
    )
