"""The page: tables, confusion matrices and calibration curves, with nothing fetched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from bench.nlu import measures
from bench.nlu.plot import as_svg
from tests.nlu import rows
from tests.nlu.scores import Reading

_STYLE = """
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #fff; --line: #ccc; --soft: #f3f3f3;
  --good: 27 108 168; --bad: 194 60 26; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #eee; --paper: #17191c; --line: #444; --soft: #22262b; } }
body { font: 15px/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  margin: 2rem auto; max-width: 1180px; padding: 0 1rem; }
table { border-collapse: collapse; margin: .6rem 0 1.2rem; }
th, td { border-bottom: 1px solid var(--line); padding: .15rem .5rem; text-align: left;
  vertical-align: top; }
.missed td { background: rgb(var(--bad) / .18); }
.matrix { font-size: 11px; display: block; overflow-x: auto; }
.matrix th, .matrix td { border: 1px solid var(--soft); padding: 0 .2rem; white-space: nowrap; }
.matrix td { text-align: center; min-width: 1.2rem; }
.matrix thead th span { writing-mode: vertical-rl; transform: rotate(180deg); padding: .3rem 0; }
figure { margin: 0; background: #fff; display: inline-block; border-radius: 4px; }
summary { cursor: pointer; font-weight: 600; margin: .6rem 0; }
"""


def page(title: str, readings: dict[str, Reading], figures: Sequence[rows.Row]) -> str:
    """One HTML document that needs no other file."""
    parts = [f"<h1>{escape(title)}</h1>", _figures(figures)]
    for code, reading in readings.items():
        parts += [
            f'<section id="{code}"><h2>{code}</h2><p>{escape(rows.summary(reading))}</p>',
            "<h3>Confusion</h3><p>A row is what was meant, a column what it was read as.</p>",
            matrix(reading),
            "<h3>Calibration</h3>",
            f"<figure>{curve(reading)}</figure>",
            "<h3>By intent</h3>",
            table(rows.INTENT_COLUMNS, rows.intent_rows(reading)),
            _folded("Misread", table(rows.MISREAD_COLUMNS, rows.misread_rows(reading))),
            _folded("Noted", "<ul>" + "".join(f"<li>{escape(n)}</li>" for n in reading.notes))
            + "</ul></section>",
        ]
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body>"
    )
    return head + "\n".join(parts) + "</body></html>\n"


def table(columns: Sequence[str], lines: Sequence[rows.Row], marked: Sequence[int] = ()) -> str:
    """``marked``: numbers of rows that stand out."""
    head = "".join(f'<th scope="col">{escape(c)}</th>' for c in columns)
    body = "".join(
        f"<tr{' class=missed' if at in marked else ''}>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row)
        + "</tr>"
        for at, row in enumerate(lines)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _figures(lines: Sequence[rows.Row]) -> str:
    """Those beside a goal that is not reached stand out."""
    missed = [at for at, (*_, value, _, goal) in enumerate(lines) if not _reached(value, goal)]
    return table(rows.FIGURE_COLUMNS, lines, missed) + "<p>Marked: the goal is not reached.</p>"


def _reached(value: str, goal: str) -> bool:
    if goal == rows.NO:
        return True
    sign, limit = goal.split()
    return float(value) <= float(limit) if sign == "≤" else float(value) >= float(limit)


def matrix(reading: Reading) -> str:
    """Counts, coloured by their share of the row; empty cells stay empty."""
    counts = Counter((a.wanted, a.choice) for a in reading.answers)
    meant = sorted({a.wanted for a in reading.answers})
    columns = sorted({*meant, *(a.choice for a in reading.answers)})
    head = "".join(f'<th scope="col"><span>{escape(c)}</span></th>' for c in columns)
    body = ""
    for wanted in meant:
        total = sum(counts[wanted, c] for c in columns)
        cells = "".join(_cell(wanted, c, counts[wanted, c], total) for c in columns)
        body += f'<tr><th scope="row">{escape(wanted)}</th>{cells}</tr>'
    head = f"<thead><tr><td></td>{head}</tr></thead>"
    return f'<table class="matrix">{head}<tbody>{body}</tbody></table>'


def _cell(wanted: str, got: str, count: int, total: int) -> str:
    if not count:
        return "<td></td>"
    colour = "good" if wanted == got else "bad"
    share = 0.15 + 0.75 * count / total if wanted == got else min(0.9, 0.25 + 2.5 * count / total)
    told = escape(f"{count} of {total} {wanted} read as {got}", quote=True)
    return f'<td title="{told}" style="background: rgb(var(--{colour}) / {share:.2f})">{count}</td>'


def curve(reading: Reading) -> str:
    """Share right against mean confidence, as SVG; a point's size tells how many messages."""
    import matplotlib as mpl

    mpl.use("svg")
    from matplotlib import pyplot as plt

    bins = measures.reliability(reading.answers)
    error = measures.calibration_error(reading.answers)
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": reading.language, "font.size": 9}):
        figure, axis = plt.subplots(figsize=(4.2, 3.6), constrained_layout=True)
        axis.plot([0, 1], [0, 1], color="#999", linestyle="--", linewidth=1)
        places = [b.confidence for b in bins], [b.right for b in bins]
        axis.plot(*places, color="#1b6ca8", linewidth=1)
        axis.scatter(*places, s=[10 + b.count for b in bins], color="#1b6ca8", alpha=0.7)
        axis.set_xlim(0, 1.03)
        axis.set_ylim(0, 1.03)
        axis.grid(alpha=0.3)
        axis.set_xlabel("confidence")
        axis.set_ylabel("share right")
        axis.set_title(f"{reading.language}: expected calibration error {error:.3f}")
        return as_svg(figure)


def _folded(title: str, content: str) -> str:
    return f"<details><summary>{title}</summary>{content}</details>"
