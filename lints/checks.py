"""The checks in the order in which they are reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from lints import categories, citations, claims, languages, links, usage, wording
from lints.model import Project

Check = Callable[[Project], Iterator[str]]

CHECKS: tuple[Check, ...] = (
    languages.check,
    links.check_responses,
    links.check_sources,
    links.check_code,
    citations.check_facts,
    citations.check_citations,
    citations.check_causes,
    claims.check,
    claims.check_table,
    wording.check,
    usage.check_missing,
    usage.check_unused,
    usage.check_placeholders,
    usage.check_arguments,
    usage.check_regional,
    categories.check,
)
