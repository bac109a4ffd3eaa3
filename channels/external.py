"""Users of a messenger: a conversation each, account facts in a direct message alone.

Who a user is comes from ``identity.links``: a visitor until they send a one-time code from
the signed-in help centre. What a user writes in a place that others read belongs to another
conversation, which is never linked, so no account fact can be said there.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from rasa.shared.core.events import SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from channels.background import Background, InTurn
from channels.base import Edge, Handler
from channels.chat_commands import Action, Command, read_command
from identity.exchange import ExchangeUnavailable, SubjectEnded
from identity.links import LinkResult, Unlinked
from identity.setup import Identity
from identity.speaker import State

logger = logging.getLogger(__name__)

LINKED = {
    LinkResult.LINKED: "utter_link_done",
    LinkResult.NOT_VALID: "utter_link_not_valid",
    LinkResult.TOO_MANY_TRIES: "utter_link_too_many_tries",
}
OUTCOME_SIGNED_OUT = "signed_out"
"""What the actions put in the slot ``outcome`` when an answer would need an account."""


class Offer(Enum):
    """What a reply in front of others leaves to say to its user alone."""

    NONE = "none"
    DIRECT_MESSAGE = "utter_direct_message_offer"
    CODE_IN_PUBLIC = "utter_link_code_in_public"


@dataclass(frozen=True)
class Reply:
    """``messages`` as ``Edge.answer`` gives them; ``aside``: for the user's eyes only."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    aside: list[dict[str, Any]] = field(default_factory=list)


Deliver = Callable[[Reply], Awaitable[None]]
"""Sends a reply to its user. Called before the user's next message is answered, so that
answers arrive in the order of their questions."""


class ExternalUsers:
    """The users of one messenger. ``user`` is the messenger's id for a user (with the
    workspace, where ids are unique within one only); it comes from a request whose origin
    was checked, never from a text or a field that a user can write.

    Every method may raise StoreUnavailable, and RuntimeError when there is no bot.
    """

    def __init__(
        self, channel: str, identity: Identity, background: Background | None = None
    ) -> None:
        self._channel = channel
        self._identity = identity
        self._edge = Edge(channel, identity.key)
        self._turns = InTurn()
        self._background = background or Background()

    async def direct(
        self, user: str, raw: str, handle: Handler, agent: Any, deliver: Deliver | None = None
    ) -> Reply:
        """A direct message: a command of linking, or a turn with the bot."""

        async def answer() -> Reply:
            command = read_command(raw)
            if command is not None:
                return await self._obey(user, command, agent)
            return await self._turn(user, raw, handle, agent)

        return await self._in_turn(user, answer, agent, deliver)

    async def public(
        self,
        user: str,
        place: str,
        raw: str,
        handle: Handler,
        agent: Any,
        deliver: Deliver | None = None,
    ) -> Reply:
        """A message in ``place``, where others read along. The user is a visitor there."""
        key = _in_place(user, place)

        async def answer() -> Reply:
            conversation = self._identity.links.speaker(self._channel, key).conversation
            command = read_command(raw)
            if command is not None:  # a code that others could read and use first
                aside = Offer.CODE_IN_PUBLIC if command.code else Offer.DIRECT_MESSAGE
                language = command.language
                return Reply(aside=await self._say(aside.value, conversation, agent, language))
            message = self._edge.message(conversation, None, raw)
            said = await self._edge.answer(handle, message, agent)
            if not await _needed_account(conversation, agent):
                return Reply(said)
            offer = await self._say(Offer.DIRECT_MESSAGE.value, conversation, agent)
            return Reply(said, offer)

        return await self._in_turn(key, answer, agent, deliver)

    async def command(self, user: str, text: str, agent: Any) -> Reply:
        """A command that only its user sees, wherever it is given (``/saldo link CODE``)."""

        async def answer() -> Reply:
            command = read_command(text, explicit=True) or Command(Action.HELP)
            return await self._obey(user, command, agent)

        return await self._in_turn(user, answer, agent, None)

    async def press(
        self,
        user: str,
        place: str | None,
        button: str,
        handle: Handler,
        agent: Any,
        deliver: Deliver | None = None,
    ) -> Reply:
        """A button that was shown to ``user``, in ``place`` or (None) in a direct message.

        One that this conversation was not shown, or no longer knows, is answered aside.
        """
        key = user if place is None else _in_place(user, place)
        conversation = self._identity.links.speaker(self._channel, key).conversation
        if not self._edge.knows(conversation, button):
            reply = Reply(aside=await self._say("utter_button_old", conversation, agent))
            if deliver is not None:
                await deliver(reply)
            return reply
        if place is None:
            return await self.direct(user, button, handle, agent, deliver)
        return await self.public(user, place, button, handle, agent, deliver)

    async def say(
        self, user: str, response: str, agent: Any, language: str | None = None
    ) -> list[dict[str, Any]]:
        """``response`` in the language of the user's own conversation, or in ``language`` where
        that has none yet."""
        conversation = self._identity.links.speaker(self._channel, user).conversation
        return await self._say(response, conversation, agent, language)

    async def apologise(self, agent: Any) -> list[dict[str, Any]]:
        """What can be said while nobody can be told apart."""
        return await self._say("utter_messenger_unavailable", "", agent)

    async def _in_turn(
        self,
        key: str,
        answer: Callable[[], Awaitable[Reply]],
        agent: Any,
        deliver: Deliver | None,
    ) -> Reply:
        """``answer`` and ``deliver``, after those of the same key that came before."""
        async with self._turns.turn(key) as mine:
            if mine:
                reply = await answer()
            else:
                reply = Reply(aside=await self.say(key, "utter_messages_waiting", agent))
            if deliver is not None:
                await deliver(reply)
            return reply

    async def _turn(self, user: str, raw: str, handle: Handler, agent: Any) -> Reply:
        links = self._identity.links
        who = links.speaker(self._channel, user)
        if who.state is State.SIGN_IN_AGAIN:
            return Reply(await self._say("utter_link_ended", who.conversation, agent))
        message = self._edge.message(who.conversation, who.customer, raw, who.ends)
        said = await self._edge.answer(handle, message, agent)
        after = links.speaker(self._channel, user)
        if who.customer is not None and after.conversation != who.conversation:
            # unlinked meanwhile, from the help centre: nothing of the account is told any more
            return Reply(await self._say("utter_unlink_done", who.conversation, agent))
        if await _needed_account(who.conversation, agent):
            ended = after.state is State.SIGN_IN_AGAIN
            hint = "utter_link_ended" if ended else "utter_link_how"
            if ended or after.state is State.VISITOR:
                said = [*said, *await self._say(hint, who.conversation, agent)]
        return Reply(said)

    async def _obey(self, user: str, command: Command, agent: Any) -> Reply:
        links = self._identity.links
        # said in the conversation that was: a new one would not know the language
        conversation = links.speaker(self._channel, user).conversation
        language = command.language
        if command.action is Action.HELP:
            return Reply(await self._say("utter_link_help", conversation, agent, language))
        if command.action is Action.LINK:
            response = LINKED[links.redeem(self._channel, user, command.code)]
            return Reply(await self._say(response, conversation, agent, language))
        undone = links.unlink(self._channel, user)
        if undone is None:
            return Reply(await self._say("utter_unlink_none", conversation, agent, language))
        self._background.start(self._revoke(undone))
        return Reply(await self._say("utter_unlink_done", conversation, agent, language))

    async def _revoke(self, undone: Unlinked) -> None:
        """Tell the exchange that the grant is over; the bot has forgotten it already."""
        tokens, grant = self._identity.tokens, undone.grant_token
        if tokens is None or grant is None:
            return
        try:
            await asyncio.get_running_loop().run_in_executor(None, tokens.revoke, grant)
        except (ExchangeUnavailable, SubjectEnded):
            logger.warning("The exchange was not told that a link was undone.")

    async def _say(
        self, response: str, conversation: str, agent: Any, language: str | None = None
    ) -> list[dict[str, Any]]:
        tracker = await _tracker(conversation, agent)
        if language is not None and tracker.get_slot("language") is None:
            tracker.update(SlotSet("language", language))
        said = await agent.nlg.generate(response, tracker, self._channel)
        return [{"text": said["text"]}] if said and said.get("text") else []


def _in_place(user: str, place: str) -> str:
    """The key of a user in front of others; no user's own id holds a blank."""
    return f"{user} in {place}"


async def _needed_account(conversation: str, agent: Any) -> bool:
    """Whether the last turn's answer said that it would need an account."""
    for event in reversed((await _tracker(conversation, agent)).events):
        if isinstance(event, SlotSet) and event.key == "outcome":
            return bool(event.value == OUTCOME_SIGNED_OUT)
        if isinstance(event, UserUttered):
            break
    return False


async def _tracker(conversation: str, agent: Any) -> DialogueStateTracker:
    """The stored conversation, or an empty one. It is a copy: nothing is written back."""
    if agent is None or not agent.is_ready():
        raise RuntimeError("the bot is not ready")
    found = await agent.tracker_store.retrieve(conversation)
    return found or DialogueStateTracker(conversation, agent.domain.slots)
