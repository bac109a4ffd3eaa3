"""From the exchange's sign-in page to the customer's own account, and never to another's."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from actions.adapters.credentials import Access
from actions.adapters.exchange import Exchange
from actions.adapters.gather import gather_facts
from actions.diagnosis.findings import Question
from actions.diagnosis.records import AccountFacts, Failure, Known, Unknown
from actions.on_behalf import Delegation
from channels.demo_sign_in import DemoSignIns, SignInFailed
from identity.exchange import ExchangeUnavailable, SubjectEnded
from identity.jwks import KeySet, KeysUnavailable, fetcher
from identity.links import Grant, LinkResult
from identity.setup import Identity, load_identity
from identity.signin import SignInRefused, SignInVerifier
from identity.speaker import State
from tests.contract.adapters.conftest import Sandbox
from tests.contract.identity.conftest import SignInAs, control, environ_of

CUSTOMERS = ("in-earn", "lent-out", "in-margin", "unconfirmed", "order-open")


@pytest.fixture
def delegation(identity: Identity) -> Delegation:
    assert identity.tokens is not None
    return Delegation(identity, identity.tokens)


def facts(sandbox: Sandbox, access: Access | None) -> AccountFacts:
    exchange = Exchange(sandbox.settings)
    try:
        return asyncio.run(
            gather_facts(
                Question(None), access, None, sandbox.settings, exchange=exchange, deadline=20
            )
        )
    finally:
        exchange.close()


def balances(found: AccountFacts) -> list[object]:
    shown = []
    for part in (found.funding, found.trading, found.earn, found.config):
        assert isinstance(part, Known), part
        shown.append(part.value)
    return shown


def test_what_is_read_on_behalf_is_what_the_customers_own_key_reads(
    sandbox: Sandbox, identity: Identity, signed_in: SignInAs, delegation: Delegation
) -> None:
    sandbox.fault("*", "stale", seconds=0)  # both readings are of the same moment
    for customer in CUSTOMERS:
        opened = identity.conversations.sign_in(None, signed_in(customer), "web")
        access = delegation.get(customer, opened.speaker.conversation)
        own = facts(sandbox, sandbox.keys(customer))
        assert balances(facts(sandbox, access)) == balances(own)


def test_t4_many_customers_at_once_and_every_request_is_the_askers(
    sandbox: Sandbox, identity: Identity, signed_in: SignInAs, delegation: Delegation
) -> None:
    """The sandbox writes down whose account each request read."""
    expected = {one: balances(facts(sandbox, sandbox.keys(one)))[-1] for one in CUSTOMERS}
    conversations = {
        one: identity.conversations.sign_in(None, signed_in(one), "web").speaker.conversation
        for one in CUSTOMERS
    }
    sandbox.calm()

    def turn(customer: str) -> bool:
        found = facts(sandbox, delegation.get(customer, conversations[customer]))
        return balances(found)[-1] == expected[customer]

    with ThreadPoolExecutor(5) as pool:
        assert all(pool.map(turn, CUSTOMERS * 3))
    private = [one for one in sandbox.log() if one["path"].startswith("/api/v5/account/config")]
    assert {one["customer"] for one in private} == set(CUSTOMERS)
    for customer in CUSTOMERS:
        for stranger in set(CUSTOMERS) - {customer}:
            assert delegation.get(stranger, conversations[customer]) is None


def test_revoked_sign_in_reads_nothing_from_then_on(
    sandbox: Sandbox, identity: Identity, signed_in: SignInAs, delegation: Delegation
) -> None:
    opened = identity.conversations.sign_in(None, signed_in("wd-sent"), "web")
    conversation = opened.speaker.conversation
    access = delegation.get("wd-sent", conversation)
    assert access is not None
    balances(facts(sandbox, access))
    control(sandbox, "revoke", customer="wd-sent")
    found = facts(sandbox, access)  # its access token has most of a minute left
    for part in (found.funding, found.deposits, found.config):
        assert isinstance(part, Unknown)
        assert part.failure is Failure.DENIED
    assert access.ended
    now = identity.conversations.resume(opened.secret)
    assert now is not None
    assert now.state is State.SIGN_IN_AGAIN
    again = identity.conversations.sign_in(opened.secret, signed_in("wd-sent"), "web")
    assert again.speaker.conversation == conversation  # nothing was lost
    balances(facts(sandbox, delegation.get("wd-sent", conversation)))


def test_keys_rotate_under_the_running_bot(sandbox: Sandbox) -> None:
    now = [0.0]
    keys = KeySet(fetcher(f"{sandbox.url}/.well-known/jwks.json"), lambda: now[0])
    verifier = SignInVerifier(keys, "https://exchange.sandbox.invalid", "saldo")

    def token() -> str:
        asked = {"customer": "healthy"}
        url = f"{sandbox.url}/signin/token"
        return str(requests.post(url, json=asked, timeout=10).json()["token"])

    old = token()
    assert verifier.verify(old).customer == "healthy"
    control(sandbox, "rotate")
    new = token()
    now[0] += 11
    assert verifier.verify(new).customer == "healthy"
    assert verifier.verify(old).customer == "healthy"
    control(sandbox, "rotate", drop=True)
    now[0] += 601
    for gone in (old, new):
        with pytest.raises(SignInRefused):
            verifier.verify(gone)
    assert verifier.verify(token()).customer == "healthy"


def test_t29_while_the_keys_or_the_token_endpoint_fail_nobody_gets_in(
    sandbox: Sandbox, identity: Identity, signed_in: SignInAs
) -> None:
    opened = identity.conversations.sign_in(None, signed_in("healthy"), "web")
    subject = identity.subject(opened.speaker.conversation, "healthy")
    assert subject is not None
    assert identity.tokens is not None
    for kind in ("5xx", "html", "truncated", "refuse"):
        sandbox.calm()
        sandbox.fault("/.well-known/jwks.json", kind)
        sandbox.fault("/oauth/token", kind)
        fresh = SignInVerifier(
            KeySet(fetcher(f"{sandbox.url}/.well-known/jwks.json")),
            "https://exchange.sandbox.invalid",
            "saldo",
        )
        with pytest.raises(KeysUnavailable):
            fresh.verify(subject.token)
        with pytest.raises(ExchangeUnavailable):
            identity.tokens.on_behalf_of(subject)


def test_messenger_account_is_linked_and_reads_until_it_is_unlinked(
    sandbox: Sandbox, identity: Identity, signed_in: SignInAs, delegation: Delegation
) -> None:
    sign_in = signed_in("sold")
    assert identity.tokens is not None
    issued = identity.tokens.grant(sign_in.token)
    code = identity.links.make_code("sold", Grant(issued.token, issued.ends, sign_in.region))
    assert identity.links.redeem("slack", "T1:U1", code) is LinkResult.LINKED
    speaker = identity.links.speaker("slack", "T1:U1")
    access = delegation.get("sold", speaker.conversation)
    own = balances(facts(sandbox, sandbox.keys("sold")))[-1]
    assert balances(facts(sandbox, access))[-1] == own

    subject = identity.subject(speaker.conversation, "sold")
    assert subject is not None
    undone = identity.links.unlink("slack", "T1:U1")
    assert undone is not None
    assert undone.grant_token is not None
    identity.tokens.revoke(undone.grant_token)
    with pytest.raises(SubjectEnded):  # even for somebody who kept a copy
        identity.tokens.on_behalf_of(subject)
    assert delegation.get("sold", speaker.conversation) is None
    found = facts(sandbox, access)
    assert isinstance(found.funding, Unknown)


def test_expired_sign_in_buys_nothing(
    sandbox: Sandbox, identity: Identity, signed_in: SignInAs
) -> None:
    control(sandbox, "lifetime", seconds=1)
    opened = identity.conversations.sign_in(None, signed_in("healthy"), "web")
    found = opened.speaker
    while found is not None and found.state is State.SIGNED_IN:  # by the sign-in's own clock
        found = identity.conversations.resume(opened.secret)
    assert found is not None
    assert found.state is State.SIGN_IN_AGAIN
    assert identity.subject(found.conversation, "healthy") is None


# --- the channels beside the sandbox --------------------------------------------------------


def demo(identity: Identity, sandbox: Sandbox) -> DemoSignIns:
    return DemoSignIns(identity, f"{sandbox.url}/signin/token", "rest")


def test_demo_channel_signs_in_and_keeps_names_apart(sandbox: Sandbox, identity: Identity) -> None:
    async def talk() -> None:
        sign_ins = demo(identity, sandbox)
        anna = await sign_ins.speaker("healthy/x", "healthy")
        assert (anna.state, anna.customer) == (State.SIGNED_IN, "healthy")
        assert await sign_ins.speaker("healthy/x", "healthy") == anna
        other = await sign_ins.speaker("healthy/y", "healthy")
        visitor = await sign_ins.speaker("visitor/x", None)
        assert visitor.state is State.VISITOR
        assert await sign_ins.speaker("visitor/x", None) == visitor
        ids = {one.conversation for one in (anna, other, visitor)}
        assert len(ids) == 3
        assert not any("healthy" in one for one in ids)
        many = await asyncio.gather(*(sign_ins.speaker("healthy/z", "healthy") for _ in range(9)))
        assert len(set(many)) == 1

    asyncio.run(talk())


def test_demo_channel_renews_the_sign_in_and_the_conversation_goes_on(
    sandbox: Sandbox, identity: Identity
) -> None:
    async def talk() -> None:
        sign_ins = demo(identity, sandbox)
        control(sandbox, "lifetime", seconds=20)  # less than the margin: renewed each time
        first = await sign_ins.speaker("healthy/x", "healthy")
        control(sandbox, "lifetime", seconds=300)
        second = await sign_ins.speaker("healthy/x", "healthy")
        assert second.conversation == first.conversation
        assert (second.ends or 0) > (first.ends or 0)

    asyncio.run(talk())


def test_demo_channel_begins_conversations_while_the_sign_in_page_is_down(
    sandbox: Sandbox, identity: Identity
) -> None:
    async def talk() -> None:
        sign_ins = demo(identity, sandbox)
        first = await sign_ins.speaker("healthy/x", "healthy")
        sandbox.fault("/signin", "5xx")
        second = await sign_ins.speaker("healthy/y", "healthy")
        assert second.customer == "healthy"
        assert second.conversation != first.conversation
        control(sandbox, "revoke", customer="healthy")
        subject = identity.subject(second.conversation, "healthy")
        assert subject is not None
        identity.end(second.conversation, subject)
        with pytest.raises(SignInFailed):  # it would need a new one
            await sign_ins.speaker("healthy/y", "healthy")
        sandbox.calm()
        again = await sign_ins.speaker("healthy/y", "healthy")
        assert (again.conversation, again.customer) == (second.conversation, "healthy")

    asyncio.run(talk())


def test_demo_channel_without_a_sandbox_signs_nobody_in(
    sandbox: Sandbox, identity: Identity, tmp_path: Path
) -> None:
    async def fails(sign_ins: DemoSignIns) -> None:
        with pytest.raises(SignInFailed):
            await sign_ins.speaker("healthy/x", "healthy")

    sandbox.fault("/signin", "5xx")
    asyncio.run(fails(demo(identity, sandbox)))
    sandbox.calm()
    asyncio.run(fails(DemoSignIns(identity, "http://127.0.0.1:1/signin/token", "rest")))
    # a token of another audience is a token that this bot doesn't take
    stranger = load_identity({**environ_of(sandbox, tmp_path), "SALDO_JWT_AUDIENCE": "another"})
    asyncio.run(fails(demo(stranger, sandbox)))
    assert not [one for one in sandbox.log() if one["path"].startswith("/api/")]
