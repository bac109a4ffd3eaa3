"""How people spell what names a secret, and the verbs between that and the value."""

from __future__ import annotations

LOGIN_WORD = (
    r"(?:pas{1,2}[ _]?w?[or]{1,3}[dt](?:et)?|passwd|pwd|pw"
    r"|l[öo]s{1,2}[en]{0,3}[ ]?o?rd(?:et)?|l[öo]sen)"
)
LOGIN_PHRASE = r"(?:pass[ _-]?phrase|l[öo]senfras(?:en)?)"
CODE = r"(?:code|kod(?:en)?|otp|(?:engångs|verifierings|inloggnings|säkerhets|sms-?)kod(?:en)?)"
"""Sent once to the customer's phone or mail."""

IS = r"(?:is|was|are|är|ar|e|ä|var|va|blir|blev|lyder)"
WHOSE = r"(?:my|the|our|his|her|mitt|min|vårt|hans|hennes)"
BECOMES = rf"[ ]?(?:[:=]|\b{IS}\b)[ ]?:?[ ]?"
"""Between a name and its value."""
OF_SOMEBODY = (
    r"[ ](?:(?:that|which|som)[ ])?"
    r"(?:i|we|they|he|she|it|jag|vi|dom|de|han|hon|det|den|you|ni|du|okx)(?:[ ][\w']{1,12}){1,6}?"
)
"""Behind what is spoken of: "the code *that they sent me*"."""
NO_AMOUNT = (
    r"(?![.,]?\d)(?![ ]?(?:kr|usdt|usdc|shib|pepe|trx|ada|kronor|usd|eur|sek|btc|eth|sats|doge"
    r"|dollar))"
)
"""Behind digits that are a code and no sum."""
