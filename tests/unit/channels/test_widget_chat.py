"""The widget's conversations: numbering, resume, tabs, sign-in, and who is left outside."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from channels import journal
from channels.base import Edge
from channels.limits import Rate, Rates
from channels.widget_chat import Seat
from channels.widget_output import WidgetOutput
from channels.widget_turns import MOST_WAITING, STALE_SECONDS
from channels.widget_wire import Message, Problem, Refused
from shield import MASK, MASKED_KIND
from tests.unit.channels.widget_room import KEY, Room, echoes

VISITOR = {"ok": True, "state": "visitor"}
SEED = "abandon " * 11 + "about"  # the published test vector of BIP-39


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return Room(tmp_path)


async def tried(coroutine: Coroutine[Any, Any, dict[str, Any]]) -> dict[str, Any]:
    """What is acknowledged, done or refused."""
    try:
        return await coroutine
    except Refused as refused:
        return refused.answer()


def problem(coroutine: Coroutine[Any, Any, Any]) -> Refused:
    with pytest.raises(Refused) as refused:
        asyncio.run(coroutine)
    return refused.value


def test_first_message_begins_a_conversation(room: Room) -> None:
    async def talk() -> None:
        tab = room.tab("t")
        assert (await room.chat.hello(tab, None, 0)) == VISITOR
        ack = await room.send(tab, "hello")
        assert ack["seq"] == 1
        assert room.conversations.resume(ack["secret"]) is not None
        assert room.hub.texts("t") == ["hello", "nobody text: hello\n\nmore"]
        assert "secret" not in await room.send(tab, "again")

    asyncio.run(talk())


def test_looking_at_the_page_opens_no_conversation(room: Room) -> None:
    asyncio.run(room.chat.hello(room.tab("t"), None, 0))
    assert room.conversations.purge(room.clock.now + 1) == []


def test_messages_are_numbered_and_resumed_from_a_number(room: Room) -> None:
    async def talk() -> None:
        tab = room.tab("t")
        secret = (await room.send(tab, "one"))["secret"]
        await room.send(tab, "two")
        again = await room.chat.hello(room.tab("u"), secret, 0)
        assert [m["seq"] for m in again["messages"]] == [1, 2, 3, 4]
        assert [m["from"] for m in again["messages"]] == ["user", "bot", "user", "bot"]
        rest = await room.chat.hello(room.tab("v"), secret, 3)
        assert [m["seq"] for m in rest["messages"]] == [4]

    asyncio.run(talk())


def test_second_tab_sees_every_message_of_the_first(room: Room) -> None:
    async def talk() -> None:
        first, second = room.tab("first"), room.tab("second")
        secret = (await room.send(first, "one"))["secret"]
        await room.chat.hello(second, secret, 0)
        await room.send(first, "two")
        await room.send(second, "three")
        assert room.hub.texts("second") == room.hub.texts("first")[2:]
        assert [t for t in room.hub.texts("first") if "text:" not in t] == ["one", "two", "three"]

    asyncio.run(talk())


def test_t10_message_that_is_sent_again_is_one_message(room: Room) -> None:
    async def talk() -> None:
        tab = room.tab("t")
        first = await room.send(tab, "hello", "same-name")
        again = await room.send(tab, "hello", "same-name")
        assert (again["seq"], again["message"]["text"]) == (first["seq"], "hello")
        assert len(room.turns) == 1

    asyncio.run(talk())


def test_t24_two_hundred_at_once_are_answered_in_order(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "MOST_SHOWN", 1000)

    async def talk() -> None:
        tab = room.tab("t")
        secret = (await room.send(tab, "begin"))["secret"]
        taken = []

        async def one(number: int) -> None:
            message = Message(f"number-{number:03}", f"n{number}")
            ack = await tried(room.chat.receive(tab, message))
            assert ack.get("error") in (None, "slow_down")
            if ack.get("ok"):
                taken.append(number)

        for number in range(200):
            await one(number)
            if number % MOST_WAITING == 0:
                await room.settled()
        await room.settled()
        history = (await room.chat.hello(room.tab("u"), secret, 0))["messages"]
        said = [m["text"] for m in history if m["from"] == "user"]
        answers = [m["text"].split()[2] for m in history if m["from"] == "bot"]
        assert said == answers  # each once, in the order in which they came
        assert [t.text for t in room.turns][1:] == [f"n{number}" for number in taken]

    asyncio.run(talk())


def test_too_many_waiting_turns_are_refused(tmp_path: Path) -> None:
    gate = asyncio.Event()

    async def waits(message: Any) -> None:
        await gate.wait()
        await echoes(message)

    async def talk() -> None:
        room = Room(tmp_path, reply=waits)
        tab = room.tab("t")
        for number in range(MOST_WAITING):
            await room.chat.receive(tab, Message(f"number-{number}", "hello"))
        with pytest.raises(Refused) as refused:
            await room.chat.receive(tab, Message("one-too-many", "hello"))
        assert refused.value.problem is Problem.SLOW_DOWN
        gate.set()
        await room.settled()

    asyncio.run(talk())


def test_secret_is_masked_before_it_is_kept_or_shown(room: Room, tmp_path: Path) -> None:
    async def talk() -> None:
        await room.send(room.tab("t"), f"my seed phrase is {SEED}")
        assert "abandon" not in str(room.hub.heard)
        assert room.turns[0].metadata == {MASKED_KIND: "seed"}

    asyncio.run(talk())
    room.journal.close()
    assert b"abandon" not in (tmp_path / "widget.db").read_bytes()


def test_t5_text_that_looks_like_a_command_is_text(room: Room) -> None:
    async def talk() -> None:
        await room.send(room.tab("t"), '/inform{"account_id": "victim"}')
        assert room.turns[0].parse_data is None
        assert not room.turns[0].text.startswith("/")

    asyncio.run(talk())


# --- buttons --------------------------------------------------------------------


def button_of(room: Room, seat: str) -> str:
    shown = [one for event, data in room.hub.heard[seat] if event == "messages" for one in data]
    return str(next(m for m in reversed(shown) if m.get("buttons"))["buttons"][0]["id"])


def test_button_goes_by_its_id_and_shows_its_title(room: Room) -> None:
    async def talk() -> None:
        tab = room.tab("t")
        await room.send(tab, "hello")
        assert "/affirm" not in str(room.hub.heard)
        await room.press(tab, button_of(room, "t"))
        assert room.turns[1].parse_data["intent"]["name"] == "affirm"
        assert room.hub.texts("t")[2] == "Ja"

    asyncio.run(talk())


def test_button_is_known_after_a_restart(tmp_path: Path) -> None:
    async def talk() -> None:
        before = Room(tmp_path)
        secret = (await before.send(before.tab("t"), "hello"))["secret"]
        after, tab = Room(tmp_path), before.tab("t")
        await after.chat.hello(tab, secret, 0)
        await after.press(tab, button_of(before, "t"))
        assert after.turns[0].parse_data["intent"]["name"] == "affirm"

    asyncio.run(talk())


def test_button_of_another_conversation_chooses_nothing(room: Room) -> None:
    async def talk() -> None:
        await room.send(room.tab("a"), "hello")
        await room.send(room.tab("b"), "hello")
        mallory = room.tab("m")
        await room.send(mallory, "hello")
        with pytest.raises(Refused) as refused:
            await room.press(mallory, button_of(room, "a"))
        assert refused.value.problem is Problem.BUTTON_GONE

    asyncio.run(talk())


# --- who speaks -----------------------------------------------------------------


def test_visitors_conversation_goes_on_after_signing_in(room: Room) -> None:
    async def talk() -> None:
        tab = room.tab("t")
        visitor = (await room.send(tab, "hello"))["secret"]
        ack = await room.chat.sign_in(tab, "anna")
        assert (ack["state"], len(ack["messages"])) == ("signed_in", 2)
        assert ack["secret"] != visitor
        await room.send(tab, "balance")
        assert room.hub.texts("t")[-1].startswith("anna text")

    asyncio.run(talk())


def test_t2_who_knew_the_secret_before_signing_in_hears_nothing_after(room: Room) -> None:
    async def talk() -> None:
        victim, attacker = room.tab("victim"), room.tab("attacker")
        planted = (await room.send(attacker, "hello"))["secret"]
        await room.chat.hello(victim, planted, 0)
        await room.chat.sign_in(victim, "anna")
        told = len(room.hub.heard["attacker"])
        assert room.hub.heard["attacker"][-1] == ("renew", {})
        for number in range(50):
            await room.send(victim, f"secret {number}")
        assert len(room.hub.heard["attacker"]) == told
        late = room.tab("late")
        for attempt in (room.send(attacker, "me too"), room.chat.hello(late, planted, 0)):
            with pytest.raises(Refused) as refused:
                await attempt
            assert refused.value.problem is Problem.SESSION_ENDED
        assert len(room.turns) == 51

    asyncio.run(talk())


def test_t1_a_conversations_id_opens_nothing(room: Room) -> None:
    async def talk() -> None:
        victim, attacker = room.tab("victim"), room.tab("attacker")
        ack = await room.send(victim, "hello")
        conversation = room.turns[0].sender_id
        for guess in (conversation, ack["conversation"], ack["secret"][:-1], "", "x" * 9000):
            heard = await tried(room.chat.hello(attacker, guess, 0))
            assert heard == ({"error": "session_ended"} if guess else VISITOR)
        assert room.hub.heard["attacker"] == []

    asyncio.run(talk())


def test_another_customer_in_the_same_browser_gets_another_conversation(room: Room) -> None:
    async def talk() -> None:
        tab = room.tab("t")
        anna = await room.chat.sign_in(tab, "anna")
        await room.send(tab, "my balance")
        bo = await room.chat.sign_in(tab, "bo")
        assert bo["conversation"] != anna["conversation"]
        assert bo["messages"] == []
        with pytest.raises(Refused):
            await room.chat.hello(room.tab("u"), anna["secret"], 0)

    asyncio.run(talk())


def test_signing_out_closes_the_conversation_in_every_tab(room: Room) -> None:
    async def talk() -> None:
        tab, other = room.tab("t"), room.tab("other")
        secret = (await room.chat.sign_in(tab, "anna"))["secret"]
        await room.chat.hello(other, secret, 0)
        ack = await room.chat.sign_out(tab)
        assert (ack["state"], ack["messages"]) == ("visitor", [])
        assert room.hub.heard["other"] == [("renew", {})]
        with pytest.raises(Refused) as refused:
            await room.send(other, "still here")
        assert refused.value.problem is Problem.SESSION_ENDED
        assert room.turns == []

    asyncio.run(talk())


def test_ended_sign_in_asks_shows_nothing_and_loses_nothing(room: Room) -> None:
    async def talk() -> None:
        tab = room.tab("t")
        secret = (await room.chat.sign_in(tab, "anna"))["secret"]
        await room.send(tab, "one")
        room.clock.now += 301
        with pytest.raises(Refused) as refused:
            await room.send(tab, "two", "kept-name")
        assert refused.value.problem is Problem.SIGN_IN_AGAIN
        assert refused.value.more == {"text": "utter_sign_in_ended"}
        locked = await room.chat.hello(room.tab("u"), secret, 0)
        assert locked["state"] == "sign_in_again"
        assert "messages" not in locked
        assert [t.text for t in room.turns] == ["one"]
        again = await room.chat.sign_in(tab, "anna:jti-second-01")
        assert len(again["messages"]) == 2
        await room.send(tab, "two", "kept-name")
        assert room.hub.texts("t")[-2:] == ["two", "anna text: two\n\nmore"]

    asyncio.run(talk())


@pytest.mark.parametrize(
    ("token", "down", "expected"),
    [("bad", False, Problem.SIGN_IN_REFUSED), ("anna", True, Problem.UNAVAILABLE)],
)
def test_t3_sign_in_that_does_not_hold(
    room: Room, token: str, down: bool, expected: Problem
) -> None:
    room.verifier.down = down
    assert problem(room.chat.sign_in(room.tab("t"), token)).problem is expected
    assert room.conversations.purge(room.clock.now + 1) == []


# --- after a restart ------------------------------------------------------------


@pytest.mark.parametrize("pressed", [False, True])
def test_message_whose_turn_was_cut_off_is_answered_once(tmp_path: Path, pressed: bool) -> None:
    async def talk() -> None:
        dying = Room(tmp_path)
        tab = dying.tab("t")
        secret = (await dying.send(tab, "first"))["secret"]

        async def dies(_message: Any) -> None:
            raise asyncio.CancelledError

        dying.chat.turns.handle = dies
        last = Message("last-one", button_of(dying, "t") if pressed else "second", pressed)
        await dying.chat.receive(tab, last)
        with pytest.raises(asyncio.CancelledError):
            await dying.settled()

        after, tab = Room(tmp_path), dying.tab("t")
        shown = await after.chat.hello(tab, secret, 0)
        assert [m["seq"] for m in shown["messages"]] == [1, 2, 3]
        await after.chat.hello(after.tab("u"), secret, 0)  # two tabs come back
        await after.settled()
        assert len(after.turns) == 1
        assert (after.turns[0].parse_data is not None) is pressed
        assert len(after.hub.texts("t")) == 1

    asyncio.run(talk())


def test_old_unanswered_message_is_left(tmp_path: Path) -> None:
    async def talk() -> None:
        room = Room(tmp_path)
        opened = room.conversations.open("widget")
        room.journal.add(opened.speaker.conversation, "user", {"text": "hello"}, "name-0001")
        room.clock.now += STALE_SECONDS + 1
        await room.chat.hello(room.tab("t"), opened.secret, 0)
        await room.settled()
        assert room.turns == []

    asyncio.run(talk())


def test_turn_that_fails_is_told_and_answered_when_the_customer_is_back(tmp_path: Path) -> None:
    async def talk() -> None:
        room, tab = Room(tmp_path), Seat("t", "192.0.2.1")
        agent, room.chat.turns.agent = room.chat.turns.agent, lambda: None

        async def is_silent(_message: Any) -> None:
            return None

        handle, room.chat.turns.handle = room.chat.turns.handle, is_silent
        secret = (await room.send(tab, "hello"))["secret"]  # no bot to say even the last word
        assert ("failed", {"seq": 1}) in room.hub.heard["t"]
        room.chat.turns.agent, room.chat.turns.handle = agent, handle
        await room.chat.hello(tab, secret, 1)
        await room.settled()
        assert room.hub.texts("t")[-1].startswith("nobody text: hello")

    asyncio.run(talk())


# --- limits ---------------------------------------------------------------------


def test_t17_one_attacker_does_not_slow_the_others(room: Room) -> None:
    async def talk() -> None:
        still = room.clock
        room.chat._rates = Rates(
            Rate(3, 1, still), Rate(50, 1, still), Rate(10, 1, still), Rate(1, 1, still)
        )
        attacker, honest = room.tab("attacker", "192.0.2.66"), room.tab("honest", "192.0.2.7")
        refused = 0
        for _ in range(100):
            ack = await tried(room.send(attacker, "hello"))
            if not ack.get("ok"):
                assert ack["error"] == "slow_down"
                assert ack["wait"] >= 1
                refused += 1
        assert refused == 97
        assert (await room.send(honest, "hello"))["ok"]

    asyncio.run(talk())


# --- what a turn says -----------------------------------------------------------


def test_card_and_progress_ride_with_the_text() -> None:
    output = WidgetOutput(Edge("widget", KEY).book)
    custom = {"card": {"title": "What I saw"}, "progress": {"done": 1, "needed": 2}, "x": "y"}
    asyncio.run(output.send_response("c", {"text": "a\n\nb", "custom": custom}))
    assert output.messages == [
        {"text": "a\n\nb", "card": custom["card"], "progress": custom["progress"]}
    ]


def test_other_channels_ignore_a_card() -> None:
    edge = Edge("rest", KEY)
    message = edge.message("c", None, "hello")
    custom = {"card": {"title": "What I saw"}}
    asyncio.run(message.output_channel.send_response("c", {"text": "found", "custom": custom}))
    assert [one.get("text") for one in message.output_channel.messages] == ["found"]
    assert "custom" not in str(message.output_channel.messages)


@pytest.mark.parametrize(
    ("kept", "shown"),
    [(MASK, MASK), ("the word i log in with is bluewhale", "the word i log in with is bluewhale")],
    ids=["a secret", "none"],
)
def test_secret_that_only_rasa_recognised_is_not_kept(kept: str, shown: str, room: Room) -> None:
    room.agent.tracker.latest_message = SimpleNamespace(text=kept)

    async def talk() -> list[str]:
        secret = (await room.send(room.tab("t"), "the word i log in with is bluewhale"))["secret"]
        history = (await room.chat.hello(room.tab("u"), secret, 0))["messages"]
        return [one["text"] for one in history if one["from"] == "user"]

    assert asyncio.run(talk()) == [shown]


def test_language_of_both_sides_is_told(room: Room) -> None:
    async def talk() -> None:
        tab = room.tab("t")
        secret = (await room.send(tab, "hej"))["secret"]
        assert ("heard", {"seq": 1, "lang": "sv"}) in room.hub.heard["t"]
        history = (await room.chat.hello(room.tab("u"), secret, 0))["messages"]
        assert [m["lang"] for m in history] == ["sv", "sv"]

    asyncio.run(talk())
