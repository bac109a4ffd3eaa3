"""E1 and E2 on both sides of their limits, support-only states, and security at once."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from actions.diagnosis.engine import diagnose
from actions.diagnosis.findings import Ask, Certainty, Escalation, Finding, Rule, Urgency
from actions.diagnosis.records import AccountFacts, EarnBalance, Failure, Restriction, Source
from tests.unit.diagnosis.builders import (
    NOW,
    TX,
    D,
    address,
    ago,
    ask,
    cash,
    deposit,
    facts,
    failed,
    filled,
    funding,
    funding_bill,
    trading,
    trading_bill,
    transaction,
    withdrawal,
)

TWO_HOURS = timedelta(hours=2)
SECOND = timedelta(seconds=1)


def finding(account: AccountFacts, category: str, cause: str, **details: object) -> Finding:
    findings = diagnose(account, ask(category, **details)).findings
    return next(f for f in findings if f.cause == cause)


def _deposit_at(at: datetime | None) -> Escalation:
    account = facts(deposits=(deposit("2", ts=at),))
    return finding(account, "deposit_not_arrived", "completed_missing").escalation


def _trade_at(at: datetime) -> Escalation:
    account = facts(order_history=(filled(at=at),))
    return finding(account, "trade_not_in_balance", "filled_missing").escalation


def _confirmed_at(at: datetime) -> Escalation:
    account = facts(chain=transaction(block_time=at), deposit_addresses=(address(),))
    return finding(account, "deposit_not_arrived", "not_recorded", txid=TX).escalation


@pytest.mark.parametrize("look", [_deposit_at, _trade_at, _confirmed_at])
@pytest.mark.parametrize(
    ("after", "urgency"),
    [
        (timedelta(minutes=1), Urgency.LATER),
        (TWO_HOURS - SECOND, Urgency.LATER),
        (TWO_HOURS, Urgency.LATER),
        (TWO_HOURS + SECOND, Urgency.NOW),
    ],
)
def test_complete_but_missing_waits_for_more_than_two_hours(look, after, urgency) -> None:  # type: ignore[no-untyped-def]
    at = NOW - after
    assert look(at) == Escalation(Rule.E2, urgency, at + TWO_HOURS)


@pytest.mark.parametrize(
    ("after", "urgency", "due"),
    [
        (timedelta(minutes=59, seconds=59), Urgency.LATER, timedelta(hours=1)),
        (timedelta(hours=1), Urgency.OFFER, TWO_HOURS),
        (TWO_HOURS - SECOND, Urgency.OFFER, TWO_HOURS),
        (TWO_HOURS, Urgency.NOW, TWO_HOURS),
        (TWO_HOURS + SECOND, Urgency.NOW, TWO_HOURS),
    ],
)
def test_a_wrong_balance_may_go_to_support_from_one_hour(
    after: timedelta, urgency: Urgency, due: timedelta
) -> None:
    at = NOW - after
    read = finding(
        facts(trading=trading(cash("ETH", 2, u_time=at))), "settlement_delay", "recently_updated"
    ).escalation
    told = finding(facts(), "settlement_delay", "no_delay_seen", waited=after).escalation
    assert read == told == Escalation(Rule.E1, urgency, at + due)


def test_what_was_read_comes_before_what_was_told() -> None:
    account = facts(deposits=(deposit("2", ts=ago(minutes=10)),))
    found = finding(account, "deposit_not_arrived", "completed_missing", waited=timedelta(hours=9))
    assert found.escalation.urgency is Urgency.LATER


def test_without_any_clock_the_customer_is_asked_since_when() -> None:
    diagnosis = diagnose(facts(), ask("settlement_delay"))
    assert diagnosis.ask is Ask.SINCE
    assert diagnosis.primary
    assert diagnosis.primary.escalation == Escalation(Rule.E1)
    told = diagnose(facts(), ask("settlement_delay", waited=timedelta(minutes=5)))
    assert told.ask is None


def test_a_record_without_its_time_uses_the_customers_clock() -> None:
    account = facts(deposits=(deposit("2", ts=None),))
    asked = diagnose(account, ask("deposit_not_arrived", txid=TX))
    assert (asked.primary and asked.primary.cause, asked.ask) == ("completed_missing", Ask.SINCE)
    told = diagnose(account, ask("deposit_not_arrived", txid=TX, waited=timedelta(hours=3)))
    assert told.primary
    assert told.primary.escalation.urgency is Urgency.NOW


@pytest.mark.parametrize("age", [timedelta(minutes=1), timedelta(hours=5), timedelta(days=30)])
def test_an_unconfirmed_deposit_has_no_timer(age: timedelta) -> None:
    found = finding(
        facts(deposits=(deposit("0", ts=NOW - age),)),
        "deposit_not_arrived",
        "unconfirmed",
        waited=timedelta(days=1),
    )
    assert found.escalation == Escalation()


@pytest.mark.parametrize(
    ("account", "cause", "urgency"),
    [
        (facts(deposits=(deposit("11"),)), "address_blocked", Urgency.NOW),
        (facts(deposits=(deposit("12"),)), "deposit_frozen", Urgency.NOW),
        (facts(deposits=(deposit("13"),)), "sub_account_intercepted", Urgency.OFFER),
        (facts(deposits=(deposit("29"),)), "unknown_state", Urgency.OFFER),
        (
            facts(restrictions=(Restriction("50027", Source.TRADING, NOW),)),
            "account_blocked",
            Urgency.NOW,
        ),
        (facts(withdrawals=(withdrawal("-1"),)), "wd_failed", Urgency.OFFER),
        (facts(withdrawals=(withdrawal("33"),)), "wd_unknown_state", Urgency.OFFER),
    ],
)
def test_states_that_only_staff_can_act_on(
    account: AccountFacts, cause: str, urgency: Urgency
) -> None:
    escalation = finding(account, "account_sync", cause).escalation
    assert escalation == Escalation(Rule.SUPPORT, urgency)


@pytest.mark.parametrize("state", ["8", "14", "17"])
def test_states_that_pass_or_that_the_customer_can_act_on_escalate_nothing(state: str) -> None:
    primary = diagnose(facts(deposits=(deposit(state),)), ask("deposit_not_arrived")).primary
    assert primary
    assert primary.escalation == Escalation()


def test_a_failed_withdrawal_that_came_back_needs_no_support() -> None:
    account = facts(withdrawals=(withdrawal("-1"),), funding=funding("ETH", 2))
    found = finding(account, "withdrawal_not_arrived", "wd_failed")
    assert found.details["account"] == "funding"
    assert found.escalation == Escalation()


@pytest.mark.parametrize("state", ["0", "2", "4"])
def test_security_is_at_once(state: str) -> None:
    for account in (facts(withdrawals=(withdrawal(state),)), facts()):
        primary = diagnose(account, ask("security_breach")).primary
        assert primary
        assert primary.escalation == Escalation(Rule.SECURITY, Urgency.NOW)


LEFT = {
    "withdrawn": facts(
        deposits=(deposit("2", ts=ago(hours=5)),),
        withdrawals=(withdrawal("2", "BTC", "BTC-Bitcoin", "0.5"),),
    ),
    "sold": facts(
        deposits=(deposit("2", ts=ago(hours=5)),),
        order_history=(filled("sell"),),
        trading=trading(cash("USDT", 30000)),
    ),
    "sold in bills": facts(
        deposits=(deposit("2", ts=ago(hours=5)),),
        trading_bills=(trading_bill("2", "-0.5", inst_id="BTC-USDT"),),
    ),
    "converted": facts(
        deposits=(deposit("2", ts=ago(hours=5)),),
        trading_bills=(trading_bill("27", "-0.5", "BTC", "319"),),
    ),
    "in_earn": facts(
        deposits=(deposit("2", ts=ago(hours=5)),),
        funding_bills=(funding_bill("75", "-0.5"),),
        earn=failed("earn"),
    ),
    "delisted": facts(
        deposits=(deposit("2", ts=ago(hours=5)),),
        non_tradable=None,
        funding_bills=(funding_bill("220", "-0.5"),),
    ),
}


@pytest.mark.parametrize("way", LEFT)
def test_what_left_explains_the_absence_instead_of_support(way: str) -> None:
    diagnosis = diagnose(LEFT[way], ask("deposit_not_arrived"))
    causes = [f.cause for f in diagnosis.findings]
    unread = way in ("in_earn", "delisted")  # its own list is: nothing can be said of it
    assert (way.split()[0] in causes) is not unread
    assert "completed_missing" not in causes
    assert not [f for f in diagnosis.findings if f.escalation.rule is Rule.E2]


@pytest.mark.parametrize(
    "way",
    [
        {"withdrawals": (withdrawal("2", "BTC", "BTC-Bitcoin", "0.5", ts=ago(hours=2)),)},
        {"trading_bills": (trading_bill("27", "-0.5", "BTC", "319"),)},
        {
            "funding_bills": (funding_bill("75", "-0.5"),),
            "earn": (EarnBalance("BTC", D("0.5")),),
        },
    ],
)
def test_what_left_after_the_trade_explains_its_absence(way: dict[str, object]) -> None:
    account = facts(order_history=(filled(at=ago(hours=3)),), **way)
    causes = [f.cause for f in diagnose(account, ask("trade_not_in_balance")).findings]
    assert "filled_missing" not in causes
    assert {"withdrawn", "converted", "in_earn"} & set(causes)


def test_what_left_before_the_deposit_explains_nothing() -> None:
    account = facts(
        deposits=(deposit("2", ts=ago(hours=3)),), order_history=(filled("sell", ago(days=2)),)
    )
    primary = diagnose(account, ask("deposit_not_arrived")).primary
    assert primary
    assert primary.cause == "completed_missing"


def test_a_part_that_left_does_not_explain_the_whole() -> None:
    account = facts(
        deposits=(deposit("2", amt=5, ts=ago(hours=3)),),
        order_history=(filled("sell"),),
        trading=trading(cash("USDT", 30000)),
    )
    primary = diagnose(account, ask("deposit_not_arrived")).primary
    assert primary
    assert primary.cause == "completed_missing"


@pytest.mark.parametrize(
    "source", ["withdrawals", "order_history", "funding_bills", "trading_bills", "earn"]
)
def test_a_departure_that_cannot_be_excluded_leaves_it_possible(source: str) -> None:
    account = facts(deposits=(deposit("2", ts=ago(hours=3)),), **{source: failed(source)})
    diagnosis = diagnose(account, ask("deposit_not_arrived"))
    found = next(f for f in diagnosis.findings if f.cause == "completed_missing")
    assert found.certainty is Certainty.POSSIBLE
    assert [u.source.value for u in diagnosis.unknown] == [source]


@pytest.mark.parametrize("source", ["funding", "trading"])
def test_an_account_that_cannot_be_read_is_not_empty(source: str) -> None:
    account = (
        facts(
            deposits=(deposit("2", ts=ago(hours=3)),),
            funding=funding("USDT", 5),
        )
        if source == "trading"
        else facts(deposits=(deposit("2"),))
    )
    parts = {**account.__dict__, source: failed(source, Failure.RATE_LIMITED)}
    causes = [f.cause for f in diagnose(AccountFacts(**parts), ask("deposit_not_arrived")).findings]
    assert "completed_missing" not in causes
    assert "no_deposit" not in causes


def test_nothing_is_missing_where_dust_is_all_that_differs() -> None:
    account = facts(deposits=(deposit("2", amt=100),), funding=funding("BTC", "99.99"))
    primary = diagnose(account, ask("deposit_not_arrived")).primary
    assert primary
    assert primary.cause == "arrived"
    assert primary.details["balance"] == D("99.99")
