"""A custom action is called with the servers' secret, and always ends in an answer, in time.

As it comes, Rasa waits 300 s for the action server, and a failure (refused, 5xx, bad JSON)
is an exception that it logs and forgets: the customer reads nothing. Here the failure
becomes the response ``utter_action_failed`` in the customer's language, and the turn ends.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import time
from typing import Any

from rasa.core.actions.action import (
    ActionExecutionRejection,
    RemoteAction,
    create_bot_utterance,
)
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import BotUttered, Event, FollowupAction

from identity.caller import HEADER, caller_secret

logger = logging.getLogger(__name__)

TURN_SECONDS = 5.0
"""For all custom actions of one turn together. The action server's own deadline is 4 s."""
LEAST_SECONDS = 1.0
FAILED_RESPONSE = "utter_action_failed"

_run = RemoteAction.run


async def run(
    self: RemoteAction, output_channel: Any, nlg: Any, tracker: Any, domain: Any
) -> list[Event]:
    """Rasa's ``RemoteAction.run`` within the turn's time; a failure is uttered, not raised.

    ActionExecutionRejection is no failure (a form uses it to step back) and goes through.
    """
    try:
        _introduce(self.action_endpoint)
        return await asyncio.wait_for(
            _run(self, output_channel, nlg, tracker, domain), _seconds_left(tracker)
        )
    except (ActionExecutionRejection, asyncio.CancelledError):
        raise
    except Exception as error:
        # No text of the error: it can hold the request, and so what the customer wrote.
        logger.error("Custom action '%s' failed (%s).", self.name(), _kind(error))
        return await _utter_failure(output_channel, nlg, tracker)


def _introduce(endpoint: Any) -> None:
    """Let the action server know who calls. Raises CallerError where that was forgotten."""
    secret = caller_secret(os.environ)
    if endpoint is not None and secret is not None:
        endpoint.headers[HEADER] = secret


async def _utter_failure(output_channel: Any, nlg: Any, tracker: Any) -> list[Event]:
    forget = getattr(nlg, "forget_introduction", None)
    if forget:
        forget(tracker)
    message = await nlg.generate(FAILED_RESPONSE, tracker, output_channel.name())
    uttered: list[BotUttered] = []
    if message:
        message["utter_action"] = FAILED_RESPONSE
        uttered = [create_bot_utterance(message)]
    # Without the follow-up the policies would guess what comes after half a turn.
    return [*uttered, FollowupAction(ACTION_LISTEN_NAME)]


def _seconds_left(tracker: Any) -> float:
    """What is left of the turn: a second action gets what the first one did not use."""
    message = tracker.latest_message
    elapsed = time.time() - message.timestamp if message and message.timestamp else 0.0
    if not 0.0 <= elapsed < TURN_SECONDS:  # a session start or a reminder: no message waits
        return TURN_SECONDS
    return max(LEAST_SECONDS, TURN_SECONDS - elapsed)


def _kind(error: BaseException) -> str:
    cause = error.__cause__ or error.__context__ or error
    if isinstance(error, asyncio.TimeoutError):
        return "no answer in time"
    if isinstance(cause, json.JSONDecodeError):
        return "bad JSON"
    return type(cause).__name__


def install() -> None:
    """Put ``run`` in place of Rasa's."""
    RemoteAction.run = run
