"""Buttons: a title in the customer's language and the message that it stands for."""

from __future__ import annotations

import json


def button(title: str, intent: str, **entities: str) -> dict[str, str]:
    """A button whose payload is ``/intent{"entity": "value"}``, as Rasa's channels expect."""
    return {"title": title, "payload": f"/{intent}" + (json.dumps(entities) if entities else "")}
