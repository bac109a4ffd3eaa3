"""T15, T16: only canonical ids come through, whatever is written around or instead of them."""

from __future__ import annotations

import string
from urllib.parse import quote

import pytest
from bip_utils import Base58Encoder
from hypothesis import given
from hypothesis import strategies as st

from actions.adapters.grammar import classify_order_id, classify_txid
from actions.adapters.networks import EVM

HEX = "9a" * 32
HOSTILE = [
    "http://169.254.169.254/latest/meta-data", "//evil.example", "../../etc/passwd", "%2e%2e%2f",
    "@evil.example", "http://[::1]/", "http://2130706433/", "http://0x7f000001/", "' OR 1=1 --",
    '{"$ne": null}', "a\r\nHost: evil.example", "\x00", "javascript:alert(1)", "${jndi:ldap://x}",
    "?x=1", "#", ";ls", "|id", "`id`", "\u202e", "０", "",
]  # fmt: skip


@given(st.binary(min_size=32, max_size=32))
def test_hex_without_0x_is_bitcoin_tron_and_their_kin(raw: bytes) -> None:
    for written in (raw.hex(), raw.hex().upper(), f" {raw.hex()}. ", f"“{raw.hex()}”"):
        found = classify_txid(written)
        assert found is not None
        assert found.canonical == raw.hex()
        assert found.networks[:2] == ("Bitcoin", "TRC20")
        assert not set(found.networks) & set(EVM)


@given(st.binary(min_size=32, max_size=32))
def test_hex_with_0x_is_an_evm_network_s(raw: bytes) -> None:
    found = classify_txid("0X" + raw.hex().upper())
    assert found is not None
    assert found.canonical == "0x" + raw.hex()
    assert found.networks[: len(EVM)] == EVM


@given(st.binary(min_size=64, max_size=64).filter(lambda raw: raw[0] > 8))
def test_a_signature_is_solana_s(raw: bytes) -> None:
    signature = Base58Encoder.Encode(raw)
    found = classify_txid(signature)
    assert found is not None
    assert (found.canonical, found.networks) == (signature, ("Solana",))


@given(st.text(max_size=300))
def test_t16_what_comes_through_is_canonical(text: str) -> None:
    found = classify_txid(text)
    if found is not None:
        assert quote(found.canonical, safe="+/=") == found.canonical
        assert len(found.canonical) <= 128
        again = classify_txid(found.canonical)
        assert again == found
    order_id = classify_order_id(text)
    assert order_id is None or (order_id.isascii() and order_id.isdigit())


@given(st.text(string.printable, min_size=1, max_size=20), st.integers(0, 64))
def test_t16_a_txid_with_anything_inside_is_none(junk: str, at: int) -> None:
    written = HEX[:at] + junk + HEX[at:]
    found = classify_txid(written)
    if found is not None:
        # only what surrounds an id, or its own 0x, is ever taken off
        assert found.canonical.removeprefix("0x") == HEX
        assert at in (0, 64)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_t16_hostile_text_is_never_an_id(hostile: str) -> None:
    for text in (hostile, HEX + hostile + HEX, hostile + HEX + "/" + hostile, HEX + "/" + hostile):
        found = classify_txid(text)
        assert found is None or found.canonical == HEX
        assert classify_order_id(hostile) is None


@pytest.mark.parametrize(
    "wrong",
    [HEX[:-1], HEX + "0", "0x" + HEX[:-1], "0x" + HEX + "0", "g" * 64, "1" * 85, "0" * 88, "O" * 87,
     "l" * 87, "z" * 88, HEX[:32] + " " + HEX[32:], "0x" + "٣" * 64],
)  # fmt: skip
def test_near_misses_are_none(wrong: str) -> None:
    assert classify_txid(wrong) is None


@pytest.mark.parametrize(
    "disguise",
    [
        HEX[:10] + "\u200b" + HEX[10:],
        "\ufeff" + HEX,
        HEX[:5] + "\u00ad" + HEX[5:] + "\u2060",
        "".join(chr(ord(c) + 0xFEE0) for c in HEX),  # fullwidth
    ],
)
def test_invisible_characters_and_fullwidth_do_not_hide_an_id(disguise: str) -> None:
    found = classify_txid(disguise)
    assert found is not None
    assert found.canonical == HEX


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("680800019749904384", "680800019749904384"),
        (" 1752588852617379840. ", "1752588852617379840"),
        ("123456789012345", "123456789012345"),
        ("12345678901234", None),
        ("123456789012345678901", None),
        ("123456789012345e5", None),
        ("-680800019749904384", None),
    ],
)
def test_order_ids(text: str, expected: str | None) -> None:
    assert classify_order_id(text) == expected


def test_t19_a_hundred_thousand_characters_cost_nothing() -> None:
    """T19: only the first few hundred are looked at, whatever they are."""
    for piece in ("a", "0x", "9", "1", " ", "\u200b", "'"):
        assert classify_txid(piece * 100_000) is None
        assert classify_order_id(piece * 100_000) is None
