"""``python -m lints [ROOT]``: one problem a line; exit status 1 if there is any."""

from __future__ import annotations

import sys
from pathlib import Path

from lints.checks import CHECKS
from lints.model import BrokenFile, load_project


def main(arguments: list[str]) -> int:
    root = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent
    try:
        project = load_project(root)
    except BrokenFile as error:
        print(error)
        return 1
    problems = [problem for check in CHECKS for problem in check(project)]
    for problem in problems:
        print(problem)
    print(
        f"{len(problems)} problems in {len(project.responses)} responses "
        f"and {len(project.facts)} facts",
        file=sys.stderr,
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
