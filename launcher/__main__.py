"""``python -m launcher run | shell | train | customers | widget`` (what ``make`` calls)."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from launcher import customers, environment, stack
from launcher.config import Config, ConfigError, check_ports, load_config
from launcher.processes import Child, Group, Stopped, stoppable
from launcher.training import ensure_model
from launcher.upkeep import Upkeep
from launcher.widget import check as check_widget
from launcher.widget import ensure_widget


def run(options: argparse.Namespace) -> None:
    """Everything, until somebody ends it."""
    rest = options.rest or os.environ.get("REST") == "1"
    config = load_config(os.environ, rest=rest, scenario=options.scenario)
    check_ports(config)
    environ = environment.child_environ(config, os.environ)
    model = ensure_model(environ)
    chat = ensure_widget() is not None
    check_ports(config)  # training takes minutes; somebody may have come meanwhile
    stack.prepare(config)
    upkeep = Upkeep(config.retention_days)
    upkeep.when_due()
    print("Starting Saldo ...", flush=True)
    with Group() as group:
        stack.start_backend(group, config, environ, echo=True)
        stack.start_rasa(group, config, environ, model)
        stack.await_ready(group, stack.ready_urls(config, with_rasa=True))
        print(_welcome(config, chat), flush=True)
        if options.ready_file:
            _write_ready_file(options.ready_file, config)
        while True:
            stack.check_alive(group)
            upkeep.when_due()
            time.sleep(0.5)


def shell(options: argparse.Namespace) -> None:
    """A conversation in this terminal, beside a running bot if there is one."""
    config = load_config(os.environ, scenario=options.scenario, any_ports=True)
    check_ports(config)
    environ = environment.child_environ(config, os.environ)
    model = ensure_model(environ)
    check_ports(config)  # training takes minutes; somebody may have come meanwhile
    stack.prepare(config)
    print("Starting Saldo ...", flush=True)
    with Group() as group:
        stack.start_backend(group, config, environ, echo=False)
        stack.await_ready(group, stack.ready_urls(config, with_rasa=False))
        known = customers.known(config)
        environ["SALDO_SHELL_CUSTOMER"] = customers.choose(options.customer, known)
        print("  loading the bot ...", flush=True)
        _converse(config, environ, model)
    stack.clean_up(config)


def _converse(config: Config, environ: dict[str, str], model: Path) -> None:
    """``rasa shell`` in the foreground: it owns the terminal, its errors go to the log."""
    log = config.state / "shell.log"
    with (
        log.open("w", encoding="utf-8") as errors,
        subprocess.Popen(
            environment.shell_command(config, model), env=environ, stderr=errors
        ) as process,
    ):
        try:
            code = process.wait()
        except Stopped:
            process.terminate()
            raise
    if code not in (0, -2, 130):
        raise ConfigError(f"The shell stopped (exit code {code}): see {log}.")


def train(_options: argparse.Namespace) -> None:
    """The model of the present data."""
    config = load_config(os.environ)
    print(f"The model is {ensure_model(environment.child_environ(config, os.environ))}")


def widget(options: argparse.Namespace) -> None:
    """Build the chat widget, or check it."""
    if options.check:
        check_widget()
    script = ensure_widget()
    if script is not None:
        print(f"The widget is {script}")


def list_customers(options: argparse.Namespace) -> None:
    """All demo customers, from a sandbox that is started for it."""
    config = load_config(os.environ, scenario=options.scenario, any_ports=True)
    if not config.demo_keys:
        print("\n".join(customers.listing(customers.known(config), everything=True)))
        return
    stack.prepare(config)
    environ = environment.child_environ(config, os.environ)
    with Group() as group:
        command = environment.sandbox_command(config)
        group.start(Child("sandbox", command, environ, config.state / "sandbox.log"))
        stack.await_ready(group, {"sandbox": stack.ready_urls(config, False)["sandbox"]})
        known = customers.known(config)
    stack.clean_up(config)
    print("\n".join(customers.listing(known, everything=True)))


def _welcome(config: Config, chat: bool) -> str:
    lines = ["", "Saldo is ready. ctrl-C ends it."]
    if config.sandbox_url:
        without = "" if chat else " (without its chat: Node.js is missing)"
        lines += [f"Help centre: {config.sandbox_url}/help/en (or /help/sv){without}"]
    if config.rest:
        url = f"{config.rasa_url}/webhooks/rest/webhook"
        body = json.dumps({"sender": f"{customers.DEFAULT}/demo", "message": "Hej"})
        lines += ["Chat: `make shell` in another terminal, or REST (this machine only):"]
        lines += [f"  curl -s {url} -d '{body}'"]
    else:
        lines += [
            "Chat: `make shell` in another terminal; `make run REST=1` opens REST for scripts."
        ]
    if config.sandbox_url:
        known = customers.known(config)
        lines += [
            f"Sandbox exchange: {config.sandbox_url}. Some of its {len(known)} demo customers:"
        ]
        lines += customers.listing(known, everything=False)
        lines += ["  (all: `make customers`; one of them: `make shell CUSTOMER=<name>`)"]
    return "\n".join([*lines, f"Logs: {config.state}"])


def _write_ready_file(path: str, config: Config) -> None:
    """For whoever waits for the start: where everything listens."""
    content = {
        "rasa": config.rasa_url,
        "actions": config.actions_url,
        "sandbox": config.sandbox_url,
        "keys_file": str(config.demo_keys or ""),
        "logs": str(config.state),
    }
    partial = Path(f"{path}.part")
    partial.write_text(json.dumps(content), encoding="utf-8")
    partial.replace(path)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m launcher", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, function in (
        ("run", run),
        ("shell", shell),
        ("train", train),
        ("customers", list_customers),
        ("widget", widget),
    ):
        command = commands.add_parser(name, help=(function.__doc__ or "").splitlines()[0])
        command.set_defaults(function=function)
        if name == "widget":
            command.add_argument("--check", action="store_true", help="types, build, unit tests")
        if name not in ("train", "widget"):
            command.add_argument("--scenario", help="the sandbox's scenario file")
        if name == "run":
            command.add_argument("--rest", action="store_true", help="open the demo REST channel")
            command.add_argument("--ready-file", help="written, as JSON, once the bot answers")
        if name == "shell":
            command.add_argument("--customer", help="demo customer; empty: not signed in")
    return parser


def main() -> int:
    """The exit code: 0 also when somebody ended it, 1 when it could not go on."""
    options = _parser().parse_args()
    try:
        with stoppable():
            options.function(options)
    except Stopped:
        print("\nStopped.", flush=True)
    except ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
