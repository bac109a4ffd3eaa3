"""Every published payload through the parser it belongs to, and every documented code."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from actions.adapters import (
    balance,
    deposit,
    envelope,
    history,
    order,
    status,
    sub_accounts,
    valuation,
    verification,
    withdrawal,
)
from actions.adapters.errors import AdapterError, error
from actions.adapters.fields import parse_rows
from actions.adapters.okx import server_time
from actions.adapters.signing import signature
from actions.adapters.transport import Response
from actions.diagnosis.records import Failure, Source

PAYLOADS = Path(__file__).parents[1] / "payloads"
FILES = sorted(PAYLOADS.glob("*.json"))

PARSERS: dict[str, Callable[[Any], Any]] = {
    "account_balance": balance.trading_account,
    "account_bills": history.trading_bill,
    "account_config": verification.account_config,
    "account_subaccount_balances": balance.trading_account,
    "asset_asset_valuation": lambda row: valuation.account_value(row, "USD"),
    "asset_balances": balance.funding_balance,
    "asset_bills": history.funding_bill,
    "asset_currencies": status.currency_chain,
    "asset_deposit_address": deposit.deposit_address,
    "asset_deposit_history": deposit.deposit,
    "asset_non_tradable_assets": balance.non_tradable_asset,
    "asset_subaccount_balances": balance.funding_balance,
    "asset_withdrawal_history": withdrawal.withdrawal,
    "finance_savings_balance": balance.earn_balance,
    "public_time": lambda row: server_time([row]),
    "system_status": status.system_event,
    "trade_fills": order.fill_of,
    "trade_order": order.order,
    "trade_orders_history": order.order,
    "trade_orders_history_archive": order.order,
    "trade_orders_pending": order.order,
    "users_subaccount_list": sub_accounts.sub_account,
    "ws_deposit_info": deposit.deposit,
    "ws_orders": order.order,
    "ws_status": status.system_event,
    "ws_withdrawal_info": withdrawal.withdrawal,
}
# nothing here reads these: writing, market data, announcements, risk of derivatives
UNREAD = {
    "account_max_withdrawal", "account_risk_state", "asset_convert_currencies",
    "asset_convert_currency_pair", "asset_convert_estimate_quote", "asset_deposit_withdraw_status",
    "asset_transfer", "asset_transfer_state", "finance_savings_lending_history",
    "market_exchange_rate", "market_index_tickers", "market_ticker", "market_tickers",
    "support_announcements", "trade_cancel_order",
}  # fmt: skip
TABLES = {"error_codes", "errors", "signature_vectors"}


def load(name: str) -> Any:
    return json.loads((PAYLOADS / f"{name}.json").read_text(encoding="utf-8"))


def variants() -> list[Any]:
    return [
        pytest.param(path.stem, variant["payload"], id=f"{path.stem}-{variant['name']}")
        for path in FILES
        if path.stem not in TABLES
        for variant in json.loads(path.read_text(encoding="utf-8"))["variants"]
    ]


def rows_of(payload: Any) -> list[Any]:
    """As the client gets them: through the wire's bytes and the envelope."""
    whole = payload if "code" in payload else {"code": "0", "msg": "", "data": payload["data"]}
    rows = envelope.read_envelope(Response(200, {}, json.dumps(whole).encode()))
    assert isinstance(rows, list), rows
    return rows


def test_every_payload_has_its_parser_or_a_reason() -> None:
    assert {path.stem for path in FILES} == PARSERS.keys() | UNREAD | TABLES
    assert len(FILES) > 40


@pytest.mark.parametrize(("name", "payload"), variants())
def test_a_published_payload_is_read(name: str, payload: Any) -> None:
    rows = rows_of(payload)
    if name in UNREAD:
        return
    records = parse_rows(Source.CHAIN, rows, PARSERS[name])
    assert len(records) == len(rows)
    assert None not in records


def record(name: str, variant: str) -> Any:
    payload = next(v["payload"] for v in load(name)["variants"] if v["name"] == variant)
    return parse_rows(Source.CHAIN, rows_of(payload), PARSERS[name])


def test_a_number_of_a_payload_arrives_exactly() -> None:
    trading = record("account_balance", "docs_2026_example")[0]
    assert trading.total_eq == Decimal("55837.43556134779")
    usdt = trading.details[0]
    assert (usdt.eq, usdt.stgy_eq) == (Decimal("4992.890093622894"), Decimal("150"))
    assert usdt.frozen_bal == Decimal("158.573")
    assert (usdt.auto_lend_status, usdt.auto_lend_mt_amt) == ("off", Decimal(0))
    assert usdt.u_time == datetime(2024, 1, 17, 0, 0, 5, 15000, timezone.utc)
    tiny = record("asset_balances", "ccxt_doc_comment_fetch_balance_3")[0]
    assert tiny.bal == Decimal("0.00005426")


def test_a_field_that_a_payload_lacks_is_none() -> None:
    old = record("asset_deposit_history", "ccxt_doc_comment_fetch_deposits_1")
    assert [(one.chain, one.confirmations) for one in old] == [("", None)] * 3
    assert old[0].amt == Decimal("0.01044408")
    lending = record("account_balance", "ccxt_doc_comment_fetch_balance_2")[0].details[0]
    assert (lending.auto_lend_status, lending.stgy_eq, lending.liab) == (None, None, None)
    assert record("account_config", "okxnet_GetAccountConfiguration")[0].type is None


def test_a_withdrawal_that_waits_is_not_taken_for_an_internal_one() -> None:
    pushed = record("ws_withdrawal_info", "docs_push_example")[0]
    assert (pushed.state, pushed.tx_id, pushed.internal) == ("0", None, False)
    old = record("asset_withdrawal_history", "ccxt_doc_comment_fetch_withdrawals_1")
    assert [one.internal for one in old] == [False, True]


def test_a_partly_filled_order_keeps_both_sizes() -> None:
    pushed = [
        one
        for variant in load("ws_orders")["variants"]
        for one in parse_rows(Source.OPEN_ORDERS, rows_of(variant["payload"]), order.order)
    ]
    partial = next(one for one in pushed if one.state == "partially_filled")
    assert partial.acc_fill_sz
    assert partial.sz
    assert partial.sz != partial.acc_fill_sz


# --- codes and envelopes ---------------------------------------------------


@pytest.mark.parametrize("row", load("error_codes")["codes"], ids=lambda row: row["code"])
def test_every_documented_code_becomes_a_typed_error(row: dict[str, Any]) -> None:
    for body in ({"msg": row["msg"], "code": row["code"]}, {"code": row["code"], "data": []}):
        response = Response(row["http_status"], {}, json.dumps(body).encode())
        refusal = envelope.read_envelope(response)
        assert isinstance(refusal, envelope.Refusal)
        assert refusal.code == row["code"]
        raised = error(Source.FUNDING, refusal.failure, refusal.code)
        assert isinstance(raised, AdapterError)
        assert row["msg"] not in str(raised)
        assert refusal.retriable == (row["code"] in envelope.RETRIABLE or row["http_status"] == 429)


@pytest.mark.parametrize(
    ("code", "http_status", "failure"),
    [
        ("50011", 429, Failure.RATE_LIMITED),
        ("50011", 200, Failure.RATE_LIMITED),
        ("50001", 503, Failure.UNAVAILABLE),
        ("50026", 500, Failure.UNAVAILABLE),
        ("50111", 401, Failure.DENIED),
        ("50119", 200, Failure.DENIED),
        ("50119", 401, Failure.DENIED),
        ("50060", 200, Failure.DENIED),
        ("4088", 200, Failure.DENIED),
        ("58004", 200, Failure.DENIED),
        ("51603", 200, Failure.NOT_FOUND),
        ("51000", 400, Failure.BAD_DATA),
        ("58007", 200, Failure.UNAVAILABLE),
    ],
)
def test_the_codes_that_matter_have_the_right_kind(
    code: str, http_status: int, failure: Failure
) -> None:
    body = json.dumps({"msg": "", "code": code}).encode()
    refusal = envelope.read_envelope(Response(http_status, {}, body))
    assert isinstance(refusal, envelope.Refusal)
    assert refusal.failure is failure


@pytest.mark.parametrize(
    "variant", load("errors")["variants"], ids=lambda v: str(v["payload"])[:40]
)
def test_every_recorded_refusal_is_understood(variant: dict[str, Any]) -> None:
    body = json.dumps(variant["payload"]).encode()
    refusal = envelope.read_envelope(Response(variant["http_status"], {}, body))
    assert isinstance(refusal, envelope.Refusal)
    assert refusal.failure is not Failure.BAD_DATA
    assert refusal.code == str(variant["payload"]["code"])


def test_codes_about_a_customer_are_documented_ones_and_denied() -> None:
    documented = {row["code"] for row in load("error_codes")["codes"]} | {"4088"}
    about = verification.IDENTITY_CODES | verification.ACCOUNT_CODES
    assert about <= documented
    for code in about:
        body = json.dumps({"code": code, "msg": "", "data": []}).encode()
        refusal = envelope.read_envelope(Response(200, {}, body))
        assert isinstance(refusal, envelope.Refusal)
        assert (refusal.failure, refusal.retriable) == (Failure.DENIED, False)


@pytest.mark.parametrize(
    "vector", load("signature_vectors")["vectors"], ids=lambda v: f"{v['client']}: {v['name']}"
)
def test_a_signature_vector_holds(vector: dict[str, str]) -> None:
    signed = signature(
        vector["secret"],
        vector["timestamp"],
        vector["method"],
        vector["request_path"],
        vector["body"],
    )
    assert signed == vector["sign"]
