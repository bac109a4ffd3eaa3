"""The documents name what exists: files, links, make targets, variables, messages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGES = sorted(
    page for folder in ("", "docs", "bench", "data/nlu") for page in (ROOT / folder).glob("*.md")
)
PACKAGES = (
    "actions", "channels", "identity", "improve", "kept", "keystore", "launcher", "nlu",
    "rasa_hooks", "sandbox",
)  # fmt: skip
OPERATE = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
_LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)")
_THREAT = re.compile(r"\bT(?:[12]?\d|30)\b")
_FILE = re.compile(r"`((?:tests|scripts|docs|actions|sandbox|lints|facts|data)/[\w/.-]+\.\w+)`")


def code() -> dict[Path, str]:
    """Our own Python, without the tests."""
    files = [path for name in PACKAGES for path in (ROOT / name).rglob("*.py")]
    files += [ROOT / "scripts" / "bootstrap.py", *(ROOT / "lints").glob("*.py")]
    files += (ROOT / "shield").glob("*.py")
    return {path: path.read_text(encoding="utf-8") for path in files}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_files_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    targets = [page.parent / link for link in _LINK.findall(text)]
    targets += [ROOT / name for name in _FILE.findall(text) if "card_payment" not in name]
    missing = [str(target) for target in targets if not target.exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_make_targets_exist(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    known = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?:`|^|; )make ([a-z][a-z-]*[a-z])", text, re.MULTILINE))
    assert named <= known


def test_every_variable_of_the_code_is_explained_and_no_other() -> None:
    used = {name for text in code().values() for name in re.findall(r"SALDO_[A-Z_]*[A-Z]", text)}
    used -= {"SALDO_PORT"}  # the beginning of three names
    explained = set(re.findall(r"SALDO_[A-Z_]*[A-Z]", OPERATE))
    assert used == explained


def test_messages_that_stop_a_start_are_those_of_the_code() -> None:
    source = " ".join(code().values())
    table = OPERATE.split("## When it does not start")[1]
    quoted = [
        q for row in table.splitlines()[4:] for q in re.findall(r"`([^`]+)`", row.split("|")[1])
    ]
    pieces = [piece.strip() for quote in quoted for piece in quote.split("…")]
    wrong = [piece for piece in pieces if not _stands_in(piece, source)]
    assert len(quoted) > 10
    assert not wrong


def _stands_in(piece: str, source: str) -> bool:
    """Whether ``source`` says ``piece``: figures in it may be placeholders there."""
    pattern = re.sub(r"\d+", r"(?:\\d+|\\{[^}]+\\})", re.escape(piece))
    return bool(re.search(pattern, source))


def test_every_threat_that_is_cited_is_explained() -> None:
    files = [
        *code(),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "data" / "responses").rglob("*.yml"),
    ]
    cited = {
        threat
        for path in files
        if path != Path(__file__)
        for threat in _THREAT.findall(path.read_text(encoding="utf-8"))
    }
    explained = set(re.findall(r"^\| (T\d+) \|", SECURITY, re.MULTILINE))
    assert {"T15", "T22", "T23"} <= cited
    assert cited <= explained
    assert explained == {f"T{number}" for number in range(1, 31)}


def test_a_closed_threat_names_its_test() -> None:
    rows = re.findall(r"^\| (T\d+) \|[^|]*\| closed \| (.*) \|$", SECURITY, re.MULTILINE)
    assert rows
    assert not [
        threat
        for threat, control in rows
        if "`tests/" not in control and "tests of T" not in control
    ]


NAMED_AFTER = [f"T{number}" for number in (*range(1, 21), 24, *range(26, 30))]


@pytest.mark.parametrize("threat", NAMED_AFTER)
def test_row_names_a_test_that_is_named_after_it(threat: str) -> None:
    (row,) = re.findall(rf"^\| {threat} \|.*$", SECURITY, re.MULTILINE)
    name = re.compile(rf"def test_(?:t\d+_)*{threat.lower()}_")
    files = [*re.findall(r"`(tests/[\w/.-]+\.py)`", row)]
    for folder in re.findall(r"`(tests/[\w/-]+/)`", row):
        files += [str(path.relative_to(ROOT)) for path in (ROOT / folder).glob("*.py")]
    assert [file for file in files if name.search((ROOT / file).read_text(encoding="utf-8"))]


def test_advisories_are_of_the_versions_that_are_pinned() -> None:
    lock = (ROOT / "requirements" / "bot.txt").read_text(encoding="utf-8")
    pinned = dict(re.findall(r"^([a-z0-9.-]+)==([\w.]+)", lock, re.MULTILINE))
    listed = re.findall(r"^\| ([a-z-]+) \| ([\d.]+) \| .*?CVE-\d{4}-\d+", SECURITY, re.MULTILINE)
    assert listed
    assert {name: pinned.get(name) for name, _ in listed} == dict(listed)
