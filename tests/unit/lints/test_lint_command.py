"""`python -m lints`: one problem a line, and the exit status a build needs."""

from __future__ import annotations

import shutil
from pathlib import Path

from lints.__main__ import main

ROOT = Path(__file__).resolve().parents[3]
_READ = ("actions", "data", "facts", "rasa_hooks")


def _copy(tmp_path: Path) -> Path:
    for folder in _READ:
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    shutil.copy(ROOT / "domain.yml", tmp_path)
    return tmp_path


def test_the_project_has_no_problems(capsys):
    assert main([str(ROOT)]) == 0, capsys.readouterr().out


def test_a_claim_in_a_file_turns_it_red(tmp_path, capsys):
    root = _copy(tmp_path)
    path = root / "data" / "responses" / "questions.yml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("I can't promise a time", "98% are solved", 1), encoding="utf-8")
    assert main([str(root)]) == 1
    out = capsys.readouterr().out
    assert "utter_faq_resolution_time: (en) says what EN7.1 forbids" in out


def test_a_removed_translation_turns_it_red(tmp_path, capsys):
    root = _copy(tmp_path)
    path = root / "data" / "responses" / "escalation.yml"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("    - text:"))
    end = next(i for i in range(start + 1, len(lines)) if not lines[i].startswith("      "))
    path.write_text("\n".join(lines[:start] + lines[end:]) + "\n", encoding="utf-8")
    assert main([str(root)]) == 1
    assert "must have exactly these variations" in capsys.readouterr().out


def test_a_broken_file_is_one_line(tmp_path, capsys):
    root = _copy(tmp_path)
    (root / "data" / "responses" / "dialogue.yml").write_text("responses: [", encoding="utf-8")
    assert main([str(root)]) == 1
    out = capsys.readouterr().out
    assert "dialogue.yml: cannot be read" in out
    assert len(out.splitlines()) == 1
