"""All figures of the gate, from one reading of the messages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bench.nlu import measures
from bench.nlu.measures import ASK, Answer
from tests.nlu import messages, overlap
from tests.nlu.reader import Understand

OUT_OF_SCOPE, THEFT, SECRET = "out_of_scope", "security_breach", "secret_shared"
NEIGHBOURS = {THEFT, SECRET, "contact_support"}
"""Intents that lead somebody whose money is leaving to help at once."""
KINDS = {
    *("currency", "network", "txid", "order_id", "amount", "account_type", "address", "waited"),
}
BOTH = "both"
Figures = dict[str, dict[str, float]]
"""Language (or ``both``) -> figure -> value. ``f1 <intent>`` is one intent's F1."""


@dataclass
class Reading:
    """One language's messages as they were understood, and the figures that follow."""

    language: str
    answers: list[Answer]
    unseen: list[Answer]
    feared: set[str] = field(default_factory=set)
    figures: dict[str, float] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def f1(self) -> dict[str, float]:
        return measures.f1_by_label(measures.pairs(self.answers))

    def confused(self) -> Counter[tuple[str, str]]:
        """(wanted, got) of what was misread, and how often."""
        return Counter((a.wanted, a.choice) for a in self.answers if not a.right)


def values_of(result: dict[str, Any], name: str) -> list[str]:
    """The values of the entities of that name."""
    return [str(e["value"]) for e in result["entities"] if e["entity"] == name]


def read(understand: Understand) -> dict[str, Reading]:
    """Both languages' messages, understood and scored."""
    labels = {i for code in messages.LANGUAGES for _, i in messages.training(code)}
    return {code: _language(understand, code, labels) for code in messages.LANGUAGES}


def figures(understand: Understand, readings: dict[str, Reading]) -> Figures:
    """Everything that has a floor."""
    found: Figures = {code: dict(reading.figures) for code, reading in readings.items()}
    first, second = (found[code]["macro_f1"] for code in messages.LANGUAGES)
    found[BOTH] = {"languages_apart": abs(first - second)}
    if foreign := messages.listed("language", "foreign.yml"):
        seen = [_is_foreign(understand(row["text"])) for row in foreign]
        found[BOTH]["foreign_noticed"] = _share(seen)
    if ours := messages.listed("language", "own.yml"):
        taken = [_is_foreign(understand(row["text"])) for row in ours]
        found[BOTH]["own_taken_as_foreign"] = _share(taken)
    return found


def _language(understand: Understand, code: str, labels: set[str]) -> Reading:
    rows = messages.tested(code)
    answers = [answer_of(understand(text), text, wanted, labels) for text, wanted in rows]
    asked = {a.text for a in answers if a.intent == ASK and THEFT in _offered(a)}
    feared = {t for t, _ in rows if t not in asked and values_of(understand(t), "fear")}
    near = {copy.text for copy in overlap.copies([text for text, _ in rows], code)}
    reading = Reading(code, answers, [a for a in answers if a.text not in near], feared)
    reading.figures = {
        "macro_f1": measures.macro_f1(measures.pairs(answers)),
        "macro_f1_when_asking_is_wrong": measures.macro_f1([(a.wanted, a.intent) for a in answers]),
        "right_or_offered": _share([a.wanted in _offered(a) for a in answers]),
        "calibration_error": measures.calibration_error(answers),
        **_thefts(reading),
        **_entities(understand, reading),
        **_heard(understand, reading),
        **_several(understand, reading),
        **_stories(understand, reading),
        **{f"f1 {intent}": score for intent, score in reading.f1().items()},
    }
    if (auroc := measures.separation(answers, OUT_OF_SCOPE)) is not None:
        reading.figures["out_of_scope_auroc"] = auroc
    return reading


def answer_of(result: dict[str, Any], text: str, wanted: str, labels: set[str]) -> Answer:
    ranking = [(r["name"], r["confidence"]) for r in result["intent_ranking"]]
    return measures.answer(text, wanted, result["intent"]["name"], ranking, labels)


def _offered(answer: Answer) -> list[str]:
    """What the bot answers, or the two that it offers when it asks."""
    return [name for name, _ in answer.ranking[:2]] if answer.intent == ASK else [answer.intent]


def _thefts(reading: Reading) -> dict[str, float]:
    thefts = [a for a in reading.answers if a.wanted == THEFT]
    others = [a for a in reading.answers if a.wanted != THEFT]
    secrets = [a for a in reading.answers if a.wanted == SECRET]
    alarms = [a for a in others if a.intent == THEFT]
    asked = [a for a in thefts if a.intent in NEIGHBOURS or THEFT in _offered(a)]
    helped = [a for a in thefts if a in asked or a.text in reading.feared]
    reading.counts |= {"thefts": len(thefts), "false alarms": len(alarms), "secrets": len(secrets)}
    reading.notes += [f"theft missed: {a.text}" for a in thefts if a not in helped]
    reading.notes += [f"false alarm ({a.wanted}): {a.text}" for a in alarms]
    return {
        "security_recall": _share([a.intent == THEFT for a in thefts]),
        "security_helped_or_asked": len(asked) / len(thefts),
        "security_helped_or_offered": len(helped) / len(thefts),
        "security_false_alarms": len(alarms) / len(others),
        "security_false_questions": _share(
            [a.intent == ASK and THEFT in _offered(a) for a in others]
        ),
        "security_false_offers": _share([a.text in reading.feared for a in others]),
        "secret_recall": _share([a.intent == SECRET for a in secrets]),
    }


def _heard(understand: Understand, reading: Reading) -> dict[str, float]:
    """``language`` of messages with three words or more; silence counts as wrong."""
    code = reading.language
    said = [
        a.text for a in reading.answers if a.wanted != "language_switch" and _words(a.text) >= 3
    ]
    found = {"language_heard": _in_language(understand, reading, said)}
    if mixed := messages.listed("language", f"mixed.{code}.yml"):
        texts = [row["text"] for row in mixed]
        found["language_heard_in_mixed"] = _in_language(understand, reading, texts)
    return found


def _in_language(understand: Understand, reading: Reading, texts: Sequence[str]) -> float:
    heard = [values_of(understand(text), "language") for text in texts]
    right = [codes == [reading.language] for codes in heard]
    reading.notes += [
        f"language heard as {codes or 'neither'}: {text}"
        for text, codes, fine in zip(texts, heard, right, strict=True)
        if not fine
    ]
    return _share(right)


def _words(text: str) -> int:
    return len(re.findall(r"[^\W\d_]{2,}", text))


def _several(understand: Understand, reading: Reading) -> dict[str, float]:
    """Two wishes in one message: the first is answered, the second is offered as well."""
    spoken = [values_of(understand(a.text), "second_intent") for a in reading.answers]
    found = {"false_seconds": _share([bool(second) for second in spoken])}
    rows = messages.listed("multi", f"{reading.language}.yml")
    if not rows:
        return found
    first, both = [], []
    for row in rows:
        result = understand(row["text"])
        first.append(result["intent"]["name"] == row["first"])
        both.append(first[-1] and values_of(result, "second_intent") == [row["second"]])
        if not both[-1]:
            got = [result["intent"]["name"], *values_of(result, "second_intent")]
            reading.notes.append(
                f"two wishes ({row['first']}, {row['second']}) read as {got}: {row['text']}"
            )
    return {**found, "two_wishes_first": _share(first), "two_wishes_both": _share(both)}


def _stories(understand: Understand, reading: Reading) -> dict[str, float]:
    """Long messages with one wish, in which other matters are mentioned on the way."""
    rows = messages.listed("stories", f"{reading.language}.yml")
    if not rows:
        return {}
    results = [understand(row["text"]) for row in rows]
    read_as = [
        (row["intent"], result["intent"]["name"]) for row, result in zip(rows, results, strict=True)
    ]
    thefts = [got for wanted, got in read_as if wanted == THEFT]
    others = [got for wanted, got in read_as if wanted != THEFT]
    reading.notes += [
        f"story ({wanted}) read as {got}: {row['text']}"
        for row, (wanted, got) in zip(rows, read_as, strict=True)
        if wanted != got
    ]
    return {
        "stories_right": _share([wanted == got for wanted, got in read_as]),
        "stories_wrong_unasked": _share([got not in (wanted, ASK) for wanted, got in read_as]),
        "stories_security_recall": _share([got == THEFT for got in thefts]),
        "stories_security_false_alarms": _share([got == THEFT for got in others]),
    }


def comparable(entities: Sequence[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """Each pair as often as it stands; hexadecimal addresses without regard to case."""
    kept = [(name, value) for name, value in entities if name in KINDS]
    return Counter((n, v.lower() if v.startswith("0x") else v) for n, v in kept)


def _entities(understand: Understand, reading: Reading) -> dict[str, float]:
    """F1 over all (name, value) pairs of the annotated messages."""
    hit = total = 0
    for text, entities in messages.annotated(reading.language):
        found = [(e["entity"], str(e["value"])) for e in understand(text)["entities"]]
        wanted, got = comparable(entities), comparable(found)
        hit += sum((wanted & got).values())
        total += sum(wanted.values()) + sum(got.values())
        if wanted != got:
            missed, invented = dict(wanted - got), dict(got - wanted)
            reading.notes.append(f"values missed {missed}, invented {invented}: {text}")
    return {"entities_f1": 2 * hit / total}


def _is_foreign(result: dict[str, Any]) -> bool:
    return "other_language" in values_of(result, "input_problem")


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags)
