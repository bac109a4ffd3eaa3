"""Understanding of messages that nobody trained on, in each language and intent on its own.

What is measured stands in ``results/nlu/report.html`` as well; the floors are in ``floors.yml``.
"""

from __future__ import annotations

import pytest

from tests.nlu import floors, messages
from tests.nlu.messages import LANGUAGES
from tests.nlu.scores import THEFT, Figures, Reading

FLOORS = floors.read()
OF_INTENTS = [
    (code, name.removeprefix("f1 "))
    for code in LANGUAGES
    for name in FLOORS.get(code, {})
    if name.startswith("f1 ")
]
OF_ALL = [
    (group, name) for group, names in FLOORS.items() for name in names if not name.startswith("f1 ")
]
SHOWN = 25


def confusion(reading: Reading) -> str:
    """The pairs that are most often confused, a line each."""
    pairs = reading.confused().most_common(SHOWN)
    return "\n".join(f"  {count} x {wanted} read as {got}" for (wanted, got), count in pairs)


@pytest.mark.parametrize(("group", "name"), OF_ALL)
def test_a_figure_stays_above_its_floor(
    measured: Figures, readings: dict[str, Reading], group: str, name: str
) -> None:
    assert name in measured[group], f"{group} {name} has a floor, and nothing to measure it on"
    value, floor = measured[group][name], FLOORS[group][name]
    shown = [readings[group]] if group in readings else [*readings.values()]
    detail = "\n".join(
        f"{one.language}:\n{confusion(one)}\n" + "\n".join(f"  {note}" for note in one.notes)
        for one in shown
    )
    assert floors.holds(name, value, floor), f"{group} {name}: {value:.3f}, {floor}\n{detail}"


@pytest.mark.parametrize(("language", "intent"), OF_INTENTS)
def test_an_intent_stays_above_its_floor(
    measured: Figures, readings: dict[str, Reading], language: str, intent: str
) -> None:
    value = measured[language].get(f"f1 {intent}", 0.0)
    floor = FLOORS[language][f"f1 {intent}"]
    pairs = [
        f"{count} x {wanted} read as {got}"
        for (wanted, got), count in readings[language].confused().most_common()
        if intent in (wanted, got)
    ]
    misread = [
        f"  {a.wanted} read as {a.choice}: {a.text}"
        for a in readings[language].answers
        if not a.right and intent in (a.wanted, a.choice)
    ]
    told = "\n".join([", ".join(pairs), *misread])
    assert value >= floor, f"{language} {intent}: F1 {value:.3f} below {floor}: {told}"


def test_every_figure_has_a_floor(measured: Figures) -> None:
    without = [
        f"{group} {name}"
        for group, values in measured.items()
        for name in values
        if name not in FLOORS.get(group, {})
    ]
    assert without == [], "python -m tests.nlu.floors --raise"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_frozen_set_is_large_enough(language: str) -> None:
    wanted = [intent for _, intent in messages.frozen(language)]
    few = {intent: wanted.count(intent) for intent in set(wanted) if wanted.count(intent) < 10}
    assert few == {}
    assert wanted.count(THEFT) >= 150
    assert len(wanted) >= 600
