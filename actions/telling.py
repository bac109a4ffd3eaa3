"""From findings to what is said: values for the responses, lists, the frame around them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from actions.diagnosis.causes import CAUSES
from actions.diagnosis.findings import Diagnosis, Finding, Rule, UnknownPart, Urgency, Value
from actions.diagnosis.records import Failure, Source
from actions.words import Words

# How many other findings and excluded causes are named: more is noise to a worried reader.
MOST_ALSO = 3
MOST_RULED_OUT = 5
MOST_SOURCES = 6

# Said in words of their own, or nothing to say: a coin that has no deposit address any more.
_NO_FAILURES = {Failure.UNSUPPORTED, Failure.NOT_FOUND}

# Units of ChainTransaction.fee_rate; EVM chains quote gwei.
FEE_UNITS = {"Bitcoin": "sat/vB"}


def value_text(words: Words, key: str, value: Value) -> str:
    """One detail, formatted for the customer's language."""
    if key == "balances":
        return balances_text(words, str(value))
    if key == "networks":
        return words.joined([words.network(n) for n in str(value).split(";") if n])
    if key == "functions":
        return words.joined([_function(words, f) for f in str(value).split(";") if f])
    if key == "network":
        return words.network(str(value))
    if key in ("account", "side"):
        name = f"utter_{key}_{value}"
        return words.phrase(name) if words.has(name) else str(value)
    if isinstance(value, datetime):
        return words.clock(value) if key in ("eta", "end", "begin") else words.time(value)
    if isinstance(value, timedelta):
        return words.duration(value)
    if isinstance(value, Decimal):
        return words.amount(value)
    return str(value)


def _function(words: Words, name: str) -> str:
    """A frozen function of a sub-account, as said; one nobody documented stays as it is."""
    return words.phrase(f"utter_function_{name}") if words.has(f"utter_function_{name}") else name


def balances_text(words: Words, machine: str) -> str:
    """Rows of "CCY:place:amount;..." as one line each."""
    rows = []
    for row in filter(None, machine.split(";")):
        ccy, place, amount = row.split(":")
        rows.append(balance_row(words, ccy, place, Decimal(amount)))
    return "\n".join(rows)


def balance_row(words: Words, ccy: str, place: str, amount: Decimal) -> str:
    name = f"utter_balance_row_{place}"
    return "• " + words.phrase(name, amount=words.amount(amount), currency=ccy)


def detail_values(words: Words, details: Mapping[str, Value]) -> dict[str, str]:
    values = {key: value_text(words, key, value) for key, value in details.items()}
    unit = FEE_UNITS.get(str(details.get("network")), "gwei")
    for key in ("fee_rate", "fee_rate_now"):
        if key in values:
            values[key] += f" {unit}"
    return values


def finding_values(words: Words, finding: Finding, human_route: str) -> dict[str, str]:
    """Everything that a cause's response may use, its numbered steps included."""
    spec = CAUSES[finding.cause]
    values = detail_values(words, finding.details)
    values["human_route"] = human_route
    values["explorer"] = words.explorer(str(finding.details.get("network") or "") or None)
    for key in spec.optional:
        values[f"{key}_line"] = _optional_line(words, finding, key, values)
    values["steps"] = words.numbered(
        [words.phrase(f"utter_step_{step}", **values) for step in finding.steps]
    )
    return values


def _optional_line(words: Words, finding: Finding, key: str, values: dict[str, str]) -> str:
    if key not in finding.details:
        return ""
    for name in (f"utter_line_{key}_{finding.cause}", f"utter_line_{key}"):
        if words.has(name):
            # A line that needs a second detail, which is unknown, is left out whole.
            return words.complete(name, **values) or ""
    return ""


def label(words: Words, cause: str) -> str:
    return words.phrase(f"utter_label_{cause}")


def escalation_text(words: Words, finding: Finding, human_route: str) -> str:
    """When to contact support, from the finding's own rule; "" where the guide has none."""
    escalation = finding.escalation
    if escalation.rule is Rule.NONE or escalation.urgency is Urgency.NONE:
        return ""
    if escalation.urgency is Urgency.LATER and escalation.due is None:
        return ""
    name = f"utter_escalate_{escalation.urgency.value}_{escalation.rule.value}"
    if not words.has(name):
        return ""
    due = words.clock(escalation.due) if escalation.due else ""
    return words.phrase(name, human_route=human_route, due=due)


def frame_text(words: Words, diagnosis: Diagnosis, read_at: datetime) -> str:
    """What was looked at, what was ruled out, what could not be read, what else was seen."""
    parts = []
    shown = relevant_sources(diagnosis)
    if shown:
        names = [words.phrase(f"utter_source_{s.value}") for s in shown]
        parts.append(
            words.phrase("utter_looked_at", sources=words.joined(names), time=words.clock(read_at))
        )
    primary = diagnosis.primary
    if primary and primary.ruled_out:
        causes = [label(words, r.cause) for r in primary.ruled_out[:MOST_RULED_OUT]]
        parts.append(words.phrase("utter_ruled_out", causes=words.joined(causes)))
    failed = [u for u in diagnosis.unknown if u.failure not in _NO_FAILURES]
    if failed:
        parts.append(words.phrase("utter_unknown_parts", sources=unread_text(words, failed)))
    if any(u.failure is Failure.UNSUPPORTED for u in diagnosis.unknown):
        parts.append(unsupported_text(words, primary))
    return "\n\n".join(parts)


def unread_text(words: Words, parts: Collection[UnknownPart]) -> str:
    """The look-ups that failed; many of them are "most of your account" and not a list."""
    if len(parts) > MOST_SOURCES:
        return words.phrase("utter_word_most_of_account")
    return words.joined([words.phrase(f"utter_source_{part.source.value}") for part in parts])


def unsupported_text(words: Words, finding: Finding | None) -> str:
    """A network that no explorer here can read: not a failure that passes, so say so."""
    network = str(finding.details.get("network") or "") if finding else ""
    return words.phrase(
        "utter_tx_unsupported_network",
        network=words.network(network) if network else words.phrase("utter_word_that_network"),
        explorer=words.explorer(network or None),
    )


def relevant_sources(diagnosis: Diagnosis) -> list[Source]:
    """What the answer rests on: the look-ups that prove or rule out; else the first ones.

    A turn reads some fifteen parts of the account; a list of them all would hide the answer.
    """
    used = {
        proof.source
        for finding in diagnosis.findings[: 1 + MOST_ALSO]
        for proof in (*finding.proof, *(r.by for r in finding.ruled_out[:MOST_RULED_OUT]))
    }
    seen = list(diagnosis.looked_at)
    return [s for s in seen if s in used] or seen[:MOST_SOURCES]


def also_text(words: Words, finding: Finding) -> str:
    """One line for a finding that is not the first: its label and the facts that name it."""
    values = detail_values(words, finding.details)
    facts = [
        f"{values['amount']} {values['currency']}"
        if "amount" in values and "currency" in values
        else values.get("currency") or values.get("pair") or values.get("title") or "",
        values.get("network", ""),
    ]
    named = ", ".join(dict.fromkeys(f for f in facts if f))
    text = label(words, finding.cause)
    return f"{text} ({named})" if named else text
