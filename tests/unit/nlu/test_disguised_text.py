"""A message in disguise is understood, and refused or masked, as what the eye sees (T20).

Language, entities, intent and verdict read the folded text of a message alone, so two messages
that fold alike are answered alike.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from actions.adapters.grammar import classify_order_id, classify_txid
from channels.outgoing import parts
from channels.text import plain_text
from nlu.extract import read
from shield import find_secrets, mask
from tests.unit.shield.made import seed_words

LATIN = "aeopcxyisj"
CYRILLIC, GREEK = "аеорсхуіѕј", "aεoρcχyιsϳ"


def between(what: str) -> Callable[[str], str]:
    return lambda text: what.join(text)


def after_letters(what: str) -> Callable[[str], str]:
    return lambda text: "".join(c + what if c.isalpha() else c for c in text)


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def some_letters_of(alphabet: str) -> Callable[[str], str]:
    """Look-alikes in place of every other letter that has one: words of two scripts."""
    twins = dict(zip(LATIN, alphabet, strict=True))

    def disguise(text: str) -> str:
        return "".join(twins.get(c, c) if at % 2 else c for at, c in enumerate(text))

    return disguise


def mathematical(text: str) -> str:
    """Bold letters of mathematics for the plain ones."""
    small = {chr(97 + n): chr(0x1D41A + n) for n in range(26)}
    large = {chr(65 + n): chr(0x1D400 + n) for n in range(26)}
    return "".join((small | large).get(c, c) for c in text)


DISGUISES: dict[str, Callable[[str], str]] = {
    "zero width space": between("\u200b"),
    "zero width joiner": between("\u200d"),
    "zero width non-joiner": between("\u200c"),
    "word joiner": between("\u2060"),
    "soft hyphen": between("\u00ad"),
    "byte order mark": between("\ufeff"),
    "grapheme joiner": between("\u034f"),
    "Hangul filler": between("\u3164"),
    "variation selector": after_letters("\ufe0f"),
    "tag characters": between("\U000e0061"),
    "right-to-left override": lambda text: f"\u202e{text}\u202c",
    "isolates": lambda text: f"\u2067{text}\u2069",
    "marks of direction": between("\u200f"),
    "fullwidth": wide,
    "mathematical letters": mathematical,
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "no-break blanks": lambda text: text.replace(" ", "\u00a0"),
    "ideographic blanks": lambda text: text.replace(" ", "\u3000"),
    "Cyrillic letters": some_letters_of(CYRILLIC),
    "Greek letters": some_letters_of(GREEK),
}
MESSAGES = (
    "my deposit of 0.05 BTC is missing",
    "var är min insättning på 0,05 BTC",
    "I sold 200 USDT on p2p and the balance is frozen",
    "jag köpte ETH men ser den inte i mitt saldo",
    "someone else is in my account",
    "någon annan är inne på mitt konto",
    "hur lång tid tar ett uttag till Arbitrum",
    "is it down, or is it just me",
)
SECRETS = (
    " ".join(seed_words(bytes(range(16)), "english")),
    "my password is hunter2correct",
    "mitt lösenord är hunter2correct",
    "my card 4111 1111 1111 1111",
)
TXID = "9a" * 32
everyone = pytest.mark.parametrize("disguise", DISGUISES.values(), ids=list(DISGUISES))


def seen(text: str) -> tuple[object, ...]:
    """All that language, intent and verdict are made from."""
    reading = read(text)
    found = [(one.name, one.value) for one in reading.entities]
    return reading.text, [span.kind for span in reading.secrets], found


def test_t20_there_are_enough_disguises() -> None:
    assert len(DISGUISES) >= 20
    for disguise in DISGUISES.values():
        assert any(disguise(text) != text for text in MESSAGES)


@everyone
@pytest.mark.parametrize("text", MESSAGES)
def test_t20_message_in_disguise_is_understood_alike(
    text: str, disguise: Callable[[str], str]
) -> None:
    assert seen(disguise(text)) == seen(text)


@everyone
@pytest.mark.parametrize("text", SECRETS)
def test_t20_secret_in_disguise_is_masked(text: str, disguise: Callable[[str], str]) -> None:
    plain = [span.kind for span in find_secrets(text)]
    assert plain
    hidden = disguise(text)
    spans = find_secrets(hidden)
    assert [span.kind for span in spans] == plain
    assert text.split()[-1] not in read(mask(hidden, spans, "")).text


@everyone
def test_t20_command_in_disguise_is_text(disguise: Callable[[str], str]) -> None:
    assert not read(plain_text(disguise("/restart"))).text.strip().startswith("/")


@everyone
def test_t20_id_in_disguise_is_that_id_or_none(disguise: Callable[[str], str]) -> None:
    found = classify_txid(disguise(TXID))
    assert found is None or found.canonical == TXID
    assert classify_order_id(disguise("680800019749904384")) in ("680800019749904384", None)


@everyone
def test_t20_host_in_disguise_is_no_link(disguise: Callable[[str], str]) -> None:
    """Look-alike hosts (T14): only the allowed one, to the letter, may be a link in an answer."""
    written = disguise("www.okx.com")
    linked = any(is_link for _, is_link in parts(f"https://{written}/help"))
    assert linked is (written == "www.okx.com")
