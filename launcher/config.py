"""What a start needs to know, checked before anything starts; every error is one line.

Ports: ``SALDO_PORT_RASA`` (5005), ``SALDO_PORT_ACTIONS`` (5055), ``SALDO_PORT_SANDBOX`` (8085),
so that several can run side by side. ``SALDO_RUN_DIR``: where a run writes its logs,
conversations and generated files (``.saldo/run-<port of Rasa>``). ``SALDO_SANDBOX_ARGS``: more
arguments for the sandbox. With ``SALDO_OKX_BASE_URL`` set, that exchange is used and no sandbox
starts. ``SALDO_RETENTION_DAYS`` is in ``kept/retention.py``, the rest of the environment in
``actions/settings.py``.
"""

from __future__ import annotations

import itertools
import secrets
import shlex
import socket
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from actions.adapters.regions import load_regions
from actions.settings import Settings, SettingsError, load_settings
from channels.origins import read_origins
from identity.caller import VARIABLE, CallerError, caller_secret
from identity.setup import IdentityError, load_identity
from kept.retention import DEFAULT_DAYS, RetentionError, retention_days
from keystore.store import KeyStore, KeyStoreError

HOST = "127.0.0.1"
ROOT = Path(__file__).resolve().parent.parent
OF_A_REAL_EXCHANGE = ("SALDO_KEYSTORE", "SALDO_JWKS_URL", "SALDO_JWT_ISSUER", "SALDO_TOKEN_URL")
"""With the sandbox, the launcher sets these itself."""
MESSENGERS = {
    "slack": ("SALDO_SLACK_SIGNING_SECRET", "SALDO_SLACK_BOT_TOKEN"),
    "telegram": ("SALDO_TELEGRAM_BOT_TOKEN", "SALDO_TELEGRAM_SECRET", "SALDO_TELEGRAM_URL"),
}
"""Opened when one of its variables is set; the channel itself says which is missing."""
_QUIET_PORTS = range(20_000, 32_768)  # below those of outgoing connections
_PORTS = {"rasa": 5005, "actions": 5055, "sandbox": 8085}


class ConfigError(Exception):
    """The start is refused; the message is one line that says what to do."""


@dataclass(frozen=True)
class Config:
    rasa_port: int
    actions_port: int
    sandbox_port: int | None  # None: a real exchange, no sandbox
    scenario: Path | None
    rest: bool
    demo_keys: Path | None  # the demo customers, as the sandbox writes them
    keystore: Path | None  # customers' keys at a real exchange
    identity_key: str = field(repr=False)
    action_secret: str = field(repr=False)
    client_secret: str = field(repr=False)  # the bot's own, at the sandbox's token endpoint
    state: Path  # logs, conversations and generated files of this run
    sandbox_args: tuple[str, ...] = ()
    identity_db: Path = Path(".saldo/identity.db")
    retention_days: int = DEFAULT_DAYS  # how long conversations are kept
    messengers: tuple[str, ...] = ()  # of MESSENGERS, those that are configured
    widget_origins: tuple[str, ...] = ()  # pages that may open the chat; none: it stays shut
    widget_db: Path = Path(".saldo/widget.db")

    @property
    def sandbox_url(self) -> str | None:
        return f"http://{HOST}:{self.sandbox_port}" if self.sandbox_port else None

    @property
    def rasa_url(self) -> str:
        return f"http://{HOST}:{self.rasa_port}"

    @property
    def actions_url(self) -> str:
        return f"http://{HOST}:{self.actions_port}"


def load_config(
    environ: Mapping[str, str],
    *,
    rest: bool = False,
    scenario: str | None = None,
    any_ports: bool = False,
) -> Config:
    """Read and check the environment. ``any_ports``: free ones wherever none is named."""
    try:
        settings = load_settings(environ)
        regions = set(load_regions())
        days = retention_days(environ)
    except (SettingsError, RetentionError) as error:
        raise ConfigError(str(error)) from None
    if settings.region not in regions:
        raise ConfigError(
            f"SALDO_REGION names '{settings.region}'; known regions: {', '.join(sorted(regions))}."
        )
    real = bool(environ.get("SALDO_OKX_BASE_URL"))
    if real and (rest or scenario):
        option = "REST=1 opens" if rest else "SCENARIO belongs to"
        raise ConfigError(f"{option} the sandbox only: unset SALDO_OKX_BASE_URL.")
    if environ.get("SALDO_CREDENTIALS_FILE"):
        raise ConfigError(
            "SALDO_CREDENTIALS_FILE is no longer read: put the keys into the encrypted store"
            " (docs/identity.md)."
        )
    _check_identity(environ, settings, real)
    rasa_port = _port("rasa", environ, any_ports)
    state = _state(environ, f"{'shell' if any_ports else 'run'}-{rasa_port}")
    sandbox_port = None if real else _port("sandbox", environ, any_ports)
    return Config(
        rasa_port=rasa_port,
        actions_port=_port("actions", environ, any_ports),
        sandbox_port=sandbox_port,
        scenario=_scenario(scenario),
        rest=rest,
        demo_keys=None if real else state / "demo-keys.json",
        keystore=settings.keystore,
        identity_key=settings.identity_key or secrets.token_hex(32),
        action_secret=_action_secret(environ),
        client_secret=environ.get("SALDO_CLIENT_SECRET") or secrets.token_urlsafe(32),
        state=state,
        sandbox_args=tuple(shlex.split(environ.get("SALDO_SANDBOX_ARGS") or "")),
        identity_db=Path(environ.get("SALDO_IDENTITY_DB") or state / "identity.db").resolve(),
        retention_days=days,
        messengers=() if any_ports else _messengers(environ, settings, real),
        widget_origins=() if any_ports else _widget_origins(environ, sandbox_port),
        widget_db=Path(environ.get("SALDO_WIDGET_DB") or state / "widget.db").resolve(),
    )


def check_ports(config: Config) -> None:
    """Raise ConfigError unless all ports are free: Rasa itself starts on a taken one."""
    ports = {"rasa": config.rasa_port, "actions": config.actions_port}
    if config.sandbox_port:
        ports["sandbox"] = config.sandbox_port
    for name, port in ports.items():
        variable = f"SALDO_PORT_{name.upper()}"
        if list(ports.values()).count(port) > 1:
            raise ConfigError(f"Port {port} is given twice: set {variable} to another port.")
        if not is_free(port):
            raise ConfigError(
                f"Port {port} ({name}) is taken: stop what listens there, or set {variable}."
            )


def is_free(port: int) -> bool:
    """Whether nobody listens on ``port``, on loopback or on every interface."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port on which nobody listens, another one each time.

    One that the system hands out may be gone before it is used: it gives the same ports to
    outgoing connections, and a server takes half a minute to start. Raises ConfigError.
    """
    for port in itertools.islice(_shuffled_ports(), len(_QUIET_PORTS)):
        if is_free(port):
            return port
    raise ConfigError("No port is free.")


@lru_cache(maxsize=1)
def _shuffled_ports() -> Iterator[int]:
    return itertools.cycle(secrets.SystemRandom().sample(_QUIET_PORTS, len(_QUIET_PORTS)))


def _messengers(environ: Mapping[str, str], settings: Settings, real: bool) -> tuple[str, ...]:
    """A shell opens none: it would answer beside the running bot."""
    named = tuple(
        name for name, variables in MESSENGERS.items() if any(map(environ.get, variables))
    )
    if named and real and not settings.identity_key:
        raise ConfigError(
            "Set SALDO_IDENTITY_KEY with a messenger: a new one each start would undo all links."
        )
    return named


def _port(name: str, environ: Mapping[str, str], any_ports: bool) -> int:
    variable = f"SALDO_PORT_{name.upper()}"
    value = environ.get(variable)
    if not value:
        return free_port() if any_ports else _PORTS[name]
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= 65535:
        raise ConfigError(f"{variable} must be a port number from 1 to 65535, not '{value}'.")
    if any_ports and not is_free(int(value)):
        return free_port()  # `make run` has it: a shell stands beside it
    return int(value)


def _action_secret(environ: Mapping[str, str]) -> str:
    """The given one; else a new one, since the launcher starts both servers."""
    try:
        return caller_secret({VARIABLE: environ.get(VARIABLE, "")}) or secrets.token_hex(32)
    except CallerError as wrong:
        raise ConfigError(str(wrong)) from None


def _state(environ: Mapping[str, str], name: str) -> Path:
    return Path(environ.get("SALDO_RUN_DIR") or ROOT / ".saldo" / name).resolve()


def _widget_origins(environ: Mapping[str, str], sandbox_port: int | None) -> tuple[str, ...]:
    """The pages that an operator names, and the sandbox's help centre."""
    try:
        named = read_origins(environ.get("SALDO_WIDGET_ORIGINS") or "")
    except ValueError as wrong:
        raise ConfigError(f"{wrong}.") from None
    own = {f"http://{host}:{sandbox_port}" for host in (HOST, "localhost") if sandbox_port}
    return tuple(sorted(own | named))


def _scenario(value: str | None) -> Path | None:
    if not value:
        return None
    path = Path(value).expanduser().resolve()
    if not path.is_file():
        raise ConfigError(f"The scenario file {value} does not exist: check SCENARIO.")
    return path


def _check_identity(environ: Mapping[str, str], settings: Settings, real: bool) -> None:
    """A half-configured sign-in or key store stops the start."""
    if not real:
        named = next((name for name in OF_A_REAL_EXCHANGE if environ.get(name)), None)
        if named:
            raise ConfigError(f"{named} is for a real exchange: set SALDO_OKX_BASE_URL too.")
        return
    try:
        load_identity({**environ, "SALDO_IDENTITY_KEY": environ.get("SALDO_IDENTITY_KEY") or "x"})
        if settings.keystore is not None:
            KeyStore(settings.keystore, settings.keystore_key).entries()
    except (IdentityError, KeyStoreError) as error:
        raise ConfigError(f"{error}.") from None
    if settings.keystore is not None and environ.get("SALDO_TOKEN_URL"):
        raise ConfigError("Set SALDO_KEYSTORE or SALDO_TOKEN_URL, not both.")
