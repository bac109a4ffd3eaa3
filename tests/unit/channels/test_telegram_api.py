"""What the Bot API may answer, and that an answer to a customer is not lost for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from channels.telegram_api import MOST_WAIT_SECONDS, TRIES, TelegramApi, TelegramFailed
from channels.telegram_config import (
    TELEGRAM_API,
    TelegramConfig,
    TelegramConfigError,
    telegram_config,
)
from channels.telegram_post import TelegramPoster
from tests.standins import telegram

SAID = [{"text": "Your balance", "buttons": [{"title": "x", "payload": "b-1"}]}]


@pytest.fixture
def api() -> Iterator[telegram.StandIn]:
    one = telegram.StandIn()
    yield one
    one.close()


class Caller:
    def __init__(self, url: str, token: str = telegram.TOKEN) -> None:
        self.slept: list[float] = []
        config = TelegramConfig(token, (telegram.SECRET,), "https://bot.example.com/x", url)
        self.api = TelegramApi(config, self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def call(self) -> Any:
        return asyncio.run(self.api.call("sendMessage", {"chat_id": 1, "text": "hi"}))

    def say(self, messages: list[dict[str, Any]] | None = None) -> None:
        asyncio.run(TelegramPoster(self.api).say(1, SAID if messages is None else messages))


@pytest.mark.parametrize(
    ("failure", "waits"),
    [
        ((429, "Too Many Requests: retry after 7", 7), 7.0),
        ((429, b"slow down"), 1.0),
        ((429, "", "soon"), 1.0),
        ((429, "", -5), 1.0),
        ((429, "", True), 1.0),
        ((429, b'{"parameters": [1]}'), 1.0),
        ((500, "Internal Server Error"), 0.5),
        ((502, b"<html>"), 0.5),
    ],
    ids=str,
)
def test_what_may_pass_is_tried_again(api: telegram.StandIn, failure: Any, waits: float) -> None:
    api.failures = {"sendMessage": [failure]}
    caller = Caller(api.url)
    assert caller.call()["message_id"] > 0
    assert caller.slept == [waits]
    assert len(api.posts) == 1


def test_tries_are_bounded_and_the_waits_too(api: telegram.StandIn) -> None:
    api.failures = {"sendMessage": [(500, "")] * 10}
    caller = Caller(api.url)
    with pytest.raises(TelegramFailed, match="http_500"):
        caller.call()
    assert (len(api.tried), len(caller.slept)) == (TRIES, TRIES - 1)
    api.clear()
    api.failures = {"sendMessage": [(429, "", int(MOST_WAIT_SECONDS) + 1)]}
    with pytest.raises(TelegramFailed, match="limited"):
        caller.call()
    assert len(api.tried) == 1


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        ((403, "Forbidden: bot was blocked by the user"), "blocked"),
        ((403, "Forbidden: user is deactivated"), "blocked"),
        ((400, "Bad Request: chat not found"), "blocked"),
        ((400, "Bad Request: my text\nin a log"), "http_400"),
        ((400, b""), "http_400"),
        ((401, "Unauthorized"), "http_401"),
        ((404, "Not Found"), "http_404"),
        ((302, b""), "http_302"),
        ((200, b""), "bad_answer"),
        ((200, b"[]"), "bad_answer"),
        ((200, b"[" * 100_000), "bad_answer"),
        ((200, b"<html>ok</html>"), "bad_answer"),
        ((200, b'{"ok": "true"}'), "bad_answer"),
    ],
    ids=str,
)
def test_what_stays_is_told_at_once(api: telegram.StandIn, failure: Any, code: str) -> None:
    api.failures = {"sendMessage": [failure]}
    with pytest.raises(TelegramFailed) as failed:
        Caller(api.url).call()
    assert failed.value.code == code
    assert len(api.tried) == 1


def test_unreachable_is_an_error_that_holds_no_token(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(TelegramFailed) as failed:
        Caller("http://127.0.0.1:1/", "1:a-very-secret-token").call()
    assert failed.value.code == "unreachable"
    assert failed.value.__context__ is None
    assert "a-very-secret-token" not in caplog.text


@pytest.mark.parametrize(
    "failure", [(400, "Bad Request: can't parse entities"), (400, "Bad Request: ENTITY_INVALID")]
)
def test_entities_that_telegram_refuses_are_left_out_and_nothing_becomes_a_link(
    api: telegram.StandIn, failure: Any
) -> None:
    api.failures = {"sendMessage": [failure]}
    Caller(api.url).say([{"text": "See evil.example", "buttons": SAID[0]["buttons"]}])
    (post,) = api.posts
    assert (post.shown.text, post.shown.marks) == ("See evil.example", ())
    assert post.shown.buttons == (("x", "b-1"),)


def test_rest_of_an_answer_that_got_lost_is_not_sent_alone(api: telegram.StandIn) -> None:
    api.failures = {"sendMessage": [(403, "Forbidden")]}
    Caller(api.url).say([{"text": "one"}, {"text": "two"}])
    assert api.tried == ["sendMessage"]


def test_lost_answer_is_logged_without_its_text(
    api: telegram.StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        Caller(api.url, "1:another-token").say()
    assert "http_401" in caplog.text
    assert "balance" not in caplog.text.casefold()
    assert "another-token" not in caplog.text


GOOD = {
    "SALDO_TELEGRAM_BOT_TOKEN": telegram.TOKEN,
    "SALDO_TELEGRAM_SECRET": telegram.SECRET,
    "SALDO_TELEGRAM_URL": "https://bot.example.com",
}
WEBHOOK = "https://bot.example.com/webhooks/telegram/webhook"


def test_configuration_is_read_from_the_environment_or_the_file() -> None:
    config = telegram_config({}, GOOD)
    assert (config.secrets, config.webhook) == ((telegram.SECRET,), WEBHOOK)
    assert (config.api, config.bot_id) == (TELEGRAM_API, telegram.BOT_ID)
    given = telegram_config(
        {"secret": "new-secret-0123456, old-secret-0123456", "url": "https://b.example:8443/"},
        {**GOOD, "SALDO_TELEGRAM_API": "http://127.0.0.1:9"},
    )
    assert given.secrets == ("new-secret-0123456", "old-secret-0123456")
    assert given.webhook == "https://b.example:8443/webhooks/telegram/webhook"
    assert given.api == "http://127.0.0.1:9/"
    assert "new-secret" not in repr(given)
    assert telegram.TOKEN not in repr(given)


@pytest.mark.parametrize(
    "changes",
    [
        {"SALDO_TELEGRAM_BOT_TOKEN": ""},
        {"SALDO_TELEGRAM_SECRET": ""},
        {"SALDO_TELEGRAM_URL": ""},
        {"SALDO_TELEGRAM_BOT_TOKEN": "no-number"},
        {"SALDO_TELEGRAM_BOT_TOKEN": "1:../../x"},
        {"SALDO_TELEGRAM_SECRET": "short"},
        {"SALDO_TELEGRAM_SECRET": "a secret with blanks"},
        {"SALDO_TELEGRAM_SECRET": "ä" * 20},
        {"SALDO_TELEGRAM_URL": "http://bot.example.com"},
        {"SALDO_TELEGRAM_URL": "bot.example.com"},
        {"SALDO_TELEGRAM_URL": "https://bot.example.com:5005"},
        {"SALDO_TELEGRAM_URL": "https://bot.example.com:port"},
        {"SALDO_TELEGRAM_URL": "https://bot.example.com/?a=b"},
        {"SALDO_TELEGRAM_URL": "https://[::1"},
        {"SALDO_TELEGRAM_API": "http://api.telegram.example/"},
        {"SALDO_TELEGRAM_API": "https://[::1"},
    ],
    ids=str,
)
def test_half_a_configuration_is_one_line(changes: dict[str, str]) -> None:
    with pytest.raises(TelegramConfigError, match="SALDO_TELEGRAM") as wrong:
        telegram_config(None, {**GOOD, **changes})
    assert "\n" not in str(wrong.value)
