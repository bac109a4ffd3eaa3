"""What a full diagnosis costs beside a bare Rasa turn, in the same run."""

from __future__ import annotations

import time

import requests

from bench.bot import Bot
from bench.figures import Table, milliseconds

TURNS = 100
BARE = "thanks"
"""Understood, answered by a response alone: no action server, no look-up."""
PROBLEM = "My money is missing, I can't see my balance"
LOOKED = "I looked at"


def measure(bot: Bot, turns: int = TURNS) -> Table:
    """Second turns of new conversations, bare and full by turns, one customer after another."""
    customers = bot.customers()
    for text in ("hello", PROBLEM):
        _say(bot, f"{customers[0]}/warm", text)
    bare: list[float] = []
    full: list[float] = []
    looked = 0
    with requests.Session() as session:
        for number in range(turns):
            customer = customers[number % len(customers)]
            for kind, text, into in (("bare", BARE, bare), ("full", PROBLEM, full)):
                sender = f"{customer}/{kind}-{number}"
                _say(bot, sender, "hello", session)
                began = time.perf_counter()
                answer = _say(bot, sender, text, session)
                into.append(time.perf_counter() - began)
                looked += LOOKED in answer
    return Table(
        "A turn over HTTP",
        ("turn", "p50 ms", "p99 ms", "times the bare one (p50)"),
        [
            (f"bare ({BARE!r})", *milliseconds(bare), "1"),
            ("full diagnosis", *milliseconds(full), f"{_middle(full) / _middle(bare):.1f}"),
        ],
        f"{turns} turns each, one after another; {looked} of the {turns} full ones say what was "
        "looked at. The sandbox answers at once: on a real exchange its own time comes on top.",
    )


def _middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2]


def _say(bot: Bot, sender: str, text: str, session: requests.Session | None = None) -> str:
    url = f"{bot.rasa}/webhooks/rest/webhook"
    reply = (session or requests).post(url, json={"sender": sender, "message": text}, timeout=30)
    reply.raise_for_status()
    return "\n".join(message.get("text") or "" for message in reply.json())
