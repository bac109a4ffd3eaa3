"""Questions that lean on the answer before them, and questions about a word of it.

"When will it open", "hur länge då", "why does that take time", "what do I do now" ask about the
case at hand; "what is the Travel Rule" asks what a word means. Alone they say too little for the
intent model.
"""

from __future__ import annotations

import re

_START = (
    r"\A\W{0,3}(?:(?:and|och|ok|okay|okej|men|but|so|så|hm+|jaha|aha|oh|right|hej)\W{1,3}){0,2}"
)
_ASKS = {
    "time": (
        r"(?:when|how[ ](?:long|much[ ]longer|soon|many[ ](?:hours|days|minutes))|until[ ]when"
        r"|how[ ](?:many|much)[ ](?:more|left|to[ ]go|remain)"
        r"|hur[ ]många[ ](?:till|kvar|fler|återstår)"
        r"|hur[ ](?:länge|lång[ ]tid|snart|många[ ](?:timmar|dagar|minuter))|när|tills[ ]när"
        r"|what[ ]time|vilken[ ]tid|any[ ](?:eta|idea[ ](?:when|how[ ]long))|eta\b"
        r"|vet[ ]du[ ](?:när|hur[ ]länge)|do[ ]you[ ]know[ ](?:when|how[ ]long))\b"
    ),
    "why": r"(?:why|how[ ]come|varför|hur[ ]så|hur[ ]kommer[ ]det[ ]sig|av[ ]vilken[ ]anledning)\b",
}
# Who asks whether it can go faster asks the bot, and means the case.
_HURRY = re.compile(
    _START + r"(?:(?:can|could|kan|går)[ ](?:you|u|ni|du|i|jag|man|we|vi|det|it|this)"
    r"|is[ ]there[ ]a[ ]way|finns[ ]det)\b[^.?!\n]{0,30}"
    r"\b(?:speed|faster|quicker|hurry|skynda|snabba|snabbare|fortare)\b",
    re.I,
)
_ASK = {name: re.compile(_START + pattern, re.I) for name, pattern in _ASKS.items()}
# What stands for the case: without one of these a question of more than four words is a new one.
_LEANS = re.compile(
    r"\b(?:it|its|it's|that|this|they|those|then|den|det|detta|denna|de|dom|då|så|sånt|sådant"
    r"|tar[ ]sån[ ]tid|take[ ](?:time|so[ ]long))\b",
    re.I,
)
_SELF = re.compile(r"\b(?:i|i'm|my|me|we|jag|min|mitt|mina|mig|vi|you|du|ni)\b", re.I)
_MOST_WORDS, _FEW_WORDS = 9, 4

# "What do I do now", "vad gör jag nu": the whole message, so that "what do I do if ..." is another.
_DONE = (
    r"(?:(?:and|och|o|å|ok|okay|okej|so|så|but|men|then|oh|done|klart|fixat|gjort|alright|right|fine"
    r"|hm+|yes|yeah|ja|no|nej|hi|hej|please|snälla|bra|i(?:'?ve|[ ]have)?[ ](?:done|did)[ ]"
    r"(?:it|that|this|all[ ](?:of[ ])?(?:it|that))"
    r"|(?:jag|ja)[ ]har[ ]gjort[ ](?:det|så|allt))\W{1,3}){0,3}"
)
_DO = (
    r"wh?at[ ](?:(?:do|should|can|must|shall|could)[ ](?:i|we)(?:[ ]do)?|(?:am[ ]i|are[ ]we)"
    r"[ ](?:supposed|meant)[ ]to[ ]do)"
    r"|wh?at(?:'?s|[ ]is|[ ]are)?(?:[ ](?:the|my))?[ ](?:next|now)(?:[ ]steps?)?"
    r"|then[ ]wh?at|now[ ]wh?at|next(?:[ ]steps?)?|now(?=[ ]?\?)"
    r"|how[ ](?:do|can|should)[ ](?:i|we)[ ](?:fix|solve|sort)[ ](?:it|this|that)(?:[ ]out)?"
    r"|va?d?[ ](?:ska|skall|kan|bör|måste|får)[ ](?:jag|ja|man|vi)[ ](?:göra|gö|ta[ ]mig[ ]till)"
    r"|va?d?[ ](?:gör|gö)[ ](?:jag|ja|man|vi)|vad[ ](?:är[ ]nästa[ ]steg|nu|sen)|nästa[ ]steg"
    r"|(?:nu|sen)(?=[ ](?:då|da)\b)|hur[ ](?:gör|gö)[ ](?:jag|ja|man|vi)"
    r"|hur[ ](?:löser|fixar|ordnar)[ ](?:jag|ja|man|vi)[ ](?:det|detta)(?:[ ]här)?"
)
_NEXT = re.compile(
    rf"\A\W{{0,3}}{_DONE}(?:{_DO})"
    r"(?:[ ](?:now|next|then|first|please|pls|plz|today|to[ ]do|about[ ](?:it|this|that)"
    r"|nu|då|da|först|sen|snälla|tack|åt[ ](?:det|detta|saken)(?:[ ]här)?|här)){0,3}\W{0,6}\Z",
    re.I,
)

_WHAT = (
    r"(?:wh?at(?:'s|[ ]is|[ ]are|[ ]does|s)|vad?[ ](?:är|e|ä|betyder|innebär)"
    r"|vad?[ ](?:menas|menar[ ]du)[ ]med"
    r"|what[ ]do[ ]you[ ]mean[ ](?:by|with)|explain|förklara|define|tell[ ]me[ ]about)"
)
_ARTICLE = r"(?:[ ](?:the|a|an|that|this|en|ett|den|det|detta|denna|here|här|där|som)){0,3}"
_TAIL = (
    r"(?:\W{1,2}(?:mean|means|stand|for|för|något|nåt|då|egentligen|actually|exactly|please|tack|even"
    r"|ens|nu|again|igen|thing|grej|grejen|om|du|talar|pratar|there|you|talk|about)){0,4}\W{0,4}\Z"
)
_TERMS = {
    "travel_rule": r"travel[ -]?rule(?:n|s)?(?:[ ]check)?",
    "confirmation": (
        r"(?:(?:network|block(?:chain)?|nätverks)[ -]?)?(?:confirmations?|bekräftelse(?:n|r|rna)?)"
    ),
    "txid": r"tx[ -]?ids?|txid:?t|transaction[ ](?:id|hash)|tx[ -]?hash|transaktions-?id",
    "memo": r"memo(?:t|n)?|destination[ ]tag|tag(?:gen)?",
    "funding": r"(?:funding|finansierings?)[ -]?(?:account|kontot?)?|finansiering",
    "trading": r"(?:trading|handels)[ -]?(?:account|kontot?)|unified[ ](?:trading[ ])?account",
    "verification": r"kyc|identity[ ]verification|(?:id-?|identitets)verifiering(?:en)?",
    "p2p_lock": r"t[ ]?\+[ ]?n(?:[ ](?:lock|rule|regeln?|låset))?|p2p[ -]?(?:lock|låset|lås)",
    "minimum": r"(?:minimum|lowest|minsta)[ ](?:deposit|insättning(?:en)?)|minimum",
}
_TERM = {
    name: re.compile(rf"{_START}{_WHAT}{_ARTICLE}[ ][\"']?(?:{said})[\"']?{_TAIL}", re.I)
    for name, said in _TERMS.items()
}

# "Is the one who sent me 0.5 BTC a customer of yours": nobody hears who is one.
_WHO_IS_A_CUSTOMER = re.compile(
    r"\b(?:är|is|are)[ ](?!jag\b|i\b|vi\b|we\b)[^!?\n]{2,80}[ ]"
    r"(?:kund(?:er)?|customers?|clients?|users?)"
    r"[ ](?:hos|av|of|with|at|to)[ ](?:er|dig|okx|yours?|you|us)\b",
    re.I,
)


def asks_back(text: str) -> str | None:
    """ "time", "why" or "next" where the question needs the answer before it to mean anything."""
    words = re.findall(r"\w+", text)
    if len(text) > 120 or not 0 < len(words) <= _MOST_WORDS:
        return None
    if _NEXT.match(text):
        return "next"
    if len(words) > _FEW_WORDS and not _LEANS.search(text):
        return None
    if _HURRY.match(text):
        return "time"
    if _SELF.search(text):
        return None
    return next((name for name, pattern in _ASK.items() if pattern.match(text)), None)


def term_of(text: str) -> str | None:
    """The word of an answer that a short question asks the meaning of."""
    if len(text) > 120:
        return None
    return next((name for name, pattern in _TERM.items() if pattern.match(text)), None)


def asks_who_is_a_customer(text: str) -> bool:
    return _WHO_IS_A_CUSTOMER.search(text[:400]) is not None


_ANOTHERS = re.compile(
    r"\b(?:her|his|hennes|hans)[ ](?:\w{1,12}[ ]){0,1}(?:balance|account|saldo|konto(?:t)?|orders?"
    r"|deposits?|withdrawals?|insättning(?:ar)?|uttag|order)\b",
    re.I,
)


def asks_for_anothers(text: str) -> bool:
    """ "Just tell me her balance": a look-up of an account that is not the customer's."""
    return _ANOTHERS.search(text[:400]) is not None
