"""The evidence card: what was looked at, the value, the time, in the customer's language."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.base import Turn
from actions.diagnose import say_finding
from actions.diagnosis.causes import CAUSES
from actions.diagnosis.findings import Certainty, Finding, Proof
from actions.diagnosis.records import Source
from actions.evidence import MOST_PROOFS, evidence, progress
from actions.words import Words
from launcher.config import ROOT

NOW = datetime(2025, 11, 3, 12, 0, tzinfo=timezone.utc)
TXID = "165c896fb330c2582136b85ea72d02af421d0aafda66ca92f0c81ad596d35b1f"


def domain() -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for path in (ROOT / "data" / "responses").rglob("*.yml"):
        responses.update(yaml.safe_load(path.read_text(encoding="utf-8"))["responses"])
    return {"responses": responses}


DOMAIN = domain()


def words(language: str) -> Words:
    return Words(DOMAIN, language, NOW)


def finding(**change: Any) -> Finding:
    at = NOW - timedelta(minutes=35)
    details = {
        "amount": Decimal("0.0412"), "currency": "BTC", "network": "Bitcoin", "confirmations": 1,
        "required": 2, "time": at, "txid": TXID,
    }  # fmt: skip
    made = Finding(
        cause="unconfirmed",
        certainty=Certainty.PROVEN,
        proof=(
            Proof(Source.DEPOSITS, "state", "0", NOW, at),
            Proof(Source.CHAIN, "confirmations", "1", NOW),
            Proof(Source.DEPOSITS, "deposits", "none in seven days", NOW),
        ),
        details=details,
    )
    return replace(made, **change)


@pytest.mark.parametrize(
    ("language", "amount", "title", "source", "read"),
    [
        ("en", "0.0412 BTC", "What I saw", "your deposit history", "Read today at 13:00"),
        ("sv", "0,0412 BTC", "Det här såg jag", "insättningshistoriken", "Avläst i dag kl. 13.00"),
    ],
)
def test_card(language: str, amount: str, title: str, source: str, read: str) -> None:
    payload = evidence(words(language), finding())
    assert payload is not None
    card = payload["card"]
    assert (card["title"], card["read"]) == (title, read)
    assert card["rows"][0]["value"] == amount
    assert {"label": "TxID", "value": TXID, "copy": True} in card["rows"]
    assert card["proof"][0]["source"] == source
    assert (card["proof"][0]["field"], card["proof"][0]["value"]) == ("state", "0")
    assert "12" in card["proof"][0]["time"]  # the fact's own time, not that of the reading
    assert len(card["proof"]) == 2  # "none in seven days" is no quotation


@pytest.mark.parametrize(
    ("language", "label"), [("en", "Confirmations: 1 of 2"), ("sv", "Bekräftelser: 1 av 2")]
)
def test_progress(language: str, label: str) -> None:
    payload = evidence(words(language), finding())
    assert payload is not None
    assert payload["progress"] == {"done": 1, "needed": 2, "label": label}


@pytest.mark.parametrize(
    ("done", "needed", "shown"),
    [
        (0, 2, 0),
        (2, 2, 2),
        (7, 2, 2),
        (None, 2, None),
        (1, None, None),
        (1, 0, None),
        ("1", 2, None),
    ],
)
def test_bar_stays_between_none_and_all(done: Any, needed: Any, shown: int | None) -> None:
    details = {"confirmations": done, "required": needed}
    bar = progress(
        words("en"), finding(details={k: v for k, v in details.items() if v is not None})
    )
    assert (bar and bar["done"]) == shown


def test_what_is_only_possible_has_no_evidence() -> None:
    assert evidence(words("en"), finding(certainty=Certainty.POSSIBLE)) is None


def test_nothing_to_show_is_no_card() -> None:
    assert evidence(words("en"), finding(details={}, proof=())) is None


def test_card_is_short() -> None:
    many = tuple(Proof(Source.DEPOSITS, f"f{n}", "1", NOW) for n in range(20))
    payload = evidence(words("en"), finding(proof=many))
    assert payload is not None
    assert len(payload["card"]["proof"]) == MOST_PROOFS


@pytest.mark.parametrize("cause", sorted(CAUSES))
def test_every_cause_makes_a_card_of_words(cause: str) -> None:
    """Whatever details a cause has, no label or brace is left open."""
    details: dict[str, Any] = {}
    for key in (*CAUSES[cause].details, *CAUSES[cause].optional):
        details[key] = {
            "time": NOW, "since": NOW, "eta": NOW, "begin": NOW, "end": NOW, "account": "funding",
            "side": "buy", "balances": "BTC:trading:1", "networks": "TRC20", "functions": "x",
        }.get(key, Decimal("1.5"))  # fmt: skip
    payload = evidence(words("sv"), finding(cause=cause, details=details))
    assert payload is not None
    assert "{" not in str(payload["card"]["rows"]).replace("{'", "")


@pytest.mark.parametrize("channel", ["widget", "rest", "console", "cmdline", "slack", "telegram"])
def test_only_channels_that_draw_cards_are_sent_one(channel: str) -> None:
    dispatcher = CollectingDispatcher()
    heard = {"event": "user", "text": "hej", "input_channel": channel}
    tracker = Tracker("c", {}, {}, [heard], False, None, {}, channel)
    record = SimpleNamespace(split_accounts=True)
    region = SimpleNamespace(timezone="Europe/Stockholm", record=record)
    service = SimpleNamespace(
        settings=SimpleNamespace(human_route="https://www.okx.com/help", identity_key=None),
        region=lambda _access: region,
    )
    say_finding(Turn(dispatcher, tracker, DOMAIN, service), finding())  # type: ignore[arg-type]
    (message,) = dispatcher.messages
    assert message["response"] == CAUSES["unconfirmed"].response  # the text is said everywhere
    assert bool(message["custom"]) is (channel == "widget")
