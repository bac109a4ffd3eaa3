"""Messages that only announce a secret ("my private key is:"), which the next one then holds."""

from __future__ import annotations

import re

from shield.spelt import IS, LOGIN_PHRASE, LOGIN_WORD

_LABELS = {
    "seed phrase": r"(?:seed|recovery|secret|mnemonic|backup)[ -]?"
    r"(?:phrase|words?|fras(?:en)?|ord(?:en)?)"
    r"|(?:återställnings|minnes)[ -]?(?:fras(?:en)?|ord(?:en)?)|mnemonic|seed"
    r"|(?:12|24|twelve|tolv|tjugofyra)[ ](?:words|ord(?:en)?)",
    "private key": r"(?:private?|privata?|priv|wallet|plånboks?)[ _-]?(?:key|nyckeln?)s?"
    r"|privkey|privatnyckeln?|wif|keystore|hemliga?[ ]nyckeln?",
    "api secret": r"(?:okx[ ])?(?:api[ _-]?(?:keys?|secret|nyck(?:el|eln|lar|larna)|passphrase"
    r"|hemlighet(?:en)?)|secret[ _-]?key)",
    "password": rf"(?:okx[ -]?|inloggnings)?(?:{LOGIN_WORD}|{LOGIN_PHRASE})",
    "pin": r"pin(?:[ -]?(?:code|kod(?:en)?))?",
    "verification code": r"(?:2fa|otp|sms|verification|verifierings|security|säkerhets|engångs"
    r"|login|inloggnings|authenticator|google|email|mejl)[ -]{0,2}(?:code|kod(?:en)?)"
    r"|code|kod(?:en)?|otp",
    "card number": r"(?:(?:credit|debit|bank|kredit|betal|visa)[ -]?)?(?:card|kort)"
    r"(?:[ -]?(?:number|nummer|nr))?(?:et)?",
    "personnummer": r"person(?:al)?[ -]?(?:nummer|nr|number)(?:et)?|pnr|ssn|samordningsnummer",
}
_MINE = r"(?:(?:my|the|our|min|mitt|mina|the|okx|ok|and|och|new|nya)[ ]){0,3}"
_FOR = r"(?:[ ](?:to|for|of|on|till|för|på)(?:[ ](?:the|my|min|mitt|mina))?[ ][\w.-]{1,20}){0,2}"
_OPEN = (
    rf"(?:[ ](?:{IS}|följer|below|nedan|kommer(?:[ ]här)?))?"
    r"[ ]?(?:[:=]|->|=>)?"
)
_INTRO = re.compile(
    r"\b(?:here(?:[ ](?:is|are|comes|you have)|'s|s)|här(?:[ ](?:är|kommer|har du)|s)"
    r"|this is|these are|det här är|sending(?: you)?|i'?ll send(?: you)?|i send(?: you)?"
    r"|skickar|du får|you can have|take|i'?ll give you|i give you)[ ]{1,2}" + _MINE + r"$",
    re.I,
)
_END = re.compile(r"[\s.!…)\]}☟👇⬇↓\ufe0f\U0001f3fb-\U0001f3ff]*\Z")
_PATTERNS = {
    name: re.compile(rf"\b(?P<label>{label}){_FOR}(?P<open>{_OPEN})\Z", re.I)
    for name, label in _LABELS.items()
}
_ADMITTED = re.compile(
    r"\b(?:that|it|this|those|det|den|detta|de)(?:'s|[ ](?:där|här|one))?"
    r"[ ]?(?:was|is|were|are|är|var)?"
    rf"[ ](?:(?:actually|really|faktiskt|egentligen|ju|nog|also|också)[ ])?{_MINE}"
    rf"(?:{_LABELS['private key']})",
    re.I,
)
_WIDTH = 120


def announced(text: str) -> tuple[str, bool] | None:
    """What folded ``text`` ends by announcing, or None.

    The name stands for the label as shield.said reads it; True when what follows is certain to
    be the value ("my password is", "here is my password"), False for a label by itself.
    """
    tail = _END.sub("", text[-_WIDTH:])
    for name, pattern in _PATTERNS.items():
        match = pattern.search(tail)
        if not match:
            continue
        before = tail[: match.start()]
        if match["open"] or _INTRO.search(before):
            return (name, True) if not _asks(text) else None
        if re.fullmatch(rf"\W*{_MINE}", before, re.I):
            return name, False
    return None


def admits_key(text: str) -> bool:
    """ "That was my private key": what was sent before was not a TxID."""
    return _ADMITTED.search(text[:_WIDTH]) is not None and "?" not in text


def _asks(text: str) -> bool:
    return "?" in text or re.match(r"\W*(?:what|where|how|vad|var|hur)\b", text, re.I) is not None
