"""Secrets that are planted in conversations, and the search for them in all that was written."""

from __future__ import annotations

import base64
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from urllib.parse import quote

from tests.conversations.chat import Chat
from tests.unit.shield import made

DICE = Random(20)
CONTROL = "controlwordofanordinarykind"
"""Written by a customer and no secret: where it isn't found, nothing would be."""


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


# The first of each kind. Six digits stand in any long log, so the codes are searched for in the
# short run of test_secrets.py alone.
OF_EACH_KIND = tuple(
    case for case in {c.kind: c for c in reversed(tuple(planted()))}.values() if case.kind != "code"
)


def plant(url: str) -> None:
    """Post a secret of each kind, before a whole suite of conversations writes beside them."""
    Chat(url, "healthy").say(f"my deposit is missing {CONTROL}")
    for case in OF_EACH_KIND:
        Chat(url, "healthy").say_all(*case.messages)


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


def found(folder: Path, cases: Collection[Planted] = OF_EACH_KIND) -> list[tuple[str, str]]:
    """(case, path) of each secret that stands in a file below ``folder``."""
    files = written(folder)
    log = files["rasa.log"]
    assert CONTROL.encode() in log, "the log at DEBUG would not have held a secret"
    return [
        (case.name, path)
        for case in cases
        for needle in case.needles
        for form in forms(needle)
        for path, content in files.items()
        if form in content
    ]
