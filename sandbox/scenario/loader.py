"""Loads a scenario file, follows ``extends:`` and checks what the files say together."""

from __future__ import annotations

import re
from pathlib import Path

from sandbox.exchange.errors import CODES
from sandbox.exchange.routes import API, ROUTES
from sandbox.scenario.model import Customer, Scenario
from sandbox.scenario.reading import Placed, ScenarioError, Where, load_yaml, record, text

DEFAULT = Path(__file__).parents[1] / "scenarios" / "default.yml"
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def load_scenario(path: Path = DEFAULT) -> Scenario:
    """Read and check the scenario at ``path``.

    Raises ScenarioError: one line with file, line, field and what is expected there.
    """
    tree = _extended(path, ())
    scenario: Scenario = record(Scenario)(tree, Where(str(path), 1))
    for name, customer in scenario.customers.items():
        file, line = tree["customers"].places[name]
        _check(scenario, name, customer, Where(file, line, f"customers.{name}"))
    return scenario


def _extended(path: Path, seen: tuple[Path, ...]) -> Placed:
    """The file over the file that it extends: mappings are merged, all else is replaced."""
    tree = load_yaml(path)
    if "extends" not in tree:
        return tree
    where = Where(*tree.places["extends"], "extends")
    base = path.parent / text(tree.pop("extends"), where)
    if base.resolve() in seen or base.resolve() == path.resolve():
        raise where.error("extends itself")
    if not base.is_file():
        raise where.error(f"there is no file {base}")
    return _merge(_extended(base, (*seen, path.resolve())), tree)


def _merge(base: Placed, over: Placed) -> Placed:
    merged = Placed(base)
    merged.places = {**base.places, **over.places}
    for key, value in over.items():
        below = base.get(key)
        both = isinstance(value, Placed) and isinstance(below, Placed)
        merged[key] = _merge(below, value) if both else value  # type: ignore[arg-type]
    return merged


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
        if API + endpoint not in ROUTES:
            raise where.into("refuse").error(f"{endpoint} is no endpoint of the sandbox")
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
