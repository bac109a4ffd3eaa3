"""What a messenger's user gets for a command of linking: linked, unlinked, or told how."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from channels.background import Background
from channels.chat_commands import Action, Command
from channels.saying import Voice
from identity.exchange import ExchangeUnavailable, SubjectEnded
from identity.links import LinkResult, Unlinked
from identity.setup import Identity

logger = logging.getLogger(__name__)

LINKED = {
    LinkResult.LINKED: "utter_link_done",
    LinkResult.NOT_VALID: "utter_link_not_valid",
    LinkResult.TOO_MANY_TRIES: "utter_link_too_many_tries",
}


class Linking:
    """Obeys the commands of one messenger's users. Raises what ``ExternalUsers`` raises."""

    def __init__(
        self, channel: str, identity: Identity, background: Background, voice: Voice
    ) -> None:
        self._channel = channel
        self._identity = identity
        self._background = background
        self._voice = voice

    async def obey(self, user: str, command: Command, agent: Any) -> list[dict[str, Any]]:
        """What to answer, for the user alone."""
        links = self._identity.links
        # said in the conversation that was: a new one would not know the language
        conversation = links.speaker(self._channel, user).conversation
        response = self._do(user, command)
        return await self._voice.say(response, conversation, agent, command.language)

    def _do(self, user: str, command: Command) -> str:
        """The response that tells what was done."""
        if command.action is Action.HELP:
            return "utter_link_help"
        if command.action is Action.LINK:
            return LINKED[self._identity.links.redeem(self._channel, user, command.code)]
        undone = self._identity.links.unlink(self._channel, user)
        if undone is None:
            return "utter_unlink_none"
        self._background.start(self._revoke(undone))
        return "utter_unlink_done"

    async def _revoke(self, undone: Unlinked) -> None:
        """Tell the exchange that the grant is over; the bot has forgotten it already."""
        tokens, grant = self._identity.tokens, undone.grant_token
        if tokens is None or grant is None:
            return
        try:
            await asyncio.get_running_loop().run_in_executor(None, tokens.revoke, grant)
        except (ExchangeUnavailable, SubjectEnded):
            logger.warning("The exchange was not told that a link was undone.")
