"""The exchange's keys: which count, when they are fetched, and what holds while they can't be."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
import requests

from identity.jwks import (
    MAX_AGE_SECONDS,
    MAX_STALE_SECONDS,
    REFRESH_SECONDS,
    KeySet,
    KeysUnavailable,
    fetcher,
    read_keys,
)
from tests.unit.identity.exchange_keys import jwk, jwks


class Endpoint:
    """Answers with ``body``, or raises it; counts."""

    def __init__(self, body: Any) -> None:
        self.body = body
        self.asked = 0

    def __call__(self) -> bytes:
        self.asked += 1
        if isinstance(self.body, Exception):
            raise self.body
        assert isinstance(self.body, bytes)
        return self.body


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def made(body: Any) -> tuple[KeySet, Endpoint, Clock]:
    endpoint, clock = Endpoint(body), Clock()
    return KeySet(endpoint, clock), endpoint, clock


ONE = jwks(jwk("es", "one"))
DOWN = requests.ConnectionError()


def test_keys_are_fetched_once_and_kept() -> None:
    keys, endpoint, _ = made(ONE)
    assert endpoint.asked == 0
    for _n in range(5):
        found = keys.get("one")
        assert found is not None
        assert found.algorithm == "ES256"
    assert endpoint.asked == 1


def test_a_rotated_key_is_found_at_once_and_the_old_one_goes_in_time() -> None:
    keys, endpoint, clock = made(ONE)
    keys.get("one")
    clock.now = REFRESH_SECONDS
    endpoint.body = jwks(jwk("es-other", "two"))
    assert keys.get("two") is not None
    assert keys.get("one") is None


def test_a_key_that_was_taken_away_is_trusted_no_longer_than_its_age() -> None:
    keys, endpoint, clock = made(ONE)
    keys.get("one")
    endpoint.body = jwks(jwk("es-other", "two"))
    clock.now = MAX_AGE_SECONDS - 1
    assert keys.get("one") is not None
    clock.now = MAX_AGE_SECONDS
    assert keys.get("one") is None


def test_t3_unknown_kids_fetch_at_most_every_so_often() -> None:
    keys, endpoint, clock = made(ONE)
    for n in range(100):
        assert keys.get(f"made up {n}") is None
    assert endpoint.asked == 1
    clock.now = REFRESH_SECONDS
    assert keys.get("made up") is None
    assert endpoint.asked == 2


def test_t29_the_last_good_keys_serve_while_the_endpoint_fails_but_not_for_ever() -> None:
    keys, endpoint, clock = made(ONE)
    keys.get("one")
    for broken in (DOWN, b"<html>", b"[]", b'{"keys": 3}', jwks(), ValueError()):
        endpoint.body = broken
        clock.now += MAX_AGE_SECONDS
        assert keys.get("one") is not None, broken
        with pytest.raises(KeysUnavailable):  # a rotation can't be told from a forgery now
            keys.get("two")
    clock.now = MAX_STALE_SECONDS + REFRESH_SECONDS
    with pytest.raises(KeysUnavailable):
        keys.get("one")


@pytest.mark.parametrize(
    "broken",
    [DOWN, b"", b"\xff", b"[" * 100_000, jwks(jwk("rs-short", "x"))],
    ids=["down", "empty", "no text", "deep", "no usable key"],
)
def test_t29_without_any_key_nobody_can_be_checked(broken: Any) -> None:
    keys, endpoint, clock = made(broken)
    for _n in range(3):
        with pytest.raises(KeysUnavailable):
            keys.get("one")
    assert endpoint.asked == 1
    endpoint.body, clock.now = ONE, REFRESH_SECONDS
    assert keys.get("one") is not None


def test_t24_many_at_once_fetch_once() -> None:
    hold = threading.Event()
    asked = []

    def slow() -> bytes:
        asked.append(1)
        hold.wait(5)
        return ONE

    keys = KeySet(slow, Clock())
    with ThreadPoolExecutor(16) as pool:
        waiting = [pool.submit(keys.get, "one") for _ in range(16)]
        hold.set()
        assert all(one.result(timeout=5) is not None for one in waiting)
    assert len(asked) == 1


@pytest.mark.parametrize(
    "row",
    [
        {"kty": "oct", "kid": "x", "k": "c2VjcmV0"},
        jwk("rs-short", "x"),
        jwk("es384", "x"),
        jwk("es", "x", use="enc"),
        jwk("es", "x", alg="RS256"),
        jwk("es", "x", d="AAAA"),
        jwk("es", "x", x="AAAA"),
        jwk("es", "x", kty="EC2"),
        jwk("es", "x", crv=None),
        {**jwk("es", "x"), "kid": None},
        jwk("es", ""),
        jwk("es", "x" * 129),
        {"kid": "x"},
        [],
        None,
        "x",
    ],
    ids=range(16),  # the keys are new at each start
)
def test_t3_what_is_no_key_for_sign_ins_is_left_out(row: Any) -> None:
    assert set(read_keys(jwks(row, jwk("es", "good")))) == {"good"}


def test_t3_a_name_that_stands_twice_names_no_key() -> None:
    assert read_keys(jwks(jwk("es", "x"), jwk("es-other", "x"))) == {}


class _Server(BaseHTTPRequestHandler):
    status, headers_, body = 200, {}, ONE  # type: ignore[var-annotated]

    def do_GET(self) -> None:
        self.send_response(self.status)
        for name, value in self.headers_.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def server() -> Any:
    handler = type("Handler", (_Server,), {})
    running = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield handler, f"http://127.0.0.1:{running.server_port}/jwks"
    running.shutdown()
    running.server_close()


def test_document_is_fetched(server: Any) -> None:
    assert fetcher(server[1])() == ONE


@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (302, {"Location": "http://127.0.0.1:1/"}, b""),
        (500, {}, ONE),
        (404, {}, ONE),
        (200, {}, b"x" * 300_000),
    ],
    ids=["redirect", "error", "missing", "too long"],
)
def test_t15_only_the_configured_document_is_read(
    server: Any, status: int, headers: dict[str, str], body: bytes
) -> None:
    server[0].status, server[0].headers_, server[0].body = status, headers, body
    with pytest.raises(ValueError, match=r"status|too much"):
        fetcher(server[1])()
