#!/usr/bin/env python3
"""`rasa test core` on tests/stories with the present model; any wrong prediction fails."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from launcher.training import ensure_model  # noqa: E402 (after the path)

_CORRECT = re.compile(r"CONVERSATION level:.*?Correct:\s+(\d+) / (\d+)", re.DOTALL)


def main() -> int:
    """0 when every story is predicted as it is written, and there is at least one."""
    model = ensure_model(os.environ)
    command = [sys.executable, "-m", "rasa", "test", "core", "--fail-on-prediction-errors"]
    command += ["--model", str(model), "--stories", "tests/stories", "--out", "results/stories"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    output = done.stdout + done.stderr
    counted = _CORRECT.search(output)
    if done.returncode or not counted or counted[1] != counted[2] or counted[2] == "0":
        print("\n".join(output.splitlines()[-40:]))
        print("Wrong predictions are marked in results/stories/failed_test_stories.yml.")
        return done.returncode or 1
    print(f"rasa test core: {counted[1]} of {counted[2]} stories are predicted as written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
