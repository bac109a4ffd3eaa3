"""The one table of switches: what opens something stands in it, and is shut until it is set."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from rasa.shared.exceptions import RasaException

from actions.service import credential_store
from actions.settings import load_settings
from channels.demo_rest import DemoRest
from channels.link_codes import LinkCodes
from channels.outgoing import LINK_HOSTS, link_hosts
from channels.slack import SlackChannel
from channels.telegram import TelegramChannel
from channels.widget import WidgetInput
from identity.setup import load_identity, token_endpoint
from keystore.store import new_key
from launcher import environment
from launcher.config import load_config
from launcher.environment import (
    LINK_CODES_CHANNEL,
    MESSENGER_CHANNELS,
    REST_CHANNEL,
    WIDGET_CHANNEL,
)
from tests.unit.docs.test_documents import OPERATE, PAGES, code

HEADING = "## Off unless you turn it on"
Environ = Mapping[str, str]
REAL = {"SALDO_OKX_BASE_URL": "https://www.okx.com", "SALDO_IDENTITY_KEY": "x" * 32}
SIGN_IN = {"SALDO_JWKS_URL": "https://e.example/jwks", "SALDO_JWT_ISSUER": "https://e.example"}
TOKENS = {
    "SALDO_TOKEN_URL": "https://e.example/oauth/token",
    "SALDO_CLIENT_ID": "saldo",
    "SALDO_CLIENT_SECRET": "s",
}
KEYS = {"SALDO_KEYSTORE": "keys.db", "SALDO_KEYSTORE_KEY": new_key()}
SLACK = {"SALDO_SLACK_SIGNING_SECRET": "a-secret", "SALDO_SLACK_BOT_TOKEN": "xoxb-token"}
TELEGRAM = {
    "SALDO_TELEGRAM_BOT_TOKEN": "123456:demo-token-of-nobody",
    "SALDO_TELEGRAM_SECRET": "a-demo-secret-of-telegram",
    "SALDO_TELEGRAM_URL": "https://bot.example.com",
}
OPENS_NOTHING = {
    # where things lie and listen, on this machine
    "SALDO_PORT_RASA", "SALDO_PORT_ACTIONS", "SALDO_PORT_SANDBOX", "SALDO_RUN_DIR",
    "SALDO_IDENTITY_DB", "SALDO_WIDGET_DB", "SALDO_CHROMIUM",
    # how something that is on behaves
    "SALDO_IDENTITY_KEY", "SALDO_ACTION_SECRET", "SALDO_JWT_AUDIENCE", "SALDO_REGION",
    "SALDO_SIGN_IN", "SALDO_TURN_DEADLINE", "SALDO_SLACK_TEAMS", "SALDO_SLACK_API",
    "SALDO_TELEGRAM_API",
    "SALDO_SANDBOX_ARGS",
    # set by the launcher for its children, beside the sandbox
    "SALDO_SANDBOX", "SALDO_DEMO_CUSTOMERS", "SALDO_DEMO_SIGN_IN", "SALDO_SHELL_CUSTOMER",
    "SALDO_CREDENTIALS_FILE",  # refused
}  # fmt: skip


def table() -> list[list[str]]:
    """The rows of the table, each a list of cells."""
    text = OPERATE.split(HEADING)[1].split("\n## ")[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]


def listed() -> set[str]:
    return {name for row in table() for name in re.findall(r"SALDO_[A-Z_]*[A-Z]", row[1])}


def opened(environ: Environ, folder: Path, **options: bool) -> set[str]:
    """The channels of a run with this environment."""
    config = load_config({**environ, "SALDO_RUN_DIR": str(folder)}, **options)
    _, credentials = environment.write_rasa_files(config)
    return set(yaml.safe_load(credentials.read_text(encoding="utf-8")))


def has(channel: str, **options: bool) -> Callable[[Environ, Path], bool]:
    return lambda environ, folder: channel in opened(environ, folder, **options)


def signs_in(environ: Environ, _: Path) -> bool:
    return load_identity({"SALDO_IDENTITY_KEY": "x", **environ}).verifier is not None


def stored_keys(environ: Environ, _: Path) -> bool:
    return credential_store(load_settings(environ), environ) is not None


def explores(environ: Environ, _: Path) -> bool:
    found = load_settings(environ)
    return any(
        (found.explorer_bitcoin, found.explorer_evm, found.explorer_tron, found.explorer_solana)
    )


WAYS: list[tuple[Environ, Callable[[Environ, Path], bool]]] = [
    (REAL, lambda environ, _: load_config(environ).sandbox_url is None),
    (SIGN_IN, signs_in),
    (TOKENS, lambda environ, _: token_endpoint(environ) is not None),
    (KEYS, stored_keys),
    ({"SALDO_EXPLORER_BITCOIN": "https://x.example"}, explores),
    ({"SALDO_EXPLORER_EVM": '{"ERC20": "https://x.example"}'}, explores),
    ({"SALDO_EXPLORER_TRON": "https://x.example"}, explores),
    ({"SALDO_EXPLORER_SOLANA": "https://x.example"}, explores),
    ({"SALDO_WIDGET_ORIGINS": "https://help.example"},
     lambda environ, folder: WIDGET_CHANNEL in opened({**REAL, **environ}, folder)),
    (SLACK, has(MESSENGER_CHANNELS["slack"])),
    (TELEGRAM, has(MESSENGER_CHANNELS["telegram"])),
    (SLACK, has(LINK_CODES_CHANNEL)),
    (TELEGRAM, has(LINK_CODES_CHANNEL)),
    ({"SALDO_HUMAN_ROUTE": "https://help.example/chat"},
     lambda environ, _: link_hosts(environ) != LINK_HOSTS),
    ({"SALDO_RETENTION_DAYS": "31"}, lambda environ, _: load_config(environ).retention_days > 30),
    ({"LOG_LEVEL": "DEBUG"}, lambda environ, _: _debugs(environ)),
]  # fmt: skip


def _debugs(environ: Environ) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("LOG_LEVEL", raising=False)
        for name, value in environ.items():
            patch.setenv(name, value)
        return "--debug" in environment.actions_command(load_config(environ))


def test_there_is_one_table() -> None:
    assert OPERATE.count(HEADING) == 1
    tables = re.compile(r"^\|[^|]*\b(?:off|default[^|]*off)\b[^|]*\|.*\n\|[-| ]+\|$", re.M | re.I)
    assert sum(len(tables.findall(page.read_text(encoding="utf-8"))) for page in PAGES) == 1
    assert len(table()) > 10


def test_everything_that_opens_something_stands_in_it_and_nothing_else() -> None:
    """A new variable is put into the table, or here into OPENS_NOTHING."""
    used = {name for text in code().values() for name in re.findall(r"SALDO_[A-Z_]*[A-Z]", text)}
    assert used - {"SALDO_PORT"} == listed() | OPENS_NOTHING
    assert not listed() & OPENS_NOTHING
    assert listed() == {
        name for environ, _ in WAYS for name in environ if name.startswith("SALDO_")
    } - {"SALDO_IDENTITY_KEY"}


@pytest.mark.parametrize(
    ("environ", "is_open"), WAYS, ids=lambda one: getattr(one, "__name__", None) or str(one)[:40]
)
def test_everything_in_it_is_shut_until_it_is_set(
    environ: Environ, is_open: Callable[[Environ, Path], bool], tmp_path: Path
) -> None:
    assert not is_open({}, tmp_path)
    assert is_open(environ, tmp_path)
    for name in environ:
        assert any(name in row[1] for row in table()) or name == "SALDO_IDENTITY_KEY"


def test_rest_is_shut_until_it_is_asked_for(tmp_path: Path) -> None:
    assert REST_CHANNEL not in opened({}, tmp_path)
    assert REST_CHANNEL in opened({}, tmp_path, rest=True)
    assert any("`REST=1`" in row[1] for row in table())


def test_real_exchange_alone_opens_no_channel(tmp_path: Path) -> None:
    assert opened(REAL, tmp_path) == set()


@pytest.mark.parametrize(
    "channel", [SlackChannel, TelegramChannel, WidgetInput, LinkCodes, DemoRest]
)
def test_channel_of_a_plain_rasa_run_refuses_an_empty_environment(
    channel: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in listed() | OPENS_NOTHING:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(RasaException):
        channel.from_credentials({})  # type: ignore[attr-defined]


def test_paths_in_it_are_those_that_the_channels_serve() -> None:
    named = set(re.findall(r"`/webhooks/(\w+)/`", str([row[2] for row in table()])))
    channels = (SlackChannel, TelegramChannel, WidgetInput, LinkCodes, DemoRest)
    assert named == {channel.name() for channel in channels}
