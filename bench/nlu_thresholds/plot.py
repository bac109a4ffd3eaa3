"""The curves as one picture, the same bytes for the same figures."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from bench.nlu_thresholds.sweep import AlertPoint, Point


def draw(
    path: Path,
    day: date,
    curves: dict[str, tuple[list[Point], list[Point], list[AlertPoint]]],
    chosen: tuple[float, float, float],
) -> None:
    """``curves``: name of the messages to (rephrase, two buttons, alert)."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "saldo"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(13, 4))
    titles = ("threshold", "ambiguity_threshold", "alert")
    for name, (low, close, theft) in curves.items():
        _lines(axes[0], name, [p.at for p in low], [p.asked for p in low], [p.wrong for p in low])
        _lines(
            axes[1], name, [p.at for p in close], [p.asked for p in close], [p.wrong for p in close]
        )
        _lines(
            axes[2],
            name,
            [p.at for p in theft],
            [p.false for p in theft],
            [p.missed for p in theft],
            ("asked for nothing", "thefts missed"),
        )
    for axis, title, value in zip(axes, titles, chosen, strict=True):
        axis.axvline(value, color="black", linewidth=0.8, linestyle=":")
        axis.set(title=f"{title}: {value:g}", xlabel=title, ylabel="% of messages", ylim=(0, 15))
        axis.legend(fontsize=7)
    axes[2].set(xscale="log", ylim=(0, 8))
    figure.suptitle(f"Messages that were not trained on, {day.isoformat()}", fontsize=10)
    figure.tight_layout()
    figure.savefig(path, metadata={"Date": None})


def _lines(
    axis: Any,
    name: str,
    at: list[float],
    asked: list[float],
    wrong: list[float],
    labels: tuple[str, str] = ("asked for nothing", "wrong, unasked"),
) -> None:
    (line,) = axis.plot(at, [100 * w for w in wrong], label=f"{name}: {labels[1]}")
    axis.plot(at, [100 * a for a in asked], "--", color=line.get_color(), label=labels[0])
