"""Training files changed as an editor would: a line more, everything else as it was."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from kept.lists import ListError

_INTENT = re.compile(r"^(?P<indent> *)- intent: *(?P<name>[\w/]+) *(?:#.*)?$")
_EXAMPLES = re.compile(r"^ *examples: *\|")
_LINE = re.compile(r"^(?P<indent> +)- ")


def training_file(root: Path, language: str, intent: str) -> Path:
    """Where the messages of an intent stand."""
    return root / "data" / "nlu" / language / f"{intent}.yml"


def with_messages(content: str, intent: str, messages: list[str], path: Path) -> str:
    """``content`` of a training file with ``messages`` after the last of ``intent``.

    Raises ListError if it has no such intent, or if Rasa would read them in another way.
    """
    lines = content.splitlines()
    at, indent = _last_example(lines, intent, path)
    new = [f"{indent}- {message}" for message in messages]
    changed = "\n".join([*lines[: at + 1], *new, *lines[at + 1 :]]) + "\n"
    _prove(content, changed, intent, messages, path)
    return changed


def _last_example(lines: list[str], intent: str, path: Path) -> tuple[int, str]:
    """Index and indentation of the last message under ``intent``."""
    inside, found = False, None
    for at, line in enumerate(lines):
        if block := _INTENT.match(line):
            inside = block["name"] == intent
        elif inside and _EXAMPLES.match(line):
            continue
        elif inside and (example := _LINE.match(line)):
            found = at, example["indent"]
    if found is None:
        raise ListError(f"{path} has no messages of {intent} that another could follow.")
    return found


def _prove(before: str, after: str, intent: str, messages: list[str], path: Path) -> None:
    """Rasa reads what was there, and the new messages word for word, and nothing else."""
    from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLReader

    wanted = [*_messages(before), *((intent, message) for message in messages)]
    read = RasaYAMLReader().reads(after).training_examples
    as_rasa = [(str(one.get("intent")), str(one.get("text"))) for one in read]
    if sorted(_messages(after)) != sorted(wanted) or sorted(as_rasa) != sorted(wanted):
        raise ListError(f"{path}: Rasa would not read the new lines as they are: reword them.")
    if any(one.get("entities") for one in read):
        raise ListError(f"{path}: Rasa would take brackets for an entity: reword the message.")


def _messages(content: str) -> list[tuple[str, str]]:
    return [
        (str(block["intent"]), line.strip().removeprefix("- ").strip())
        for block in yaml.safe_load(content)["nlu"]
        for line in str(block["examples"]).splitlines()
        if line.strip()
    ]
