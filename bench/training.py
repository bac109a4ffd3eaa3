"""How long training takes: from nothing, and again with the vectors of the messages kept."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.bot import ROOT
from bench.figures import Table
from launcher.environment import QUIET
from launcher.training import SOURCES


def measure() -> Table:
    """`rasa train` in a copy of the project, so that no model or cache of it is touched."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        _copy(copy)
        first, again = _train(copy), _train(copy)
        size = max(path.stat().st_size for path in (copy / "models").glob("*.tar.gz")) / 2**20
    return Table(
        "Training",
        ("what", "seconds"),
        [
            ("everything, as on a fresh clone", f"{first:.0f}"),
            ("again, the message vectors kept on disk", f"{again:.0f}"),
        ],
        f"The model is {size:.1f} MiB. The second row is what a change of messages or answers "
        "costs: only new messages get new vectors.",
    )


def _copy(target: Path) -> None:
    for source in SOURCES:
        path = ROOT / source
        if path.is_dir():
            shutil.copytree(path, target / source, ignore=shutil.ignore_patterns("__pycache__"))
        elif path.is_file():
            (target / source).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target / source)


def _train(folder: Path) -> float:
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "rasa", "train", "--force"],
        cwd=folder,
        env={**os.environ, **QUIET},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise SystemExit(f"Training failed:\n{(done.stdout + done.stderr)[-2000:]}")
    return time.monotonic() - began
