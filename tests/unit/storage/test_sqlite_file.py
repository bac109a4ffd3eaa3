"""The file that several processes open at once."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from storage.sqlite_file import SQLiteFile

SCHEMA = "CREATE TABLE IF NOT EXISTS notes (text TEXT NOT NULL);"


def noted(file: SQLiteFile) -> list[str]:
    with file.reading() as db:
        return sorted(row["text"] for row in db.execute("SELECT text FROM notes"))


def test_many_that_open_a_new_file_at_once_all_get_in(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        for number in range(40):
            files = [SQLiteFile(tmp_path / f"{number}.db", SCHEMA) for _ in range(8)]
            together = Barrier(8)

            def note(file: SQLiteFile, together: Barrier = together) -> None:
                together.wait()
                with file.transaction() as db:
                    db.execute("INSERT INTO notes VALUES ('here')")

            list(pool.map(note, files))
            assert noted(files[0]) == ["here"] * 8
            for file in files:
                file.close()


def test_a_transaction_that_fails_leaves_nothing(tmp_path: Path) -> None:
    file = SQLiteFile(tmp_path / "deep" / "notes.db", SCHEMA)
    with file.transaction() as db:
        db.execute("INSERT INTO notes VALUES ('kept')")

    def half() -> None:
        with file.transaction() as db:
            db.execute("INSERT INTO notes VALUES ('half')")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half()
    assert noted(file) == ["kept"]


def test_the_file_is_its_owner_s_alone(tmp_path: Path) -> None:
    file = SQLiteFile(tmp_path / "notes.db", SCHEMA)
    assert noted(file) == []
    assert stat.S_IMODE((tmp_path / "notes.db").stat().st_mode) == 0o600


def test_what_was_erased_is_in_no_file_once_it_is_rewritten(tmp_path: Path) -> None:
    file, other = (SQLiteFile(tmp_path / "notes.db", SCHEMA) for _ in range(2))
    with file.transaction() as db:
        db.execute("INSERT INTO notes VALUES ('kanariefågel'), ('stays')")
    assert len(noted(other)) == 2
    with file.transaction() as db:
        db.execute("DELETE FROM notes WHERE text != 'stays'")
    file.rewrite()
    assert noted(other) == ["stays"]
    for one in tmp_path.iterdir():
        assert "kanariefågel".encode() not in one.read_bytes()


def test_what_is_no_database_is_an_error_at_once(tmp_path: Path) -> None:
    (tmp_path / "notes.db").write_text("not a database " * 99)
    with pytest.raises(sqlite3.DatabaseError):
        noted(SQLiteFile(tmp_path / "notes.db", SCHEMA))
