"""T13: no key, secret or passphrase in a log, an exception, a repr or a traceback."""

from __future__ import annotations

import asyncio
import http.client
import logging
import traceback

import pytest

from actions.adapters import endpoints
from actions.adapters.account import Account
from actions.adapters.balance import funding
from actions.adapters.credentials import Credentials
from actions.adapters.deadline import Deadline
from actions.adapters.errors import AdapterError
from actions.adapters.gather import Exchange, gather_facts
from actions.diagnosis.findings import Question
from actions.settings import Settings
from tests.unit.adapters.fake_exchange import Answer, Fake, ok, refused

CANARIES = ("demo-key-canary", "demo-secret-canary", "demo-passphrase-canary")
PATH = endpoints.FUNDING.path

FAILING = [
    Answer(cut=True),
    Answer("<html>", 502),
    Answer('{"code"', 200),
    Answer(b"x", announced=50),
    refused("50111", 401),
    refused("50011", 429),
    ok([{"ccy": 5.5}]),
]


@pytest.mark.parametrize("answer", FAILING, ids=range(len(FAILING)))
def test_t13_a_failing_look_up_says_nothing_secret(
    fake: Fake, account: Account, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    fake.on(PATH, answer)
    with pytest.raises(AdapterError) as failed:
        funding(account, Deadline(20))
    shown = "".join(
        traceback.TracebackException.from_exception(failed.value, capture_locals=True).format()
    )
    for canary in CANARIES:
        assert canary not in shown
        assert canary not in caplog.text
        assert canary not in str(failed.value) + repr(failed.value)
    # a logger that shows locals must not find the request behind the error either
    assert failed.value.__context__ is None
    assert failed.value.__cause__ is None
    assert caplog.records, "urllib3 logged nothing, so this test looked at nothing"


async def _whole_turn(fake: Fake, keys: Credentials) -> str:
    settings = Settings(okx_base_url=fake.url)
    exchange = Exchange(settings)
    facts = await gather_facts(Question(None), keys, None, settings, exchange=exchange)
    exchange.close()
    return repr(facts) + repr(exchange.account(exchange.region(None, keys), keys))


def test_t13_a_whole_turn_at_debug_says_nothing_secret(
    fake: Fake,
    keys: Credentials,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    fake.on("*", refused("50026", 500))
    shown = asyncio.run(_whole_turn(fake, keys))
    printed = capfd.readouterr()
    for canary in CANARIES:
        assert canary not in caplog.text + printed.out + printed.err + shown
    assert http.client.HTTPConnection.debuglevel == 0  # it would print every header


def test_credentials_have_no_telling_repr(keys: Credentials) -> None:
    shown = f"{keys!r} {keys} {[keys]}"
    assert not any(canary in shown for canary in CANARIES)
    assert "se" in shown


def test_t13_no_key_goes_to_an_explorer(fake: Fake, account: Account) -> None:
    from actions.adapters.explorer.bitcoin import Esplora
    from actions.adapters.explorer.evm import EvmNode
    from actions.adapters.explorer.rpc import JsonPoster
    from actions.adapters.transport import HttpGet

    fake.on("*", Answer("Transaction not found", 404))
    get, poster = HttpGet(), JsonPoster()
    Esplora(fake.url, get).look("ab" * 32, Deadline(20))
    fake.on("*", Answer({"jsonrpc": "2.0", "id": 1, "result": None}))
    EvmNode("ERC20", fake.url, poster).look("0x" + "ab" * 32, Deadline(20))
    assert len(fake.asked) == 2
    for sent in fake.asked:
        assert not any(name.upper().startswith("OK-") for name in sent.headers)
    get.close()
    poster.close()
