"""The fact table is complete, every S fact is said somewhere, and no D fact is cited."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from typing import Any

from lints.model import Fact, Project

_DATE = re.compile(r"20\d\d-[01]\d-[0-3]\d")


def check_facts(project: Project) -> Iterator[str]:
    for fact in project.facts.values():
        yield from (f"facts/facts.yml: {fact.id}: {problem}" for problem in _row(fact))


def _row(fact: Fact) -> Iterator[str]:
    if fact.verdict not in ("S", "C", "D"):
        yield f"verdict must be S, C or D, not {fact.verdict!r}"
    if not fact.source.strip():
        yield "names no source"
    if not _DATE.fullmatch(fact.checked):
        yield "`checked` must be a date, YYYY-MM-DD"
    if fact.verdict == "C" and not fact.caveat.strip():
        yield "verdict C needs a caveat"
    if not (fact.sv.strip() and fact.en.strip()):
        yield "lacks its Swedish or English"


def check_citations(project: Project) -> Iterator[str]:
    cited: set[str] = set()
    for response in project.responses:
        for id in dict.fromkeys(id for v in response.variations for id in v.facts):
            cited.add(id)
            problem = _citable(project, id)
            if problem:
                yield f"{response}: cites {id}, {problem}"
    for fact in project.facts.values():
        if fact.verdict == "S" and fact.id not in cited:
            yield f"facts/facts.yml: {fact.id}: verdict S, but no response states it"


def check_causes(project: Project) -> Iterator[str]:
    for cause in causes(project).values():
        for id in cause.facts:
            problem = _citable(project, id)
            if problem:
                yield f"actions/diagnosis/causes.py: {cause.id}: cites {id}, {problem}"


def _citable(project: Project, id: str) -> str | None:
    fact = project.facts.get(id)
    if fact is None:
        return "which the fact table lacks"
    return "which must never be stated" if fact.verdict == "D" else None


def causes(project: Project) -> dict[str, Any]:
    """The project's cause table. It imports nothing, so it is loaded by its path alone."""
    path = project.root / "actions" / "diagnosis" / "causes.py"
    if not path.exists():
        return {}
    name = f"_lints_causes_{abs(hash(path))}"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        if spec is None or spec.loader is None:
            return {}
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module  # dataclasses look their module up by name
        spec.loader.exec_module(module)
    return dict(sys.modules[name].CAUSES)
