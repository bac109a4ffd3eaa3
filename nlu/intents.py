"""The pipeline component that ranks intents."""

from __future__ import annotations

import logging
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from threadpoolctl import threadpool_limits

from nlu.beside_secrets import perhaps_tells_a_secret
from nlu.encoder import Encoder, load_encoder, load_english_encoder
from nlu.english import SecondOpinion
from nlu.errands import perhaps_two_errands, with_their_parts
from nlu.examples import read_examples
from nlu.extract import read
from nlu.fusion import FusionModel
from nlu.marks import ENGLISH, FOREIGN, READING
from nlu.minilm import SentenceEncoder
from nlu.plain import plain_text
from nlu.ranking import with_parts
from nlu.rows import fit, fit_english, rows_of
from nlu.sources import sources_fingerprint

logger = logging.getLogger(__name__)
_RANKING = 10
"""Intents that are ranked. Their confidences are a whole, as with DIET's option
``renormalize_confidences``: what a hundred others hold between them is noise, and would leave a
message that sounds like nothing less than it deserves (bench/nlu/README.md)."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class FusionIntentClassifier(GraphComponent, IntentClassifier):
    """Sentence vectors and word counts, fused; on counts alone where no encoder runs."""

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"encoder": "auto", "examples": "data/nlu"}

    def __init__(
        self,
        config: dict[str, Any],
        storage: ModelStorage,
        resource: Resource,
        model: FusionModel | None = None,
        second: SecondOpinion | None = None,
    ) -> None:
        self._config = {**self.get_default_config(), **config}
        self._storage = storage
        self._resource = resource
        self._model = model
        self._second = second
        self._encoder: Encoder | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> FusionIntentClassifier:
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> FusionIntentClassifier:
        with model_storage.read_from(resource) as folder:
            second = SecondOpinion.load(folder, _wanted_second(config))
            component = cls(config, model_storage, resource, FusionModel.load(folder), second)
        # Its second thread has nothing to do in products this small, and turns round waiting: 20
        # ms of processor a message, on the core that the message's parts are encoded on.
        threadpool_limits(1, user_api="blas")
        component._start()
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """The model lives in other modules, and a model without vectors is another one."""
        encoders = [_wanted_encoder(config), _wanted_second(config)]
        return sources_fingerprint() + " ".join(e.name if e else "counts" for e in encoders)

    def _start(self) -> None:
        """Get encoder and vocabulary ready, and say once what the understanding runs on."""
        assert self._model is not None
        encoder = _wanted_encoder(self._config) if self._model.encoder else None
        if encoder is not None and encoder.name == self._model.encoder:
            self._encoder = encoder
        first = ["the first customer does not wait for tables to be read"]
        self._rank(first, english=first)
        runs_on = f"{self._encoder.name} in {self._encoder.engine}" if self._encoder else None
        if runs_on and self._second:
            runs_on += f", and {self._second.name} for English"
        logger.info("Understanding runs on %s.", runs_on or "word counts")

    def train(self, training_data: TrainingData) -> Resource:
        """Fit on all examples that have an intent; nothing is learnt where there are none."""
        examples = [e for e in training_data.intent_examples if e.get(INTENT) and e.get(TEXT)]
        if not examples:
            return self._resource
        swedish = {*read_examples(Path(self._config["examples"]) / "sv")}
        rows = [
            row
            for e in examples
            for row in rows_of(e.get(TEXT), e.get(INTENT), e.get(TEXT) in swedish)
        ]
        self._model = fit(rows, _wanted_encoder(self._config))
        self._second = fit_english(self._model, rows, _wanted_second(self._config))
        with self._storage.write_to(self._resource) as folder:
            self._model.save(folder)
            if self._second:
                self._second.save(folder)
        self._start()
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set ``intent`` and ``intent_ranking``, of a message's parts too.

        The parts are looked at in passing. Few may be two errands; those are read by themselves.
        """
        for whole, parts in with_their_parts(messages):
            self._read([whole], parts)
            if parts and (
                perhaps_two_errands(whole, parts) or perhaps_tells_a_secret(whole, parts)
            ):
                # Without a second opinion: on 756 development messages it tells no more of parts.
                self._read(parts)
        return messages

    def _read(self, messages: Sequence[Message], parts: Sequence[Message] = ()) -> None:
        """``parts``: of the first message, looked at in passing."""
        together = [*messages, *parts]
        texts = [plain_text(m.get(READING) or read(m.get(TEXT) or "")) for m in together]
        foreign = {text for text, m in zip(texts, together, strict=True) if m.get(FOREIGN)}
        english = {text for text, m in zip(texts, together, strict=True) if m.get(ENGLISH)}
        spoken, glanced = texts[: len(messages)], texts[len(messages) :]
        rankings = self._rank(spoken, glanced, foreign, english)
        for message, ranking in zip(together, rankings, strict=True):
            message.set(INTENT, dict(ranking[0]) if ranking else _NOTHING, add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)

    def _rank(
        self,
        texts: Sequence[str],
        parts: Sequence[str] = (),
        foreign: Collection[str] = (),
        english: Collection[str] = (),
    ) -> list[list[dict[str, Any]]]:
        """Of the texts, then of the parts; together, since the model is read from memory once."""
        spoken, glanced = ([*filter(_says_something, group)] for group in (texts, parts))
        if self._model is None or not spoken:
            return [[] for _ in (*texts, *parts)]
        second = self._second if self._encoder else None
        odds = with_parts(self._model, spoken, glanced, self._encoder, foreign, second, english)
        rows = iter(np.concatenate(odds))
        return [
            self._ranking(next(rows)) if _says_something(text) else [] for text in (*texts, *parts)
        ]

    def _ranking(self, odds: np.ndarray) -> list[dict[str, Any]]:
        assert self._model is not None
        best = np.argsort(-odds, kind="stable")[:_RANKING]
        shares = odds[best] / odds[best].sum()
        names = [self._model.classes[i] for i in best]
        return [{"name": n, "confidence": float(s)} for n, s in zip(names, shares, strict=True)]


def _says_something(text: str) -> bool:
    return any(c.isalnum() for c in text)


_NOTHING = {"name": None, "confidence": 0.0}


def _wanted_encoder(config: dict[str, Any]) -> Encoder | None:
    """``encoder: none`` in config.yml runs on word counts by choice."""
    return load_encoder(str(config.get("encoder", "auto")).lower())


def _wanted_second(config: dict[str, Any]) -> SentenceEncoder | None:
    """English has an encoder of its own, where there is one for all languages, too."""
    return load_english_encoder("none" if _wanted_encoder(config) is None else "auto")
