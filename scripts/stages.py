#!/usr/bin/env python3
"""Runs the stages of `make test` in order, and stops at the first that fails.

Usage: .venv/bin/python scripts/stages.py [stage ...]        (no stage: all of them)
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = str(ROOT / ".venv" / "bin" / "python")
NEXT_PYTHON = str(ROOT / ".venv-next" / "bin" / "python")
BIN = ROOT / ".venv" / "bin"
PYTEST = [PYTHON, "-m", "pytest", "-q"]
# On both cores; a file stays with one worker, which starts its sandbox once.
BY_FILE = ["-n", "2", "--dist", "loadfile"]

# What core, adapters and sandbox are tested by on a Python without Rasa.
NEXT_TESTS = ["diagnosis", "adapters", "sandbox", "identity", "keystore", "storage"]


def stages() -> dict[str, list[str]]:
    """Name -> command, in order: the quick ones first."""
    return {
        "lint": [PYTHON, "-m", "ruff", "check", "."],
        "format": [PYTHON, "-m", "ruff", "format", "--check", "."],
        "types": [PYTHON, "-m", "mypy", *packages()],
        "imports": [str(BIN / "lint-imports")],
        "words": [PYTHON, "-m", "lints"],
        "validate": [PYTHON, "scripts/validate_data.py"],
        "unit": [*PYTEST, "-n", "2", "tests/unit"],
        "widget": [PYTHON, "-m", "launcher", "widget", "--check"],
        "contract": [*PYTEST, *BY_FILE, "tests/contract"],
        "next": [NEXT_PYTHON, "-m", "pytest", "-q", *BY_FILE, *next_tests()],
        "train": [PYTHON, "-m", "launcher", "train"],
        "stories": [PYTHON, "scripts/test_stories.py"],
        "nlu": [*PYTEST, *BY_FILE, "tests/nlu"],
        "conversations": [*PYTEST, "-n", "2", "--dist", "loadgroup", "tests/conversations"],
        "browser": [*PYTEST, "tests/browser"],
    }


def packages() -> list[str]:
    """The project's own top-level packages."""
    return sorted(p.parent.name for p in ROOT.glob("*/__init__.py"))


def next_tests() -> list[str]:
    """The folders of NEXT_TESTS that exist, and the contracts that need no Rasa."""
    folders = [ROOT / "tests" / "unit" / name for name in NEXT_TESTS]
    folders += [ROOT / "tests" / "contract" / name for name in ("adapters", "sandbox")]
    return [str(f.relative_to(ROOT)) for f in folders if f.is_dir()]


def main(wanted: list[str]) -> int:
    """The exit code of the first stage that fails, or 0."""
    table = stages()
    unknown = [name for name in wanted if name not in table]
    if unknown:
        print(f"No such stage: {', '.join(unknown)}. There are: {', '.join(table)}.")
        return 2
    environ = {**os.environ, **quiet()}
    took: list[str] = []
    for name in wanted or list(table):
        print(f"\n=== {name} ===", flush=True)
        began = time.monotonic()
        command = table[name]
        done = subprocess.run(command, cwd=ROOT, env=environ, stdin=subprocess.DEVNULL, check=False)
        seconds = time.monotonic() - began
        took.append(f"  {name:<14} {seconds:6.0f} s")
        if done.returncode:
            print(f"\n=== {name} FAILED (exit code {done.returncode}) ===", *took, sep="\n")
            return done.returncode
    print("\n=== all stages passed ===", *took, sep="\n")
    return 0


def quiet() -> dict[str, str]:
    """No telemetry and no flood of third-party warnings, as when the bot runs."""
    sys.path.insert(0, str(ROOT))
    from launcher.environment import QUIET

    return {key: value for key, value in QUIET.items() if key != "PYTHONWARNINGS"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
