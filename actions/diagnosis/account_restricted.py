"""The account is restricted: verification, blocks, frozen sub-accounts (SV5, C10, C11, C24)."""

from __future__ import annotations

from collections.abc import Iterator

from actions.diagnosis.candidate import Candidate, Kind, finding
from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Category, Cause
from actions.diagnosis.escalation import NO_RULE, SUPPORT_NOW, SUPPORT_OFFER
from actions.diagnosis.findings import Certainty, Proof, Value
from actions.diagnosis.records import AccountFacts, Restriction, Source
from actions.diagnosis.ruled_out import Subject, rule_out
from actions.diagnosis.states import BLOCKED_CODES, IDENTITY_CODES


def detect(case: Case) -> Iterator[Candidate]:
    """Findings of this category, in no particular order (state 14 is the deposit's)."""
    yield from _unverified(case)
    yield from _refused(case)
    yield from _sub_accounts(case)
    if case.facts.signed_in:
        yield from _possible(case)


def restrictions(facts: AccountFacts) -> tuple[Restriction, ...]:
    """Refusals whose code speaks of this account, each code once (reference 7)."""
    first: dict[str, Restriction] = {}
    for restriction in facts.restrictions:
        if restriction.code in IDENTITY_CODES or restriction.code in BLOCKED_CODES:
            first.setdefault(restriction.code, restriction)
    return tuple(first.values())


def _level(case: Case) -> int | None:
    level = case.config.value.kyc_lv if case.config else None
    return int(level) if level and level.isdecimal() else None


def _unverified(case: Case) -> Iterator[Candidate]:
    if case.config is None or _level(case) != 0:
        return
    by = [proof(Source.CONFIG, case.config, "kycLv", "0")]
    others = rule_out(case, ("sub_account_frozen", "maintenance_ongoing"), Subject())
    made = finding(case, "unverified", by, {"level": 0}, ruled_out=others)
    # It limits the account, but seldom is why one deposit or trade is not there.
    asked = case.category is Category.ACCOUNT_RESTRICTED
    yield Candidate(made, Kind.PROBLEM if asked else Kind.CONDITION, wanted=True)


def _refused(case: Case) -> Iterator[Candidate]:
    """A refusal that names the account is itself a fact, though its look-up gave nothing."""
    for restriction in restrictions(case.facts):
        code = restriction.code
        identity = code in IDENTITY_CODES
        cause: Cause = "verification_required" if identity else "account_blocked"
        details: dict[str, Value | None] = {"code": code, "level": _level(case)}
        by = [Proof(restriction.source, "code", code, restriction.at, restriction.at)]
        neighbours: tuple[Cause, ...] = ("maintenance_ongoing", "sub_account_frozen")
        if not identity:
            neighbours = ("unverified", *neighbours)
        made = finding(
            case,
            cause,
            by,
            details,
            escalation=NO_RULE if identity else SUPPORT_NOW,
            ruled_out=rule_out(case, neighbours, Subject()),
        )
        yield Candidate(made, Kind.PROBLEM, when=restriction.at)


def _sub_accounts(case: Case) -> Iterator[Candidate]:
    for sub in case.sub_accounts.value if case.sub_accounts else ():
        if case.sub_accounts is None or (sub.enabled is not False and not sub.frozen_func):
            continue
        field, value = "enable", "false"
        if sub.frozen_func:
            field, value = "frozenFunc", ";".join(sub.frozen_func)
        details: dict[str, Value | None] = {
            "sub_account": sub.name,
            "functions": ";".join(sub.frozen_func) or None,
        }
        by = [proof(Source.SUB_ACCOUNTS, case.sub_accounts, f"{field}[{sub.name}]", value)]
        made = finding(
            case,
            "sub_account_frozen",
            by,
            details,
            escalation=SUPPORT_OFFER,
            ruled_out=rule_out(case, ("unverified", "maintenance_ongoing"), Subject()),
        )
        yield Candidate(made, Kind.PROBLEM)


def _possible(case: Case) -> Iterator[Candidate]:
    """No documented field shows a compliance review or a 24 h hold (C10, C11)."""
    others = rule_out(
        case,
        ("unverified", "sub_account_frozen", "maintenance_ongoing", "viewing_sub_account"),
        Subject(case.question.currency),
    )
    told = case.question.hint == "security_change"
    for cause in ("compliance_review", "security_hold_24h"):
        made = finding(case, cause, (), {}, certainty=Certainty.POSSIBLE, ruled_out=others)
        yield Candidate(made, Kind.POSSIBLE, wanted=told and cause == "security_hold_24h")
