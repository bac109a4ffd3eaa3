"""The frozen messages stay unseen."""

from __future__ import annotations

import pytest

from nlu.marks import CIRCUMSTANCE
from tests.nlu import messages, overlap
from tests.nlu.messages import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_tested_message_was_copied_or_nearly_so(language: str) -> None:
    copies = overlap.copies([text for text, _ in messages.tested(language)], language)
    assert [(copy.text, copy.known) for copy in copies if copy.counts] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_hardly_any_tested_message_resembles_a_training_message(language: str) -> None:
    """Those of up to three words, too, which anybody writes the same."""
    texts = [text for text, _ in messages.tested(language)]
    assert len(overlap.copies(texts, language)) <= 0.2 * len(texts)


@pytest.mark.parametrize("part", ["mixed", "multi", "stories"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lists_were_not_copied_either(language: str, part: str) -> None:
    where = ("language", f"mixed.{language}.yml") if part == "mixed" else (part, f"{language}.yml")
    texts = [row["text"] for row in messages.listed(*where)]
    copies = overlap.copies(texts, language) if texts else []
    assert [(copy.text, copy.known) for copy in copies if copy.counts] == []


def test_a_copy_with_another_amount_is_seen() -> None:
    known = ["where are my 50 usdt from yesterday", "hello"]
    new = ["Where are my 900 USDT, from yesterday?", "is the app down", "HELLO!"]
    copy, other, short = overlap.nearest(new, known)
    assert copy.counts
    assert copy.exact
    assert copy.known == known[0]
    assert other.near < 0.5
    assert short.exact
    assert not short.counts


def test_a_near_copy_is_seen() -> None:
    known = ["where are my 50 usdt that i sent yesterday evening", "hello"]
    (near,) = overlap.nearest(["so where are my usdt i sent yesterday evening"], known)
    assert near.counts
    assert not near.exact


def test_what_shares_no_letters_resembles_nothing() -> None:
    assert overlap.nearest(["ÄÖ"], ["where are my coins"])[0].near == 0.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_sets_know_the_same_intents(language: str) -> None:
    tested, trained = messages.tested(language), messages.training(language)
    # Circumstances are a label of clauses, and no message leaves with it.
    assert {i for _, i in tested} == {i for _, i in trained} - {CIRCUMSTANCE}
