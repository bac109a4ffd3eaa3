"""python-okx and ccxt, each in the clients' own environment, parse what the sandbox serves."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from time import time
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
SCRIPT = Path(__file__).parent / "third_party_clients.py"


def ask(client: str, venue: Any, directory: Path) -> dict[str, Any]:
    python = Path(
        os.environ.get("SALDO_CLIENTS_PYTHON") or ROOT / ".venv-clients" / "bin" / "python"
    )
    if not python.exists():
        pytest.fail(
            f"{python} is missing: make an environment from requirements/clients.txt,"
            " or name its Python in SALDO_CLIENTS_PYTHON"
        )
    keys_file = directory / "keys.json"
    keys_file.write_text(json.dumps({"customers": venue.keys}))
    command = [str(python), str(SCRIPT), client, venue.base, str(keys_file)]
    result = subprocess.run(command, capture_output=True, text=True, timeout=100)
    assert result.returncode == 0, result.stderr
    answers: dict[str, Any] = json.loads(result.stdout)
    return answers


@pytest.fixture(scope="module")
def python_okx(venue: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with venue.frozen():
        return ask("python-okx", venue, tmp_path_factory.mktemp("python-okx"))


@pytest.fixture(scope="module")
def ccxt(venue: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with venue.frozen():
        return ask("ccxt", venue, tmp_path_factory.mktemp("ccxt"))


def test_python_okx_balances(python_okx: dict[str, Any]) -> None:
    ((usdt,),) = (account["details"] for account in python_okx["balance"])
    assert (usdt["eq"], usdt["availBal"], usdt["ordFrozen"]) == ("2610.9", "77.475", "2533.425")
    assert {row["ccy"]: row["bal"] for row in python_okx["balances"]} == {
        "BTC": "0.05513", "USDC": "1204.11",
    }  # fmt: skip
    assert python_okx["savings"][0]["amt"] == "1.3778"
    assert python_okx["max_withdrawal"][0]["maxWd"] == "77.475"
    assert python_okx["non_tradable"][0]["ccy"] == "CELT"
    assert python_okx["demo"][0]["details"][0]["eq"] == "10000.25"
    assert float(python_okx["valuation"][0]["totalBal"]) > 6000


def test_python_okx_deposits_and_withdrawals(python_okx: dict[str, Any]) -> None:
    (deposit,) = python_okx["deposits"]
    assert (deposit["chain"], deposit["state"]) == ("ETH-Arbitrum One", "2")
    assert python_okx["stage"][0]["txId"] == deposit["txId"]
    assert python_okx["withdrawals"][0]["amt"] == "1.0633"
    assert python_okx["address"][0]["tag"].isdecimal()
    assert [bill["type"] for bill in python_okx["funding_bills"]] == ["2"]


def test_python_okx_orders(python_okx: dict[str, Any]) -> None:
    assert python_okx["order"] == python_okx["open_orders"]
    assert python_okx["order"][0]["state"] == "live"
    assert python_okx["history"][0]["side"] == "sell"
    assert python_okx["fills"][0]["fillSz"] == "0.0316"
    assert {bill["subType"] for bill in python_okx["trading_bills"]} == {"318", "319"}


def test_python_okx_account_and_status(python_okx: dict[str, Any]) -> None:
    assert python_okx["config"][0]["kycLv"] == "1"
    assert [event["serviceType"] for event in python_okx["status"]] == ["7"]
    assert abs(int(python_okx["time"][0]["ts"]) / 1000 - time()) < 120
    assert {row["chain"] for row in python_okx["currencies"]} >= {"BTC-Bitcoin", "USDT-TRC20"}


def test_python_okx_refusals(python_okx: dict[str, Any]) -> None:
    assert python_okx["transfer"]["code"] == "50120"
    assert python_okx["bad_secret"] == {"msg": "Invalid Sign", "code": "50113"}


def test_ccxt_markets_and_currencies(ccxt: dict[str, Any]) -> None:
    assert "ADA/USDT" in ccxt["markets"]
    assert set(ccxt["currency"]) >= {"TRC20", "ERC20"}
    assert ccxt["suspended"] is False
    assert ccxt["ticker"] == 62400.0


def test_ccxt_balances(ccxt: dict[str, Any]) -> None:
    assert ccxt["balance"]["total"] == 2610.9
    assert ccxt["balance"]["free"] == 77.475
    assert ccxt["funding"] == {"BTC": 0.05513, "USDC": 1204.11}
    assert ccxt["demo"] == {"USDT": 10000.25}
    assert [row["ccy"] for row in ccxt["two_currencies"]["data"]] == ["BTC"]


def test_ccxt_deposits_and_withdrawals(ccxt: dict[str, Any]) -> None:
    assert [(d["currency"], d["amount"], d["status"]) for d in ccxt["deposits"]] == [
        ("BTC", 0.0268, "pending"), ("ETH", 0.7215, "pending"),
    ]  # fmt: skip
    (withdrawal,) = ccxt["withdrawals"]
    assert (withdrawal["amount"], withdrawal["fee"]["cost"], withdrawal["status"]) == (
        1.0633, 0.0007, "ok",
    )  # fmt: skip
    (address,) = ccxt["address"].values()
    assert address["tag"].isdecimal()


def test_ccxt_orders(ccxt: dict[str, Any]) -> None:
    (order,) = ccxt["open_orders"]
    assert (order["side"], order["status"], order["amount"]) == ("sell", "open", 0.0354)
    assert ccxt["order"]["id"] == order["id"]
    assert [(o["status"], o["filled"]) for o in ccxt["closed"]] == [("closed", 0.0316)]
    (trade,) = ccxt["trades"]
    assert (trade["price"], trade["amount"], trade["fee"]["currency"]) == (62400, 0.0316, "BTC")
    (entry,) = ccxt["ledger"]
    assert (entry["currency"], entry["direction"], entry["amount"]) == ("BTC", "out", -0.0462)


def test_ccxt_account_and_status(ccxt: dict[str, Any]) -> None:
    assert ccxt["status"] == "maintenance"
    assert abs(ccxt["time"] / 1000 - time()) < 120
    assert ccxt["accounts"][0]["id"].isdecimal()


@pytest.mark.parametrize(
    ("case", "error"),
    [
        ("transfer", "ExchangeError"),  # ccxt has no error of its own for 50120 and 50119
        ("bad_secret", "AuthenticationError"),
        ("unknown_key", "AuthenticationError"),
        ("wrong_site", "ExchangeError"),
        ("wrong_environment", "AuthenticationError"),
    ],
)
def test_ccxt_maps_refusals(ccxt: dict[str, Any], case: str, error: str) -> None:
    assert ccxt[case] == error
