"""Small made-up projects for the lints, and the real one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from lints.model import Button, Fact, Project, Response, Variation, load_project, read_yaml

ROOT = Path(__file__).resolve().parents[3]
LINTS = ROOT / "lints"


@pytest.fixture(scope="session")
def real() -> Project:
    return load_project(ROOT)


@pytest.fixture
def respond() -> Callable[..., Response]:
    """A response with both texts, for a made-up project."""

    def make(
        sv: str = "Hej.",
        en: str = "Hello.",
        *,
        name: str = "utter_sample",
        facts: tuple[str, ...] = (),
        payloads: tuple[tuple[str, ...], tuple[str, ...]] = ((), ()),
    ) -> Response:
        sv_buttons, en_buttons = (tuple(Button("Titel", p) for p in side) for side in payloads)
        return Response(
            name,
            "data/responses/sample.yml",
            (Variation("sv", sv, sv_buttons, facts), Variation("en", en, en_buttons, facts)),
        )

    return make


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Project]:
    """A made-up project: responses, facts, and files by their path."""

    def make(
        *responses: Response,
        facts: tuple[Fact, ...] = (),
        files: Mapping[str, str] | None = None,
        allowed: Mapping[str, Any] | None = None,
    ) -> Project:
        for name, text in (files or {}).items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        return Project(
            root=tmp_path,
            responses=responses,
            facts={fact.id: fact for fact in facts},
            allowed={**read_yaml(LINTS / "allowed.yml"), **(allowed or {})},
            claims=read_yaml(LINTS / "claims.yml"),
        )

    return make
