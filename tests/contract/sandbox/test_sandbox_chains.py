"""The public chains: real-looking, and in agreement with the exchange's deposits."""

from __future__ import annotations

import re
from decimal import Decimal
from time import time
from typing import Any

import pytest
from bip_utils import Base58Decoder, SegwitBech32Decoder, SolAddrDecoder, TrxAddrDecoder
from eth_utils.address import is_checksum_address, to_checksum_address

TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"


def own(venue: Any, customer: str, ccy: str) -> str:
    (row,) = venue.rows(customer, "asset/deposit-address", ccy=ccy)
    return str(row["addr"])


def get(venue: Any, path: str) -> Any:
    return venue.session.get(f"{venue.base}/{path}", timeout=10)


def tron(venue: Any, method: str, txid: str, **more: Any) -> Any:
    url = f"{venue.base}/tron/wallet/{method}"
    return venue.session.post(url, json={"value": txid, **more}, timeout=10).json()


def test_bitcoin_confirmations_agree_with_the_deposit(frozen: Any) -> None:
    (deposit,) = frozen.rows("unconfirmed", "asset/deposit-history")
    tx = get(frozen, f"esplora/tx/{deposit['txId']}").json()
    tip = int(get(frozen, "esplora/blocks/tip/height").text)
    assert tip - tx["status"]["block_height"] + 1 == int(deposit["actualDepBlkConfirm"]) == 1
    assert tx["status"]["block_time"] == int(deposit["ts"]) // 1000
    paid = [out["value"] for out in tx["vout"] if out["scriptpubkey_address"] == deposit["to"]]
    assert paid == [int(Decimal(deposit["amt"]).scaleb(8))]
    assert deposit["to"] == own(frozen, "unconfirmed", "BTC")
    assert SegwitBech32Decoder.Decode("bc", deposit["to"])[0] == 0
    assert get(frozen, f"esplora/tx/{deposit['txId']}/status").json() == tx["status"]


def test_a_low_fee_is_below_the_estimates(frozen: Any) -> None:
    (deposit,) = frozen.rows("low-fee", "asset/deposit-history")
    tx = get(frozen, f"esplora/tx/{deposit['txId']}").json()
    assert tx["status"] == {"confirmed": False}
    rate = tx["fee"] / (tx["weight"] / 4)
    estimates = get(frozen, "esplora/fee-estimates").json()
    assert 2 < rate < 2.3
    assert rate < estimates["144"] < estimates["1"]
    (deposit, *_) = frozen.rows("wd-unconfirmed", "asset/withdrawal-history")
    usual = get(frozen, f"esplora/tx/{deposit['txId']}").json()
    assert usual["fee"] / (usual["weight"] / 4) > estimates["3"]


def test_esplora_says_no(frozen: Any) -> None:
    (missing,) = frozen.entry("not-on-chain")["txids"]
    assert re.fullmatch(r"[0-9a-f]{64}", missing)
    answer = get(frozen, f"esplora/tx/{missing}")
    assert (answer.status_code, answer.text) == (404, "Transaction not found")
    assert get(frozen, f"esplora/tx/{missing}/status").status_code == 404
    assert get(frozen, "esplora/tx/xyz").status_code == 400
    assert get(frozen, "esplora/mempool").status_code == 404


def test_ethereum_native_transfer(frozen: Any) -> None:
    (txid,) = frozen.entry("not-recorded")["txids"]
    tx = frozen.rpc("evm/erc20", "eth_getTransactionByHash", txid)
    receipt = frozen.rpc("evm/erc20", "eth_getTransactionReceipt", txid)
    tip = int(frozen.rpc("evm/erc20", "eth_blockNumber"), 16)
    assert to_checksum_address(tx["to"]) == own(frozen, "not-recorded", "ETH")
    assert int(tx["value"], 16) == int(Decimal("0.6312").scaleb(18))
    assert receipt["status"] == "0x1"
    assert tip - int(tx["blockNumber"], 16) + 1 == 897
    for block in (
        frozen.rpc("evm/erc20", "eth_getBlockByNumber", tx["blockNumber"], False),
        frozen.rpc("evm/erc20", "eth_getBlockByHash", tx["blockHash"], False),
    ):
        assert txid in block["transactions"]
        assert 3 * 3600 <= time() - int(block["timestamp"], 16) < 3 * 3600 + 70
    assert frozen.rpc("evm/erc20", "eth_chainId") == "0x1"
    assert int(frozen.rpc("evm/erc20", "eth_gasPrice"), 16) == 9_000_000_000


def test_ethereum_token_transfer_and_failure(frozen: Any) -> None:
    (deposit,) = frozen.rows("deposit-frozen", "asset/deposit-history")
    receipt = frozen.rpc("evm/erc20", "eth_getTransactionReceipt", deposit["txId"])
    (log,) = receipt["logs"]
    (usdt,) = (
        row
        for row in frozen.rows("healthy", "asset/currencies", ccy="USDT")
        if row["chain"] == "USDT-ERC20"
    )
    assert log["address"] == usdt["ctAddr"].lower() == receipt["to"]
    assert log["topics"][0] == TRANSFER
    assert to_checksum_address("0x" + log["topics"][2][-40:]) == deposit["to"]
    places = int(
        frozen.rpc("evm/erc20", "eth_call", {"to": log["address"], "data": "0x313ce567"}), 16
    )
    assert Decimal(int(log["data"], 16)).scaleb(-places) == Decimal(deposit["amt"])

    (failed,) = frozen.entry("failed-on-chain")["txids"]
    receipt = frozen.rpc("evm/erc20", "eth_getTransactionReceipt", failed)
    assert (receipt["status"], receipt["logs"]) == ("0x0", [])


def test_a_transaction_is_on_its_own_network_only(frozen: Any) -> None:
    (txid,) = frozen.entry("wrong-network")["txids"]
    tx = frozen.rpc("evm/base", "eth_getTransactionByHash", txid)
    assert to_checksum_address(tx["to"]) == own(frozen, "wrong-network", "ETH")
    assert int(tx["chainId"], 16) == 8453
    assert frozen.rpc("evm/erc20", "eth_getTransactionByHash", txid) is None
    assert frozen.rpc("evm/erc20", "eth_getTransactionReceipt", txid) is None
    listed = {row["chain"] for row in frozen.rows("healthy", "asset/currencies", ccy="ETH")}
    assert "ETH-Base" not in listed


def test_rpc_errors_and_batches(frozen: Any) -> None:
    url = f"{frozen.base}/evm/arbitrum-one"
    unknown = frozen.session.post(url, json={"id": 1, "method": "eth_sendRawTransaction"}).json()
    assert unknown["error"]["code"] == -32601
    bad = {"jsonrpc": "2.0", "id": 2, "method": "eth_getTransactionByHash", "params": ["0x12"]}
    assert frozen.session.post(url, json=bad).json()["error"]["code"] == -32602
    assert frozen.session.post(url, data="no json").json()["error"]["code"] == -32600
    calls = [
        {"jsonrpc": "2.0", "id": n, "method": method, "params": []}
        for n, method in enumerate(("eth_chainId", "eth_blockNumber"))
    ]
    batch = frozen.session.post(url, json=calls).json()
    assert [answer["id"] for answer in batch] == [0, 1]
    assert batch[0]["result"] == hex(42161)
    assert frozen.session.post(f"{frozen.base}/evm/moon", json=calls).status_code == 404


def test_tron(frozen: Any) -> None:
    (txid,) = frozen.entry("wrong-address")["txids"]
    tx = tron(frozen, "gettransactionbyid", txid, visible=True)
    info = tron(frozen, "gettransactioninfobyid", txid)
    tip = frozen.session.get(f"{frozen.base}/tron/wallet/getnowblock").json()
    head = tip["block_header"]["raw_data"]["number"]
    assert head - info["blockNumber"] + 1 == 3590
    assert tx["ret"] == [{"contractRet": "SUCCESS"}]
    value = tx["raw_data"]["contract"][0]["parameter"]["value"]
    assert value["contract_address"] == "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"
    (log,) = info["log"]
    assert log["data"] == value["data"][72:]
    assert int(log["data"], 16) == 318_400_000
    mine = own(frozen, "wrong-address", "USDT")
    TrxAddrDecoder.DecodeAddr(mine)
    assert log["topics"][2][-40:] != Base58Decoder.CheckDecode(mine).hex()[2:]
    plain = tron(frozen, "gettransactionbyid", txid)
    contract = plain["raw_data"]["contract"][0]["parameter"]["value"]["contract_address"]
    assert contract == Base58Decoder.CheckDecode(value["contract_address"]).hex()
    assert tron(frozen, "gettransactionbyid", "ab" * 32) == {}
    ask = {"contract_address": contract, "function_selector": "decimals()"}
    url = f"{frozen.base}/tron/wallet/triggerconstantcontract"
    assert int(frozen.session.post(url, json=ask).json()["constant_result"][0], 16) == 6
    assert frozen.session.get(f"{frozen.base}/tron/nothing").status_code == 404


def test_tron_confirmations_agree_with_the_deposit(frozen: Any) -> None:
    (deposit,) = frozen.rows("arrived", "asset/deposit-history")
    info = tron(frozen, "gettransactioninfobyid", deposit["txId"])
    assert info["blockTimeStamp"] == int(deposit["ts"])
    (log,) = info["log"]
    assert log["topics"][2][-40:] == Base58Decoder.CheckDecode(deposit["to"]).hex()[2:]


def test_solana(frozen: Any) -> None:
    (txid,) = frozen.entry("below-minimum")["txids"]
    mine = own(frozen, "below-minimum", "SOL")
    SolAddrDecoder.DecodeAddr(mine)
    assert len(Base58Decoder.Decode(txid)) == 64
    tx = frozen.rpc("solana", "getTransaction", txid, {"encoding": "jsonParsed"})
    keys = [key["pubkey"] for key in tx["transaction"]["message"]["accountKeys"]]
    at = keys.index(mine)
    got = tx["meta"]["postBalances"][at] - tx["meta"]["preBalances"][at]
    assert got == int(Decimal("0.0213").scaleb(9))
    assert frozen.rpc("solana", "getSlot") - tx["slot"] + 1 == 13420
    status, none = frozen.rpc("solana", "getSignatureStatuses", [txid, "none"])["value"]
    assert (status["confirmationStatus"], status["confirmations"], none) == (
        "finalized",
        None,
        None,
    )
    assert frozen.rpc("solana", "getTransaction", "none") is None
    assert frozen.rpc("solana", "getBlockHeight") > 0


def test_every_address_has_a_valid_checksum(frozen: Any) -> None:
    seen = 0
    for customer in frozen.keys:
        for row in frozen.ask(customer, "asset/deposit-history").json().get("data", []):
            seen += 1
            if row["chain"].endswith(("ERC20", "Arbitrum One")):
                assert is_checksum_address(row["to"])
                assert re.fullmatch(r"0x[0-9a-f]{64}", row["txId"])
            elif row["chain"].endswith(("TRC20", "Ripple")):
                assert re.fullmatch(r"[0-9a-f]{64}", row["txId"])
    assert seen > 15
    for currency in frozen.rows("healthy", "asset/currencies"):
        if currency["ctAddr"].startswith("0x"):
            assert is_checksum_address(currency["ctAddr"])


@pytest.mark.parametrize("path", ["moon/tx/1", "", "esplora"])
def test_other_paths_do_not_exist(frozen: Any, path: str) -> None:
    assert get(frozen, path).status_code == 404
