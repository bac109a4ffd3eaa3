"""Training messages by language.

Rasa merges the files of all languages, and then nothing tells which message came from which.
"""

from __future__ import annotations

from pathlib import Path

from nlu.yml import read_yaml


def read_examples(folder: Path) -> list[str]:
    """The example lines of every training file in ``folder``."""
    lines = []
    for path in sorted(folder.glob("*.yml")):
        for block in (read_yaml(path) or {}).get("nlu", ()):
            lines += [
                line.lstrip("- ").strip() for line in str(block.get("examples", "")).splitlines()
            ]
    return [line for line in lines if line]
