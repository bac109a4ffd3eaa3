"""Open orders: what they lock, and which of several is meant."""

from __future__ import annotations

from decimal import Decimal

import pytest

from actions.diagnosis.engine import diagnose
from actions.diagnosis.findings import Ask
from actions.diagnosis.orders import acquired, locked, spent
from actions.diagnosis.records import Order
from tests.unit.diagnosis.builders import D, ask, cash, facts, failed, filled, order, trading

TWO = facts(open_orders=(order(), order(inst_id="SOL-USDT", ord_id="556", sz=D(8))))


def test_two_open_orders_have_to_be_picked() -> None:
    diagnosis = diagnose(TWO, ask("trade_not_in_balance"))
    assert diagnosis.ask is Ask.ORDER
    assert [o.id for o in diagnosis.options] == ["555", "556"]


@pytest.mark.parametrize("details", [{"order_id": "556"}, {"currency": "SOL"}, {"amount": D(8)}])
def test_what_was_said_is_not_asked_again(details: dict[str, object]) -> None:
    diagnosis = diagnose(TWO, ask("trade_not_in_balance", **details))
    assert diagnosis.ask is None
    assert diagnosis.primary
    assert diagnosis.primary.details["order_id"] == "556"


def test_a_coin_of_both_orders_leaves_the_choice() -> None:
    assert diagnose(TWO, ask("trade_not_in_balance", currency="USDT")).ask is Ask.ORDER


@pytest.mark.parametrize(
    ("given", "amount", "ccy"),
    [
        (order(), "30000.0", "USDT"),
        (order(side="sell"), "0.5", "BTC"),
        (order("partially_filled", side="sell", acc_fill_sz=D("0.2")), "0.3", "BTC"),
        (
            order(ord_type="market", px=None, sz=D(700), acc_fill_sz=D("0.01"), avg_px=D(60000)),
            "100.00",
            "USDT",
        ),
        (order(ord_type="market", px=None, sz=D(2), tgt_ccy="base_ccy", side="sell"), "2", "BTC"),
    ],
)
def test_an_open_order_locks(given: Order, amount: str, ccy: str) -> None:
    assert locked(given) == (Decimal(amount), ccy)


@pytest.mark.parametrize(
    "given",
    [
        order(px=None),
        order(sz=None),
        order(inst_id="BTC-USDT-SWAP"),
        order(inst_type="SWAP"),
        order(side="long"),
    ],
)
def test_a_lock_that_cannot_be_computed_is_not_guessed(given: Order) -> None:
    assert locked(given) is None
    row = trading(cash("USDT", 9000, ord_frozen=D(500)), cash("BTC", 1, ord_frozen=D(1)))
    account = facts(trading=row, open_orders=(given,))
    assert "in_orders" not in [f.cause for f in diagnose(account, ask("account_sync")).findings]


def test_what_the_open_orders_lock_is_not_also_locked_elsewhere() -> None:
    account = facts(
        open_orders=(order(),), trading=trading(cash("USDT", 40000, ord_frozen=D(30000)))
    )
    assert "in_orders" not in [f.cause for f in diagnose(account, ask("account_sync")).findings]
    unread = facts(
        open_orders=failed("open_orders"), trading=trading(cash("USDT", 40000, ord_frozen=D(30000)))
    )
    assert "in_orders" not in [f.cause for f in diagnose(unread, ask("account_sync")).findings]


def test_a_fill_brings_in_one_side_and_uses_up_the_other() -> None:
    assert acquired(filled()) == (D("0.5"), "BTC")
    assert spent(filled()) == (D("30000.0"), "USDT")
    assert acquired(filled("sell", fee=D(-30), fee_ccy="USDT")) == (D("29970.0"), "USDT")
    assert spent(filled("sell")) == (D("0.5"), "BTC")
    assert acquired(filled(fee=D("0.001"), fee_ccy="BTC")) == (D("0.5"), "BTC")  # a rebate
    assert acquired(order()) is None


def test_a_derivative_brings_in_no_coin() -> None:
    account = facts(order_history=(filled(inst_id="BTC-USDT-SWAP"),))
    causes = [f.cause for f in diagnose(account, ask("trade_not_in_balance")).findings]
    assert "filled_missing" not in causes
