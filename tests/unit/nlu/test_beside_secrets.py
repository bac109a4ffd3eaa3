"""A secret is answered first; what else the message asks for is offered below that."""

from __future__ import annotations

import pytest
from rasa.shared.nlu.training_data.message import Message

from nlu.beside_secrets import errand_beside, perhaps_tells_a_secret, tells_a_secret
from nlu.clauses import AND, TURN, Part
from nlu.extract import read
from nlu.marks import PART, READING
from nlu.verdict import Verdict
from shield import MASK
from tests.unit.nlu.ranked import said

DEPOSIT, HERE = "my btc deposit is missing", "my password is"


def told(*parts: dict[str, float], secret: str = MASK, **odds: float) -> list[Message]:
    """A message of two parts, the second with the secret, as the classifier ranks them."""
    text = f"{DEPOSIT} and {HERE} {secret}"
    whole = said(text, **odds)
    whole.set(READING, read(text))
    messages = [whole]
    starts = (0, len(DEPOSIT) + len(" and "))
    for start, end, ranking in zip(starts, (len(DEPOSIT), len(text)), parts, strict=False):
        part = said(text[start:end], **ranking)
        part.set(READING, read(text[start:end]))
        part.set(PART, Part(start, end, AND if start else TURN))
        messages.append(part)
    return messages


def judged(messages: list[Message], masked: str | None = "password") -> Message:
    messages[0].set("metadata", {"saldo_secret": masked} if masked else {})
    (message,) = Verdict({}).process(messages)
    return message


def seconds(message: Message) -> list[str]:
    return [e["value"] for e in message.get("entities") if e["entity"] == "second_intent"]


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ({"deposit_not_arrived": 0.97}, []),
        ({"secret_shared": 0.8, "deposit_not_arrived": 0.15, "greet": 0.02}, []),
        ({"secret_shared": 0.99}, [{"deposit_not_arrived": 0.9}, {"secret_shared": 1.0}]),
        ({"nlu_fallback": 0.5, "secret_shared": 0.3}, [{"deposit_not_arrived": 0.9}]),
        # It sounds like a theft, because of the password.
        ({"security_breach": 0.6, "deposit_not_arrived": 0.2}, []),
        # A complaint and the neutral question share the odds: "where is my deposit".
        ({"secret_shared": 0.9}, [{"deposit_not_arrived": 0.6, "check_deposit_status": 0.35}]),
    ],
    ids=[
        "the whole",
        "the rest of the whole",
        "a part",
        "unsure",
        "what a password sounds like",
        "neighbours",
    ],
)
def test_the_problem_beside_a_secret_is_offered(
    whole: dict[str, float], parts: list[dict[str, float]]
) -> None:
    message = judged(told(*parts, **whole))
    assert message.get("intent")["name"] == "secret_shared"
    assert seconds(message) == ["deposit_not_arrived"]


@pytest.mark.parametrize(
    ("whole", "parts"),
    [
        ({"secret_shared": 1.0}, []),
        ({"secret_shared": 0.9, "deposit_not_arrived": 0.05}, []),
        ({"secret_shared": 0.6, "deposit_not_arrived": 0.15, "account_sync": 0.14}, []),
        ({"secret_shared": 0.9}, [{"deposit_not_arrived": 0.6}, {"secret_shared": 1.0}]),
        ({"secret_shared": 0.9}, [{"deposit_not_arrived": 0.6, "greet": 0.35}]),
        ({"secret_shared": 0.9}, [{"greet": 0.9}, {"check_balance": 0.9}]),
        ({"account_help": 0.9}, [{"account_help": 0.9}, {"prevention_tips": 0.9}]),
    ],
    ids=[
        "alone",
        "a trace",
        "one of two",
        "unsure",
        "no neighbours",
        "the part with the secret",
        "what it says",
    ],
)
def test_nothing_is_offered_beside_a_secret_that_is_told_alone(
    whole: dict[str, float], parts: list[dict[str, float]]
) -> None:
    message = judged(told(*parts, **whole))
    assert message.get("intent")["name"] == "secret_shared"
    assert seconds(message) == []


def test_what_the_problem_names_is_kept_for_it() -> None:
    messages = told({"deposit_not_arrived": 0.9}, {"secret_shared": 1.0}, secret_shared=0.9)
    currency = {"entity": "currency", "value": "BTC", "start": 3, "end": 6}
    messages[0].set("entities", [currency])
    message = judged(messages)
    assert {**currency, "group": "second"} in message.get("entities")


@pytest.mark.parametrize(
    ("whole", "part", "tells"),
    [
        ({"secret_shared": 0.6}, {}, 0.6),
        ({"nlu_fallback": 0.5, "secret_shared": 0.34, "greet": 0.1}, {}, 0),
        ({"deposit_not_arrived": 0.9}, {"secret_shared": 0.95}, 0.95),
        ({"deposit_not_arrived": 0.9}, {"secret_shared": 0.85}, 0),
        ({"deposit_not_arrived": 0.9}, {"security_breach": 0.95}, 0),
    ],
)
def test_a_secret_without_a_shape_may_be_told_in_a_part(
    whole: dict[str, float], part: dict[str, float], tells: float
) -> None:
    message, *parts = told({"deposit_not_arrived": 0.9}, part or {"greet": 1}, **whole)
    assert tells_a_secret(message, parts) == tells
    message = judged([message, *parts], masked=None)
    name, confidence = message.get("intent").values()
    assert (name == "secret_shared") == (tells > 0)
    assert confidence == tells or not tells


def test_what_is_written_as_the_wire_writes_tells_no_secret() -> None:
    wire = 'goodbye{"account_type": "planted-6"}'
    for written in (wire, f"/{wire}"):
        assert tells_a_secret(said(written, secret_shared=0.9), []) == 0
    assert tells_a_secret(said("/ bluewhale is what i type", secret_shared=0.9), []) == 0.9


@pytest.mark.parametrize(
    ("secret", "masked", "whole", "perhaps"),
    [
        (MASK, "password", {"deposit_not_arrived": 1.0}, True),
        ("Summer2024!", None, {"deposit_not_arrived": 1.0}, True),
        ("semla", None, {"secret_shared": 0.9}, True),
        ("semla", None, {"deposit_not_arrived": 1.0}, True),
        ("wrong", None, {"deposit_not_arrived": 1.0}, False),
    ],
)
def test_where_a_secret_may_be_told_the_parts_are_read_by_themselves(
    secret: str, masked: str | None, whole: dict[str, float], perhaps: bool
) -> None:
    tells = 0.5 if secret == "semla" else 0.1
    message, *parts = told({"greet": 1}, {"secret_shared": tells, "a": 0.2}, secret=secret, **whole)
    message.set("metadata", {"saldo_secret": masked})
    assert perhaps_tells_a_secret(message, parts) is perhaps


@pytest.mark.parametrize(
    ("part", "feared", "offered"),
    [
        ({"security_breach": 0.95, "account_help": 0.03}, 0.1, ["security_breach"]),
        # A password in the message makes all of it sound like one.
        ({"security_breach": 0.8, "account_help": 0.1}, 0.1, ["withdrawal_not_arrived"]),
        # "A friend sent me 0.8 ETH yesterday", by itself.
        ({"security_breach": 0.95, "account_help": 0.03}, 0.01, ["withdrawal_not_arrived"]),
    ],
)
def test_a_theft_beside_a_secret_is_offered_before_all_else(
    part: dict[str, float], feared: float, offered: list[str]
) -> None:
    whole = {"secret_shared": 0.5, "withdrawal_not_arrived": 0.4, "security_breach": feared}
    message = judged(told(part, {"secret_shared": 1.0}, **whole))
    assert message.get("intent")["name"] == "secret_shared"
    assert seconds(message) == offered


def test_of_several_problems_the_surest_is_offered() -> None:
    messages = told({"account_sync": 0.95}, {"greet": 1}, deposit_not_arrived=0.9, greet=0.05)
    beside = errand_beside(messages[0], messages[1:])
    assert beside is not None
    assert (beside.intent, beside.part.end) == ("account_sync", len(DEPOSIT))
