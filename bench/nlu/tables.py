"""The Markdown tables: what was right, what it cost."""

from __future__ import annotations

import contextlib
import functools
import statistics
import time
from collections.abc import Callable, Sequence

from bench.figures import Table
from bench.nlu import goals, latency, measures, pipelines, runs
from bench.nlu.datasets import OUT_OF_SCOPE, DataSet
from bench.nlu.measures import Answer
from bench.nlu.runs import Run
from nlu.minilm import find_files
from nlu.weights import find_weights

Figure = Callable[[Sequence[Answer]], float | None]
STALE = "†"
_NONE = "–"
_RIGHT = ("pipeline", "accuracy", "macro-F1", "out-of-scope AUROC", "out-of-scope recall", "ECE")
_COSTS = (
    *("pipeline", "epochs", "p50 ms", "p99 ms", "p50 ms of processor", "training s"),
    *("of processor", "training MB", "serving MB", "at most MB", "loading s", "model MB"),
)


def report(datasets: Sequence[DataSet]) -> str:
    """All that is kept of these data sets."""
    few = [d for d in datasets if "shot" in d.name]
    sections: list[Table] = [goals.table(datasets)]
    for dataset in datasets:
        if dataset not in few:
            sections += [_right(dataset.name, test, [dataset]) for test in dataset.tests]
        elif dataset is few[0]:
            sections.append(_right("banking77, ten messages an intent", "test", few))
    sections += [_costs(dataset) for dataset in datasets if dataset not in few[1:]]
    filled = [table.markdown() for table in sections if table.rows]
    return "\n".join([_head(datasets), *filled])


def _head(datasets: Sequence[DataSet]) -> str:
    kept = [run for d in datasets for p in pipelines.TITLES if (run := runs.known(p, d))]
    machines = sorted({run.record["machine"].partition(", load")[0] for run in kept})
    days = sorted(run.record["when"] for run in kept)
    span = f"{days[0]} to {days[-1]}" if days else "nothing yet"
    lines = [f"# Measured {span}", "", *machines]
    if any(run.stale for run in kept):
        lines += ["", f"{STALE} of an earlier pipeline or of earlier data"]
    return "\n".join([*lines, "", f"Written {time.strftime('%Y-%m-%d %H:%M')}.", ""])


def _right(name: str, test: str, datasets: Sequence[DataSet]) -> Table:
    """One row a pipeline; the mean where there are several draws."""
    rows: list[tuple[str, ...]] = []
    for pipeline in pipelines.TITLES:
        found = [(d, run) for d in datasets if (run := runs.known(pipeline, d))]
        scored = [(d, run, a) for d, run in found if (a := run.answers(test))]
        if not scored:
            continue
        seen = [(d, answers) for d, _, answers in scored]
        rows.append(
            (
                _title([run for _, run, _ in scored], len(datasets)),
                _mean([measures.accuracy(d.scored(a)) for d, a in seen]),
                _mean([measures.macro_f1(measures.pairs(d.scored(a))) for d, a in seen]),
                _mean([measures.separation(a, OUT_OF_SCOPE) for _, a in seen], 3, 1),
                _mean([measures.rejected(a, OUT_OF_SCOPE) for _, a in seen]),
                _mean([measures.calibration_error(a) for _, a in seen], 3, 1),
            )
        )
    messages = len(datasets[0].tests[test])
    return Table(f"{name}: {test} ({messages} messages)", _RIGHT, rows)


def _title(scored: Sequence[Run], draws: int) -> str:
    run = scored[0]
    title = pipelines.TITLES[run.pipeline]
    if run.record["epochs"]:
        title += f", {run.record['epochs']} epochs"
    if draws > 1:
        title += f" ({len(scored)} draw{'s' if len(scored) > 1 else ''})"
    return f"{title} {STALE}" if any(one.stale for one in scored) else title


def _mean(values: Sequence[float | None], digits: int = 1, times: int = 100) -> str:
    there = [value * times for value in values if value is not None]
    return f"{statistics.mean(there):.{digits}f}" if there else _NONE


def _costs(dataset: DataSet) -> Table:
    timed = latency.known(dataset.name)
    rows: list[tuple[str, ...]] = []
    for pipeline, title in pipelines.TITLES.items():
        run = runs.known(pipeline, dataset)
        if run is None:
            continue
        record = run.record
        took = (timed or {"pipelines": {}})["pipelines"].get(pipeline)
        size = f"{record['model_mb']:.1f}"
        if pipelines.uses_encoder(pipeline):
            size += f" + {encoders_mb(pipeline):.0f}"
        rows.append(
            (
                f"{title} {STALE}" if run.stale else title,
                _epochs(run),
                *(f"{took[key]:.1f}" if took else _NONE for key in ("p50", "p99", "cpu")),
                f"{record['train_seconds']:.0f}" + (" (vectors kept)" * record["vectors_kept"]),
                f"{record['train_cpu_seconds']:.0f}" if "train_cpu_seconds" in record else _NONE,
                *(f"{record[key]:.0f}" for key in ("train_peak_mb", "resident_mb", "peak_mb")),
                f"{record['load_seconds']:.1f}",
                size,
            )
        )
    note = (
        f"Times: {timed['messages']} messages, each asked of every pipeline in turn, "
        f"{timed['when']}; {timed['machine'].rpartition(', ')[2]}."
        if timed
        else ""
    )
    return Table(f"{dataset.name}: what it costs", _COSTS, rows, note)


def _epochs(run: Run) -> str:
    return str(run.record["epochs"] or 100) if run.pipeline == pipelines.DIET else _NONE


@functools.lru_cache(maxsize=4)
def encoders_mb(pipeline: str) -> float:
    """The weights of its encoders, which their packages bring and every model shares."""
    finders = [find_weights]
    if pipeline == pipelines.SALDO:
        finders.append(lambda: find_files() / "model.safetensors")
    found = 0.0
    for find in finders:
        with contextlib.suppress(FileNotFoundError):  # this pipeline runs without it
            found += find().stat().st_size / 2**20
    return found
