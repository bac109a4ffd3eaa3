"""What is kept is not run again, and what has changed is."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench.nlu import goals, latency, pipelines, plot, process, runs, tables
from bench.nlu.datasets import OUT_OF_SCOPE, DataSet

TRAIN = [("hi", "greet"), ("bye", "leave"), ("sing", OUT_OF_SCOPE)]
TEST = [("hello", "greet"), ("ciao", "leave"), ("dance", OUT_OF_SCOPE)]


class FakeModel:
    """Takes everything for a greeting."""

    def __init__(self) -> None:
        self.about = {"load_seconds": 1.0, "loaded_mb": 100.0}

    def ask(self, text: str) -> dict[str, Any]:
        ranking = [["greet", 0.8], ["leave", 0.1], ["secret_shared", 0.1]]
        return {"intent": "greet", "ranking": ranking, "ms": 5.0, "cpu_ms": 4.0}

    def finish(self) -> dict[str, Any]:
        return {"resident_mb": 110.0, "peak_mb": 120.0}


@pytest.fixture
def done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was started: "train" or "ask", in order. No Rasa runs."""
    started: list[str] = []

    def train(name: str, dataset: DataSet, epochs: int | None, folder: Path) -> dict[str, Any]:
        started.append("train")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.tar.gz").write_bytes(b"model")
        costs = {"train_seconds": 60.0, "train_cpu_seconds": 50.0, "train_peak_mb": 500.0}
        return {**costs, "model_mb": 2.0, "vectors_kept": False}

    @contextlib.contextmanager
    def served(folder: Path) -> Iterator[FakeModel]:
        started.append("ask")
        yield FakeModel()

    monkeypatch.setattr(runs, "RESULTS", tmp_path)
    monkeypatch.setattr(process, "train", train)
    monkeypatch.setattr(process, "served", served)
    monkeypatch.setattr(latency, "served", served)
    monkeypatch.setattr(latency, "WARM_UP", 0)
    return started


def a_set(train: list[tuple[str, str]] = TRAIN, test: list[tuple[str, str]] = TEST) -> DataSet:
    return DataSet("tiny", train, {"test": test})


def quiet(text: str) -> None:
    pass


def test_a_second_run_does_nothing(done: list[str]) -> None:
    runs.run(pipelines.COUNTS, a_set(), say=quiet)
    runs.run(pipelines.COUNTS, a_set(), say=quiet)
    assert done == ["train", "ask"]


def test_other_messages_are_asked_of_the_same_model(done: list[str]) -> None:
    runs.run(pipelines.COUNTS, a_set(), say=quiet)
    runs.run(pipelines.COUNTS, a_set(test=TEST[:2]), say=quiet)
    assert done == ["train", "ask", "ask"]


def test_other_training_messages_or_epochs_make_another_model(done: list[str]) -> None:
    runs.run(pipelines.DIET, a_set(), say=quiet)
    runs.run(pipelines.DIET, a_set(), epochs=20, say=quiet)
    runs.run(pipelines.DIET, a_set(train=TRAIN[:2]), epochs=20, say=quiet)
    assert done == ["train", "ask"] * 3


def test_what_is_kept_says_when_it_is_old(done: list[str]) -> None:
    assert runs.known(pipelines.COUNTS, a_set()) is None
    runs.run(pipelines.COUNTS, a_set(), say=quiet)
    fresh = runs.known(pipelines.COUNTS, a_set())
    old = runs.known(pipelines.COUNTS, a_set(train=TRAIN[:2]))
    assert fresh is not None
    assert not fresh.stale
    assert old is not None
    assert old.stale


def test_times_are_taken_again_when_a_model_joins(done: list[str]) -> None:
    runs.run(pipelines.COUNTS, a_set(), say=quiet)
    latency.measure(a_set(), [*pipelines.TITLES])
    latency.measure(a_set(), [*pipelines.TITLES])
    assert done == ["train", "ask", "ask"]
    runs.run(pipelines.DIET, a_set(), say=quiet)
    measured = latency.measure(a_set(), [*pipelines.TITLES])
    assert set(measured["pipelines"]) == {pipelines.COUNTS, pipelines.DIET}


def test_table_and_plot_show_what_was_run(done: list[str], tmp_path: Path) -> None:
    runs.run(pipelines.COUNTS, a_set(), say=quiet)
    latency.measure(a_set(), [*pipelines.TITLES])
    text = tables.report([a_set()])
    # One of three is right; F1 0.5, 0, 0; the three are equally familiar, so AUROC is a half.
    row = next(line for line in text.splitlines() if line.startswith("| CountVectors"))
    assert row.split("|")[2:5] == [" 33.3 ", " 16.7 ", " 0.500 "]
    assert "| 5.0 | 5.0 | 4.0 | 60 | 50 |" in text
    drawn = plot.accuracy_against_latency([a_set()], tmp_path / "plot.svg")
    assert drawn is not None
    assert "tiny" in drawn.read_text(encoding="utf-8")


def test_goals_stand_beside_what_is_measured(done: list[str]) -> None:
    for name in (pipelines.SALDO, pipelines.DIET):
        runs.run(name, a_set(), say=quiet)
    latency.measure(a_set(), [*pipelines.TITLES])
    rows = {row[0]: row[1:] for row in goals.table([a_set()]).rows}
    assert rows["tiny test, out-of-scope AUROC"] == ("≥ 0.970", "0.500", "no")
    assert rows["tiny test, ECE"] == ("≤ 0.050", "0.467", "no")
    assert rows["tiny, p50, ms"] == ("≤ 5.0", "5.0", "yes")
    assert rows["tiny test, beside DIET: accuracy"] == ("≥ 0.333", "0.333", "yes")
    assert rows["tiny, beside DIET: memory, MB"] == ("≤ 110", "110", "yes")
    assert goals.Goal("BANKING77, accuracy", 0.94, 0.93).row()[-1] == "no"
    assert goals.Goal("ECE", 0.05, 0.06, less=True).row()[-1] == "no"
