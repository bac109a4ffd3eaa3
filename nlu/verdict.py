"""The last component: what is certain overrides what is likely."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from nlu.asked_back import asks_back, asks_for_anothers, asks_who_is_a_customer, term_of
from nlu.authorship import not_me
from nlu.bare_answers import ANSWERS, is_bare_answer
from nlu.beside_secrets import errand_beside, masked_kind, tells_a_secret
from nlu.corrections import Correction, correction
from nlu.entities import entity
from nlu.errands import Errand, two_errands, with_their_parts
from nlu.extract import Reading, look
from nlu.fears import (
    IN_ANY_LANGUAGE,
    PERHAPS_IN_ANY,
    perhaps_a_theft,
    theft_in,
    trace_of_theft,
    weigh_theft,
)
from nlu.marks import (
    ASK,
    CIRCUMSTANCE,
    FOREIGN,
    OUT,
    PROBLEM,
    READING,
    SECRET,
    SWITCH,
    THEFT,
)
from nlu.offers import errand_taken_up
from nlu.sources import sources_fingerprint
from nlu.state import doubted, slot, was_answered
from nlu.switch import is_only_a_switch

SECOND, NOT_MEANT = "second", "not_meant"
"""Groups of the entities of a second errand, and of those taken back: no slot takes them."""
_FEW_WORDS = 4
_TOLD = frozenset({"explained", "nothing", "told"})
_AT_HAND = _TOLD | {"asks", "asks_owner", "hand_over"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class Verdict(GraphComponent, IntentClassifier):
    """Secrets, unreadable messages, bare answers and language switches, in this order."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"alert": 0.05, "trace": 0.015}

    def __init__(self, config: dict[str, Any]) -> None:
        config = {**self.get_default_config(), **config}
        self._alert, self._trace = float(config["alert"]), float(config["trace"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Verdict:
        return cls(config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return sources_fingerprint()

    def process(
        self, messages: list[Message], tracker: DialogueStateTracker | None = None
    ) -> list[Message]:
        """Override the intent where a rule knows it, and add the entities that say why."""
        wholes: list[Message] = []
        for message, parts in with_their_parts(messages):
            leave_out_circumstances(message)
            self._judge(message, parts, tracker)
            wholes.append(message)
        return wholes

    def _judge(
        self, message: Message, parts: list[Message], tracker: DialogueStateTracker | None
    ) -> None:
        reading = message.get(READING) or look(message.get(TEXT) or "")
        found = [*secrets_of(message, reading), *problems_of(message), *terms_of(reading)]
        at_hand = a_case_is_at_hand(tracker)
        intent = certain_intent(message, reading, found, at_hand)
        corrected = correction(reading, slot(tracker, "outcome"), slot(tracker, "topic"))
        asked_back = asked_of_the_case(reading, tracker)
        offered = errand_taken_up(message.get(INTENT, {}).get("name"), reading.text, tracker)
        told = 1.0 if intent == SECRET else tells_a_secret(message, parts) if not intent else 0.0
        if told:
            beside = errand_beside(message, parts)
            if beside:
                put_off(message, reading, beside)
            _override(message, SECRET, told)
        elif intent and intent != "inform":
            _override(message, intent)
        elif offered:
            _override(message, str(offered["intent"]))
            found += [entity(name, value) for name, value in offered["said"].items()]
        elif corrected:
            correct(message, reading, corrected, doubted(tracker))
        elif was_another(message, reading, slot(tracker, "outcome")):
            _override(message, THEFT)
        elif asked_back == "next" and slot(tracker, "outcome") == "security":
            _override(message, "dont_know")  # of how things stand: what protects in any case
        elif asked_back:
            _override(message, "resolution_time")
            found.append(entity("follow_up", asked_back))
        elif intent:
            _override(message, doubted(tracker) or intent)
        elif says_how_things_stand(reading, tracker):
            _override(message, "inform")
        else:
            errands = two_errands(message, parts)
            if errands and not perhaps_a_theft(message, parts, errands):
                take_the_first(message, reading, errands)
            else:
                weigh_theft(message, self._alert)
            found += trace_of_theft(message, self._trace)
        if message.get(FOREIGN):
            found += trace_of_theft(message, PERHAPS_IN_ANY, {OUT})
        message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)


def leave_out_circumstances(message: Message) -> None:
    """A message that tells circumstances alone ("I'm 82 and slow with phones") is asked about."""
    ranking = message.get(INTENT_RANKING_KEY, [])
    others = [r for r in ranking if r["name"] != CIRCUMSTANCE]
    message.set(INTENT_RANKING_KEY, others, add_to_output=True)
    intent = message.get(INTENT, {})
    if intent.get("name") == CIRCUMSTANCE:
        _override(message, ASK, intent["confidence"])


def secrets_of(message: Message, reading: Reading) -> list[dict[str, Any]]:
    """``secret_kind`` for what is in the text and for what the channel has masked already."""
    found = [
        entity("secret_kind", s.kind, *reading.folded.original(s.start, s.end))
        for s in reading.secrets
    ]
    masked = masked_kind(message)
    if masked:
        found.append(entity("secret_kind", masked))
    return found


def problems_of(message: Message) -> list[dict[str, Any]]:
    """``input_problem`` for a message that cannot be read as it is."""
    problems = [message.get(PROBLEM), "other_language" if message.get(FOREIGN) else None]
    return [entity("input_problem", problem) for problem in problems if problem]


def terms_of(reading: Reading) -> list[dict[str, Any]]:
    """``term`` for the word that is asked the meaning of; whatever the intent, that is said."""
    term = term_of(reading.text)
    return [entity("term", term)] if term else []


def asked_of_the_case(reading: Reading, tracker: DialogueStateTracker | None) -> str | None:
    """ "time", "why" or "next", asked about the case that is at hand; a coin or an id asks for
    itself. What to do now can be asked of an answer without a case, too."""
    if any(f.name in ANSWERS for f in reading.entities):
        return None
    asked = asks_back(reading.text)
    if asked == "next":
        return asked if was_answered(tracker) else None
    return asked if a_case_is_at_hand(tracker) else None


def a_case_is_at_hand(tracker: DialogueStateTracker | None) -> bool:
    """Whether something was looked at and answered, or is being asked about."""
    return bool(slot(tracker, "topic")) and slot(tracker, "outcome") in _AT_HAND


def says_how_things_stand(reading: Reading, tracker: DialogueStateTracker | None) -> bool:
    """Whether a few words answer "how do things stand right now?" ("jag kommer in")."""
    few = len(reading.text.split()) <= _FEW_WORDS
    asked = slot(tracker, "outcome") == "security"
    return asked and few and any(f.name == "control" for f in reading.entities)


def was_another(message: Message, reading: Reading, outcome: str | None) -> bool:
    """Whether "not me" is said of what was just found. After "was it you?" it is an answer to that,
    and leads to protection by its rule."""
    said_no = message.get(INTENT, {}).get("name") == "deny"
    return said_no and outcome in _TOLD and not_me(reading.text)


def certain_intent(
    message: Message, reading: Reading, found: list[dict[str, Any]], at_hand: bool
) -> str | None:
    """The intent that needs no guessing, or None. ``at_hand``: whether a case is."""
    kinds = {f["entity"] for f in found}
    values = {f["value"] for f in found}
    if "secret_kind" in kinds:
        return SECRET
    if values & {"empty", "emoji_only"} or not message.get(INTENT, {}).get("name"):
        return OUT
    if message.get(SWITCH) and is_only_a_switch(reading.text):
        return "language_switch"
    if "other_language" in values:
        # Help is given in any language where money may be leaving.
        return THEFT if theft_in(message) >= IN_ANY_LANGUAGE else OUT
    if asks_who_is_a_customer(reading.text):
        return "third_party"
    if message.get(INTENT)["name"].startswith("check_") and asks_for_anothers(reading.text):
        return "third_party"
    return "inform" if is_bare_answer(reading, at_hand) else None


def take_the_first(message: Message, reading: Reading, errands: tuple[Errand, Errand]) -> None:
    """Answer the first of two errands, and offer the second."""
    first, second = errands
    _override(message, first.intent, first.confidence)
    put_off(message, reading, second)


def put_off(message: Message, reading: Reading, second: Errand) -> None:
    """Keep an errand as the entity ``second_intent``, to be offered below the answer.

    What its part names ("and my ETH withdrawal") belongs to it alone: those entities get the
    group ``second``, which fills no slot.
    """
    start, end = reading.folded.original(second.part.start, second.part.end)
    entities = [
        {**each, "group": SECOND} if start <= each["start"] < each["end"] <= end else each
        for each in message.get(ENTITIES, [])
    ]
    entities.append(entity("second_intent", second.intent, start, end))
    message.set(ENTITIES, entities, add_to_output=True)


def correct(
    message: Message, reading: Reading, corrected: Correction, asked_about: str | None = None
) -> None:
    """Take the intent that was meant; what was taken back fills no slot (group ``not_meant``).

    ``asked_about``: what a mere detail belongs to, where the bot was not sure of that.
    """
    detail = corrected.intent == "inform"
    _override(message, (asked_about if detail else None) or corrected.intent)
    gone = {(f.name, *reading.folded.original(f.start, f.end)) for f in corrected.taken_back}
    entities = [
        {**e, "group": NOT_MEANT} if (e["entity"], e["start"], e["end"]) in gone else e
        for e in message.get(ENTITIES, [])
    ]
    entities += [entity(name, value) for name, value in corrected.added]
    entities.append(entity("correction", corrected.what))
    message.set(ENTITIES, entities, add_to_output=True)


def _override(message: Message, name: str, confidence: float = 1.0) -> None:
    intent = {"name": name, "confidence": confidence}
    ranking = [r for r in message.get(INTENT_RANKING_KEY, []) if r["name"] != name]
    message.set(INTENT, intent, add_to_output=True)
    message.set(INTENT_RANKING_KEY, [dict(intent), *ranking], add_to_output=True)
