"""Networks, TxIDs and addresses are compared as they mean, not as they are written."""

from __future__ import annotations

import pytest

from actions.diagnosis.networks import address_key, is_fiat, network_of, same_chain, same_tx

HEX = "AB" * 32
SIGNATURE = "5" * 87 + "a"


@pytest.mark.parametrize(
    ("chain", "ccy", "network"),
    [
        ("USDT-TRC20", "USDT", "TRC20"),
        ("BTC-Bitcoin", "BTC", "Bitcoin"),
        ("BTC-Lightning", "BTC", "Lightning"),
        ("ETH-ERC20", "ETH", "ERC20"),
        ("USDT-Arbitrum one", "USDT", "Arbitrum One"),
        ("USDT-Avalanche C-Chain", "USDT", "Avalanche C-Chain"),
        ("USDT-X Layer", "USDT", "X Layer"),
        ("XRP-Ripple", "XRP", "XRP"),
        ("XLM-Stellar Lumens", "XLM", "Stellar"),
        ("TON-TON", "TON", "TON"),
        ("BTCK-OKTC", "BTC", "OKTC"),
        ("TRC20", "USDT", "TRC20"),
        ("", "TRY", "bank"),
        ("", "USDT", "USDT"),
    ],
)
def test_canonical_network(chain: str, ccy: str, network: str) -> None:
    assert network_of(chain, ccy) == network


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (HEX, HEX.lower(), True),
        ("0x" + HEX, HEX, True),
        (SIGNATURE, SIGNATURE, True),
        (SIGNATURE, SIGNATURE.upper(), False),
        (HEX, "cd" * 32, False),
        (HEX, None, False),
        (None, None, False),
        ("", "", False),
    ],
)
def test_same_transaction(one: str | None, other: str | None, same: bool) -> None:
    assert same_tx(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0xABcd", "0xabCD", True),
        ("bc1QX", "BC1qx", True),
        ("TAbc", "TABC", False),
        ("3Abc", "3ABC", False),
    ],
)
def test_same_address(one: str, other: str, same: bool) -> None:
    assert (address_key(one) == address_key(other)) is same


def test_chains_ignore_case_and_fiat_is_no_coin() -> None:
    assert same_chain("USDT-Arbitrum one", "USDT-Arbitrum One")
    assert is_fiat("sek")
    assert not is_fiat("USDT")
