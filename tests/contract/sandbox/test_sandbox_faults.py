"""Every fault does what it says, and only where it was asked for."""

from __future__ import annotations

import json
from email.utils import parsedate_to_datetime
from time import time
from typing import Any

import pytest
import requests

BALANCES = "/api/v5/asset/balances"


def on(venue: Any, fault: str, **more: Any) -> None:
    answer = venue.control("POST", "faults", **{"endpoint": BALANCES, "fault": fault, **more})
    assert answer.status_code == 201, answer.text


def ask(venue: Any) -> requests.Response:
    response: requests.Response = venue.ask("healthy", "asset/balances")
    return response


def test_slow_answers_later(faulty: Any) -> None:
    on(faulty, "slow", seconds=0.3)
    answer = ask(faulty)
    assert answer.elapsed.total_seconds() >= 0.3
    assert answer.json()["code"] == "0"


def test_refuse_cuts_the_connection(faulty: Any) -> None:
    on(faulty, "refuse")
    with pytest.raises(requests.ConnectionError):
        ask(faulty)


def test_5xx(faulty: Any) -> None:
    on(faulty, "5xx")
    answer = ask(faulty)
    assert (answer.status_code, answer.json()["code"]) == (503, "50001")
    assert "data" not in answer.json()


def test_429(faulty: Any) -> None:
    on(faulty, "429")
    answer = ask(faulty)
    assert (answer.status_code, answer.json()["code"]) == (429, "50011")


def test_html(faulty: Any) -> None:
    on(faulty, "html")
    answer = ask(faulty)
    assert answer.headers["Content-Type"].startswith("text/html")
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.text)


def test_truncated(faulty: Any) -> None:
    whole = ask(faulty).text
    on(faulty, "truncated")
    answer = ask(faulty)
    assert answer.text == whole[: len(whole) // 2]
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer.text)


def test_wrong_type(faulty: Any) -> None:
    on(faulty, "wrong_type")
    body = ask(faulty).json()
    assert body["code"] == "0"
    assert not isinstance(body["data"], list)


def test_wrong_type_of_one_field(faulty: Any) -> None:
    on(faulty, "wrong_type", field="bal")
    for row in ask(faulty).json()["data"]:
        assert isinstance(row["bal"], dict)
        assert isinstance(row["availBal"], str)


def test_missing_field(faulty: Any) -> None:
    on(faulty, "missing_field", field="availBal")
    rows = ask(faulty).json()["data"]
    assert rows
    assert all(set(row) == {"ccy", "bal", "frozenBal"} for row in rows)


def test_missing_data(faulty: Any) -> None:
    on(faulty, "missing_field")
    assert ask(faulty).json() == {"code": "0", "msg": ""}


def test_stale_freezes_data_and_time(faulty: Any) -> None:
    path = "asset/deposit-history"
    (fresh,) = faulty.rows("unconfirmed", path)
    on(faulty, "stale", endpoint=f"/api/v5/{path}", seconds=600)
    (stale,) = faulty.rows("unconfirmed", path)
    assert int(fresh["ts"]) - int(stale["ts"]) in (600_000, 540_000)  # a minute may have passed
    on(faulty, "stale", endpoint="/api/v5/public/time", seconds=600)
    first, second = (faulty.public("public/time").json()["data"][0]["ts"] for _ in range(2))
    assert first == second
    assert time() * 1000 - int(first) >= 600_000
    # the header tells the truth: it is the edge's clock, not the data's
    date = parsedate_to_datetime(faulty.public("public/time").headers["Date"])
    assert abs(date.timestamp() - time()) < 30


def test_clock_skew_shifts_the_server(faulty: Any) -> None:
    on(faulty, "clock_skew", endpoint="*", seconds=90)
    answer = faulty.public("public/time")
    ahead = int(answer.json()["data"][0]["ts"]) / 1000 - time()
    assert 60 < ahead < 120
    assert 60 < parsedate_to_datetime(answer.headers["Date"]).timestamp() - time() < 120
    assert ask(faulty).json()["code"] == "50102"
    corrected = faulty.ask("healthy", "asset/balances", skew=90)
    assert corrected.json()["code"] == "0"


def test_only_the_endpoint_and_the_customer_asked_for(faulty: Any) -> None:
    on(faulty, "5xx", customer="healthy")
    assert ask(faulty).status_code == 503
    assert faulty.ask("in-bot", "asset/balances").status_code == 200
    assert faulty.ask("healthy", "account/balance").status_code == 200
    on(faulty, "5xx", endpoint="/api/v5/account")  # everything below that path
    assert faulty.ask("in-bot", "account/balance").status_code == 503
    assert faulty.ask("in-bot", "asset/bills").status_code == 200
    on(faulty, "html", endpoint="*", customer="in-bot")
    assert "html" in faulty.ask("in-bot", "asset/bills").headers["Content-Type"]


@pytest.mark.parametrize("path", ["esplora/blocks/tip/height", "tron/wallet/getnowblock"])
def test_chains_fail_too(faulty: Any, path: str) -> None:
    chain = "/" + path.split("/", 1)[0]
    on(faulty, "5xx", endpoint=chain)
    assert faulty.session.get(f"{faulty.base}/{path}").status_code == 503
    assert ask(faulty).status_code == 200
    faulty.control("DELETE", "faults")
    assert faulty.session.get(f"{faulty.base}/{path}").status_code == 200


def test_an_rpc_result_goes_missing(faulty: Any) -> None:
    on(faulty, "missing_field", endpoint="/evm/erc20")
    call = {"jsonrpc": "2.0", "id": 1, "method": "eth_blockNumber", "params": []}
    assert "result" not in faulty.session.post(f"{faulty.base}/evm/erc20", json=call).json()


def test_faults_are_listed_and_cleared(faulty: Any) -> None:
    on(faulty, "429", customer="healthy")
    listed = faulty.control("GET", "faults").json()
    (fault,) = listed["on"]
    assert (fault["endpoint"], fault["fault"], fault["customer"]) == (BALANCES, "429", "healthy")
    assert "slow" in listed["kinds"]
    assert faulty.control("DELETE", "faults").json()["on"] == []
    assert ask(faulty).status_code == 200


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ({"fault": "explode"}, "fault is one of slow"),
        ({"fault": "slow", "endpoint": "balances"}, "endpoint is a path"),
        ({"fault": "slow", "seconds": "two"}, "seconds is a number"),
        ({"fault": "slow", "customer": "nobody"}, "no customer nobody"),
        ({"fault": "slow", "often": 1}, "unknown: often"),
        ({"fault": "missing_field", "field": 1}, "name of a field"),
    ],
)
def test_a_wrong_fault_is_explained(faulty: Any, wanted: dict[str, Any], says: str) -> None:
    answer = faulty.control("POST", "faults", **wanted)
    assert answer.status_code == 400
    assert says in answer.json()["error"]
    assert faulty.control("GET", "faults").json()["on"] == []


def test_the_request_log(faulty: Any) -> None:
    ask(faulty)
    faulty.session.get(f"{faulty.base}/esplora/blocks/tip/height")
    log = faulty.control("GET", "requests").json()
    assert [(r["method"], r["path"], r["customer"]) for r in log] == [
        ("GET", BALANCES, "healthy"),
        ("GET", "/esplora/blocks/tip/height", ""),
    ]
    assert set(log[0]) == {"method", "path", "query", "customer", "time"}
    faulty.control("DELETE", "requests")
    assert faulty.control("GET", "requests").json() == []


def test_the_customer_list(venue: Any) -> None:
    entries = venue.control("GET", "customers").json()
    assert {entry["name"] for entry in entries} == set(venue.keys)
    assert all(entry["about"] for entry in entries)
    assert len(venue.entry("two-pending-deposits")["txids"]) == 2
    assert venue.entry("order-open")["orders"][0].isdecimal()
    assert venue.control("GET", "nonsense").status_code == 404
