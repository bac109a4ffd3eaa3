"""Time a message: all pipelines loaded at once, and asked the same message one after another.

Neighbours on the machine then slow all of them alike, so that the ratios hold; the processor's
own time, over all threads, hardly changes with them.
"""

from __future__ import annotations

import contextlib
import json
import random
import time
from collections.abc import Sequence
from typing import Any

from bench.figures import machine, percentile
from bench.nlu import runs
from bench.nlu.datasets import DataSet
from bench.nlu.process import served

MESSAGES = 300
WARM_UP = 20


def known(dataset: str) -> dict[str, Any] | None:
    """What is kept: when, machine, messages; each pipeline's p50, p99, cpu (ms) and key."""
    path = runs.RESULTS / dataset / "latency.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else None


def measure(dataset: DataSet, pipelines: Sequence[str], again: bool = False) -> dict[str, Any]:
    """Kept until a model changes or another pipeline is there; else measured for all of them."""
    keys = {p: run.record["trained"] for p in pipelines if (run := runs.known(p, dataset))}
    kept = known(dataset.name)
    if kept and not again and all(kept["pipelines"].get(p, {}).get("key") == keys[p] for p in keys):
        return kept
    texts = _sample(dataset)
    times: dict[str, list[float]] = {name: [] for name in keys}
    work: dict[str, list[float]] = {name: [] for name in keys}
    with contextlib.ExitStack() as stack:
        models = {
            name: stack.enter_context(served(runs.folder_of(name, dataset.name))) for name in keys
        }
        for number, text in enumerate(texts):
            for name in _rotated(list(keys), number):
                took = models[name].ask(text)
                if number >= WARM_UP:
                    times[name].append(took["ms"])
                    work[name].append(took["cpu_ms"])
    measured = {
        "when": time.strftime("%Y-%m-%d %H:%M"),
        "machine": machine(),
        "messages": len(texts) - WARM_UP,
        "pipelines": {
            name: {
                "p50": percentile(ms, 0.5),
                "p99": percentile(ms, 0.99),
                "cpu": percentile(work[name], 0.5),
                "key": keys[name],
            }
            for name, ms in times.items()
        },
    }
    path = runs.RESULTS / dataset.name / "latency.json"
    path.write_text(json.dumps(measured), encoding="utf-8")
    return measured


def _sample(dataset: DataSet) -> list[str]:
    """The same messages each time, of all the data set's tests."""
    texts = sorted({text for rows in dataset.tests.values() for text, _ in rows})
    count = min(MESSAGES + WARM_UP, len(texts))
    return random.Random(0).sample(texts, count)  # noqa: S311


def _rotated(names: list[str], by: int) -> list[str]:
    """Each pipeline goes first as often as the others."""
    at = by % len(names)
    return names[at:] + names[:at]
