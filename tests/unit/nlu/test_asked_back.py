"""Questions that mean nothing without the answer before them."""

from __future__ import annotations

import pytest

from nlu.asked_back import asks_back

NEXT = [
    "what now",
    "What now?",
    "what do i do now",
    "what do i do",
    "what should i do first",
    "wat do i do now??",
    "so what can I do about it",
    "and now?",
    "and what next",
    "ok done, what next",
    "ive done that. now what",
    "whats the next step",
    "what are the next steps?",
    "then what",
    "how do i fix it",
    "how can I solve this please",
    "what am i supposed to do",
    "WHAT DO I DO NOW",
    "ok så vad gör jag nu",
    "vad gör jag nu då",
    "va gör ja nu",
    "vad ska jag göra",
    "vad ska jag göra åt det",
    "vad kan man göra åt saken?",
    "och nu då?",
    "vad nu",
    "och sen då",
    "klart, vad är nästa steg",
    "jag har gjort det, vad gör jag nu",
    "hur gör jag då",
    "hur löser jag det här",
    "va ska ja gö nu",
]


@pytest.mark.parametrize("text", NEXT)
def test_who_asks_what_to_do_asks_about_the_case(text: str) -> None:
    assert asks_back(text) == "next"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("when then", "time"),
        ("why?", "why"),
        ("can you speed it up", "time"),
        ("what do i do with a memo", None),
        ("what do i do if i lose my phone", None),
        ("what should i do to withdraw bitcoin", None),
        ("how do i fix my password", None),
        ("what is now on my account", None),
        ("vad gör jag om jag tappar mobilen", None),
        ("vad ska jag göra för att ta ut", None),
        ("hur gör jag en insättning", None),
        ("vad händer med min order nu", None),
        ("now", None),
        ("nu", None),
        ("", None),
    ],
)
def test_other_questions_stand_alone(text: str, asked: str | None) -> None:
    assert asks_back(text) == asked
