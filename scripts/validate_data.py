#!/usr/bin/env python3
"""`rasa data validate`, where the one warning that may stand is a response only actions utter.

Rasa cannot see which responses the actions utter; `python -m lints` shows that each of those
is uttered by one.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_WARNING = re.compile(r"(UserWarning|FutureWarning): |\b(WARNING|ERROR|CRITICAL)\b")
_ALLOWED = re.compile(r"The utterance 'utter_\w+' is not used in any story or rule")


def main() -> int:
    """0 when Rasa finds nothing but the allowed warning."""
    command = [sys.executable, "-m", "rasa", "data", "validate", "--data", "data"]
    environ = {**os.environ, "PYTHONWARNINGS": "default::UserWarning"}
    done = subprocess.run(
        command, cwd=ROOT, env=environ, check=False, capture_output=True, text=True
    )
    output = done.stdout + done.stderr
    bad, allowed = judge(output)
    if done.returncode or bad:
        print("\n".join(bad or output.splitlines()[-30:]))
        print(f"rasa data validate: exit code {done.returncode}, {len(bad)} warnings")
        return done.returncode or 1
    print(f"rasa data validate: no warning; {allowed} responses are uttered by actions only")
    return 0


def judge(output: str) -> tuple[list[str], int]:
    """The warnings that may not stand, and how many may."""
    lines = [_COLOURS.sub("", line) for line in output.splitlines()]
    warnings = [line for line in lines if _WARNING.search(line)]
    bad = [line for line in warnings if not _ALLOWED.search(line)]
    return bad, len(warnings) - len(bad)


if __name__ == "__main__":
    sys.exit(main())
