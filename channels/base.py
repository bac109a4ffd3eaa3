"""What every channel of Saldo does alike: read a message safely and never stay silent."""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.shared.core.trackers import DialogueStateTracker

from channels.buttons import ButtonBook
from channels.saying import stored_tracker
from channels.text import MAX_CHARACTERS, plain_text
from identity import LIFETIME_SECONDS, METADATA_KEY, sign
from shield import MASK, MASKED_KIND, Watch, find_secrets, mask

logger = logging.getLogger(__name__)

TOO_LONG = "too_long"
"""Key of the metadata that says: the customer's text was longer than what is passed on."""
LAST_RESPONSE = "utter_default"
SIGN_IN_RESPONSE = "utter_sign_in_ended"
_NUMBER_SLOTS = ("amount", "order_id", "txid")  # asked for: a lone number answers

Handler = Callable[[UserMessage], Awaitable[Any]]


class Output(CollectingOutputChannel):
    """Collects a turn's messages; buttons leave with ids in place of payloads."""

    def __init__(self, book: ButtonBook) -> None:
        super().__init__()
        self._book = book

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Collect one message with its buttons."""
        shown = self._book.show(recipient_id, buttons)
        await super().send_text_with_buttons(recipient_id, text, shown, **kwargs)

    async def send_custom_json(
        self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any
    ) -> None:
        """Nothing: a card repeats what the text says, for channels that can draw one."""


class Edge:
    """Turns what a client sent into a UserMessage, and a turn into what to send back."""

    def __init__(
        self, channel: str, identity_key: str | None, output: type[Output] = Output
    ) -> None:
        self._channel = channel
        self._key = identity_key
        self._book = ButtonBook()
        self._watch = Watch()
        self._output = output

    @property
    def book(self) -> ButtonBook:
        """The buttons that this channel has shown."""
        return self._book

    def message(
        self, conversation: str, customer: str | None, raw: str, ends: int | None = None
    ) -> UserMessage:
        """The message of ``customer`` (None: a visitor) in ``conversation``.
        ``ends``: when the sign-in does (Unix s); what is signed never outlives it.

        Nothing of the client but its text gets in: the metadata are ours, the identity is
        signed here for this conversation, and a button's id or title becomes its intent.
        """
        metadata: dict[str, Any] = {}
        if customer is not None:
            expires = int(time.time()) + LIFETIME_SECONDS
            expires = expires if ends is None else min(expires, ends)
            metadata[METADATA_KEY] = sign(conversation, customer, expires, self._key or "")
        choice = self._book.take(conversation, raw)
        parse_data = choice.parse_data() if choice else None
        if choice and parse_data:
            text = choice.title
        else:
            text, found = read_text(choice.payload if choice else raw, self._watch, conversation)
            metadata |= found
        return UserMessage(
            text,
            self._output(self._book),
            conversation,
            parse_data=parse_data,
            input_channel=self._channel,
            metadata=metadata,
        )

    async def answer(
        self, handle: Handler, message: UserMessage, agent: Any
    ) -> list[dict[str, Any]]:
        """Run the turn; a turn that said nothing gets the last word ``utter_default``.

        Raises RuntimeError when there is no bot to say even that.
        """
        try:
            await _mask_lone_code(message, agent)
            await handle(message)
        except Exception as error:
            # Neither the text nor the trace: both can hold what the customer wrote.
            logger.error("A turn failed (%s).", type(error).__name__)
        output: Output = message.output_channel
        if not output.messages:
            await self._last_word(message, output, agent)
        return output.messages

    async def ask_to_sign_in(self, conversation: str, agent: Any) -> list[dict[str, Any]]:
        """What to say while a conversation's sign-in has ended (State.SIGN_IN_AGAIN), in the
        customer's language. The message that came is not handed on and leaves no trace.

        Raises RuntimeError when there is no bot to say it.
        """
        tracker, output = await stored_tracker(conversation, agent), self._output(self._book)
        response = await agent.nlg.generate(SIGN_IN_RESPONSE, tracker, output.name())
        if response:
            await output.send_response(conversation, response)
        return output.messages

    def knows(self, conversation: str, button: str) -> bool:
        """Whether ``button`` (an id) was shown in ``conversation`` and still means something."""
        return self._book.knows(conversation, button)

    async def _last_word(self, message: UserMessage, output: Output, agent: Any) -> None:
        tracker = await stored_tracker(message.sender_id, agent)
        if tracker.is_paused():  # a person has this conversation
            return
        logger.error("A turn had no answer (intent: %s).", _intent(tracker))
        response = await agent.nlg.generate(LAST_RESPONSE, tracker, output.name())
        if response:
            await output.send_response(message.sender_id, response)


def read_text(raw: str, watch: Watch, conversation: str) -> tuple[str, dict[str, Any]]:
    """``raw`` as it may be understood and stored, and the metadata that say what was done to it.

    Secrets are masked before anything keeps or reads them, also those that only the messages
    before in ``conversation`` complete.
    """
    metadata: dict[str, Any] = {TOO_LONG: True} if len(raw) > MAX_CHARACTERS else {}
    raw = raw[: MAX_CHARACTERS * 2]
    seen = watch.read(conversation, raw)
    if seen.kind:
        metadata[MASKED_KIND] = seen.kind
    return plain_text(mask(raw, seen.spans, MASK)), metadata


async def _mask_lone_code(message: UserMessage, agent: Any) -> None:
    """A message that is nothing but a short number is a one-time code, unless one was asked for."""
    if message.parse_data or not message.text:
        return
    spans = find_secrets(message.text)
    if not spans or spans[0].kind != "code" or agent is None or not agent.is_ready():
        return
    tracker = await agent.tracker_store.retrieve(message.sender_id)
    asked = tracker.slots.get("requested_slot") if tracker else None
    if asked and asked.value in _NUMBER_SLOTS:
        return
    message.text = mask(message.text, spans, MASK)
    message.metadata = {**(message.metadata or {}), MASKED_KIND: "code"}


async def warm_up(agent: Any) -> None:
    """Load what the first message would wait for: the shield's words, encoder and tokenizer."""
    find_secrets("word " * 24)
    if agent is not None and agent.is_ready():
        await agent.parse_message("hej")


def _intent(tracker: DialogueStateTracker) -> str | None:
    latest = tracker.latest_message
    return latest.intent.get("name") if latest else None
