"""``python -m kept retention | export | forget`` (what ``make`` calls)."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from identity.database import StoreUnavailable
from kept import customer as customers
from kept import retention
from kept.lists import ListError
from kept.owners import OwnerTable
from kept.places import ROOT, find_places
from kept.store import StoreError


def apply_retention(options: argparse.Namespace) -> None:
    """Erase the conversations that are older than SALDO_RETENTION_DAYS."""
    days = retention.retention_days(os.environ)
    lines = retention.apply(find_places(os.environ, options.root), days, rewrite=True)
    print("\n".join(lines) or f"Nothing is older than {days} days.")


def export(options: argparse.Namespace) -> None:
    """Print all that is kept of a customer's conversations, as JSON."""
    places = find_places(os.environ, options.root)
    found = customers.export(places, options.customer, list(map(OwnerTable, places.owners)))
    print(json.dumps(found, ensure_ascii=False, indent=2))


def forget(options: argparse.Namespace) -> None:
    """Erase all that is kept of a customer's conversations."""
    places = find_places(os.environ, options.root)
    holders = list(map(OwnerTable, places.owners))
    print("\n".join(customers.forget(places, options.customer, holders)))


def main() -> int:
    """The exit code: 1 with one line on stderr when it could not be done."""
    parser = argparse.ArgumentParser(prog="python -m kept", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, function in (("retention", apply_retention), ("export", export), ("forget", forget)):
        command = commands.add_parser(name, help=(function.__doc__ or "").splitlines()[0])
        command.set_defaults(function=function)
        command.add_argument("--root", type=Path, default=ROOT, help=argparse.SUPPRESS)
        if name != "retention":
            command.add_argument("--customer", default="", help="the customer's name")
    options = parser.parse_args()
    try:
        options.function(options)
    except (
        retention.RetentionError,
        customers.UnknownCustomer,
        StoreError,
        StoreUnavailable,
        ListError,
    ) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
