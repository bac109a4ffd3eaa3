"""The hooks by what they do: journal, lock, validator, introduction, no silent memory."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.lock_store import LockStore
from rasa.core.nlg.generator import NaturalLanguageGenerator
from rasa.core.tracker_store import InMemoryTrackerStore, TrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from rasa_hooks import lock_store
from rasa_hooks.lock_store import QuickLockStore
from rasa_hooks.nlg import IntroducingGenerator
from rasa_hooks.tracker_store import SQLiteTrackerStore
from shield import MASK

ROOT = Path(__file__).parents[3]
DOMAIN = Domain.from_yaml(
    """
version: "3.1"
slots:
  language: {type: categorical, values: [sv, en], influence_conversation: false,
             mappings: [{type: custom}]}
responses:
  utter_introduction:
  - text: I am automated.
  - text: Jag är automatisk.
    condition: [{type: slot, name: language, value: sv}]
  utter_one: [{text: One.}]
  utter_picture: [{custom: {image: "one.png"}}]
"""
)


def test_endpoints_file_names_the_hooks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistyped name would silently be something of Rasa's."""
    monkeypatch.chdir(tmp_path)
    endpoints = AvailableEndpoints.read_endpoints(str(ROOT / "endpoints.yml"))
    assert isinstance(TrackerStore.create(endpoints.tracker_store), SQLiteTrackerStore)
    assert isinstance(LockStore.create(endpoints.lock_store), QuickLockStore)
    assert isinstance(NaturalLanguageGenerator.create(endpoints.nlg, DOMAIN), IntroducingGenerator)
    assert (tmp_path / ".saldo" / "tracker.db").is_file()


def test_plain_rasa_run_opens_no_channel() -> None:
    """Rasa opens its own REST channel unless a credentials file says otherwise."""
    assert yaml.safe_load((ROOT / "credentials.yml").read_text(encoding="utf-8")) == {}


# --- tracker store ------------------------------------------------------------------------


def test_conversation_survives_a_restart(tmp_path: Path) -> None:
    async def run() -> DialogueStateTracker | None:
        db = str(tmp_path / "deep" / "tracker.db")
        store = SQLiteTrackerStore(DOMAIN, db=db)
        for text in ("hej", "hej igen"):
            tracker = await store.get_or_create_tracker("c")
            tracker.update(UserUttered(text))
            await store.save(tracker)
        return await SQLiteTrackerStore(DOMAIN, db=db).retrieve("c")

    tracker = asyncio.run(run())
    assert tracker is not None
    assert [e.text for e in tracker.events if isinstance(e, UserUttered)] == ["hej", "hej igen"]


def said(text: str, intent: str, metadata: dict[str, Any] | None = None) -> UserUttered:
    """A message as Rasa logs it, with what was made of it."""
    parse_data: dict[str, Any] = {"text": text, "intent": {"name": intent, "confidence": 0.9}}
    parse_data["intent_ranking"] = [dict(parse_data["intent"])]
    parse_data["entities"] = [
        {"entity": "currency", "value": "BTC", "start": 0, "end": 3},
        {"entity": "secret_kind", "value": "password"},
    ]
    return UserUttered(
        text, parse_data["intent"], parse_data["entities"], parse_data, metadata=metadata
    )


def what_is_kept(folder: Path, *events: Event) -> tuple[DialogueStateTracker, bytes]:
    """The conversation as it is read again, and every byte in the folder."""

    async def run() -> DialogueStateTracker | None:
        store = SQLiteTrackerStore(DOMAIN, db=str(folder / "tracker.db"))
        for event in events:
            tracker = await store.get_or_create_tracker("c")
            tracker.update(event)
            await store.save(tracker)
        return await store.retrieve("c")

    tracker = asyncio.run(run())
    assert tracker is not None
    return tracker, b"".join(path.read_bytes() for path in folder.iterdir())


def test_t12_secret_that_only_the_understanding_recognised_is_not_kept(tmp_path: Path) -> None:
    """Nothing in "bluewhale" tells the channel, so it stands in the message: the answer says that
    it isn't kept."""
    told = "btc missing, the word i log in with is bluewhale"
    tracker, kept = what_is_kept(tmp_path, said(told, "secret_shared"), said("thanks", "thank"))
    assert b"bluewhale" not in kept
    assert [e.text for e in tracker.events if isinstance(e, UserUttered)] == [MASK, "thanks"]
    told_event = next(e for e in tracker.events if isinstance(e, UserUttered))
    assert told_event.parse_data["text"] == MASK
    assert told_event.intent_name == "secret_shared"
    assert [e["entity"] for e in told_event.entities] == ["secret_kind"]


@pytest.mark.parametrize(
    ("intent", "metadata"),
    [("deposit_not_arrived", None), ("secret_shared", {"saldo_secret": "password"})],
    ids=["no secret", "the channel has masked it"],
)
def test_other_messages_are_kept_as_they_are(
    intent: str, metadata: dict[str, Any] | None, tmp_path: Path
) -> None:
    text = f"my btc is missing, my password is {MASK}"
    tracker, _ = what_is_kept(tmp_path, said(text, intent, metadata))
    kept = next(e for e in tracker.events if isinstance(e, UserUttered))
    assert (kept.text, kept.parse_data["text"], len(kept.entities)) == (text, text, 2)


def test_journal_is_written_ahead_over_a_kept_connection(tmp_path: Path) -> None:
    store = SQLiteTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db"))
    seen = []
    for _ in range(2):
        with store.session_scope() as session:
            pragmas = [
                session.execute(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous")
            ]
            seen.append((*pragmas, session.connection().connection.connection))
    assert seen[0][:2] == ("wal", 1)
    assert seen[0][2] is seen[1][2]


def test_memory_is_refused_as_a_store(tmp_path: Path) -> None:
    QuickLockStore()  # installs the hooks, as Rasa's start does
    with pytest.raises(RasaException, match=r"tracker_store\.type"):
        Agent(tracker_store=InMemoryTrackerStore(DOMAIN))
    Agent()  # `rasa test` names no store at all
    Agent(tracker_store=SQLiteTrackerStore(DOMAIN, db=str(tmp_path / "tracker.db")))


# --- lock ---------------------------------------------------------------------------------


def test_lock_looks_again_after_50_ms(monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    async def run() -> list[str]:
        store, order = QuickLockStore(), []

        async def second() -> None:
            async with store.lock("c"):
                order.append("second")

        async with store.lock("c"):
            task = asyncio.ensure_future(second())
            for _ in range(5):
                await sleep(0)
            order.append("first")
        await task
        async with store.lock("d"):  # another conversation never waits
            return order

    monkeypatch.setattr(asyncio, "sleep", noted)
    assert asyncio.run(run()) == ["first", "second"]
    assert pauses
    assert set(pauses) == {lock_store.POLL_SECONDS}


# --- validator ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "valid"),
    [
        ({"events": [], "responses": []}, True),
        ({"events": [{"event": "slot", "name": "x", "value": None, "timestamp": None}]}, True),
        ({"events": "x"}, False),
        ({"events": [{"event": "no such event"}]}, False),
        ({"responses": ["x"]}, False),
        (None, False),
    ],
)
def test_validator_accepts_and_refuses_as_rasas_does(result: Any, valid: bool) -> None:
    from jsonschema import validate

    QuickLockStore()
    action = RemoteAction("action_look", None)
    schema = RemoteAction.action_response_format_spec()
    if valid:
        validate(result, schema)
        assert action._validate_action_result(result)
        return
    with pytest.raises(ValidationError):
        validate(result, schema)
    with pytest.raises(ValidationError):
        action._validate_action_result(result)


def test_validator_compiles_the_schema_once(monkeypatch: pytest.MonkeyPatch) -> None:
    QuickLockStore()
    action = RemoteAction("action_look", None)
    action._validate_action_result({"events": []})
    monkeypatch.setattr(
        RemoteAction, "action_response_format_spec", staticmethod(lambda: pytest.fail("compiled"))
    )
    assert action._validate_action_result({"events": []})


# --- introduction -------------------------------------------------------------------------


def say(generator: IntroducingGenerator, tracker: DialogueStateTracker, *names: str) -> list[Any]:
    async def run() -> list[Any]:
        messages = [await generator.generate(name, tracker, "collector") for name in names]
        return [m and m.get("text") for m in messages]

    return asyncio.run(run())


def tracker_of(*events: Event) -> DialogueStateTracker:
    return DialogueStateTracker.from_events("c", list(events), DOMAIN.slots)


def began() -> list[Event]:
    return [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted("action_listen"),
    ]


def test_first_text_of_a_session_is_introduced_once() -> None:
    generator = IntroducingGenerator(domain=DOMAIN)
    tracker = tracker_of(*began(), UserUttered("hi"))
    # Both are rendered before the tracker knows of the first.
    assert say(generator, tracker, "utter_one", "utter_one") == ["I am automated.\n\nOne.", "One."]


def test_introduction_speaks_the_customers_language() -> None:
    tracker = tracker_of(*began(), UserUttered("hej"), SlotSet("language", "sv"))
    assert say(IntroducingGenerator(domain=DOMAIN), tracker, "utter_one") == [
        "Jag är automatisk.\n\nOne."
    ]


def test_what_was_said_in_the_session_counts_after_a_restart_of_the_server() -> None:
    tracker = tracker_of(*began(), UserUttered("hi"), BotUttered("One."), UserUttered("again"))
    assert say(IntroducingGenerator(domain=DOMAIN), tracker, "utter_one") == ["One."]


def test_next_session_is_introduced_again() -> None:
    earlier = [*began(), UserUttered("hi"), BotUttered("One.")]
    tracker = tracker_of(*earlier, *began(), UserUttered("hi"))
    assert say(IntroducingGenerator(domain=DOMAIN), tracker, "utter_one") == [
        "I am automated.\n\nOne."
    ]


def test_turn_that_was_lost_does_not_count() -> None:
    generator = IntroducingGenerator(domain=DOMAIN)
    say(generator, tracker_of(*began(), UserUttered("hi")), "utter_one")
    retry = tracker_of(*began(), UserUttered("hi", message_id="2"))
    assert say(generator, retry, "utter_one") == ["I am automated.\n\nOne."]
    generator.forget_introduction(retry)
    assert say(generator, retry, "utter_one") == ["I am automated.\n\nOne."]


def test_introduction_itself_and_pictures_are_left_alone() -> None:
    generator = IntroducingGenerator(domain=DOMAIN)
    tracker = tracker_of(*began(), UserUttered("hi"))
    assert say(
        generator, tracker, "utter_picture", "utter_introduction", "utter_one", "no_such"
    ) == [
        None,
        "I am automated.",
        "One.",
        None,
    ]
