"""Secrets that a sentence hands over, where no label stands right before the value.

"The password I use is ...", "a code came, it is ...", "my seed is apa banan ...": the words say
what it is, whether or not its shape or a checksum could.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_SIX = r"(?P<value>\d{6}|\d{3}[ -]\d{3})(?![\d.,]?\d)"
_IS = r"[ ]?(?:[:=]|\b(?:is|was|are|är|ar|var|blev|lyder)\b)[ ]?:?[ ]?"
_WHOSE = r"[ ](?:(?:that|which|som)[ ])?(?:i|we|jag|vi|you|ni|okx)(?:[ ][\w']{1,12}){1,6}?"
_LOGIN = r"(?:pass[ ]?word|passwd|passphrase|l[öo]senord(?:et)?|l[öo]sen|pin[ -]?kod(?:en)?)"
_ONE_TIME = r"(?:code|kod(?:en)?|otp|engångskod(?:en)?|verifieringskod(?:en)?)"

_PASSWORDS = re.compile(rf"\b{_LOGIN}{_WHOSE}{_IS}[\"'(]?(?P<value>[^\s\"'<>]{{6,128}})", re.I)
_CODES = (
    re.compile(rf"\b{_ONE_TIME}{_WHOSE}{_IS}{_SIX}", re.I),
    re.compile(
        rf"\b{_ONE_TIME}[ ]?[,;.–-]?[ ](?:it'?s|it[ ]is|its|den[ ]är|det[ ]är)[ ]{_SIX}", re.I
    ),
    re.compile(
        rf"\b(?:get|got|getting|receive[d]?|keep getting|fick|får|fått|kom(?:mer)?|kommit)[ ]{_SIX}"
        r"[ ](?:in|by|via|on|through|på|i|som)[ ](?:(?:my|a|an|the|min|mitt|ett|en)[ ])?"
        r"(?:e-?mail|mail|mejl\w*|e-?post\w*|text|sms\w*|inbox|inkorg\w*)\b",
        re.I,
    ),
)
# An authenticator's secret as its page shows it: blocks of four. Shouted words look alike, so the
# rest of the message must not be shouted.
_BLOCKS = re.compile(
    r"\b(?i:2fa|totp|authenticator|backup|reserv\w{0,6})\b[^.!?\n]{0,40}?"
    r"(?P<value>\b[A-Z2-7]{4}(?:[ -][A-Z2-7]{4}){2,7})\b"
)
_PHRASE = re.compile(
    r"\b(?:seed(?:[ -]?(?:phrase|fras(?:en)?|words?|ord(?:en)?))?|mnemonic"
    r"|(?:recovery|secret)[ ]phrase"
    r"|återställningsfras(?:en)?|(?:12|15|18|21|24|tolv|twelve|tjugofyra)[ ](?:words|ord(?:en)?))"
    r"(?:[ ]?[:=]|[ ](?:is|are|är|ar|lyder)[ ]?:?)\s{0,3}(?P<value>(?:\d{0,2}[.)]?\s?"
    r"[^\W\d_]{2,12}[\s,;]{1,3}){10,23}[^\W\d_]{2,12})",
    re.I,
)
# A sentence has some of these; a phrase said word by word has none.
_SENTENCE_WORDS = """
    i you we it they he she my your our the a an and or but not is are was were be been have has had
    do does did can could will would should to of in on for with from that this there so if when
    because very no all any at as what how why who please help
    jag du vi det den de han hon min mitt mina din er ert en ett och eller men inte är var vara har
    hade gör kan kunde ska skulle till av på för med från att som här där så om när eftersom mycket
    ingen alla vad hur varför vem snälla hjälp bara nu
"""
_SENTENCE = frozenset(_SENTENCE_WORDS.split())


def find_told(text: str) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) of what the sentences of folded ``text`` hand over."""
    for match in _PHRASE.finditer(text):
        words = re.findall(r"[^\W\d_]+", match["value"].lower())
        if not _SENTENCE.intersection(words):
            yield ("seed", *match.span("value"))
    for match in _PASSWORDS.finditer(text):
        value = match["value"].rstrip(".,;:!?)")
        if any(c.isdigit() for c in value) or any(c.isupper() for c in value[1:]):
            yield "password", match.start("value"), match.start("value") + len(value)
    for pattern in _CODES:
        for match in pattern.finditer(text):
            yield ("code", *match.span("value"))
    for match in _BLOCKS.finditer(text):
        if any(c.islower() for c in text[: match.start("value")] + text[match.end("value") :]):
            yield ("code", *match.span("value"))
