"""Explorers that misbehave in ways the sandbox can't: each becomes a typed error."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from actions.adapters.deadline import Deadline
from actions.adapters.errors import AdapterError, BadData, Denied, RateLimited, Unavailable
from actions.adapters.explorer.base import Explorer
from actions.adapters.explorer.bitcoin import Esplora
from actions.adapters.explorer.evm import TRANSFER, EvmNode, quantity
from actions.adapters.explorer.rpc import JsonPoster
from actions.adapters.explorer.solana import SolanaNode
from actions.adapters.explorer.tron import TronApi
from actions.adapters.transport import HttpGet
from tests.unit.adapters.fake_exchange import Answer, Asked, Fake

IDS = {"Bitcoin": "9a" * 32, "ERC20": "0x" + "9a" * 32, "TRC20": "9a" * 32, "Solana": "5" * 88}


@pytest.fixture
def poster() -> Iterator[JsonPoster]:
    one = JsonPoster()
    yield one
    one.close()


@pytest.fixture(params=sorted(IDS))
def explorer(
    request: pytest.FixtureRequest, fake: Fake, http: HttpGet, poster: JsonPoster
) -> Explorer:
    made: dict[str, Explorer] = {
        "Bitcoin": Esplora(fake.url, http),
        "ERC20": EvmNode("ERC20", fake.url, poster),
        "TRC20": TronApi(fake.url, poster),
        "Solana": SolanaNode(fake.url, poster),
    }
    return made[request.param]


WRONG = [
    (Answer("<html>blocked</html>", 200), Unavailable),
    (Answer("busy", 503), Unavailable),
    (Answer("", 429), RateLimited),
    (Answer("", 403), Denied),
    (Answer('{"jsonrpc":"2.0","resu', 200), BadData),
    (Answer("5", 200), BadData),
    (Answer("[]", 200), BadData),
    (Answer({"jsonrpc": "2.0", "id": 1, "result": "0x", "vout": 5, "raw_data": 5}), BadData),
    (Answer(b"x", announced=9), BadData),
    (Answer("", 302, {"Location": "http://169.254.169.254/"}), Unavailable),
]


@pytest.mark.parametrize(("answer", "kind"), WRONG, ids=range(len(WRONG)))
def test_each_wrong_answer_has_its_kind(
    fake: Fake, explorer: Explorer, answer: Answer, kind: type[AdapterError]
) -> None:
    fake.on("*", answer)
    with pytest.raises(kind) as failed:
        explorer.look(IDS[explorer.network], Deadline(20))
    assert failed.value.source.value == "chain"


def test_nobody_listening_is_unavailable(http: HttpGet, poster: JsonPoster) -> None:
    nowhere = "http://127.0.0.1:1"
    for one in (Esplora(nowhere, http), EvmNode("BSC", nowhere, poster)):
        with pytest.raises(Unavailable):
            one.look("9a" * 32, Deadline(20))


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        ({"code": -32005, "message": "limit exceeded"}, RateLimited),
        ({"code": -32601, "message": "no such method"}, Unavailable),
        ("words", Unavailable),
    ],
)
def test_an_rpc_error_is_no_answer(
    fake: Fake, poster: JsonPoster, error: Any, kind: type[AdapterError]
) -> None:
    fake.on("*", Answer({"jsonrpc": "2.0", "id": 1, "error": error}))
    with pytest.raises(kind):
        EvmNode("ERC20", fake.url, poster).look(IDS["ERC20"], Deadline(20))


def test_only_reading_methods_are_posted(fake: Fake, poster: JsonPoster) -> None:
    with pytest.raises(ValueError, match="reading"):
        poster.call(fake.url, "eth_sendRawTransaction", ["0x"], Deadline(20))
    with pytest.raises(ValueError, match="reading"):
        poster.tron(fake.url, "/wallet/broadcasttransaction", {}, Deadline(20))
    assert fake.asked == []


def rpc(results: dict[str, Any]) -> Any:
    def answer(asked: Asked) -> Answer:
        method = json.loads(asked.body)["method"]
        return Answer({"jsonrpc": "2.0", "id": 1, "result": results[method]})

    return answer


def test_a_mined_payment_of_coin_and_token(fake: Fake, poster: JsonPoster) -> None:
    token, to = "0x" + "c0" * 20, "0x" + "7a" * 20
    log = {
        "address": token,
        "topics": [TRANSFER, "0x" + "00" * 32, "0x" + "00" * 12 + "7a" * 20],
        "data": hex(2_500_000),
    }
    nft = {**log, "topics": [*log["topics"], "0x01"]}
    fake.on("*", rpc({
        "eth_getTransactionByHash": {"blockNumber": "0x64", "value": hex(10**18), "to": to},
        "eth_getTransactionReceipt": {"status": "0x1", "logs": [nft, log],
                                      "effectiveGasPrice": hex(3 * 10**9)},
        "eth_blockNumber": "0x6d",
        "eth_getBlockByNumber": {"timestamp": "0x68e0a000"},
        "eth_call": "0x" + "6".rjust(64, "0"),
    }))  # fmt: skip
    seen = EvmNode("ERC20", fake.url, poster).look(IDS["ERC20"], Deadline(20))
    assert seen.transaction.confirmations == 10
    assert seen.transaction.fee_rate == Decimal(3)
    assert [(one.amount, one.contract) for one in seen.outputs] == [
        (Decimal(1), None),
        (Decimal("2.5"), token),
    ]
    assert {one.address for one in seen.outputs} == {to}


def test_a_failed_transaction_moved_nothing(fake: Fake, poster: JsonPoster) -> None:
    fake.on("*", rpc({
        "eth_getTransactionByHash": {"blockNumber": "0x64", "value": "0x1", "to": "0x" + "7a" * 20},
        "eth_getTransactionReceipt": {"status": "0x0", "logs": []},
        "eth_blockNumber": "0x64",
        "eth_getBlockByNumber": {"timestamp": "0x68e0a000"},
    }))  # fmt: skip
    seen = EvmNode("ERC20", fake.url, poster).look(IDS["ERC20"], Deadline(20))
    assert (seen.transaction.succeeded, seen.transaction.confirmations, seen.outputs) == (
        False,
        1,
        (),
    )


def test_a_pending_payment_shows_what_it_offers(fake: Fake, poster: JsonPoster) -> None:
    fake.on("*", rpc({
        "eth_getTransactionByHash": {"blockNumber": None, "value": "0x0", "to": None,
                                     "gasPrice": "0x1", "maxFeePerGas": hex(2 * 10**9)},
        "eth_gasPrice": hex(15 * 10**8),
    }))  # fmt: skip
    seen = EvmNode("ERC20", fake.url, poster).look(IDS["ERC20"], Deadline(20)).transaction
    assert (seen.found, seen.confirmations, seen.succeeded) == (True, 0, None)
    assert (seen.fee_rate, seen.fee_rate_now) == (Decimal(2), Decimal("1.5"))


@pytest.mark.parametrize("wrong", [None, 5, "", "0x", "64", "0xzz", "0x" + "f" * 65, True])
def test_a_quantity_that_is_none_is_refused(wrong: Any) -> None:
    with pytest.raises(BadData):
        quantity(wrong)


def test_bitcoin_s_fee_is_per_quarter_of_weight(fake: Fake, http: HttpGet) -> None:
    fake.on("/tx/" + IDS["Bitcoin"], Answer({
        "fee": 1000, "weight": 800, "status": {"confirmed": False},
        "vout": [{"value": 150_000, "scriptpubkey_address": "bc1qexample"}, {"value": 0}],
    }))  # fmt: skip
    fake.on("/fee-estimates", Answer({"1": 30.5, "6": 12.25, "144": 1}))
    seen = Esplora(fake.url, http).look(IDS["Bitcoin"], Deadline(20))
    assert (seen.transaction.fee_rate, seen.transaction.fee_rate_now) == (
        Decimal("5.00"),
        Decimal("12.25"),
    )
    assert [one.amount for one in seen.outputs] == [Decimal("0.0015")]


@pytest.mark.parametrize(
    "status",
    [
        {"confirmed": "true", "block_height": 5},
        {"confirmed": 1, "block_height": 5},
        {"block_height": 5},
        {"confirmed": True},
        {"confirmed": True, "block_height": "5"},
    ],
)
def test_a_bitcoin_status_of_another_shape_is_not_unconfirmed(
    fake: Fake, http: HttpGet, status: dict[str, Any]
) -> None:
    fake.on("*", Answer({"txid": IDS["Bitcoin"], "vout": [], "status": status}))
    with pytest.raises(BadData):
        Esplora(fake.url, http).look(IDS["Bitcoin"], Deadline(20))
