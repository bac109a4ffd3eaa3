"""The three processes: started together, awaited, and ended together."""

from __future__ import annotations

import shutil
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from launcher import environment
from launcher.config import Config, ConfigError
from launcher.processes import Child, Group, wait_until

START_SECONDS = 240.0
_NO_PROXY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def prepare(config: Config) -> None:
    """The state folder, private: it holds conversations."""
    config.state.mkdir(parents=True, exist_ok=True)
    config.state.chmod(0o700)
    if config.demo_keys:
        config.demo_keys.unlink(missing_ok=True)  # another run's keys are no use


def clean_up(config: Config) -> None:
    """A conversation in a terminal leaves nothing behind."""
    if config.state.name.startswith("shell-"):
        shutil.rmtree(config.state, ignore_errors=True)


def start_backend(group: Group, config: Config, environ: Mapping[str, str], echo: bool) -> None:
    """The sandbox (unless a real exchange is used) and the action server."""
    if config.sandbox_port:
        command = environment.sandbox_command(config)
        group.start(Child("sandbox", command, environ, config.state / "sandbox.log", echo))
    command = environment.actions_command(config)
    group.start(Child("actions", command, environ, config.state / "actions.log", echo))


def start_rasa(group: Group, config: Config, environ: Mapping[str, str], model: Path) -> None:
    """The Rasa server."""
    command = environment.rasa_command(config, model)
    group.start(Child("rasa", command, environ, config.state / "rasa.log"))


def await_ready(group: Group, urls: Mapping[str, str]) -> None:
    """Wait until each URL answers, with a line for each. Raises ConfigError if a child dies."""
    began = time.monotonic()
    for name, url in urls.items():
        _progress(f"  waiting for {name} ...")

        def answered(url: str = url) -> bool:
            check_alive(group, lines=1)
            return answers(url)

        if not wait_until(answered, START_SECONDS):
            raise ConfigError(f"{name} did not answer within {START_SECONDS:.0f} s.")
        _progress(f"  {name} is up ({time.monotonic() - began:.0f} s)", end=True)
    # A child that could not bind its port ends at once, while a stranger answers there.
    time.sleep(1)
    check_alive(group, lines=1)


def ready_urls(config: Config, with_rasa: bool) -> dict[str, str]:
    """What has to answer: Rasa's root opens once its model is loaded."""
    urls = {}
    if config.sandbox_url:
        urls["sandbox"] = f"{config.sandbox_url}/api/v5/public/time"
    urls["actions"] = f"{config.actions_url}/health"
    if with_rasa:
        urls["rasa"] = f"{config.rasa_url}/"
    return urls


def check_alive(group: Group, lines: int = 10) -> None:
    """Raise ConfigError that names a child that ended, its exit code and its last words."""
    child = group.dead()
    if child is None:
        return
    code = child.exit_code or 0
    how = f"was ended by signal {-code}" if code < 0 else f"stopped (exit code {code})"
    said = child.last_lines(lines)
    if lines == 1:
        raise ConfigError(f"{child.name} {how}: {' '.join(said)} (all of it: {child.log})")
    raise ConfigError("\n".join([f"{child.name} {how}. Its last lines, of {child.log}:", *said]))


def answers(url: str) -> bool:
    """Whether ``url`` gives any 2xx answer."""
    try:
        with _NO_PROXY.open(url, timeout=2) as reply:
            return 200 <= int(reply.status) < 300
    except (OSError, urllib.error.URLError, ValueError):
        return False


def _progress(text: str, end: bool = False) -> None:
    """One line that is overwritten on a terminal; elsewhere the final line alone."""
    if sys.stdout.isatty():
        print(f"\r\033[K{text}", end="\n" if end else "", flush=True)
    elif end:
        print(text, flush=True)
