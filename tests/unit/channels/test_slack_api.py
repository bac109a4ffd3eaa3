"""What the Web API may answer, and that an answer to a customer is not lost for it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from channels.slack_api import MOST_WAIT_SECONDS, TRIES, SlackApi, SlackFailed
from channels.slack_config import SLACK_API, SlackConfig, SlackConfigError, slack_config
from channels.slack_post import BAD_BLOCKS, NO_ENTRY, SlackPoster
from channels.slack_read import Place
from tests.standins import slack

DIRECT = Place(slack.TEAM, "U1", "D0U1")
OPEN = Place(slack.TEAM, "U1", "C0OPEN", "1700000000.000100")
SAID = [{"text": "Your balance", "buttons": [{"title": "x", "payload": "b-1"}]}]


@pytest.fixture
def web() -> Iterator[slack.StandIn]:
    one = slack.StandIn()
    yield one
    one.close()


class Caller:
    def __init__(self, url: str, token: str = slack.TOKEN) -> None:
        self.slept: list[float] = []
        self.api = SlackApi(SlackConfig((slack.SECRET,), token, frozenset(), url), self._sleep)

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)

    def call(self) -> dict[str, Any]:
        return asyncio.run(self.api.call("chat.postMessage", {"channel": "D1", "text": "hi"}))

    def say(self, place: Place) -> None:
        asyncio.run(SlackPoster(self.api).say(place, SAID))

    def say_aside(self, place: Place) -> None:
        asyncio.run(SlackPoster(self.api).say_aside(place, SAID))


LIMITED = (429, {"Retry-After": "7"}, {"ok": False, "error": "ratelimited"})


@pytest.mark.parametrize(
    ("failure", "waits"),
    [
        (LIMITED, 7.0),
        ((429, {}, b"slow down"), 1.0),
        ((429, {"Retry-After": "soon"}, b""), 1.0),
        ((429, {"Retry-After": "-5"}, b""), 1.0),
        ((200, {"Retry-After": "3"}, {"ok": False, "error": "ratelimited"}), 3.0),
        ("internal_error", 0.5),
        ("service_unavailable", 0.5),
        ((500, {}, b"<html>"), 0.5),
        ((503, {"Content-Type": "text/plain"}, b"upstream"), 0.5),
    ],
    ids=str,
)
def test_what_may_pass_is_tried_again(web: slack.StandIn, failure: Any, waits: float) -> None:
    web.failures = [failure]
    caller = Caller(web.url)
    assert caller.call()["ok"] is True
    assert caller.slept == [waits]
    assert len(web.posts) == 1


def test_tries_are_bounded_and_the_waits_too(web: slack.StandIn) -> None:
    web.failures = ["internal_error"] * 10
    caller = Caller(web.url)
    with pytest.raises(SlackFailed, match="internal_error"):
        caller.call()
    assert (len(web.calls), len(caller.slept)) == (TRIES, TRIES - 1)
    web.clear()
    web.failures = [(429, {"Retry-After": str(int(MOST_WAIT_SECONDS) + 1)}, b"")]
    with pytest.raises(SlackFailed, match="ratelimited"):
        caller.call()
    assert len(web.calls) == 1


@pytest.mark.parametrize(
    ("failure", "code"),
    [
        ("channel_not_found", "channel_not_found"),
        ("invalid_auth", "invalid_auth"),
        ((200, {}, b""), "bad_answer"),
        ((200, {}, b"[]"), "bad_answer"),
        ((200, {}, b"[" * 100_000), "bad_answer"),
        ((200, {}, b"<html>ok</html>"), "bad_answer"),
        ((200, {}, {"ok": "true"}), "bad_answer"),
        ((200, {}, {"ok": False, "error": "my text\nin a log"}), "bad_answer"),
        ((404, {}, b""), "http_404"),
        ((302, {"Location": "https://evil.example/"}, b""), "http_302"),
    ],
    ids=str,
)
def test_what_stays_is_told_at_once(web: slack.StandIn, failure: Any, code: str) -> None:
    web.failures = [failure]
    with pytest.raises(SlackFailed) as failed:
        Caller(web.url).call()
    assert failed.value.code == code
    assert len(web.calls) == 1


def test_unreachable_is_an_error_that_holds_no_token(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(SlackFailed) as failed:
        Caller("http://127.0.0.1:1/api/", "a-very-secret-token").call()
    assert failed.value.code == "unreachable"
    assert failed.value.__context__ is None
    assert "a-very-secret-token" not in caplog.text


def test_answer_is_posted_where_it_belongs(web: slack.StandIn) -> None:
    caller = Caller(web.url)
    caller.say(DIRECT)
    caller.say(OPEN)
    caller.say_aside(OPEN)
    caller.say_aside(DIRECT)
    assert [(p.method, p.channel, p.arguments.get("thread_ts")) for p in web.posts] == [
        ("chat.postMessage", "D0U1", None),
        ("chat.postMessage", "C0OPEN", OPEN.thread),
        ("chat.postEphemeral", "C0OPEN", OPEN.thread),
        ("chat.postMessage", "D0U1", None),
    ]
    assert web.posts[2].arguments["user"] == "U1"


@pytest.mark.parametrize("code", sorted(NO_ENTRY))
def test_where_the_bot_may_not_write_the_answer_comes_as_a_direct_message(
    web: slack.StandIn, code: str
) -> None:
    for say in (Caller.say, Caller.say_aside):
        web.clear()
        web.failures = [code]
        say(Caller(web.url), OPEN)
        (post,) = web.posts
        assert (post.method, post.channel) == ("chat.postMessage", "U1")
        assert "thread_ts" not in post.arguments
        assert "user" not in post.arguments


@pytest.mark.parametrize("code", sorted(BAD_BLOCKS))
def test_blocks_that_slack_refuses_are_left_out(web: slack.StandIn, code: str) -> None:
    web.failures = [code]
    Caller(web.url).say(DIRECT)
    (post,) = web.posts
    assert post.shown.text == "Your balance"
    assert "blocks" not in post.arguments


def test_gone_thread_is_answered_beside_it(web: slack.StandIn) -> None:
    web.failures = ["thread_not_found"]
    Caller(web.url).say(OPEN)
    (post,) = web.posts
    assert (post.channel, post.arguments.get("thread_ts")) == ("C0OPEN", None)


def test_several_refusals_are_met_one_after_the_other_and_end(web: slack.StandIn) -> None:
    web.failures = ["thread_not_found", "invalid_blocks", "not_in_channel"]
    Caller(web.url).say(OPEN)
    assert [p.channel for p in web.posts] == ["U1"]
    web.clear()
    web.failures = ["channel_not_found"] * 50
    Caller(web.url).say(OPEN)
    assert len(web.calls) == 2


def test_lost_answer_is_logged_without_its_text(
    web: slack.StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        Caller(web.url, "another-token").say(DIRECT)
    assert "invalid_auth" in caplog.text
    assert "balance" not in caplog.text.casefold().replace("saldo", "")
    assert "another-token" not in caplog.text


GOOD = {"SALDO_SLACK_SIGNING_SECRET": "a1b2c3d4e5f6", "SALDO_SLACK_BOT_TOKEN": "xoxb-demo-token"}


def test_configuration_is_read_from_the_environment_or_the_file() -> None:
    config = slack_config({}, GOOD)
    assert (config.signing_secrets, config.api) == (("a1b2c3d4e5f6",), SLACK_API)
    given = slack_config(
        {"signing_secret": "new-secret, old-secret", "bot_token": "xoxb-file", "teams": "T1A,T2B"},
        {**GOOD, "SALDO_SLACK_API": "http://127.0.0.1:9/api"},
    )
    assert given.signing_secrets == ("new-secret", "old-secret")
    assert given.teams == {"T1A", "T2B"}
    assert given.api == "http://127.0.0.1:9/api/"
    assert "new-secret" not in repr(given)
    assert "xoxb" not in repr(given)


@pytest.mark.parametrize(
    "changes",
    [
        {"SALDO_SLACK_SIGNING_SECRET": ""},
        {"SALDO_SLACK_BOT_TOKEN": ""},
        {"SALDO_SLACK_SIGNING_SECRET": "a secret with blanks"},
        {"SALDO_SLACK_SIGNING_SECRET": "short"},
        {"SALDO_SLACK_BOT_TOKEN": "xoxb-\x00token"},
        {"SALDO_SLACK_TEAMS": "our team"},
        {"SALDO_SLACK_API": "http://slack.example/api"},
        {"SALDO_SLACK_API": "slack.com"},
    ],
    ids=str,
)
def test_half_a_configuration_is_one_line(changes: dict[str, str]) -> None:
    with pytest.raises(SlackConfigError, match="SALDO_SLACK") as wrong:
        slack_config(None, {**GOOD, **changes})
    assert "\n" not in str(wrong.value)
