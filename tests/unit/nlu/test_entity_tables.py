"""Annotated messages in both languages: what each names, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from nlu.extract import read

TABLES = Path(__file__).parent / "tables"
FLOOR = 0.97


def rows(language: str) -> list[tuple[str, dict[str, set[str]]]]:
    table = yaml.safe_load((TABLES / f"{language}.yml").read_text(encoding="utf-8"))
    result = []
    for row in table:
        wanted = {k: set(map(str, v)) for k, v in row.items() if k not in ("text", "none")}
        assert bool(wanted) != bool(row.get("none")), f"annotate or say none: {row['text']}"
        result.append((row["text"], wanted))
    return result


def found_in(text: str, swedish: bool) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for entity in read(text, swedish).entities:
        found.setdefault(entity.name, set()).add(entity.value)
    return found


@pytest.mark.parametrize("language", ["en", "sv"])
def test_at_least_97_percent_of_messages_are_read_exactly(language: str) -> None:
    table = rows(language)
    wrong = [
        f"{text!r}: wanted {wanted}, found {found}"
        for text, wanted in table
        if (found := found_in(text, language == "sv")) != wanted
    ]
    assert len(table) >= 70
    assert 1 - len(wrong) / len(table) >= FLOOR, "\n".join(wrong)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_every_kind_of_entity_is_in_the_table(language: str) -> None:
    kinds = set().union(*(wanted for _, wanted in rows(language)))
    assert kinds >= {
        "currency",
        "network",
        "txid",
        "order_id",
        "amount",
        "account_type",
        "address",
        "waited",
        "control",
        "currency_unknown",
        "input_problem",
    }


@pytest.mark.parametrize("language", ["en", "sv"])
def test_positions_point_at_the_words(language: str) -> None:
    for text, _ in rows(language):
        reading = read(text)
        for entity in reading.entities:
            start, end = reading.folded.original(entity.start, entity.end)
            assert 0 <= start < end <= len(text)
            if entity.name in ("txid", "address", "order_id"):
                assert text[start:end].lower() == entity.value.lower()


@pytest.mark.parametrize("language", ["en", "sv"])
def test_zero_width_signs_and_wide_letters_change_nothing(language: str) -> None:
    wide = {i: i + 0xFEE0 for i in range(0x21, 0x7F)}
    for text, wanted in rows(language):
        if "//" in text or "#" in text:
            continue
        assert found_in(text.translate(wide), language == "sv") == wanted, text
        assert found_in("\u200b".join(text), language == "sv") == wanted, text


def test_both_coins_are_named_in_order() -> None:
    coins = [e.value for e in read("my btc and my eth, both missing").entities]
    assert coins == ["BTC", "ETH"]


@pytest.mark.parametrize(
    ("text", "swedish", "amount"),
    [
        ("1,500 usdt", False, "1500"),
        ("1,500 usdt", True, "1.5"),
        ("1,500 btc", None, "1.5"),
        ("1,500 usdt", None, "1500"),
        ("0,500 btc", False, "0.5"),
        ("1.234,56 eur", True, "1234.56"),
        ("1,234.56 eur", False, "1234.56"),
        ("1'234.5 usdt", None, "1234.5"),
        ("12 345 678 shib", True, "12345678"),
        (".5 eth", None, "0.5"),
        ("2,5k usdt", True, "2500"),
    ],
)
def test_amounts_are_read_as_they_are_written_here(
    text: str, swedish: bool | None, amount: str
) -> None:
    assert [e.value for e in read(text, swedish).entities if e.name == "amount"] == [amount]
