"""Secrets that customers post by mistake: told of at once, and found nowhere afterwards.

A bot of its own logs everything that it can (DEBUG). After the conversations every byte that
the run wrote is searched for every secret that was planted (threat model T12 and T13). The bot
of all the other conversations is searched likewise, when they have been had (conftest.py).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
import requests

from tests.conversations.canaries import CONTROL, Planted, forms, found, planted, written
from tests.conversations.chat import Chat
from tests.conversations.conftest import Bot, started_bot
from tests.conversations.judge import LANGUAGES
from tests.unit.shield import made

OPENING = {
    "en": "hello, my bitcoin deposit has not arrived and I am worried",
    "sv": "hej, min bitcoininsättning har inte kommit fram och jag är orolig",
}
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


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "my btc deposit from this morning is missing, my password is {} if you must look"),
        ("sv", "min btc-insättning har inte kommit fram, mitt lösen e {} om ni vill kolla"),
    ],
)
def test_user_tells_a_problem_and_a_secret_and_is_offered_the_problem(
    language: str, message: str, run: tuple[Bot, Path]
) -> None:
    talk = Chat(run[0].url, "unconfirmed", language)
    answer = talk.say(message.format(f"Hemligt-{language}-4711!"))
    answer.says_response("utter_secret_shared_password", language)
    answer.says_response("utter_also_mentioned", language)
    answer = talk.press(answer, answer.titles[-1])
    answer.says_response("utter_deposit_not_arrived_unconfirmed", language)


MISSING = {"en": "my deposit is missing", "sv": "min insättning saknas"}
# Nothing tells the channel that these are secrets.
SHAPELESS = {
    "en": ("the word i log in with is {}, go in and see for yourself", "bluewhale"),
    "sv": ("ordet jag loggar in med är {}, gå in och kolla själva", "korvmedbröd"),
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_t12_secret_without_a_shape_is_told_of_and_not_kept(
    language: str, run: tuple[Bot, Path]
) -> None:
    said, secret = SHAPELESS[language]
    talk = Chat(run[0].url, "healthy", language)
    talk.say(OPENING[language])
    answer = talk.say(said.format(secret))
    answer.says_response("utter_secret_shared_other", language)
    answer.never_says(secret)
    talk.say(f"{MISSING[language]} {CONTROL}")
    kept = [c for path, c in written(run[1]).items() if path.startswith("tracker.db")]
    assert any(CONTROL.encode() in content for content in kept)
    assert not [form for form in forms(secret) for content in kept if form in content]


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


def test_t13_nothing_that_was_planted_is_found_anywhere(run: tuple[Bot, Path]) -> None:
    assert found(run[1], [case for _, case in CASES]) == []
    more = [METADATA_SECRET, *(f"Hemligt-{language}-4711!" for language in LANGUAGES)]
    files = written(run[1]).values()
    assert not [n for n in more for form in forms(n) for content in files if form in content]


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
