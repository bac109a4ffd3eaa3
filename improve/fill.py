"""Placeholders of a redacted message turned into made-up values, so that it reads naturally."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from shield import KINDS

_MARK = re.compile(r"\[([a-z_ ]{1,20})\]")
# Telephone numbers, names of hosts and of people that belong to nobody.
_PHONES = {"sv": "070-174 06 {:02d}", "en": "07700 900{:03d}"}
_NAMES = ("Kim", "Robin", "Sam", "Alex", "Charlie")
_AMOUNTS = {
    "sv": ("0,05", "120", "1 500", "0,4", "75"),
    "en": ("0.05", "120", "1,500", "0.4", "75"),
}
_MASKED = {"sv": "[maskerad]", "en": "[masked]"}


def fill(text: str, language: str, seed: str) -> str:
    """``text`` with a value for each placeholder, always the same for the same ``seed``.

    A masked secret stays masked. A placeholder that nobody knows stays as it is.
    """
    made_up = random.Random(seed)  # noqa: S311 (values that look real, nothing secret)
    return _MARK.sub(lambda match: _value(match, language, made_up), text)


def _value(match: re.Match[str], language: str, made_up: random.Random) -> str:
    kind = match[1]
    if kind in KINDS:
        return _MASKED[language]
    makers: dict[str, Callable[[], str]] = {
        "txid": lambda: f"{made_up.getrandbits(256):064x}",
        "order id": lambda: str(made_up.randrange(10**18, 10**19)),
        "address": lambda: f"0x{made_up.getrandbits(160):040x}",
        "amount": lambda: made_up.choice(_AMOUNTS[language]),
        "name": lambda: made_up.choice(_NAMES),
        "email": lambda: f"{made_up.choice(_NAMES).lower()}@example.com",
        "phone": lambda: _PHONES[language].format(5 + made_up.randrange(90)),
        "link": lambda: "https://example.com/help",
        "account number": lambda: "SE00 0000 0000 0000 0000 0000",
        "date": lambda: f"2026-0{made_up.randrange(1, 10)}-{made_up.randrange(10, 29)}",
        "ip address": lambda: f"192.0.2.{made_up.randrange(1, 255)}",
        "id": lambda: f"x{made_up.getrandbits(64):016x}",
        "street": lambda: "Storgatan 1" if language == "sv" else "1 High Street",
        "postcode": lambda: "111 11",
        "number": lambda: str(made_up.randrange(10**7, 10**8)),
    }
    return makers[kind]() if kind in makers else match.group()
