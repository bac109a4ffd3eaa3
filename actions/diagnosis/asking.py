"""The one thing to ask: only what the look-ups left open, never what was said or shown."""

from __future__ import annotations

from datetime import timedelta

from actions.diagnosis.candidate import STRONG, Candidate, Choice
from actions.diagnosis.case import Case
from actions.diagnosis.causes import Category
from actions.diagnosis.findings import Ask, Option, Rule, Urgency
from actions.diagnosis.ranking import names_record

_OLD = timedelta(hours=24)
"""A deposit that arrived longer ago is hardly the one that is missing now."""
_ASK = {Choice.DEPOSIT: Ask.DEPOSIT, Choice.ORDER: Ask.ORDER}


def ask_for(case: Case, said: list[Candidate]) -> tuple[Ask | None, tuple[Option, ...]]:
    """What is still open after ``said`` (most relevant first), and the choices it has."""
    first = said[0] if said else None
    if _network_open(case, said):
        return Ask.NETWORK, ()
    if _currency_open(case, said):
        return Ask.CURRENCY, ()
    if first is None:
        return None, ()
    options = _choices(case, first, said)
    if options and first.choice:
        return _ASK[first.choice[0]], options
    if first.cause == "withdrawn":
        return Ask.OWNER, ()
    if _txid_open(case, first):
        return Ask.TXID, ()
    escalation = first.finding.escalation
    if escalation.rule in (Rule.E1, Rule.E2) and escalation.urgency is Urgency.NONE:
        return Ask.SINCE, ()
    return None, ()


def _network_open(case: Case, said: list[Candidate]) -> bool:
    """A TxID that no record has, and that was not looked up for want of its network."""
    q = case.question
    if not q.txid or q.network or case.facts.chain is not None:
        return False
    return not any(names_record(case, c) for c in said)


def _currency_open(case: Case, said: list[Candidate]) -> bool:
    """Maintenance of a coin that nobody named and the account doesn't show."""
    if case.category is not Category.TOKEN_MAINTENANCE or case.question.currency:
        return False
    return case.facts.signed_in and not any(
        c.kind in STRONG or c.category is Category.TOKEN_MAINTENANCE for c in said
    )


def _choices(case: Case, first: Candidate, said: list[Candidate]) -> tuple[Option, ...]:
    """All records like the first finding's that fit the question, if it names none of them."""
    if first.choice is None or names_record(case, first):
        return ()
    alike = [c for c in said if c.choice and c.choice[0] is first.choice[0] and _fits(case, c)]
    options: dict[str, Option] = {}
    for candidate in alike:
        option = candidate.option()
        if option is not None:
            options.setdefault(option.id, option)
    return tuple(options.values()) if len(options) > 1 else ()


def _fits(case: Case, candidate: Candidate) -> bool:
    """Whether the question's coin, network and amount leave this record possible."""
    q, details = case.question, candidate.finding.details
    pair = str(details.get("pair", "")).split("-")
    if q.currency and q.currency != candidate.ccy and q.currency not in pair:
        return False
    if q.network and "network" in details and details["network"] != q.network:
        return False
    sizes = (details.get("amount"), details.get("size"))
    return q.amount is None or q.amount in sizes


def _txid_open(case: Case, first: Candidate) -> bool:
    q = case.question
    if case.category is not Category.DEPOSIT_NOT_ARRIVED or q.txid or q.deposit_id:
        return False
    if first.cause == "no_deposit":
        return True
    old = first.when is None or case.now - first.when > _OLD
    return first.cause == "arrived" and old and not names_record(case, first)
