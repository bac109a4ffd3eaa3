"""The bot as three processes that a test may stop one by one; the launcher would end them all."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from launcher import environment, stack
from launcher.config import free_port, load_config
from launcher.processes import Child, Group
from launcher.training import ensure_model
from tests.conversations.conftest import Bot


@dataclass(frozen=True)
class Loose:
    """A running bot whose sandbox and action server can hang or die."""

    bot: Bot
    group: Group

    def child(self, name: str) -> Child:
        return next(child for child in self.group.children if child.name == name)

    @contextlib.contextmanager
    def hanging(self, name: str) -> Iterator[None]:
        """The process takes connections and answers none."""
        pid = self.child(name)._process.pid
        os.killpg(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(pid, signal.SIGCONT)

    def kill(self, name: str) -> None:
        """The process is gone: connections are refused."""
        os.killpg(self.child(name)._process.pid, signal.SIGKILL)
        self.child(name)._process.wait()


@contextlib.contextmanager
def loose_bot(state: Path) -> Iterator[Loose]:
    """Sandbox, action server and Rasa on free ports, ended together at the end."""
    ports = {f"SALDO_PORT_{name}": str(free_port()) for name in ("RASA", "ACTIONS", "SANDBOX")}
    own = {"SALDO_RUN_DIR": str(state), "SALDO_SANDBOX_ARGS": "--no-rate-limits"}
    config = load_config({**os.environ, **ports, **own}, rest=True)
    environ = environment.child_environ(config, os.environ)
    model = ensure_model(environ)
    stack.prepare(config)
    with Group() as group:
        stack.start_backend(group, config, environ, echo=False)
        stack.start_rasa(group, config, environ, model)
        stack.await_ready(group, stack.ready_urls(config, with_rasa=True))
        yield Loose(
            Bot(config.rasa_url, str(config.sandbox_url), config.actions_url, config.state), group
        )
