"""Customers' keys at rest: sealed to their customer, rotated, erased, and read by nobody else."""

from __future__ import annotations

import base64
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keystore.store import KeyStore, KeyStoreError, StoredKey, new_key, parse_keys

KEY, OTHER = new_key(), new_key()
ANNA = StoredKey("demo-key-canary", "demo-secret-canary", "demo pass-canary", "it", True)
BERT = StoredKey("demo-key-bert", "demo-secret-bert", "demo-pass-bert")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "keys.db"


@pytest.fixture
def store(path: Path) -> KeyStore:
    return KeyStore(path, KEY)


def test_key_comes_back_whole(store: KeyStore) -> None:
    store.add("anna", ANNA)
    store.add("bert", BERT)
    assert (store.get("anna"), store.get("bert")) == (ANNA, BERT)
    assert store.get("nobody") is None


def test_t13_the_file_holds_no_part_of_a_key_and_is_private(store: KeyStore, path: Path) -> None:
    store.add("anna", ANNA)
    files = list(path.parent.iterdir())
    written = b"".join(one.read_bytes() for one in files)
    assert b"anna" in written
    assert b"canary" not in written
    for one in files:
        assert stat.S_IMODE(one.stat().st_mode) == 0o600
    assert "canary" not in f"{ANNA!r}{store.entries()!r}"


def test_t4_a_row_under_another_name_does_not_open(store: KeyStore, path: Path) -> None:
    store.add("anna", ANNA)
    store.add("bert", BERT)
    with sqlite3.connect(path) as db:
        (sealed,) = db.execute("SELECT sealed FROM keys WHERE customer = 'anna'").fetchone()
        db.execute("UPDATE keys SET sealed = ? WHERE customer = 'bert'", (sealed,))
    with pytest.raises(KeyStoreError):
        store.get("bert")
    assert store.get("anna") == ANNA


@settings(deadline=None, max_examples=40)
@given(position=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_any_changed_bit_of_a_sealed_key_is_refused(
    position: int, bit: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("keys") / "keys.db"
    store = KeyStore(path, KEY)
    store.add("anna", ANNA)
    with sqlite3.connect(path) as db:
        (sealed,) = db.execute("SELECT sealed FROM keys").fetchone()
        changed = bytearray(sealed)
        changed[position % len(changed)] ^= 1 << bit
        db.execute("UPDATE keys SET sealed = ?", (bytes(changed),))
    with pytest.raises(KeyStoreError):
        store.get("anna")


def test_key_is_replaced_and_removed(store: KeyStore, path: Path) -> None:
    store.add("anna", ANNA)
    store.add("anna", BERT)
    assert store.get("anna") == BERT
    with sqlite3.connect(path) as db:
        (sealed,) = db.execute("SELECT sealed FROM keys").fetchone()
    assert store.remove("anna")
    assert store.get("anna") is None
    assert not store.remove("anna")
    left = b"".join(one.read_bytes() for one in path.parent.iterdir())
    assert sealed[:24] not in left  # overwritten, not only unlinked


def test_rotation_by_a_second_key(store: KeyStore, path: Path) -> None:
    store.add("anna", ANNA)
    both = KeyStore(path, f"{OTHER}, {KEY}")
    both.add("bert", BERT)
    assert both.get("anna") == ANNA
    assert [(e.customer, e.current, e.readable) for e in both.entries()] == [
        ("anna", False, True), ("bert", True, True),
    ]  # fmt: skip
    assert both.rotate() == 1
    assert both.rotate() == 0
    new = KeyStore(path, OTHER)
    assert (new.get("anna"), new.get("bert")) == (ANNA, BERT)
    with pytest.raises(KeyStoreError, match="none of SALDO_KEYSTORE_KEY"):
        store.get("anna")


def test_rotation_without_the_old_key_changes_nothing(store: KeyStore, path: Path) -> None:
    KeyStore(path, OTHER).add("abel", BERT)
    store.add("anna", ANNA)
    third = KeyStore(path, f"{new_key()},{OTHER}")
    with pytest.raises(KeyStoreError, match="the key of anna"):
        third.rotate()
    assert KeyStore(path, OTHER).get("abel") == BERT
    assert [e.readable for e in third.entries()] == [True, False]


@pytest.mark.parametrize(
    "wrong",
    [None, "", "short", ",", KEY + ",", "!" * 43, base64.urlsafe_b64encode(b"x" * 31).decode(),
     base64.urlsafe_b64encode(b"x" * 33).decode(), KEY + KEY],
    ids=range(9),
)  # fmt: skip
def test_t29_without_a_whole_key_there_is_no_store(wrong: str | None, path: Path) -> None:
    with pytest.raises(KeyStoreError, match="SALDO_KEYSTORE_KEY must hold") as refused:
        KeyStore(path, wrong)
    assert wrong in (None, "", ",") or wrong not in str(refused.value)
    assert not path.exists()


def test_t29_a_missing_file_is_not_an_empty_one(store: KeyStore, path: Path) -> None:
    for call in (store.entries, store.rotate, lambda: store.get("a"), lambda: store.remove("a")):
        with pytest.raises(KeyStoreError, match="there is no key store"):
            call()
    assert not path.exists()


def test_t29_a_broken_file_is_not_an_empty_one(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"no database" * 500)
    with pytest.raises(KeyStoreError, match="can't be read"):
        KeyStore(path, KEY).get("anna")


@pytest.mark.parametrize("name", ["", "an na", "anna\n", "å", "x" * 129])
def test_names_that_no_sign_in_could_give_are_refused(name: str, store: KeyStore) -> None:
    with pytest.raises(KeyStoreError, match="name"):
        store.add(name, ANNA)


@pytest.mark.parametrize("part", ["api_key", "secret", "passphrase"])
@pytest.mark.parametrize("bad", ["", "a\r\nX: y", "å", " padded "])
def test_what_no_header_can_carry_is_no_key(part: str, bad: str) -> None:
    parts = {"api_key": "k", "secret": "s", "passphrase": "p", part: bad}
    with pytest.raises(KeyStoreError, match=part):
        StoredKey(**parts)


def test_key_names_do_not_give_the_keys_away() -> None:
    (name,) = parse_keys(KEY)
    assert name not in KEY
    assert len(name) == 16


def test_t24_many_at_once(store: KeyStore) -> None:
    def live(n: int) -> bool:
        key = StoredKey(f"k{n}", "s", "p")
        store.add(f"c{n}", key)
        return store.get(f"c{n}") == key

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(live, range(32)))
    assert len(store.entries()) == 32
