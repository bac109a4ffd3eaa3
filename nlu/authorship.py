"""Whether the customer denies having done something: then another hand did it.

"I never asked for that withdrawal" and "my withdrawal never arrived" are neighbours among the
sentence vectors, and one is a theft. A fifth of the training messages about break-ins deny it, and
one in a hundred of the others. What that is worth as a distance in the kernel: bench/nlu/README.md.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from nlu.plain import without_marks

_DO = (
    r"(?:do|done|did|make|made|request|authori[sz]|approv|confirm|creat|set|chang|add|plac|open|sign"
    r"|sell|sold|buy|bought|convert|trad|swap|touch|start|press|click|initiat|order|send|sent|withdr"
    r"|mov|transfer|enabl|turn|ask|reset|regist|log|cancel|list|releas|cash|spen|generat|agree|give"
    r"|gave|delet|remov)\w*"
)
_NEVER = (
    r"(?:did[ ]?(?:n[o']?t|not)|have[ ]?(?:n[o']?t|not)|'ve[ ](?:not|never)|had[ ]?n[o']?t|never)"
)
_GJORT = (
    r"(?:gjort|gjorde|skapat?|skapade|bestallt|bestallde|begart|begarde|godkant|godkande|skickat"
    r"|skickade|bytt|bytte|andrat|andrade|lagt|konverterat|salt|salde|kopt|kopte|rort|rorde|tagit"
    r"|startat|tryckt|klickat|bett|loggat|signerat|bekraftat|aktiverat|registrerat|flyttat"
    r"|overfort|tillatit|handlat|vaxlat|oppnat|initierat|auktoriserat|gett)\b"
)
_NOT_ME = (
    r"\b(?:was|is|were)[ ]?(?:n[o']?t|not)[ ](?:me|mine|(?:done[ ])?by[ ]me|my[ ]doing)\b",
    r"\b(?:not|neither)[ ](?:me|mine|by[ ]me|by[ ]my[ ]hand|my[ ](?:doing|device|phone|computer"
    r"|login|trade|order|withdrawal))\b",
    r"\b(?:inte|ej)[ ](?:jag|av[ ]mig|mitt[ ]verk|min[ ](?:enhet|telefon|dator|adress|planbok))\b",
)
_NOT_DONE = (
    rf"\b{_NEVER}[ ](?:even[ ]|ever[ ]|actually[ ]|personally[ ]|myself[ ])?{_DO}\b",
    r"\bno[ ]such[ ]thing\b|\bnothing[ ]to[ ]do[ ]with[ ]me\b|\bbehind[ ]my[ ]back\b"
    r"|\b(?:i'?m|am)[ ]not[ ]behind\b|\bnobody[ ]asked[ ]me\b|\bby[ ](?:itself|themselves)\b",
    r"\bwithout[ ](?:me\b|asking[ ]me|my[ ](?:knowledge|consent|permission|approval|ok|say|doing"
    r"|knowing|authori))",
    r"(?<!ni )(?<!ni har )(?<!de har )(?<!dom har )(?<!okx har )"
    rf"\b(?:inte|aldrig|ej|inget|ingen|inga|varken)[ ](?:(?!ni\b|de\b|okx)\w+[ ]){{0,2}}{_GJORT}",
    r"\bjag[ ](?:gjorde|bytte|begarde|skickade|godkande|skapade|salde|kopte|andrade|lade?|tog|bad"
    r"|loggade|flyttade)[ ](?:\w+[ ]){0,2}(?:inte|inget|ingen|inga|aldrig|ej|varken)\b",
    r"\binget[ ]med[ ](?:det|mig)\b|\binte[ ]bakom\b|\bbakom[ ]min[ ]rygg\b|\bav[ ]sig[ ]sjalv\w*"
    r"|\butan[ ](?:min|mitt|att[ ]jag|mig|att[ ]fraga)\b",
)
_NOT_BY_ME, _NOT_AT_ALL = (
    tuple(re.compile(pattern, re.I) for pattern in patterns) for patterns in (_NOT_ME, _NOT_DONE)
)
_MOST_WORDS = 8  # of an answer


def denied(text: str) -> bool:
    """Whether the customer says not to have done something. ``text``: as the model reads it."""
    said = without_marks(text)
    return any(pattern.search(said) for pattern in (*_NOT_BY_ME, *_NOT_AT_ALL))


def not_me(text: str) -> bool:
    """Whether a short answer says that it was another: "no that wasn't me"."""
    said = without_marks(text.lower())
    few = len(said.split()) <= _MOST_WORDS
    return few and any(pattern.search(said) for pattern in _NOT_BY_ME)


def denials(texts: Sequence[str]) -> np.ndarray:
    """(len(texts), 1) float32: 1 where it is denied, else 0."""
    return np.array([[denied(text)] for text in texts], dtype=np.float32).reshape(len(texts), 1)
