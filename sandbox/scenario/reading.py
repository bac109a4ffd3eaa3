"""Reads YAML into dataclasses, and says file, line and field of whatever is wrong.

Numbers stay text until a converter wants them: ``0.0412`` must not become a
binary fraction on its way to a ``Decimal``.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

import yaml

from sandbox.clock import parse_offset

T = TypeVar("T")
Reader = Callable[[Any, "Where"], Any]


class ScenarioError(ValueError):
    """A scenario file is wrong; the message is one line: file, line, field, what to do."""


Place = tuple[str, int]
"""A file's name and a line."""


class Placed(dict[str, Any]):
    """A mapping that knows where each of its keys stands."""

    places: dict[str, Place]


@dataclasses.dataclass(frozen=True)
class Where:
    """A place in a scenario file."""

    file: str
    line: int
    field: str = ""

    def into(self, key: object, place: Place | None = None) -> Where:
        field = f"{self.field}.{key}" if self.field else str(key)
        return Where(*(place or (self.file, self.line)), field)

    def error(self, what: str) -> ScenarioError:
        field = f" {self.field}:" if self.field else ""
        return ScenarioError(f"{self.file}:{self.line}:{field} {what}")


class _Loader(yaml.SafeLoader):
    """SafeLoader without numbers and dates: only text, true/false and null."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, regex) for tag, regex in pairs if tag.endswith((":null", ":merge"))]
    for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Placed:
    own: set[str] = set()
    for key, _ in node.value:
        if key.value in own:
            raise yaml.MarkedYAMLError(
                problem=f"{key.value} is there twice", problem_mark=key.start_mark
            )
        own.add(key.value)
    loader.flatten_mapping(node)
    result = Placed()
    result.places = {}
    for key, value in node.value:
        name = str(loader.construct_object(key))
        result[name] = loader.construct_object(value, deep=True)
        result.places[name] = (key.start_mark.name, key.start_mark.line + 1)
    return result


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def load_yaml(path: Path) -> Placed:
    """The file as nested mappings. Raises ScenarioError if it can't be read as one."""
    try:
        loader = _Loader(path.read_text(encoding="utf-8"))
        loader.name = str(path)  # the marks of what it reads carry it
        data = loader.get_single_data()
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path}: can't be read: {getattr(error, 'strerror', error)}") from None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ScenarioError(f"{path}:{line}: not valid YAML: {error.problem}") from None
    if not isinstance(data, Placed):
        raise ScenarioError(f"{path}:1: a scenario is a mapping with customers, currencies, ...")
    return data


# --- converters: (value, where) -> value ------------------------------------


def text(value: Any, where: Where) -> str:
    if not isinstance(value, str) or not value:
        raise where.error("needs a text")
    return value


def money(value: Any, where: Where) -> Decimal:
    try:
        amount = Decimal(value)
    except (InvalidOperation, TypeError, ValueError):
        raise where.error(f"needs an amount like 0.0412, not {value!r}") from None
    if not amount.is_finite():
        raise where.error("needs a finite amount")
    return amount


def positive(value: Any, where: Where) -> Decimal:
    amount = money(value, where)
    if amount <= 0:
        raise where.error("needs an amount above zero")
    return amount


def count(value: Any, where: Where) -> int:
    if not isinstance(value, str) or not value.isdecimal():
        raise where.error(f"needs a whole number like 64, not {value!r}")
    return int(value)


def offset(value: Any, where: Where) -> int:
    try:
        return parse_offset(text(value, where))
    except ValueError as error:
        raise where.error(f"{error}, not {value!r}") from None


def flag(value: Any, where: Where) -> bool:
    if value not in ("true", "false"):
        raise where.error(f"needs true or false, not {value!r}")
    return bool(value == "true")


def one_of(*choices: str) -> Reader:
    def read(value: Any, where: Where) -> str:
        if value not in choices:
            raise where.error(f"needs one of {', '.join(choices)}, not {value!r}")
        return str(value)

    return read


def listed(reader: Reader) -> Reader:
    def read(value: Any, where: Where) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise where.error("needs a list")
        return tuple(
            reader(inner, where.into(index, _start(inner))) for index, inner in enumerate(value)
        )

    return read


def _start(value: Any) -> Place | None:
    return min(value.places.values(), default=None) if isinstance(value, Placed) else None


def mapped(reader: Reader) -> Reader:
    def read(value: Any, where: Where) -> dict[str, Any]:
        if not isinstance(value, Placed):
            raise where.error("needs a mapping")
        return {
            key: reader(item, where.into(key, value.places[key])) for key, item in value.items()
        }

    return read


# --- dataclasses --------------------------------------------------------------


def item(reader: Reader, default: Any = dataclasses.MISSING, **options: Any) -> Any:
    """A dataclass field that is read from the scenario with ``reader``."""
    if default is not dataclasses.MISSING:
        options["default"] = default
    return dataclasses.field(metadata={"reader": reader}, **options)


def record(cls: type[T], shorthand: str | None = None) -> Reader:
    """Reads a mapping into ``cls``; with ``shorthand``, a bare value stands for that field."""
    fields = {f.name: f for f in dataclasses.fields(cls) if "reader" in f.metadata}  # type: ignore[arg-type]

    def read(value: Any, where: Where) -> T:
        if shorthand is not None and isinstance(value, str):
            return cls(**{shorthand: fields[shorthand].metadata["reader"](value, where)})
        if not isinstance(value, Placed):
            raise where.error("needs a mapping")
        for key in value:
            if key not in fields:
                place = where.into(key, value.places[key])
                raise place.error(f"unknown field; the fields here are {', '.join(fields)}")
        for name, field in fields.items():
            optional = (field.default, field.default_factory) != (dataclasses.MISSING,) * 2
            if name not in value and not optional:
                raise where.error(f"{name} is missing")
        return cls(
            **{
                key: fields[key].metadata["reader"](inner, where.into(key, value.places[key]))
                for key, inner in value.items()
            }
        )

    return read
