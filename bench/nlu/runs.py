"""One pipeline on one data set: trained and asked once, and kept until something changes.

``bench/results/nlu/<data set>/<pipeline>/`` holds the model, the logs and ``result.json``.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.figures import machine
from bench.nlu import measures, pipelines, process
from bench.nlu.datasets import ROOT, DataSet

RESULTS = ROOT / "bench" / "results" / "nlu"
Say = Callable[[str], None]


@dataclass
class Run:
    """What is known of one pipeline on one data set.

    ``stale``: that the pipeline, its training data or the messages have changed since.
    """

    pipeline: str
    dataset: DataSet
    record: dict[str, Any]
    stale: bool = False

    def answers(self, test: str) -> list[measures.Answer]:
        """The answers to one of the data set's tests, without labels that it does not have."""
        labels = set(self.record["labels"])
        return [
            measures.answer(text, wanted, intent, ranking, labels)
            for text, wanted, intent, ranking in self.record["answers"].get(test, [])
        ]


def folder_of(pipeline: str, dataset: str) -> Path:
    return RESULTS / dataset / pipeline


def known(pipeline: str, dataset: DataSet) -> Run | None:
    """The run that is kept, or None."""
    path = folder_of(pipeline, dataset.name) / "result.json"
    if not path.is_file():
        return None
    record = json.loads(path.read_text(encoding="utf-8"))
    if "answers" not in record:
        return None
    fresh = record["trained"] == pipelines.fingerprint(
        pipeline, dataset, record["epochs"]
    ) and record["asked"] == _asked(dataset)
    return Run(pipeline, dataset, record, stale=not fresh)


def run(
    pipeline: str,
    dataset: DataSet,
    epochs: int | None = None,
    again: bool = False,
    say: Say = print,
) -> Run:
    """Train where the kept model is not of this pipeline and data; ask where it was not asked."""
    folder = folder_of(pipeline, dataset.name)
    path = folder / "result.json"
    record = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    wanted = pipelines.fingerprint(pipeline, dataset, epochs)
    if again or record.get("trained") != wanted or not (folder / "model.tar.gz").is_file():
        say(f"{dataset.name}: {pipeline} learns {len(dataset.train)} messages ...")
        record = {
            **process.train(pipeline, dataset, epochs, folder),
            "trained": wanted,
            "epochs": epochs,
            "labels": sorted(dataset.labels),
            "when": time.strftime("%Y-%m-%d %H:%M"),
            "machine": machine(),
        }
        say(f"{dataset.name}: {pipeline} took {record['train_seconds']:.0f} s")
        path.write_text(json.dumps(record), encoding="utf-8")
    if record.get("asked") != _asked(dataset):
        record |= _ask(dataset, folder)
        path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        say(f"{dataset.name}: {pipeline} has answered {sum(map(len, dataset.tests.values()))}")
    return Run(pipeline, dataset, record)


def _ask(dataset: DataSet, folder: Path) -> dict[str, Any]:
    answers: dict[str, list[Any]] = {}
    with process.served(folder) as model:
        for test, rows in dataset.tests.items():
            answers[test] = []
            for text, wanted in rows:
                got = model.ask(text)
                ranking = [[name, round(odds, 5)] for name, odds in got["ranking"]]
                answers[test].append([text, wanted, got["intent"], ranking])
        costs = {**model.about, **model.finish()}
    return {**costs, "answers": answers, "asked": _asked(dataset)}


def _asked(dataset: DataSet) -> str:
    content = json.dumps(sorted(dataset.tests.items()), ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()[:16]
