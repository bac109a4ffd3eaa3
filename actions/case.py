"""The case of a conversation: what the last look-up found, kept in the slot ``case``.

Plain JSON, so that the tracker can store it. It serves "it didn't help" and the summary
that a customer hands to a person. Values stay typed until they are said, so the summary
follows the language of the moment.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from actions.diagnosis.causes import Category
from actions.diagnosis.findings import Certainty, Diagnosis, Finding, Proof, Question, Value
from actions.telling import detail_values, label
from actions.words import Words

_MOST_PROOFS = 4


def encode(value: Value) -> list[str]:
    """A typed detail as ["type", "text"]."""
    if isinstance(value, Decimal):
        return ["decimal", str(value)]
    if isinstance(value, datetime):
        return ["time", value.isoformat()]
    if isinstance(value, timedelta):
        return ["seconds", str(int(value.total_seconds()))]
    if isinstance(value, int):
        return ["int", str(value)]
    return ["text", str(value)]


def encode_all(details: Mapping[str, Value]) -> dict[str, list[str]]:
    return {key: encode(value) for key, value in details.items()}


def decode(pair: list[str]) -> Value:
    kind, text = pair
    if kind == "decimal":
        return Decimal(text)
    if kind == "time":
        return datetime.fromisoformat(text)
    if kind == "seconds":
        return timedelta(seconds=int(text))
    if kind == "int":
        return int(text)
    return text


def make_case(
    diagnosis: Diagnosis, question: Question, topic: str, now: datetime
) -> dict[str, Any]:
    """What a person who takes over needs; no more than the customer was shown."""
    primary = diagnosis.primary
    case: dict[str, Any] = {
        "topic": topic,
        "read_at": now.isoformat(),
        "unknown": [part.source.value for part in diagnosis.unknown],
        "looked_at": [source.value for source in diagnosis.looked_at],
        "ids": _ids(primary, question),
    }
    if topic == Category.SECURITY_BREACH.value:
        case["more"] = [
            {"cause": f.cause, "details": encode_all(f.details)} for f in diagnosis.findings[1:]
        ]
    if primary:
        case.update(
            cause=primary.cause,
            certain=primary.certainty is Certainty.PROVEN,
            details=encode_all(primary.details),
            proof=[
                {"source": p.source.value, "field": p.field, "value": p.value}
                for p in _quotable(primary.proof)[:_MOST_PROOFS]
            ],
            steps=list(primary.steps),
            rule=primary.escalation.rule.value,
        )
    return case


def _quotable(proofs: tuple[Proof, ...]) -> list[Proof]:
    """Proofs that quote a value as it stood there; "none in seven days" is no quotation."""
    return [p for p in proofs if " " not in p.value]


def _ids(primary: Finding | None, question: Question) -> dict[str, str]:
    details = primary.details if primary else {}
    ids = {
        "TxID": details.get("txid") or question.txid,
        "order ID": details.get("order_id") or question.order_id,
    }
    return {name: str(value) for name, value in ids.items() if value}


def summary(words: Words, case: dict[str, Any] | None, topic: str | None, human_route: str) -> str:
    """A copyable summary: problem, cause, proof, ids, steps tried, what is unknown."""
    case = case or {}
    topic = case.get("topic") or topic
    lines: list[tuple[str, str]] = []
    if topic:
        lines.append(("problem", words.phrase(f"utter_intent_title_{topic}")))
    if case.get("cause"):
        found = [found_text(words, each) for each in [case, *case.get("more", [])]]
        lines.append(("found", "; ".join(found)))
    proof = [
        f"{words.phrase('utter_source_' + p['source'])}: {p['field']} = {p['value']}"
        for p in case.get("proof", [])
    ]
    if proof:
        lines.append(("proof", "; ".join(proof)))
    if case.get("ids"):
        lines.append(("ids", ", ".join(f"{k} {v}" for k, v in case["ids"].items())))
    tried = case.get("tried") or 0
    if case.get("steps") and tried:
        said = _steps(words, case, human_route, person=False)
        lines.append(("steps", " ".join(said)))
    if case.get("unknown"):
        names = [words.phrase(f"utter_source_{s}") for s in case["unknown"]]
        lines.append(("unknown", words.joined(names)))
    if case.get("read_at"):
        lines.append(("time", words.clock(datetime.fromisoformat(case["read_at"]))))
    return "\n".join(words.phrase(f"utter_summary_line_{name}", value=v) for name, v in lines)


def steps_text(words: Words, case: dict[str, Any], human_route: str) -> str:
    """The steps that were given for what was found, numbered; "" where there were none."""
    return words.numbered(_steps(words, case, human_route)) if case.get("steps") else ""


def found_text(words: Words, found: dict[str, Any]) -> str:
    """A cause and the facts that name it, in one line."""
    values = detail_values(words, {k: decode(pair) for k, pair in found["details"].items()})
    said = [label(words, found["cause"])]
    if "amount" in values and "currency" in values:
        said.append(f"{values['amount']} {values['currency']}")
    said += [values[k] for k in ("network", "pair", "time", "address", "txid") if k in values]
    return ", ".join(said)


def _steps(
    words: Words, case: dict[str, Any], human_route: str, *, person: bool = True
) -> list[str]:
    """``person``: with the step that leads to one."""
    values = _step_values(words, case) | {"human_route": human_route}
    steps = [s for s in case["steps"] if person or not s.startswith("contact_support")]
    return [words.phrase(f"utter_step_{step}", **values) for step in steps]


def _step_values(words: Words, case: dict[str, Any]) -> dict[str, str]:
    details = {key: decode(pair) for key, pair in case.get("details", {}).items()}
    values = detail_values(words, details)
    values["explorer"] = words.explorer(str(details.get("network") or "") or None)
    return values
