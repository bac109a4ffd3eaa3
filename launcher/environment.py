"""The environment, the files and the command lines of the processes."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import yaml

from launcher.config import HOST, ROOT, Config
from launcher.widget import BUILT

EVM_NETWORKS = (
    "ERC20",
    "BSC",
    "Arbitrum One",
    "Optimism",
    "Polygon",
    "Avalanche C-Chain",
    "Base",
    "X Layer",
)
REST_CHANNEL = "channels.demo_rest.DemoRest"
MESSENGER_CHANNELS = {
    "slack": "channels.slack.SlackChannel",
    "telegram": "channels.telegram.TelegramChannel",
}
LINK_CODES_CHANNEL = "channels.link_codes.LinkCodes"
WIDGET_CHANNEL = "channels.widget.WidgetInput"
SANDBOX_ISSUER = "https://exchange.sandbox.invalid"
SANDBOX_CLIENT = "saldo"

QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",  # a support bot reports to nobody
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "CUDA_VISIBLE_DEVICES": "",
    "OMP_WAIT_POLICY": "PASSIVE",  # else the encoder's p99 is a second on shared cores
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
    "PYTHONUTF8": "1",
    "SANIC_WORKERS": "1",  # the locks of conversations are one process's own (T24)
}


def child_environ(config: Config, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of every process: quiet, on loopback, pointed at one exchange."""
    child = {**environ, **QUIET, "SANIC_HOST": HOST, "SALDO_IDENTITY_KEY": config.identity_key}
    child["SALDO_ACTION_SECRET"] = config.action_secret
    child["SALDO_IDENTITY_DB"] = str(config.identity_db)
    child["SALDO_WIDGET_ORIGINS"] = ",".join(config.widget_origins)
    child["SALDO_WIDGET_DB"] = str(config.widget_db)
    base = config.sandbox_url
    if base:
        evm = {name: f"{base}/evm/{name.lower().replace(' ', '-')}" for name in EVM_NETWORKS}
        child |= {
            "SALDO_SANDBOX": "1",
            "SALDO_DEMO_CUSTOMERS": str(config.demo_keys),
            "SALDO_DEMO_SIGN_IN": f"{base}/signin/token",
            "SALDO_JWKS_URL": f"{base}/.well-known/jwks.json",
            "SALDO_JWT_ISSUER": SANDBOX_ISSUER,
            "SALDO_JWT_AUDIENCE": SANDBOX_CLIENT,
            "SALDO_TOKEN_URL": f"{base}/oauth/token",
            "SALDO_CLIENT_ID": SANDBOX_CLIENT,
            "SALDO_CLIENT_SECRET": config.client_secret,
            "SALDO_OKX_BASE_URL": base,
            "SALDO_EXPLORER_BITCOIN": f"{base}/esplora",
            "SALDO_EXPLORER_EVM": json.dumps(evm),
            "SALDO_EXPLORER_TRON": f"{base}/tron",
            "SALDO_EXPLORER_SOLANA": f"{base}/solana",
        }
    return child


def write_rasa_files(config: Config) -> tuple[Path, Path]:
    """``endpoints.yml`` and ``credentials.yml`` with this run's ports, files and channels."""
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["action_endpoint"]["url"] = f"{config.actions_url}/webhook"
    endpoints["tracker_store"]["db"] = str(config.state / "tracker.db")
    credentials = yaml.safe_load((ROOT / "credentials.yml").read_text(encoding="utf-8")) or {}
    if config.rest:
        credentials[REST_CHANNEL] = {}
    if config.messengers:
        credentials[LINK_CODES_CHANNEL] = {}
        credentials |= {MESSENGER_CHANNELS[name]: {} for name in config.messengers}
    if config.widget_origins:
        credentials[WIDGET_CHANNEL] = {}
    written = []
    for name, content in (("endpoints.yml", endpoints), ("credentials.yml", credentials)):
        path = config.state / name
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        written.append(path)
    return written[0], written[1]


def sandbox_command(config: Config) -> list[str]:
    """Starts the sandbox exchange, which writes the demo customers' keys."""
    command = [sys.executable, "-m", "sandbox", "--port", str(config.sandbox_port)]
    command += ["--keys-file", str(config.demo_keys), *config.sandbox_args]
    if config.widget_origins:
        command += ["--chat-server", config.rasa_url, "--chat-script", str(ROOT / BUILT)]
    if config.messengers:
        command += ["--link-codes", config.rasa_url]
    return command + (["--scenario", str(config.scenario)] if config.scenario else [])


def actions_command(config: Config) -> list[str]:
    """Starts the action server; ``LOG_LEVEL=DEBUG``, which Rasa reads itself, holds for it too."""
    debug = ["--debug"] if os.environ.get("LOG_LEVEL", "").upper() == "DEBUG" else []
    return [
        sys.executable,
        "-m",
        "rasa_sdk",
        "--actions",
        "actions",
        "--port",
        str(config.actions_port),
        *debug,
    ]


def rasa_command(config: Config, model: Path) -> list[str]:
    """Starts the Rasa server."""
    return [sys.executable, "-m", "rasa", "run", *_rasa_options(config, model)]


def shell_command(config: Config, model: Path) -> list[str]:
    """Starts ``rasa shell`` with Saldo's own console."""
    return [sys.executable, "-m", "launcher.shell_child", *_rasa_options(config, model)]


def _rasa_options(config: Config, model: Path) -> list[str]:
    endpoints, credentials = write_rasa_files(config)
    options = {
        "--interface": HOST,
        "--port": str(config.rasa_port),
        "--model": str(model),
        "--endpoints": str(endpoints),
        "--credentials": str(credentials),
    }
    return [part for option in options.items() for part in option]
