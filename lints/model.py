"""The project as the checks see it: responses, facts, allowlists, and who names a response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from nlu import yml


class BrokenFile(ValueError):
    """A file that cannot be read as YAML of the expected shape; one line says which."""


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


@dataclass(frozen=True)
class Variation:
    """One text of a response. ``language`` is the one of its condition, "en" for the default,
    or None where the condition is about something else."""

    language: str | None
    text: str
    buttons: tuple[Button, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """Everything of it that a customer reads."""
        return "\n".join([self.text, *(button.title for button in self.buttons)])


@dataclass(frozen=True)
class Response:
    name: str
    file: str
    variations: tuple[Variation, ...]

    def __str__(self) -> str:
        return f"{self.file}: {self.name}"


@dataclass(frozen=True)
class Fact:
    """A row of facts/facts.yml. ``verdict``: S say it, C say it with the caveat, D never."""

    id: str
    verdict: str
    sv: str = ""
    en: str = ""
    caveat: str = ""
    source: str = ""
    checked: str = ""


@dataclass(frozen=True)
class Project:
    root: Path
    responses: tuple[Response, ...]
    facts: Mapping[str, Fact]
    allowed: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)

    def response(self, name: str) -> Response | None:
        return next((r for r in self.responses if r.name == name), None)


def read_yaml(path: Path) -> Any:
    """What the file holds. Raises BrokenFile."""
    try:
        return yml.read_yaml(path)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise BrokenFile(f"{path}: cannot be read: {first}") from None


def load_project(root: Path) -> Project:
    """Read everything that is checked. Raises BrokenFile."""
    here = Path(__file__).resolve().parent
    return Project(
        root=root,
        responses=tuple(load_responses(root)),
        facts=load_facts(root / "facts" / "facts.yml"),
        allowed=read_yaml(here / "allowed.yml"),
        claims=read_yaml(here / "claims.yml"),
    )


def load_responses(root: Path) -> list[Response]:
    """Every response below data/, and of domain.yml."""
    found = []
    for path in [root / "domain.yml", *sorted((root / "data").rglob("*.yml"))]:
        if not path.exists():
            continue
        content = read_yaml(path)
        responses = content.get("responses") if isinstance(content, dict) else None
        for name, variations in (responses or {}).items():
            file = path.relative_to(root).as_posix()
            found.append(parse_response(str(name), file, variations or []))
    return found


def parse_response(name: str, file: str, variations: list[dict[str, Any]]) -> Response:
    return Response(name, file, tuple(_variation(v) for v in variations))


def _variation(raw: Mapping[str, Any]) -> Variation:
    buttons = tuple(
        Button(str(b.get("title", "")), str(b.get("payload", ""))) for b in raw.get("buttons") or []
    )
    facts = (raw.get("metadata") or {}).get("facts") or []
    text = str(raw.get("text") or "")
    return Variation(_language(raw.get("condition")), text, buttons, tuple(map(str, facts)))


def _language(condition: Any) -> str | None:
    if not condition:
        return "en"
    match condition:
        case [{"type": "slot", "name": "language", "value": str(value), **others}] if not others:
            return value
    return None


def load_facts(path: Path) -> dict[str, Fact]:
    if not path.exists():
        raise BrokenFile(f"{path}: the fact table is missing")
    content = read_yaml(path)
    rows = content.get("facts") if isinstance(content, dict) else None
    if not isinstance(rows, dict):
        raise BrokenFile(f"{path}: must hold a mapping `facts:` from id to row")
    return {
        str(id): Fact(str(id), **{k: str(v) for k, v in row.items() if k in _FACT_FIELDS})
        for id, row in rows.items()
    }


_FACT_FIELDS = ("verdict", "sv", "en", "caveat", "source", "checked")
