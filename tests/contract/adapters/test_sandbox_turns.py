"""The adapters against the sandbox: each demo customer, each fault, and what is sent."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from actions.adapters import endpoints
from actions.adapters.credentials import Credentials
from actions.adapters.exchange import Exchange
from actions.adapters.gather import gather_facts
from actions.diagnosis.findings import Question
from actions.diagnosis.records import (
    AccountFacts,
    ChainTransaction,
    Failure,
    Known,
    Source,
    Unknown,
)

if TYPE_CHECKING:
    from tests.contract.adapters.conftest import Sandbox

DEADLINE = 20.0  # seconds: these tests are about answers, not about speed


def turn(
    exchange: Exchange,
    keys: Credentials | None,
    question: Question | None = None,
    deadline: float = DEADLINE,
    **more: Any,
) -> AccountFacts:
    asked = question or Question(None)
    return asyncio.run(
        gather_facts(
            asked, keys, None, exchange.settings, exchange=exchange, deadline=deadline, **more
        )
    )


def unknown(facts: AccountFacts) -> dict[Source, tuple[Failure, str | None]]:
    found = {source: getattr(facts, source.value) for source in Source}
    return {s: (o.failure, o.code) for s, o in found.items() if isinstance(o, Unknown)}


def chain(facts: AccountFacts) -> ChainTransaction:
    assert isinstance(facts.chain, Known), facts.chain
    return facts.chain.value


# --- every customer ----------------------------------------------------------

EXPECTED = {
    "verification-required": {Source.TRADING},
    "account-blocked": {Source.TRADING},
    "viewing-sub-account": {Source.SUB_ACCOUNTS},
    "unsupported-network": {Source.CHAIN},
    "wrong-site": set(Source) - {Source.STATUS, Source.CHAIN, Source.DEPOSIT_ADDRESSES},
}


def test_every_demo_customer_is_read_whole(sandbox: Sandbox, exchange: Exchange) -> None:
    names = sandbox.customers()
    assert len(names) > 60
    for name in names:
        facts = turn(exchange, sandbox.keys(name), want_valuation=True)
        assert set(unknown(facts)) == EXPECTED.get(name, set()), name
        assert facts.signed_in
        for source in Source:
            outcome = getattr(facts, source.value)
            if isinstance(outcome, Known):
                assert facts.now - timedelta(minutes=1) < outcome.as_of <= facts.now, (name, source)


def test_only_reading_requests_are_sent(sandbox: Sandbox, exchange: Exchange) -> None:
    turn(exchange, sandbox.keys("healthy"), want_valuation=True)
    asked = [one for one in sandbox.log() if one["path"].startswith("/api/")]
    assert {one["method"] for one in asked} == {"GET"}
    assert {one["path"] for one in asked} <= {endpoint.path for endpoint in endpoints.ALL}
    private = [one for one in asked if one["path"].split("/")[3] not in ("public", "system")]
    assert {one["customer"] for one in private} == {"healthy"}
    assert len(private) >= 15


def test_a_refusal_about_the_account_is_seen_as_a_restriction(
    sandbox: Sandbox, exchange: Exchange
) -> None:
    for name in ("verification-required", "account-blocked"):
        facts = turn(exchange, sandbox.keys(name))
        assert len(facts.restrictions) == 1
        seen = facts.restrictions[0]
        assert unknown(facts)[seen.source] == (Failure.DENIED, seen.code)
    assert turn(exchange, sandbox.keys("healthy")).restrictions == ()


def test_the_region_comes_with_the_keys(sandbox: Sandbox, exchange: Exchange) -> None:
    split = {
        name: turn(exchange, sandbox.keys(name), parts=()).region.split_accounts
        for name in ("healthy", "single-account")
    }
    assert split == {"healthy": True, "single-account": False}


def test_a_sub_account_s_money_is_summed(sandbox: Sandbox, exchange: Exchange) -> None:
    facts = turn(exchange, sandbox.keys("in-sub-account"))
    assert isinstance(facts.sub_accounts, Known)
    (sub,) = [one for one in facts.sub_accounts.value if one.balances]
    assert sub.balances_known
    assert all(balance.bal > 0 for balance in sub.balances)


def test_the_archive_is_searched_too(sandbox: Sandbox, exchange: Exchange) -> None:
    facts = turn(exchange, sandbox.keys("sold"))
    assert isinstance(facts.order_history, Known)
    assert isinstance(facts.trading_bills, Known)
    assert any(order.side == "sell" for order in facts.order_history.value)
    assert any(bill.bal_chg < 0 for bill in facts.trading_bills.value)
    times = [bill.ts for bill in facts.trading_bills.value if bill.ts]
    assert times == sorted(times, reverse=True)


def test_an_order_is_found_by_its_id_and_a_wrong_one_is_not(
    sandbox: Sandbox, exchange: Exchange
) -> None:
    told = sandbox.customers()["filled-in-trading"]
    for order_id, expected in ((told["orders"][0], True), (told["no_such_order"], False)):
        keys = sandbox.keys("filled-in-trading")
        facts = turn(exchange, keys, Question(None, order_id=order_id))
        assert isinstance(facts.order_history, Known)
        assert (order_id in {one.ord_id for one in facts.order_history.value}) is expected


# --- the public chains ---------------------------------------------------------


def test_a_waiting_deposit_is_looked_up_without_being_asked_for(
    sandbox: Sandbox, exchange: Exchange
) -> None:
    seen = chain(turn(exchange, sandbox.keys("low-fee")))
    assert (seen.network, seen.tx_id, seen.found) == ("Bitcoin", sandbox.txid("low-fee"), True)
    assert seen.confirmations == 0
    assert seen.fee_rate is not None
    assert seen.fee_rate_now is not None
    assert seen.fee_rate < seen.fee_rate_now
    usual = chain(turn(exchange, sandbox.keys("unconfirmed")))
    assert (usual.confirmations, usual.succeeded) == (1, True)
    assert usual.block_time is not None


def test_a_txid_is_found_whoever_asks(sandbox: Sandbox, exchange: Exchange) -> None:
    for name in ("unconfirmed", "failed-on-chain", "below-minimum"):
        for keys in (sandbox.keys(name), None):
            seen = chain(turn(exchange, keys, Question(None, txid=sandbox.txid(name))))
            assert seen.found, name
            assert (seen.succeeded is False) == (name == "failed-on-chain")


def test_a_txid_that_nobody_knows_is_not_found(sandbox: Sandbox, exchange: Exchange) -> None:
    seen = chain(turn(exchange, None, Question(None, txid=sandbox.txid("not-on-chain"))))
    assert (seen.found, seen.network) == (False, "Bitcoin")
    nowhere = chain(turn(exchange, None, Question(None, txid="0x" + "9a" * 32, network="Base")))
    assert (nowhere.found, nowhere.network) == (False, "Base")


def test_a_txid_of_another_network_is_found_there(sandbox: Sandbox, exchange: Exchange) -> None:
    asked = Question(None, currency="ETH", network="ERC20", txid=sandbox.txid("wrong-network"))
    facts = turn(exchange, sandbox.keys("wrong-network"), asked)
    seen = chain(facts)
    assert (seen.network, seen.found) == ("Base", True)
    assert isinstance(facts.deposit_addresses, Known)
    own = {one.addr for one in facts.deposit_addresses.value}
    assert own & {output.address for output in seen.outputs}


def test_an_output_tells_whose_address_it_went_to(sandbox: Sandbox, exchange: Exchange) -> None:
    for name, is_own in (("wrong-address", False), ("not-recorded", True), ("below-minimum", True)):
        facts = turn(exchange, sandbox.keys(name), Question(None, txid=sandbox.txid(name)))
        assert isinstance(facts.deposit_addresses, Known), name
        own = {one.addr for one in facts.deposit_addresses.value}
        paid = {output.address for output in chain(facts).outputs}
        assert bool(own & paid) is is_own, name


def test_tokens_are_counted_in_their_own_units(sandbox: Sandbox, exchange: Exchange) -> None:
    facts = turn(exchange, sandbox.keys("recent-withdrawal"))
    assert isinstance(facts.withdrawals, Known)
    sent = next(one for one in facts.withdrawals.value if one.tx_id == chain(facts).tx_id)
    outputs = {(one.address, one.amount, one.ccy) for one in chain(facts).outputs}
    assert (sent.to, sent.amt.normalize(), sent.ccy) in {
        (address, amount.normalize(), ccy) for address, amount, ccy in outputs
    }
    assert chain(facts).network == "TRC20"


# --- faults --------------------------------------------------------------------

KINDS = {
    "refuse": {Failure.UNAVAILABLE},
    "5xx": {Failure.UNAVAILABLE},
    "429": {Failure.RATE_LIMITED},
    "html": {Failure.UNAVAILABLE},
    "truncated": {Failure.BAD_DATA},
    "wrong_type": {Failure.BAD_DATA},
    "missing_field": {Failure.BAD_DATA},
    "slow": {Failure.UNAVAILABLE},
}
WHERE = {
    Source.FUNDING: endpoints.FUNDING,
    Source.DEPOSITS: endpoints.DEPOSITS,
    Source.ORDER_HISTORY: endpoints.ORDERS_ARCHIVE,
    Source.TRADING_BILLS: endpoints.TRADING_BILLS,
    Source.CURRENCIES: endpoints.CURRENCIES,
    Source.STATUS: endpoints.STATUS,
    Source.CONFIG: endpoints.CONFIG,
    Source.VALUATION: endpoints.VALUATION,
    Source.SUB_ACCOUNTS: endpoints.SUB_ACCOUNTS,
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_costs_exactly_its_look_ups(
    sandbox: Sandbox, exchange: Exchange, kind: str
) -> None:
    for endpoint in WHERE.values():
        sandbox.fault(endpoint.path, kind, seconds=30)
    deadline = 3.5 if kind == "slow" else DEADLINE
    facts = turn(exchange, sandbox.keys("healthy"), deadline=deadline, want_valuation=True)
    found = unknown(facts)
    assert set(found) == set(WHERE)
    assert {failure for failure, _ in found.values()} <= KINDS[kind]
    assert isinstance(facts.trading, Known)


@pytest.mark.parametrize("kind", KINDS)
def test_a_dead_explorer_is_unknown_and_no_verdict(
    sandbox: Sandbox, exchange: Exchange, kind: str
) -> None:
    # Esplora's answers have no outer field that all share
    sandbox.fault("/esplora", kind, seconds=30, field="status" if kind == "missing_field" else "")
    deadline = 3.0 if kind == "slow" else DEADLINE
    facts = turn(exchange, sandbox.keys("low-fee"), deadline=deadline)
    assert set(unknown(facts)) == {Source.CHAIN}
    assert unknown(facts)[Source.CHAIN][0] in KINDS[kind] | {Failure.BAD_DATA}
    assert isinstance(facts.deposits, Known)


def test_everything_down_is_everything_unknown(sandbox: Sandbox, exchange: Exchange) -> None:
    sandbox.fault("*", "refuse")
    facts = turn(exchange, sandbox.keys("healthy"))
    asked = set(Source) - {Source.VALUATION, Source.CHAIN, Source.DEPOSIT_ADDRESSES}
    assert unknown(facts) == dict.fromkeys(asked, (Failure.UNAVAILABLE, None))
    sandbox.calm()
    assert set(unknown(turn(exchange, sandbox.keys("in-earn")))) <= {Source.STATUS}


@pytest.mark.parametrize("field", ["ccy", "bal"])
@pytest.mark.parametrize("kind", ["missing_field", "wrong_type"])
def test_a_balance_that_can_t_be_read_is_not_zero(
    sandbox: Sandbox, exchange: Exchange, kind: str, field: str
) -> None:
    sandbox.fault(endpoints.FUNDING.path, kind, field=field)
    facts = turn(exchange, sandbox.keys("healthy"))
    assert unknown(facts) == {Source.FUNDING: (Failure.BAD_DATA, None)}


def test_a_missing_optional_field_costs_nothing_but_itself(
    sandbox: Sandbox, exchange: Exchange
) -> None:
    sandbox.fault(endpoints.FUNDING.path, "missing_field", field="frozenBal")
    facts = turn(exchange, sandbox.keys("healthy"))
    assert isinstance(facts.funding, Known)
    assert facts.funding.value
    assert all(one.frozen_bal is None and one.bal > 0 for one in facts.funding.value)


def test_a_fault_of_one_customer_is_nobody_else_s(sandbox: Sandbox, exchange: Exchange) -> None:
    sandbox.fault("/api/v5", "5xx", customer="sold")
    assert len(unknown(turn(exchange, sandbox.keys("sold")))) > 10
    assert unknown(turn(exchange, sandbox.keys("healthy"))) == {}


@pytest.mark.parametrize("seconds", [-600, 600])
def test_a_wrong_clock_is_corrected_from_the_start_and_when_it_jumps(
    sandbox: Sandbox, exchange: Exchange, seconds: int
) -> None:
    before = turn(exchange, sandbox.keys("healthy"))
    sandbox.fault("*", "clock_skew", seconds=seconds)
    after = turn(exchange, sandbox.keys("in-earn"))  # its stamps are refused at first
    assert unknown(after) == {}
    moved = (after.now - before.now).total_seconds()
    assert abs(moved - seconds) < 60
    fresh = Exchange(sandbox.settings)
    assert unknown(turn(fresh, sandbox.keys("in-bot"))) == {}
    fresh.close()


def test_old_data_does_not_look_newer_than_its_own_times(
    sandbox: Sandbox, exchange: Exchange
) -> None:
    sandbox.fault(endpoints.TRADING.path, "stale", seconds=3600)
    facts = turn(exchange, sandbox.keys("recently-updated"))
    assert isinstance(facts.trading, Known)
    updated = facts.trading.value.u_time
    assert updated is not None
    assert facts.now - updated > timedelta(minutes=59)


@pytest.mark.parametrize(
    "hostile",
    ["http://169.254.169.254/", "../../etc/passwd", "%2e%2e%2f", "' OR 1=1", "9a\r\nX: y"],
)
def test_t15_hostile_ids_are_sent_nowhere(
    sandbox: Sandbox, exchange: Exchange, hostile: str
) -> None:
    """T15, T16."""
    for keys in (sandbox.keys("healthy"), None):
        turn(exchange, keys, Question(None, txid=hostile, order_id=hostile, network=hostile))
    for one in sandbox.log():
        assert one["path"].startswith("/api/v5/")
        assert "txId" not in one["query"]
        assert "ordId" not in one["query"]


# --- rate limits ----------------------------------------------------------------


@pytest.fixture
def limited(strict: Sandbox) -> Iterator[Exchange]:
    strict.calm()
    one = Exchange(strict.settings)
    yield one
    one.close()


def test_turns_one_after_another_never_trip_the_exchange_s_limits(
    strict: Sandbox, limited: Exchange
) -> None:
    for _ in range(5):
        facts = turn(limited, strict.keys("healthy"), want_valuation=True)
        codes = {code for _, code in unknown(facts).values()}
        assert "50011" not in codes
        assert codes <= {None}
    quick = [turn(limited, strict.keys("in-margin")) for _ in range(9)]
    assert [unknown(facts) for facts in quick] == [{}] * 9
    everybody = [turn(limited, strict.keys(name)) for name in ("sold", "in-earn", "in-bot")]
    assert [unknown(facts) for facts in everybody] == [{}, {}, {}]


def test_an_amount_is_what_the_exchange_wrote(sandbox: Sandbox, exchange: Exchange) -> None:
    facts = turn(exchange, sandbox.keys("in-earn"))
    assert isinstance(facts.earn, Known)
    assert all(isinstance(one.amt, Decimal) and one.amt > 0 for one in facts.earn.value)
