"""``python -m sandbox``: start the sandbox exchange on this machine."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import signal
import sys
from pathlib import Path

from aiohttp import web

from sandbox.catalogue import table, write_credentials
from sandbox.helpcentre.site import Chat
from sandbox.scenario.loader import DEFAULT, ScenarioError, load_scenario
from sandbox.scenario.model import Scenario
from sandbox.server import Sandbox

HOST = "127.0.0.1"
PORT_VARIABLE = "SALDO_PORT_SANDBOX"
DEFAULT_PORT = 8085
SECRET_VARIABLE = "SALDO_CLIENT_SECRET"  # noqa: S105


class StartError(Exception):
    """The sandbox can't start; the message is one line that says what to do."""


def parse_port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise StartError(f"{text!r} is no port: use --port or {PORT_VARIABLE} with 1 to 65535")
    return int(text)


def arguments(argv: list[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m sandbox", description="A local exchange that speaks the OKX v5 wire format."
    )
    parser.add_argument("--port", help=f"default: {PORT_VARIABLE} or {DEFAULT_PORT}; 0 = any free")
    parser.add_argument(
        "--scenario", type=Path, default=DEFAULT, metavar="FILE", help="the state to serve (YAML)"
    )
    parser.add_argument(
        "--keys-file", type=Path, metavar="PATH", help="write the demo keys there as JSON"
    )
    parser.add_argument(
        "--chat-server", metavar="URL", help="the bot that the help centre's chat talks to"
    )
    parser.add_argument("--chat-script", type=Path, metavar="FILE", help="the chat's built script")
    parser.add_argument(
        "--link-codes", metavar="URL", help="the bot that gives codes for Slack and Telegram"
    )
    parser.add_argument("--list", action="store_true", help="print the demo customers and stop")
    parser.add_argument(
        "--no-rate-limits", action="store_true", help="answer any number of requests"
    )
    return parser.parse_args(argv)


def _write_keys(scenario: Scenario, path: Path) -> None:
    try:
        write_credentials(scenario, path)
    except OSError as error:
        raise StartError(
            f"{path} can't be written ({error.strerror}): choose another --keys-file"
        ) from None


async def serve(scenario: Scenario, port: int, options: argparse.Namespace) -> None:
    """Serve until SIGINT or SIGTERM. Raises StartError if the port can't be had."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    sandbox = Sandbox(
        scenario,
        rate_limits=not options.no_rate_limits,
        client_secret=os.environ.get(SECRET_VARIABLE),
        chat=Chat(options.chat_server, options.chat_script) if options.chat_server else None,
        codes=options.link_codes,
    )
    if options.keys_file:  # before it listens: who waits for the port finds the keys
        _write_keys(scenario, options.keys_file)
    runner = web.AppRunner(sandbox.app(), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, HOST, port, shutdown_timeout=1.0)
        try:
            await site.start()
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            why = "is taken" if taken else f"can't be opened ({os.strerror(error.errno or 0)})"
            raise StartError(
                f"port {port} {why}: choose another with --port or {PORT_VARIABLE}"
            ) from None
        bound = runner.addresses[0][1]
        print(table(scenario, keys=True), end="\n\n")
        print(f"Sandbox exchange: http://{HOST}:{bound}", flush=True)
        await stop.wait()
    finally:
        await runner.cleanup()


def main(argv: list[str] | None = None) -> int:
    options = arguments(argv)
    try:
        scenario = load_scenario(options.scenario)
        if options.list:
            print(table(scenario, keys=False))
            return 0
        port = parse_port(options.port or os.environ.get(PORT_VARIABLE) or str(DEFAULT_PORT))
        asyncio.run(serve(scenario, port, options))
    except (StartError, ScenarioError) as error:
        print(f"sandbox: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        sys.stderr.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
