"""A category has one name everywhere: training data, stories, words, diagnosis."""

from __future__ import annotations

from collections.abc import Iterator

from lints.citations import causes
from lints.model import Project

# Where each category's files are; docs/add-a-category.md walks through the same list.
FILES = (
    "data/nlu/en/{category}.yml",
    "data/nlu/sv/{category}.yml",
    "data/stories/{category}.yml",
    "data/responses/causes/{category}.yml",
    "actions/diagnosis/{category}.py",
)
RESPONSES = (
    "utter_intent_title_{category}",
    "utter_no_finding_{category}",
    "utter_general_{category}",
    "utter_further_{category}_1",
    "utter_further_{category}_2",
)


def check(project: Project) -> Iterator[str]:
    names = {response.name for response in project.responses}
    for category in sorted({cause.category.value for cause in causes(project).values()}):
        for shape in FILES:
            path = shape.format(category=category)
            if not (project.root / path).is_file():
                yield f"{category}: {path} is missing"
        for shape in RESPONSES:
            name = shape.format(category=category)
            if name not in names:
                yield f"{category}: the response {name} is missing"
