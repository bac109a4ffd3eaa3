"""What corrects what was said before: "SOL not ETH", "nej, den andra", "I meant the withdrawal".

A correction answers no question of the bot's and starts no new problem: the same look-up is run
again with the coin, the record, the account or the topic that was meant.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from nlu.extract import Reading
from nlu.found import Found

OTHER = "other"
"""Value of ``ordinal`` for the record that was not told of."""
_MOST_WORDS = 14
# After a list that was asked for, the other list is meant and no complaint.
_NEUTRAL = {
    "deposit_not_arrived": "check_deposit_status",
    "trade_not_in_balance": "check_order_status",
}
_NO = r"(?:not|inte|ej|instead[ ]of|istället[ ]för|i[ ]stället[ ]för|rather[ ]than)"
_LINK = r"(?:(?:the|my|from|to|in|into|for|on|min|mitt|mina|den|det|på|från|till|i|om)[ ]){0,2}"
# "I see BTC but not ETH" tells of ETH; only "not ETH" alone takes it back.
_NEGATED = re.compile(
    rf"(?<!but )(?<!men )(?<!is )(?<!är )(?<!and )(?<!och )\b{_NO}[ ]{_LINK}\Z", re.I
)
_NEGATED_BEFORE = re.compile(r"(?:\bnot|n['´]t|\binte|\bej)[ ](?:\w{1,15}[ ]){0,3}\Z", re.I)
_BUT_RATHER = re.compile(r"\A[\w -]{0,24}[ ,]{1,2}(?:utan|but|i[ ](?:sent|meant|bought))\b", re.I)
_CUE = re.compile(
    r"\b(?:i[ ]mean|meant|ment|menar|menade|mena|avser|avsåg|syftade|correction|rättelse|typo"
    r"|skrev[ ]fel|felskrivning|wrote[ ](?:it[ ])?wrong|should[ ](?:be|say)|ska[ ]vara"
    r"|skulle[ ]vara"
    r"|(?:fel|wrong)[ ](?:order|mynt|coin|konto|account|insättning|deposit|uttag|withdrawal|one"
    r"|nummer|number|id|txid))\b",
    re.I,
)
_AMOUNT = re.compile(r"(?<![\w.,])\d{1,9}(?:[.,]\d{1,18})?(?![\w])")
_NO_AMOUNT = re.compile(rf"\b{_NO}[ ]{_LINK}\d", re.I)
_ASKS_WHY = re.compile(r"\A\W{0,3}(?:why|how[ ]come|varför|hur[ ]kommer)\b", re.I)
_OPENING = re.compile(
    r"\A\W{0,3}(?:(?:hm+|eh+|oh|ah|åh)\W{1,3})?(?:no+|nej+|nä+|nope|nah|sorry|oops|ops"
    r"|hoppsan|förlåt"
    r"|ursäkta|my[ ]bad|actually|wait|vänta|egentligen)\b",
    re.I,
)
_DENIES = re.compile(r"\b(?:not|inte|ej|aldrig|never|\w{1,8}n'?t)\b", re.I)
_OR = re.compile(r"\A[ ]?(?:or|nor|eller)\b", re.I)
_OTHER = re.compile(
    r"\b(?:the[ ]other(?:[ ](?:one|deposit|order|coin|withdrawal|transaction))?|other[ ]one"
    r"|(?:den|det)[ ](?:där[ ])?andra(?:[ ](?:insättningen|ordern|myntet|uttaget|transaktionen))?"
    r"|fel[ ](?:order|insättning|uttag|en)|wrong[ ](?:order|deposit|withdrawal|one))\b",
    re.I,
)
# "Trading not funding" names two accounts, though neither word alone would be one.
_SIDES = {
    "trading": r"(?:trading|spot)(?:[ -]?(?:account|konto\w{0,3}))?|handel(?:n|skontot?)?",
    "funding": r"funding(?:[ -]?(?:account|konto\w{0,3}))?|finansiering(?:en|skontot?)?",
}
_SIDE = {
    meant: re.compile(
        rf"\b(?:{_SIDES[meant]}),?[ ]{_NO}[ ]{_LINK}(?:{_SIDES[other]})\b"
        rf"|\b{_NO}[ ]{_LINK}(?:{_SIDES[other]})[ ,]{{1,2}}(?:utan[ ]|but[ ])?{_LINK}"
        rf"(?:{_SIDES[meant]})\b",
        re.I,
    )
    for meant, other in (("trading", "funding"), ("funding", "trading"))
}
_RECORD = r"(?:[ ](?:one|insättningen|ordern|uttaget|transaktionen))?"
_NUMBER = r"(?:nr|nummer|number|no|#)[ .]{0,2}"
_ORDINALS = {
    "1": rf"(?:the[ ]|den[ ])?(?:first|första|översta|top){_RECORD}|ettan|1:an"
    rf"|{_NUMBER}(?:1|one|ett)",
    "2": rf"(?:the[ ]|den[ ])?(?:second|andra){_RECORD}|tvåan|{_NUMBER}(?:2|two|två)|2:an",
    "3": rf"(?:the[ ]|den[ ])?(?:third|tredje){_RECORD}|trean|{_NUMBER}(?:3|three|tre)|3:an",
    "last": rf"(?:the[ ]|den[ ])?(?:last|latest|bottom|sista|senaste|nedersta){_RECORD}",
}
_POLITE = (
    r"(?:ja|yes|ok|okej|det[ ]är|its|it's|jag[ ]menar|i[ ]mean|tack|please|thanks|då|tror[ ]jag"
    r"|i[ ]think)"
)
_ORDINAL = {
    value: re.compile(
        rf"\W{{0,3}}(?:{_POLITE}\W{{1,2}}){{0,2}}(?:{said})"
        rf"(?:\W{{1,2}}{_POLITE}){{0,2}}\W{{0,3}}\Z",
        re.I,
    )
    for value, said in _ORDINALS.items()
}
# What a topic is called; the first column is the intent.
_TOPICS = {
    "withdrawal_not_arrived": r"withdrawals?|withdraw|uttag(?:et|en)?",
    "deposit_not_arrived": r"deposits?|insättning(?:en|ar|arna)?",
    "trade_not_in_balance": r"orders?|ordern|trades?|handeln|affären|köpet|purchase|conversion",
    "funding_account_p2p": r"p2p",
    "check_balance": r"balance|saldot?",
    "check_verification": r"verification|kyc|id[ -]?check|verifieringen|id-kontrollen",
}
_TOPIC = {
    intent: re.compile(
        rf"(?P<no>\b{_NO}[ ]{_LINK})?(?<![\w-])(?:{said})(?![\w-])(?![ ]?(?:history|address|id\b))",
        re.I,
    )
    for intent, said in _TOPICS.items()
}
_ANSWERS = frozenset(
    {"currency", "currency_unknown", "network", "txid", "order_id", "account_type", "amount"}
)


def taken_back(reading: Reading) -> list[Found]:
    """The coins and accounts that the message says are *not* meant: "SOL, not ETH"."""
    text = reading.text
    named = [f for f in reading.entities if f.name in ("currency", "account_type")]
    short = _is_short(text)
    found = []
    for each in named:
        before = text[max(0, each.start - 40) : each.start]
        direct = _NEGATED.search(before)
        rather = _NEGATED_BEFORE.search(before) and _BUT_RATHER.match(text[each.end :][:60])
        if _OR.match(text[each.end :][:8]):
            continue
        others = [f for f in named if f.name == each.name and f.value != each.value]
        if (direct and short and (others or _OPENING.match(text))) or (rather and others):
            found.append(each)
    kinds = {f.name for f in found}
    # Taking back all of them ("neither BTC nor ETH") says what is missing, not what was meant.
    return [
        f
        for f in found
        if any(n.name == f.name and n not in found for n in named)
        or (len(found) == 1 and kinds == {f.name} and _OPENING.match(text))
    ]


def side_meant(text: str) -> str | None:
    """trading | funding, where one is said to be meant and not the other."""
    return next((meant for meant, p in _SIDE.items() if _is_short(text) and p.search(text)), None)


def gives_detail(reading: Reading) -> bool:
    """Whether a short message says that the coin, id, account or amount in it was meant."""
    text = reading.text
    if not _is_short(text) or "?" in text or not any(f.name in _ANSWERS for f in reading.entities):
        return False
    if _ASKS_WHY.match(text) or _sets_two_amounts_apart(text):
        return False
    if taken_back(reading) or _CUE.search(text):
        return True
    opens = _OPENING.match(text) is not None and len(_words(text)) <= 6
    return opens and not _DENIES.search(text)


def _sets_two_amounts_apart(text: str) -> bool:
    """ "It shows 0.15, should be 0.18" tells of a balance; "0.18, not 0.15" corrects."""
    return len({*_AMOUNT.findall(text)}) > 1 and not _NO_AMOUNT.search(text)


def topic_meant(text: str) -> str | None:
    """The intent whose subject is meant instead: "I meant the withdrawal", "nej, uttaget"."""
    if not _is_short(text) or len(_words(text)) > 8:
        return None
    found = {i: list(p.finditer(text)) for i, p in _TOPIC.items()}
    meant = [i for i, ms in found.items() if any(not m["no"] for m in ms)]
    denied = [i for i, ms in found.items() if any(m["no"] for m in ms)]
    cued = _CUE.search(text) or (_OPENING.match(text) and len(_words(text)) <= 4)
    return meant[0] if len(meant) == 1 and (cued or denied) else None


def other_meant(text: str) -> bool:
    """ "No, the other one": of the records that were told of, the one that was not."""
    return _OTHER.search(text) is not None and len(_words(text)) <= 7


def ordinal(text: str) -> str | None:
    """ "1", "2", "3" or "last", where nothing else is said."""
    return next((v for v, p in _ORDINAL.items() if len(text) <= 60 and p.match(text)), None)


class Correction(NamedTuple):
    """The intent that is meant, entities to add, and those that the message takes back.

    ``what``: detail | account | record | topic.
    """

    intent: str
    what: str
    added: tuple[tuple[str, str], ...] = ()
    taken_back: tuple[Found, ...] = ()


def correction(reading: Reading, outcome: str | None, topic: str | None) -> Correction | None:
    """What ``reading`` corrects in a conversation whose slots are these, or None.

    While a break-in is dealt with nothing is: the answer decides what protects.
    """
    text = reading.text
    if outcome == "security":
        return None
    ids = any(f.name in ("order_id", "txid") for f in reading.entities)
    meant = topic_meant(text) if topic and not ids else None
    if meant:
        intent = _NEUTRAL.get(meant, meant) if outcome == "told" else meant
        return Correction(intent, "topic", taken_back=tuple(taken_back(reading)))
    side = side_meant(text)
    if side:
        return Correction("inform", "account", (("account_type", side),))
    if gives_detail(reading):
        return Correction("inform", "detail", taken_back=tuple(taken_back(reading)))
    if outcome == "asks" and (place := ordinal(text)):
        return Correction("inform", "record", (("ordinal", place),))
    if topic and other_meant(text):
        return Correction("inform", "record", (("ordinal", OTHER),))
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def _is_short(text: str) -> bool:
    return len(text) < 160 and len(_words(text)) <= _MOST_WORDS
