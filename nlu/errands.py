"""Messages that hold two errands: "my deposit is missing and I can't log in".

The parts of such a message travel through the pipeline as messages of their own, so that the same
classifier ranks them; the verdict then weighs them and only the message itself leaves.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, NamedTuple

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.clauses import TURN, Part, parts_of
from nlu.extract import read
from nlu.marks import CIRCUMSTANCE, FOREIGN, PART, PROBLEM, READING, SWITCH, THEFT
from nlu.sources import sources_fingerprint
from nlu.vocabulary import words

ERRANDS = words(
    """
    funding_account_p2p trade_not_in_balance deposit_not_arrived token_maintenance
    account_restricted settlement_delay account_sync security_breach withdrawal_not_arrived
    resolution_time phishing_recovery fiat_value_mismatch fund_insurance verify_transaction
    prevention_tips multi_exchange account_help check_balance check_deposit_status
    check_order_status check_system_status check_verification contact_support
    """
)
"""What a customer can come for; a greeting or a "yes" beside it is no second errand."""

# One story often sounds like both of these: "new phone, and now everything is zero".
NEIGHBOURS = tuple(
    words(group)
    for group in (
        "deposit_not_arrived check_deposit_status verify_transaction",
        "trade_not_in_balance check_order_status",
        "account_sync settlement_delay check_balance trade_not_in_balance",
        "settlement_delay fiat_value_mismatch",
        "account_restricted check_verification account_help",
        "token_maintenance check_system_status",
        "token_maintenance withdrawal_not_arrived account_restricted",
        "token_maintenance deposit_not_arrived account_sync",
        "security_breach phishing_recovery prevention_tips account_help",
        "funding_account_p2p trade_not_in_balance",
        "account_sync account_help",
    )
)
_NEVER = 2.0
# By seam (TURN, STOP, AND, NOW, COMMA): how sure both parts must be, how sure where they are
# neighbours, and how much of either the message as a whole must hold.
#
# On the development messages (1,111 with one errand, 40 with two, 300 joined from two of the
# former): a false second in 0.7 %, 36 of the 40 and 80 % of the joined ones found. On 300 others,
# each part read by itself: 1.0 %, 38 and 74 %; where the whole must name one of the two: 35 and
# 66 %; without the softening, too: 34 and 58 %.
_SURE = (0.4, 0.6, 0.6, 0.6, 0.95)
_SURE_OF_NEIGHBOURS = (0.6, 0.98, 0.98, _NEVER, _NEVER)
_HELD = (0.0, 0.0001, 0.0001, 0.0001, 0.05)
# In a story, which says much on the way, both must be as sure as this; and a theft that only a part
# sounds like ("I was on nights all week") must be in the whole, too. On 1,184 stories with one
# errand a false second in 5 % instead of 17, a false theft in 34 instead of 102; of 840 messages
# with two, joined or written so, 638 found instead of 645.
_STORY = 26  # words
_SURE_IN_A_STORY = 0.95
HELD_OF_A_THEFT = 0.05
_SOFTER = 0.35  # power of the whole message's probabilities: on their own they leave a second none
_ANYWAY = 0.02  # weight of a part's own ranking where the whole message says nothing of it
_SURE_WHATEVER_THE_WHOLE = 0.9
_SAYS_ONE_THING = 0.95  # a message that as a whole says this surely something that no part says


class Strictness(NamedTuple):
    """What is asked of two parts. ``share``: of how sure both must be; the others: what a part
    alone must give its errand."""

    share: float
    least: float
    least_of_theft: float


_READ = Strictness(1.0, 0.3, 0.9)  # "mine is hanging" without its beginning sounds like a theft
_AT_A_GLANCE = Strictness(0.7, 0.2, 0.2)


class Errand(NamedTuple):
    """What a part of the message is about, how surely (0 to 1), and where it stands."""

    intent: str
    confidence: float
    part: Part


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class ErrandSplitter(GraphComponent):
    """Adds the parts of a message behind it, where it has a seam between two clauses."""

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ErrandSplitter:
        return cls()

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return sources_fingerprint()

    def process(self, messages: list[Message]) -> list[Message]:
        """At most three parts a message; none of one that cannot be read or is foreign."""
        return [each for message in messages for each in (message, *split(message))]

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Training messages have one errand each."""
        return training_data


def split(message: Message) -> list[Message]:
    """The parts as messages of their own, marked with their place."""
    if message.get(FOREIGN) or message.get(PROBLEM) or message.get(SWITCH):
        return []
    reading = message.get(READING) or read(message.get(TEXT) or "")
    found = []
    for part in parts_of(reading.without_secrets):
        within = reading.within(part.start, part.end)
        found.append(Message({TEXT: within.text, READING: within, PART: part}))
    return found


def with_their_parts(messages: list[Message]) -> Iterator[tuple[Message, list[Message]]]:
    """Each message, and the parts that were added behind it."""
    for at, message in enumerate(messages):
        if not message.get(PART):
            behind = itertools.takewhile(lambda each: bool(each.get(PART)), messages[at + 1 :])
            yield message, [*behind]


def perhaps_two_errands(message: Message, parts: list[Message]) -> bool:
    """Whether it is worth reading the parts, which were looked at in passing, by themselves."""
    return two_errands(message, parts, _AT_A_GLANCE) is not None


def two_errands(
    message: Message, parts: list[Message], strictness: Strictness = _READ
) -> tuple[Errand, Errand] | None:
    """(what is answered, what is offered), or None for the one errand that most messages are."""
    said = {name: odds for name, odds in ranking_of(message).items() if name != CIRCUMSTANCE}
    whole = _softened(said)
    if not whole or len(parts) < 2:
        return None
    top = max(whole, key=lambda name: whole[name])
    if top not in ERRANDS:
        return None  # "I found a phone with OKX on it, what is in the account?"
    story = len((message.get(TEXT) or "").split()) >= _STORY
    errands = [e for e in (_errand(part, whole, strictness) for part in parts) if e]
    found = [
        (one, other)
        for at, one in enumerate(errands)
        for other in errands[at + 1 :]
        if _are_two(one, other, whole, said, strictness.share, story)
        and (
            top in (one.intent, other.intent)
            or (said[top] < _SAYS_ONE_THING and _are_sure(one, other, strictness.share))
        )
    ]
    found.sort(key=lambda pair: THEFT not in (pair[0].intent, pair[1].intent))
    if not found:
        return None
    one, other = found[0]
    return (other, one) if other.intent == THEFT else (one, other)


def ranking_of(message: Message) -> dict[str, float]:
    """How likely each intent is, without "too unsure to answer"."""
    ranking = message.get(INTENT_RANKING_KEY) or []
    return {str(r["name"]): float(r["confidence"]) for r in ranking if r["name"] != "nlu_fallback"}


def _softened(ranking: dict[str, float]) -> dict[str, float]:
    """The same order, nearer to each other: what is second is to be heard beside what is first."""
    odds = {name: value**_SOFTER for name, value in ranking.items()}
    total = sum(odds.values())
    return {name: value / total for name, value in odds.items()}


def _errand(part: Message, whole: dict[str, float], strictness: Strictness) -> Errand | None:
    """A part read in the light of the whole: "never came" alone may be many things."""
    own = ranking_of(part)
    if not own or max(own, key=lambda name: own[name]) == CIRCUMSTANCE:
        return None
    weights = {name: odds * (whole.get(name, 0.0) + _ANYWAY) for name, odds in own.items()}
    best = max(weights, key=lambda name: weights[name])
    least = strictness.least_of_theft if best == THEFT else strictness.least
    if best not in ERRANDS or own[best] < least:
        return None
    return Errand(best, weights[best] / sum(weights.values()), part.get(PART))


def _are_sure(one: Errand, other: Errand, share: float) -> bool:
    """Then they may not drown: the message as a whole can read as something between them."""
    return min(one.confidence, other.confidence) >= share * _SURE_WHATEVER_THE_WHOLE


def _are_two(
    one: Errand,
    other: Errand,
    whole: dict[str, float],
    said: dict[str, float],
    share: float,
    story: bool,
) -> bool:
    """``said``: ``whole`` as it is. One errand that sounds like two neighbours leaves the second
    nothing there, however sure its parts are. ``story``: whether much is said on the way; unless
    a word says that something else begins, the parts then count for less."""
    if one.intent == other.intent:
        return False
    seam = other.part.seam
    if story and seam != TURN:
        if THEFT in (one.intent, other.intent) and said.get(THEFT, 0.0) < HELD_OF_A_THEFT:
            return False
        if min(one.confidence, other.confidence) < share * _SURE_IN_A_STORY:
            return False
    near = any({one.intent, other.intent} <= group for group in NEIGHBOURS)
    needed = share * (_SURE_OF_NEIGHBOURS if near else _SURE)[seam]
    known = said if near else whole
    least = min(known.values())  # what is not among the ten that are ranked has no more than this
    held = min(known.get(e.intent, least) for e in (one, other))
    return min(one.confidence, other.confidence) >= needed and held >= _HELD[seam]
