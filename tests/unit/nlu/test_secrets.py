"""Secrets are found, and nothing else is taken for one."""

from __future__ import annotations

import hashlib
import random

import pytest
from bip_utils import Bip39Languages, Bip39MnemonicGenerator

from shield import find_secrets, mask

WORDS = (12, 15, 18, 21, 24)
ADDRESSES = (
    "0x388C818CA8B9251b393131C08a736A67ccB19297",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "9ZLfHwxzgbZi3eiK43duZVJ2nXft3mtkRMjs9YD5Yds2",
    "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ",
)


def kinds(text: str) -> list[str]:
    return [span.kind for span in find_secrets(text)]


def seeds(language: Bip39Languages, count: int) -> str:
    return str(Bip39MnemonicGenerator(language).FromWordsNumber(count))


@pytest.mark.parametrize("language", list(Bip39Languages), ids=lambda v: v.name.lower())
@pytest.mark.parametrize("count", WORDS)
def test_a_seed_phrase_is_found_however_it_is_written(language: Bip39Languages, count: int) -> None:
    phrase = seeds(language, count)
    words = phrase.split()
    numbered = "\n".join(f"{n}. {word}" for n, word in enumerate(words, 1))
    for written in (
        phrase,
        phrase.upper(),
        ", ".join(words),
        numbered,
        "\u200b ".join(words),
        f"hej här är den {phrase} tack",
    ):
        (span,) = find_secrets(written)
        assert span.kind == "seed"
        assert words[0].lower() not in written[: span.start].lower()
        assert words[-1].lower() not in written[span.end :].lower()


def test_a_seed_phrase_with_a_slip_or_by_four_letters_is_found() -> None:
    phrase = "legal winner thank year wave sausage worth useful legal winner thank yellow"
    words = phrase.split()
    assert kinds(" ".join([*words[:-1], "zoo"])) == ["seed"]
    assert kinds(" ".join(word[:4] for word in words)) == ["seed"]
    assert kinds("my seed phrase: " + " ".join(words[:7])) == ["seed"]
    assert kinds(" ".join(words).replace("a", "\u0430")) == ["seed"]  # Cyrillic a


def test_japanese_words_are_found_without_a_list() -> None:
    phrase = "\u3000".join(["あいこくしん", "あいさつ", "あいだ", "あおぞら"] * 3)
    assert kinds(phrase) == ["seed"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ", "private_key"),
        ("KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617", "private_key"),
        ("6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg", "private_key"),
        (
            "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kej"
            "MRNNU3TGtRBeJgk33yuGBxrMPHi",
            "private_key",
        ),
        ("sn3nxiW7v8KXzPzAqzyHXbSSKNuN9", "private_key"),
        ("SBGWSG6BTNCKCOB3DIFBGCVMUPQFYPA2G4O34RMTB343OYPXU5DJDVMN", "private_key"),
        ("[" + ",".join(["7"] * 64) + "]", "private_key"),
        ("private key: 0x" + "ab12" * 16, "private_key"),
        ("min privata nyckel är " + "ab12" * 16, "private_key"),
        ("tx " + "cd34" * 16 + " and my private key " + "ab12" * 16, "private_key"),
        ("api secret: 22582BD0CFF14C41EDBF1AB98506286D", "api_secret"),
        ("min api-nyckel är 37c541a1-1111-2222-3333-10fe7a038418", "api_secret"),
        ("passphrase is Trudy!2020", "api_secret"),
        ("my password is hunter2", "password"),
        ("my password is banana", "password"),
        ("mitt lösenord är Sommar2024!", "password"),
        ("lösenord: banan", "password"),
        ("logga in med a@b.se och lösenordet Test1234", "password"),
        ("my pin is 1234", "password"),
        ("482913", "code"),
        ("G-482913", "code"),
        ("koden är 482 913", "code"),
        ("my 2fa code: 123456", "code"),
        ("jag fick 482913 som kod", "code"),
        ("sms-koden jag fick 771204", "code"),
        ("４８２９１３", "code"),
        ("4111 1111 1111 1111", "card"),
        ("5500005555555559", "card"),
        ("3782 822463 10005", "card"),
        ("811218-9876", "personnummer"),
        ("19811218-9876", "personnummer"),
        ("mitt personnummer är 8112189876", "personnummer"),
        ("701063-2391", "personnummer"),
    ],
)
def test_a_secret_is_found(text: str, kind: str) -> None:
    (span,) = find_secrets(text)
    assert span.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "I forgot my seed phrase",
        "jag har glömt mitt lösenord",
        "my password is wrong",
        "my password is not working",
        "lösenordet är fel",
        "lösenordet är ändrat",
        "reset my password 2fa",
        "my password was changed",
        "my api key is expired",
        "what is a seed phrase",
        "error code 50011",
        "felkod 511234",
        "code 50114",
        "promo code 123456",
        "I sent 250000 DOGE",
        "sent 250000",
        "250 000 kr",
        "12 of 64 confirmations",
        "order 4111111111111111",
        "order id 312269865356374016",
        "I never shared my private key, txid " + "ab12" * 16,
        "can you send me a code",
        "2024-11-05 12:30",
        "since 20:15 on 2024-01-05",
        "my address book is empty",
        "the word list is abandon ability able",
        "min pinkod fungerar inte",
        "hur byter jag lösenord",
        "the passphrase is missing",
        "password: ******",
        "1000000",
        "12345",
        "wallet access account balance deposit",
        "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8",
    ],
)
def test_no_secret_is_seen_where_none_is(text: str) -> None:
    assert find_secrets(text) == []


def test_made_up_ids_and_amounts_are_never_secrets() -> None:
    """Thousands of TxIDs, order ids, deposit ids and amounts; not one false alarm."""
    dice = random.Random(7)
    for n in range(1500):
        digest = hashlib.sha256(str(n).encode()).hexdigest()
        order = str(dice.randrange(10**17, 10**19))
        for text in (
            digest,
            f"0x{digest}",
            f"txid {digest.upper()}",
            f"where is {digest}",
            order,
            f"order {order}",
            f"deposit id {dice.randrange(10**7, 10**9)}",
            f"{dice.randrange(1, 10**6)} USDT",
            f"sent {dice.random():.8f} BTC",
        ):
            assert find_secrets(text) == [], text
    for address in ADDRESSES:
        assert find_secrets(address) == find_secrets(f"my address is {address}") == []


def test_a_solana_transaction_is_no_key_pair_but_a_pair_is() -> None:
    from bip_utils import Base58Encoder, Ed25519PrivateKey

    seed = bytes(range(32))
    public = Ed25519PrivateKey.FromBytes(seed).PublicKey().RawCompressed().ToBytes()[-32:]
    assert kinds(Base58Encoder.Encode(seed + public)) == ["private_key"]
    assert kinds(Base58Encoder.Encode(bytes(range(64)))) == []


def test_a_number_that_was_asked_for_is_no_code() -> None:
    assert find_secrets("482913", asked_for_number=True) == []
    assert [s.kind for s in find_secrets("my code is 482913", asked_for_number=True)] == ["code"]


def test_several_secrets_are_kept_apart_and_masked() -> None:
    text = "password: hunter2, kod 482913, kort 4111 1111 1111 1111"
    spans = find_secrets(text)
    assert [s.kind for s in spans] == ["password", "code", "card"]
    assert mask(text, spans) == "password: [password], kod [code], kort [card]"


def test_positions_are_those_of_the_message_as_it_was_typed() -> None:
    text = "ﬁne\u200b: mitt lösenord är Sommar2024! ok"
    (span,) = find_secrets(text)
    assert text[span.start : span.end] == "Sommar2024!"
