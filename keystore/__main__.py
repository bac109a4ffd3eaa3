"""``python -m keystore``: add, list, test, rotate and remove customers' read-only keys.

A key's parts are typed at a prompt, or come as three lines on standard input. They are
never arguments: those stand in the shell's history and in every list of processes.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Mapping
from datetime import datetime, timezone
from pathlib import Path

from actions.settings import SettingsError, load_settings
from keystore.permissions import require_read_only
from keystore.store import Entry, KeyStore, KeyStoreError, StoredKey, new_key

PARTS = ("API key", "Secret key", "Passphrase")


def add(store: KeyStore, options: argparse.Namespace, environ: Mapping[str, str]) -> str:
    """Test a key and store it."""
    api_key, secret, passphrase = _read_parts()
    key = StoredKey(api_key, secret, passphrase, options.region, options.simulated)
    require_read_only(key, load_settings(environ))
    store.add(options.customer, key)
    return f"Stored. The exchange says that the key of {options.customer} can only read."


def show(store: KeyStore, _options: argparse.Namespace, _environ: Mapping[str, str]) -> str:
    """The customers and the age of their keys; nothing of the keys."""
    return "\n".join(map(_line, store.entries())) or "No key is stored."


def test(store: KeyStore, options: argparse.Namespace, environ: Mapping[str, str]) -> str:
    """Ask the exchange again what a key may do."""
    key = store.get(options.customer)
    if key is None:
        raise KeyStoreError(f"there is no key of {options.customer}")
    require_read_only(key, load_settings(environ))
    store.tested(options.customer)
    return f"The key of {options.customer} works, and can only read."


def rotate(store: KeyStore, _options: argparse.Namespace, _environ: Mapping[str, str]) -> str:
    """Seal every key with the first of SALDO_KEYSTORE_KEY."""
    changed = store.rotate()
    return f"{changed} sealed anew. The older keys of SALDO_KEYSTORE_KEY are no longer needed."


def remove(store: KeyStore, options: argparse.Namespace, _environ: Mapping[str, str]) -> str:
    """Erase a customer's key here. Delete it at the exchange too."""
    if not store.remove(options.customer):
        raise KeyStoreError(f"there is no key of {options.customer}")
    return f"Erased here. Delete the key of {options.customer} at the exchange too."


def _read_parts() -> list[str]:
    if sys.stdin.isatty():
        return [getpass.getpass(f"{part}: ").strip() for part in PARTS]
    lines = sys.stdin.read(4096).split("\n")
    given = [line.strip() for line in lines if line.strip()]
    if len(given) != len(PARTS):
        raise KeyStoreError(f"standard input must hold three lines: {', '.join(PARTS)}")
    return given


def _line(entry: Entry) -> str:
    added, tested = (
        datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
        for at in (entry.added, entry.tested)
    )
    state = "" if entry.current else "  to rotate" if entry.readable else "  does not open"
    region = entry.region or "default region"
    return f"{entry.customer}  {region}  added {added}  tested {tested}{state}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m keystore", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command", dest="command")
    for name, function in (
        ("add", add),
        ("list", show),
        ("test", test),
        ("rotate", rotate),
        ("remove", remove),
    ):
        command = commands.add_parser(name, help=(function.__doc__ or "").splitlines()[0])
        command.set_defaults(function=function)
        if name in ("add", "test", "remove"):
            command.add_argument("customer", help="the name that the sign-in gives (sub)")
        if name == "add":
            command.add_argument("--region", help="the site that the key belongs to")
            command.add_argument(
                "--simulated", action="store_true", help="a key of the exchange's demo trading"
            )
    commands.add_parser("new-key", help="Print a fresh key for SALDO_KEYSTORE_KEY.")
    return parser


def main(argv: list[str] | None = None, environ: Mapping[str, str] = os.environ) -> int:
    """The exit code: 1 when it could not be done."""
    options = _parser().parse_args(argv)
    if options.command == "new-key":
        print(new_key())
        return 0
    path = environ.get("SALDO_KEYSTORE")
    try:
        if not path:
            raise KeyStoreError("SALDO_KEYSTORE must name the file of the key store")
        store = KeyStore(Path(path), environ.get("SALDO_KEYSTORE_KEY"))
        print(options.function(store, options, environ))
    except (KeyStoreError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
