"""The trained model's understanding, read once; the report is written whatever the tests find."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.nlu import floors, reader, report, scores
from tests.nlu.reader import Understand
from tests.nlu.scores import Figures, Reading

HERE = Path(__file__).parent
SECONDS_PER_TEST = 1800  # the first one may wait for a training


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in Path(item.fspath).parents:
            item.add_marker(pytest.mark.timeout(SECONDS_PER_TEST))


@pytest.fixture(scope="session")
def understand() -> Understand:
    """Text to what Rasa makes of it (intent, intent_ranking, entities), as a first message."""
    return reader.load()


@pytest.fixture(scope="session")
def readings(understand: Understand) -> dict[str, Reading]:
    """Each language's messages, understood and scored."""
    return scores.read(understand)


@pytest.fixture(scope="session")
def measured(understand: Understand, readings: dict[str, Reading]) -> Figures:
    """Every figure that has a floor. Writes results/nlu/."""
    figures = scores.figures(understand, readings)
    report.write(readings, figures, floors.read())
    return figures


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    path = report.FOLDER / "report.html"
    if path.is_file():
        terminalreporter.write_line(f"What was understood and what was not: {path}")
