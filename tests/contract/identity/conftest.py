"""The bot's identity beside a sandbox of its own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from identity.setup import Identity, load_identity
from identity.signin import SignIn
from sandbox.seeds import demo_client_secret
from tests.contract.adapters.conftest import Sandbox, started


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with started(tmp_path_factory.mktemp("sandbox"), "--no-rate-limits") as one:
        yield one


@pytest.fixture
def sandbox(running: Sandbox) -> Iterator[Sandbox]:
    """Without faults and with the usual lifetime, before and after."""
    running.calm()
    yield running
    running.calm()
    control(running, "lifetime", seconds=300)


def control(sandbox: Sandbox, name: str, **asked: Any) -> None:
    requests.post(
        f"{sandbox.url}/_sandbox/signin/{name}", data=json.dumps(asked), timeout=5
    ).raise_for_status()


def environ_of(sandbox: Sandbox, folder: Path) -> dict[str, str]:
    return {
        "SALDO_SANDBOX": "1",
        "SALDO_DEMO_SIGN_IN": f"{sandbox.url}/signin/token",
        "SALDO_IDENTITY_KEY": "demo-identity-key",
        "SALDO_IDENTITY_DB": str(folder / "identity.db"),
        "SALDO_JWKS_URL": f"{sandbox.url}/.well-known/jwks.json",
        "SALDO_JWT_ISSUER": "https://exchange.sandbox.invalid",
        "SALDO_TOKEN_URL": f"{sandbox.url}/oauth/token",
        "SALDO_CLIENT_ID": "saldo",
        "SALDO_CLIENT_SECRET": demo_client_secret(),
    }


@pytest.fixture
def identity(sandbox: Sandbox, tmp_path: Path) -> Identity:
    return load_identity(environ_of(sandbox, tmp_path))


SignInAs = Callable[[str], SignIn]


@pytest.fixture
def signed_in(sandbox: Sandbox, identity: Identity) -> SignInAs:
    """A verified sign-in of a demo customer."""

    def sign_in(customer: str) -> SignIn:
        reply = requests.post(
            f"{sandbox.url}/signin/token", json={"customer": customer}, timeout=10
        )
        assert identity.verifier is not None
        return identity.verifier.verify(reply.json()["token"])

    return sign_in
