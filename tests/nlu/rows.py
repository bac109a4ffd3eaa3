"""The rows of the report's tables, as text."""

from __future__ import annotations

from collections import Counter

from bench.nlu import measures
from tests.nlu import floors
from tests.nlu.scores import Figures, Reading

NO = "–"
Row = tuple[str, ...]
INTENT_COLUMNS = ("intent", "messages", "precision", "recall", "F1", "read as", "taken for it")
FIGURE_COLUMNS = ("figure", "of", "measured", "floor", "goal")
MISREAD_COLUMNS = ("label", "read as", "confidence", "bot", "message")


def figure_rows(measured: Figures, limits: Figures) -> list[tuple[str, ...]]:
    """(figure, whose, measured, floor, goal) of all but the single intents."""
    rows: list[tuple[str, ...]] = []
    for name in sorted({n for values in measured.values() for n in values}):
        if name.startswith("f1 "):
            continue
        for group, values in measured.items():
            if name in values:
                limit = limits.get(group, {}).get(name)
                goal = floors.GOALS.get(name)
                sign = "≤" if name in floors.LESS_IS_BETTER else "≥"
                rows.append(
                    (
                        name.replace("_", " "),
                        group,
                        f"{values[name]:.3f}",
                        NO if limit is None else f"{sign} {limit:.3f}",
                        NO if goal is None else f"{sign} {goal:g}",
                    )
                )
    return rows


def summary(reading: Reading) -> str:
    """One sentence: the whole set, and what is left without near copies."""
    whole, unseen = reading.answers, reading.unseen
    return (
        f"{len(whole)} messages: accuracy {measures.accuracy(whole):.3f}, macro-F1 "
        f"{measures.macro_f1(measures.pairs(whole)):.3f}. Without the "
        f"{len(whole) - len(unseen)} that resemble a training message: accuracy "
        f"{measures.accuracy(unseen):.3f}, macro-F1 "
        f"{measures.macro_f1(measures.pairs(unseen)):.3f}. Asked instead of answered: "
        f"{sum(a.intent == measures.ASK for a in whole)}."
    )


def intent_rows(reading: Reading) -> list[tuple[str, ...]]:
    """(intent, messages, precision, recall, F1, read as, taken for it), the worst first."""
    wanted = Counter(a.wanted for a in reading.answers)
    got = Counter(a.choice for a in reading.answers)
    right = Counter(a.wanted for a in reading.answers if a.right)
    confused = reading.confused().most_common()
    rows: list[tuple[str, ...]] = []
    for intent, score in sorted(reading.f1().items(), key=lambda one: one[1]):
        lost = ", ".join(f"{n} {g}" for (w, g), n in confused if w == intent)
        taken = ", ".join(f"{n} {w}" for (w, g), n in confused if g == intent)
        precision = right[intent] / got[intent] if got[intent] else 0.0
        recall = right[intent] / wanted[intent]
        figures = (f"{precision:.2f}", f"{recall:.2f}", f"{score:.2f}")
        rows.append((intent, str(wanted[intent]), *figures, lost, taken))
    return rows


def misread_rows(reading: Reading) -> list[tuple[str, ...]]:
    """(label, read as, confidence, answers | asks, message), the surest errors first."""
    wrong = sorted((a for a in reading.answers if not a.right), key=lambda a: -a.confidence)
    return [
        (
            *(a.wanted, a.choice, f"{a.confidence:.2f}"),
            *("asks" if a.intent == measures.ASK else "answers", a.text),
        )
        for a in wrong
    ]
