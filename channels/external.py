"""Users of a messenger: a conversation each, account facts in a direct message alone.

Who a user is comes from ``identity.links``: a visitor until they send a one-time code from
the signed-in help centre. What a user writes in a place that others read belongs to another
conversation, which is never linked, so no account fact can be said there.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from channels.background import Background, InTurn
from channels.base import Edge, Handler
from channels.chat_commands import Action, Command, read_command
from channels.limits import Rates
from channels.linking import Linking
from channels.replies import SLOW_DOWN, Deliver, Offer, Reply
from channels.saying import Voice, needed_account
from identity.setup import Identity
from identity.speaker import State

_IN = " in "


class ExternalUsers:
    """The users of one messenger. ``user`` is the messenger's id for a user (with the
    workspace, where ids are unique within one only); it comes from a request whose origin
    was checked, never from a text or a field that a user can write.

    Every method may raise StoreUnavailable, and RuntimeError when there is no bot.
    """

    def __init__(
        self,
        channel: str,
        identity: Identity,
        background: Background | None = None,
        rates: Rates | None = None,
    ) -> None:
        self._channel = channel
        self._links = identity.links
        self._edge = Edge(channel, identity.key)
        self._turns = InTurn()
        self._rates = rates or Rates.of_messenger()
        self._voice = Voice(channel)
        self._linking = Linking(channel, identity, background or Background(), self._voice)

    async def direct(
        self, user: str, raw: str, handle: Handler, agent: Any, deliver: Deliver | None = None
    ) -> Reply:
        """A direct message: a command of linking, or a turn with the bot."""

        async def answer() -> Reply:
            command = read_command(raw)
            if command is not None:
                return Reply(await self._linking.obey(user, command, agent))
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
        key, say = _in_place(user, place), self._voice.say

        async def answer() -> Reply:
            conversation = self._links.speaker(self._channel, key).conversation
            command = read_command(raw)
            if command is not None:  # a code that others could read and use first
                aside = Offer.CODE_IN_PUBLIC if command.code else Offer.DIRECT_MESSAGE
                language = command.language
                return Reply(aside=await say(aside.value, conversation, agent, language))
            message = self._edge.message(conversation, None, raw)
            said = await self._edge.answer(handle, message, agent)
            if not await needed_account(conversation, agent):
                return Reply(said)
            return Reply(said, await say(Offer.DIRECT_MESSAGE.value, conversation, agent))

        return await self._in_turn(key, answer, agent, deliver)

    async def command(self, user: str, text: str, agent: Any) -> Reply:
        """A command that only its user sees, wherever it is given (``/saldo link CODE``)."""

        async def answer() -> Reply:
            command = read_command(text, explicit=True) or Command(Action.HELP)
            return Reply(await self._linking.obey(user, command, agent))

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
        conversation = self._links.speaker(self._channel, key).conversation
        if not self._edge.knows(conversation, button):
            reply = Reply(aside=await self._voice.say("utter_button_old", conversation, agent))
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
        conversation = self._links.speaker(self._channel, user).conversation
        return await self._voice.say(response, conversation, agent, language)

    async def apologise(self, agent: Any) -> list[dict[str, Any]]:
        """What can be said while nobody can be told apart."""
        return await self._voice.say("utter_messenger_unavailable", "", agent)

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
                reply = Reply(aside=await self._slow_down(key, agent))
            if deliver is not None:
                await deliver(reply)
            return reply

    def may_be_told(self, user: str) -> bool:
        """Whether to say that this goes too fast; not again for a while once it was said."""
        return self._rates.told.wait(user.partition(_IN)[0]) == 0

    async def _slow_down(self, key: str, agent: Any) -> list[dict[str, Any]]:
        return await self.say(key, SLOW_DOWN, agent) if self.may_be_told(key) else []

    async def _turn(self, user: str, raw: str, handle: Handler, agent: Any) -> Reply:
        who = self._links.speaker(self._channel, user)
        if who.state is State.SIGN_IN_AGAIN:
            return Reply(await self._voice.say("utter_link_ended", who.conversation, agent))
        if who.customer is not None and self._rates.customer.wait(who.customer):
            return Reply(await self._slow_down(user, agent))  # by several of their accounts
        message = self._edge.message(who.conversation, who.customer, raw, who.ends)
        said = await self._edge.answer(handle, message, agent)
        after = self._links.speaker(self._channel, user)
        if who.customer is not None and after.conversation != who.conversation:
            # unlinked meanwhile, from the help centre: nothing of the account is told any more
            return Reply(await self._voice.say("utter_unlink_done", who.conversation, agent))
        if await needed_account(who.conversation, agent):
            ended = after.state is State.SIGN_IN_AGAIN
            hint = "utter_link_ended" if ended else "utter_link_how"
            if ended or after.state is State.VISITOR:
                said = [*said, *await self._voice.say(hint, who.conversation, agent)]
        return Reply(said)


def _in_place(user: str, place: str) -> str:
    """The key of a user in front of others; no user's own id holds a blank."""
    return f"{user}{_IN}{place}"
