"""Secrets that customers post by mistake: told of at once, and found nowhere afterwards.

A bot of its own logs everything that it can (DEBUG). After the conversations every byte that
the run wrote is searched for every secret that was planted (threat model T12 and T13).
"""

from __future__ import annotations

import base64
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import quote

import pytest
import requests

from tests.conversations.chat import Chat
from tests.conversations.conftest import Bot, started_bot
from tests.conversations.judge import LANGUAGES
from tests.unit.shield import made

OPENING = {
    "en": "hello, my bitcoin deposit has not arrived and I am worried",
    "sv": "hej, min bitcoininsättning har inte kommit fram och jag är orolig",
}
CONTROL = "controlwordthatisnosecret"
"""Written by a customer and no secret: where it isn't found, nothing would be."""
DICE = Random(20)


@dataclass(frozen=True)
class Planted:
    """What is said, message by message; the kind that is told of; what must not be found."""

    name: str
    kind: str
    messages: tuple[str, ...]
    needles: tuple[str, ...]
    language: str | None = None  # of the words around it, if there are any


def seed(language: str, count: int) -> list[str]:
    return made.seed_words(DICE.randbytes(count * 4 // 3), language)


def rows(words: list[str], size: int = 4) -> tuple[str, ...]:
    """Each ``size`` words of a phrase that follow one another."""
    return tuple(" ".join(words[at : at + size]) for at in range(len(words) - size + 1))


def planted() -> Iterator[Planted]:
    """Secrets of each kind, in each way in; new ones for each call."""
    for language, count in (("english", 12), ("english", 24), ("spanish", 15), ("japanese", 12)):
        words = seed(language, count)
        phrase = " ".join(words)
        yield Planted(f"seed {language} {count}", "seed", (phrase,), rows(words))
    words = seed("english", 12)
    numbered = "\n".join(f"{n}. {word}" for n, word in enumerate(words, 1))
    yield Planted("seed numbered", "seed", (numbered,), (numbered, numbered[:40], numbered[-40:]))
    words = seed("english", 12)
    pieces = tuple(" ".join(words[at : at + 4]) for at in (0, 4, 8))
    yield Planted("seed in three", "seed", pieces, rows(words, 3))
    words = seed("french", 12)
    payload = f'/inform{{"currency": "{" ".join(words)}"}}'
    yield Planted("seed as a payload", "seed", (payload,), rows(words))
    for name, secret in (
        ("WIF", made.wif(DICE.randbytes(32), True)),
        ("xprv", made.extended(DICE.randbytes(32), "x")),
        ("Solana", made.base58(made.solana_pair(DICE.randbytes(32)))),
        ("bytes", json.dumps(list(made.solana_pair(DICE.randbytes(32))))),
        ("keystore", made.keystore(DICE.randbytes(32))),
    ):
        yield Planted(name, "private_key", (secret,), (secret, secret[:20], secret[-20:]))
    key = DICE.randbytes(32).hex()
    yield Planted("hex said", "private_key", (f"my private key is 0x{key}",), (key, key[:20]), "en")
    key = DICE.randbytes(32).hex()
    yield Planted("hex next", "private_key", ("min privata nyckel är:", key), (key, key[:20]), "sv")
    key = made.wif(DICE.randbytes(32), False)
    button = f"b-{key}"
    yield Planted("key as a button", "private_key", (button,), (key, key[:20]))
    key = made.wif(DICE.randbytes(32), True)
    halves = (f"my private key is {key[:26]}", key[26:])
    yield Planted("key in halves", "private_key", halves, (key, key[:26], key[26:]), "en")
    secret = DICE.randbytes(16).hex().upper()
    pasted = f'{{"apiKey": "x", "secretKey": "{secret}", "passphrase": "Trudy!{secret[:6]}"}}'
    yield Planted("api secret", "api_secret", (pasted,), (secret, f"Trudy!{secret[:6]}"))
    for name, messages, spoken in (
        ("password en", ("my password is {}",), "en"),
        ("password sv", ("mitt lösenord är: {}",), "sv"),
        ("password next", ("mitt lösenord är", "{}"), "sv"),
        ("password as a payload", ('/inform{{"password": "{}"}}',), "en"),
    ):
        word = f"Hemligt-{DICE.randrange(10**8)}!"
        said = tuple(message.format(word) for message in messages)
        yield Planted(name, "password", said, (word,), spoken)
    for name, message, spoken in (
        ("code said", "min sms-kod är {}", "sv"),
        ("code alone", "{}", None),
    ):
        code = str(DICE.randrange(10**5, 10**6))
        yield Planted(name, "code", (message.format(code),), (f'"{code}"', f" {code}"), spoken)
    for name in ("card", "card in groups"):
        digits = made.card(DICE)
        while len(digits) != 16:
            digits = made.card(DICE)
        groups = " ".join(digits[at : at + 4] for at in range(0, 16, 4))
        text = digits if name == "card" else f"mitt kort {groups}"
        yield Planted(name, "card", (text,), (digits, groups), "sv" if text != digits else None)
    century, ten = made.personnummer(DICE)
    number = f"{century}{ten[:6]}-{ten[6:]}"
    yield Planted("personnummer", "personnummer", (number,), (number, ten))


CASES = [
    (language, case)
    for language in LANGUAGES
    for case in planted()
    if case.language in (None, language)
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Bot, Path]]:
    """A bot at DEBUG, and the folder in which it writes."""
    folder = tmp_path_factory.mktemp("secrets")
    levels = {"LOG_LEVEL": "DEBUG", "LOG_LEVEL_LIBRARIES": "DEBUG"}
    with started_bot(folder, **levels) as bot:
        yield bot, folder


@pytest.mark.parametrize(
    ("language", "case"), CASES, ids=[f"{language} {case.name}" for language, case in CASES]
)
def test_t12_user_posts_a_secret_and_hears_at_once_what_to_do(
    language: str, case: Planted, run: tuple[Bot, Path]
) -> None:
    talk = Chat(run[0].url, "healthy", language)
    talk.say(OPENING[language])
    answer = talk.say_all(*case.messages)
    answer.says_response(f"utter_secret_shared_{case.kind}", language)
    answer.never_says(*case.needles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_user_posts_a_secret_first_of_all(language: str, run: tuple[Bot, Path]) -> None:
    """Nothing tells the language yet but the words around it."""
    said = {"en": "this is the password for my account: {}", "sv": "lösenordet till kontot är {}"}
    secret = f"Hemligt-{language}-4711!"
    talk = Chat(run[0].url, "visitor", language)
    answer = talk.say(said[language].format(secret))
    answer.says_response("utter_secret_shared_password", language)


METADATA_SECRET = made.wif(Random(5).randbytes(32), True)


def test_t12_client_puts_a_secret_beside_the_text(run: tuple[Bot, Path]) -> None:
    """Only the text of a client is read; metadata and names of files go nowhere."""
    body: dict[str, Any] = {
        "sender": "healthy/with-metadata",
        "message": f"my deposit is missing {CONTROL}",
        "metadata": {"note": METADATA_SECRET, "file": f"{METADATA_SECRET}.png"},
        "input_channel": METADATA_SECRET,
        "attachments": [METADATA_SECRET],
    }
    reply = requests.post(f"{run[0].url}/webhooks/rest/webhook", json=body, timeout=30)
    assert reply.status_code == 200


def forms(needle: str) -> set[bytes]:
    """Each way in which a program may have written ``needle``."""
    raw = needle.encode()
    found = {raw, needle.lower().encode(), quote(needle).encode(), quote(needle, safe="").encode()}
    found |= {json.dumps(needle)[1:-1].encode(), json.dumps(needle, ensure_ascii=False).encode()}
    for shift in range(3):  # wherever in a longer text it stood
        encoded = base64.b64encode(b"\0" * shift + raw)
        core = encoded[4 if shift else 0 : len(encoded) // 4 * 4 - 4]
        found |= {core, core.replace(b"+", b"-").replace(b"/", b"_")}
    return {form for form in found if len(form) >= 6}


def written(folder: Path) -> dict[str, bytes]:
    """Everything in the folder of the run: databases with their journals, logs, files."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_t13_nothing_that_was_planted_is_found_anywhere(run: tuple[Bot, Path]) -> None:
    files = written(run[1])
    found = [
        (language, case.name, path)
        for language, case in CASES
        for needle in case.needles
        for form in forms(needle)
        for path, content in files.items()
        if form in content
    ]
    assert found == []
    more = [METADATA_SECRET, *(f"Hemligt-{language}-4711!" for language in LANGUAGES)]
    assert not [n for n in more for form in forms(n) for c in files.values() if form in c]


def test_the_search_would_have_found_it(run: tuple[Bot, Path]) -> None:
    """The conversations stand in the database, the log is at DEBUG, and secrets are named."""
    files = written(run[1])
    with sqlite3.connect(f"file:{run[1] / 'tracker.db'}?mode=ro", uri=True) as store:
        events = "\n".join(row[0] for row in store.execute("SELECT data FROM events"))
    assert CONTROL in events
    assert '"saldo_secret": "seed"' in events
    assert any(CONTROL.encode() in c for path, c in files.items() if path.endswith("rasa.log"))
    assert any(b"DEBUG" in c for path, c in files.items() if path.endswith("rasa.log"))
    assert any(b"DEBUG" in c for path, c in files.items() if path.endswith("actions.log"))
