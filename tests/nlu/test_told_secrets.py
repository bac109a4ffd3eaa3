"""A secret that stands beside a problem: the one is answered, the other offered (development)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from nlu.errands import NEIGHBOURS
from tests.nlu.messages import listed
from tests.nlu.test_two_errands import second

Understand = Callable[[str], dict[str, Any]]


@pytest.mark.parametrize("language", ["en", "sv"])
def test_a_secret_beside_a_problem_is_answered_and_the_problem_offered(
    understand: Understand, language: str
) -> None:
    rows = listed("development", "told", f"{language}.yml")
    assert len(rows) == 40
    parsed = [understand(row["text"]) for row in rows]
    missed = [got["text"] for got in parsed if got["intent"]["name"] != "secret_shared"]
    assert len(missed) <= 0.1 * len(rows), missed
    alone = [
        (row["text"], second(got))
        for row, got in zip(rows, parsed, strict=True)
        if not _is_near(row["beside"], second(got))
    ]
    assert len(alone) <= 0.25 * len(rows), alone


def _is_near(wanted: str, offered: str | None) -> bool:
    """The account decides between two neighbours, whichever was offered."""
    return wanted == offered or any({wanted, offered} <= group for group in NEIGHBOURS)
