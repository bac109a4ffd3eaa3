"""How an answer looks in Telegram, and that no data in it becomes a link, mention or command."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.outgoing import LINK_HOSTS
from channels.telegram_posts import MOST_UNITS, bare, posts
from tests.standins import telegram

MARKUP = [
    "*bold* _italic_ ~gone~ `code` ||spoiler||",
    "```block```",
    "> quoted",
    "<b>x</b> <a href='https://evil.example'>www.okx.com</a> <tg-spoiler>",
    "&lt;b&gt; &amp;amp;",
    "[www.okx.com](https://evil.example)",
    "[boss](tg://user?id=1)",
    "tg://resolve?domain=evil",
    "@channel @here @boss_name",
    "x@boss ,@boss (@boss)",
    "mail a.b+c@d.example now",
    "#tag #１２ $BTC $USDT",
    "/start /help@evil_bot (/x) ,/x",
    "https://evil.example/login",
    "HTTP://EVIL.EXAMPLE",
    "ftp://evil.example",
    "http://www.okx.com/help",
    "https://www.okx.com.evil.example/help",
    "https://www.okx.com@evil.example/",
    "https://www.okx.com/redirect?to=evil.example",
    "www.evil.example",
    "evil.io",
    "evil.io/x?y=z#q",
    "evil.io:8080",
    "t.me/evil",
    "xn--e1afmkfd.xn--p1ai",
    "оkx.com",  # a Cyrillic o
    "okx.рф",
    "🦄.la",
    "127.0.0.1 10.0.0.1",
    "+46 70 123 45 67",
    "4111111111111111",
    "javascript:alert(1)",
    "a < b & c > d",
    "1.50 BTC, 0.0412 ETH",
    "𝕏𝕏𝕏 evil.io 👩‍👩‍👧",
]
hostile = st.lists(st.sampled_from(MARKUP) | st.text(max_size=40), min_size=1, max_size=8)


def shown(messages: list[dict[str, Any]]) -> list[telegram.Shown]:
    made = [{"chat_id": 1, **arguments} for arguments in posts(messages)]
    assert [telegram._error("sendMessage", one) for one in made] == [None] * len(made)
    return [telegram.show(one) for one in made]


def squeezed(text: str) -> str:
    """Without what is nothing to see."""
    return "".join(re.sub(r"[\x00-\x20\x7f-\x9f\u2028-\u202e\s]", "", text).split())


def test_stand_in_makes_links_of_its_own_as_telegram_does() -> None:
    found = {kind for text in MARKUP for kind, _ in telegram.show({"text": text}).marks}
    assert found == {
        "mention", "hashtag", "cashtag", "bot_command", "email", "phone_number", "bank_card", "url",
    }  # fmt: skip


@pytest.mark.parametrize("text", MARKUP)
def test_t8_markup_in_data_is_shown_as_it_stands(text: str) -> None:
    (post,) = posts([{"text": f"Coin: {text}, ok"}])
    for arguments in (post, bare(post)):
        seen = telegram.show(arguments)
        assert seen.text == f"Coin: {text}, ok"
        assert seen.marks == ()
        assert "parse_mode" not in arguments
        assert arguments["link_preview_options"] == {"is_disabled": True}


@settings(deadline=None, max_examples=300)
@given(hostile, st.sampled_from(["", " ", "\n"]))
def test_t8_any_text_is_shown_as_it_stands_and_makes_nothing(pieces: list[str], glue: str) -> None:
    text = glue.join(pieces)
    made = shown([{"text": text}])
    assert squeezed("".join(one.text for one in made)) == squeezed(text)
    for one in made:
        assert {kind for kind, _ in one.marks} <= {"link"}
        for _, address in one.marks:
            assert address.split("/")[2] in LINK_HOSTS
    for arguments in posts([{"text": text}]):
        assert telegram.show(bare(arguments)).marks == ()


@settings(deadline=None)
@given(st.lists(st.sampled_from(MARKUP) | st.text(max_size=120), max_size=130))
def test_t8_titles_of_buttons_make_nothing_and_fit(titles: list[str]) -> None:
    buttons = [{"title": title, "payload": f"b-{n}"} for n, title in enumerate(titles)]
    made = shown([{"text": "?", "buttons": buttons}])
    assert [value for one in made for _, value in one.buttons] == [b["payload"] for b in buttons]
    for one in made:
        assert one.marks == ()
        assert all(0 < len(title) <= 64 for title, _ in one.buttons)


def test_own_links_are_links_and_ids_are_copied_with_a_tap() -> None:
    txid = "9f" * 32
    (one,) = shown([{"text": f"Läs 👩‍👩‍👧 https://www.okx.com/help. TxID: {txid}."}])
    assert one.marks == (("link", "https://www.okx.com/help"),)
    assert one.codes == (txid,)


@pytest.mark.parametrize(
    "text",
    [
        "Du har 0,0412 BTC sedan 26 nov 2026 14:05, dvs. 1 av 2 bekräftelser.",
        "e.g. BTC/USDT, och/eller 1/3; a.m. and p.m. – 12.50 $ (95 %)",
        "Order 1234567: 0.00412345 BTC at 96,000.12",
    ],
)
def test_ordinary_words_and_amounts_stay_ordinary(text: str) -> None:
    (post,) = posts([{"text": text}])
    assert post["entities"] == []


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet=st.sampled_from("ab \n𝕏.@"), min_size=3000, max_size=12000))
def test_long_answer_becomes_several_messages_that_telegram_takes(text: str) -> None:
    made = shown([{"text": text}])
    assert squeezed("".join(one.text for one in made)) == squeezed(text)
    assert all(one.marks == () for one in made)


def test_long_answer_is_cut_between_lines_and_its_buttons_are_last() -> None:
    lines = "\n".join(f"{n}. a line of an answer" for n in range(400))
    made = shown([{"text": lines, "buttons": [{"title": "Ja", "payload": "b-1"}]}])
    assert len(made) > 2
    assert all(one.text.endswith("a line of an answer") for one in made)
    assert [one.buttons for one in made[:-1]] == [()] * (len(made) - 1)
    assert made[-1].buttons == (("Ja", "b-1"),)


def test_more_than_telegram_marks_in_one_message_are_marked_in_several() -> None:
    made = shown([{"text": " ".join(f"evil{n}.example" for n in range(250))}])
    assert len(made) > 2
    assert all(one.marks == () for one in made)


@pytest.mark.parametrize("character", ["x", "𝕏"])
def test_one_word_of_any_length_passes(character: str) -> None:
    made = shown([{"text": character * 10_000}])
    assert "".join(one.text for one in made) == character * 10_000
    assert all(telegram._units(one.text) <= MOST_UNITS for one in made)


def test_short_buttons_stand_two_in_a_row_and_long_ones_alone() -> None:
    titles = ["Ja", "Nej", "Tala med en människa", "Kanske"]
    buttons = [{"title": title, "payload": f"b-{n}"} for n, title in enumerate(titles)]
    (post,) = posts([{"text": "?", "buttons": buttons}])
    rows = [[b["text"] for b in row] for row in post["reply_markup"]["inline_keyboard"]]
    assert rows == [["Ja", "Nej"], ["Tala med en människa"], ["Kanske"]]


def test_id_that_telegram_would_refuse_is_never_sent() -> None:
    with pytest.raises(ValueError, match="too long"):
        posts([{"text": "?", "buttons": [{"title": "x", "payload": "å" * 33}]}])


def test_nothing_is_sent_for_nothing() -> None:
    assert posts([]) == []
    assert posts([{"text": ""}, {"text": " \x00\u202e"}, {"custom": {"a": 1}}]) == []
    (one,) = shown([{"buttons": [{"title": "x", "payload": "b-1"}]}])
    assert one.buttons == (("x", "b-1"),)


def test_odd_characters_do_not_lose_the_message() -> None:
    (one,) = shown([{"text": "a\ud800b\x00c\u202edetrever\r\nevil.io"}])
    assert one.text == "a b cdetrever \nevil.io"
    assert one.codes == ("evil.io",)
