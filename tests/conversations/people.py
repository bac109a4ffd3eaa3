"""People who write to the bot in a messenger, and what holds for them in each messenger."""

from __future__ import annotations

import contextlib
import itertools
import json
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import requests
import yaml

from shield import MASK
from tests.conversations import judge
from tests.conversations.canaries import written
from tests.conversations.chat import Answer
from tests.conversations.claims import check_claims
from tests.conversations.conftest import Bot
from tests.standins.base import StandIn

DEPOSIT = {"en": "my btc deposit isnt here", "sv": "min btc-insättning har inte kommit"}
BALANCE = {"en": "show me my balance", "sv": "visa mitt saldo"}
QUIET_SECONDS = 1.0
SEED_PHRASE = "abandon " * 11 + "about"


@dataclass
class People(ABC):
    """Everybody who writes in one messenger. A user is whatever the messenger calls one."""

    CHANNEL: ClassVar[str]

    bot: Bot
    api: StandIn[Any]

    @abstractmethod
    def message(self, user: Any, text: str, **fields: Any) -> Any:
        """What the messenger delivers of a direct message; ``fields`` add to it or replace."""

    @abstractmethod
    def request_of(self, payload: Any, **how: Any) -> tuple[bytes, dict[str, str]]:
        """Body and headers of the messenger's request."""

    @abstractmethod
    def external(self, user: Any) -> str:
        """The name under which the bot links ``user``."""

    @abstractmethod
    def link(self, user: Any, customer: str) -> None:
        """As a customer does it: sign in, make a code in the help centre, send it."""

    def deliver(self, *payloads: Any, **how: Any) -> list[tuple[int, str]]:
        """Deliver each payload (or (body, headers)): status and body of the answers."""
        url = f"{self.bot.url}/webhooks/{self.CHANNEL}/webhook"
        answers = []
        for one in payloads:
            body, headers = one if isinstance(one, tuple) else self.request_of(one, **how)
            reply = requests.post(url, data=body, headers=headers, timeout=30)
            answers.append((reply.status_code, reply.text))
        return answers

    def posts_of(self, *payloads: Any) -> list[Any]:
        """Everything that is posted because of ``payloads``."""
        before = len(self.api.posts)
        statuses = {status for status, _ in self.deliver(*payloads)}
        assert statuses == {200}, statuses
        posts = self.api.wait(before + 1)
        assert len(posts) > before, "silence"
        while True:
            time.sleep(QUIET_SECONDS)
            if len(self.api.posts) == len(posts):
                return posts[before:]
            posts = self.api.posts

    def say(self, user: Any, text: str, **fields: Any) -> Answer:
        return self.answer(self.message(user, text, **fields))

    def answer(self, payload: Any) -> Answer:
        """What the user reads because of ``payload``: no claim, mark or link that may not be."""
        shown = [post.shown for post in self.posts_of(payload)]
        answer = Answer(
            [
                {
                    "text": one.text,
                    "buttons": [{"title": t, "payload": v} for t, v in one.buttons],
                }
                for one in shown
            ]
        )
        check_claims(answer.text)
        for one in shown:
            assert {kind for kind, _ in one.marks} <= {"link"}, one
            assert {address for _, address in one.marks} <= judge.LINKS, one
        return answer

    def code(self, customer: str) -> str:
        """A code to link with, as the help centre makes it for who is signed in."""
        asked = {"customer": customer}
        token = requests.post(f"{self.bot.sandbox_url}/signin/token", json=asked, timeout=10).json()
        reply = requests.post(
            f"{self.bot.url}/webhooks/links/code",
            headers={"Authorization": f"Bearer {token['token']}"},
            timeout=10,
        )
        assert reply.status_code == 201, reply.text
        return str(reply.json()["code"])

    def stored(self, user: Any) -> list[str]:
        """The events of the user's direct conversation, as they lie on the disk."""
        with sqlite3.connect(self.bot.state / "identity.db") as db:
            ((conversation,),) = db.execute(
                "SELECT conversation FROM links WHERE channel = ? AND external = ?",
                (self.CHANNEL, self.external(user)),
            )
        with sqlite3.connect(self.bot.state / "tracker.db") as db:
            rows = db.execute(
                "SELECT data FROM events WHERE sender_id = ? ORDER BY id", (conversation,)
            )
            return [row[0] for row in rows]

    def said(self, user: Any) -> list[str]:
        """The user's messages, as they lie on the disk."""
        events = [json.loads(event) for event in self.stored(user)]
        return [event["text"] for event in events if event["event"] == "user"]

    def never_stored(self, *secrets: str) -> None:
        """None of ``secrets`` stands in a file that the run wrote."""
        for path, content in written(self.bot.state).items():
            for secret in secrets:
                assert secret.encode() not in content, f"{secret!r} is in {path}"


# The same test in each messenger.


def check_link_and_own_deposit(
    people: People, user: Any, language: str, *, link: str, unlink: str
) -> None:
    """``link``: what stands before the code; ``unlink``: what the user says to undo it."""
    people.say(user, DEPOSIT[language]).says_response("utter_link_how", language)
    answer = people.say(user, f"{link} {people.code('unconfirmed')}")
    answer.says_response("utter_link_done", language)
    answer = people.say(user, DEPOSIT[language])
    judge.check_form(answer.text, "unconfirmed", language)
    answer.says_number("0.0412", language)
    answer.says("Confirmations so far: 1" if language == "en" else "Bekräftelser hittills: 1")
    answer.never_says_response("utter_link_how", language)
    people.say(user, unlink).says_response("utter_unlink_done", language)
    answer = people.say(user, DEPOSIT[language])
    answer.says_response("utter_link_how", language)
    assert not judge.numbers(answer.text) & judge.canaries()["unconfirmed"], answer.text


@contextlib.contextmanager
def victim_and_thief(people: People, victim: Any, thief: Any) -> Iterator[None]:
    """Two customers; what the thief does meanwhile leaves no trace in the victim's chat."""
    people.link(victim, "in-earn")
    people.link(thief, "lent-out")
    first = people.say(victim, BALANCE["en"])
    judge.check_form(first.text, "in-earn", "en")
    before = people.stored(victim)
    assert before, "nothing is stored"
    yield
    assert people.stored(victim) == before, "the victim's chat has changed"
    again = people.say(victim, BALANCE["en"])
    assert judge.numbers(again.text) & judge.canaries()["in-earn"], again.text


def check_thief(people: People, thief: Any, tried: list[dict[str, Any]]) -> None:
    """Whatever fields the thief's message has (``tried``), the answer is about the thief."""
    for fields in tried:
        text = fields.pop("text", BALANCE["en"])
        answer = people.say(thief, text, **fields)
        judge.check_form(answer.text, "lent-out", "en")
        assert not judge.numbers(answer.text) & judge.canaries()["in-earn"], answer.text


def intents_with_slots(every: int = 1) -> list[str]:
    """Messages that name an intent, each with another slot."""
    domain = yaml.safe_load((judge.ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = [i if isinstance(i, str) else next(iter(i)) for i in domain["intents"]][::every]
    slots = itertools.cycle([s for s in domain["slots"] if s != "language"])
    pairs = zip([*intents, "restart"], slots, strict=False)
    return [f'/{intent}{{"{slot}": "planted-{n}"}}' for n, (intent, slot) in enumerate(pairs)]


def check_plain_text(people: People, typed: dict[Any, str]) -> None:
    """``typed``: user -> a message that begins with a slash. It is answered, and sets nothing."""
    people.posts_of(*[people.message(user, text) for user, text in typed.items()])
    deadline = time.monotonic() + 300
    for user, text in typed.items():
        while not any('"event": "bot"' in event for event in people.stored(user)):
            assert time.monotonic() < deadline, f"silence after {text}"
            time.sleep(0.5)
        said = people.said(user)
        # Told a secret, by the sound of it: such a text is not kept.
        assert said == [text[1:]] or (said == [MASK] and "secret" in text), (text, said)
        events = [json.loads(event) for event in people.stored(user)]
        set_here = {e["name"]: e["value"] for e in events if e["event"] == "slot"}
        for name, value in set_here.items():
            if name not in ("case", "further", "misses"):
                assert "planted" not in str(value), (text, name)
        assert not any(event["event"] in ("restart", "rewind") for event in events), text


def check_secret(people: People, user: Any, *ours: str) -> None:
    """A seed phrase is answered, and neither it nor ``ours``, the bot's own secrets, is kept."""
    answer = people.say(user, f"my seed phrase is {SEED_PHRASE}")
    assert judge.told(answer.text, "utter_secret_shared", "en"), answer.text
    people.never_stored("abandon abandon", *ours)


def check_answer_while_the_exchange_is_down(people: People, user: Any, failures: Any) -> None:
    """``failures``: those of the messenger's API, which come on top."""
    people.link(user, "balance-visible")
    people.bot.set_faults({"endpoint": "*", "fault": "5xx"})
    people.api.failures = failures
    try:
        answer = people.say(user, BALANCE["sv"])
    finally:
        people.bot.set_faults()
    judge.check_form(answer.text, "balance-visible", "sv")
