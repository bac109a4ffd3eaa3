"""Accuracy against the time a message takes, one panel a data set."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.nlu import latency, measures, pipelines, runs
from bench.nlu.datasets import DataSet

_COLOURS = {
    pipelines.SALDO: "#1b6ca8",
    pipelines.DIET: "#c2571a",
    pipelines.COUNTS: "#6b6b6b",
    pipelines.EMBEDDING: "#3f8f4f",
}
_MARKERS = {
    pipelines.SALDO: "o",
    pipelines.DIET: "s",
    pipelines.COUNTS: "^",
    pipelines.EMBEDDING: "D",
}
Point = tuple[str, float, float]
"""Pipeline, p50 in ms, accuracy in per cent."""


def points(dataset: DataSet) -> list[Point]:
    """What is known of the pipelines on this data set; on the project's own, on all frozen ones."""
    timed = latency.known(dataset.name)
    found: list[Point] = []
    for pipeline in pipelines.TITLES:
        run = runs.known(pipeline, dataset)
        took = timed and timed["pipelines"].get(pipeline)
        if run is None or not took:
            continue
        tests = [t for t in dataset.tests if not t.startswith("development")] or [*dataset.tests]
        answers = [a for test in tests for a in run.answers(test)]
        right = measures.accuracy(dataset.scored(answers)) if answers else None
        if right is not None:
            found.append((pipeline, took["p50"], 100 * right))
    return found


def accuracy_against_latency(datasets: Sequence[DataSet], path: Path) -> Path | None:
    """Write the SVG; None where nothing has been timed."""
    panels = [(d.name, found) for d in datasets if (found := points(d))]
    if not panels:
        return None
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    # Text stays text, and the same figures give the same file.
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "saldo", "font.size": 9}):
        figure, axes = plt.subplots(
            1, len(panels), figsize=(3.6 * len(panels), 3.4), squeeze=False, constrained_layout=True
        )
        for axis, (name, found) in zip(axes[0], panels, strict=True):
            for pipeline, took, right in found:
                axis.scatter(
                    took, right, s=60, c=_COLOURS[pipeline], marker=_MARKERS[pipeline], zorder=3
                )
            axis.set_xscale("log")
            axis.set_xlim(1, 200)
            axis.set_xticks([1, 2, 5, 10, 20, 50, 100, 200])
            axis.set_xticklabels(["1", "2", "5", "10", "20", "50", "100", "200"])
            axis.minorticks_off()
            low = min(right for _, _, right in found)
            axis.set_ylim(min(60, low - 5), 100)
            axis.grid(alpha=0.3)
            axis.set_title(name)
            axis.set_xlabel("ms a message (p50)")
        axes[0][0].set_ylabel("accuracy, %")
        there = [p for p in pipelines.TITLES if any(p == q for _, f in panels for q, _, _ in f)]
        marks = [
            plt.Line2D([], [], color=_COLOURS[p], marker=_MARKERS[p], linestyle="") for p in there
        ]
        titles = [pipelines.TITLES[p] for p in there]
        figure.legend(marks, titles, loc="upper center", ncol=2, bbox_to_anchor=(0.5, 1.16))
        path.write_text(as_svg(figure), encoding="utf-8")
    return path


def as_svg(figure: Any) -> str:
    """A matplotlib figure as an ``<svg>`` element, closed afterwards."""
    from matplotlib import pyplot as plt

    out = io.StringIO()
    figure.savefig(out, format="svg", bbox_inches="tight", metadata={"Date": None})
    plt.close(figure)
    drawn = out.getvalue()
    # In quotes it would be the name of a font that nobody has.
    return drawn[drawn.index("<svg") :].replace("'sans-serif'", "sans-serif")
