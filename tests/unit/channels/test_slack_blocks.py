"""How an answer looks in Slack, and that no data in it becomes a mention, link or format."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.outgoing import LINK_HOSTS, link_hosts, parts, split_text
from channels.slack_blocks import MOST_CHARACTERS, bare, posts
from tests.standins import slack

MARKUP = [
    "<!channel>",
    "<!here|here>",
    "<!everyone>",
    "<@U0VICTIM>",
    "<@U0VICTIM|boss>",
    "<#C0OPEN|general>",
    "<!subteam^S1|@support>",
    "<!date^1392734382^{date}|x>",
    "<https://evil.example|www.okx.com>",
    "<mailto:a@b.example|write>",
    "&lt;!channel&gt;",
    "&amp;lt;",
    "*bold* _italic_ ~gone~ `code`",
    "```block```",
    "> quoted",
    ":rotating_light:",
    "@channel @here @everyone @boss #general",
    "https://evil.example/login",
    "http://www.okx.com/help",
    "https://www.okx.com.evil.example/help",
    "https://www.okx.com@evil.example/",
    "https://www.okx.com:8443/x",
    "https://www.okx.com/redirect?to=evil.example",
    "https://www.okx.com/%2e%2e/x",
    "https://WWW.OKX.COM/help",
    "https://www.ｏkx.com/help",
    "https://оkx.com/",  # a Cyrillic o
    "xhttps://www.okx.com/help",
    "javascript:alert(1)",
    "www.evil.example",
    "\u202ereversed",
    "<script>alert(1)</script>",
    "a < b & c > d",
]
hostile = st.lists(st.sampled_from(MARKUP) | st.text(max_size=40), min_size=1, max_size=8)


def shown(messages: list[dict[str, Any]]) -> list[slack.Shown]:
    made = posts(messages)
    for arguments in made:
        post = {"channel": "D1", **arguments}
        assert slack._error("chat.postMessage", slack.TOKEN, post) is None
    return [slack.show(arguments) for arguments in made]


def squeezed(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize("text", MARKUP)
def test_t8_markup_in_data_is_shown_as_it_stands(text: str) -> None:
    (post,) = posts([{"text": f"Coin: {text}, ok"}])
    for arguments in (post, bare(post)):
        seen = slack.show(arguments)
        assert seen.text == f"Coin: {text}, ok"
        assert seen.marks == ()


@settings(deadline=None, max_examples=200)
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
        plain = slack.show(bare(arguments))
        assert plain.marks == ()
        assert squeezed(plain.text) in squeezed(text)


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(MARKUP) | st.text(max_size=120)), max_size=60))
def test_t8_titles_of_buttons_make_nothing_and_fit(titles: list[tuple[str]]) -> None:
    buttons = [{"title": title, "payload": f"b-{n}"} for n, (title,) in enumerate(titles)]
    made = shown([{"text": "?", "buttons": buttons}])
    assert [value for one in made for _, value in one.buttons] == [b["payload"] for b in buttons]
    for one in made:
        assert one.marks == ()
        assert all(0 < len(title) <= 75 for title, _ in one.buttons)


def test_t8_every_post_is_sent_with_mentions_and_previews_off() -> None:
    for post in posts([{"text": "a"}, {"buttons": [{"title": "x", "payload": "b-1"}]}]):
        off = ("link_names", "unfurl_links", "unfurl_media", "mrkdwn")
        assert [post[name] for name in off] == [False] * 4
        assert post["parse"] == "none"


def test_own_links_are_links() -> None:
    (one,) = shown([{"text": "Läs https://www.okx.com/help. Eller (https://www.okx.com/status)!"}])
    assert one.text == "Läs https://www.okx.com/help. Eller (https://www.okx.com/status)!"
    assert one.marks == (
        ("link", "https://www.okx.com/help"),
        ("link", "https://www.okx.com/status"),
    )


def test_link_to_a_person_is_the_operators() -> None:
    hosts = link_hosts({"SALDO_HUMAN_ROUTE": "https://help.exchange.example/chat"})
    assert list(parts("https://help.exchange.example/chat", hosts)) == [
        ("https://help.exchange.example/chat", True)
    ]
    assert link_hosts({"SALDO_HUMAN_ROUTE": "call 112"}) == LINK_HOSTS
    assert link_hosts({}) == LINK_HOSTS


@settings(deadline=None)
@given(hostile)
def test_pieces_join_to_the_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert "".join(piece for piece, _ in parts(text)) == text


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ab \n"), max_size=400), st.integers(1, 60))
def test_cut_text_loses_white_space_alone(text: str, most: int) -> None:
    pieces = split_text(text, most)
    assert all(0 < len(piece) <= most for piece in pieces)
    assert squeezed("".join(pieces)) == squeezed(text)


def test_long_answer_becomes_several_posts_cut_between_lines() -> None:
    lines = "\n".join(f"{n}. a line of an answer" for n in range(400))
    made = shown([{"text": lines}])
    assert len(made) > 2
    assert all(len(one.text) <= MOST_CHARACTERS for one in made)
    assert all(one.text.endswith("a line of an answer") for one in made)
    assert squeezed("".join(one.text for one in made)) == squeezed(lines)


def test_one_word_of_any_length_passes() -> None:
    made = shown([{"text": "x" * 10_000}])
    assert "".join(one.text for one in made) == "x" * 10_000


def test_short_answers_of_a_turn_are_one_post_with_the_buttons_last() -> None:
    buttons = [{"title": "Ja", "payload": "b-1"}, {"title": "Nej", "payload": "b-2"}]
    (post,) = posts([{"text": "One."}, {"text": "Two?", "buttons": buttons}])
    assert [block["type"] for block in post["blocks"]] == ["rich_text", "rich_text", "actions"]
    assert post["text"] == "One.\n\nTwo?"
    assert slack.show(post).buttons == (("Ja", "b-1"), ("Nej", "b-2"))


def test_turn_of_many_messages_stays_within_what_slack_takes() -> None:
    buttons = [{"title": f"{n}", "payload": f"b-{n}"} for n in range(60)]
    made = shown([{"text": f"{n} " + "y" * 200} for n in range(100)] + [{"buttons": buttons}])
    assert sum(len(one.buttons) for one in made) == 60
    assert shown([]) == []
    assert shown([{"text": ""}, {"text": "  "}, {"custom": {"a": 1}}]) == []
