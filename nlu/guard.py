"""The head of the pipeline: measures a message and cuts it, so that a huge one costs nothing."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.extract import MAX_LENGTH, look
from nlu.marks import PROBLEM, READING
from nlu.shape import problem_of
from nlu.state import asked_for_number


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class MessageGuard(GraphComponent):
    """Notes empty, emoji-only and overlong messages, and keeps 2,000 characters of the last."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> MessageGuard:
        return cls()

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Mark, cut and look for secrets. What is stored is the channel's matter."""
        for message in messages:
            text = message.get(TEXT) or ""
            problem = problem_of(text) or _cut_by_channel(message)
            if problem:
                message.set(PROBLEM, problem)
            if len(text) > MAX_LENGTH:
                message.set(TEXT, text[:MAX_LENGTH])
            message.set(READING, look(text, asked_for_number(tracker)))
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training messages are ours, and short."""
        return training_data


def _cut_by_channel(message: Message) -> str | None:
    """Channels cut a long message before it is stored, and say so."""
    return "too_long" if (message.get(METADATA) or {}).get("too_long") is True else None
