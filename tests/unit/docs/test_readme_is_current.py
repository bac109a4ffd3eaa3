"""The README's table and figures are those of the causes and of the demo exchange."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

from actions.diagnosis.causes import CAUSES, Category
from sandbox.scenario.loader import DEFAULT, load_scenario

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
SCRIPT = runpy.run_path(str(ROOT / "scripts" / "readme_table.py"))
CUSTOMERS = load_scenario(DEFAULT).customers


def test_the_table_is_the_one_of_the_causes() -> None:
    assert SCRIPT["with_table"](README) == README, "run .venv/bin/python scripts/readme_table.py"


def test_every_cause_of_the_table_has_its_customer() -> None:
    named = set(re.findall(r"`([a-z0-9-]+)` ", SCRIPT["table"]()))
    assert len(named) == len(CAUSES)
    assert named <= set(CUSTOMERS)


def test_figures_are_counted() -> None:
    assert f"**Nine kinds of problem, {len(CAUSES)} causes**" in README
    assert len(Category) == 9
    assert f"{len(CUSTOMERS)} demo customers" in README


def test_customers_it_names_exist() -> None:
    named = set(re.findall(r"make shell CUSTOMER=([a-z][a-z0-9-]*)", README)) - {"anna"}
    assert named
    assert named <= set(CUSTOMERS)
