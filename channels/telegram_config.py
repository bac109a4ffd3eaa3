"""What the Telegram channel is told by its operator. Nothing is opened here.

In the environment, or in a credentials file under the names in brackets:

- ``SALDO_TELEGRAM_BOT_TOKEN`` (``bot_token``): ``123456:…``, from @BotFather
- ``SALDO_TELEGRAM_SECRET`` (``secret``): of your own making; Telegram sends it along with each
  update. While it is changed, the new and the old one, ``new,old``
- ``SALDO_TELEGRAM_URL`` (``url``): the bot's public https address, without a path of its own
- ``SALDO_TELEGRAM_API`` (``api``): where the Bot API is (default Telegram's)
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from channels.web_api import is_safe_base

TELEGRAM_API = "https://api.telegram.org/"
WEBHOOK_PATH = "/webhooks/telegram/webhook"
PORTS = (None, 443, 80, 88, 8443)
"""The ports that Telegram delivers to."""
_TOKEN = re.compile(r"[0-9]{1,20}:[A-Za-z0-9_-]{8,128}")
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


class TelegramConfigError(ValueError):
    """A setting is missing or wrong; the message is one line that says what to do."""


@dataclass(frozen=True)
class TelegramConfig:
    """``secrets``: the first one is registered, each is accepted."""

    bot_token: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    webhook: str  # the address that Telegram delivers to
    api: str = TELEGRAM_API

    @property
    def bot_id(self) -> int:
        """The bot's own user id."""
        return int(self.bot_token.partition(":")[0])


def telegram_config(
    credentials: Mapping[str, Any] | None, environ: Mapping[str, str] | None = None
) -> TelegramConfig:
    """Raises TelegramConfigError."""
    env = os.environ if environ is None else environ
    given = credentials or {}

    def value(name: str, variable: str) -> str:
        return str(given.get(name) or env.get(variable) or "").strip()

    token = value("bot_token", "SALDO_TELEGRAM_BOT_TOKEN")
    parts = value("secret", "SALDO_TELEGRAM_SECRET").split(",")
    secrets = tuple(part.strip() for part in parts if part.strip())
    url = value("url", "SALDO_TELEGRAM_URL")
    if not token or not secrets or not url:
        raise TelegramConfigError(
            "SALDO_TELEGRAM_BOT_TOKEN, SALDO_TELEGRAM_SECRET and SALDO_TELEGRAM_URL go together:"
            " set all or none"
        )
    if not _TOKEN.fullmatch(token):
        raise TelegramConfigError("SALDO_TELEGRAM_BOT_TOKEN is copied as @BotFather shows it")
    if not all(map(_SECRET.fullmatch, secrets)):
        raise TelegramConfigError(
            "SALDO_TELEGRAM_SECRET must be 16 to 256 of A-Z, a-z, 0-9, _ and -"
        )
    api = value("api", "SALDO_TELEGRAM_API") or TELEGRAM_API
    if not is_safe_base(api):
        raise TelegramConfigError(
            "SALDO_TELEGRAM_API must be an https URL (http on this machine only)"
        )
    return TelegramConfig(token, secrets, _webhook(url), api.rstrip("/") + "/")


def _webhook(url: str) -> str:
    try:
        parts = urlsplit(url)
        good = parts.scheme == "https" and parts.hostname and parts.port in PORTS
    except ValueError:
        good = False
    if not good or parts.query or parts.fragment or parts.username:
        raise TelegramConfigError(
            "SALDO_TELEGRAM_URL must be an https URL on port 443, 80, 88 or 8443"
        )
    return url.rstrip("/") + WEBHOOK_PATH
