"""Loads a scenario file, follows ``extends:`` and checks what the files say together."""

from __future__ import annotations

import re
from pathlib import Path

from sandbox.exchange.errors import CODES
from sandbox.scenario.model import Customer, Scenario
from sandbox.scenario.reading import Lined, ScenarioError, Where, load_yaml, record, text

DEFAULT = Path(__file__).parents[1] / "scenarios" / "default.yml"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def load_scenario(path: Path = DEFAULT) -> Scenario:
    """Read and check the scenario at ``path``.

    Raises ScenarioError: one line with file, line, field and what is expected there.
    """
    tree = _extended(path, ())
    scenario: Scenario = record(Scenario)(tree, Where(str(path), 1))
    places = _places(tree)
    for name, customer in scenario.customers.items():
        _check(
            scenario, name, customer, Where(*places.get(name, (str(path), 1)), f"customers.{name}")
        )
    return scenario


def _extended(path: Path, seen: tuple[Path, ...]) -> Lined:
    """The file over the file that it extends: mappings are merged, all else is replaced."""
    tree = load_yaml(path)
    _remember(tree, str(path))
    if "extends" not in tree:
        return tree
    where = Where(str(path), tree.lines["extends"], "extends")
    base = path.parent / text(tree.pop("extends"), where)
    if base.resolve() in seen or base.resolve() == path.resolve():
        raise where.error("extends itself")
    if not base.is_file():
        raise where.error(f"there is no file {base}")
    return _merge(_extended(base, (*seen, path.resolve())), tree)


def _merge(base: Lined, over: Lined) -> Lined:
    merged = Lined(base)
    merged.lines = {**base.lines, **over.lines}
    for key, value in over.items():
        below = base.get(key)
        both = isinstance(value, Lined) and isinstance(below, Lined)
        merged[key] = _merge(below, value) if both else value  # type: ignore[arg-type]
    return merged


def _remember(tree: Lined, file: str) -> None:
    """Note in which file each customer stands, for messages about a merged scenario."""
    customers = tree.get("customers")
    if isinstance(customers, Lined):
        for customer in customers.values():
            if isinstance(customer, Lined):
                customer.file = file  # type: ignore[attr-defined]


def _places(tree: Lined) -> dict[str, tuple[str, int]]:
    customers = tree.get("customers", {})
    return {
        name: (getattr(node, "file", "scenario"), customers.lines[name])
        for name, node in customers.items()
    }


def _check(scenario: Scenario, name: str, customer: Customer, where: Where) -> None:
    if not _NAME.fullmatch(name):
        raise where.error("a customer's name is lower-case words joined by hyphens")
    for kind in ("funding", "trading", "earn"):
        for ccy in getattr(customer, kind):
            _known(scenario, ccy, where.into(kind))
    for kind in ("transfers", "funding_bills", "trading_bills"):
        for row in getattr(customer, kind):
            _known(scenario, row.ccy, where.into(kind))
    for index, order in enumerate(customer.orders):
        for ccy in order.pair.split("-"):
            _known(scenario, ccy, where.into("orders").into(index).into("pair"))
    for kind in ("deposits", "withdrawals"):
        for index, row in enumerate(getattr(customer, kind)):
            if not getattr(row, "internal", ""):
                _listed(scenario, f"{row.ccy}-{row.network}", where.into(kind).into(index))
    for chain in customer.addresses:
        _listed(scenario, chain, where.into("addresses"))
    for endpoint, code in customer.refuse.items():
        if code not in CODES:
            raise (
                where.into("refuse")
                .into(endpoint)
                .error(f"{code} is no error code of sandbox/exchange/errors.py")
            )


def _known(scenario: Scenario, ccy: str, where: Where) -> None:
    if ccy not in scenario.currencies:
        raise where.error(f"{ccy} is not among the currencies; add it there")


def _listed(scenario: Scenario, chain: str, where: Where) -> None:
    ccy, _, network = chain.partition("-")
    _known(scenario, ccy, where)
    networks = scenario.currencies[ccy].chains
    if network not in networks:
        raise where.error(f"{ccy} is not listed on {network!r}; listed are {', '.join(networks)}")


__all__ = ["DEFAULT", "ScenarioError", "load_scenario"]
