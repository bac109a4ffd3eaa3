"""One field: present, absent, or wrong; and never zero for what can't be read."""

from __future__ import annotations

from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.adapters import fields
from actions.adapters.errors import BadData
from actions.adapters.fields import BadField
from actions.diagnosis.records import Source

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
READERS = (
    fields.text, fields.decimal, fields.integer, fields.time_ms, fields.flag, fields.strings,
    fields.mapping, fields.required, fields.required_decimal,
)  # fmt: skip


@given(JSON)
def test_any_value_is_read_or_refused(value: Any) -> None:
    for read in READERS:
        try:
            read({"x": value}, "x")
        except BadField as refusal:
            told = str(refusal)
        else:
            continue
        assert told == "x"  # the field's name, never its value


@given(st.decimals(min_value=-(10**30), max_value=10**30, allow_nan=False, places=18))
def test_money_is_exact(amount: Decimal) -> None:
    for written in (str(amount), amount, f" {amount:f} "):
        assert fields.decimal({"x": written}, "x") == amount


@given(JSON)
def test_zero_is_read_only_where_zero_is_written(value: Any) -> None:
    try:
        found = fields.decimal({"x": value}, "x")
    except BadField:
        return
    if found == 0:
        digits = str(value).strip().lower().split("e")[0]
        assert set(digits) <= set("+-0. \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0")
        assert "0" in digits


@pytest.mark.parametrize("absent", [None, ""])
def test_absent_is_none(absent: Any) -> None:
    for row in ({"x": absent}, {}):
        assert fields.text(row, "x") is None
        assert fields.decimal(row, "x") is None
        assert fields.integer(row, "x") is None
        assert fields.time_ms(row, "x") is None
        assert fields.flag(row, "x") is None
        assert fields.strings(row, "x") == ()
        assert fields.mapping(row, "x") == {}
        for read in (fields.required, fields.required_decimal):
            with pytest.raises(BadField):
                read(row, "x")


@pytest.mark.parametrize(
    "wrong",
    ["abc", "1,5", "0x10", "NaN", "Infinity", "1e999", "1e-999", "٣", "1" * 61, True, [], {}, "--1",
     "1.2.3", ".", "e5", "−5"],
)  # fmt: skip
def test_a_number_that_is_none_is_refused(wrong: Any) -> None:
    with pytest.raises(BadField):
        fields.decimal({"x": wrong}, "x")


def test_numbers_of_published_captures() -> None:
    assert fields.decimal({"x": "28 .21006347"}, "x") == Decimal("28.21006347")
    assert fields.decimal({"x": Decimal("5.426E-5")}, "x") == Decimal("0.00005426")


def test_times_are_utc_milliseconds() -> None:
    expected = datetime(2022, 1, 4, 15, 10, 0, 123000, timezone.utc)
    assert fields.time_ms({"x": "1641309000123"}, "x") == expected
    assert fields.time_ms({"x": 1641309000123}, "x") == expected
    assert fields.time_ms({"x": "0"}, "x") is None
    for wrong in ("99999999999999999", "1641309000.5", "soon"):
        with pytest.raises(BadField):
            fields.time_ms({"x": wrong}, "x")


def test_booleans_may_be_text() -> None:
    for written, expected in ((True, True), ("true", True), ("false", False), (False, False)):
        assert fields.flag({"x": written}, "x") is expected
    for wrong in (1, 0, "yes"):
        with pytest.raises(BadField):
            fields.flag({"x": wrong}, "x")


@given(st.lists(JSON, max_size=4))
def test_one_bad_row_costs_the_look_up(rows: list[Any]) -> None:
    good = {"x": "1"}
    failed = None
    try:
        parsed = fields.parse_rows(Source.FUNDING, [good, *rows], lambda r: fields.required(r, "x"))
    except BadData as failure:
        failed = failure
    if failed is None:
        assert len(parsed) == len(rows) + 1
        return
    assert failed.source is Source.FUNDING
    assert failed.__context__ is None  # the row is not carried along
