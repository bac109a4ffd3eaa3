"""Private keys: by their checksum whatever is said, by what is said where they have none (T12)."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shield import find_secrets, mask
from tests.unit.shield.made import (
    base58,
    base58check,
    examples,
    extended,
    keystore,
    solana_pair,
    stellar,
    wif,
)

BYTES = st.integers(0, 2**64).map(lambda seed: Random(seed).randbytes(32))
AROUND = (
    "{}",
    "hej, kolla {} tack",
    "my txid is {}",
    "tx: {}.",
    '/inform{{"x": "{}"}}',
    "({})",
    "a\n{}\nb",
    "https://example.com/?k={}",
)
PROVEN = {
    "WIF": lambda key: wif(key, False),
    "WIF compressed": lambda key: wif(key, True),
    "WIF testnet": lambda key: wif(key, True, 0xEF),
    "WIF Litecoin": lambda key: wif(key, True, 0xB0),
    "WIF Dogecoin": lambda key: wif(key, False, 0x9E),
    "xprv": lambda key: extended(key, "x"),
    "yprv": lambda key: extended(key, "y"),
    "zprv": lambda key: extended(key, "z"),
    "Solana": lambda key: base58(solana_pair(key)),
    "Solana bytes": lambda key: json.dumps(list(solana_pair(key))),
    "Solana bytes, bare": lambda key: ", ".join(map(str, solana_pair(key))),
    "Solana hex": lambda key: solana_pair(key).hex(),
    "Stellar": stellar,
    "XRP": lambda key: base58check(b"\x21" + key[:16], ripple=True),
    "keystore": keystore,
}


@pytest.mark.parametrize("shape", list(PROVEN))
@settings(max_examples=examples(8), deadline=None)
@given(key=BYTES, around=st.sampled_from(AROUND))
def test_t12_a_key_that_proves_itself_is_found_even_when_it_is_called_a_txid(
    shape: str, key: bytes, around: str
) -> None:
    secret = PROVEN[shape](key)
    text = around.format(secret)
    spans = find_secrets(text)
    assert [span.kind for span in spans] == ["private_key"]
    assert not any(part in mask(text, spans) for part in (secret, secret[:12], secret[-12:]))


@pytest.mark.parametrize("shape", ["WIF", "xprv", "Solana"])
@settings(max_examples=examples(4), deadline=None)
@given(key=BYTES)
def test_what_nobody_sees_hides_no_key(shape: str, key: bytes) -> None:
    secret = PROVEN[shape](key)
    for text in (
        "\u200b".join(secret),
        "\u2060".join(secret),
        "".join(chr(ord(c) + 0xFEE0) for c in secret),
        secret.translate(str.maketrans("aAeExX", "аАеЕхХ")),
    ):
        (span,) = find_secrets(text)
        assert (span.kind, span.start, span.end) == ("private_key", 0, len(text))


KEY_WORDS = (
    "my private key is {}", "private key: {}", "Private Key\n{}", "here is the privkey {}",
    "the wallet key is {}", "secret key {}", "my key: {}", "{} is my private key",
    "I paste my private key here so you can look: {}", "PRIVATE_KEY={}",
    "this is not a txid but my private key {}", "private key for the deposit wallet: {}",
    "min privata nyckel är {}", "privat nyckel: {}", "privatnyckeln {}", "nyckeln är {}",
    "här är hemliga nyckeln till plånboken: {}", "{} är min privata nyckel",
    "det är inte ett txid utan min privata nyckel {}",
    "privata nyckeln till insättningsplånboken: {}",
)  # fmt: skip
TRANSACTION_WORDS = (
    "{}", "my txid is {}", "tx hash: {}", "where is {}", "deposit {}", "withdrawal {} is missing",
    "https://mempool.space/tx/{}", "transaction {} has 3 confirmations", "{} not credited",
    "I never shared my private key, txid {}", "they wanted my private key. the transaction: {}",
    "no key here, only the tx hash {}", "TXID: {}", "usdt trc20 {}", "block 812000 hash {}",
    "mitt txid är {}", "transaktionen {} har inte kommit", "hashen är {}", "insättning {}",
    "jag har inte delat min privata nyckel, txid {}", "var är {}", "uttaget {} syns inte",
    "de ville ha min privata nyckel. transaktionen: {}", "btc {} saknas",
)  # fmt: skip


@pytest.mark.parametrize("words", KEY_WORDS)
@settings(max_examples=examples(5), deadline=None)
@given(key=BYTES, prefix=st.sampled_from(["", "0x", "0X"]), upper=st.booleans())
def test_t12_64_hex_are_a_key_where_the_words_say_so(
    words: str, key: bytes, prefix: str, upper: bool
) -> None:
    digits = key.hex().upper() if upper else key.hex()
    text = words.format(prefix + digits)
    spans = find_secrets(text)
    assert {span.kind for span in spans} & {"private_key", "api_secret"}, text
    assert digits[:16] not in mask(text, spans)
    assert digits[-16:] not in mask(text, spans)


@pytest.mark.parametrize("words", TRANSACTION_WORDS)
@settings(max_examples=examples(10), deadline=None)
@given(key=BYTES, prefix=st.sampled_from(["", "0x"]), upper=st.booleans())
def test_t12_64_hex_are_a_transaction_where_they_do_not(
    words: str, key: bytes, prefix: str, upper: bool
) -> None:
    digits = key.hex().upper() if upper else key.hex()
    assert find_secrets(words.format(prefix + digits)) == []


@pytest.mark.parametrize(
    "text",
    [
        "private key: " + " ".join(["ab12cd34"] * 8),
        "private key " + ":".join(["ab"] * 32),
        "my private key is\n" + "ab12" * 8 + "\n" + "cd34" * 8,
        "private key: " + base58(bytes(range(1, 33))),
        "privata nyckeln är " + base58(bytes(range(1, 33))),
        "private key: 0x" + "ab12" * 15,
        "suiprivkey1" + "q" * 59,
        "edsk" + "2" * 50,
        "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2",
    ],
)
def test_other_ways_of_writing_a_key(text: str) -> None:
    spans = find_secrets(text)
    assert {span.kind for span in spans} == {"private_key"}
    assert not any(part in mask(text, spans) for part in ("ab12", "cd34", "qqq", "2222", "K3QT"))


def test_armour_is_masked_to_its_end_and_not_only_its_header() -> None:
    body = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7"
    for kind in ("RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "PGP PRIVATE KEY BLOCK", "PRIVATE KEY"):
        whole = f"-----BEGIN {kind}-----\n{body}\n-----END {kind}-----"
        for text in (f"hej {whole} tack", whole[:-8]):
            spans = find_secrets(text)
            assert [span.kind for span in spans] == ["private_key"]
            assert "MII" not in mask(text, spans)
    assert mask(f"hej {whole} tack", find_secrets(f"hej {whole} tack")) == "hej [private_key] tack"


def test_a_vault_of_a_browser_wallet_is_a_key() -> None:
    vault = '{"data":"3rVv9fLmQ1w8","iv":"pV2xMZ7f0q1Q","salt":"k0N8cB2l7d3f"}'
    text = f"my wallet file {vault} ok"
    assert mask(text, find_secrets(text)) == "my wallet file [private_key] ok"
