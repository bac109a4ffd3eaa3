"""Six seconds to an answer: each deadline lies inside the next, and leaves it time to speak."""

from __future__ import annotations

from actions.base import ACTION_TIMEOUT
from actions.settings import MOST_DEADLINE, load_settings
from rasa_hooks.remote_action import TURN_SECONDS

PROMISED = 6.0


def test_each_deadline_lies_inside_the_next() -> None:
    looks = load_settings({}).turn_deadline
    assert 0 < looks < ACTION_TIMEOUT < TURN_SECONDS < PROMISED
    assert looks <= MOST_DEADLINE < ACTION_TIMEOUT
