"""A sandbox in a process of its own, and a small client that signs as the venue asks."""

from __future__ import annotations

import base64
import hmac
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
import requests

ROOT = Path(__file__).parents[3]


def stamp(skew: float = 0.0) -> str:
    moment = datetime.now(timezone.utc) + timedelta(seconds=skew)
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


@dataclass
class Venue:
    """A running sandbox as a client sees it."""

    base: str
    keys: dict[str, dict[str, Any]]
    process: subprocess.Popen[str]
    session: requests.Session = field(default_factory=requests.Session)

    def headers(
        self, customer: str, method: str, target: str, body: str = "", skew: float = 0.0
    ) -> dict[str, str]:
        keys = self.keys[customer]
        now = stamp(skew)
        prehash = f"{now}{method}{target}{body}".encode()
        signature = hmac.digest(keys["secret"].encode(), prehash, "sha256")
        headers = {
            "OK-ACCESS-KEY": keys["api_key"],
            "OK-ACCESS-SIGN": base64.b64encode(signature).decode(),
            "OK-ACCESS-TIMESTAMP": now,
            "OK-ACCESS-PASSPHRASE": keys["passphrase"],
        }
        return headers | ({"x-simulated-trading": "1"} if keys["simulated"] else {})

    def ask(
        self,
        customer: str,
        path: str,
        method: str = "GET",
        change: dict[str, str | None] | None = None,
        body: str = "",
        skew: float = 0.0,
        **params: str,
    ) -> requests.Response:
        """A signed request, stamped ``skew`` seconds off; ``change`` then replaces headers,
        None removes one."""
        request = requests.Request(method, f"{self.base}/api/v5/{path}", params=params)
        prepared = request.prepare()
        headers: dict[str, str | None] = dict(
            self.headers(customer, method, prepared.path_url, body, skew)
        )
        headers |= change or {}
        prepared.headers.update({k: v for k, v in headers.items() if v is not None})
        if body:
            prepared.prepare_body(body, None)
        return self.session.send(prepared, timeout=10)

    def rows(self, customer: str, path: str, **params: str) -> list[dict[str, Any]]:
        """The ``data`` of a request that must succeed."""
        answer = self.ask(customer, path, **params)
        body = answer.json()
        assert (answer.status_code, body["code"], body["msg"]) == (200, "0", ""), body
        assert isinstance(body["data"], list)
        return body["data"]

    def public(self, path: str, **params: str) -> requests.Response:
        return self.session.get(f"{self.base}/api/v5/{path}", params=params, timeout=10)

    def control(self, method: str, name: str, **body: Any) -> requests.Response:
        return self.session.request(
            method, f"{self.base}/_sandbox/{name}", json=body or None, timeout=10
        )

    def rpc(self, path: str, method: str, *params: Any) -> Any:
        call = {"jsonrpc": "2.0", "id": 7, "method": method, "params": list(params)}
        answer = self.session.post(f"{self.base}/{path}", json=call, timeout=10).json()
        assert (answer["jsonrpc"], answer["id"]) == ("2.0", 7)
        return answer["result"]

    @contextmanager
    def frozen(self) -> Iterator[Venue]:
        """Data stands still meanwhile: two answers have the same times."""
        self.control("POST", "faults", endpoint="*", fault="stale", seconds=0)
        try:
            yield self
        finally:
            self.control("DELETE", "faults")

    def entry(self, customer: str) -> dict[str, Any]:
        entries = self.control("GET", "customers").json()
        return next(entry for entry in entries if entry["name"] == customer)


def start(*options: str) -> tuple[subprocess.Popen[str], list[str]]:
    """Start ``python -m sandbox`` on a free port; returns it and the lines that it printed."""
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", "--port", "0", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Sandbox exchange: "):
            return process, lines
    raise AssertionError(f"the sandbox did not start: {process.stderr.read()}")


@pytest.fixture
def start_sandbox() -> Iterator[Callable[..., tuple[subprocess.Popen[str], list[str]]]]:
    """``start`` for tests; what they leave running is ended."""
    started: list[subprocess.Popen[str]] = []

    def run(*options: str) -> tuple[subprocess.Popen[str], list[str]]:
        process, lines = start(*options)
        started.append(process)
        return process, lines

    yield run
    for process in started:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=10)


def run_venue(directory: Path, *options: str) -> Iterator[Venue]:
    keys_file = directory / "keys.json"
    process, lines = start("--keys-file", str(keys_file), *options)
    base = lines[-1].split(": ", 1)[1].strip()
    venue = Venue(base, json.loads(keys_file.read_text())["customers"], process)
    try:
        yield venue
    finally:
        venue.session.close()
        process.terminate()
        process.communicate(timeout=10)


@pytest.fixture(scope="session")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    """One sandbox for all tests that leave nothing switched on; without rate limits."""
    yield from run_venue(tmp_path_factory.mktemp("sandbox"), "--no-rate-limits")


@pytest.fixture
def faulty(venue: Venue) -> Iterator[Venue]:
    """The same sandbox; faults and request log are cleared afterwards."""
    venue.control("DELETE", "requests")
    yield venue
    venue.control("DELETE", "faults")


@pytest.fixture
def frozen(venue: Venue) -> Iterator[Venue]:
    """The same sandbox, its data standing still."""
    with venue.frozen():
        yield venue


@pytest.fixture(scope="session")
def limited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Venue]:
    """A sandbox with the documented rate limits."""
    yield from run_venue(tmp_path_factory.mktemp("limited"))
