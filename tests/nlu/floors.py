"""``python -m tests.nlu.floors --raise``: raise the floors to what is measured now.

Without ``--raise`` it prints what is measured beside each floor. Either way it writes the report.
``floors.yml`` holds, for each language, what the tests let pass: a figure may not fall below its
floor (or, where less is better, rise above it). A floor is never lowered by this command; a new
figure gets its first one.
"""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

import yaml

from tests.nlu.scores import Figures

PATH = Path(__file__).parent / "floors.yml"
HEAD = """\
# What tests/nlu lets pass: `python -m tests.nlu.floors --raise` raises each to what is measured.
# Nothing here is ever lowered to pass; README.md has the goals.
"""
LESS_IS_BETTER = {
    *("calibration_error", "security_false_alarms", "languages_apart", "own_taken_as_foreign"),
    *("false_seconds", "security_false_questions", "security_false_offers"),
    *("stories_wrong_unasked", "stories_security_false_alarms"),
}
SLACK = {
    "f1": 0.045,
    **dict.fromkeys(("macro_f1", "macro_f1_when_asking_is_wrong", "right_or_offered"), 0.01),
    **dict.fromkeys(("languages_apart", "calibration_error"), 0.01),
    **dict.fromkeys(("two_wishes_first", "two_wishes_both"), 0.03),
    **dict.fromkeys(("security_recall", "security_helped_or_asked"), 0.012),
    **dict.fromkeys(("stories_right", "stories_wrong_unasked"), 0.015),
    "stories_security_recall": 0.05,
    "stories_security_false_alarms": 0.012,
}
"""Between what is measured and its floor: another processor rounds otherwise. With some twenty
messages an intent a single one moves its F1 by two points, and between two processors two
messages of an intent were seen to change. The rest: 0.005."""
EXACT = {"secret_recall"}
"""No slack where rules decide, not a model."""
GOALS = {
    "macro_f1": 0.93,
    "languages_apart": 0.03,
    "security_recall": 1.0,
    "secret_recall": 1.0,
    "entities_f1": 0.97,
    "out_of_scope_auroc": 0.97,
    "calibration_error": 0.05,
    "language_heard": 0.99,
    "language_heard_in_mixed": 0.95,
    "own_taken_as_foreign": 0.0,
}


def read(path: Path = PATH) -> Figures:
    """The floors; none where the file is not there yet."""
    if not path.is_file():
        return {}
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")) or {})


def holds(name: str, value: float, floor: float) -> bool:
    return value <= floor if name in LESS_IS_BETTER else value >= floor


def floor_for(name: str, value: float) -> float:
    """The floor of a figure that is measured as ``value``: a little on the safe side of it."""
    slack = 0.0 if name in EXACT else SLACK.get(name.split()[0], 0.005)
    if name in LESS_IS_BETTER:
        return math.ceil((value + slack) * 1000) / 1000 if value else 0.0
    return max(0.0, math.floor((value - slack + 1e-9) * 1000) / 1000)


def raised(floors: Figures, measured: Figures) -> Figures:
    """The stricter of each floor and what is measured; figures no longer measured are dropped."""
    return {
        group: {
            name: _stricter(name, floors.get(group, {}).get(name), floor_for(name, value))
            for name, value in sorted(values.items())
        }
        for group, values in measured.items()
    }


def _stricter(name: str, old: float | None, new: float) -> float:
    if old is None:
        return new
    return min(old, new) if name in LESS_IS_BETTER else max(old, new)


def write(floors: Figures, path: Path = PATH) -> None:
    path.write_text(HEAD + yaml.safe_dump(floors, sort_keys=False), encoding="utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.nlu.floors", description=__doc__)
    parser.add_argument("--raise", dest="raised", action="store_true", help="write floors.yml")
    options = parser.parse_args()
    from tests.nlu import reader, report, scores

    understand = reader.load()
    readings = scores.read(understand)
    measured = scores.figures(understand, readings)
    before = read()
    after = raised(before, measured) if options.raised else before
    for group, values in measured.items():
        for name, value in sorted(values.items()):
            old, new = before.get(group, {}).get(name), after.get(group, {}).get(name)
            change = "" if old == new else f" -> {new}"
            missed = "" if old is None or holds(name, value, old) else "  MISSED"
            print(f"{group:5} {name:40} {value:.4f}  floor {old}{change}{missed}")
    if options.raised:
        write(after)
    print(f"Report: {report.write(readings, measured, after)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
