"""When to contact support: E1 and E2 of the guide, support-only states, security (B24).

Nothing here reads a clock: ``now`` and ``since`` come from the account, the chain or
the customer. No time in which support answers is ever given (B3, B4).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.diagnosis.findings import Escalation, Rule, Urgency

OFFER_AFTER = timedelta(hours=1)
"""E1: a wrong balance for longer than 1-2 hours (SV6.3): support may be contacted from 1 h."""
ESCALATE_AFTER = timedelta(hours=2)
"""E1's upper limit, and E2's "over 2 hours" (SV8.2)."""

NO_RULE = Escalation()
SUPPORT_OFFER = Escalation(Rule.SUPPORT, Urgency.OFFER)
SUPPORT_NOW = Escalation(Rule.SUPPORT, Urgency.NOW)
SECURITY_NOW = Escalation(Rule.SECURITY, Urgency.NOW)


def wrong_balance(now: datetime, since: datetime | None) -> Escalation:
    """E1. Without a clock (``since`` None) nothing is due yet: the customer is asked."""
    if since is None:
        return Escalation(Rule.E1)
    waited = now - since
    if waited < OFFER_AFTER:
        return Escalation(Rule.E1, Urgency.LATER, since + OFFER_AFTER)
    if waited < ESCALATE_AFTER:
        return Escalation(Rule.E1, Urgency.OFFER, since + ESCALATE_AFTER)
    return Escalation(Rule.E1, Urgency.NOW, since + ESCALATE_AFTER)


def complete_but_missing(now: datetime, since: datetime | None) -> Escalation:
    """E2: strictly more than two hours after it was complete or confirmed (SV8.2)."""
    if since is None:
        return Escalation(Rule.E2)
    due = since + ESCALATE_AFTER
    return Escalation(Rule.E2, Urgency.NOW if now > due else Urgency.LATER, due)
