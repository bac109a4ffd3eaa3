"""The operator's command: what it stores, what it refuses, and what nobody gets to see."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from keystore.store import KeyStore, new_key
from sandbox.scenario.loader import DEFAULT
from tests.contract.adapters.conftest import ROOT, Sandbox, started

PERMISSIONS = {
    "can-trade": "read_only,trade",
    "can-withdraw": "read_only,withdraw",
    "can-all": "read_only,trade,withdraw",
    "says-something": "everything",
    "only-trades": "trade",
}
KEY = new_key()
Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """With customers whose keys may do more than read."""
    folder = tmp_path_factory.mktemp("permissions")
    customers = {name: {"about": "x", "perm": perm} for name, perm in PERMISSIONS.items()}
    scenario = {"extends": str(DEFAULT), "customers": customers}
    path = folder / "scenario.yml"
    path.write_text(yaml.safe_dump(scenario, allow_unicode=True), encoding="utf-8")
    with started(folder, "--no-rate-limits", "--scenario", str(path)) as one:
        yield one


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "keys.db"


@pytest.fixture
def run(exchange: Sandbox, path: Path) -> Run:
    exchange.calm()

    def command(
        *arguments: str, typed: str = "", **environ: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "keystore", *arguments],
            cwd=ROOT,
            env={
                **os.environ,
                "SALDO_OKX_BASE_URL": exchange.url,
                "SALDO_KEYSTORE": str(path),
                "SALDO_KEYSTORE_KEY": KEY,
                **environ,
            },
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return command


def typed(exchange: Sandbox, customer: str) -> str:
    keys = exchange.keys(customer)
    return f"{keys.api_key}\n{keys.secret}\n{keys.passphrase}\n"


def test_operator_adds_lists_tests_rotates_and_removes(
    run: Run, exchange: Sandbox, path: Path
) -> None:
    assert "there is no key store" in run("list").stderr
    added = run("add", "healthy", "--region", "se", typed=typed(exchange, "healthy"))
    assert (added.returncode, added.stderr) == (0, "")
    assert "can only read" in added.stdout
    assert run("list").stdout.startswith("healthy  se  added 20")
    assert "can only read" in run("test", "healthy").stdout

    new = new_key()
    both = {"SALDO_KEYSTORE_KEY": f"{new},{KEY}"}
    assert "to rotate" in run("list", **both).stdout
    assert run("rotate", **both).stdout.startswith("1 sealed anew")
    assert "does not open" in run("list").stdout
    assert KeyStore(path, new).get("healthy") is not None

    removed = run("remove", "healthy")
    assert "at the exchange too" in removed.stdout
    assert run("list").stdout == "No key is stored.\n"
    for command in ("remove", "test"):
        assert run(command, "healthy").returncode == 1


@pytest.mark.parametrize("customer", PERMISSIONS)
def test_key_that_may_do_more_than_read_is_refused(
    customer: str, run: Run, exchange: Sandbox, path: Path
) -> None:
    refused = run("add", customer, typed=typed(exchange, customer))
    assert refused.returncode == 1
    assert "may do more than read" in refused.stderr
    assert refused.stderr.count("\n") == 1
    assert not path.exists() or not KeyStore(path, KEY).entries()


def test_key_that_may_do_more_by_now_fails_its_test(
    run: Run, exchange: Sandbox, path: Path
) -> None:
    from keystore.store import StoredKey

    keys = exchange.keys("can-trade")
    KeyStore(path, KEY).add("anna", StoredKey(keys.api_key, keys.secret, keys.passphrase))
    assert "may do more than read" in run("test", "anna").stderr


@pytest.mark.parametrize("fault", ["5xx", "html", "refuse", "truncated", "missing_field"])
def test_t29_key_that_can_not_be_checked_is_not_stored(
    fault: str, run: Run, exchange: Sandbox, path: Path
) -> None:
    exchange.fault("/api/v5/account/config", fault)
    refused = run("add", "healthy", typed=typed(exchange, "healthy"))
    exchange.calm()
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert "Traceback" not in refused.stderr
    assert not path.exists() or not KeyStore(path, KEY).entries()


@pytest.mark.parametrize(
    ("customer", "changed", "said"),
    [
        ("wrong-site", "", "refuses this key"),
        ("healthy", "x", "refuses this key"),
    ],
)
def test_key_that_the_exchange_refuses(
    customer: str, changed: str, said: str, run: Run, exchange: Sandbox
) -> None:
    given = typed(exchange, customer).rstrip("\n") + changed + "\n"
    refused = run("add", customer, typed=given)
    assert refused.returncode == 1
    assert said in refused.stderr


@pytest.mark.parametrize("given", ["", "one\n", "one\ntwo\n", "1\n2\n3\n4\n", "a\nå\nb\n"])
def test_anything_but_three_lines_is_refused(given: str, run: Run) -> None:
    refused = run("add", "healthy", typed=given)
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1


def test_t13_nothing_of_a_key_is_printed_or_taken_as_an_argument(
    run: Run, exchange: Sandbox
) -> None:
    keys = exchange.keys("healthy")
    shown = ""
    for arguments in (("add", "healthy"), ("list",), ("test", "healthy"), ("remove", "healthy")):
        done = run(*arguments, typed=typed(exchange, "healthy"))
        shown += done.stdout + done.stderr
    refused = run("add", "can-all", typed=typed(exchange, "can-all"))
    shown += refused.stdout + refused.stderr
    for secret in (keys.api_key, keys.secret, keys.passphrase, exchange.keys("can-all").secret):
        assert secret not in shown
    as_argument = run("add", "healthy", keys.api_key, keys.secret, keys.passphrase)
    assert as_argument.returncode == 2


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"SALDO_KEYSTORE": ""}, "SALDO_KEYSTORE must"),
        ({"SALDO_KEYSTORE_KEY": ""}, "SALDO_KEYSTORE_KEY must"),
        ({"SALDO_KEYSTORE_KEY": "short"}, "SALDO_KEYSTORE_KEY must"),
        ({"SALDO_KEYSTORE": "/dev/null/x"}, "can't be read or written"),
        ({"SALDO_REGION": "se", "SALDO_OKX_BASE_URL": "okx"}, "SALDO_OKX_BASE_URL"),
    ],
)
def test_wrong_configuration_is_one_line(
    environ: dict[str, str], said: str, run: Run, exchange: Sandbox
) -> None:
    refused = run("add", "healthy", typed=typed(exchange, "healthy"), **environ)
    assert refused.returncode == 1
    assert said in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_unknown_region_is_named(run: Run, exchange: Sandbox) -> None:
    refused = run("add", "healthy", "--region", "atlantis", typed=typed(exchange, "healthy"))
    assert "no region 'atlantis'" in refused.stderr


def test_fresh_key_fits(run: Run, tmp_path: Path) -> None:
    made = run("new-key").stdout.strip()
    KeyStore(tmp_path / "other.db", made)
    assert made != run("new-key").stdout.strip()
