"""The report that a person opens: ``results/nlu/report.html``, and the same as Markdown."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from bench.nlu import measures
from tests.nlu import messages, report_html, rows
from tests.nlu.scores import Figures, Reading

FOLDER = Path("results") / "nlu"


def write(readings: dict[str, Reading], measured: Figures, limits: Figures) -> Path:
    """Both files; the path of the HTML one."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    figures = rows.figure_rows(measured, limits)
    title = f"Understanding of the {messages.which()} messages, {time.strftime('%Y-%m-%d %H:%M')}"
    (FOLDER / "report.md").write_text(_markdown(title, readings, figures), encoding="utf-8")
    path = FOLDER / "report.html"
    path.write_text(report_html.page(title, readings, figures), encoding="utf-8")
    return path


def _markdown(title: str, readings: dict[str, Reading], figures: Sequence[rows.Row]) -> str:
    parts = [f"# {title}", *_table(rows.FIGURE_COLUMNS, figures)]
    for code, reading in readings.items():
        curve = [
            (f"{b.confidence:.2f}", f"{b.right:.2f}", str(b.count))
            for b in measures.reliability(reading.answers)
        ]
        parts += [
            *(f"\n## {code}", rows.summary(reading), "\n### By intent"),
            *_table(rows.INTENT_COLUMNS, rows.intent_rows(reading)),
            "\n### Confidence against share right",
            *_table(("mean confidence", "share right", "messages"), curve),
            *("\n### Misread", *_table(rows.MISREAD_COLUMNS, rows.misread_rows(reading))),
            *("\n### Noted", *(f"- {note}" for note in reading.notes)),
        ]
    return "\n".join(parts) + "\n"


def _table(columns: Sequence[str], lines: Sequence[rows.Row]) -> list[str]:
    cells = [[cell.replace("|", "\\|").replace("\n", " ") for cell in row] for row in lines]
    all_lines = [list(columns), ["---"] * len(columns), *cells]
    return [f"| {' | '.join(line)} |" for line in all_lines]
