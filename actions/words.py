"""Words for the customer: responses by name, values in the customer's language.

Actions decide *which* response is said; the words are in ``data/responses``. Most are
said through Rasa (``utter_message(response=...)``). Fragments that go into a list, a
button or a summary are rendered here from the same responses, which Rasa sends with
every call to the action server.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_decimal

LANGUAGES = ("en", "sv")
_PLACEHOLDER = re.compile(r"\{(\w+)\}")

_DAY_MINUTES = 24 * 60
_DAYS = {0: "utter_word_today", -1: "utter_word_yesterday", 1: "utter_word_tomorrow"}

# How a network is said. "ERC20" alone means nothing to many customers.
NETWORK_NAMES = {
    "ERC20": "Ethereum (ERC20)",
    "TRC20": "TRON (TRC20)",
    "BSC": "BNB Smart Chain (BSC)",
}

# Explorers are named as plain text, for the network at hand (guide B14).
EXPLORERS = {
    "Bitcoin": "mempool.space",
    "ERC20": "etherscan.io",
    "TRC20": "tronscan.org",
    "BSC": "bscscan.com",
    "Solana": "solscan.io",
    "Arbitrum One": "arbiscan.io",
    "Polygon": "polygonscan.com",
    "Base": "basescan.org",
}


class MissingResponse(KeyError):
    """An action names a response that the domain lacks (a lint keeps this from shipping)."""


class Words:
    """The responses of one turn, in one language.

    ``domain`` is the domain that Rasa sends with the call; ``now`` is aware UTC; times
    are said in ``zone``.
    """

    def __init__(
        self,
        domain: Mapping[str, Any],
        language: str,
        now: datetime,
        zone: str = "Europe/Stockholm",
        split_accounts: bool = True,
    ) -> None:
        self._responses: Mapping[str, Any] = domain.get("responses") or {}
        self.language = language if language in LANGUAGES else "en"
        self.locale = Locale.parse("sv_SE" if self.language == "sv" else "en_GB")
        self.now = now
        self._zone = ZoneInfo(zone)
        self._split = split_accounts

    def has(self, name: str) -> bool:
        return name in self._responses

    def variant(self, name: str) -> str:
        """The response for this region: ``<name>_single`` where there is one account only."""
        single = f"{name}_single"
        return single if not self._split and single in self._responses else name

    def phrase(self, name: str, **values: object) -> str:
        """The text of a response in this language, its placeholders filled.

        Raises MissingResponse where the domain has no such response.
        """
        text = self._text(name)
        return _PLACEHOLDER.sub(lambda m: str(values.get(m.group(1), m.group(0))), text)

    def complete(self, name: str, **values: object) -> str | None:
        """The phrase, or None where a placeholder of its text has no value."""
        if set(_PLACEHOLDER.findall(self._text(name))) - set(values):
            return None
        return self.phrase(name, **values)

    def _text(self, name: str) -> str:
        variations = self._responses.get(self.variant(name))
        if not variations:
            raise MissingResponse(name)
        return str(self._pick(variations).get("text") or "")

    def _pick(self, variations: list[dict[str, Any]]) -> dict[str, Any]:
        default = variations[-1]
        for variation in variations:
            conditions = variation.get("condition") or []
            if not conditions:
                default = variation
            elif all(
                c.get("name") == "language" and c.get("value") == self.language for c in conditions
            ):
                return variation
        return default

    # --- values -----------------------------------------------------------

    def amount(self, value: Decimal) -> str:
        """A number as the language writes it, without needless zeros, never rounded away."""
        normal = value.normalize()
        exponent = normal.as_tuple().exponent
        digits = max(0, -exponent) if isinstance(exponent, int) else 0
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        return str(format_decimal(normal, format=pattern, locale=self.locale))

    def time(self, value: datetime) -> str:
        """ "today at 14:02, 35 minutes ago", and the date where it is not today."""
        return self.phrase("utter_word_time", clock=self.clock(value), ago=self.ago(value))

    def clock(self, value: datetime) -> str:
        local, today = value.astimezone(self._zone), self.now.astimezone(self._zone)
        clock = format_time(
            local, "HH.mm" if self.language == "sv" else "HH:mm", locale=self.locale
        )
        name = _DAYS.get((local.date() - today.date()).days)
        if name:
            return self.phrase(name, clock=clock)
        pattern = "d MMMM" if local.year == today.year else "d MMMM y"
        day = format_date(local, pattern, locale=self.locale)
        return self.phrase("utter_word_day", day=day, clock=clock)

    def ago(self, value: datetime) -> str:
        delta = value - self.now
        if abs(delta) < timedelta(minutes=1):
            return self.phrase("utter_word_just_now")
        name = "utter_word_in" if delta > timedelta() else "utter_word_ago"
        return self.phrase(name, duration=self.duration(abs(delta)))

    def duration(self, value: timedelta) -> str:
        """Hours and minutes below a day (the guide's rules turn on 1 and 2 hours), else days."""
        minutes = int(value.total_seconds() // 60)
        if minutes >= _DAY_MINUTES:
            days = minutes // _DAY_MINUTES
            return self.phrase("utter_word_days" if days > 1 else "utter_word_one_day", count=days)
        hours, rest = divmod(minutes, 60)
        parts = [self._unit(timedelta(hours=hours), "hour")] if hours else []
        if rest or not hours:
            parts.append(self._unit(timedelta(minutes=rest), "minute"))
        return self.joined(parts)

    def _unit(self, value: timedelta, unit: Literal["hour", "minute"]) -> str:
        return format_timedelta(value, granularity=unit, threshold=10_000, locale=self.locale)

    def network(self, value: str) -> str:
        return NETWORK_NAMES.get(value, value)

    def explorer(self, network: str | None) -> str:
        return EXPLORERS.get(network or "") or self.phrase("utter_word_explorer")

    def joined(self, items: list[str]) -> str:
        """ "a, b and c"."""
        return str(format_list(items, locale=self.locale)) if items else ""

    def numbered(self, items: list[str]) -> str:
        if len(items) == 1:
            return items[0]
        return "\n".join(f"{i}. {item}" for i, item in enumerate(items, 1))
