"""Every link is on the allowlist; a bare domain only if it is an explorer's, as plain text."""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from lints.model import Project

# A scheme followed by anything, or a bare host with a top-level domain that people register.
_TLDS = (
    "com|org|net|io|ly|se|nu|eu|it|no|dk|fi|de|uk|ru|cn|me|co|app|dev|xyz|info|biz|link|site|"
    "online|space|exchange|finance|support|help|systems|cash|money|to|cc|tv|ai|gg|sh"
)
_URL = re.compile(r"[a-z][a-z0-9+.-]*://[^\s<>\"'”“]+", re.IGNORECASE)
_BARE = re.compile(rf"(?<![\w@./-])(?:[\w-]+\.)+(?:{_TLDS})\b(?:/[^\s<>\"'”“]*)?", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TRAILING = ".,;:)”“'\""


def find(text: str) -> list[str]:
    """Links, bare domains and e-mail addresses of a text, trailing punctuation removed.

    Look-alike characters are folded first, so that a full-width dot hides nothing.
    """
    folded = unicodedata.normalize("NFKC", text).replace("\u3002", ".")
    found = [match.rstrip(_TRAILING) for match in _URL.findall(folded)]
    rest = _URL.sub(" ", folded)
    found += [match.rstrip(_TRAILING) for match in _MAIL.findall(rest)]
    rest = _MAIL.sub(" ", rest)
    return found + [match.rstrip(_TRAILING) for match in _BARE.findall(rest)]


def check_responses(project: Project) -> Iterator[str]:
    pages = set(project.allowed["links"])
    explorers = set(project.allowed["explorers"])
    for response in project.responses:
        for variation in response.variations:
            for link in find(variation.words):
                if link not in pages and link not in explorers:
                    yield f"{response}: {link} is not on the allowlist (lints/allowed.yml)"


def check_sources(project: Project) -> Iterator[str]:
    """The fact table names no mirror host and no short link, and says nothing off the list."""
    sources = set(project.allowed["source_hosts"])
    for fact in project.facts.values():
        for link in find(fact.source):
            if host(link) not in sources:
                yield f"facts/facts.yml: {fact.id}: source {link} is not an allowed host"
        said = set(project.allowed["links"]) | set(project.allowed["explorers"])
        for link in find(f"{fact.sv}\n{fact.en}"):
            if fact.verdict != "D" and link not in said:
                yield f"facts/facts.yml: {fact.id}: {link} is not on the allowlist"


def check_code(project: Project) -> Iterator[str]:
    """The actions' own strings name no host that a customer may not be shown."""
    hosts = set(project.allowed["code_hosts"]) | set(project.allowed["explorers"])
    for path in sorted((project.root / "actions").rglob("*.py")):
        for line, text in _strings(path):
            for link in find(text):
                if host(link) not in hosts:
                    file = path.relative_to(project.root).as_posix()
                    yield f"{file}:{line}: {link} is not an allowed host"


def host(link: str) -> str:
    """The host of a link, exactly as a browser would take it (what stands before @ is no host)."""
    without_scheme = link.split("://", 1)[-1]
    return re.split(r"[/?#]", without_scheme, maxsplit=1)[0].rsplit("@", 1)[-1].lower()


def _strings(path: Path) -> Iterator[tuple[int, str]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    prose = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.lineno, node.value
