"""Secrets that a sentence hands over, where no label stands right before the value.

"The password I use is ...", "a code came, it is ...", "my seed is apa banan ...": the words say
what it is, whether or not its shape or a checksum could.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shield.said import ends_clause, is_a_state, looks_like_value
from shield.spelt import BECOMES, LOGIN_PHRASE, LOGIN_WORD, OF_SOMEBODY, WHOSE

_LOGIN = rf"(?:{LOGIN_WORD}|{LOGIN_PHRASE}|pin[ -]?kod(?:en)?)"

_PASSWORDS = re.compile(
    rf"\b{_LOGIN}{OF_SOMEBODY}{BECOMES}[\"'(]?(?P<value>[^\s\"'<>]{{6,128}})", re.I
)
# "login olle@example.com / Secret1", "username olle.k, password bigsister"
_AFTER_MAIL = re.compile(r"@[\w.-]{3,60}[ ]?[/|;:,][ ]?(?P<value>[^\s\"'<>]{6,64})", re.I)
_AFTER_USER = re.compile(
    r"\b(?:user(?:[ ]?name)?|login|användarnamn(?:et)?|inlogg(?:ning)?)[ :=]{1,3}"
    r"(?P<user>[^\s,;|]{2,60})[ ,/|;]{1,3}(?:(?:och|and|&)[ ])?"
    rf"(?:{LOGIN_WORD}|pass)[ :=]{{1,3}}(?P<value>[^\s\"'<>]{{4,64}})",
    re.I,
)
# A word that somebody made up to be a password ("Fotboll99"), near what says that it is one.
_MADE_UP = re.compile(
    r"(?<![^\s\"'(,:;?!])(?P<value>[^\W\d_]{3,30}(?:[-_.][^\W\d_]{2,20}){0,3}"
    r"(?:[!#$%&*_.-]?\d){1,10}[!#$%&*_?]{0,3})"
    r"(?=[\s.,;:!?)\"']|\Z)"
)
_NAMED_BEFORE = re.compile(rf"\b{_LOGIN}\b[^\n]{{0,60}}\Z", re.I)
_NAMED_AFTER = re.compile(
    r"[ ,-]{0,3}(?:som|as|is|thats|that's|it's|its|(?:det|den)[ ](?:är|e|var|va))"
    rf"[ ](?:{WHOSE}[ ])?{_LOGIN}\b",
    re.I,
)
# What such a word is otherwise: a user's name, a device, a program, a network.
_NAME_OR_PLACE = re.compile(
    r"\b(?:user(?:[ ]?name)?|användarnamn(?:et)?|kontot?|account|e-?mail|mejl(?:en)?|mail|uid|id"
    r"|order|for|to|on|of|in|till|för|på|hos|i|min|my)[ :]{1,2}\Z",
    re.I,
)
_THING = re.compile(
    r"(?:i?phone|ipad|i?os|mac|galaxy|samsung|pixel|huawei|xperia|redmi|oneplus|android|win|windows"
    r"|chrome|firefox|version|erc|trc|bep|web|office|outlook|hotmail|steg|step|rad|kl|top"
    r"|usdt|usdc|btc|eth|sol|xrp|ada|trx|doge|eur|sek|usd)\W?\d",
    re.I,
)
_PHRASES = {
    "seed": re.compile(
        r"\b(?:seed(?:[ -]?(?:phrase|fras(?:en)?|words?|ord(?:en)?))?|mnemonic"
        r"|(?:recovery|secret)[ ]phrase"
        r"|återställningsfras(?:en)?"
        r"|(?:12|15|18|21|24|tolv|twelve|tjugofyra)[ ](?:words|ord(?:en)?))"
        r"(?:[ ]?[:=]|[ ](?:is|are|är|ar|lyder)[ ]?:?)\s{0,3}(?P<value>(?:\d{0,2}[.)]?\s?"
        r"[^\W\d_]{2,12}[\s,;]{1,3}){10,23}[^\W\d_]{2,12})",
        re.I,
    ),
    "api_secret": re.compile(
        rf"\b{LOGIN_PHRASE}{BECOMES}(?P<value>(?:[^\W\d_]{{2,14}}[ -]){{3,7}}[^\W\d_]{{2,14}})",
        re.I,
    ),
}
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
    for kind, pattern in _PHRASES.items():
        for match in pattern.finditer(text):
            words = re.findall(r"[^\W\d_]+", match["value"].lower())
            if not _SENTENCE.intersection(words):
                yield (kind, *match.span("value"))
    for match in _PASSWORDS.finditer(text):
        value = match["value"].rstrip(".,;:!?)")
        if any(c.isdigit() for c in value) or any(c.isupper() for c in value[1:]):
            yield "password", match.start("value"), match.start("value") + len(value)
    yield from _made_up(text)
    for match in _AFTER_MAIL.finditer(text):
        if _MADE_UP.fullmatch(match["value"]):
            yield ("password", *match.span("value"))
    for match in _AFTER_USER.finditer(text):
        sure = not is_a_state(match["user"]) and ends_clause(text, match.end())
        if sure and looks_like_value(match["value"], sure=False):
            yield ("password", *match.span("value"))


def _made_up(text: str) -> Iterator[tuple[str, int, int]]:
    for match in _MADE_UP.finditer(text):
        start, end = match.span("value")
        before = text[max(0, start - 80) : start]
        if _THING.match(match["value"]) or _NAME_OR_PLACE.search(before):
            continue
        if len(match["value"]) >= 6 and (
            _NAMED_BEFORE.search(before) or _NAMED_AFTER.match(text, end)
        ):
            yield "password", start, end
