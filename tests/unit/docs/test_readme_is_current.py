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


def test_table_and_figures_are_current() -> None:
    assert SCRIPT["current"](README) == README, "run .venv/bin/python scripts/readme_table.py"


def test_every_cause_of_the_table_has_its_customer() -> None:
    named = set(re.findall(r"`([a-z0-9-]+)` ", SCRIPT["table"]()))
    assert len(named) == len(CAUSES)
    assert named <= set(CUSTOMERS)


def test_stale_figures_and_rows_are_seen() -> None:
    stale = README.replace(" causes**", "0 causes**").replace("`low-fee` ", "`low-fees` ")
    assert stale != README
    assert SCRIPT["current"](stale) == README


def test_there_are_nine_categories() -> None:
    assert "**Nine kinds of problem, " in README
    assert len(Category) == 9


def test_customers_it_names_exist() -> None:
    named = set(re.findall(r"make shell CUSTOMER=([a-z][a-z0-9-]*)", README)) - {"anna"}
    assert named
    assert named <= set(CUSTOMERS)
