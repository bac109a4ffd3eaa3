"""The pipeline component that says which language a message is in, and keeps it steady."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.entities import entity
from nlu.examples import read_examples
from nlu.extract import look
from nlu.foreign import ForeignModel, sentences
from nlu.languages import AGAINST, LanguageModel, decide, plainly_swedish
from nlu.marks import ENGLISH, FOREIGN, LANGUAGE, READING, SWITCH
from nlu.sources import files_fingerprint, sources_fingerprint
from nlu.state import slot
from nlu.switch import wanted_language
from nlu.vocabulary import vocabulary

logger = logging.getLogger(__name__)
_FILE = "language.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LanguageDetector(GraphComponent):
    """Emits ``language`` (sv | en) when it is sure, and ``language_pinned`` on an explicit wish.

    Learns from the bot's own messages in ``<examples>/sv`` and ``<examples>/en`` (Rasa merges the
    files of all languages, and then nothing tells which message came from which) and from the
    sentences of other languages in the gazetteer.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"examples": "data/nlu"}

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: LanguageModel | None = None,
        foreign: ForeignModel | None = None,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage = storage
        self._resource = resource
        self._model = model
        self._foreign = foreign

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LanguageDetector:
        with model_storage.read_from(resource) as folder, np.load(folder / _FILE) as arrays:
            model = LanguageModel.from_arrays(arrays)
            return cls(config, model_storage, resource, model, ForeignModel.from_arrays(arrays))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The messages are read beside Rasa's own way, so their files count here."""
        folder = Path(config.get("examples") or cls.get_default_config()["examples"])
        return sources_fingerprint() + files_fingerprint(folder.glob("[a-z][a-z]/*.yml"))

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the files; ValueError names the folder when a language is missing."""
        folder = Path(self._config["examples"])
        examples = {code: read_examples(folder / code) for code in ("sv", "en")}
        try:
            self._model = LanguageModel.train(examples)
        except ValueError as error:
            raise ValueError(
                f"{folder}: {error} (training messages belong in {folder}/sv and {folder}/en)"
            ) from None
        self._foreign = ForeignModel.train(examples, sentences())
        with self._storage.write_to(self._resource) as target:
            arrays = {**self._model.arrays(), **self._foreign.arrays()}
            np.savez_compressed(target / _FILE, **arrays)
        return self._resource

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Add the language entities; a pinned language wins over what is heard."""
        for message in messages:
            reading = message.get(READING) or look(message.get(TEXT) or "")
            text = reading.without_secrets
            wish = wanted_language(text)
            pinned = wish or slot(tracker, "language_pinned")
            foreign = None if wish or not self._foreign else self._foreign.language(text)
            odds, letters = self._score(text)
            if not foreign and decide(odds, letters, None) == "en" and not _swedish(odds, text):
                message.set(ENGLISH, True)
            before = slot(tracker, "language")
            language = pinned or self._heard(text, odds, letters, before, foreign)
            found = []
            if wish:
                message.set(SWITCH, wish)
                found.append(entity("language_pinned", wish))
            if foreign:
                message.set(FOREIGN, foreign)
            if language:
                message.set(LANGUAGE, language)
                found.append(entity("language", language))
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)
        return messages

    def _score(self, text: str) -> tuple[float, int]:
        """See ``LanguageModel.score``; nothing is heard before training."""
        return self._model.score(text, frozenset(vocabulary().units)) if self._model else (0.0, 0)

    def _heard(
        self, text: str, odds: float, letters: int, before: str | None, foreign: str | None
    ) -> str | None:
        if foreign:
            # Norwegians and Danes read Swedish; a conversation that has a language keeps it.
            return before or ("sv" if foreign == "nordic" else "en")
        if before is None and self._model and _swedish(odds, text):
            return "sv"
        return decide(odds, letters, before)


def _swedish(odds: float, text: str) -> bool:
    return odds > AGAINST and plainly_swedish(text)
