"""The bare embedding as a Rasa featurizer: the same encoder, and nothing else of the project."""

from __future__ import annotations

from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, FEATURE_TYPE_SEQUENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.encoder import Encoder, load_encoder

SCALE = 10.0
"""e5's vectors sit in a narrow cone, and Rasa's logistic regression fixes C at 1: it separates
them once they are without their mean and this much longer."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class EncoderFeaturizer(DenseFeaturizer, GraphComponent):
    """One vector a message: the encoder's, less the mean of the training messages."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**DenseFeaturizer.get_default_config()}

    def __init__(
        self,
        config: dict[str, Any],
        name: str,
        storage: ModelStorage,
        resource: Resource,
        mean: np.ndarray | None = None,
    ) -> None:
        super().__init__(name, config)
        self._name = name
        self._storage = storage
        self._resource = resource
        self._mean = mean
        encoder = load_encoder()
        if encoder is None:
            raise RuntimeError("no sentence encoder runs on this machine")
        self._encoder: Encoder = encoder
        self._known: dict[str, np.ndarray] = {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EncoderFeaturizer:
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> EncoderFeaturizer:
        with model_storage.read_from(resource) as folder:
            mean = np.load(folder / "mean.npy")
        return cls(config, execution_context.node_name, model_storage, resource, mean)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Nothing can be set."""

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the mean."""
        texts = [str(e.get(TEXT)) for e in training_data.intent_examples]
        # Kept for process_training_data, which follows: Rasa encodes a message once as well.
        self._known = dict(zip(texts, self._encoder.encode(texts), strict=True))
        self._mean = np.mean([self._known[text] for text in texts], axis=0)
        with self._storage.write_to(self._resource) as folder:
            np.save(folder / "mean.npy", self._mean)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the vectors to the training messages."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the vector as the feature of the sentence, and (Rasa wants one) of its sequence."""
        for message in messages:
            text = str(message.get(TEXT) or "")
            vector = self._known.get(text)
            if vector is None:
                vector = self._encoder.encode([text])[0]
            row = ((vector - self._mean) * SCALE).reshape(1, -1).astype(np.float32)
            for kind in (FEATURE_TYPE_SEQUENCE, FEATURE_TYPE_SENTENCE):
                message.add_features(Features(row, kind, TEXT, self._name))
        return messages
