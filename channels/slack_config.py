"""What the Slack channel is told by its operator. Nothing is opened here.

In the environment, or in a credentials file under the names in brackets:

- ``SALDO_SLACK_SIGNING_SECRET`` (``signing_secret``): of the app; while it is changed, the new
  and the old one, ``new,old``
- ``SALDO_SLACK_BOT_TOKEN`` (``bot_token``): ``xoxb-…`` of the installed app
- ``SALDO_SLACK_TEAMS`` (``teams``): ids of the workspaces that are served, with commas
  between; empty: each that the app is installed in
- ``SALDO_SLACK_API`` (``api``): where the Web API is (default Slack's)
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from channels.web_api import is_safe_base

SLACK_API = "https://slack.com/api/"
_TOKEN = re.compile(r"[\x21-\x7e]{8,512}")
_TEAM = re.compile(r"[TE][A-Z0-9]{2,20}")


class SlackConfigError(ValueError):
    """A setting is missing or wrong; the message is one line that says what to do."""


@dataclass(frozen=True)
class SlackConfig:
    signing_secrets: tuple[str, ...] = field(repr=False)
    bot_token: str = field(repr=False)
    teams: frozenset[str] = frozenset()
    api: str = SLACK_API


def slack_config(
    credentials: Mapping[str, Any] | None, environ: Mapping[str, str] | None = None
) -> SlackConfig:
    """Raises SlackConfigError."""
    env = os.environ if environ is None else environ
    given = credentials or {}

    def value(name: str, variable: str) -> str:
        return str(given.get(name) or env.get(variable) or "").strip()

    secrets = _parts(value("signing_secret", "SALDO_SLACK_SIGNING_SECRET"))
    token = value("bot_token", "SALDO_SLACK_BOT_TOKEN")
    if not secrets or not token:
        raise SlackConfigError(
            "SALDO_SLACK_SIGNING_SECRET and SALDO_SLACK_BOT_TOKEN go together: set both or neither"
        )
    if not all(map(_TOKEN.fullmatch, (*secrets, token))):
        raise SlackConfigError(
            "SALDO_SLACK_SIGNING_SECRET and SALDO_SLACK_BOT_TOKEN are copied as Slack shows them,"
            " without blanks"
        )
    teams = _parts(value("teams", "SALDO_SLACK_TEAMS"))
    if not all(map(_TEAM.fullmatch, teams)):
        raise SlackConfigError("SALDO_SLACK_TEAMS holds ids like T0123ABCD, with commas between")
    return SlackConfig(secrets, token, frozenset(teams), _api(value("api", "SALDO_SLACK_API")))


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _api(value: str) -> str:
    """https, or http on this machine: the token is not sent in the clear."""
    if not value:
        return SLACK_API
    if not is_safe_base(value):
        raise SlackConfigError("SALDO_SLACK_API must be an https URL (http on this machine only)")
    return value.rstrip("/") + "/"
