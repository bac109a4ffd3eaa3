"""Brings an answer to where it belongs, or to the user's direct messages if it can't."""

from __future__ import annotations

import logging
from typing import Any

from channels.outgoing import LINK_HOSTS
from channels.slack_api import SlackApi, SlackFailed
from channels.slack_blocks import bare, posts
from channels.slack_read import Place

logger = logging.getLogger(__name__)

NO_ENTRY = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "user_not_in_channel",
        "messages_tab_disabled",
    }
)
BAD_BLOCKS = frozenset(
    {"invalid_blocks", "invalid_blocks_format", "msg_too_long", "msg_blocks_too_long"}
)
NO_THREAD = frozenset({"thread_not_found", "cannot_reply_to_message", "invalid_thread_ts"})


class SlackPoster:
    """Posts answers. Every failure is logged by Slack's word for it, without a text."""

    def __init__(self, api: SlackApi, hosts: frozenset[str] = LINK_HOSTS) -> None:
        self._api = api
        self._hosts = hosts

    async def say(self, place: Place, messages: list[dict[str, Any]]) -> None:
        """For everybody who reads at ``place``."""
        for post in posts(messages, self._hosts):
            await self._post("chat.postMessage", place, {"channel": place.channel, **post})

    async def say_aside(self, place: Place, messages: list[dict[str, Any]]) -> None:
        """For the user's eyes only, wherever that is."""
        if place.direct:
            await self.say(place, messages)
            return
        for post in posts(messages, self._hosts):
            target = {"channel": place.channel, "user": place.user}
            # no "unfurl" for what only one person sees
            kept = {key: value for key, value in post.items() if not key.startswith("unfurl")}
            await self._post("chat.postEphemeral", place, {**target, **kept})

    async def _post(self, method: str, place: Place, arguments: dict[str, Any]) -> None:
        if place.thread:
            arguments["thread_ts"] = place.thread
        for _ in range(4):  # each remedy once
            try:
                await self._api.call(method, arguments)
                return
            except SlackFailed as failed:
                code = failed.code
            if code in NO_THREAD and "thread_ts" in arguments:
                del arguments["thread_ts"]
            elif code in BAD_BLOCKS and "blocks" in arguments:
                arguments = bare(arguments)
            elif code in NO_ENTRY and arguments["channel"] != place.user:
                # a user's id as the channel is their direct message with the app
                method = "chat.postMessage"
                arguments = {**arguments, "channel": place.user}
                arguments.pop("thread_ts", None)
                arguments.pop("user", None)
            else:
                break
        logger.error("An answer did not reach its user in Slack (%s).", code)
