"""One name everywhere: a category that lacks a file or a response is named."""

from __future__ import annotations

import pytest

from lints.categories import FILES, RESPONSES, check

CAUSES = """
    from dataclasses import dataclass
    from enum import Enum

    class Category(str, Enum):
        LOST = "lost"

    @dataclass(frozen=True)
    class Cause:
        id: str
        category: Category
        facts: tuple = ()
        steps: tuple = ()
        response: str = "utter_lost_x"

    CAUSES = {"x": Cause("x", Category.LOST)}
"""


def _whole(project, respond, *, without: str = ""):
    files = {shape.format(category="lost"): "" for shape in FILES}
    files["actions/diagnosis/causes.py"] = CAUSES
    names = [shape.format(category="lost") for shape in RESPONSES]
    files.pop(without, None)
    return project(*(respond(name=n) for n in names if n != without), files=files)


def test_a_whole_category_passes(project, respond):
    assert list(check(_whole(project, respond))) == []


@pytest.mark.parametrize("shape", [*FILES, *RESPONSES])
def test_what_a_category_lacks_is_named(project, respond, shape):
    missing = shape.format(category="lost")
    (problem,) = check(_whole(project, respond, without=missing))
    assert missing in problem
