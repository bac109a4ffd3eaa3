"""An action server that fails, in every way it can: the customer reads an answer, in time."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    BotUttered,
    Event,
    FollowupAction,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from rasa_hooks import remote_action
from rasa_hooks.nlg import IntroducingGenerator

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
slots:
  language: {type: categorical, values: [sv, en], influence_conversation: false,
             mappings: [{type: custom}]}
actions: [action_look]
responses:
  utter_done: [{text: Done.}]
  utter_action_failed:
  - text: Not now.
  - text: Inte just nu.
    condition: [{type: slot, name: language, value: sv}]
"""
)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


async def hang(_request: web.Request) -> web.Response:
    await asyncio.sleep(60)
    return web.json_response({})


def replies(status: int, text: str, content_type: str = "application/json") -> Handler:
    async def handler(_request: web.Request) -> web.Response:
        return web.Response(status=status, text=text, content_type=content_type)

    return handler


def run_action(handler: Handler | None, *events: Event) -> list[Event]:
    """The events of one custom action that the server's ``handler`` serves (None: no server)."""
    tracker = DialogueStateTracker.from_events("c", list(events), DOMAIN.slots)

    async def run() -> list[Event]:
        app = web.Application()
        app.router.add_post("/webhook", handler or hang)
        server = TestServer(app)
        await server.start_server()
        url = str(server.make_url("/webhook"))
        if handler is None:
            await server.close()
        try:
            action = RemoteAction("action_look", EndpointConfig(url))
            generator = IntroducingGenerator(domain=DOMAIN)
            return await action.run(CollectingOutputChannel(), generator, tracker, DOMAIN)
        finally:
            await server.close()

    return asyncio.run(run())


def said(events: list[Event]) -> list[str | None]:
    return [e.text for e in events if isinstance(e, BotUttered)]


@pytest.fixture(autouse=True)
def short_time(monkeypatch: pytest.MonkeyPatch) -> None:
    IntroducingGenerator(domain=DOMAIN)  # installs the hooks, as Rasa's start does
    monkeypatch.setattr(remote_action, "TURN_SECONDS", 0.3)
    monkeypatch.setattr(remote_action, "LEAST_SECONDS", 0.1)


def test_action_that_works_is_left_alone() -> None:
    slot = {"event": "slot", "name": "language", "value": "en"}
    body = {"events": [slot], "responses": [{"response": "utter_done"}]}
    events = run_action(replies(200, json.dumps(body)))
    assert said(events) == ["Done."]
    assert SlotSet("language", "en") in events
    assert not any(isinstance(e, FollowupAction) for e in events)


@pytest.mark.parametrize(
    "handler",
    [
        None,
        hang,
        replies(500, '{"error": "boom"}'),
        replies(404, '{"error": "no such action"}'),
        replies(400, "not JSON"),
        replies(200, "not JSON"),
        replies(200, '{"events": [{"event": "nonsense"}]}'),
        replies(200, '{"events": "wrong type"}'),
        replies(200, "<html>gateway</html>", "text/html"),
    ],
    ids=["refused", "hangs", "500", "404", "bad 400", "bad JSON", "event", "type", "HTML"],
)
def test_failure_is_answered_and_ends_the_turn(handler: Handler | None) -> None:
    events = run_action(handler)
    assert said(events) == ["Not now."]
    assert events[-1] == FollowupAction("action_listen")


def test_failure_is_answered_in_the_customers_language() -> None:
    assert said(run_action(None, SlotSet("language", "sv"))) == ["Inte just nu."]


def test_rejection_is_no_failure() -> None:
    with pytest.raises(ActionExecutionRejection):
        run_action(replies(400, '{"action_name": "action_look", "error": "step back"}'))


def test_t29_log_names_the_action_and_nothing_that_was_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.WARNING, logger="rasa_hooks"):
        run_action(replies(500, '{"request_body": "abandon abandon"}'), UserUttered("abandon"))
    hooked = [r.getMessage() for r in caplog.records if r.name.startswith("rasa_hooks")]
    assert hooked == ["Custom action 'action_look' failed (ClientResponseError)."]


@pytest.mark.parametrize(
    ("age", "left"),
    [(None, 5.0), (0.0, 5.0), (3.0, 2.0), (4.9, 1.0), (3600.0, 5.0), (-10.0, 5.0)],
)
def test_actions_of_one_turn_share_its_time(
    monkeypatch: pytest.MonkeyPatch, age: float | None, left: float
) -> None:
    monkeypatch.setattr(remote_action, "TURN_SECONDS", 5.0)
    monkeypatch.setattr(remote_action, "LEAST_SECONDS", 1.0)
    now = 1_700_000_000.0
    monkeypatch.setattr(time, "time", lambda: now)
    events: list[Any] = [] if age is None else [UserUttered("hi", timestamp=now - age)]
    tracker = DialogueStateTracker.from_events("c", events, DOMAIN.slots)
    assert remote_action._seconds_left(tracker) == pytest.approx(left)
