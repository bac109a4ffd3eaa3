"""Addresses: published examples of each kind, and what a single wrong character does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.adapters.addresses import classify_address, tron_address
from actions.adapters.networks import EVM

EXAMPLES = [
    # EIP-55's own test vectors
    ("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", EVM),
    ("0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359", EVM),
    # the genesis block's address, P2SH of the API's documentation, BIP-173's and BIP-350's
    ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", ("Bitcoin",)),
    ("39XNxK1Ryqgg3Bsyn6HzoqV4Xji25pNkv6", ("Bitcoin", "Litecoin")),
    ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", ("Bitcoin",)),
    ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", ("Bitcoin",)),
    ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", ("Bitcoin",)),
    ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", ("TRC20",)),  # the USDT contract
    ("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", ("XRP",)),  # the ledger's genesis account
]


@pytest.mark.parametrize(("address", "networks"), EXAMPLES)
def test_a_published_address_is_known_and_holds(address: str, networks: tuple[str, ...]) -> None:
    found = classify_address(f" {address}, ")
    assert found is not None
    assert (found.networks, found.valid, found.checksummed) == (networks, True, True)


@pytest.mark.parametrize(
    ("address", "_networks"), [e for e in EXAMPLES if not e[0].startswith("BC1")]
)
def test_a_changed_character_breaks_the_checksum(address: str, _networks: tuple[str, ...]) -> None:
    at = next(i for i in range(10, len(address)) if address[i].isalpha() and address[i] != "L")
    swapped = address[:at] + address[at].swapcase() + address[at + 1 :]
    found = classify_address(swapped)
    assert found is None or not found.valid


@pytest.mark.parametrize("form", [str.lower, str.upper])
def test_an_evm_address_in_one_case_has_no_checksum_and_is_valid(form: object) -> None:
    digits = "5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    found = classify_address("0x" + form(digits))  # type: ignore[operator]
    assert found is not None
    assert (found.valid, found.checksummed) == (True, False)
    assert found.canonical == "0x" + digits.lower()


def test_a_solana_address_has_no_checksum() -> None:
    found = classify_address("9ZLfHwxzgbZi3eiK43duZVJ2nXft3mtkRMjs9YD5Yds2")
    assert found is not None
    assert (found.networks, found.checksummed) == (("Solana",), False)


@given(st.binary(min_size=20, max_size=20))
def test_tron_s_hex_and_base58_forms_agree(raw: bytes) -> None:
    for written in (raw.hex(), "41" + raw.hex(), "0x41" + raw.hex()):
        address = tron_address(written)
        assert address is not None
        found = classify_address(address)
        assert found is not None
        assert (found.networks, found.valid) == (("TRC20",), True)


@pytest.mark.parametrize("wrong", ["", "41", "zz" * 20, "a0" + "00" * 20, "00" * 22])
def test_what_is_no_tron_hex_is_none(wrong: str) -> None:
    assert tron_address(wrong) is None


@given(st.text(max_size=200))
def test_any_text_is_an_address_or_none(text: str) -> None:
    found = classify_address(text)
    assert found is None or found.canonical.isascii()


@pytest.mark.parametrize(
    "wrong", ["", "0x", "0x" + "g" * 40, "bc1", "hello world", "1" * 200, "a" * 64, "9" * 18]
)
def test_what_is_no_address_is_none(wrong: str) -> None:
    assert classify_address(wrong) is None
