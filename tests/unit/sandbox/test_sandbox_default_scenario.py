"""The demo customers: one for each cause, in agreement with themselves and with the documents."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from actions.diagnosis.causes import CAUSES
from sandbox.catalogue import credentials, entry
from sandbox.chains.world import NATIVE_PLACES, Chains
from sandbox.clock import Clock
from sandbox.exchange.balances import account_balance
from sandbox.exchange.errors import CODES
from sandbox.exchange.ledger import (
    account_bills_archive,
    asset_bills,
    funding_entries,
    trading_entries,
)
from sandbox.exchange.market import system_status
from sandbox.exchange.orders import locked_by_orders
from sandbox.exchange.wire import Context
from sandbox.scenario.loader import DEFAULT, load_scenario
from sandbox.scenario.model import Customer

SCENARIO = load_scenario(DEFAULT)
CUSTOMERS = SCENARIO.customers
HOUR = 3_600_000
PAYLOADS = Path(__file__).parents[2] / "contract" / "payloads"


def context(name: str, **query: str) -> Context:
    return Context(SCENARIO, Clock().now(), query, name, CUSTOMERS[name])


@pytest.mark.parametrize("cause", sorted(CAUSES))
def test_a_customer_shows_each_cause(cause: str) -> None:
    assert cause.replace("_", "-") in CUSTOMERS


def test_every_documented_state_is_shown() -> None:
    deposits = {row.state for c in CUSTOMERS.values() for row in c.deposits}
    assert deposits >= {"0", "1", "2", "8", "11", "12", "13", "14", "17"}
    withdrawals = {row.state for c in CUSTOMERS.values() for row in c.withdrawals}
    pending = {"0", "4", "5", "6", "7", "8", "9", "10", "12", "17", "19"}
    assert withdrawals >= pending | {"1", "15", "16", "-3", "-2", "-1", "2"}
    orders = {row.state for c in CUSTOMERS.values() for row in c.orders}
    assert orders == {"live", "partially_filled", "filled", "canceled", "mmp_canceled"}
    assert {c.kyc for c in CUSTOMERS.values()} == {"0", "1", "2", "3"}


@pytest.mark.parametrize("name", ["completed-missing", "not-recorded", "filled-missing"])
def test_both_sides_of_the_two_hours(name: str) -> None:
    def since(customer: Customer) -> int:
        rows = customer.deposits or customer.onchain
        if rows:
            return -rows[0].at
        (order,) = customer.orders
        assert order.filled_at is not None
        return -order.filled_at

    assert since(CUSTOMERS[name]) > 2 * HOUR > since(CUSTOMERS[f"{name}-recent"])


def test_money_is_recognisable() -> None:
    """No two customers hold the same amount of the same coin."""
    held = Counter[tuple[str, Decimal]]()
    for customer in CUSTOMERS.values():
        own = {(ccy, row.bal) for ccy, row in customer.funding.items()}
        own |= {(ccy, row.cash) for ccy, row in customer.trading.items() if row.cash}
        own |= {(row.ccy, row.amt) for row in (*customer.deposits, *customer.withdrawals)}
        own |= {(row.ccy, row.amt) for row in customer.onchain}
        held.update(own)
    assert [amount for amount, times in held.items() if times > 1] == []


@pytest.mark.parametrize("name", sorted(CUSTOMERS))
def test_deposit_states_follow_from_the_confirmations(name: str) -> None:
    for row in CUSTOMERS[name].deposits:
        chain = SCENARIO.currencies[row.ccy].chains[row.network]
        if row.state == "0":
            assert row.confirmations < chain.confirm
        elif row.state == "1":
            assert chain.confirm <= row.confirmations < chain.unlock
        else:
            assert row.confirmations >= chain.unlock


@pytest.mark.parametrize("name", sorted(CUSTOMERS))
def test_what_is_locked_is_there(name: str) -> None:
    customer = CUSTOMERS[name]
    for ccy, amount in locked_by_orders(customer).items():
        assert customer.trading[ccy].cash >= amount
    for row in account_balance(context(name))[0]["details"]:
        assert Decimal(row["availBal"]) + Decimal(row["frozenBal"]) == Decimal(row["eq"])
    for held in customer.funding.values():
        assert held.frozen <= held.bal


@pytest.mark.parametrize("name", sorted(CUSTOMERS))
def test_bills_never_go_below_zero(name: str) -> None:
    """What the bills booked on a coin adds up to no more than what is there now."""
    customer = CUSTOMERS[name]
    ctx = context(name)
    for entries, now in (
        (funding_entries(ctx), {ccy: row.bal for ccy, row in customer.funding.items()}),
        (trading_entries(ctx), {ccy: row.cash for ccy, row in customer.trading.items()}),
    ):
        for later in sorted(entries, key=lambda e: -e.at):
            now[later.ccy] = now.get(later.ccy, Decimal(0)) - later.change
            assert now[later.ccy] >= 0, (later.ccy, later.change)
    assert all(Decimal(row["bal"]) >= 0 for row in asset_bills(ctx) + account_bills_archive(ctx))


def test_suspended_coins_are_held_by_their_own_customers_only() -> None:
    own = {"DOT": "deposits-suspended", "ATOM": "withdrawals-suspended", "ADA": "deposit-held"}
    suspended = {
        ccy
        for ccy, currency in SCENARIO.currencies.items()
        for chain in currency.chains.values()
        if not (chain.can_dep and chain.can_wd)
    }
    assert suspended == set(own)
    for name, customer in CUSTOMERS.items():
        touched = {*customer.funding, *customer.trading, *customer.earn}
        touched |= {row.ccy for row in (*customer.deposits, *customer.withdrawals)}
        touched |= {chain.split("-")[0] for chain in customer.addresses}
        assert touched & suspended <= {ccy for ccy, owner in own.items() if owner == name}


def test_a_suspension_says_when_it_ends() -> None:
    for currency in SCENARIO.currencies.values():
        for chain in currency.chains.values():
            assert chain.can_dep or (chain.dep_opens or 0) > 0
            assert chain.can_wd or (chain.wd_opens or 0) > 0


def test_only_customers_with_bots_or_copies_meet_the_maintenance() -> None:
    shown = {row["serviceType"]: row["state"] for row in system_status(context("healthy"))}
    assert shown == {"7": "ongoing", "11": "scheduled"}
    bots = {n for n, c in CUSTOMERS.items() if any(row.bots for row in c.trading.values())}
    copies = {n for n, c in CUSTOMERS.items() if any(row.copy for row in c.trading.values())}
    assert bots == {"maintenance-ongoing", "in-bot"}
    assert copies == {"maintenance-scheduled", "copy-trading"}
    assert [r["state"] for r in system_status(context("healthy", state="completed"))] == [
        "completed"
    ]


def test_the_maintenance_scenario_only_changes_the_status() -> None:
    other = load_scenario(DEFAULT.parent / "maintenance.yml")
    assert [(e.state, e.service) for e in other.status] == [("ongoing", "5")]
    assert other.customers == CUSTOMERS
    assert other.currencies == SCENARIO.currencies


def test_txids_are_unique_and_belong_to_one_customer() -> None:
    ids = [tx for name in CUSTOMERS for tx in entry(SCENARIO, name)["txids"]]
    assert len(ids) == len(set(ids)) > 25
    orders = [o for name in CUSTOMERS for o in entry(SCENARIO, name)["orders"]]
    assert len(orders) == len(set(orders)) > 10
    strays = {entry(SCENARIO, name)["no_such_order"] for name in CUSTOMERS}
    assert strays.isdisjoint(orders)


def test_blocks_agree_about_their_time() -> None:
    made: dict[tuple[str, int], int] = {}
    for tx in Chains(SCENARIO).all():
        if tx.block is not None:
            assert made.setdefault((tx.network, tx.block), tx.at) == tx.at


def test_older_transactions_lie_deeper() -> None:
    for network in NATIVE_PLACES:
        mined = [t for t in Chains(SCENARIO).all() if t.network == network and t.block is not None]
        by_age = sorted((-tx.at, tx.confirmations) for tx in mined)
        depths = [confirmations for _, confirmations in by_age]
        assert depths == sorted(depths)


def test_region_and_credentials() -> None:
    regions = Counter(customer.region for customer in CUSTOMERS.values())
    assert regions["it"] == 1
    assert set(regions) == {"se", "it"}
    keys = credentials(SCENARIO)["customers"]
    assert set(keys) == set(CUSTOMERS)
    assert len({k["api_key"] for k in keys.values()}) == len(CUSTOMERS)
    assert len({k["secret"] for k in keys.values()}) == len(CUSTOMERS)


def test_refusals_are_published_codes() -> None:
    published = {
        row["code"] for row in json.loads((PAYLOADS / "error_codes.json").read_text())["codes"]
    }
    assert set(CODES) - published == {"4088"}  # known from clients' reports only
