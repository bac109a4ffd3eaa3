"""Passwords of plain words, told so that somebody may look for themselves.

"Log in with bluewhale and see", "lösen semla om ni vill kolla": nothing in the word's shape tells
that it is one; the invitation does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shield.said import ends_clause, is_a_state
from shield.spelt import IS, LOGIN_PHRASE, LOGIN_WORD

_VALUE = r"[\"'(]?(?P<value>[^\s\"'<>()]{4,64})"
_NAME = (
    rf"(?:(?:handels|fond|konto|trading[ ]|fund[ ]|trade[ ])?(?:{LOGIN_WORD}|{LOGIN_PHRASE})"
    r"|log[ -]?in[ ]word|secret[ ]word|inloggningsord(?:et)?|hemliga[ ]ord(?:et)?)"
)
_OTHERS = r"(?:you|u|ya|ni|du|dom|de|nån|någon|someone|somebody|anyone|support(?:en)?)"
_MAY = r"(?:want|need|wanna|vill|behöver|ska|skall|måste|have|like|can|kan|får|could|must)"
_INVITES = (
    rf"(?:(?:if|in[ ]case|om|ifall|utifall|så|so)(?:[ ]att|[ ]that)?[ ]{_OTHERS}[ ]{_MAY}\b(?!'t)"
    r"|(?:go|snälla|please|pls|plz)[ ](?:and[ ])?(?:look|check|see|titta|kolla|kika|se)\b"
    r"|knock[ ]yourself|kör[ ]hårt|(?:go[ ])?(?:help|see|look)[ ](?:for[ ])?yoursel)"
)
_INVITATION = re.compile(rf"[\"')]?[ ]?[,.;-]?[ ]{{0,2}}{_INVITES}", re.I)
_LOOKS = re.compile(
    r"[\"')]?[ ]?(?:\Z|[,.;!\n]|(?:and|n|och|å|o|om|if|to|so|då|så|pls|plz|please|snälla)\b)", re.I
)

_NAMED = re.compile(
    rf"(?<![^\W_])(?P<the>(?:the|your|era?|ert)[ ])?(?P<name>{_NAME})"
    rf"(?:[ ]?(?P<verb>'s|s(?=[ ])|[ ](?:{IS}|heter)\b)[ ]?:?)?[ ]{_VALUE}",
    re.I,
)
_NAMED_AFTER = re.compile(
    rf"(?:\A|(?<=[.,;:!?\n])|(?<=[.,;:!?\n][ ])){_VALUE}[\"')]?"
    rf"[ ](?:{IS}|heter)[ ](?:my|mitt|our|vårt|fond|okx)?[ ]?"
    r"(?P<name>(?<=[ ])" + _NAME + r")\b(?![ ](?:det|that|problem|question|page)\b)",
    re.I,
)
_ASKED = (
    r"(?:\A|(?<=[.,;:!?\n])|(?<=[.,;:!?\n][ ])|\b(?:please|pls|plz|just|so|(?:yo)?u[ ](?:can|could"
    r"|may|might)|snälla|bara|så|(?:ni|du)(?:[ ](?:kan|får|kommer))?)[ ])"
)
_TO_GET_IN = re.compile(
    rf"{_ASKED}(?:use|try|använd|ta|prova|testa)[ ]{_VALUE}"
    r"(?=[ ](?:to[ ](?:get|log|sign|go)|för[ ]att[ ](?:komma|logga|gå))[ ]in\b)",
    re.I,
)
_WAY_IN = (
    re.compile(
        rf"{_ASKED}(?:log|sign|get|go)[ -]?in(?:to[ ](?:it|my[ ]account|the[ ]account))?"
        rf"(?:[ ](?:as[ ]me|yourself|yourselves|there|for[ ]me))?[ ](?:with|w/?|using)[ ]{_VALUE}",
        re.I,
    ),
    re.compile(
        rf"{_ASKED}(?:logga[ ]|kom[ ]|gå[ ]|kommer[ ])?(?:(?:ni|du)[ ])?in"
        rf"(?:[ ](?:på[ ]kontot|åt[ ]mig|själva?|där))?[ ]med[ ]{_VALUE}",
        re.I,
    ),
    re.compile(
        rf"{_ASKED}(?:use|try|take|använd|ta|prova|testa|kör)(?:[ ](?:med|på))?"
        rf"[ ](?:(?:the|my|mitt)[ ])?(?:{LOGIN_WORD})[ ]{_VALUE}",
        re.I,
    ),
)
# What one logs in with otherwise, and what else stands behind these words.
_OTHER_WORDS = """
    google apple facebook telegram metamask wallet bankid freja face faceid ansiktet ansiktsid
    fingerprint fingeravtryck fingret finger touch touchid mail email e-mail e-post phone mobile
    number qr qr-code qr-kod qr-koden codes passkey passkeys yubikey laptop computer tablet ipad
    iphone android chrome safari firefox edge appen mobilen telefonen datorn webben webbläsaren
    mejl mejlen mejlet mejladressen nummer numret koden koder koderna passnyckel inloggning
    another other both either only caution care what which whatever whichever them their these those
    two-factor twofactor tvåfaktor sms authenticator anything everything nothing nåt något några
    andra annan mina min samma ny nytt nya gamla gammal vilken vilket vilka hjälp problem question
    manager reset page sidan sida field fältet screen skärmen link länken form hint change byte
    again once twice first instead igen först istället från förra som there here that where
    weird strange odd konstig konstigt knas trasig trasigt paj borttaget längd typed entered
    then today yesterday suddenly plötsligt idag igår sen därför därmed vilket this these okx okej
    requirements rules length policy field box prompt kraven reglerna rutan ruta
    mitt your yours hennes hans deras everyone alla inget ingenting
"""
_SOMETHING_ELSE = frozenset(_OTHER_WORDS.split())
_HAPPENED = ("ed", "ing", "able", "ible", "ats", "ts", "tes", "des", "erat", "ligt", "bart")
_EDGE = ".,;:!?)]}"


def find_invited(text: str) -> Iterator[tuple[str, int, int]]:
    """("password", start, end) of those in folded ``text``."""
    for match in _NAMED.finditer(text):
        alone = not match["verb"]
        if alone and (match["the"] or match["name"].lower().endswith(("et", "frasen"))):
            continue  # "lösenordet byttes så ni kan ...": what happened to it
        told = _is_word_for_it(match["name"], match["verb"]) and ends_clause(text, match.end())
        if told or _INVITATION.match(text, _end(match)):
            yield from _place(match)
    for pattern in (_NAMED_AFTER, _TO_GET_IN):
        for match in pattern.finditer(text):
            yield from _place(match)
    for pattern in _WAY_IN:
        for match in pattern.finditer(text):
            if _LOOKS.match(text, _end(match)):
                yield from _place(match)


def _is_word_for_it(name: str, verb: str | None) -> bool:
    """ "My secret word is ..." tells one, whatever follows."""
    return bool(verb) and re.search(r"\bword|\bord|sord", name.lower()) is not None


def _end(match: re.Match[str]) -> int:
    return match.start("value") + len(_bare(match["value"]))


def _bare(value: str) -> str:
    return value.rstrip(_EDGE)


def _place(match: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    value = _bare(match["value"])
    word = value.lower()
    if len(value) < 4 or "@" in value or is_a_state(value) or word in _SOMETHING_ELSE:
        return
    a_name = value[0].isupper() and not value.isupper()  # "the password Woodshed"
    if word.endswith(_HAPPENED) and not a_name:
        return
    yield "password", match.start("value"), match.start("value") + len(value)
