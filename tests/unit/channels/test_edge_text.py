"""What a customer types is text: no command prefix survives the edge of a channel."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message

from channels.text import MAX_CHARACTERS, plain_text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("hello", "hello"),
        ("  hej  ", "hej"),
        ("/restart", "restart"),
        (' / /inform{"currency": "BTC"}', 'inform{"currency": "BTC"}'),
        ("／greet", "greet"),
        ("\u200b/greet", "greet"),
        ("EXTERNAL: greet", "greet"),
        ("external: /greet", "greet"),
        ("/", ""),
        ("", ""),
        ("and/or", "and/or"),
        ("a\u0000b\ud800c\nd\te", "a b c\nd\te"),
    ],
)
def test_text_at_the_edge(raw: str, text: str) -> None:
    assert plain_text(raw) == text


def test_long_text_is_cut() -> None:
    assert len(plain_text("x" * 100_000)) == MAX_CHARACTERS


def test_commands_are_what_rasa_would_have_obeyed() -> None:
    """Guards the premise: the same text, unescaped, is an intent to Rasa."""
    assert rasa_reads("/greet") == "greet"


@given(
    st.text(
        alphabet=st.sampled_from("/／ \n\t\u00a0\u200b\ufeff\x1f{}@:EXTERNALgreet"), max_size=30
    )
)
def test_nothing_typed_is_an_intent_to_rasa(raw: str) -> None:
    text = plain_text(raw)
    assert not text.strip().startswith("/")
    assert text.encode("utf-8").decode("utf-8") == text
    assert rasa_reads(text) is None


def rasa_reads(text: str) -> object:
    message = YAMLStoryReader.unpack_regex_message(Message(data={"text": text}))
    return (message.get(INTENT) or {}).get("name")
