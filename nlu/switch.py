"""An explicit wish for a language: "English please", "kan vi ta det på svenska"."""

from __future__ import annotations

import re

_NAMES = {"sv": r"(?:swedish|svenska|svensk)", "en": r"(?:english|engelska|eng)"}
_POLITE = (
    r"(?:please|pls|plz|tack|thanks|thank you|snälla|hej|hi|hello|ok|okay|sorry|förlåt|only|bara"
    r"|endast|gärna|istället|instead|då|now|nu)"
)
_IN = r"(?:(?:in|to|på|till|i)[ ])?"
_ASK = (
    r"(?:can|could|may|do|would|please|speak|talk|switch|change|answer|reply|write|respond"
    r"|continue|use|prefer|want|rather|understand"
    r"|kan|kunde|skulle|vill|prata|pratar|tala|talar|byt|byta|svara|skriv|ta|fortsätt|fortsätta"
    r"|hellre|föredrar|förstår|köra|kör)"
)
_PATTERNS = {
    code: (
        re.compile(
            rf"\A\W{{0,9}}(?:{_POLITE}\W{{1,5}}){{0,3}}{_IN}{name}(?:\W{{1,5}}{_POLITE}){{0,3}}"
            r"\W{0,9}\Z",
            re.I,
        ),
        re.compile(rf"\b{_ASK}\b[^.!?]{{0,40}}\b(?:in|to|på|till)[ ]{name}\b", re.I),
        re.compile(
            rf"\b(?:speak|talk|prefer|use|understand|tala|talar|prata|pratar|föredrar|förstår"
            rf"|vill ha)[ ](?:only[ ]|bara[ ]|mest[ ]|inte[ ]|ej[ ]|any[ ])?{name}\b",
            re.I,
        ),
        re.compile(rf"\b{name}[ ](?:please|pls|tack)\b", re.I),
    )
    for code, name in _NAMES.items()
}
_NOT = re.compile(r"\b(?:not|no|don'?t|can'?t|inte|ej|ingen)\b[^.!?,]{0,24}$", re.I)


def wanted_language(text: str) -> str | None:
    """ "sv" or "en" when ``text`` asks for one, else None.

    A refusal ("I don't speak Swedish") asks for the other one.
    """
    text = text[:300]
    for code, patterns in _PATTERNS.items():
        for pattern in patterns:
            match = pattern.search(text) if pattern is not patterns[0] else pattern.match(text)
            if match:
                name = re.search(_NAMES[code], match.group(), re.I)
                before = text[: match.start() + (name.start() if name else 0)]
                if _NOT.search(before):
                    return "en" if code == "sv" else "sv"
                return code
    return None


def is_only_a_switch(text: str) -> bool:
    """Whether nothing but the language is asked for (and so the intent is certain)."""
    return wanted_language(text) is not None and len(re.findall(r"\w+", text)) <= 8
