"""Keys are read from a file, again when it changes, and never from memory once it is gone."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

import pytest

from actions.adapters.credentials import FileCredentials
from actions.settings import SettingsError

ROW = {"api_key": "demo-key", "secret": "demo-secret", "passphrase": "demo-pass"}


def write(path: Path, customers: Any, stamp: int = 1) -> None:
    path.write_text(json.dumps({"customers": customers}))
    os.utime(path, ns=(stamp, stamp))


def test_a_customer_s_keys_are_read(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write(path, {"a": {**ROW, "region": "it", "simulated": True, "about": "one line"}, "b": ROW})
    store = FileCredentials(path)
    found = store.get("a")
    assert found is not None
    assert (found.api_key, found.secret, found.passphrase) == (
        "demo-key",
        "demo-secret",
        "demo-pass",
    )
    assert (found.region, found.simulated) == ("it", True)
    plain = store.get("b")
    assert plain is not None
    assert (plain.region, plain.simulated) == (None, False)
    assert store.get("nobody") is None


def test_without_a_file_nobody_has_keys() -> None:
    assert FileCredentials(None).get("a") is None


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write(path, {"a": ROW})
    store = FileCredentials(path)
    assert store.get("b") is None
    write(path, {"b": ROW}, stamp=2)
    assert store.get("a") is None
    assert store.get("b") is not None


def test_a_half_written_file_leaves_the_last_good_keys(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "keys.json"
    write(path, {"a": ROW})
    store = FileCredentials(path)
    store.get("a")
    path.write_text('{"customers": {')
    with caplog.at_level(logging.WARNING):
        assert store.get("a") is not None
    assert len(caplog.records) == 1


def test_a_file_that_is_gone_takes_its_keys_along(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    write(path, {"a": ROW})
    store = FileCredentials(path)
    store.get("a")
    path.unlink()
    for _ in range(2):
        with pytest.raises(SettingsError, match="can't be read"):
            store.get("a")


@pytest.mark.parametrize(
    "customers",
    [
        None,
        [],
        {"a": "demo-key"},
        {"a": {**ROW, "secret": ""}},
        {"a": {**ROW, "secret": 5}},
        {"a": {**ROW, "api_key": "two\nlines"}},
        {"a": {**ROW, "passphrase": "lösenord"}},
        {"a": {**ROW, "passphrase": " padded "}},
        {"a": {**ROW, "region": 5}},
        {"a": {**ROW, "simulated": "yes"}},
    ],
)
def test_a_malformed_file_is_refused_in_one_line(tmp_path: Path, customers: Any) -> None:
    path = tmp_path / "keys.json"
    write(path, customers)
    with pytest.raises(SettingsError) as refusal:
        FileCredentials(path).check()
    assert "SALDO_CREDENTIALS_FILE" in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("text", ["", "[]", '{"customers": 5}', "no json", "\udcff"])
def test_a_file_that_is_no_such_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "keys.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(SettingsError):
        FileCredentials(path).check()
