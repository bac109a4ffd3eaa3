"""Which of Slack's events are a person's message, and what the person wrote."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.slack_blocks import escaped
from channels.slack_read import plain, read_click, read_command, read_event
from tests.standins import slack


def event(**changes: Any) -> dict[str, Any]:
    payload = slack.direct_message("U1", "hello")
    payload["event"].update(changes)
    return payload


def test_direct_message_is_read() -> None:
    message = read_event(event())
    assert message is not None
    assert (message.text, message.place.person, message.place.channel) == (
        "hello",
        f"{slack.TEAM}/U1",
        "D0U1",
    )
    assert message.place.direct
    assert not message.files


@pytest.mark.parametrize(
    "changes",
    [
        {"bot_id": "B0SALDO"},
        {"bot_id": "B0OTHER", "subtype": "bot_message"},
        {"bot_profile": {"id": "B0OTHER"}},
        {"app_id": "A0OTHER"},
        {"user": slack.BOT_USER},
        {"user": "USLACKBOT"},
        {"user": ""},
        {"user": None},
        {"user": "u1"},
        {"user": "U1/../U2"},
        {"subtype": "message_changed", "message": {"text": "edited", "user": "U1"}},
        {"subtype": "message_deleted", "hidden": True},
        {"subtype": "channel_join"},
        {"subtype": "message_replied"},
        {"subtype": "bot_add"},
        {"subtype": 7},
        {"edited": {"user": "U1", "ts": "1.2"}},
        {"channel_type": "channel", "channel": "C0OPEN"},
        {"channel_type": "group", "channel": "G0CLOSED"},
        {"channel_type": "mpim", "channel": "G0MANY"},
        {"channel_type": "im", "channel": "C0OPEN"},  # says it is direct, and is not
        {"channel_type": "mpim"},
        {"channel_type": None},
        {"type": "reaction_added"},
        {"type": "app_home_opened"},
        {"type": "app_mention"},  # in a direct message: the message itself is told too
        {"ts": "no time"},
        {"ts": None},
    ],
    ids=str,
)
def test_what_nobody_just_wrote_to_the_bot_is_not_answered(changes: dict[str, Any]) -> None:
    assert read_event(event(**changes)) is None


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
def test_message_with_a_file_or_to_the_channel_too_is_one(subtype: str) -> None:
    message = read_event(event(subtype=subtype, files=[{"id": "F1"}]))
    assert message is not None
    assert message.files


def test_mention_is_read_without_the_name_and_answered_in_its_thread() -> None:
    payload = slack.mention("U1", "is OKX down?")
    message = read_event(payload)
    assert message is not None
    assert (message.text, message.place.thread) == ("is OKX down?", payload["event"]["ts"])
    assert not message.place.direct
    inner = read_event(slack.mention("U1", "and now?", thread_ts="1700000000.000100"))
    assert inner is not None
    assert inner.place.thread == "1700000000.000100"


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;", "&lt;"),
        ("<http://okx.com|okx.com>", "okx.com"),
        ("<https://www.okx.com/help>", "https://www.okx.com/help"),
        ("<https://okx.com.evil.example/|okx.com>", "okx.com (https://okx.com.evil.example/)"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("<tel:+46701234567|070-123 45 67>", "070-123 45 67 (+46701234567)"),
        ("<@U123> and <@U123|anna>", "@U123 and @anna"),
        ("<#C1|general> <#C1>", "#general #C1"),
        ("<!here> <!channel|channel> <!subteam^S1|@support>", "@here channel @support"),
        ("<!date^1392734382^{date}|18 February>", "18 February"),
        ("1 < 2", "1 < 2"),
        ("<>", "<>"),
        ("<|x>", "<|x>"),
    ],
)
def test_markup_is_read_as_people_see_it(typed: str, seen: str) -> None:
    assert plain(typed) == seen


@settings(deadline=None)
@given(st.text(max_size=300))
def test_what_was_typed_comes_through_unchanged(typed: str) -> None:
    """Slack sends ``&``, ``<`` and ``>`` escaped; nothing else of a plain text changes."""
    assert plain(escaped(typed)) == typed


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_markup_is_read_without_an_error(raw: str) -> None:
    plain(raw)
    plain("<" * 2000 + raw)
    plain("<!" + raw + ">")


def test_click_is_the_clickers_in_the_place_of_the_button() -> None:
    one = read_click(slack.click("U1", "b-1", channel="C0OPEN"))
    assert one is not None
    assert (one.place.person, one.place.channel, one.button) == (
        f"{slack.TEAM}/U1",
        "C0OPEN",
        "b-1",
    )


@pytest.mark.parametrize(
    "more",
    [
        {"type": "message_action"},
        {"type": "view_submission"},
        {"type": "interactive_message"},
        {"actions": []},
        {"actions": [{"type": "multi_static_select", "selected_options": [{"value": "a"}]}]},
        {"actions": [{"type": "button", "url": "https://www.okx.com/help"}]},
        {"actions": [{"type": "button", "value": ""}]},
        {"actions": [{"type": "button", "value": "x" * 3000}]},
        {"actions": [{"type": "datepicker", "selected_date": "2026-01-01"}]},
        {"user": {"id": ""}},
        {"user": None},
        {"channel": {}, "container": {"message_ts": "1.2"}},
        {"message": None, "container": {"channel_id": "D0U1"}},
    ],
    ids=str,
)
def test_other_interactions_are_acknowledged_and_nothing_else(more: dict[str, Any]) -> None:
    assert read_click({**slack.click("U1", "b-1"), **more}) is None


def test_command_is_read() -> None:
    command = read_command(slack.slash("U1", "link ABCDE-FGH23"))
    assert command is not None
    assert (command.text, command.place.person) == ("link ABCDE-FGH23", f"{slack.TEAM}/U1")
    assert read_command(slack.slash("U1", "help", command="saldo")) is None
    assert read_command(slack.slash("", "help")) is None
    assert read_command({"ssl_check": "1", "token": "x"}) is None


def test_texts_are_not_shown_when_a_message_is_printed() -> None:
    assert "hello" not in repr(read_event(event()))
    assert "ABCDE" not in repr(read_command(slack.slash("U1", "link ABCDE-FGH23")))
