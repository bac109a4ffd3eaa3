"""Properties over made-up accounts: nothing without proof, nothing from what is unknown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.diagnosis.case import MAX_AGE
from actions.diagnosis.causes import CAUSES
from actions.diagnosis.engine import diagnose
from actions.diagnosis.findings import Ask, Certainty, Diagnosis, Finding, Question, Rule, Urgency
from actions.diagnosis.records import AccountFacts, Failure, Known, Source, Unknown
from tests.unit.diagnosis.account_strategies import VALUES, accounts, questions
from tests.unit.diagnosis.builders import NOW

_CACHED = {Source.CURRENCIES, Source.STATUS, Source.CONFIG, Source.DEPOSIT_ADDRESSES}
# Claims of an absence: each look-up that fails can only take some of them away.
_NEEDS_EVERYTHING = {
    "completed_missing",
    "filled_missing",
    "wrong_address",
    "wrong_network",
    "below_minimum",
    "withdrawn",
    "converted",
    "no_deposit",
    "no_trade",
    "no_withdrawal",
    "order_not_found",
    "no_outflow_seen",
}
many = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def usable(facts: AccountFacts) -> set[Source]:
    found = set()
    for source in Source:
        part = getattr(facts, source.value)
        if isinstance(part, Known) and (source in _CACHED or facts.now - part.as_of <= MAX_AGE):
            found.add(source)
    return found


def broken(facts: AccountFacts) -> set[Source]:
    asked = {s for s in Source if getattr(facts, s.value) is not None}
    failed = asked - usable(facts)
    config, subs = facts.config, facts.sub_accounts
    if isinstance(config, Known) and isinstance(subs, Unknown) and subs.failure is Failure.DENIED:
        uid, main, kind = config.value.uid, config.value.main_uid, config.value.type
        if (uid and main and uid != main) or (not (uid and main) and kind == "1"):
            failed -= {Source.SUB_ACCOUNTS}  # a sub-account may not list its siblings
    return failed


def proven(diagnosis: Diagnosis) -> list[Finding]:
    return [f for f in diagnosis.findings if f.certainty is Certainty.PROVEN]


@many
@given(accounts, questions)
def test_no_finding_without_its_proof(facts: AccountFacts, question: Question) -> None:
    diagnosis = diagnose(facts, question)
    refused = {(r.source, r.code) for r in facts.restrictions}
    for finding in diagnosis.findings:
        assert finding.proof or finding.certainty is Certainty.POSSIBLE, finding.cause
        for fact in (*finding.proof, *(out.by for out in finding.ruled_out)):
            refusal = fact.field == "code" and (fact.source, fact.value) in refused
            assert refusal or fact.source in usable(facts), (finding.cause, fact)


@many
@given(accounts, questions)
def test_exactly_the_failed_look_ups_are_unknown(facts: AccountFacts, question: Question) -> None:
    diagnosis = diagnose(facts, question)
    assert {part.source for part in diagnosis.unknown} == broken(facts)
    assert len(diagnosis.unknown) == len(broken(facts))
    assert set(diagnosis.looked_at) == usable(facts)


@many
@given(accounts, questions)
def test_details_steps_and_ruled_out_keep_their_contract(
    facts: AccountFacts, question: Question
) -> None:
    diagnosis = diagnose(facts, question)
    causes = {f.cause for f in diagnosis.findings}
    for finding in diagnosis.findings:
        spec = CAUSES[finding.cause]
        assert set(spec.details) <= set(finding.details) <= {*spec.details, *spec.optional}
        assert all(
            isinstance(v, str | int | Decimal) or v.tzinfo  # type: ignore[union-attr]
            for v in finding.details.values()
        )
        assert set(finding.steps) <= set(spec.steps)
        assert not causes & {out.cause for out in finding.ruled_out}
        if not facts.region.split_accounts:
            assert finding.details.get("account") in (None, "single")
            assert finding.cause not in ("in_trading", "in_funding")


@many
@given(accounts, questions)
def test_the_same_account_and_question_give_the_same_answer(
    facts: AccountFacts, question: Question
) -> None:
    turned = {
        source.value: replace(part, value=tuple(reversed(part.value)))
        for source in Source
        if isinstance(part := getattr(facts, source.value), Known)
        and isinstance(part.value, tuple)
        and source not in (Source.DEPOSIT_ADDRESSES, Source.CURRENCIES)
    }
    first, again = diagnose(facts, question), diagnose(facts, question)
    assert first == again
    # The order in which the exchange lists its rows decides nothing that is certain.
    other = diagnose(replace(facts, **turned), question)
    assert {f.cause for f in other.findings} == {f.cause for f in first.findings}


@many
@given(accounts, questions, st.sets(st.sampled_from(list(VALUES)), max_size=4))
def test_a_failure_never_adds_a_proven_claim_that_needs_it(
    facts: AccountFacts, question: Question, fail: set[Source]
) -> None:
    parts = {s.value: Unknown(s, Failure.UNAVAILABLE) for s in fail}
    after = diagnose(replace(facts, restrictions=(), **parts), question)
    for finding in proven(after):
        assert not fail & {fact.source for fact in finding.proof}
    assert not fail & set(after.looked_at)
    before = {(f.cause, f.details.get("currency")) for f in proven(diagnose(facts, question))}
    for finding in proven(after):
        if finding.cause in _NEEDS_EVERYTHING:
            assert (finding.cause, finding.details.get("currency")) in before


@many
@given(accounts, questions)
def test_rules_keep_to_their_clocks(facts: AccountFacts, question: Question) -> None:
    for finding in diagnose(facts, question).findings:
        rule, urgency, due = (
            finding.escalation.rule,
            finding.escalation.urgency,
            finding.escalation.due,
        )
        if CAUSES[finding.cause].category.value == "security_breach":
            assert (rule, urgency) == (Rule.SECURITY, Urgency.NOW)
        if finding.cause in ("unconfirmed", "low_fee"):
            assert rule is Rule.NONE
        if rule is Rule.E2:
            assert finding.cause in ("completed_missing", "filled_missing", "not_recorded")
            assert urgency is not Urgency.OFFER
            if due is not None:
                assert (urgency is Urgency.NOW) == (due < NOW)
        if rule is Rule.E1 and due is not None:
            since = due - timedelta(hours=1 if urgency is Urgency.LATER else 2)
            waited = NOW - since
            assert (urgency is Urgency.LATER) == (waited < timedelta(hours=1))
            assert (urgency is Urgency.NOW) == (waited >= timedelta(hours=2))


@many
@given(accounts, questions)
def test_at_most_one_thing_is_asked_and_it_is_open(facts: AccountFacts, question: Question) -> None:
    diagnosis = diagnose(facts, question)
    assert bool(diagnosis.options) == (diagnosis.ask in (Ask.DEPOSIT, Ask.ORDER))
    assert len({o.id for o in diagnosis.options}) == len(diagnosis.options) != 1
    said = {
        Ask.TXID: question.txid,
        Ask.NETWORK: question.network,
        Ask.CURRENCY: question.currency,
        Ask.DEPOSIT: question.deposit_id and None,
        Ask.SINCE: question.waited,
    }
    if diagnosis.ask is not None:
        assert said.get(diagnosis.ask) is None
