#!/usr/bin/env python3
"""Writes the README's table of categories and causes, and how many there are of what.

Usage: .venv/bin/python scripts/readme_table.py        (a test fails when they are stale)
"""

from __future__ import annotations

import re
import sys
from collections.abc import Collection, Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from actions.diagnosis.causes import CAUSES, Category  # noqa: E402 (after the path)
from sandbox.scenario.loader import DEFAULT, load_scenario  # noqa: E402

README = ROOT / "README.md"
BEGIN, END = "<!-- causes -->\n", "<!-- end of causes -->\n"


def table() -> str:
    """One row a category: its title and intent, its causes as `customer` and label."""
    words = _english()
    rows = ["| problem | what Saldo can find: `demo customer` and what it shows |", "|---|---|"]
    for category in Category:
        title = words[f"utter_intent_title_{category.value}"]
        found = "<br>".join(_causes(category, words))
        rows.append(f"| **{title}**<br>`{category.value}` | {found} |")
    return "\n".join(rows) + "\n"


def current(readme: str) -> str:
    """``readme`` with the present table between its two marks, and the present figures."""
    before, _, rest = readme.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"README.md needs the marks {BEGIN.strip()} and {END.strip()}")
    text = f"{before}{BEGIN}{table()}{END}{after}"
    for what, count in (("causes", len(CAUSES)), ("demo customers", len(_customers()))):
        text = re.sub(rf"\b\d+ {what}\b", f"{count} {what}", text)
    return text


def _customers() -> Collection[str]:
    return load_scenario(DEFAULT).customers


def _causes(category: Category, words: dict[str, str]) -> Iterator[str]:
    for cause in CAUSES.values():
        if cause.category is category:
            yield f"`{cause.id.replace('_', '-')}` {words[f'utter_label_{cause.id}']}"


def _english() -> dict[str, str]:
    """Response -> its English text, which is the one without a condition."""
    texts = {}
    for path in sorted((ROOT / "data" / "responses").rglob("*.yml")):
        for name, variations in yaml.safe_load(path.read_text("utf-8"))["responses"].items():
            texts[name] = next(v["text"].strip() for v in variations if "condition" not in v)
    return texts


if __name__ == "__main__":
    README.write_text(current(README.read_text("utf-8")), encoding="utf-8")
