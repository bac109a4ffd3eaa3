"""What `make test` lets pass of `rasa data validate`: one kind of warning."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

JUDGE = runpy.run_path(str(Path(__file__).parents[3] / "scripts" / "validate_data.py"))["judge"]
IO = "\x1b[93m/x/site-packages/rasa/shared/utils/io.py:100: UserWarning: "
ONLY_ACTIONS = f"{IO}The utterance 'utter_line_fee' is not used in any story or rule.\x1b[0m"


def test_response_that_only_actions_utter_may_stand() -> None:
    fine = "2026-01-01 00:00:00 INFO     rasa.validator  - Validating intents..."
    flood = "/x/site-packages/pkg.py:3: DeprecationWarning: pkg_resources is deprecated"
    assert JUDGE(f"{fine}\n{flood}\n{ONLY_ACTIONS}\n") == ([], 1)


@pytest.mark.parametrize(
    "line",
    [
        f"{IO}The intent 'greet' is not used in any story or rule.",
        f"{IO}The utterance 'weird' is not used in any story or rule.",
        "2026-01-01 00:00:00 ERROR    rasa.validator  - There is no such action.",
        "2026-01-01 00:00:00 WARNING  rasa.core  - Story structure conflict found.",
    ],
)
def test_anything_else_may_not(line: str) -> None:
    bad, allowed = JUDGE(f"{ONLY_ACTIONS}\n{line}\n")
    assert len(bad) == 1
    assert allowed == 1
