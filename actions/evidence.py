"""The evidence card of a finding: what was looked at, the value that stood there, the time.

It repeats the text in a form that a widget can draw; channels without one lose nothing.
Shape (all texts in the customer's language)::

    {"card": {"title", "rows": [{"label", "value", "copy"?}],
              "proof": [{"source", "field", "value", "time"}], "read"},
     "progress": {"done": 1, "needed": 2, "label"}}
"""

from __future__ import annotations

from typing import Any

from actions.diagnosis.findings import Certainty, Finding, Proof
from actions.telling import detail_values
from actions.words import Words

MOST_PROOFS = 4
# In this order, where a finding has them. Those that a customer may want to copy are marked.
_ROWS = (
    "amount", "pair", "network", "account", "minimum", "fee_rate", "time", "address", "txid",
    "order_id",
)  # fmt: skip
_COPIED = frozenset({"address", "txid", "order_id"})


def evidence(words: Words, finding: Finding) -> dict[str, Any] | None:
    """The custom payload for ``finding``; None where there is nothing to show."""
    if finding.certainty is not Certainty.PROVEN:
        return None
    rows = _rows(words, finding)
    proofs = [_proof(words, proof) for proof in _quotable(finding)[:MOST_PROOFS]]
    if not rows and not proofs:
        return None
    read = words.phrase("utter_card_read", time=words.clock(words.now))
    card = {"title": words.phrase("utter_card_title"), "rows": rows, "proof": proofs, "read": read}
    payload: dict[str, Any] = {"card": card}
    bar = progress(words, finding)
    if bar:
        payload["progress"] = bar
    return payload


def progress(words: Words, finding: Finding) -> dict[str, Any] | None:
    """n of m confirmations; None where one of the two is not known."""
    done = finding.details.get("confirmations")
    needed = finding.details.get("required") or finding.details.get("required_withdraw")
    if not isinstance(done, int) or not isinstance(needed, int) or needed < 1:
        return None
    label = words.phrase("utter_card_progress", done=done, needed=needed)
    return {"done": max(0, min(done, needed)), "needed": needed, "label": label}


def _rows(words: Words, finding: Finding) -> list[dict[str, Any]]:
    values = detail_values(words, finding.details)
    if "amount" in values and "currency" in values:
        values["amount"] += f" {values['currency']}"
    rows: list[dict[str, Any]] = []
    for key in _ROWS:
        if not values.get(key):
            continue
        row: dict[str, Any] = {"label": words.phrase(f"utter_card_{key}"), "value": values[key]}
        if key in _COPIED:
            row["copy"] = True
        rows.append(row)
    if not rows and "currency" in values:
        rows.append({"label": words.phrase("utter_card_currency"), "value": values["currency"]})
    return rows


def _proof(words: Words, proof: Proof) -> dict[str, str]:
    return {
        "source": words.phrase(f"utter_source_{proof.source.value}"),
        "field": proof.field,
        "value": proof.value,
        "time": words.clock(proof.at or proof.as_of),
    }


def _quotable(finding: Finding) -> list[Proof]:
    """Proofs that quote a value as it stood there; "none in seven days" is no quotation."""
    return [proof for proof in finding.proof if proof.value and " " not in proof.value]
