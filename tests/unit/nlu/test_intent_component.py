"""The component around the intent model, as Rasa stores, loads and asks it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from threadpoolctl import threadpool_info, threadpool_limits

from nlu import intents
from nlu.fusion import FusionModel
from nlu.intents import FusionIntentClassifier
from nlu.marks import PART

TEXTS = ["where is my deposit", "my deposit is missing", "hello", "hi there", "hej", "god morgon"]
INTENTS = ["deposit", "deposit", "greet", "greet", "greet", "greet"]


@pytest.fixture(autouse=True)
def threads() -> Iterator[None]:
    """As many as before, after each test."""
    with threadpool_limits(2, user_api="blas"):
        yield


@pytest.fixture
def component(tmp_path: Path) -> FusionIntentClassifier:
    return component_of(TEXTS, INTENTS, tmp_path)


def component_of(texts: list[str], intents: list[str], where: Path) -> FusionIntentClassifier:
    storage, resource = LocalModelStorage.create(where), Resource("intents")
    with storage.write_to(resource) as folder:
        FusionModel.fit(texts, intents).save(folder)
    context = ExecutionContext(GraphSchema({}))
    return FusionIntentClassifier.load({"encoder": "none"}, storage, resource, context)


def test_a_message_and_its_parts_are_ranked_each_by_itself(
    component: FusionIntentClassifier,
) -> None:
    texts = ["hello, where is my deposit", "?!", "hello", "where is my deposit", ""]
    together = component.process([Message({TEXT: text}) for text in texts])
    assert [m.get(INTENT)["name"] for m in together[1:]] == [None, "greet", "deposit", None]
    for text, message in zip(texts, together, strict=True):
        (alone,) = component.process([Message({TEXT: text})])
        ranking, again = (m.get(INTENT_RANKING_KEY) for m in (message, alone))
        assert [r["name"] for r in ranking] == [r["name"] for r in again]
        assert [r["confidence"] for r in ranking] == pytest.approx(
            [r["confidence"] for r in again], abs=1e-6
        )


@pytest.mark.parametrize("are_two", [True, False])
def test_parts_are_read_by_themselves_only_where_they_may_be_two_errands(
    component: FusionIntentClassifier, monkeypatch: pytest.MonkeyPatch, are_two: bool
) -> None:
    asked: list[tuple[list[str], list[str]]] = []
    real = intents.with_parts

    def spy(model, texts, parts, *others):  # type: ignore[no-untyped-def]
        asked.append((texts, parts))
        return real(model, texts, parts, *others)

    monkeypatch.setattr(intents, "with_parts", spy)
    monkeypatch.setattr(intents, "perhaps_two_errands", lambda message, parts: are_two)
    whole, parts = "where is my deposit?! and hello", ["where is my deposit", "?!", "hello"]
    messages = [Message({TEXT: whole}), *(Message({TEXT: text, PART: True}) for text in parts)]
    made = component.process([*messages, Message({TEXT: "hej"})])
    assert [m.get(INTENT)["name"] for m in made] == ["deposit", "deposit", None, "greet", "greet"]
    readable = [parts[0], parts[2]]
    again = [(readable, [])] if are_two else []
    assert asked == [([whole], readable), *again, (["hej"], [])]


def test_the_confidences_of_those_that_are_ranked_are_a_whole(tmp_path: Path) -> None:
    """Among many intents, the hundred that a message does not sound like would each take a little
    from the one that it does."""
    words = [f"{a}{b}" for a in "bdfgklmnprst" for b in ("anta", "ollo", "ippi")]
    many = component_of([f"{word} please" for word in words], words, tmp_path)
    (message,) = many.process([Message({TEXT: "something like ollobo"})])
    ranking = message.get(INTENT_RANKING_KEY)
    assert len(ranking) == 10 < len(words)
    assert sum(r["confidence"] for r in ranking) == pytest.approx(1)
    assert message.get(INTENT) == ranking[0]


def test_nothing_to_rank_is_no_error(component: FusionIntentClassifier) -> None:
    assert component.process([]) == []


def test_a_loaded_model_leaves_the_other_cores_alone(component: FusionIntentClassifier) -> None:
    """OpenBLAS's second thread would turn round waiting for 20 ms after each message."""
    threads = [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]
    assert threads
    assert set(threads) == {1}
