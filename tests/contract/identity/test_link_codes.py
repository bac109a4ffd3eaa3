"""The help centre's codes: from a sign-in to a linked Slack account and back."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
import requests

from channels.external import ExternalUsers
from channels.link_codes import MOST_BYTES, LinkCodes
from identity.exchange import SubjectEnded
from identity.links import LinkResult
from identity.setup import Identity
from tests.contract.adapters.conftest import Sandbox
from tests.contract.identity.conftest import control
from tests.unit.channels.messenger import Bot, served

Ask = Callable[..., tuple[int, dict[str, Any]]]


def token_of(sandbox: Sandbox, customer: str) -> str:
    asked = {"customer": customer}
    return str(requests.post(f"{sandbox.url}/signin/token", json=asked, timeout=10).json()["token"])


@pytest.fixture
def ask(identity: Identity) -> Ask:
    """``ask("/code", token)``: status and body of the answer."""
    channel = LinkCodes(identity)

    def asked(path: str, token: str | None, body: bytes = b"", **headers: str) -> Any:
        if token is not None:
            headers["Authorization"] = f"Bearer {token}"

        async def whole() -> Any:
            async with (
                served(channel, Bot(identity)) as url,
                aiohttp.ClientSession() as client,
                client.post(url + path, data=body, headers=headers) as reply,
            ):
                assert "access-control-allow-origin" not in reply.headers
                assert reply.headers["cache-control"] == "no-store"
                return reply.status, await reply.json()

        return asyncio.run(whole())

    return asked


def test_signed_in_customer_gets_a_code_that_links_with_a_grant(
    sandbox: Sandbox, identity: Identity, ask: Ask
) -> None:
    status, said = ask("/code", token_of(sandbox, "unconfirmed"))
    assert (status, said["expires_in"]) == (201, 600)
    links = identity.links
    assert links.redeem("slack", "T1/U1", said["code"]) is LinkResult.LINKED
    speaker = links.speaker("slack", "T1/U1")
    assert speaker.customer == "unconfirmed"
    subject = links.subject(speaker.conversation, "unconfirmed")
    assert subject is not None
    assert subject.grant
    assert identity.tokens is not None
    assert identity.tokens.on_behalf_of(subject).token


def test_body_and_query_name_nobody(sandbox: Sandbox, identity: Identity, ask: Ask) -> None:
    token = token_of(sandbox, "in-earn")
    _, said = ask("/code?customer=low-fee", token, b'{"customer": "low-fee", "sub": "low-fee"}')
    identity.links.redeem("slack", "T1/U1", said["code"])
    assert identity.links.speaker("slack", "T1/U1").customer == "in-earn"


def test_t3_without_a_good_sign_in_there_is_no_code(sandbox: Sandbox, ask: Ask) -> None:
    good = token_of(sandbox, "in-earn")
    head, claims, signature = good.split(".")
    flipped = base64.urlsafe_b64encode(b'{"sub":"low-fee"}').rstrip(b"=").decode()
    tokens = [None, "", "x", good[:-2], f"{head}.{flipped}.{signature}", f"{head}.{claims}.", "a b"]
    for path in ("/code", "/unlink"):
        answers = [ask(path, token) for token in tokens]
        answers.append(ask(path, None, Cookie=f"session={good}"))
        answers.append(ask(path, None, Authorization=f"Basic {good}"))
        assert {str(answer) for answer in answers} == {
            "(401, {'error': 'the sign-in is not valid'})"
        }
    assert ask("/code", good, b"x" * (MOST_BYTES + 1))[0] == 413


def test_revoked_sign_in_gets_no_code(sandbox: Sandbox, ask: Ask) -> None:
    token = token_of(sandbox, "low-fee")
    control(sandbox, "revoke", customer="low-fee")
    assert ask("/code", token)[0] == 401


def test_codes_are_limited_and_the_last_one_stays_good(
    sandbox: Sandbox, identity: Identity, ask: Ask
) -> None:
    token = token_of(sandbox, "in-earn")
    answers = [ask("/code", token) for _ in range(6)]
    assert [status for status, _ in answers] == [201] * 5 + [429]
    asked = [one["path"] for one in sandbox.log()]
    assert asked.count("/oauth/token") - asked.count("/oauth/revoke") <= 5  # none is left over
    assert identity.links.redeem("slack", "T1/U1", answers[0][1]["code"]) is LinkResult.NOT_VALID
    assert identity.links.redeem("slack", "T1/U1", answers[4][1]["code"]) is LinkResult.LINKED


def test_t29_no_token_endpoint_no_code(sandbox: Sandbox, ask: Ask) -> None:
    token = token_of(sandbox, "in-earn")
    sandbox.fault("/oauth/token", "5xx")
    assert ask("/code", token) == (503, {"error": "not now"})


def test_t25_unlinking_in_the_help_centre_ends_every_link_and_its_grant(
    sandbox: Sandbox, identity: Identity, ask: Ask
) -> None:
    token = token_of(sandbox, "in-earn")
    for user in ("T1/U1", "T1/U2"):
        identity.links.redeem("slack", user, ask("/code", token)[1]["code"])
    speaker = identity.links.speaker("slack", "T1/U1")
    subject = identity.links.subject(speaker.conversation, "in-earn")
    assert ask("/unlink", token) == (200, {"unlinked": 2})
    assert ask("/unlink", token) == (200, {"unlinked": 0})
    bot = Bot(identity)
    users = ExternalUsers("slack", identity)
    reply = asyncio.run(users.direct("T1/U1", "balance", bot.handle, bot))
    assert reply.messages[0]["text"] == "Sign in first"
    assert identity.tokens is not None
    assert subject is not None
    with pytest.raises(SubjectEnded):
        identity.tokens.on_behalf_of(subject)
