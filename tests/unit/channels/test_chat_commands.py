"""Which messages are commands of linking, and which are for the bot."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.chat_commands import Action, Command, read_command


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("link ABCDE-FGH23", "ABCDE-FGH23"),
        ("Link abcde-fgh23", "abcde-fgh23"),
        ("  link   ABCDE FGH23 ", "ABCDE FGH23"),
        ("link ABCDEFGH23", "ABCDEFGH23"),
        ("link: ABCDE–FGH23", "ABCDE-FGH23"),
        ("link `ABCDE-FGH23`", "ABCDE-FGH23"),
        ("/link ABCDE-FGH23", "ABCDE-FGH23"),
        ("/start ABCDE-FGH23", "ABCDE-FGH23"),
        ("koppla ABCDE-FGH23", "ABCDE-FGH23"),
        ("ABCDE-FGH23", "ABCDE-FGH23"),
        ("link ABCDE-FGH2", "ABCDE-FGH2"),  # a letter is missing: told as not valid
        ("link 12345", "12345"),
    ],
)
def test_code_is_read_as_people_type_it(typed: str, code: str) -> None:
    command = read_command(typed)
    assert command is not None
    assert (command.action, command.code) == (Action.LINK, code)


@pytest.mark.parametrize("typed", ["unlink", "Unlink", "/unlink", "koppla från", "avlänka"])
def test_unlinking(typed: str) -> None:
    command = read_command(typed)
    assert command is not None
    assert command.action is Action.UNLINK


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "hello",
        "link",
        "link my account",
        "koppla kontot",
        "link account",
        "länka insättningen",
        "help",  # the bot itself knows what to say to that
        "start",
        "unlink my card please",
        "my deposit 0.5 BTC is missing",
        "is https://okx.com.example/link/12345 real",
        "link ABCDE-FGH23 " + "x" * 80,
        "BTC-USDT",
        "ORDER-12345",
    ],
)
def test_everything_else_is_for_the_bot(typed: str) -> None:
    assert read_command(typed) is None


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("", Command(Action.HELP)),
        ("help", Command(Action.HELP)),
        ("hjälp", Command(Action.HELP, language="sv")),
        ("link", Command(Action.HELP)),
        ("what is this", Command(Action.HELP)),
        ("x" * 4000, Command(Action.HELP)),
        ("unlink", Command(Action.UNLINK)),
        ("koppla bort", Command(Action.UNLINK, language="sv")),
        ("link ABCDE-FGH23", Command(Action.LINK, "ABCDE-FGH23")),
        ("koppla ABCDE-FGH23", Command(Action.LINK, "ABCDE-FGH23", "sv")),
    ],
)
def test_explicit_command_always_means_something(typed: str, command: Command) -> None:
    assert read_command(typed, explicit=True) == command


@settings(deadline=None)
@given(st.text(max_size=120))
def test_any_text_is_read_without_an_error(typed: str) -> None:
    command = read_command(typed)
    assert command is None or command.action in Action
    assert read_command(typed, explicit=True) is not None


def test_code_is_not_shown_when_a_command_is_printed() -> None:
    assert "ABCDE" not in repr(Command(Action.LINK, "ABCDE-FGH23"))
