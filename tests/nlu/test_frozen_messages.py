"""Understanding of messages that nobody trained on, in each language on its own.

Writes a report to ``results/nlu-<language>.md`` (git ignores it): figures by intent, the pairs
that are confused, and every message that was misread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Understand = Callable[[str], dict[str, Any]]
Frozen = Callable[[str], list[tuple[str, str]]]

MACRO_F1 = {"en": 0.89, "sv": 0.83}
"""Floors, a little below what was measured; raise them with the data, never lower them."""
WITH_TWO_BUTTONS = {"en": 0.89, "sv": 0.85}
"""Share that is understood, or has the right intent among the two offered when it asks."""
LOST_THEFTS = {"en": 0.10, "sv": 0.18}
"""Share of security messages that may be read as something else than security or a person."""
NEIGHBOURS = {"security_breach", "secret_shared", "contact_support", "nlu_fallback"}


def read_as(result: dict[str, Any]) -> str:
    return str(result["intent"]["name"])


def f1_by_intent(pairs: list[tuple[str, str]]) -> dict[str, float]:
    """F1 of each intent from (wanted, got) pairs."""
    right = Counter(wanted for wanted, got in pairs if wanted == got)
    wanted_of, got_of = Counter(w for w, _ in pairs), Counter(g for _, g in pairs)
    return {i: 2 * right[i] / (wanted_of[i] + got_of[i]) for i in wanted_of}


def write_report(language: str, rows: list[tuple[str, str, str]]) -> str:
    """A readable account; returned too, for the message of a failing test."""
    pairs = [(wanted, got) for _, wanted, got in rows]
    scores = f1_by_intent(pairs)
    wrong = [row for row in rows if row[1] != row[2]]
    confused = Counter((wanted, got) for _, wanted, got in wrong)
    lines = [
        f"# Frozen messages, {language}",
        f"{len(rows)} messages, accuracy {1 - len(wrong) / len(rows):.3f}, "
        f"macro-F1 {sum(scores.values()) / len(scores):.3f}",
        "\n## Confused pairs (wanted -> got)",
        *(f"- {n} x {wanted} -> {got}" for (wanted, got), n in confused.most_common(25)),
        "\n## By intent (F1)",
        *(
            f"- {score:.2f} {intent}"
            for intent, score in sorted(scores.items(), key=lambda s: s[1])
        ),
        "\n## Misread",
        *(f"- {wanted} -> {got}: {text}" for text, wanted, got in wrong),
    ]
    folder = Path("results")
    folder.mkdir(exist_ok=True)
    report = "\n".join(lines)
    (folder / f"nlu-{language}.md").write_text(report + "\n", encoding="utf-8")
    return report


@pytest.mark.parametrize("language", ["en", "sv"])
def test_intents_are_recognised(understand: Understand, unseen: Frozen, language: str) -> None:
    rows = [(text, wanted, read_as(understand(text))) for text, wanted in unseen(language)]
    report = write_report(language, rows)
    scores = f1_by_intent([(wanted, got) for _, wanted, got in rows])
    assert len(rows) >= 200
    assert sum(scores.values()) / len(scores) >= MACRO_F1[language], report


@pytest.mark.parametrize("language", ["en", "sv"])
def test_an_unsure_answer_offers_the_right_intent(
    understand: Understand, unseen: Frozen, language: str
) -> None:
    good = 0
    for text, wanted in unseen(language):
        result = understand(text)
        offered = [read_as(result)]
        if offered == ["nlu_fallback"]:
            offered = [r["name"] for r in result["intent_ranking"][1:3]]
        good += wanted in offered
    assert good / len(unseen(language)) >= WITH_TWO_BUTTONS[language]


@pytest.mark.parametrize("language", ["en", "sv"])
def test_theft_is_hardly_ever_missed(understand: Understand, frozen: Frozen, language: str) -> None:
    thefts = [text for text, wanted in frozen(language) if wanted == "security_breach"]
    missed = [text for text in thefts if read_as(understand(text)) not in NEIGHBOURS]
    assert len(thefts) >= 10
    assert len(missed) / len(thefts) <= LOST_THEFTS[language], missed


@pytest.mark.parametrize("language", ["en", "sv"])
def test_secrets_are_never_missed(understand: Understand, frozen: Frozen, language: str) -> None:
    secrets = [text for text, wanted in frozen(language) if wanted == "secret_shared"]
    missed = [text for text in secrets if read_as(understand(text)) != "secret_shared"]
    assert secrets
    assert missed == []


@pytest.mark.parametrize("language", ["en", "sv"])
def test_the_language_is_heard(understand: Understand, frozen: Frozen, language: str) -> None:
    heard = [
        next((e["value"] for e in understand(t)["entities"] if e["entity"] == "language"), None)
        for t, wanted in frozen(language)
        if wanted != "language_switch"
    ]
    told = [code for code in heard if code]
    assert len(told) >= 0.85 * len(heard)
    assert sum(code == language for code in told) >= 0.985 * len(told)


KINDS = {
    *("currency", "network", "txid", "order_id", "amount", "account_type", "address", "waited"),
}


def comparable(entities: list[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """Each pair as often as it stands; hexadecimal addresses without regard to case."""
    pairs = [(name, value) for name, value in entities if name in KINDS]
    return Counter((n, v.lower() if v.startswith("0x") else v) for n, v in pairs)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_entities_are_read(
    understand: Understand,
    annotated: Callable[[str], list[tuple[str, list[tuple[str, str]]]]],
    language: str,
) -> None:
    """F1 over all (name, value) pairs of the frozen annotated messages."""
    hit = total = 0
    wrong = []
    for text, entities in annotated(language):
        found = [(e["entity"], e["value"]) for e in understand(text)["entities"]]
        wanted, got = comparable(entities), comparable(found)
        hit += sum((wanted & got).values())
        total += sum(wanted.values()) + sum(got.values())
        if wanted != got:
            wrong.append(f"{text!r}: missed {wanted - got}, invented {got - wanted}")
    assert total >= 100
    assert 2 * hit / total >= 0.97, "\n".join(wrong)
