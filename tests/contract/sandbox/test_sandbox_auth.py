"""Who may ask: keys, signatures, timestamps, sites, and the read-only promise."""

from __future__ import annotations

import base64
import hmac
import json
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from sandbox.exchange.auth import sign, signature_fits
from sandbox.exchange.routes import ROUTES, WRITES

PAYLOADS = Path(__file__).parents[1] / "payloads"
VECTORS = json.loads((PAYLOADS / "signature_vectors.json").read_text())["vectors"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: f"{v['client']}: {v['name']}")
def test_published_signature_vectors(vector: dict[str, str]) -> None:
    prehash = vector["prehash"].encode()
    assert sign(vector["secret"], prehash) == vector["sign"]
    parts = (vector["timestamp"], vector["method"], vector["request_path"])
    body = vector["body"].encode()
    assert signature_fits(vector["sign"], vector["secret"], *parts, body)
    assert not signature_fits(vector["sign"], vector["secret"] + "x", *parts, body)
    assert not signature_fits(vector["sign"], vector["secret"], *parts, body + b" ")
    # what is on the wire is the encoded form, whichever form was signed
    wire = quote(vector["request_path"], safe="/?=&%,")
    encoded = (vector["timestamp"], vector["method"], wire)
    assert signature_fits(vector["sign"], vector["secret"], *encoded, body)


def raw_get(venue: Any, customer: str, wire: str, signed: str) -> dict[str, Any]:
    """GET exactly ``wire`` with a signature over ``signed``."""
    connection = HTTPConnection(urlsplit(venue.base).netloc, timeout=10)
    connection.putrequest("GET", wire)
    for name, value in venue.headers(customer, "GET", signed).items():
        connection.putheader(name.lower(), value)
    connection.endheaders()
    body: dict[str, Any] = json.loads(connection.getresponse().read())
    connection.close()
    return body


def test_both_readings_of_the_target_are_accepted(venue: Any) -> None:
    wire = "/api/v5/asset/balances?ccy=BTC%2CUSDC"
    plain = "/api/v5/asset/balances?ccy=BTC,USDC"
    for signed in (wire, plain):
        body = raw_get(venue, "healthy", wire, signed)
        assert {row["ccy"] for row in body["data"]} == {"BTC", "USDC"}
    assert raw_get(venue, "healthy", wire, plain + "&limit=1")["code"] == "50113"


REFUSED: list[tuple[str, dict[str, str | None], int, str]] = [
    ("no key", {"OK-ACCESS-KEY": None}, 401, "50103"),
    ("no passphrase", {"OK-ACCESS-PASSPHRASE": None}, 401, "50104"),
    ("no signature", {"OK-ACCESS-SIGN": None}, 401, "50106"),
    ("no timestamp", {"OK-ACCESS-TIMESTAMP": None}, 401, "50107"),
    ("unknown key", {"OK-ACCESS-KEY": "demo-key-nobody"}, 401, "50111"),
    ("seconds as a timestamp", {"OK-ACCESS-TIMESTAMP": "1597026383"}, 401, "50112"),
    ("an impossible date", {"OK-ACCESS-TIMESTAMP": "2026-13-45T99:00:00.000Z"}, 401, "50112"),
    ("wrong passphrase", {"OK-ACCESS-PASSPHRASE": "guess"}, 401, "50105"),
    ("wrong signature", {"OK-ACCESS-SIGN": "bm90IGEgc2lnbmF0dXJl"}, 401, "50113"),
    ("live key in demo trading", {"x-simulated-trading": "1"}, 401, "50101"),
]


@pytest.mark.parametrize(
    ("change", "status", "code"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_gateway_refusals_carry_no_data(
    venue: Any, change: dict[str, str | None], status: int, code: str
) -> None:
    answer = venue.ask("healthy", "asset/balances", change=change)
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code)
    assert "data" not in body
    assert list(body) == ["msg", "code"]


@pytest.mark.parametrize(("skew", "code"), [(-20, "0"), (20, "0"), (-31, "50102"), (45, "50102")])
def test_timestamps_may_be_thirty_seconds_off(venue: Any, skew: float, code: str) -> None:
    assert venue.ask("healthy", "asset/balances", skew=skew).json()["code"] == code


def test_a_key_of_another_site_does_not_exist_here(venue: Any) -> None:
    answer = venue.ask("wrong-site", "asset/balances")
    assert (answer.status_code, answer.json()) == (
        401, {"msg": "API key doesn't exist", "code": "50119"},
    )  # fmt: skip


def test_a_demo_key_needs_the_demo_header(venue: Any) -> None:
    assert venue.ask("demo-trading", "account/balance").json()["code"] == "0"
    live = venue.ask("demo-trading", "account/balance", change={"x-simulated-trading": "0"})
    assert (live.status_code, live.json()["code"]) == (401, "50101")


def test_nobody_reads_with_somebody_elses_key(venue: Any) -> None:
    own = venue.rows("in-trading", "account/balance")
    other = venue.rows("in-bot", "account/balance")
    assert own[0]["totalEq"] == "642.18"
    assert own != other
    stolen = venue.keys["in-bot"]["api_key"]
    answer = venue.ask("in-trading", "account/balance", change={"OK-ACCESS-KEY": stolen})
    assert answer.status_code == 401


@pytest.mark.parametrize("path", sorted(WRITES))
@pytest.mark.parametrize("compact", [True, False])
def test_writes_only_refuse(venue: Any, path: str, compact: bool) -> None:
    separators = (",", ":") if compact else (", ", ": ")
    body = json.dumps({"ccy": "USDT", "amt": "1.5", "subAcct": ""}, separators=separators)
    short = path.removeprefix("/api/v5/")
    answer = venue.ask("healthy", short, method="POST", body=body)
    assert (answer.status_code, answer.json()["code"]) == (200, "50120")
    tampered = venue.ask("healthy", short, method="POST", change={"OK-ACCESS-SIGN": "x"}, body=body)
    assert tampered.json()["code"] == "50113"


@pytest.mark.parametrize("path", sorted(set(ROUTES) - WRITES))
def test_reads_take_only_get(venue: Any, path: str) -> None:
    answer = venue.ask("healthy", path.removeprefix("/api/v5/"), method="POST")
    assert (answer.status_code, answer.json()["code"]) == (405, "50115")


def test_an_unknown_path_has_a_numeric_code(venue: Any) -> None:
    answer = venue.public("asset/no-such-thing")
    assert answer.status_code == 404
    assert answer.json() == {
        "code": 404, "data": {}, "detailMsg": "", "error_code": "404",
        "error_message": "Not Found", "msg": "Not Found",
    }  # fmt: skip


def test_the_secret_is_in_no_answer(venue: Any) -> None:
    venue.ask("healthy", "asset/balances")
    shown = venue.control("GET", "requests").text + venue.control("GET", "customers").text
    for keys in venue.keys.values():
        assert keys["secret"] not in shown
        assert keys["passphrase"] not in shown


def test_hmac_is_the_documented_one() -> None:
    expected = base64.b64encode(hmac.digest(b"s", b"2020GET/x", "sha256")).decode()
    assert sign("s", b"2020GET/x") == expected
