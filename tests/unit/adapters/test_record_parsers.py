"""Every parser, on rows that nobody promised: a record or BadData, and nothing else."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.adapters import (
    balance,
    deposit,
    fields,
    history,
    order,
    status,
    sub_accounts,
    valuation,
    verification,
    withdrawal,
)
from actions.diagnosis.records import Failure, Source, Unknown

PARSERS = (
    balance.funding_balance, balance.trading_account, balance.trading_balance,
    balance.earn_balance, balance.non_tradable_asset, deposit.deposit, deposit.deposit_address,
    withdrawal.withdrawal, order.order, order.fill_of, history.funding_bill, history.trading_bill,
    status.system_event, status.currency_chain, verification.account_config,
    sub_accounts.sub_account, lambda row: valuation.account_value(row, "USD"),
)  # fmt: skip
NAMES = (
    "ccy", "bal", "frozenBal", "availBal", "details", "totalEq", "uTime", "eq", "cashBal", "amt",
    "chain", "state", "ts", "txId", "depId", "to", "from", "actualDepBlkConfirm", "addr", "tag",
    "addrEx", "wdId", "fee", "feeCcy", "ordId", "instId", "px", "sz", "billId", "balChg", "type",
    "title", "begin", "end", "canDep", "minDep", "minDepArrivalConfirm", "needTag", "subAcct",
    "enable", "frozenFunc", "totalBal", "kycLv",
)  # fmt: skip
VALUES = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.just("")
    | st.sampled_from(["1", "0", "-1", "1.5", "1795000000000", "true", "BTC"])
    | st.decimals(allow_nan=False, allow_infinity=False) | st.lists(st.text(max_size=3), max_size=2)
    | st.dictionaries(st.sampled_from(NAMES), st.text(max_size=3), max_size=2)
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(NAMES), VALUES))
def test_any_row_is_a_record_or_refused(row: dict[str, Any]) -> None:
    for parse in PARSERS:
        try:
            parse(row)
        except fields.BadField:
            continue


@pytest.mark.parametrize("state", ["0", "1", "2", "8", "11", "12", "13", "14", "17", "99"])
def test_a_deposit_keeps_its_state_known_or_not(state: str) -> None:
    row = {
        "ccy": "BTC",
        "chain": "BTC-Bitcoin",
        "amt": "0.1",
        "state": state,
        "ts": "1795000000000",
    }
    assert deposit.deposit(row).state == state


def test_a_balance_without_its_amount_is_refused_not_zero() -> None:
    for row in ({"ccy": "BTC"}, {"ccy": "BTC", "bal": ""}, {"ccy": "BTC", "bal": None}):
        with pytest.raises(fields.BadField):
            balance.funding_balance(row)


def test_a_trading_account_without_details_is_not_an_empty_one() -> None:
    with pytest.raises(fields.BadField):
        balance.trading_account({"totalEq": "5"})
    assert balance.trading_account({"details": []}).details == ()


@pytest.mark.parametrize(
    ("row", "internal"),
    [
        ({"to": "0xa30d1fab", "txId": "0x35c", "state": "2"}, False),
        ({"to": "someone@example.com", "txId": "", "state": "2"}, True),
        ({"to": "13426335357", "txId": "", "state": "2"}, True),
        ({"to": "70123456", "areaCodeTo": "46", "txId": "", "state": "10"}, True),
        ({"to": "123456789012", "toAddrType": "2", "txId": "", "state": "0"}, True),
        ({"to": "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "txId": "", "state": "0"}, False),
    ],
)
def test_withdrawals_to_another_user_are_told_apart(row: dict[str, str], internal: bool) -> None:
    assert withdrawal.withdrawal({"ccy": "BTC", "amt": "1", **row}).internal is internal


def test_an_old_fee_brings_its_unit_along() -> None:
    row = {"ccy": "ETH", "amt": "1", "state": "2", "fee": "0.01000000eth"}
    found = withdrawal.withdrawal(row)
    assert (found.fee, found.fee_ccy) == (Decimal("0.01"), "ETH")


def test_deposit_addresses_have_one_spelling() -> None:
    def address(addr: str, **more: Any) -> Any:
        return deposit.deposit_address({"ccy": "ETH", "chain": "ETH-ERC20", "addr": addr, **more})

    checksummed = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    assert address(checksummed).addr == checksummed.lower()
    tron = "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
    assert address(tron).addr == tron
    assert address("x", addrEx={"comment": "11563797"}).tag == "11563797"
    assert address("x", tag="7").tag == "7"
    assert address("x", addrEx=None).tag is None


def test_a_refusal_about_the_account_is_a_restriction() -> None:
    now = datetime(2026, 11, 21, tzinfo=timezone.utc)
    outcomes = [
        Unknown(Source.TRADING, Failure.DENIED, "50060"),
        Unknown(Source.FUNDING, Failure.DENIED, "50060"),
        Unknown(Source.EARN, Failure.DENIED, "50007"),
        Unknown(Source.DEPOSITS, Failure.DENIED, "50111"),
        Unknown(Source.CONFIG, Failure.UNAVAILABLE),
        None,
    ]
    found = verification.restrictions(outcomes, now)
    assert [(one.code, one.source) for one in found] == [
        ("50060", Source.TRADING),
        ("50007", Source.EARN),
    ]
