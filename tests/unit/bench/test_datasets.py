"""The public sets are read as their owners wrote them, and the draws are the same each time."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bench.nlu import datasets
from bench.nlu.datasets import MissingData


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [f'"message {n} of {label}, with a comma",{label}' for label in "ab" for n in range(15)]
    text = "\n".join(["text,category", *lines]) + "\n"
    (tmp_path / "train.csv").write_text(text, encoding="utf-8")
    (tmp_path / "test.csv").write_text('text,category\n"two\n lines",a\n', encoding="utf-8")
    parts = {"train": [["hi", "greet"]], "test": [["hello", "greet"]]}
    beside = {"oos_train": [["how tall is a giraffe", "oos"]], "oos_test": [["sing", "oos"]]}
    (tmp_path / "data_full.json").write_text(json.dumps({**parts, **beside}), encoding="utf-8")
    return tmp_path


def test_all_of_banking77_is_read(folder: Path) -> None:
    read = datasets.banking77(folder)
    assert len(read.train) == 30
    assert read.train[0] == ("message 0 of a, with a comma", "a")
    assert read.tests == {"test": [("two lines", "a")]}
    assert read.labels == {"a", "b"}


def test_a_draw_holds_ten_of_each_and_is_the_same_each_time(folder: Path) -> None:
    first, again = (datasets.banking77_few(folder, 1) for _ in range(2))
    assert Counter(label for _, label in first.train) == {"a": 10, "b": 10}
    assert first.train == again.train
    assert first.train != datasets.banking77_few(folder, 2).train


def test_out_of_scope_is_an_intent_of_its_own(folder: Path) -> None:
    read = datasets.clinc150(folder)
    assert read.train == [("hi", "greet"), ("how tall is a giraffe", datasets.OUT_OF_SCOPE)]
    assert read.tests["test"][-1] == ("sing", datasets.OUT_OF_SCOPE)
    assert read.in_scope_only


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingData, match=r"test.csv|train.csv"):
        datasets.banking77(tmp_path)


def test_rasa_reads_back_what_is_written(tmp_path: Path) -> None:
    from rasa.shared.nlu.training_data.loading import load_data

    rows = [("what's #1: a 'quoted' \"one\"?", "a"), ("- dash | pipe", "a"), ("åäö 100 %", "b")]
    path = datasets.write_rasa(rows, tmp_path / "nlu.yml")
    read = load_data(str(path)).intent_examples
    assert sorted((m.get("text"), m.get("intent")) for m in read) == sorted(rows)


def test_the_projects_own_messages_are_learnt_from_their_files() -> None:
    read = datasets.own()
    assert read.files is not None
    assert {"development en", "development sv"} <= set(read.tests)
    greet = yaml.safe_load((read.files / "en" / "greet.yml").read_text(encoding="utf-8"))
    assert greet["nlu"][0]["intent"] in read.labels
