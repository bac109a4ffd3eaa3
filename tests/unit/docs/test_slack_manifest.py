"""The Slack app's manifest asks for what the channel uses, and for nothing else."""

from __future__ import annotations

from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
MANIFEST = yaml.safe_load((ROOT / "docs" / "slack-manifest.yml").read_text(encoding="utf-8"))
WEBHOOK = "https://bot.example.com/webhooks/slack/webhook"


def test_every_request_goes_to_the_channels_webhook() -> None:
    settings = MANIFEST["settings"]
    (command,) = MANIFEST["features"]["slash_commands"]
    addresses = {
        command["url"],
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
    }
    assert addresses == {WEBHOOK}
    assert settings["socket_mode_enabled"] is False


def test_scopes_are_what_the_events_and_calls_need() -> None:
    events = set(MANIFEST["settings"]["event_subscriptions"]["bot_events"])
    assert events == {"app_mention", "message.im"}
    assert set(MANIFEST["oauth_config"]["scopes"]["bot"]) == {
        "app_mentions:read",
        "chat:write",
        "commands",
        "im:history",
    }
    assert "user" not in MANIFEST["oauth_config"]["scopes"]


def test_users_may_write_to_the_app() -> None:
    home = MANIFEST["features"]["app_home"]
    assert home["messages_tab_enabled"] is True
    assert home["messages_tab_read_only_enabled"] is False
