"""Which pages may open the chat. Imports nothing, so that the launcher can check it, too."""

from __future__ import annotations

import re

_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?|http://(127\.0\.0\.1|localhost)(:\d{1,5})?")


def read_origins(text: str) -> frozenset[str]:
    """The origins of a comma-separated list, perhaps none. Raises ValueError with one line."""
    origins = frozenset(part.strip() for part in text.split(",") if part.strip())
    wrong = next((one for one in sorted(origins) if not _ORIGIN.fullmatch(one)), None)
    if wrong:
        raise ValueError(
            f"SALDO_WIDGET_ORIGINS: '{wrong}' is no origin such as https://help.example.com"
        )
    return origins
