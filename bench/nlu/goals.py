"""Each figure of this project's pipeline beside its goal."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.figures import Table
from bench.nlu import latency, measures, pipelines, runs
from bench.nlu.datasets import OUT_OF_SCOPE, DataSet
from bench.nlu.measures import Answer

BANKING, BANKING_FEW, MACRO_F1, APART, AUROC, ECE = 0.94, 0.88, 0.93, 0.03, 0.97, 0.05
P50 = 5.0  # ms
LANGUAGES = ("en", "sv")
FIGURES: dict[str, Callable[[list[Answer], DataSet], float | None]] = {
    "accuracy": lambda answers, d: measures.accuracy(d.scored(answers)),
    "macro-F1": lambda answers, d: measures.macro_f1(measures.pairs(d.scored(answers))),
    "out-of-scope AUROC": lambda answers, _: measures.separation(answers, OUT_OF_SCOPE),
    "out-of-scope recall": lambda answers, _: measures.rejected(answers, OUT_OF_SCOPE),
}
"""Of which more is better."""


@dataclass(frozen=True)
class Goal:
    """What is wanted, and what there is: both as numbers, and whether less is better."""

    what: str
    wanted: float
    measured: float
    less: bool = False
    digits: int = 3

    @property
    def reached(self) -> bool:
        return self.measured <= self.wanted if self.less else self.measured >= self.wanted

    def row(self) -> tuple[str, ...]:
        sign = "≤" if self.less else "≥"
        figures = (f"{sign} {self.wanted:.{self.digits}f}", f"{self.measured:.{self.digits}f}")
        return (self.what, *figures, "yes" if self.reached else "no")


def table(datasets: Sequence[DataSet]) -> Table:
    """Of all goals that something was measured for."""
    goals = [*_public(datasets), *_own(datasets), *_sure(datasets), *_beside_diet(datasets)]
    return Table("Goals", ("what", "goal", "measured", "reached"), [goal.row() for goal in goals])


def _public(datasets: Sequence[DataSet]) -> Iterator[Goal]:
    for prefix, what, wanted in (
        ("banking77", "BANKING77, accuracy", BANKING),
        ("banking77-10shot-", "BANKING77 with ten messages an intent, accuracy", BANKING_FEW),
    ):
        found = [
            measures.accuracy(answers)
            for d in datasets
            if d.name == prefix or (prefix.endswith("-") and d.name.startswith(prefix))
            if (answers := _answers(d, pipelines.SALDO, "test"))
        ]
        if found:
            yield Goal(what, wanted, statistics.mean(found))


def _own(datasets: Sequence[DataSet]) -> Iterator[Goal]:
    f1 = {
        code: measures.macro_f1(measures.pairs(answers))
        for d in datasets
        if d.name == "own"
        for code in LANGUAGES
        if (answers := _answers(d, pipelines.SALDO, code))
    }
    for code, measured in f1.items():
        yield Goal(f"frozen messages {code}, macro-F1", MACRO_F1, measured)
    if len(f1) == len(LANGUAGES):
        apart = max(f1.values()) - min(f1.values())
        yield Goal("the two languages apart, macro-F1", APART, apart, True)


def _sure(datasets: Sequence[DataSet]) -> Iterator[Goal]:
    """Whether confidences tell what is in scope and what is right, and how long they take."""
    for dataset in datasets:
        for test in dataset.tests:
            answers = _answers(dataset, pipelines.SALDO, test)
            if not answers:
                continue
            auroc = measures.separation(answers, OUT_OF_SCOPE)
            if auroc is not None:
                yield Goal(f"{dataset.name} {test}, out-of-scope AUROC", AUROC, auroc)
            error = measures.calibration_error(answers)
            yield Goal(f"{dataset.name} {test}, ECE", ECE, error, True)
        times = _times(dataset)
        if pipelines.SALDO in times:
            yield Goal(f"{dataset.name}, p50, ms", P50, times[pipelines.SALDO]["p50"], True, 1)


def _beside_diet(datasets: Sequence[DataSet]) -> Iterator[Goal]:
    """DIET's figure is the goal."""
    for dataset in datasets:
        for test in dataset.tests:
            ours = _answers(dataset, pipelines.SALDO, test)
            theirs = _answers(dataset, pipelines.DIET, test)
            if ours and theirs:
                where = f"{dataset.name} {test}, beside DIET"
                for what, measure in FIGURES.items():
                    mine, other = measure(ours, dataset), measure(theirs, dataset)
                    if mine is not None and other is not None:
                        yield Goal(f"{where}: {what}", other, mine)
        yield from _costs(dataset)


def _costs(dataset: DataSet) -> Iterator[Goal]:
    times = _times(dataset)
    found = [runs.known(p, dataset) for p in (pipelines.SALDO, pipelines.DIET)]
    ours, theirs = found
    where = f"{dataset.name}, beside DIET"
    if {pipelines.SALDO, pipelines.DIET} <= set(times):
        for key in ("p50", "p99"):
            wanted, measured = times[pipelines.DIET][key], times[pipelines.SALDO][key]
            yield Goal(f"{where}: {key}, ms", wanted, measured, True, 1)
    if ours and theirs:
        key = "resident_mb"
        yield Goal(f"{where}: memory, MB", theirs.record[key], ours.record[key], True, 0)


def _times(dataset: DataSet) -> dict[str, Any]:
    """By pipeline; empty where none were taken."""
    return dict((latency.known(dataset.name) or {"pipelines": {}})["pipelines"])


def _answers(dataset: DataSet, pipeline: str, test: str) -> list[Answer]:
    run = runs.known(pipeline, dataset)
    return run.answers(test) if run else []
