"""One-time codes: what a text message, a mail or an authenticator shows for a minute.

Six digits alone are also an amount or an order, so the words around them decide, and what looks
like money (a coin behind it, a round thousand) passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from shield.spelt import BECOMES, CODE, IS, LOGIN_PHRASE, LOGIN_WORD, NO_AMOUNT, OF_SOMEBODY

_SIX = r"(?P<value>\d{6}|\d{3}[ -]\d{3}|\d{2}[ -]\d{2}[ -]\d{2})(?![\d.,]?\d)"
_NOT_ROUND = r"(?P<value>(?!\d{3}[ -]?000)(?:\d{6}|\d{3}[ -]\d{3}))(?![\d.,]?\d)"
_WHICH = rf"(?:{OF_SOMEBODY}|[ ](?:that|which|som)(?:[ ][\w']{{1,12}}){{1,6}}?)"
_APP = (
    r"(?:authenticator|authy|google auth|(?:auth|token)[ -]?app|two[ -]?factor|tvåfaktor\w*|2fa"
    r"|otp)"
)
_SHOWS = r"(?:screen|skärm(?:en)?|app(?:en)?|phone|mobil(?:en)?|telefon(?:en)?)"
_KIND = (
    r"(?P<kind>\b(?:2fa|two[ -]factor|otp|one[ -]time|sms|text|authenticator|auth|google|security|"
    r"verification|verify|login|log[ -]in|email|e-mail|backup|recovery|engångs|verifierings|"
    r"bekräftelse|inloggnings|säkerhets|autentiserings|e-post|mejl)?[ -]{0,2}"
    r"(?:code|kod(?:en)?|pass[ ]?code)|\b(?:2fa|otp|tan|engångslösenord(?:et)?|one[ -]time password"
    r"|(?:six|6|sex)[ ](?:digits|siffror(?:na)?)))"
)
_VALUE = re.compile(
    _KIND + r"(?:[ ](?:i|jag|you|ni|du)[ ](?:got|fick|received|sent|skickade|skicka))?"
    rf"[\"']?\s{{0,2}}(?:[:=,]|\b(?:{IS}|säger|visar|says|reads)\b:?)?[\"'\s]{{0,3}}"
    r"(?P<value>[A-Z]-\d{6}|\d{3}[ -]\d{3}|\d{4,8})(?![\d.,]?\d)",
    re.I,
)
_NOT_A_CODE = re.compile(
    r"(?:error|fel|status|promo|referral|qr|country|zip|post|discount|invite|"
    r"rabatt|lands|fault|bug|reference|ref|http|response)[ -]?$",
    re.I,
)
_MAIL = r"(?:e-?mail|mail|mejl\w*|e-?post\w*|text|sms\w*|inbox|inkorg\w*)"
_NEAR = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # "I got 482913 as a code", "482913 is the code", "det stod 482913 i sms:et"
        r"(?<![\d.,#])(?P<value>\d{6}|\d{3}[ -]\d{3})(?![\d.,]?\d)[ ]{0,2}(?:is|är|was|as|som|i|in"
        r"|by|via|from|från|-)?[ ]"
        r"(?:(?:the|my|a|an|min|en|ett|från|okx)[ ]){0,2}"
        r"(?:(?:2fa|sms|text|verification|security|login|authenticator)[ -]?)?"
        r"(?:code|kod(?:en)?|otp|engångskod\w*|sms:?e?t?|verifieringskod\w*|säkerhetskod\w*)\b",
        # "got a text saying 604917", "google auth visar 660 148"
        rf"\b(?:sms|text|texted|text message|{_APP}|bekräftelsemejl|engångskod\w*|verification"
        r"|verifierings\w*)\b[^.!?\d\n]{0,30}?[ ](?P<value>\d{6}|\d{3}[ -]\d{3})" + NO_AMOUNT,
        rf"\b{CODE}{_WHICH}{BECOMES}{_SIX}",
        rf"\b{CODE}[ ]?[,;.–-]?[ ](?:it'?s|it[ ]is|its|den[ ]är|det[ ]är)[ ]{_SIX}",
        # "code from the mail: 204 866"
        rf"(?<!error )(?<!status )\b{CODE}(?:[ ](?:from|for|to|in|on|of|från|för|till|i|på)"
        rf"(?:[ ][\w-]{{1,14}}){{1,3}}){BECOMES}{_SIX}{NO_AMOUNT}",
        rf"\b(?:get|got|getting|receive[d]?|keep getting|fick|får|fått|kom(?:mer)?|kommit)[ ]{_SIX}"
        rf"[ ](?:in|by|via|on|through|på|i|som)[ ](?:(?:my|a|an|the|min|mitt|ett|en)[ ])?{_MAIL}\b",
        # "got 449120 just now and I haven't tried to log in"
        rf"\b(?:got|fick|received)[ ]{_NOT_ROUND}(?=[ ]?(?:[,.;!?]|\b(?:just|now|nu|nyss|and|but"
        r"|och|men)\b))[^\n]{0,60}\b(?:log(?:ged)?[ ]?in|logga(?:t|de|r)?)\b",
        # "asked for the code so I said 330912"
        rf"\b{CODE}\b[^.!?\d\n]{{0,40}}?\b(?:said|told|gave|read|typed|entered|sa|sade|gav|läste"
        rf"|uppgav|skrev|svarade|lämnade|knappade)\b[^.!?\d\n]{{0,20}}?[ ]{_SIX}{NO_AMOUNT}",
        rf"\b{CODE}[ ](?:just[ ])?(?:came|comes|arrived|kom|landade|plingade|popped up|dök upp)\b"
        rf"[ ]?[,:–-]?[ ]{_SIX}{NO_AMOUNT}",
        rf"\b(?:sexsiffrig\w*|six[ -]?digits?|siffror från (?:er|dig)|numbers from you)\b"
        rf"[^.!?\d\n]{{0,30}}?[ ]{_SIX}{NO_AMOUNT}",
        # "an email came, it says 475 820", "appen vill att jag skriver 208417"
        rf"\b{_MAIL}\b[^.!?\d\n]{{0,40}}?\b(?:says|said|sa|säger|står|stod)[ ]{_NOT_ROUND}"
        rf"{NO_AMOUNT}",
        rf"\b{_SHOWS}[ ](?:wants|vill|asks|ber)\b[^.!?\d\n]{{0,30}}?[ ]{_NOT_ROUND}{NO_AMOUNT}",
        rf"\b(?:numbers?|siffror(?:na)?)[ ](?:on|in|på|i)[ ](?:(?:my|the|min)[ ])?{_SHOWS}{BECOMES}"
        rf"{_NOT_ROUND}{NO_AMOUNT}",
        rf"(?<![\d.,#]){_NOT_ROUND}[ ](?:it[ ])?(?:says|säger|står)[ ](?:det[ ])?"
        rf"(?:(?:the|in|on|i|på|my|min)[ ]){{0,2}}(?:{_APP}|{_SHOWS})\b",
        r"\b(?:give|giving|gave|tell|ge|ger|gav|säga)[ ]"
        rf"(?:you|him|her|them|dig|er|honom|henne|dem)[ ]{_NOT_ROUND}{NO_AMOUNT}",
        r"\b(?:backup|reserv)[ -]?(?:code|kod)\w{0,3}\b[^.!?\d\n]{0,30}?[ ]"
        r"(?P<value>\d{4}[ -]?\d{4})(?!\d)",
    )
)
_ALONE = re.compile(r"\A\W*(?:[A-Z]-)?(?P<value>\d{6}|\d{3}[ -]\d{3})\W*\Z")
# "My code is four eight two nine": four digits and more, said as words.
_DIGIT = (
    r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine"
    r"|nolla?|ett|etta|två|tvåa|tva|tre|trea|fyra|fem|femma|sex|sexa|sjua?|åtta|atta|nio|nia)"
)
_SPELT_OUT = re.compile(
    rf"\b(?:{CODE}|{LOGIN_WORD}|{LOGIN_PHRASE}|pin(?:[ -]?kod(?:en)?)?)\b[^\n]{{0,40}}?"
    rf"(?P<value>\b{_DIGIT}(?:[ ,.-]{{1,3}}{_DIGIT}){{3,7}})\b",
    re.I,
)
# An authenticator's secret as its page shows it: blocks of four. Shouted words look alike, so the
# rest of the message must not be shouted.
_BLOCKS = re.compile(
    r"\b(?i:2fa|totp|authenticator|backup|reserv\w{0,6})\b[^.!?\n]{0,40}?"
    r"(?P<value>\b[A-Z2-7]{4}(?:[ -][A-Z2-7]{4}){2,7})\b"
)
_OTP_LINK = re.compile(r"\botpauth(?:-migration)?://\S{1,512}", re.I)


def find_codes(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of codes in folded ``text``."""
    for match in _VALUE.finditer(text):
        before = text[max(0, match.start() - 14) : match.start()]
        plain = match["kind"].strip().lower() in ("code", "kod", "koden")
        digits = re.sub(r"\D", "", match["value"])
        if plain and (_NOT_A_CODE.search(before) or len(digits) != 6):
            continue  # "error code 50011" is the exchange's, not the customer's
        yield match.span("value")
    for pattern in (*_NEAR, _SPELT_OUT):
        for match in pattern.finditer(text):
            yield match.span("value")
    for match in _BLOCKS.finditer(text):
        if any(c.islower() for c in text[: match.start("value")] + text[match.end("value") :]):
            yield match.span("value")
    for match in _OTP_LINK.finditer(text):
        yield match.span()
    alone = _ALONE.match(text)
    if alone:
        yield alone.span("value")
