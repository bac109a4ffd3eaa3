"""The help centre in a real browser: sandbox, action server and Rasa, started once.

Chromium is the machine's own (``SALDO_CHROMIUM`` names another); screenshots go to
``results/browser``. Every page is watched: an error, a dialog, a violation of the page's
policy or a request to anybody but the help centre and the bot fails the test.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from launcher import environment, stack
from launcher.config import ROOT, Config, free_port, load_config
from launcher.processes import Child, Group
from launcher.training import ensure_model
from launcher.widget import ensure_widget
from tests.browser.help_page import HelpPage, Watch
from tests.browser.vectors import HOSTILE_COIN, HOSTILE_TITLE

SHOTS = ROOT / "results" / "browser"
SECONDS_PER_TEST = 600  # the first one may wait for a training
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in Path(item.fspath).parents:
            item.add_marker(pytest.mark.timeout(SECONDS_PER_TEST))


class Stack:
    """What ``make run`` starts, with a Rasa server that can be ended and started again."""

    def __init__(self, group: Group, config: Config, environ: dict[str, str], model: Path) -> None:
        self.config = config
        self._group, self._environ, self._model = group, environ, model

    @property
    def help_url(self) -> str:
        return f"{self.config.sandbox_url}/help"

    @property
    def hosts(self) -> frozenset[str]:
        ports = (self.config.sandbox_port, self.config.rasa_port)
        return frozenset(f"127.0.0.1:{port}" for port in ports)

    def start_rasa(self) -> None:
        stack.start_rasa(self._group, self.config, self._environ, self._model)
        stack.await_ready(self._group, stack.ready_urls(self.config, with_rasa=True))

    def stop_rasa(self) -> None:
        rasa: Child = next(c for c in self._group.children if c.name == "rasa")
        rasa.stop(time.monotonic() + 8)
        self._group.children.remove(rasa)


def hostile_scenario(path: Path) -> Path:
    """The demo exchange, with a customer whose coin and a status page whose title are markup."""
    scenario = yaml.safe_load((ROOT / "sandbox/scenarios/default.yml").read_text("utf-8"))
    chain = {
        "confirm": 64, "unlock": 96, "min_dep": 1, "min_wd": 2, "fee": 2, "decimals": 6,
        "contract": "0x514910771AF9Ca656af840dff83E8264EcF986CB",
    }  # fmt: skip
    scenario["currencies"][HOSTILE_COIN] = {
        "name": HOSTILE_COIN, "price": 1, "chains": {"ERC20": chain},
    }  # fmt: skip
    scenario["customers"]["hostile"] = {
        "about": HOSTILE_COIN,
        "funding": {HOSTILE_COIN: 41.07},
        "trading": {HOSTILE_COIN: 7.5},
    }
    scenario["status"].append(
        {"title": HOSTILE_TITLE, "state": "ongoing", "service": 0, "begin": "-50m", "end": "+70m"}
    )
    path.write_text(yaml.safe_dump(scenario), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("browser")
    assert ensure_widget() is not None, "Node.js is missing: scripts/bootstrap.py test says how"
    environ = {
        **os.environ,
        **{f"SALDO_PORT_{name}": str(free_port()) for name in ("RASA", "ACTIONS", "SANDBOX")},
        "SALDO_RUN_DIR": str(folder),
        "SALDO_SANDBOX_ARGS": "--no-rate-limits",
        # a messenger that nobody reaches, so that the help centre offers its codes
        "SALDO_SLACK_SIGNING_SECRET": "demo-signing-secret",
        "SALDO_SLACK_BOT_TOKEN": "xoxb-demo-token",
        "SALDO_SLACK_API": f"http://127.0.0.1:{free_port()}/",
    }
    scenario = hostile_scenario(folder / "scenario.yml")
    config = load_config(environ, scenario=str(scenario))
    child = environment.child_environ(config, environ)
    model = ensure_model(child)
    stack.prepare(config)
    with Group() as group:
        stack.start_backend(group, config, child, echo=False)
        running = Stack(group, config, child, model)
        running.start_rasa()
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    names = ("chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("SALDO_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, "no Chromium on this machine: apt-get install -y chromium"
    SHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


Visit = Callable[..., HelpPage]


@pytest.fixture
def visit(bot: Stack, chromium: Browser) -> Iterator[Visit]:
    """``visit("unconfirmed", "sv")``: that customer's help page in a browser of its own.

    ``in_browser``: a page whose browser (its storage) the new page shares. Further arguments
    are Playwright's for a context.
    """
    contexts: list[BrowserContext] = []
    watches: list[Watch] = []

    def opened(
        customer: str | None = None, language: str = "en", *, in_browser: HelpPage | None = None,
        **options: object,
    ) -> HelpPage:  # fmt: skip
        if in_browser is not None:
            context = in_browser.page.context
        else:
            options.setdefault("viewport", {"width": 1280, "height": 860})
            options.setdefault("locale", "sv-SE" if language == "sv" else "en-GB")
            options.setdefault("timezone_id", "Europe/Stockholm")
            context = chromium.new_context(**options)  # type: ignore[arg-type]
            contexts.append(context)
        page = HelpPage(context.new_page(), bot.help_url, language, bot.hosts, SHOTS)
        watches.append(page.watch)
        page.visit(customer)
        return page

    try:
        yield opened
        for watch in watches:
            watch.nothing_happened()
    finally:
        for context in contexts:
            with contextlib.suppress(Exception):
                context.close()
