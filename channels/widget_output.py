"""What a turn says, message by message, as the widget's record keeps it."""

from __future__ import annotations

from typing import Any

from channels.base import Output


class WidgetOutput(Output):
    """Collects each message of a turn whole: text, buttons with their payloads, card."""

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """One response is one message."""
        body: dict[str, Any] = {"text": message.get("text") or ""}
        buttons = message.get("buttons") or []
        if buttons:
            sent = self._book.show(recipient_id, buttons)
            body["buttons"] = [
                {
                    "id": new["payload"],
                    "title": new["title"],
                    "payload": str(old.get("payload") or new["title"]),
                }
                for old, new in zip(buttons, sent, strict=True)
            ]
        custom = message.get("custom") or {}
        body |= {key: custom[key] for key in ("card", "progress") if custom.get(key)}
        if len(body) > 1 or body["text"].strip():
            self.messages.append(body)
