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
_WARNING = re.compile(r"(UserWarning|FutureWarning|WARNING|ERROR)")
_ALLOWED = re.compile(r"The utterance 'utter_\w+' is not used in any story or rule")


def main() -> int:
    """0 when Rasa finds nothing but the allowed warning."""
    command = [sys.executable, "-m", "rasa", "data", "validate", "--data", "data"]
    environ = {**os.environ, "PYTHONWARNINGS": "default::UserWarning"}
    done = subprocess.run(
        command, cwd=ROOT, env=environ, check=False, capture_output=True, text=True
    )
    lines = [_COLOURS.sub("", line) for line in (done.stdout + done.stderr).splitlines()]
    bad = [line for line in lines if _WARNING.search(line) and not _ALLOWED.search(line)]
    bad = [line for line in bad if "site-packages" not in line or "rasa/validator" in line]
    only_actions = sum(bool(_ALLOWED.search(line)) for line in lines)
    if done.returncode or bad:
        print("\n".join(bad or lines[-30:]))
        print(f"rasa data validate: exit code {done.returncode}, {len(bad)} warnings")
        return done.returncode or 1
    print(f"rasa data validate: no warning; {only_actions} responses are uttered by actions only")
    return 0


if __name__ == "__main__":
    sys.exit(main())
