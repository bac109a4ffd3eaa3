"""What the adapters' unit tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from actions.adapters.account import Account
from actions.adapters.credentials import Credentials
from actions.adapters.deadline import Deadline
from actions.adapters.okx import OkxClient
from actions.adapters.transport import HttpGet
from tests.unit.adapters.fake_exchange import Fake, serving


@pytest.fixture
def fake() -> Iterator[Fake]:
    with serving() as state:
        yield state


@pytest.fixture
def http() -> Iterator[HttpGet]:
    client = HttpGet()
    yield client
    client.close()


@pytest.fixture
def keys() -> Credentials:
    return Credentials("demo-key-canary", "demo-secret-canary", "demo-passphrase-canary", "se")


@pytest.fixture
def pauses() -> list[float]:
    """How long the client slept, without it being waited for."""
    return []


@pytest.fixture
def client(fake: Fake, http: HttpGet, pauses: list[float]) -> OkxClient:
    return OkxClient(fake.url, http, sleep=pauses.append, jitter=lambda: 1.0)


@pytest.fixture
def account(client: OkxClient, keys: Credentials) -> Account:
    return Account(client, keys)


@pytest.fixture
def deadline() -> Deadline:
    return Deadline(20)
