"""A Slack workspace around the channel: its requests over HTTP, its Web API as a stand-in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from channels.slack import SlackChannel
from channels.slack_api import SlackApi
from channels.slack_config import SlackConfig
from tests.standins import slack
from tests.unit.channels.played import Played


class Workspace(Played):
    """Users are ``U…``."""

    api: slack.StandIn
    channel: SlackChannel

    def __init__(self, folder: Path, teams: tuple[str, ...] = ()) -> None:
        api = slack.StandIn()
        secrets = (slack.SECRET, "an-older-secret")
        self.config = SlackConfig(secrets, slack.TOKEN, frozenset(teams), api.url)
        super().__init__(folder, api)

    def new_channel(self) -> SlackChannel:
        return SlackChannel(
            self.config,
            self.identity,
            self.seen("slack"),
            api=SlackApi(self.config, self.sleep),
            clock=self.clock,
            rates=self.rates,
        )

    def request_of(self, payload: Any, **how: Any) -> tuple[bytes, dict[str, str]]:
        return slack.request_of(payload, **how)

    def say(self, user: str, text: str, **event: Any) -> list[str]:
        """A direct message: what the user reads as answer."""
        return self.new(slack.direct_message(user, text, **event))

    def mention(self, user: str, text: str, **event: Any) -> list[str]:
        return self.new(slack.mention(user, text, **event))

    def press(self, user: str, value: str, **more: Any) -> list[str]:
        return self.new(slack.click(user, value, **more))

    def slash(self, user: str, text: str, **more: str) -> str:
        """A slash command: what is answered in place."""
        ((status, body),) = self.play(slack.slash(user, text, **more))
        assert status == 200, body
        return slack.show(json.loads(body)).text

    def link(self, user: str, customer: str) -> None:
        self.say(user, f"link {self.identity.links.make_code(customer, None)}")
