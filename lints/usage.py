"""Every response is said by something, everything said exists, and only actions fill braces."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lints.citations import causes
from lints.languages import placeholders
from lints.model import Project, Response, read_yaml

_NAME = re.compile(r"utter_[A-Za-z0-9_]+")
_NO_RESPONSE = frozenset({"utter_message", "utter_action"})  # names of Rasa's own
_SINGLE = "_single"  # said instead of the plain name where a region has one account only
_CODE = ("actions", "rasa_hooks", "channels")
_HOLE = "\0"


@dataclass(frozen=True)
class Named:
    """A place that names a response. ``pattern`` has a hole where code fills a part in."""

    where: str
    pattern: str
    given: frozenset[str] | None = None  # the values passed with it, where that can be read

    @property
    def exact(self) -> bool:
        return _HOLE not in self.pattern

    def matches(self, name: str) -> bool:
        parts = (re.escape(part) for part in self.pattern.split(_HOLE))
        return re.fullmatch(r"[A-Za-z0-9_]+".join(parts), name) is not None


def check_missing(project: Project) -> Iterator[str]:
    known = {response.name for response in project.responses}
    for named in [*_in_code(project.root), *_in_stories(project.root)]:
        if named.exact and named.pattern not in known:
            yield f"{named.where}: {named.pattern} does not exist"
    for name in _expected(project):
        if name not in known:
            yield f"{name}: is needed (actions/diagnosis), but does not exist"


def check_unused(project: Project) -> Iterator[str]:
    named = [*_in_code(project.root), *_in_stories(project.root)]
    exact = {n.pattern for n in named if n.exact} | set(_expected(project))
    broad = {_pattern(p) for p in _broad(project)}
    holes = [n for n in named if not n.exact and n.pattern not in broad]
    declared = [Named("", _pattern(p)) for p in project.allowed.get("said_by_code") or ()]
    for response in project.responses:
        names = {response.name, response.name.removesuffix(_SINGLE)}
        if names & exact or any(n.matches(name) for n in holes + declared for name in names):
            continue
        yield f"{response}: nothing says it (no action, story, rule or cause names it)"


def check_placeholders(project: Project) -> Iterator[str]:
    """A story that utters a response with a placeholder would show its braces."""
    with_holes = {response.name: sorted(_holes(response)) for response in project.responses}
    for named in _in_stories(project.root):
        holes = with_holes.get(named.pattern)
        if holes:
            braces = ", ".join("{" + hole + "}" for hole in holes)
            yield f"{named.where}: {named.pattern} needs {braces}; only an action may say it"


def check_regional(project: Project) -> Iterator[str]:
    """The one-account wording is given the values of the plain one, so it may need no others."""
    by_name = {response.name: response for response in project.responses}
    for response in project.responses:
        plain = by_name.get(response.name.removesuffix(_SINGLE))
        if plain and plain is not response:
            for hole in sorted(_holes(response) - _holes(plain)):
                yield f"{response}: needs {{{hole}}}, which {plain.name} is not given"


def _holes(response: Response) -> set[str]:
    return {hole for variation in response.variations for hole in placeholders(variation.text)}


def check_arguments(project: Project) -> Iterator[str]:
    """An action that forgets a value would show its braces."""
    in_code, broad = _in_code(project.root), _broad(project)
    exact = {named.pattern for named in in_code if named.exact}
    for named in in_code:
        if named.given is None or named.pattern.replace(_HOLE, "*") in broad:
            continue
        for response in project.responses:
            # A name that is built from parts may never be this one, if it is also said outright.
            if not named.matches(response.name) or (not named.exact and response.name in exact):
                continue
            for hole in sorted(_holes(response) - named.given):
                yield f"{named.where}: {response.name} needs {{{hole}}}, which is not passed"


def _broad(project: Project) -> set[str]:
    return set(project.allowed.get("too_broad") or ())


def _expected(project: Project) -> list[str]:
    """What the cause table promises: a response, a label and steps for each cause."""
    names: dict[str, None] = {}
    for cause in causes(project).values():
        names[cause.response] = names[f"utter_label_{cause.id}"] = None
        for step in cause.steps:
            names[f"utter_step_{step}"] = None
    return list(names)


def _pattern(shell: str) -> str:
    return shell.replace("*", _HOLE)


def _in_stories(root: Path) -> list[Named]:
    found = []
    for folder in ("data/stories", "data/rules"):
        for path in sorted((root / folder).rglob("*.yml")):
            content = read_yaml(path)
            where = path.relative_to(root).as_posix()
            found += [Named(where, name) for name in _said(content)]
    return found


def _said(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        action = node.get("action")
        if isinstance(action, str) and action.startswith("utter_"):
            yield action
        for value in node.values():
            yield from _said(value)
    elif isinstance(node, list):
        for value in node:
            yield from _said(value)


def _in_code(root: Path) -> list[Named]:
    found: list[Named] = []
    for folder in _CODE:
        for path in sorted((root / folder).rglob("*.py")):
            where = path.relative_to(root).as_posix()
            found += _in_module(where, path.read_text(encoding="utf-8"))
    return found


@cache
def _in_module(where: str, source: str) -> tuple[Named, ...]:
    tree = ast.parse(source)
    skipped, given = _no_names(tree), _arguments(tree)
    found = []
    for node in ast.walk(tree):
        if id(node) in skipped or not isinstance(node, (ast.Constant, ast.JoinedStr)):
            continue
        pattern = _string_pattern(node)
        if not pattern or pattern in _NO_RESPONSE:
            continue
        if _NAME.fullmatch(pattern.replace(_HOLE, "x")):
            found.append(Named(f"{where}:{node.lineno}", pattern, given.get(id(node))))
    return tuple(found)


def _string_pattern(node: ast.Constant | ast.JoinedStr) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else _HOLE for part in node.values
        )
    if not isinstance(node.value, str):
        return None
    # A prefix that code adds to: "utter_source_" + name.
    return node.value + _HOLE if node.value.endswith("_") else node.value


def _no_names(tree: ast.AST) -> set[int]:
    """Nodes that are no names: docstrings, and the constant parts of an f-string."""
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            skipped.add(id(node.value))
        if isinstance(node, ast.JoinedStr):
            skipped |= {id(part) for part in node.values}
    return skipped


def _arguments(tree: ast.AST) -> dict[int, frozenset[str]]:
    """The keys given with each `say(name, ...)` or `phrase(name, ...)`, unless `**` hides some."""
    given = {}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args):
            continue
        keys = [keyword.arg for keyword in node.keywords]
        if node.func.attr in ("say", "phrase") and None not in keys:
            given[id(node.args[0])] = frozenset(key for key in keys if key)
    return given
