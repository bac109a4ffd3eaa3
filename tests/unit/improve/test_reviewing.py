"""Which messages a review list holds, in which order, and what a person's labels survive."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml
from rasa.shared.core.events import Event

from improve.review import Reviewer, entry_id, review
from improve.turns import sessions
from kept.lists import Entry, digest, write_list
from kept.store import Store
from tests.unit.kept.stored import did, said, store

TODAY = date(2026, 11, 25)
KNOWN = frozenset("the my deposit".split())  # noqa: SIM905
MATTER = said("where did the money go then", "deposit_not_arrived", 0.95)
ANSWER = did("action_diagnose", says="utter_x", outcome="explained")


def listed(tmp_path: Path, *conversations: list[Event]) -> list[Entry]:
    """The entries of a list of these conversations, one session each."""
    db = tmp_path / "tracker.db"
    for number, events in enumerate(conversations):
        store(db, f"c-{number}", events, customer="anna")
    (tmp_path / "data" / "nlu").mkdir(parents=True, exist_ok=True)
    _, entries, _ = review([Store(db)], tmp_path / "review", TODAY, Reviewer(KNOWN), tmp_path)
    return entries


@pytest.mark.parametrize(
    ("events", "message", "why"),
    [
        ([said("blah blah the blah", "nlu_fallback", 0.4), *did("action_clarify")],
         "blah blah the blah", "not understood"),
        ([said("maybe the deposit thing", "deposit_not_arrived", 0.55), *ANSWER],
         "maybe the deposit thing", "low confidence"),
        ([MATTER, *ANSWER, said("it did not help", "deny", 0.99), *did("action_go_further")],
         MATTER.text, "didn't help"),
        ([MATTER, *ANSWER, said("a human please", "contact_support", 0.99),
          *did("action_hand_over")],
         MATTER.text, "wanted a person after it"),
        ([MATTER, *did("action_diagnose", "action_hand_over", outcome="hand_over")],
         MATTER.text, "handed over"),
        ([MATTER, *ANSWER, said("where did the money go then?!", "deposit_not_arrived", 0.95),
          *ANSWER],
         MATTER.text, "asked again"),
        ([MATTER, *ANSWER, said("i asked about my cash", "deposit_not_arrived", 0.95), *ANSWER],
         MATTER.text, "asked again"),
        ([said("wo ist das geld bitte", "out_of_scope", 1.0, language=None), *ANSWER],
         "wo ist das geld bitte", "language in doubt"),
        ([said("wo ist das geld bitte", "out_of_scope", 1.0, language="en",
               entities=[("input_problem", "other_language")]), *ANSWER],
         "wo ist das geld bitte", "language in doubt"),
        ([MATTER, *ANSWER, said("svenska tack", "language_switch", 1.0, language="sv"),
          *did("action_switch_language")],
         MATTER.text, "language in doubt"),
        ([said("the thing", "nlu_fallback", 0.4, others=[("check_balance", 0.3)]),
          *did("action_clarify", says="utter_disambiguate"),
          said("My deposit", "deposit_not_arrived", 1.0, pressed=True), *ANSWER],
         "the thing", "another meaning was chosen, not understood"),
    ],
)  # fmt: skip
def test_message_is_listed_with_the_reason(
    tmp_path: Path, events: list[Event], message: str, why: str
) -> None:
    assert [(e["message"], e["why"]) for e in listed(tmp_path, events)] == [(message, why)]


@pytest.mark.parametrize(
    "events",
    [
        [MATTER, *ANSWER, said("yes thanks", "affirm", 0.99), *did("action_close_case")],
        [MATTER, *ANSWER, said("No", "deny", 0.99, pressed=True)],
        [said("My deposit", "deposit_not_arrived", 0.2, pressed=True), *ANSWER],
        [said("ok", "affirm", 0.99, language=None), *did("action_continue")],
        [said("the thing", "nlu_fallback", 0.4, pressed=True), *did("action_clarify")],
    ],
)
def test_what_went_well_and_what_was_pressed_is_not_listed(
    tmp_path: Path, events: list[Event]
) -> None:
    entries = listed(tmp_path, events)
    assert [e["message"] for e in entries if e["why"] != "didn't help"] == []


def test_entry_says_what_was_understood_and_what_happened_next(tmp_path: Path) -> None:
    events = [
        said("hello", "greet", 0.99),
        *did("utter_greet", says="utter_greet"),
        said("the thing is off", "nlu_fallback", 0.4, others=[("a", 0.39), ("b", 0.2), ("c", 0.1)]),
        *did("action_clarify", says="utter_disambiguate"),
        said("This is B", "b", 1.0, pressed=True),
        *did("action_b", says="utter_b", outcome="explained"),
    ]
    (entry,) = listed(tmp_path, events)
    assert entry["understood"] == "nlu_fallback 0.40"
    assert entry["alternatives"] == "a 0.39, b 0.20"
    assert entry["before"] == "hello"
    assert entry["next"] == [
        "bot: action_clarify (it asked what was meant); said utter_disambiguate",
        "customer pressed: This is B (b)",
        "bot: action_b; said utter_b, outcome explained",
    ]
    assert entry["from"] == {digest("c-0"): date.today().isoformat()}
    assert [entry[key] for key in ("label", "reword", "comment")] == [None] * 3


def test_list_is_redacted_throughout(tmp_path: Path) -> None:
    who = "my name is Anna Svensson, anna@example.com"
    events = [
        said(f"hello {who}", "greet", 0.99),
        *did("utter_greet"),
        said(f"the thing {who}", "nlu_fallback", 0.4),
        *did("action_clarify"),
        said(f"again {who}", "inform", 0.9),
    ]
    written = yaml.safe_dump(listed(tmp_path, events))
    assert "[name], [email]" in written
    for secret in ("Anna", "Svensson", "example", "c-0"):
        assert secret not in written


def test_most_telling_comes_first_and_the_same_words_stand_once(tmp_path: Path) -> None:
    low = said("the deposit of 50 usdt is odd", "deposit_not_arrived", 0.6)
    again = said("The deposit, of 900 USDT, is odd!", "deposit_not_arrived", 0.5)
    lost = said("whatever the thing", "nlu_fallback", 0.4)
    entries = listed(tmp_path, [low, *ANSWER], [again, *ANSWER], [lost, *did("action_clarify")])
    assert [(e["times"], e["why"]) for e in entries] == [
        (2, "low confidence"),
        (1, "not understood"),
    ] or [(e["times"], e["why"]) for e in entries] == [
        (1, "not understood"),
        (2, "low confidence"),
    ]
    weights = [e["why"] for e in entries]
    # Told twice and less sure (2.5 * 2) beats told once (4.6).
    assert weights == ["low confidence", "not understood"]
    assert entries[0]["message"] == "The deposit, of [amount] USDT, is odd!"
    assert set(entries[0]["from"]) == {digest("c-0"), digest("c-1")}


def test_id_is_of_the_words_alone() -> None:
    assert entry_id("Where is my [amount] BTC?") == entry_id("where is my BTC")
    assert entry_id("where is my BTC") != entry_id("where is my ETH")


def test_labels_survive_another_review(tmp_path: Path) -> None:
    events = [said("the thing", "nlu_fallback", 0.4, language=None), *did("action_clarify")]
    (entry,) = listed(tmp_path, events)
    path = tmp_path / "review" / f"{TODAY}.yml"
    written = {"label": "greet", "reword": "a thing", "comment": "odd: [one]", "language": "sv"}
    gone = {"id": "m-gone", "message": "of a conversation that is gone", "label": "skip"}
    write_list(path, [{**entry, **written, "understood": "old"}, gone])
    again, last = listed(tmp_path, events)
    assert {key: again[key] for key in written} == written
    assert again["understood"] == "nlu_fallback 0.40"
    assert last == gone


def test_what_is_labelled_or_trained_already_is_not_asked_again(tmp_path: Path) -> None:
    lost = [said("the thing", "nlu_fallback", 0.4), *did("action_clarify")]
    odd = [said("the other thing", "nlu_fallback", 0.4), *did("action_clarify")]
    known = [said("Where is it, then?", "nlu_fallback", 0.4), *did("action_clarify")]
    training = tmp_path / "data" / "nlu" / "en" / "inform.yml"
    training.parent.mkdir(parents=True)
    training.write_text("nlu:\n- intent: inform\n  examples: |\n    - where is it then\n")
    (tmp_path / "review").mkdir()
    earlier = [
        {"id": entry_id("the thing"), "label": "skip"},
        {"id": entry_id("the other thing"), "label": None},
    ]
    write_list(tmp_path / "review" / "2026-11-20.yml", earlier)
    assert [e["message"] for e in listed(tmp_path, lost, odd, known)] == ["the other thing"]


def test_reading_forgets_slots_when_a_session_begins(tmp_path: Path) -> None:
    db = tmp_path / "tracker.db"
    store(db, "c", [MATTER, *ANSWER], [said("no", "deny", 0.99), *did("action_continue")])
    first, second = sessions(Store(db).events("c"))
    assert first[0].outcome == "explained"
    assert second[0].asked is None
