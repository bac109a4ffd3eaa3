"""A wrong configuration stops the start with one line that says what to do."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from identity.setup import load_identity
from keystore.store import KeyStore, StoredKey, new_key
from launcher.config import (
    MESSENGERS,
    OF_A_REAL_EXCHANGE,
    ROOT,
    Config,
    ConfigError,
    check_ports,
    free_port,
    is_free,
    load_config,
)
from launcher.environment import (
    LINK_CODES_CHANNEL,
    MESSENGER_CHANNELS,
    REST_CHANNEL,
    WIDGET_CHANNEL,
    child_environ,
    rasa_command,
    sandbox_command,
    write_rasa_files,
)
from launcher.stack import clean_up, prepare, ready_urls

REAL = {"SALDO_OKX_BASE_URL": "https://www.okx.com"}


def refused(environ: dict[str, str], **options: object) -> str:
    with pytest.raises(ConfigError) as error:
        load_config(environ, **options)  # type: ignore[arg-type]
    line = str(error.value)
    assert "\n" not in line
    return line


def test_defaults_are_a_sandbox_on_loopback() -> None:
    config = load_config({})
    assert (config.rasa_port, config.actions_port, config.sandbox_port) == (5005, 5055, 8085)
    assert config.sandbox_url == "http://127.0.0.1:8085"
    assert not config.rest
    assert config.state == ROOT / ".saldo" / "run-5005"


def test_each_run_has_its_own_action_secret_and_both_servers_get_it() -> None:
    given = {"SALDO_ACTION_SECRET": "given-by-the-operator"}
    assert load_config({}).action_secret != load_config({}).action_secret
    config = load_config(given)
    assert config.action_secret == given["SALDO_ACTION_SECRET"]
    assert child_environ(config, {})["SALDO_ACTION_SECRET"] == given["SALDO_ACTION_SECRET"]
    with pytest.raises(ConfigError, match="SALDO_ACTION_SECRET must be"):
        load_config({"SALDO_ACTION_SECRET": "short"})


def test_each_run_has_its_own_identity_key() -> None:
    assert load_config({}).identity_key != load_config({}).identity_key
    assert load_config({"SALDO_IDENTITY_KEY": "given"}).identity_key == "given"


@pytest.mark.parametrize("port", ["x", "0", "65536", "-1", "5005.0", "８０８５"])
@pytest.mark.parametrize("name", ["RASA", "ACTIONS", "SANDBOX"])
def test_port_that_is_none(name: str, port: str) -> None:
    assert f"SALDO_PORT_{name}" in refused({f"SALDO_PORT_{name}": port})


def test_malformed_base_url() -> None:
    assert "SALDO_OKX_BASE_URL" in refused({"SALDO_OKX_BASE_URL": "okx"})


@pytest.mark.parametrize(
    "environ",
    [
        {"SALDO_REGION": "atlantis"},
        {"SALDO_TURN_DEADLINE": "0"},
        {"SALDO_TURN_DEADLINE": "60"},
        {"SALDO_TURN_DEADLINE": "soon"},
        {"SALDO_EXPLORER_EVM": '{"ERC20": "not a url"}'},
        {"SALDO_EXPLORER_EVM": '{"Mars": "http://127.0.0.1:1"}'},
        {"SALDO_EXPLORER_EVM": "[]"},
    ],
)
def test_settings_that_would_only_fail_at_the_first_customer(environ: dict[str, str]) -> None:
    assert next(iter(environ)) in refused(environ)


def test_rest_and_scenario_are_for_the_sandbox() -> None:
    assert "REST=1" in refused(REAL, rest=True)
    assert "SCENARIO" in refused(REAL, scenario="x.yml")


def test_missing_scenario() -> None:
    assert "nowhere.yml" in refused({}, scenario="nowhere.yml")


@pytest.mark.parametrize("name", OF_A_REAL_EXCHANGE)
def test_ways_to_customers_of_a_real_exchange_without_one(name: str) -> None:
    line = refused({name: "https://exchange.example/x"})
    assert name in line
    assert "SALDO_OKX_BASE_URL" in line


def test_the_old_file_of_keys_is_refused_with_the_way_on() -> None:
    assert "encrypted store" in refused({**REAL, "SALDO_CREDENTIALS_FILE": "keys.json"})


SIGN_IN = {
    "SALDO_JWKS_URL": "https://exchange.example/jwks.json",
    "SALDO_JWT_ISSUER": "https://exchange.example",
}
TOKENS = {
    "SALDO_TOKEN_URL": "https://exchange.example/oauth/token",
    "SALDO_CLIENT_ID": "saldo",
    "SALDO_CLIENT_SECRET": "s",
}


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({**SIGN_IN, "SALDO_JWT_ISSUER": ""}, "SALDO_JWT_ISSUER"),
        ({**SIGN_IN, "SALDO_JWKS_URL": "http://exchange.example/jwks.json"}, "https"),
        ({**TOKENS, "SALDO_CLIENT_ID": ""}, "SALDO_CLIENT_ID"),
        ({"SALDO_KEYSTORE": "keys.db"}, "SALDO_KEYSTORE_KEY"),
        ({"SALDO_KEYSTORE": "keys.db", "SALDO_KEYSTORE_KEY": "short"}, "SALDO_KEYSTORE_KEY"),
        ({"SALDO_KEYSTORE": "/dev/null/keys.db", "SALDO_KEYSTORE_KEY": new_key()}, "no key store"),
    ],
    ids=range(6),
)
def test_t29_half_a_sign_in_or_key_store_stops_the_start(
    environ: dict[str, str], said: str
) -> None:
    assert said in refused({**REAL, **environ})


def test_one_way_to_the_accounts(tmp_path: Path) -> None:
    keys = {"SALDO_KEYSTORE": str(tmp_path / "keys.db"), "SALDO_KEYSTORE_KEY": new_key()}
    KeyStore(tmp_path / "keys.db", keys["SALDO_KEYSTORE_KEY"]).add("a", StoredKey("k", "s", "p"))
    load_config({**REAL, **keys})
    load_config({**REAL, **SIGN_IN, **TOKENS})
    assert "not both" in refused({**REAL, **keys, **TOKENS})


def test_help_centre_of_the_sandbox_may_open_the_chat() -> None:
    config = load_config({"SALDO_WIDGET_ORIGINS": "https://help.example"})
    assert config.widget_origins == (
        "http://127.0.0.1:8085", "http://localhost:8085", "https://help.example",
    )  # fmt: skip
    command = sandbox_command(config)
    assert command[command.index("--chat-server") + 1] == "http://127.0.0.1:5005"
    assert load_config(REAL).widget_origins == ()
    assert load_config({}, any_ports=True).widget_origins == ()  # a terminal shows no page


@pytest.mark.parametrize("origin", ["*", "http://help.example", "https://help.example/", "null"])
def test_t28_origin_that_is_none_stops_the_start(origin: str) -> None:
    assert "SALDO_WIDGET_ORIGINS" in refused({"SALDO_WIDGET_ORIGINS": origin})


def test_chat_is_open_only_where_a_page_is_named(tmp_path: Path) -> None:
    for environ, is_open in (({}, True), (REAL, False)):
        config = load_config({**environ, "SALDO_RUN_DIR": str(tmp_path)})
        _, credentials = write_rasa_files(config)
        assert (WIDGET_CHANNEL in credentials.read_text(encoding="utf-8")) is is_open


def test_real_exchange_starts_no_sandbox(tmp_path: Path) -> None:
    key = new_key()
    environ = {
        **REAL, "SALDO_KEYSTORE": str(tmp_path / "keys.db"), "SALDO_KEYSTORE_KEY": key,
    }  # fmt: skip
    KeyStore(tmp_path / "keys.db", key).add("anna", StoredKey("k", "s", "p"))
    config = load_config(environ)
    assert config.sandbox_url is None
    assert list(ready_urls(config, with_rasa=True)) == ["actions", "rasa"]
    child = child_environ(config, environ)
    assert child["SALDO_OKX_BASE_URL"] == "https://www.okx.com"
    assert child["SALDO_KEYSTORE"] == str(tmp_path / "keys.db")
    assert not {"SALDO_SANDBOX", "SALDO_DEMO_SIGN_IN", "SALDO_TOKEN_URL"} & set(child)


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_taken_port_is_seen_before_the_start(host: str) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as servers may ask for
        taken.bind((host, 0))
        taken.listen()
        port = taken.getsockname()[1]
        beside = load_config({"SALDO_PORT_ACTIONS": str(port)}, any_ports=True)
        assert beside.actions_port != port  # a shell finds a place beside a running bot
        config = replace(load_config({}, any_ports=True), actions_port=port)
        with pytest.raises(ConfigError, match=f"Port {port} .*SALDO_PORT_ACTIONS"):
            check_ports(config)


def test_port_that_is_given_twice() -> None:
    config = load_config({"SALDO_PORT_ACTIONS": "8085"})
    with pytest.raises(ConfigError, match="given twice"):
        check_ports(config)


def test_free_ports_pass() -> None:
    check_ports(load_config({}, any_ports=True))


def test_free_port_is_none_that_an_outgoing_connection_may_take_meanwhile() -> None:
    ports = [free_port() for _ in range(20)]
    assert len(set(ports)) == 20
    assert max(ports) < 32_768  # where Linux begins; other systems begin higher


def test_a_port_where_somebody_listens_is_not_free() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", free_port()))
        taken.listen()
        assert not is_free(taken.getsockname()[1])


# --- what the processes are given -----------------------------------------------------------


def config_in(tmp_path: Path, **options: bool) -> Config:
    environ = {"SALDO_RUN_DIR": str(tmp_path / "run"), "SALDO_SANDBOX_ARGS": "--no-rate-limits"}
    config = load_config(environ, any_ports=True, **options)
    prepare(config)
    return config


def test_children_are_pointed_at_the_sandbox(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    child = child_environ(config, {"PATH": "/bin"})
    base = config.sandbox_url
    assert child["PATH"] == "/bin"
    assert child["RASA_TELEMETRY_ENABLED"] == "false"
    assert child["SANIC_HOST"] == "127.0.0.1"
    assert child["SALDO_EXPLORER_BITCOIN"] == f"{base}/esplora"
    assert json.loads(child["SALDO_EXPLORER_EVM"])["Arbitrum One"] == f"{base}/evm/arbitrum-one"
    command = sandbox_command(config)
    assert command[-1] == "--no-rate-limits"
    assert str(config.demo_keys) in command
    assert child["SALDO_TOKEN_URL"] == f"{base}/oauth/token"
    assert child["SALDO_JWKS_URL"] == f"{base}/.well-known/jwks.json"
    assert child["SALDO_IDENTITY_DB"] == str(config.state / "identity.db")
    load_identity(child)


def test_each_run_has_its_own_client_secret(tmp_path: Path) -> None:
    one, other = load_config({}), load_config({})
    assert one.client_secret != other.client_secret
    assert one.client_secret not in " ".join(sandbox_command(one))  # seen by every process
    assert load_config({"SALDO_CLIENT_SECRET": "given"}).client_secret == "given"


@pytest.mark.parametrize("rest", [False, True])
def test_rasa_gets_this_runs_ports_and_channels(tmp_path: Path, rest: bool) -> None:
    config = config_in(tmp_path, rest=rest)
    endpoints, credentials = (yaml.safe_load(p.read_text()) for p in write_rasa_files(config))
    committed = yaml.safe_load((ROOT / "endpoints.yml").read_text())
    assert endpoints["action_endpoint"]["url"] == f"{config.actions_url}/webhook"
    assert endpoints["tracker_store"]["db"] == str(config.state / "tracker.db")
    assert {k: v["type"] for k, v in endpoints.items() if "type" in v} == {
        k: v["type"] for k, v in committed.items() if "type" in v
    }
    assert list(credentials) == ([REST_CHANNEL] if rest else [])
    command = rasa_command(config, tmp_path / "model.tar.gz")
    assert command[command.index("--interface") + 1] == "127.0.0.1"


@pytest.mark.parametrize(
    ("variable", "name"), [(v, name) for name, variables in MESSENGERS.items() for v in variables]
)
def test_messenger_is_open_only_where_it_is_configured(
    tmp_path: Path, variable: str, name: str
) -> None:
    environ = {"SALDO_RUN_DIR": str(tmp_path), variable: "a-demo-secret"}
    config = load_config(environ)
    _, credentials = (yaml.safe_load(p.read_text()) for p in write_rasa_files(config))
    credentials.pop(WIDGET_CHANNEL)  # of the sandbox's help centre
    assert credentials == {LINK_CODES_CHANNEL: {}, MESSENGER_CHANNELS[name]: {}}
    assert "a-demo-secret" not in (tmp_path / "credentials.yml").read_text()
    shell = load_config(environ, any_ports=True)
    _, credentials = (yaml.safe_load(p.read_text()) for p in write_rasa_files(shell))
    assert credentials == {}


def test_help_centre_offers_codes_only_beside_a_messenger(tmp_path: Path) -> None:
    environ = {"SALDO_RUN_DIR": str(tmp_path)}
    assert "--link-codes" not in sandbox_command(load_config(environ))
    command = sandbox_command(load_config({**environ, "SALDO_SLACK_BOT_TOKEN": "xoxb-demo"}))
    assert command[command.index("--link-codes") + 1] == "http://127.0.0.1:5005"


def test_links_survive_a_start_before_a_real_exchange(tmp_path: Path) -> None:
    real = {"SALDO_OKX_BASE_URL": "https://eea.okx.com", "SALDO_SLACK_BOT_TOKEN": "xoxb-demo"}
    assert "SALDO_IDENTITY_KEY" in refused(real)
    assert load_config({**real, "SALDO_IDENTITY_KEY": "x" * 32}).messengers == ("slack",)


def test_state_is_private_and_old_keys_are_dropped(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    assert config.demo_keys is not None
    config.demo_keys.write_text("{}")
    prepare(config)
    assert not config.demo_keys.exists()
    assert config.state.stat().st_mode & 0o077 == 0


def test_only_a_shell_leaves_nothing_behind(tmp_path: Path) -> None:
    config = config_in(tmp_path)
    clean_up(config)
    assert config.state.is_dir()
    shell = load_config({"SALDO_RUN_DIR": str(tmp_path / "shell-1")}, any_ports=True)
    prepare(shell)
    clean_up(shell)
    assert not shell.state.exists()


@pytest.mark.parametrize("days", ["0", "soon", "1.5"])
def test_retention_period_that_is_none_is_refused(days: str) -> None:
    with pytest.raises(ConfigError, match="SALDO_RETENTION_DAYS must be a whole number of days"):
        load_config({"SALDO_RETENTION_DAYS": days})


def test_retention_period_is_thirty_days_unless_set() -> None:
    assert load_config({}, any_ports=True).retention_days == 30
    assert load_config({"SALDO_RETENTION_DAYS": "7"}, any_ports=True).retention_days == 7
