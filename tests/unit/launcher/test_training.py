"""The model is trained when its sources changed, and only then."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from launcher import customers, training
from launcher.config import ConfigError
from launcher.training import KEPT, digest, ensure_model

FAKE_RASA = """
import pathlib, sys
root = pathlib.Path.cwd()
with open("calls", "a") as calls:
    calls.write(" ".join(sys.argv[1:]) + "\\n")
print("INFO - Starting to train component 'Fake'.")
if (root / "data" / "bad.yml").exists():
    sys.exit("InvalidData: line 3")
(root / "models").mkdir(exist_ok=True)
(root / "models" / (sys.argv[-1] + ".tar.gz")).write_text("model")
"""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project whose `python -m rasa` is the script above."""
    root = tmp_path / "project"
    for folder in ("data", "nlu", "bin"):
        (root / folder).mkdir(parents=True)
    (root / "config.yml").write_text("language: en")
    (root / "data" / "nlu.yml").write_text("nlu: []")
    (root / "fake.py").write_text(FAKE_RASA)
    fake = root / "bin" / "python"
    fake.write_text(f'#!/bin/sh\nshift 2\nexec "{sys.executable}" fake.py "$@"\n')
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setattr(training.sys, "executable", str(fake))
    return root


def calls(project: Path) -> int:
    return len((project / "calls").read_text().splitlines())


def test_trains_once_for_the_same_sources(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = ensure_model({}, project)
    assert model.is_file()
    assert "Fake" in capsys.readouterr().out  # one sees what it is doing
    assert ensure_model({}, project) == model
    assert calls(project) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "changed", ["config.yml", "domain.yml", "data/nlu.yml", "data/sv/new.yml", "nlu/component.py"]
)
def test_any_changed_source_is_another_model(project: Path, changed: str) -> None:
    before = digest(project)
    path = project / changed
    path.parent.mkdir(exist_ok=True)
    path.write_text("changed")
    assert digest(project) != before


@pytest.mark.parametrize("other", ["README.md", "nlu/__pycache__/x.pyc", "models/a.tar.gz"])
def test_nothing_else_is(project: Path, other: str) -> None:
    before = digest(project)
    path = project / other
    path.parent.mkdir(exist_ok=True)
    path.write_text("changed")
    assert digest(project) == before


def test_t27_model_that_was_exchanged_is_not_loaded(project: Path) -> None:
    model = ensure_model({}, project)
    model.write_text("another model")
    with pytest.raises(ConfigError, match="not what was trained here"):
        ensure_model({}, project)
    model.unlink()
    assert ensure_model({}, project).read_text() == "model"


def test_t27_model_from_elsewhere_is_trained_anew(project: Path) -> None:
    (project / "models").mkdir()
    (project / "models" / f"saldo-{digest(project)}.tar.gz").write_text("somebody's model")
    assert ensure_model({}, project).read_text() == "model"
    assert calls(project) == 1


def test_failed_training_says_why(project: Path) -> None:
    (project / "data" / "bad.yml").write_text("x")
    with pytest.raises(ConfigError, match="line 3"):
        ensure_model({}, project)


def test_old_models_go_and_those_of_rasa_train_stay(project: Path) -> None:
    (project / "models").mkdir()
    own = project / "models" / "20260101-demo.tar.gz"
    own.write_text("model")
    for number in range(KEPT + 2):
        (project / "data" / "nlu.yml").write_text(str(number))
        newest = ensure_model({}, project)
    assert own.is_file()
    assert newest.is_file()
    for ending in (".tar.gz", ".sha256"):
        assert len(list((project / "models").glob(f"saldo-*{ending}"))) == KEPT


# --- demo customers -------------------------------------------------------------------------

KNOWN = {"low-fee": "a low fee", "unconfirmed": "a deposit", "order-open": "an order"}


@pytest.mark.parametrize(
    ("wanted", "chosen"), [(None, "unconfirmed"), ("", ""), ("low-fee", "low-fee")]
)
def test_customer_of_the_shell(wanted: str | None, chosen: str) -> None:
    assert customers.choose(wanted, KNOWN) == chosen


def test_unknown_customer_is_shown_close_names() -> None:
    with pytest.raises(ConfigError, match=r"'low_fee'.*did you mean low-fee"):
        customers.choose("low_fee", KNOWN)
    with pytest.raises(ConfigError, match="make customers"):
        customers.choose("zzz", KNOWN)


def test_without_customers_one_is_a_visitor() -> None:
    assert customers.choose(None, {}) == ""
    assert customers.choose(None, {"me": ""}) == "me"


def test_listing_names_all_or_a_handful() -> None:
    many = {f"customer-{n}": f"line {n}" for n in range(20)} | KNOWN
    assert len(customers.listing(many, everything=True)) == 23
    short = customers.listing(many, everything=False)
    assert len(short) == 6
    assert short[0].split() == ["unconfirmed", "a", "deposit"]
