"""The pipelines are what a Rasa user would get."""

from __future__ import annotations

import pytest
from rasa.engine.recipes.default_recipe import DefaultV1Recipe

from bench.nlu import pipelines


def test_diet_is_what_rasa_fills_in_for_an_empty_pipeline() -> None:
    filled = DefaultV1Recipe.complete_config({"language": "en"}, {"pipeline"})
    assert pipelines.config(pipelines.DIET)["pipeline"] == filled["pipeline"]


def test_epochs_replace_rasas_own() -> None:
    steps = pipelines.config(pipelines.DIET, epochs=20)["pipeline"]
    assert [step["epochs"] for step in steps if "epochs" in step] == [20, 20]


def test_this_projects_pipeline_is_that_of_config_yml() -> None:
    steps = pipelines.config(pipelines.SALDO)["pipeline"]
    assert [step["name"] for step in steps] == [
        step["name"] for step in pipelines._read(pipelines.ROOT / "config.yml")
    ]
    named = [step["examples"] for step in steps if "examples" in step]
    assert named
    assert set(named) == {str(pipelines.ROOT / "data" / "nlu")}


@pytest.mark.parametrize("name", list(pipelines.TITLES))
def test_every_step_can_be_imported(name: str) -> None:
    for step in pipelines.config(name)["pipeline"]:
        if "." in step["name"]:
            module, _, component = step["name"].rpartition(".")
            assert hasattr(__import__(module, fromlist=[component]), component)
        else:
            DefaultV1Recipe._from_registry(step["name"])
