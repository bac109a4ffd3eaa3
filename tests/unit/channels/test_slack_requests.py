"""What comes in at Slack's webhook: who may speak, in which form, and how often it counts."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.slack_signature import WINDOW_SECONDS, SlackSignature
from channels.webhook import MOST_BYTES
from identity.database import StoreUnavailable
from tests.standins import slack
from tests.unit.channels.messenger import words
from tests.unit.channels.slack_workspace import Workspace

WORDS = words()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    one = Workspace(tmp_path)
    yield one
    one.close()


def event_body(text: str = "hello") -> bytes:
    return json.dumps(slack.direct_message("U1", text)).encode()


def test_signed_message_is_acknowledged_and_answered(workspace: Workspace) -> None:
    assert workspace.play(slack.direct_message("U1", "hello")) == [(200, "")]
    (post,) = workspace.api.posts
    assert (post.method, post.channel) == ("chat.postMessage", "D0U1")
    assert post.shown.text == "visitor said hello"


def unsigned() -> dict[str, tuple[bytes, dict[str, str]]]:
    """Requests that look like Slack's and are not."""
    body = event_body()
    good = slack.signed(body)
    signature = good["X-Slack-Signature"]
    changed = {
        "no headers": {"X-Slack-Signature": None, "X-Slack-Request-Timestamp": None},
        "no signature": {"X-Slack-Signature": None},
        "no timestamp": {"X-Slack-Request-Timestamp": None},
        "empty signature": {"X-Slack-Signature": ""},
        "no version": {"X-Slack-Signature": signature[3:]},
        "other version": {"X-Slack-Signature": "v1" + signature[2:]},
        "upper case": {"X-Slack-Signature": "v0=" + signature[3:].upper()},
        "last bit": {"X-Slack-Signature": signature[:-1] + ("0" if signature[-1] != "0" else "1")},
        "longer": {"X-Slack-Signature": signature + "0"},
        "other timestamp": {
            "X-Slack-Request-Timestamp": str(int(good["X-Slack-Request-Timestamp"]) + 1)
        },
        "signed timestamp": {"X-Slack-Request-Timestamp": "+" + good["X-Slack-Request-Timestamp"]},
        "arabic digits": {"X-Slack-Request-Timestamp": "1٢3"},
        "no number": {"X-Slack-Request-Timestamp": "now"},
        "huge number": {"X-Slack-Request-Timestamp": "9" * 5000},
        "negative": {"X-Slack-Request-Timestamp": "-1"},
    }
    cases = {}
    for name, replaced in changed.items():
        headers = {**good, **replaced}
        # headers travel as latin-1 at most
        cases[name] = (
            body,
            {k: v.encode().decode("latin-1") for k, v in headers.items() if v is not None},
        )
    cases["other body"] = (body.replace(b"hello", b"hellp"), good)
    cases["body with a blank"] = (body + b" ", good)
    cases["other secret"] = (body, slack.signed(body, secret="another-secret"))
    cases["empty secret"] = (body, slack.signed(body, secret=""))
    cases["old"] = (body, slack.signed(body, at=time.time() - WINDOW_SECONDS - 5))
    cases["future"] = (body, slack.signed(body, at=time.time() + WINDOW_SECONDS + 5))
    cases["ten minutes old"] = (body, slack.signed(body, at=time.time() - 600))
    cases["challenge"] = (b'{"type": "url_verification", "challenge": "c"}', {})
    return cases


def test_t10_unsigned_request_is_refused_alike_and_does_nothing(workspace: Workspace) -> None:
    cases = unsigned()
    assert len(cases) > 20
    answers = workspace.play(*cases.values())
    wrong = [name for name, one in zip(cases, answers, strict=True) if one[0] != 401]
    assert not wrong
    assert len({body for _, body in answers}) == 1
    assert (workspace.api.calls, workspace.bot.handed) == ([], [])


@settings(deadline=None)
@given(st.binary(max_size=200), st.dictionaries(st.text(max_size=30), st.text(max_size=90)))
def test_no_headers_pass_by_chance(body: bytes, headers: dict[str, str]) -> None:
    signature = SlackSignature((slack.SECRET,), lambda: 1_700_000_000)
    assert not signature.holds(headers, body)
    stamped = {"x-slack-request-timestamp": "1700000000", "x-slack-signature": "v0=" + "0" * 64}
    assert not signature.holds({**stamped, **headers}, body)


def test_both_secrets_of_a_change_are_good(workspace: Workspace) -> None:
    workspace.play(slack.direct_message("U1", "hello"), secret="an-older-secret")
    assert workspace.api.texts() == ["visitor said hello"]


def test_slack_learns_that_the_address_is_ours(workspace: Workspace) -> None:
    payload = {"type": "url_verification", "token": "x", "challenge": "3eZbrw1a"}
    assert workspace.play(payload) == [(200, '{"challenge":"3eZbrw1a"}')]


@pytest.mark.parametrize(
    "media",
    ["application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"],
)
def test_json_is_json_with_a_charset_too(workspace: Workspace, media: str) -> None:
    body = event_body()
    assert workspace.play((body, {**slack.signed(body), "Content-Type": media})) == [(200, "")]
    assert workspace.api.texts() == ["visitor said hello"]


DEEP = b"[" * 100_000
BAD_BODIES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b"1",
    b'"text"',
    b"\xff\xfe",
    DEEP,
    b'{"a":' * 50_000,
    b"x" * 100_000,
]


@pytest.mark.parametrize("body", BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_t18_odd_json_is_refused(workspace: Workspace, body: bytes) -> None:
    assert workspace.play((body, slack.signed(body)))[0][0] == 400


def test_t18_odd_forms_are_refused(workspace: Workspace) -> None:
    bodies = [
        b"payload=",
        b"payload=%5B%5D",
        b"payload=" + DEEP,
        b"payload=%FF",
        b"\xff=1",
        b"command=/saldo&command=/other",
        b"&".join(b"a%d=1" % n for n in range(200)),
    ]
    for body in bodies:
        headers = slack.signed(body, **{"Content-Type": "application/x-www-form-urlencoded"})
        assert workspace.play((body, headers))[0][0] == 400, body[:40]
    for media in ("", "text/plain", "multipart/form-data; boundary=x", "application/xml"):
        body = event_body()
        assert workspace.play((body, slack.signed(body, **{"Content-Type": media})))[0][0] == 400
    assert workspace.api.calls == []


def test_t18_body_above_the_limit_is_refused(workspace: Workspace) -> None:
    body = b"x" * (MOST_BYTES + 1)
    assert workspace.play((body, {"Content-Type": "application/json"}))[0][0] == 413


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": 7},
        {"type": "event_callback"},
        {"type": "event_callback", "event": []},
        {"type": "event_callback", "event": {"type": "message"}},
        {"type": "event_callback", "event": {"type": ["message"], "user": {}, "channel": None}},
        {"type": "app_rate_limited", "minute_rate_limited": 1},
        {"type": "block_actions"},
        {"type": "block_actions", "actions": [7]},
        {"type": "block_actions", "actions": {}},
        {"type": "view_submission", "view": {}},
        {"type": "shortcut"},
    ],
    ids=str,
)
def test_signed_but_nothing_to_answer(workspace: Workspace, payload: dict[str, Any]) -> None:
    """Acknowledged, or Slack would send it again for an hour and then switch the app off."""
    body = json.dumps(payload).encode()
    assert workspace.play((body, slack.signed(body)))[0][0] == 200
    fields, headers = slack.request_of({"command": "none", "payload": json.dumps(payload)})
    assert workspace.play((fields, headers))[0][0] == 200
    assert (workspace.api.calls, workspace.bot.handed) == ([], [])


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 2**32), st.data())
def test_t18_mangled_payloads_never_break_the_channel(seed: int, data: st.DataObject) -> None:
    """Any one field of a real payload replaced by any other JSON value."""
    from channels import slack_read

    value = data.draw(
        st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just([]) | st.just({})
    )
    for payload, read in (
        (slack.direct_message("U1", "hello"), slack_read.read_event),
        (slack.click("U1", "b-1"), slack_read.read_click),
    ):
        paths = list(_paths(payload))
        target = random.Random(seed).choice(paths)
        _put(payload, target, value)
        read(payload)  # raises nothing


def _paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in items:
        yield (*path, key)
        if isinstance(child, (dict, list)):
            yield from _paths(child, (*path, key))


def _put(node: Any, path: tuple[Any, ...], value: Any) -> None:
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value


def test_t10_hundred_deliveries_of_one_event_are_one_turn(workspace: Workspace) -> None:
    payload = slack.direct_message("U1", "hello")
    replayed = slack.request_of(payload)
    workspace.play(*[replayed] * 50)
    workspace.play(*[slack.request_of(payload) for _ in range(50)], together=True)
    assert workspace.bot.texts() == ["hello"]
    assert workspace.api.texts() == ["visitor said hello"]


@pytest.mark.parametrize("reason", ["http_error", "http_timeout", "connection_failed", "ssl_error"])
def test_t10_retries_of_slack_are_one_turn_whatever_their_reason(
    workspace: Workspace, reason: str
) -> None:
    payload = slack.direct_message("U1", "hello")
    retries = [
        slack.request_of(payload, **{"X-Slack-Retry-Num": str(n), "X-Slack-Retry-Reason": reason})
        for n in (1, 2, 3)
    ]
    assert {status for status, _ in workspace.play(slack.request_of(payload), *retries)} == {200}
    assert workspace.bot.texts() == ["hello"]


def test_t10_retry_of_a_message_that_was_not_taken_counts(workspace: Workspace) -> None:
    """The first delivery met no bot, or no store; the next one is the first that counts."""
    payload = slack.direct_message("U1", "hello")
    workspace.bot.ready = False
    assert workspace.play(payload)[0][0] == 503
    workspace.bot.ready = True
    headers = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_error"}
    assert workspace.play(slack.request_of(payload, **headers)) == [(200, "")]
    assert workspace.bot.texts() == ["hello"]


def test_t10_restart_does_not_open_the_window_again(workspace: Workspace) -> None:
    requests_ = [
        slack.request_of(slack.direct_message("U1", "hello")),
        slack.request_of(slack.slash("U1", "help")),
        slack.request_of(slack.click("U1", "b-0000000000000000")),
    ]
    workspace.play(*requests_)
    said = len(workspace.api.posts)
    workspace.restart()
    assert [status for status, _ in workspace.play(*requests_)] == [200] * 3
    assert workspace.bot.texts() == ["hello"]
    assert len(workspace.api.posts) == said


def test_t10_after_the_window_a_replay_is_refused(workspace: Workspace) -> None:
    replayed = slack.request_of(slack.direct_message("U1", "hello"))
    workspace.play(replayed)
    workspace.now = time.time() + WINDOW_SECONDS + 5
    assert workspace.play(replayed)[0][0] == 401


def test_two_events_about_one_message_are_one_turn(workspace: Workspace) -> None:
    first = slack.direct_message("U1", "hello")
    second = slack.direct_message("U1", "hello", ts=first["event"]["ts"])
    assert first["event_id"] != second["event_id"]
    workspace.play(first, second)
    assert workspace.bot.texts() == ["hello"]


def test_t24_reordered_and_duplicated_messages_are_each_answered_once(
    workspace: Workspace,
) -> None:
    payloads = [slack.direct_message(f"U{n % 3}", f"number {n}") for n in range(12)]
    delivered = [*payloads, *payloads, *payloads]
    random.Random(7).shuffle(delivered)
    workspace.play(*delivered[:18], together=True)
    workspace.play(*delivered[18:], together=True)
    assert sorted(workspace.bot.texts()) == sorted(p["event"]["text"] for p in payloads)
    assert len(workspace.api.posts) == 12


def test_t24_doubled_click_is_answered_once_and_a_later_one_again(workspace: Workspace) -> None:
    workspace.bot.answers["list"] = {"text": "?", "buttons": [{"title": "One", "payload": "one"}]}
    workspace.say("U1", "list")
    ((_, value),) = workspace.api.posts[-1].shown.buttons
    message = slack.new_ts()
    clicks = [slack.click("U1", value, message=message) for _ in range(3)]
    assert workspace.play(*clicks, together=True) == [(200, "")] * 3
    assert workspace.bot.texts() == ["list", "one"]
    for events in (clicks, clicks):  # the very same requests, seconds later
        workspace.channel._seen._clock = lambda: time.time() + 60
        workspace.play(*events)
    assert workspace.bot.texts() == ["list", "one"]
    workspace.play(slack.click("U1", value, message=message))
    assert workspace.bot.texts() == ["list", "one", "one"]


def test_t29_without_the_store_nothing_is_taken_and_slack_tries_again(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_key: str, **_more: Any) -> bool:
        raise StoreUnavailable("OperationalError")

    monkeypatch.setattr(workspace.channel._seen, "claim_all", fails)
    payloads = (
        slack.direct_message("U1", "my secret words"),
        slack.click("U1", "b-1"),
        slack.slash("U1", "help"),
    )
    answers = workspace.play(*payloads)
    assert answers == [(503, '{"error":"not now"}')] * 3
    assert workspace.bot.handed == []
    assert "secret words" not in caplog.text


def test_store_that_fails_later_is_said_and_not_silence(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_key: str) -> Any:
        raise StoreUnavailable("OperationalError")

    monkeypatch.setattr(workspace.identity.links, "speaker", fails)
    assert workspace.say("U1", "hello") == [WORDS["utter_messenger_unavailable"][1]]
    assert workspace.press("U1", "b-1") == [WORDS["utter_messenger_unavailable"][1]]
    assert workspace.bot.handed == []


def test_only_named_workspaces_are_served(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, teams=(slack.TEAM,))
    foreign = slack.direct_message("U1", "hello", team="T0OTHER")
    assert workspace.play(foreign, slack.slash("U1", "help", team_id="T0OTHER")) == [(200, "")] * 2
    assert workspace.api.calls == []
    assert workspace.say("U1", "hello") == ["visitor said hello"]
    workspace.close()


def test_nothing_else_is_served(workspace: Workspace) -> None:
    import asyncio

    from tests.unit.channels.messenger import served

    async def whole() -> list[int]:
        loop = asyncio.get_running_loop()
        async with served(workspace.channel, workspace.bot) as url:

            def ask(method: str, path: str) -> int:
                return requests.request(method, url + path, timeout=10).status_code

            asked = [("GET", "/"), ("GET", "/webhook"), ("POST", "/"), ("POST", "/webhook/x")]
            return [await loop.run_in_executor(None, ask, *one) for one in asked]

    assert asyncio.run(whole()) == [200, 405, 405, 404]
