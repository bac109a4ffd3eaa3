"""Secrets without a shape of their own: what the words around them say they are.

"My password is hunter2" shares one, "my password is wrong" and "I forgot my password" do not.
So a value counts when a label stands right before it and it looks like a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shield.spelt import IS, LOGIN_PHRASE, LOGIN_WORD

_JOIN = (
    rf"[\"']?\s{{0,2}}(?:(?P<sign>[:=]|->|=>)|(?P<verb>(?:'s|\b(?:{IS}|heter))\b[ ]?:?))"
    r"\s{0,3}(?P<quote>[\"'<(\[`])?"
)
_VALUE = r"(?P<value>[^\s\"'<>`]{1,512})"
_FOR = (
    r"(?:[ ](?:to|for|of|on|till|för|på)(?:[ ](?:the|my|min|mitt|mina))?[ ][\w.-]{1,20}){0,2}"
    r"(?:[ ](?:mitt|mina|hans|hennes|vårt))?"
)
_NO_WORD = r"(?<![^\W_])"  # an underscore may stand before a label: OKX_SECRET_KEY=...

_LABEL_OF_LOGIN = (
    _NO_WORD + r"(?:(?:my|the|mitt|old|new|gamla|nya|fond|okx|login|log-in|email|e-post|wallet"
    r"|konto|inloggnings)[ _-]?){0,3}"
    rf"(?:{LOGIN_WORD}|pass(?=[\"']?[ ]?[:=]))"
)
_API = (
    _NO_WORD + rf"(?:api[ _-]?(?:secret|key|nyckeln?|{LOGIN_PHRASE}|token"
    r"|hemlighet(?:en)?)(?:[ _-]key)?"
    rf"|secret[ _-]?key|client[ _-]?secret|{LOGIN_PHRASE}|hemliga?[ ]nyckeln?"
    r"|access[ _-]?token)"
)
_PRIVATE = (
    _NO_WORD + r"(?:(?:private|priv|privata?|wallet|plånboks?|secret|hemliga?)[ _-]?"
    r"(?:key|nyckeln?|nycklar)|privatnyckeln?|wif)"
)
_SECRET = _NO_WORD + r"(?:secret|hemlighet(?:en)?|hemliga?|bearer)"
_PIN = r"\b(?:pin(?:en|[ -]?(?:code|kod(?:en)?|number))?|säkerhetskod(?:en)?|fund[ ]password)"
_LABELLED = {
    "password": re.compile(_LABEL_OF_LOGIN + _FOR + _JOIN + _VALUE, re.I),
    "api_secret": re.compile(_API + _FOR + _JOIN + _VALUE, re.I),
}
# These labels name other things as well: what follows must look random.
_LABELLED_KEYS = {
    "password": re.compile(r"\b(?:my|the|her|his|mitt)[ ]pass\b" + _JOIN + _VALUE, re.I),
    "private_key": re.compile(_PRIVATE + _FOR + _JOIN + _VALUE, re.I),
    "api_secret": re.compile(
        _SECRET
        + r"(?:[ _-](?:part|key|del(?:en)?|nyckel))?"
        + rf"[\"']?\s{{0,2}}(?:[:=]|\b{IS}\b:?|(?<=[ ]))[\"' ]{{0,3}}"
        + r"(?P<value>[^\s\"'<>`]{8,512})",
        re.I,
    ),
    "code": re.compile(
        r"\b(?:(?:2fa|totp|authenticator|google auth)[ _-]?(?:secret|key|nyckeln?|hemlighet)"
        r"|(?:backup|recovery|reserv|återställnings)[ -]?(?:code|kod)(?:s|en|er)?)"
        + _JOIN
        + _VALUE,
        re.I,
    ),
}
_LATER = re.compile(
    rf"(?:{_LABEL_OF_LOGIN}|{_PRIVATE}|{_API})(?:[ ](?:then|now|då|nu))?[ ]?[,.;-]?[ ]"
    rf"(?:it's|its|it[ ]is|that's|det[ ]är|den[ ]är"
    rf"|here[ ]it[ ]is|här[ ]är[ ]de[nt])[ :]{{1,2}}{_VALUE}",
    re.I,
)
_BARE = re.compile(
    rf"(?:{_LABEL_OF_LOGIN}|\b(?:my|mitt)[ ]pass)[ ](?:(?:to|till|as|som)[ ])?{_VALUE}", re.I
)
_PIN_VALUE = re.compile(
    _PIN + r"(?:[ ](?:for|to|till|för|på|i)(?:[ ](?:the|my|min|mitt))?[ ][\w-]{1,14})?"
    rf"[ ]{{0,2}}(?:[:=]|\b(?:{IS}|har[ ]jag[ ]som)\b)?[ ]{{0,2}}(?P<value>\d{{4,8}})(?!\d)",
    re.I,
)
_OKX_SECRET = re.compile(r"(?<![0-9A-Za-z])[0-9A-F]{32}(?![0-9A-Za-z])")
_QUOTED = 256
_API_SAID = re.compile(r"\bapi\b|\bnyckel|\bkey\b", re.I)
_OKX_KEY = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.I)

# What follows "my password is ..." without being one.
_STATE_WORDS = """
    a an the my your not no now still too so very wrong incorrect invalid correct right fine ok
    okay safe secure lost gone forgotten expired old new weak strong same different unknown
    missing reset changed leaked stolen hacked compromised exposed rejected accepted refused
    blocked locked needed required working failing being unsafe long short bad good broken
    outdated saved stored hidden there here what where why how it this that only also just
    always never in on with to for from by because and or but since when if perhaps maybe
    probably certainly definitely totally clearly fel rätt felaktigt ogiltigt korrekt borta
    glömt ändrat bytt läckt stulet hackat utgånget gammalt nytt svagt starkt samma annat okänt
    spärrat låst sparat inte ej ett en det den på i för med till av så mycket väl kvar långt
    kort dåligt bra säkert osäkert obligatoriskt kanske nog alltid aldrig nu ju redan återställt
    tydligen fortfarande helt också bara vad var hur när om och eller men 2fa secret key code
    api password passphrase lösenord kod nyckel
    hi hej hello yes yeah ja nej nope help hjälp please tack thanks vänta wait sorry förlåt
    all been really quite almost något someone nån ingen nothing inget
    works work funkar fungerar stämmer gäller finns saknas krävs behövs räcker går
"""
_STATES = frozenset(_STATE_WORDS.split())
_STATE_ENDINGS = (
    "ed",
    "ing",
    "able",
    "ible",
    "ten",
    "en",
    "ats",
    "at",
    "ts",
    "erat",
    "ligt",
    "bart",
    "tt",
    "tta",
    "ade",
)
_EDGE = ".,;:!?)]}"
_A_COUNT = re.compile(r"\d{1,3}")  # "my password is 8 characters"
_OF_WORDS = re.compile(r"[^\W\d_]{2,20}(?:[-_.][^\W\d_]{2,20}){2,6}")  # "Katt-och-hund-demo"


def is_a_state(word: str) -> bool:
    """ "wrong", "borta": what is said of a password, and no password."""
    return word.strip(_EDGE).lower() in _STATES


def looks_like_value(value: str, sure: bool) -> bool:
    """``sure``: after a colon or in quotes; else plain words must not be a state of affairs."""
    bare = value.strip(_EDGE)
    if not bare or is_a_state(bare) or set(bare) <= set("*•●xX._-"):
        return False
    if any(c.isdigit() for c in bare) or any(not c.isalnum() and c not in "-'" for c in bare):
        return True
    if any(c.isupper() for c in bare[1:]) and not bare.isupper():
        return True
    if bare.isupper():
        return sure and len(bare) > 3
    return sure or not bare.lower().endswith(_STATE_ENDINGS)


_CLAUSE_END = re.compile(r"\s*(?:\Z|[.,;!\n]|(?:and|och|so|men|but|please|snälla)\b)")


def ends_clause(text: str, end: int) -> bool:
    return _CLAUSE_END.match(text[end : end + 12]) is not None


def find_said(text: str) -> Iterator[tuple[str, int, int]]:
    """(kind, start, end) of passwords, codes and API secrets in folded ``text``."""
    for kind, pattern in _LABELLED.items():
        for match in pattern.finditer(text):
            value = match["value"]
            sure = bool(match["sign"] or match["quote"])
            strong = any(c.isdigit() for c in value) and not _A_COUNT.fullmatch(value)
            if (match["verb"] or "").startswith("'") and not strong:
                continue  # "the password for the firm's account"
            if looks_like_value(value, sure) and (sure or strong or ends_clause(text, match.end())):
                yield (kind, *_to_quote(text, match))
    for kind, pattern in _LABELLED_KEYS.items():
        for match in pattern.finditer(text):
            if _looks_random(match["value"], 16 if kind == "private_key" else 8):
                yield (kind, *_trim(match.start("value"), match["value"]))
    for match in _LATER.finditer(text):
        if _looks_random(match["value"], 6) or _OF_WORDS.fullmatch(match["value"].strip(_EDGE)):
            yield ("password", *_trim(match.start("value"), match["value"]))
    for match in _BARE.finditer(text):
        value = match["value"].strip(_EDGE)
        mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
        duration = re.fullmatch(r"\d{1,3}[a-zåäö-]+", value, re.I)
        if _OF_WORDS.fullmatch(value) or (mixed and len(value) >= 6 and not duration):
            yield ("password", *_trim(match.start("value"), value))
    for match in _PIN_VALUE.finditer(text):
        yield ("password", *match.span("value"))
    yield from _pasted(text)


def _pasted(text: str) -> Iterator[tuple[str, int, int]]:
    """What is copied from a page of settings: an API key and its secret."""
    keys = list(_OKX_KEY.finditer(text))
    for match in keys:
        if _API_SAID.search(text, max(0, match.start() - 60), match.start()):
            yield ("api_secret", *match.span())
    if keys:
        for match in _OKX_SECRET.finditer(text):
            yield ("api_secret", *match.span())


def _looks_random(value: str, least: int) -> bool:
    bare = value.strip(_EDGE)
    return (
        len(bare) >= least
        and any(c.isdigit() for c in bare)
        and any(c.isalpha() for c in bare)
        and not bare.startswith(("http://", "https://"))
    )


def _to_quote(text: str, match: re.Match[str]) -> tuple[int, int]:
    """A value that opens with a quote goes on to the quote that closes it, blanks and all."""
    start = match.start("value")
    if match["quote"] in ('"', "'", "`"):
        end = text.find(match["quote"], start, start + _QUOTED)
        if end > start:
            return start, end
    return _trim(start, match["value"])


def _trim(start: int, value: str) -> tuple[int, int]:
    """Without the punctuation of the sentence, but never shorter than the secret itself."""
    return start, start + len(value.rstrip(".,;)]}") or value)
