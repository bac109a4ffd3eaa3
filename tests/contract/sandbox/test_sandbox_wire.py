"""The wire format: only documented fields, string numbers, filters, pages, rate limits."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import requests

from sandbox.exchange.routes import ROUTES

DOCUMENTED = {
    path: set(entry["fields"])
    for path, entry in json.loads(
        (Path(__file__).parent / "documented_fields.json").read_text()
    ).items()
}
NEEDS: dict[str, dict[str, str]] = {
    "market/index-tickers": {"quoteCcy": "USD"},
    "market/ticker": {"instId": "BTC-USDT"},
    "market/tickers": {"instType": "SPOT"},
    "public/instruments": {"instType": "SPOT"},
    "trade/orders-history": {"instType": "SPOT"},
    "trade/orders-history-archive": {"instType": "SPOT"},
    "trade/fills-history": {"instType": "SPOT"},
    "asset/convert/currency-pair": {"fromCcy": "BTC", "toCcy": "USDT"},
}


def questions(venue: Any, customer: str, path: str) -> list[dict[str, str]]:
    """The parameters with which to ask ``path``, so that each of its rows is seen."""
    if path == "asset/deposit-address":
        return [{"ccy": ccy} for ccy in ("BTC", "ETH", "USDT", "SOL", "XRP", "TON", "LTC", "DOT")]
    if path.endswith("subaccount/balances"):
        subs = venue.ask(customer, "users/subaccount/list").json()["data"]
        return [{"subAcct": sub["subAcct"]} for sub in subs]
    if path == "asset/deposit-withdraw-status":
        deposits = venue.rows(customer, "asset/deposit-history")
        withdrawals = venue.rows(customer, "asset/withdrawal-history")
        return [{k: d[k] for k in ("txId", "ccy", "to", "chain")} for d in deposits] + [
            {"wdId": w["wdId"]} for w in withdrawals
        ]
    if path == "trade/order":
        orders = venue.rows(customer, "trade/orders-pending") + venue.rows(
            customer, "trade/orders-history-archive", instType="SPOT"
        )
        return [{"instId": o["instId"], "ordId": o["ordId"]} for o in orders]
    if path == "asset/transfer-state":
        return [{"transId": "0"}]
    return [NEEDS.get(path, {})]


def names(value: Any, prefix: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield prefix + key
            yield from names(inner, f"{prefix}{key}.")
    elif isinstance(value, list):
        for inner in value:
            yield from names(inner, prefix)


def leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    else:
        yield value


@pytest.fixture(scope="module")
def served(venue: Any) -> dict[str, list[Any]]:
    """Every row of every endpoint for every customer whose key fits."""
    rows: dict[str, list[Any]] = {path: [] for path in ROUTES}
    for customer in venue.keys:
        if customer == "wrong-site":
            continue
        for path, route in ROUTES.items():
            if not route.private and customer != "healthy":
                continue
            short = path.removeprefix("/api/v5/")
            for params in questions(venue, customer, short):
                rows[path] += venue.ask(customer, short, **params).json()["data"]
    return rows


def test_every_endpoint_is_documented() -> None:
    assert set(DOCUMENTED) == set(ROUTES)


@pytest.mark.parametrize("path", sorted(ROUTES))
def test_serves_only_documented_fields(path: str, served: dict[str, list[Any]]) -> None:
    assert served[path] or path == "/api/v5/asset/transfer-state"
    assert set(names(served[path])) - DOCUMENTED[path] == set()


@pytest.mark.parametrize("path", sorted(ROUTES))
def test_numbers_are_strings(path: str, served: dict[str, list[Any]]) -> None:
    assert {type(leaf) for leaf in leaves(served[path])} <= {str, bool}


def test_transfer_state(venue: Any) -> None:
    from sandbox.exchange.ledger import transfer_id

    (row,) = venue.rows(
        "recently-updated", "asset/transfer-state", transId=transfer_id("recently-updated", 0)
    )
    assert set(row) <= DOCUMENTED["/api/v5/asset/transfer-state"]
    assert (row["ccy"], row["from"], row["to"], row["state"]) == ("ETH", "6", "18", "success")
    assert venue.ask("healthy", "asset/transfer-state", transId="1").json()["code"] == "58129"
    assert venue.ask("healthy", "asset/transfer-state").json()["code"] == "51000"


def test_no_rows_is_an_empty_list(venue: Any) -> None:
    assert venue.rows("empty-account", "asset/balances") == []
    assert venue.rows("empty-account", "trade/orders-pending") == []


def test_filters(frozen: Any) -> None:
    both = frozen.rows("two-pending-deposits", "asset/deposit-history")
    assert [row["ccy"] for row in both] == ["ETH", "BTC"]  # newest first
    for row in both:
        for name in ("ccy", "depId", "txId"):
            found = frozen.rows(
                "two-pending-deposits", "asset/deposit-history", **{name: row[name]}
            )
            assert found == [row]
    assert frozen.rows("two-pending-deposits", "asset/deposit-history", state="2") == []
    assert frozen.rows("two-pending-deposits", "asset/deposit-history", type="3") == []
    assert len(frozen.rows("two-pending-deposits", "asset/deposit-history", type="4")) == 2
    assert frozen.rows("two-pending-deposits", "asset/deposit-history", txId="0xnone") == []
    (internal,) = frozen.rows("wd-internal", "asset/withdrawal-history", type="3")
    assert internal["txId"] == ""
    assert frozen.rows("wd-internal", "asset/withdrawal-history", type="4") == []
    assert len(frozen.rows("healthy", "asset/balances", ccy="BTC,USDC")) == 2
    (row,) = frozen.rows("healthy", "asset/balances", ccy="BTC")
    assert row["ccy"] == "BTC"


def test_pages(frozen: Any) -> None:
    path, customer = "asset/deposit-history", "two-pending-deposits"
    newest, oldest = frozen.rows(customer, path)
    assert frozen.rows(customer, path, limit="1") == [newest]
    assert frozen.rows(customer, path, after=newest["ts"]) == [oldest]
    assert frozen.rows(customer, path, before=oldest["ts"]) == [newest]
    assert frozen.rows(customer, path, after=oldest["ts"]) == []
    assert len(frozen.rows(customer, path, limit="1000")) == 2
    first, second = frozen.rows("two-open-orders", "trade/orders-pending")
    assert int(first["ordId"]) > int(second["ordId"])
    assert int(first["cTime"]) > int(second["cTime"])
    assert frozen.rows("two-open-orders", "trade/orders-pending", after=first["ordId"]) == [second]
    bills = frozen.rows("sold", "account/bills")
    assert frozen.rows("sold", "account/bills", after=bills[0]["billId"]) == bills[1:]
    assert frozen.rows("sold", "account/bills", begin=bills[0]["ts"]) == bills
    assert frozen.rows("sold", "account/bills", end="1") == []


@pytest.mark.parametrize(
    ("path", "params", "status", "code"),
    [
        ("asset/deposit-history", {"limit": "many"}, 400, "51000"),
        ("asset/deposit-history", {"after": "-1"}, 400, "51000"),
        ("asset/deposit-history", {"type": "9"}, 400, "51000"),
        ("asset/deposit-address", {}, 400, "50014"),
        ("asset/deposit-withdraw-status", {}, 400, "51000"),
        ("asset/deposit-withdraw-status", {"txId": "a"}, 400, "50014"),
        ("asset/deposit-withdraw-status", {"wdId": "1"}, 200, "58215"),
        ("trade/orders-history", {}, 400, "50014"),
        ("trade/order", {"instId": "BTC-USDT", "ordId": "12"}, 200, "51603"),
        ("trade/order", {"instId": "BTC-USDT", "ordId": "x"}, 400, "51000"),
        ("market/ticker", {"instId": "NO-SUCH"}, 200, "51001"),
        ("asset/asset-valuation", {"ccy": "SEK"}, 400, "51000"),
    ],
)
def test_wrong_parameters(
    venue: Any, path: str, params: dict[str, str], status: int, code: str
) -> None:
    answer = venue.ask("healthy", path, **params)
    body = answer.json()
    assert (answer.status_code, body["code"], body["data"]) == (status, code, [])


def test_old_rows_leave_their_endpoints(venue: Any) -> None:
    """Orders older than seven days, and fills older than three, are in the archives only."""
    spot = {"instType": "SPOT"}
    assert venue.rows("order-not-found", "trade/orders-history", **spot) == []
    assert len(venue.rows("order-not-found", "trade/orders-history-archive", **spot)) == 1
    assert venue.rows("sold", "trade/fills", **spot) == []
    assert len(venue.rows("sold", "trade/fills-history", **spot)) == 1
    assert venue.rows("order-not-found", "account/bills") == []
    assert len(venue.rows("order-not-found", "account/bills-archive")) == 2


def test_valuation_adds_up(venue: Any) -> None:
    (row,) = venue.rows("in-earn", "asset/asset-valuation", ccy="USD")
    parts = [Decimal(value) for value in row["details"].values()]
    assert Decimal(row["totalBal"]) == sum(parts) == Decimal("4358.396")


def test_estimated_time_is_in_beijing(venue: Any) -> None:
    (wd,) = venue.rows("wd-hot-wallet", "asset/withdrawal-history")
    (row,) = venue.rows("wd-hot-wallet", "asset/deposit-withdraw-status", wdId=wd["wdId"])
    stage, _, status = row["state"].partition(": ")
    assert (stage, bool(status)) == ("Pending withdrawal", True)
    date, clock = row["estCompleteTime"].split(", ")
    assert (len(date), clock[-2:] in ("AM", "PM")) == (10, True)


def until_refused(ask: Callable[[], requests.Response]) -> list[requests.Response]:
    """Ask until the limit is reached; the exact counts are tested on a clock of their own."""
    answers = []
    for _ in range(200):
        answers.append(ask())
        if answers[-1].status_code != 200:
            break
    return answers


@pytest.mark.parametrize(
    ("path", "times"), [("asset/balances", 6), ("asset/asset-valuation", 1), ("account/config", 5)]
)
def test_private_limits_count_per_key(limited: Any, path: str, times: int) -> None:
    answers = until_refused(lambda: limited.ask("unconfirmed", path))
    assert len(answers) > times
    assert answers[-1].status_code == 429
    assert answers[-1].json() == {"msg": "Too Many Requests", "code": "50011"}
    assert limited.ask("low-fee", path).status_code == 200


def test_public_limits_count_per_address(limited: Any) -> None:
    answers = until_refused(lambda: limited.public("system/status"))
    assert answers[-1].status_code == 429


def test_the_limited_start_is_the_default_one(venue: Any) -> None:
    assert {venue.public("system/status").status_code for _ in range(5)} == {200}
