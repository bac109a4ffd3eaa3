"""Access on a customer's behalf: by the customer's own sign-in, asked for once, while it holds."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
import requests

from actions.adapters import endpoints
from actions.adapters.account import Account
from actions.adapters.balance import funding
from actions.adapters.deadline import Deadline
from actions.adapters.errors import AdapterError, Denied, Unavailable
from actions.adapters.gather import Exchange, gather_facts
from actions.adapters.okx import OkxClient
from actions.adapters.transport import HttpGet
from actions.diagnosis.findings import Question
from actions.diagnosis.records import Failure, Source, Unknown
from actions.on_behalf import Delegation, OnBehalfOf
from actions.service import StoredKeys, credential_store
from actions.settings import Settings, SettingsError, load_settings
from identity.links import Grant
from identity.setup import Identity, load_identity
from identity.signin import SignIn
from identity.speaker import State
from keystore.store import new_key
from tests.unit.adapters.fake_exchange import Answer, Fake, ok, refused, serving

PATH = endpoints.FUNDING.path
TOKEN = "/oauth/token"
SIGN_IN = "sign-in-token-canary"


class Clock:
    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving() as state:
        state.on(PATH, ok([]))
        state.on(TOKEN, issued("access-1"), issued("access-2"), issued("access-3"))
        yield state


def issued(token: str, seconds: int = 60, **more: Any) -> Answer:
    return Answer({"access_token": token, "expires_in": seconds, "scope": "read", **more})


def no_longer(error: str = "invalid_request") -> Answer:
    return Answer({"error": error}, 400)


@pytest.fixture
def identity(fake: Fake, tmp_path: Path) -> Identity:
    return load_identity(
        {
            "SALDO_IDENTITY_KEY": "demo-identity-key",
            "SALDO_IDENTITY_DB": str(tmp_path / "identity.db"),
            "SALDO_TOKEN_URL": fake.url + TOKEN,
            "SALDO_CLIENT_ID": "saldo",
            "SALDO_CLIENT_SECRET": "client-secret-canary",
        }
    )


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(identity: Identity, clock: Clock) -> Delegation:
    assert identity.tokens is not None
    return Delegation(identity, identity.tokens, clock)


def sign_in(identity: Identity, customer: str = "anna", jti: str = "jti-0001") -> tuple[str, str]:
    """The conversation of a customer who has just signed in, and its secret."""
    expires = 4_000_000_000
    opened = identity.conversations.sign_in(
        None, SignIn(customer, expires, jti, f"{SIGN_IN}-{customer}", "it"), "web"
    )
    return opened.speaker.conversation, opened.secret


@pytest.fixture
def client(fake: Fake) -> Iterator[OkxClient]:
    http = HttpGet()
    yield OkxClient(fake.url, http, sleep=lambda _: None, jitter=lambda: 1.0)
    http.close()


def access_of(store: Delegation, conversation: str, customer: str = "anna") -> OnBehalfOf:
    found = store.get(customer, conversation)
    assert found is not None
    return found


def token_requests(fake: Fake) -> list[dict[str, list[str]]]:
    return [parse_qs(one.body.decode()) for one in fake.asked if one.path == TOKEN]


def bearers(fake: Fake) -> list[str | None]:
    return [one.headers.get("Authorization") for one in fake.asked if one.path.startswith(PATH)]


def test_look_up_carries_a_token_that_the_customers_sign_in_bought(
    fake: Fake, store: Delegation, identity: Identity, client: OkxClient
) -> None:
    conversation, _ = sign_in(identity)
    access = access_of(store, conversation)
    assert fake.asked == []  # nothing is asked before it is needed
    assert access.region == "it"
    for _n in range(3):
        funding(Account(client, access), Deadline(20))
    (form,) = token_requests(fake)
    assert form["subject_token"] == [f"{SIGN_IN}-anna"]
    assert form["grant_type"] == ["urn:ietf:params:oauth:grant-type:token-exchange"]
    assert form["scope"] == ["read"]
    assert bearers(fake) == ["Bearer access-1"] * 3
    assert not any(name.upper().startswith("OK-") for one in fake.asked for name in one.headers)


def test_t4_no_access_without_that_customers_own_sign_in(
    fake: Fake, store: Delegation, identity: Identity
) -> None:
    conversation, secret = sign_in(identity)
    assert store.get("bert", conversation) is None
    assert store.get("anna", "c-another") is None
    identity.conversations.sign_out(secret, "web")
    assert store.get("anna", conversation) is None
    assert fake.asked == []


def test_t4_customers_never_share_a_token(
    fake: Fake, store: Delegation, identity: Identity, client: OkxClient
) -> None:
    fake.on(TOKEN, lambda asked: issued(parse_qs(asked.body.decode())["subject_token"][0]))
    names = [f"customer-{n}" for n in range(8)]
    accesses = {
        name: access_of(store, sign_in(identity, name, f"jti-{name}")[0], name) for name in names
    }
    assert len({one.fingerprint for one in accesses.values()}) == len(names)
    with ThreadPoolExecutor(16) as pool:
        for name, header in pool.map(lambda name: (name, header_of(accesses[name])), names * 20):
            assert header == f"Bearer {SIGN_IN}-{name}"


def header_of(access: OnBehalfOf, deadline: Deadline | None = None) -> str:
    request = requests.Request("GET", "http://127.0.0.1/").prepare()
    access.authorise(lambda: datetime.now(timezone.utc), Source.FUNDING, deadline or Deadline(20))(
        request
    )
    return request.headers["Authorization"]


def test_t24_a_turns_look_ups_ask_for_one_token(
    fake: Fake, store: Delegation, identity: Identity
) -> None:
    conversation, _ = sign_in(identity)
    with ThreadPoolExecutor(16) as pool:
        headers = set(pool.map(lambda _: header_of(access_of(store, conversation)), range(48)))
    assert headers == {"Bearer access-1"}
    assert len(token_requests(fake)) == 1


def test_token_is_renewed_before_it_ends(
    fake: Fake, store: Delegation, identity: Identity, clock: Clock
) -> None:
    access = access_of(store, sign_in(identity)[0])
    assert header_of(access) == "Bearer access-1"
    clock.now += 45
    assert header_of(access) == "Bearer access-1"
    clock.now += 10
    assert header_of(access) == "Bearer access-2"


def test_revoked_sign_in_ends_here_too_and_nothing_more_is_asked(
    fake: Fake, store: Delegation, identity: Identity, client: OkxClient
) -> None:
    fake.on(TOKEN, no_longer())
    conversation, secret = sign_in(identity)
    access = access_of(store, conversation)
    for _n in range(3):
        with pytest.raises(Denied):
            funding(Account(client, access), Deadline(20))
    assert access.ended
    assert len(token_requests(fake)) == 1
    assert bearers(fake) == []
    found = identity.conversations.resume(secret)
    assert found is not None
    assert found.state is State.SIGN_IN_AGAIN
    assert store.get("anna", conversation) is None


def test_token_that_the_exchange_takes_back_is_asked_for_again(
    fake: Fake, store: Delegation, identity: Identity, client: OkxClient
) -> None:
    fake.on(PATH, refused("401", 401), ok([]))
    access = access_of(store, sign_in(identity)[0])
    funding(Account(client, access), Deadline(20))
    assert bearers(fake) == ["Bearer access-1", "Bearer access-2"]
    assert not access.ended


def test_token_and_sign_in_taken_back(
    fake: Fake, store: Delegation, identity: Identity, client: OkxClient
) -> None:
    fake.on(PATH, refused("401", 401))
    fake.on(TOKEN, issued("access-1"), no_longer("invalid_grant"))
    access = access_of(store, sign_in(identity)[0])
    with pytest.raises(Denied):
        funding(Account(client, access), Deadline(20))
    assert access.ended


def test_refusal_for_another_reason_keeps_the_token(
    fake: Fake, store: Delegation, identity: Identity, client: OkxClient
) -> None:
    fake.on(PATH, refused("50059"))
    access = access_of(store, sign_in(identity)[0])
    with pytest.raises(Denied):
        funding(Account(client, access), Deadline(20))
    assert bearers(fake) == ["Bearer access-1"]


BROKEN = [
    Answer("", 500),
    Answer("", 503),
    Answer("<html>", 200),
    Answer("[]", 200),
    Answer("[" * 60_000, 200),
    Answer({}, 200),
    Answer({"access_token": "x"}, 200),
    issued("x y"),
    issued("x\r\nOK-ACCESS-KEY: y"),
    issued("å"),
    issued(""),
    issued("x", 0),
    Answer({"access_token": "x", "expires_in": "60"}),
    Answer({"access_token": "x", "expires_in": True}),
    Answer({"access_token": "x", "expires_in": 60, "scope": "read trade"}),
    Answer({"error": "invalid_client"}, 401),
    Answer({"error": "server_error"}, 400),
    Answer("", 302, {"Location": "http://127.0.0.1:1/"}),
    Answer(cut=True),
]


@pytest.mark.parametrize("answer", BROKEN, ids=range(len(BROKEN)))
def test_t29_a_broken_token_endpoint_gives_no_access_and_ends_no_sign_in(
    answer: Answer,
    fake: Fake,
    store: Delegation,
    identity: Identity,
    client: OkxClient,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    fake.on(TOKEN, answer)
    conversation, secret = sign_in(identity)
    access = access_of(store, conversation)
    with pytest.raises(Unavailable) as failed:
        funding(Account(client, access), Deadline(20))
    assert bearers(fake) == []
    assert not access.ended
    found = identity.conversations.resume(secret)
    assert found is not None
    assert found.state is State.SIGNED_IN
    shown = caplog.text + "".join(
        traceback.TracebackException.from_exception(failed.value, capture_locals=True).format()
    )
    assert "canary" not in shown


def test_t29_a_hanging_token_endpoint_costs_no_more_than_the_deadline(
    fake: Fake, store: Delegation, identity: Identity
) -> None:
    """Everything private is unknown then, and the turn is answered: no look-up hangs on."""
    fake.on(TOKEN, Answer(hang=fake.released))
    access = access_of(store, sign_in(identity)[0])
    settings = Settings(okx_base_url=fake.url, turn_deadline=1.0)
    exchange = Exchange(settings)
    facts = asyncio.run(gather_facts(Question(None), access, None, settings, exchange=exchange))
    fake.released.set()
    exchange.close()
    assert isinstance(facts.funding, Unknown)
    assert facts.funding.failure is Failure.UNAVAILABLE
    assert bearers(fake) == []


def test_look_ups_that_waited_for_a_token_share_the_failure(
    fake: Fake, store: Delegation, identity: Identity
) -> None:
    """Otherwise a turn's look-ups would queue up for one failure after the other."""
    access = access_of(store, sign_in(identity)[0])
    fake.on(TOKEN, Answer("", 503, hang=fake.released))
    arrived: set[int] = set()

    class Seen(Deadline):
        def remaining(self) -> float:  # first asked for by who is about to wait
            arrived.add(threading.get_ident())
            return super().remaining()

    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(header_of, access, Seen(20)) for _ in range(8)]
        while len(arrived) < 8 or not token_requests(fake):
            time.sleep(0.01)
        fake.released.set()
        for one in waiting:
            with pytest.raises(Unavailable):
                one.result(timeout=10)
    assert len(token_requests(fake)) == 1


def test_linked_account_reads_with_its_grant(
    fake: Fake, store: Delegation, identity: Identity
) -> None:
    code = identity.links.make_code("anna", Grant("grant-1", None, "se"))
    identity.links.redeem("slack", "U1", code)
    speaker = identity.links.speaker("slack", "U1")
    access = access_of(store, speaker.conversation)
    assert header_of(access) == "Bearer access-1"
    (form,) = token_requests(fake)
    assert (form["grant_type"], form["refresh_token"]) == (["refresh_token"], ["grant-1"])

    fake.on(TOKEN, no_longer("invalid_grant"))
    again = Delegation(identity, identity.tokens, Clock())  # type: ignore[arg-type]
    with pytest.raises(AdapterError):
        header_of(access_of(again, speaker.conversation))
    assert identity.links.speaker("slack", "U1").state is State.SIGN_IN_AGAIN


def test_t13_nothing_shows_a_token(
    store: Delegation, identity: Identity, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    access = access_of(store, sign_in(identity)[0])
    header_of(access)
    shown = f"{access!r}{vars(access)}{vars(store)}{identity!r}"
    for secret in ("canary", "access-1"):
        assert secret not in shown
        assert secret not in caplog.text


# --- which way is configured ----------------------------------------------------------------

WAY = {
    "SALDO_IDENTITY_KEY": "k",
    "SALDO_TOKEN_URL": "https://exchange.example/oauth/token",
    "SALDO_CLIENT_ID": "saldo",
    "SALDO_CLIENT_SECRET": "s",
}


def chosen(environ: dict[str, str]) -> object:
    return credential_store(load_settings(environ), environ)


def test_the_configured_way_is_taken(tmp_path: Path) -> None:
    assert isinstance(chosen(WAY), Delegation)
    keys = {"SALDO_KEYSTORE": str(tmp_path / "keys.db"), "SALDO_KEYSTORE_KEY": new_key()}
    assert isinstance(chosen(keys), StoredKeys)
    assert chosen({}) is None
    assert chosen({"SALDO_IDENTITY_KEY": "k"}) is None


@pytest.mark.parametrize(
    "environ",
    [
        {**WAY, "SALDO_CLIENT_SECRET": ""},
        {**WAY, "SALDO_TOKEN_URL": ""},
        {**WAY, "SALDO_TOKEN_URL": "http://exchange.example/oauth/token"},
        {**WAY, "SALDO_TOKEN_URL": "file:///etc/passwd"},
        {**WAY, "SALDO_JWKS_URL": "https://exchange.example/jwks"},
        {"SALDO_KEYSTORE": "keys.db"},
        {"SALDO_KEYSTORE": "keys.db", "SALDO_KEYSTORE_KEY": "short"},
        {**WAY, "SALDO_KEYSTORE": "keys.db", "SALDO_KEYSTORE_KEY": new_key()},
    ],
    ids=range(8),
)
def test_t29_half_a_configuration_stops_the_start(environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError) as refusal:
        chosen(environ)
    assert "\n" not in str(refusal.value)
