"""The neutral look-ups: rows of what was read, complete and without judgement."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from actions.diagnosis import lookups
from actions.diagnosis.causes import CAUSES
from actions.diagnosis.records import (
    AccountFacts,
    EarnBalance,
    FundingBalance,
    Source,
    SubAccount,
    SystemEvent,
)
from tests.unit.diagnosis.builders import (
    IT,
    NOW,
    D,
    ago,
    cash,
    deposit,
    facts,
    failed,
    filled,
    funding,
    known,
    order,
    trading,
    withdrawal,
)

FULL = facts(
    funding=funding("USDT", 100, 40),
    trading=trading(
        cash(
            "USDT",
            1000,
            ord_frozen=D(300),
            auto_lend_status="active",
            auto_lend_mt_amt=D(200),
            stgy_eq=D(50),
            spot_iso_bal=D(7),
            iso_eq=D(8),
            eq_usd=D(1065),
        ),
        cash("BTC", 1, eq_usd=D(60000)),
    ),
    earn=(EarnBalance("USDT", D(9)),),
    sub_accounts=(SubAccount("trip", True, (), (FundingBalance("USDT", D(5)),), True),),
)


def places(account: AccountFacts, ccy: str = "USDT") -> dict[str, Decimal]:
    return {h.place: h.amount for h in lookups.holdings(account, ccy)}


def test_places_are_disjoint_and_add_up() -> None:
    assert places(FULL) == {
        "funding": 60,
        "frozen": 40,
        "trading": 500,
        "in_orders": 300,
        "lent": 200,
        "in_bots": 50,
        "copy_trading": 7,
        "in_margin": 8,
        "earn": 9,
        "sub_account": 5,
    }
    assert sum(places(FULL).values()) == 100 + 1000 + 50 + 7 + 8 + 9 + 5


def test_the_most_valuable_coin_comes_first_and_a_sub_account_is_named() -> None:
    rows = lookups.holdings(FULL)
    assert rows[0].ccy == "BTC"
    assert [h.sub_account for h in rows if h.place == "sub_account"] == ["trip"]


def test_one_account_is_one_place() -> None:
    one = AccountFacts(**{**FULL.__dict__, "region": IT})
    assert places(one)["single"] == 560
    assert not {"funding", "trading"} & set(places(one))


@pytest.mark.parametrize("source", ["funding", "trading", "earn"])
def test_a_part_that_failed_or_is_stale_shows_nothing(source: str) -> None:
    value = getattr(FULL, source).value
    for part in (failed(source), known(value, NOW - timedelta(minutes=6))):
        account = AccountFacts(**{**FULL.__dict__, source: part})
        assert source not in places(account)
        assert not lookups.known(account, Source(source), Source.CONFIG)
    assert lookups.known(FULL, Source(source), Source.CONFIG)


DEPOSITS = facts(
    deposits=(
        deposit("2", dep_id="1", ts=ago(days=40)),
        deposit("0", dep_id="2", ts=ago(days=40)),
        deposit("2", dep_id="3", ts=ago(days=2), confirmations=9),
        deposit("99", "USDT", "USDT-trc20", dep_id="4", ts=None),
    )
)


def test_deposits_newest_first_old_ones_only_while_under_way() -> None:
    rows = lookups.deposits_recent(DEPOSITS)
    assert [(r.deposit_id, r.cause) for r in rows] == [
        ("3", None),
        ("2", "unconfirmed"),
        ("4", "unknown_state"),
    ]
    assert (rows[0].network, rows[0].required, rows[0].required_withdraw) == ("Bitcoin", 2, 3)
    assert rows[2].network == "TRC20"
    assert rows[2].required == 19
    assert [r.deposit_id for r in lookups.deposits_in_progress(DEPOSITS, "BTC")] == ["2"]


def test_withdrawals_newest_first() -> None:
    account = facts(
        withdrawals=(
            withdrawal("2", wd_id="1", ts=ago(days=31)),
            withdrawal("4", wd_id="2", ts=ago(days=31)),
            withdrawal("2", wd_id="3"),
        )
    )
    rows = lookups.withdrawals_recent(account, "ETH")
    assert [(r.state, r.cause) for r in rows] == [("2", None), ("4", "wd_review")]
    assert lookups.withdrawals_recent(account, "BTC") == ()


def test_open_orders_come_first_with_what_they_lock() -> None:
    account = facts(
        open_orders=(order(ord_id="1"),),
        order_history=(filled(ord_id="2"), filled(ord_id="3", at=ago(days=2), inst_id="A-B")),
    )
    rows = lookups.orders_recent(account)
    assert [r.order_id for r in rows] == ["1", "2", "3"]
    assert (rows[0].open, rows[0].locked, rows[0].locked_currency) == (True, D("30000.0"), "USDT")
    assert rows[1].locked is None
    assert [r.order_id for r in lookups.orders_recent(account, "2")] == ["2"]
    assert [r.order_id for r in lookups.orders_recent(account, currency="A")] == ["3"]


def test_an_order_in_both_lists_is_shown_once() -> None:
    account = facts(open_orders=(order(ord_id="1"),), order_history=(filled(ord_id="1"),))
    assert [r.state for r in lookups.orders_recent(account)] == ["filled"]


def test_ongoing_events_come_before_scheduled_ones() -> None:
    account = facts(
        status=(
            SystemEvent("later", "scheduled", ago(hours=-2)),
            SystemEvent("now", "ongoing", ago(hours=1)),
            SystemEvent("over", "completed", ago(hours=9)),
            SystemEvent("demo", "ongoing", ago(hours=1), env="2"),
        )
    )
    assert [e.title for e in lookups.events(account)] == ["now", "later"]


def test_normal_causes_exist() -> None:
    assert set(CAUSES) > lookups.NORMAL
