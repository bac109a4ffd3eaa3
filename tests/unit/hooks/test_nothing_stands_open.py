"""Which routes a started server has, and where it listens: nothing of Rasa's own (T26, T1)."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest
from rasa import server
from rasa.__main__ import create_argument_parser
from rasa.core.run import configure_app, create_http_input_channels
from sanic import Sanic

from launcher.config import ROOT, load_config
from launcher.environment import child_environ, rasa_command, write_rasa_files

WIDGET = {"webhooks/widget", "webhooks/widget/socket.io"}
SLACK = {
    "SALDO_SLACK_SIGNING_SECRET": "a-demo-secret",
    "SALDO_SLACK_BOT_TOKEN": "xoxb-demo-token",
}
TELEGRAM = {
    "SALDO_TELEGRAM_BOT_TOKEN": "123456:demo-token-of-nobody",
    "SALDO_TELEGRAM_SECRET": "a-demo-secret-of-telegram",
    "SALDO_TELEGRAM_URL": "https://bot.example.com",
}
LINKS = {"webhooks/links/code", "webhooks/links/unlink"}
OPENED = [
    pytest.param({}, False, WIDGET, id="the sandbox alone"),
    pytest.param(
        {"SALDO_OKX_BASE_URL": "https://www.okx.com", "SALDO_IDENTITY_KEY": "x" * 32},
        False, set(), id="a real exchange",
    ),
    pytest.param({}, True, WIDGET | {"webhooks/rest", "webhooks/rest/webhook"}, id="REST=1"),
    pytest.param(
        SLACK, False, WIDGET | LINKS | {"webhooks/slack", "webhooks/slack/webhook"}, id="Slack",
    ),
    pytest.param(
        TELEGRAM, False, WIDGET | LINKS | {"webhooks/telegram", "webhooks/telegram/webhook"},
        id="Telegram",
    ),
]  # fmt: skip
Routes = Callable[[Path], set[str]]


@pytest.fixture
def routes(monkeypatch: pytest.MonkeyPatch) -> Routes:
    """The paths that a Rasa server with this credentials file serves, started as we start it."""
    monkeypatch.setattr(Sanic, "test_mode", True)  # several apps of one name
    return lambda credentials: paths(
        configure_app(create_http_input_channels(None, str(credentials)), enable_api=False)
    )


def paths(app: Sanic) -> set[str]:
    return {route.path.strip("/") for route in app.router.routes}


@pytest.mark.parametrize(("environ", "rest", "opened"), OPENED)
def test_t26_server_has_the_routes_of_what_was_turned_on_and_no_other(
    environ: dict[str, str],
    rest: bool,
    opened: set[str],
    routes: Routes,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    environ = {**environ, "SALDO_RUN_DIR": str(tmp_path)}
    config = load_config(environ, rest=rest)
    for name, value in child_environ(config, environ).items():
        monkeypatch.setenv(name, value)
    (tmp_path / "demo-keys.json").write_text('{"customers": {}}')
    _, credentials = write_rasa_files(config)
    assert routes(credentials) == {"", *opened}


def test_t26_plain_rasa_run_says_hello_and_no_more(routes: Routes) -> None:
    assert routes(ROOT / "credentials.yml") == {""}


def test_t26_no_route_of_rasas_http_api_is_served(routes: Routes) -> None:
    api = paths(server.create_app())
    assert "model" in api  # the premise
    assert len(api) > 10
    assert routes(ROOT / "credentials.yml") & api == {""}


def test_t26_command_opens_no_api_and_listens_on_loopback(tmp_path: Path) -> None:
    config = load_config({"SALDO_RUN_DIR": str(tmp_path)})
    command = rasa_command(config, tmp_path / "model.tar.gz")
    asked: argparse.Namespace = create_argument_parser().parse_args(command[3:])
    assert asked.interface == "127.0.0.1"
    assert not asked.enable_api
    assert not any((asked.auth_token, asked.cors, asked.jwt_secret, asked.remote_storage))
    assert child_environ(config, {"SANIC_HOST": "0.0.0.0"})["SANIC_HOST"] == "127.0.0.1"
