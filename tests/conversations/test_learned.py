"""What `make learn` has learned: said again, understood, and answered as the intent is."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from improve.learn import TESTS
from improve.turns import sessions
from kept.store import Store
from tests.conversations.chat import Chat
from tests.conversations.conftest import Bot
from tests.conversations.judge import ROOT

ENTRIES: list[dict[str, Any]] = yaml.safe_load((ROOT / TESTS).read_text(encoding="utf-8")) or []


@cache
def answers() -> dict[str, set[str]]:
    """Intent -> the actions with which the rules and stories answer it."""
    found: dict[str, set[str]] = {}
    paths = [path for folder in ("rules", "stories") for path in (ROOT / "data" / folder).glob("*")]
    for content in (yaml.safe_load(path.read_text(encoding="utf-8")) for path in paths):
        for one in [*content.get("rules", ()), *content.get("stories", ())]:
            steps = one["steps"]
            for step, after in pairwise(steps):
                if "intent" in step and "action" in after:
                    found.setdefault(step["intent"], set()).add(after["action"])
    return found


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["id"])
def test_user_says_what_was_learned_and_is_understood(
    entry: dict[str, Any], chat: Callable[..., Chat], bot: Bot
) -> None:
    talk = chat("visitor", entry["language"])
    if entry.get("before"):
        talk.say(entry["before"])
    answer = talk.say(entry["message"])
    store = Store(bot.state / "tracker.db")
    last = max(store.conversations(), key=lambda one: store.last_event([one]))
    turn = sessions(store.events(last))[-1][-1]
    assert turn.text == entry["message"]
    assert turn.intent == entry["intent"], f"{turn.ranking[:3]}\n{answer.text}"
    assert turn.actions[0] in answers()[entry["intent"]]


def test_every_intent_has_an_answer_to_expect() -> None:
    trained = {path.stem for path in (ROOT / "data" / "nlu" / "en").glob("*.yml")}
    assert trained <= set(answers())
    assert Path(TESTS).name == "learned.yml"
