"""What was found: the shapes that the diagnosis returns and the actions put into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import Enum

from actions.diagnosis.causes import Category, Cause
from actions.diagnosis.records import Failure, Source

Value = str | int | Decimal | datetime | timedelta
"""A typed detail. It is formatted for the customer's language only when it is said."""


@dataclass(frozen=True)
class Question:
    """What the customer asked, from the intent and the entities of the conversation.

    ``txid`` and ``order_id`` are canonical (adapters' grammar). ``deposit_id`` is the
    customer's choice among several pending deposits. ``waited`` is the customer's own
    clock ("for three hours"), used only where neither account nor chain has one. ``hint``
    is what the customer said about a cause that no field shows: memo | security_change |
    p2p_bought.
    """

    category: Category | None
    currency: str | None = None
    network: str | None = None  # canonical, e.g. "TRC20"; "bank" = a bank transfer
    txid: str | None = None
    order_id: str | None = None
    amount: Decimal | None = None
    account_type: str | None = None  # funding | trading: where the customer wants or looks
    deposit_id: str | None = None
    waited: timedelta | None = None
    hint: str | None = None


class Certainty(str, Enum):
    PROVEN = "proven"  # a fact that was read shows it
    POSSIBLE = "possible"  # no documented field shows it: say so, and how to check


class Rule(str, Enum):
    """Which rule of the guide decides about contacting support."""

    NONE = "none"
    E1 = "E1"  # a wrong balance: offer support from 1 h, escalate from 2 h (SV6.3)
    E2 = "E2"  # complete or confirmed, yet in neither account, for more than 2 h (SV8)
    SUPPORT = "support"  # only the exchange's staff can act on this state
    SECURITY = "security"  # at once


class Urgency(str, Enum):
    NONE = "none"
    LATER = "later"  # not yet: ``due`` says from when
    OFFER = "offer"  # support may be contacted
    NOW = "now"  # hand over


@dataclass(frozen=True)
class Escalation:
    rule: Rule = Rule.NONE
    urgency: Urgency = Urgency.NONE
    due: datetime | None = None  # when LATER turns into OFFER or NOW, where a clock exists


@dataclass(frozen=True)
class Proof:
    """One fact that was read: which look-up, field and value, and the times.

    ``at`` is the fact's own time (a deposit's ``ts``), ``as_of`` when it was read.
    """

    source: Source
    field: str
    value: str
    as_of: datetime
    at: datetime | None = None


@dataclass(frozen=True)
class RuledOut:
    cause: Cause
    by: Proof


@dataclass(frozen=True)
class Finding:
    cause: Cause
    certainty: Certainty
    proof: tuple[Proof, ...] = ()
    details: Mapping[str, Value] = field(default_factory=dict)
    steps: tuple[str, ...] = ()
    ruled_out: tuple[RuledOut, ...] = ()
    escalation: Escalation = Escalation()


class Ask(str, Enum):
    """What the look-up left open. Never something that was said or that the account shows."""

    TXID = "txid"
    NETWORK = "network"  # a TxID whose form fits several networks
    CURRENCY = "currency"
    DEPOSIT = "deposit"  # several pending deposits: which one (``options``)
    ORDER = "order"  # several open orders: which one (``options``)
    SINCE = "since"  # no clock was read: since when
    OWNER = "owner"  # money left the account: was this you


@dataclass(frozen=True)
class Option:
    """One choice of an Ask: the id to answer with and the details that name it."""

    id: str
    details: Mapping[str, Value]


@dataclass(frozen=True)
class UnknownPart:
    source: Source
    failure: Failure


@dataclass(frozen=True)
class Diagnosis:
    """Findings, most relevant first; what failed; and at most one thing to ask."""

    findings: tuple[Finding, ...]
    unknown: tuple[UnknownPart, ...] = ()
    looked_at: tuple[Source, ...] = ()
    ask: Ask | None = None
    options: tuple[Option, ...] = ()

    @property
    def primary(self) -> Finding | None:
        return self.findings[0] if self.findings else None
