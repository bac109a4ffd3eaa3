"""Finds what nobody may ever see: secrets that a customer typed by mistake.

Stands on its own (no Rasa, no I/O beyond the word lists of ``bip_utils``), so that a channel
can mask a message before it is stored and the NLU pipeline can recognise one.
"""

from __future__ import annotations

from shield.secrets import KINDS, MASK, MASKED_KIND, Span, find_secrets, mask
from shield.watch import Seen, Watch

__all__ = ["KINDS", "MASK", "MASKED_KIND", "Seen", "Span", "Watch", "find_secrets", "mask"]
