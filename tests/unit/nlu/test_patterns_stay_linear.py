"""No message, however made, may hold the bot up (threat model T19)."""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
import warnings
from collections.abc import Iterator

import pytest

import nlu
import shield
from nlu.clauses import parts_of
from nlu.corrections import correction
from nlu.extract import read
from nlu.foreign import ForeignModel
from nlu.switch import wanted_language
from shield import find_secrets

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    import sre_constants as parts
    import sre_parse

HUGE = 100_000
UNBOUNDED = 256  # more repetitions than this count as without end


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for package in (nlu, shield):
        for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
            names = vars(importlib.import_module(module.name))
            for name, value in names.items():
                for pattern in _inside(value):
                    yield f"{module.name}.{name}", pattern


def _inside(value: object) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _inside(one)
    elif isinstance(value, (tuple, list)):
        for one in value:
            yield from _inside(one)


def nested_repeats(tree: object, within: bool = False) -> Iterator[object]:
    """Endless repetitions inside a repetition: the shape that blows up."""
    for operator, argument in tree:  # type: ignore[attr-defined]
        if operator in (parts.MAX_REPEAT, parts.MIN_REPEAT):
            _, most, body = argument
            endless = most is parts.MAXREPEAT or most > UNBOUNDED
            if within and endless:
                yield body
            yield from nested_repeats(body, within or most is parts.MAXREPEAT or most > 8)
        elif operator is parts.SUBPATTERN:
            yield from nested_repeats(argument[-1], within)
        elif operator is parts.BRANCH:
            for branch in argument[1]:
                yield from nested_repeats(branch, within)
        elif operator in (parts.ASSERT, parts.ASSERT_NOT):
            yield from nested_repeats(argument[1], within)


def test_the_check_sees_the_dangerous_shape() -> None:
    assert list(nested_repeats(sre_parse.parse(r"(a+)+$")))
    assert not list(nested_repeats(sre_parse.parse(r"(?:ab?){0,4}c+")))


def test_t19_no_pattern_nests_endless_repetitions() -> None:
    found = dict(patterns())
    assert len(found) > 40
    bad = [name for name, p in found.items() if list(nested_repeats(sre_parse.parse(p.pattern)))]
    assert bad == []


# --- growth, measured -------------------------------------------------------------------------

SHORT, LONG = 1000, 4000
MOST_GROWTH = 9.0
"""Cost at four times the length over the cost at the length: 4 is linear, 16 is quadratic."""
TOO_QUICK = 0.004  # s of this thread's own time: what grows as the square takes longer at LONG
PIECES = ["a", "0", " ", "\n", "a ", "0 ", "a-", "a.", "0,", "A", "é", "0x", "'", "@a", "/", "!a "]


def literals(tree: object) -> set[str]:
    """The words that a pattern knows: a message of its own words gets it furthest."""
    found: set[str] = set()
    word = ""
    for operator, argument in tree:  # type: ignore[attr-defined]
        if operator is parts.LITERAL:
            word += chr(argument)
            continue
        found.add(word)
        word = ""
        if operator in (parts.MAX_REPEAT, parts.MIN_REPEAT):
            found |= literals(argument[2])
        elif operator is parts.SUBPATTERN:
            found |= literals(argument[-1])
        elif operator is parts.BRANCH:
            found |= set().union(*map(literals, argument[1]))
        elif operator in (parts.ASSERT, parts.ASSERT_NOT):
            found |= literals(argument[1])
    return {*found, word} - {""}


def attacks_on(pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    """(what it begins with, what is repeated): pieces, and up to twelve of the pattern's words."""
    own = sorted(literals(sre_parse.parse(pattern.pattern, pattern.flags)), key=len)[-12:]
    yield from (("", piece) for piece in PIECES)
    for word in own:
        yield from (("", word), ("", f"{word} "))
    for word in own[-3:]:
        yield from ((f"{word} ", piece) for piece in PIECES)


def cost(pattern: re.Pattern[str], attack: tuple[str, str], length: int, times: int = 1) -> float:
    """Seconds of this thread for all matches in ``length`` characters: the least of ``times``."""
    begin, piece = attack
    text = begin + (piece * (length // len(piece) + 1))[:length]
    took = []
    for _ in range(times):
        began = time.thread_time()
        for _match in pattern.finditer(text):
            pass
        took.append(time.thread_time() - began)
    return min(took)


def grows(pattern: re.Pattern[str]) -> list[tuple[tuple[str, str], float]]:
    """The attacks with which the cost grows faster than the message, and how fast."""
    found = []
    for attack in attacks_on(pattern):
        if cost(pattern, attack, LONG) > TOO_QUICK:
            growth = cost(pattern, attack, LONG, 3) / cost(pattern, attack, SHORT, 3)
            if growth > MOST_GROWTH:
                found.append((attack, growth))
    return found


def test_the_measure_sees_a_quadratic_pattern() -> None:
    assert grows(re.compile(r"a+b"))
    assert not grows(re.compile(r"\ba{1,20}b"))


PATTERNS = [pytest.param(p, id=name) for name, p in patterns()]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_t19_no_pattern_costs_more_than_the_message_is_long(pattern: re.Pattern[str]) -> None:
    assert grows(pattern) == []


# --- everything together --------------------------------------------------------------------

ATTACKS = [
    "a",
    "0",
    " ",
    "\n",
    "?",
    "0x",
    "1 ",
    "1,",
    "1.",
    "4111 ",
    "abandon ",
    "的",
    "a\u0301",
    "my password is ",
    "code ",
    "lösenord ",
    "[1,",
    "in english ",
    "USDT ",
    "Ab1",
    "för en timme ",
    "😀",
    "\u200b",
    "@",
    "tx ",
    "order ",
    "-",
    "あいさつ ",
    "ikke ",
]


@pytest.fixture(scope="module")
def foreign() -> ForeignModel:
    few = {"sv": ["var är mina pengar"], "en": ["where is my money"]}
    return ForeignModel.train(few, {"no": ["hvor er pengene mine"], "de": ["wo ist mein geld"]})


@pytest.mark.parametrize("piece", ATTACKS)
def test_t19_a_hundred_thousand_characters_are_read_to_the_end(
    piece: str, foreign: ForeignModel
) -> None:
    """Would run into pytest's time limit if any part grew faster than the message."""
    text = piece * (HUGE // len(piece))
    assert find_secrets(text) is not None
    reading = read(text)
    assert reading.folded.length <= 2000
    assert foreign.language(text) in (None, "nordic", "other", "xx")
    assert len(parts_of(reading.text)) <= 3
    assert correction(reading, "asks", "deposit_not_arrived") is None
    assert wanted_language(text) in (None, "en")


def test_what_lies_past_the_limit_is_not_read() -> None:
    assert read("x " * 1000 + "0.05 BTC").entities == ()
    assert find_secrets("x " * 10_000 + "my password is hunter2") == []
