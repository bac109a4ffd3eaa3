"""The pipeline component that turns a message into entities."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.extract import Reading, look, name_all
from nlu.marks import LANGUAGE, READING
from nlu.sources import sources_fingerprint
from nlu.state import slot


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CryptoEntityExtractor(GraphComponent):
    """Reads coins, networks, ids, amounts, accounts, waiting times and secrets by rules."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CryptoEntityExtractor:
        """Build the component; the vocabulary is made at the first message."""
        return cls()

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Add entities; leaves the reading on the message for the verdict."""
        for message in messages:
            language = message.get(LANGUAGE) or slot(tracker, "language")
            swedish = None if language is None else language == "sv"
            seen = message.get(READING) or look(message.get(TEXT) or "")
            reading = name_all(seen, swedish)
            message.set(READING, reading)
            message.set(
                ENTITIES, [*message.get(ENTITIES, []), *entities_of(reading)], add_to_output=True
            )
        return messages

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The rules live in other modules and in the gazetteer."""
        return sources_fingerprint()


def entities_of(reading: Reading) -> list[dict[str, Any]]:
    """Rasa's entity dictionaries, in positions of the original text."""
    return [
        entity(found.name, found.value, *reading.folded.original(found.start, found.end))
        for found in reading.entities
    ]


def entity(name: str, value: str, start: int = 0, end: int = 0) -> dict[str, Any]:
    """One entity as Rasa keeps it; (0, 0) is the message as a whole."""
    return {"entity": name, "value": value, "start": start, "end": end, "extractor": "saldo"}
