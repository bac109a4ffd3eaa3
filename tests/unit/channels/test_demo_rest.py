"""The REST channel of the demo: who may open it, and what it refuses."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.exceptions import RasaException

from channels.demo_rest import DemoRest, Refused
from channels.limits import Rate
from channels.webhook import MOST_BYTES

DEMO = {
    "SALDO_SANDBOX": "1",
    "SALDO_IDENTITY_KEY": "demo-identity-key",
    "SALDO_DEMO_SIGN_IN": "http://127.0.0.1:1/signin/token",
}


@pytest.fixture
def keys_file(tmp_path: Path) -> Path:
    path = tmp_path / "keys.json"
    path.write_text(json.dumps({"customers": {"unconfirmed": {}, "low-fee": {}}}))
    return path


@pytest.fixture
def channel(keys_file: Path) -> DemoRest:
    return DemoRest.from_credentials({}, {**DEMO, "SALDO_DEMO_CUSTOMERS": str(keys_file)})


def request(body: Any, ip: str = "127.0.0.1", **headers: str) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return SimpleNamespace(ip=ip, headers=headers, body=raw)


@pytest.mark.parametrize("missing", [*DEMO, "SALDO_DEMO_CUSTOMERS"])
def test_opens_only_beside_the_sandbox(missing: str, keys_file: Path) -> None:
    environ = {**DEMO, "SALDO_DEMO_CUSTOMERS": str(keys_file), missing: ""}
    with pytest.raises(RasaException, match="REST=1"):
        DemoRest.from_credentials({}, environ)


@pytest.mark.parametrize(
    ("sender", "customer"),
    [("low-fee/a b", "low-fee"), ("visitor/x", None), ("unconfirmed/å", "unconfirmed")],
)
def test_sender_names_customer_and_conversation(
    channel: DemoRest, sender: str, customer: str | None
) -> None:
    body = {"sender": sender, "message": "hej", "metadata": {"saldo_identity": "x"}}
    assert channel._read(request(body)) == (sender, customer, "hej")


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b"", 400, "must be JSON"),
        (b"\xff\xfe", 400, "must be JSON"),
        (b"[" * 100_000, 400, "must be JSON"),
        ([], 400, "JSON object"),
        ({"message": "x"}, 400, "'sender'"),
        ({"sender": "visitor/x"}, 400, "'message'"),
        ({"sender": "visitor/x", "message": None}, 400, "'message'"),
        ({"sender": "visitor/x", "message": 5}, 400, "'message'"),
        ({"sender": ["visitor/x"], "message": "x"}, 400, "'sender'"),
        ({"sender": "visitor", "message": "x"}, 400, "<demo customer>"),
        ({"sender": "visitor/", "message": "x"}, 400, "<demo customer>"),
        ({"sender": "visitor/a/b", "message": "x"}, 400, "<demo customer>"),
        ({"sender": "visitor/\ud800", "message": "x"}, 400, "<demo customer>"),
        ({"sender": "visitor/" + "x" * 200, "message": "x"}, 400, "<demo customer>"),
        ({"sender": "lowfee/x", "message": "x"}, 404, "did you mean low-fee"),
        ({"sender": "nobody/x", "message": "x"}, 404, "no demo customer 'nobody'"),
        (b"x" * (MOST_BYTES + 1), 413, "at most"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_requests_say_what_is_wrong(
    channel: DemoRest, body: Any, status: int, reason: str
) -> None:
    with pytest.raises(Refused, match=reason) as refused:
        channel._read(request(body))
    assert refused.value.status == status


GOOD = {"sender": "visitor/x", "message": "x"}


@pytest.mark.parametrize(
    "asked", [request(GOOD, ip="192.0.2.7"), request(GOOD, origin="https://example.org")]
)
def test_strangers_are_refused(channel: DemoRest, asked: Any) -> None:
    with pytest.raises(Refused) as refused:
        channel._read(asked)
    assert refused.value.status == 403


def test_t17_sender_who_asks_too_fast_is_told_when_to_ask_again(channel: DemoRest) -> None:
    still = Rate(3, 0.5, lambda: 0.0)
    channel._rates = dataclasses.replace(channel._rates, conversation=still)
    noisy, honest = ({"sender": f"low-fee/{name}", "message": "hej"} for name in ("a", "b"))
    for _ in range(3):
        channel._read(request(noisy))
    with pytest.raises(Refused, match="ask again in 2 s") as refused:
        channel._read(request(noisy))
    assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": "2"})
    assert channel._read(request(honest)) == ("low-fee/b", "low-fee", "hej")
