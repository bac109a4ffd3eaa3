"""What comes in at Telegram's webhook: who may speak, in which form, and how often it counts."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.telegram import MOST_BYTES, OLDEST_SECONDS
from channels.telegram_read import Click, Message, plain, read_update
from channels.telegram_webhook import UPDATES
from identity.database import StoreUnavailable
from tests.standins import telegram
from tests.unit.channels.messenger import served, words
from tests.unit.channels.telegram_chats import OLDER_SECRET, Chats

WORDS = words()
NAME = "X-Telegram-Bot-Api-Secret-Token"


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    one = Chats(tmp_path)
    yield one
    one.close()


def body(text: str = "hello") -> bytes:
    return json.dumps(telegram.message(1, text)).encode()


def test_update_with_the_secret_is_acknowledged_and_answered(chats: Chats) -> None:
    assert chats.play(telegram.message(1, "hello")) == [(200, "")]
    (post,) = chats.api.posts
    assert (post.chat, post.shown.text) == (1, "visitor said hello")


def forged() -> dict[str, tuple[bytes, dict[str, str]]]:
    """Requests that look like Telegram's and are not."""
    secret = telegram.SECRET
    tokens = {
        "none": None,
        "empty": "",
        "blank": " ",
        "shorter": secret[:-1],
        "longer": secret + "x",
        "last character": secret[:-1] + "X",
        "upper case": secret.upper(),
        "quoted": f'"{secret}"',
        "with a word": f"Bearer {secret}",
        "both of a change": f"{secret},{OLDER_SECRET}",
        "the bot's token": telegram.TOKEN,
        "true": "true",
        "null": "null",
        "huge": "x" * 4000,
        "no ascii": "dåligt".encode().decode("latin-1"),
    }
    cases = {name: (body(), telegram.headers(token)) for name, token in tokens.items()}
    other = {"X-Telegram-Secret": secret, "Authorization": f"Bearer {secret}", "Cookie": secret}
    cases["other headers"] = (body(), {**telegram.headers(None), **other})
    cases["in the body"] = (
        json.dumps({**telegram.message(1, "x"), "secret_token": secret, NAME: secret}).encode(),
        telegram.headers(None),
    )
    cases["click"] = (json.dumps(telegram.click(1, "b-1")).encode(), telegram.headers("wrong"))
    cases["group"] = (
        json.dumps(telegram.message(1, "/start", chat=telegram.group())).encode(),
        telegram.headers("wrong"),
    )
    cases["no body"] = (b"", telegram.headers("wrong"))
    cases["too long a body"] = (b"x" * (MOST_BYTES + 1), telegram.headers("wrong"))
    return cases


def test_t9_update_without_the_secret_is_refused_alike_and_calls_nobody(chats: Chats) -> None:
    cases = forged()
    assert len(cases) > 18
    chats.channel._registration.start = lambda: None  # type: ignore[method-assign]
    answers = chats.play(*cases.values())
    wrong = [name for name, one in zip(cases, answers, strict=True) if one[0] != 401]
    assert not wrong
    assert len({text for _, text in answers}) == 1
    assert (chats.api.tried, chats.bot.handed) == ([], [])


def test_t9_secret_twice_is_refused(chats: Chats) -> None:
    async def ask() -> int:
        async with served(chats.channel, chats.bot) as url, aiohttp.ClientSession() as client:
            headers = [(NAME, telegram.SECRET), (NAME, "wrong")]
            async with client.post(f"{url}/webhook", data=body(), headers=headers) as reply:
                return reply.status

    assert asyncio.run(ask()) == 401
    assert chats.bot.handed == []


def test_t9_secret_is_compared_in_constant_time(
    chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared = []
    real = hmac.compare_digest

    def noticed(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr("channels.telegram.hmac.compare_digest", noticed)
    for secret, status in ((telegram.SECRET, 200), (OLDER_SECRET, 200), ("wrong", 401)):
        compared.clear()
        assert chats.play(telegram.message(1, "hello"), secret=secret)[0][0] == status
        given_ = secret.encode()
        assert compared == [(telegram.SECRET.encode(), given_), (OLDER_SECRET.encode(), given_)]


def test_t9_nobody_can_set_the_webhook_or_ask_for_it(chats: Chats) -> None:
    async def ask() -> list[int]:
        found = []
        async with served(chats.channel, chats.bot) as url, aiohttp.ClientSession() as client:
            for method, path in [
                ("GET", "/"), ("GET", "/webhook"), ("POST", "/"), ("PUT", "/webhook"),
                ("GET", "/set_webhook"), ("POST", "/set_webhook"), ("POST", "/webhook/x"),
            ]:  # fmt: skip
                async with client.request(method, url + path, headers=telegram.headers()) as reply:
                    found.append(reply.status)
        return found

    assert asyncio.run(ask()) == [200, 405, 405, 405, 404, 404, 404]


# How often it counts.


def test_t10_update_counts_once_however_often_it_comes(chats: Chats) -> None:
    update = telegram.message(1, "hello")
    assert {s for s, _ in chats.play(*[update] * 50)} == {200}
    assert {s for s, _ in chats.play(*[update] * 50, together=True)} == {200}
    chats.restart()
    chats.play(update)
    assert chats.bot.texts() == ["hello"]
    assert len(chats.api.posts) == 1


def test_t10_message_in_another_update_is_the_same_message(chats: Chats) -> None:
    update = telegram.message(1, "hello")
    chats.play(update, {**update, "update_id": 1})
    click = telegram.click(1, "b-1")
    chats.play(click, {**click, "update_id": 2})
    assert chats.bot.texts() == ["hello"]
    assert len(chats.api.of("answerCallbackQuery")) == 1


def test_t10_message_of_another_day_is_a_replay(chats: Chats) -> None:
    update = telegram.message(1, "hello")
    chats.play(update)
    chats.now = chats.clock()
    for later in (0, OLDEST_SECONDS - 60, OLDEST_SECONDS + 60, 30 * OLDEST_SECONDS):
        chats.now += later
        chats.play(update)
    assert chats.bot.texts() == ["hello"]


def test_t24_updates_out_of_order_are_all_answered(chats: Chats) -> None:
    updates = [telegram.message(1, f"number {n}") for n in range(8)]
    random.Random(4).shuffle(updates)
    chats.play(*updates)
    assert chats.bot.texts() == [update["message"]["text"] for update in updates]
    assert len(chats.api.posts) == 8


def test_what_could_not_be_taken_is_delivered_again(
    chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    update = telegram.message(1, "hello")
    chats.bot.ready = False
    assert chats.play(update)[0][0] == 503
    chats.bot.ready = True

    def broken(*_keys: Any, **_how: Any) -> bool:
        raise StoreUnavailable

    with monkeypatch.context() as patched:
        patched.setattr(chats.channel._seen, "claim_all", broken)
        assert chats.play(update)[0][0] == 503
    assert chats.play(update) == [(200, "")]
    assert chats.bot.texts() == ["hello"]


def test_t29_user_hears_of_a_store_that_fails_meanwhile(
    chats: Chats, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_args: Any) -> None:
        raise StoreUnavailable

    monkeypatch.setattr(chats.channel._users, "direct", broken)
    assert chats.say(1, "balance") == [WORDS["utter_messenger_unavailable"][1]]


# In which form.

BAD_BODIES = [
    b"", b"{", b"null", b"[]", b"1", b'"text"', b"\xff\xfe", b"[" * 100_000, b'{"a":' * 40_000,
    b"x" * 100_000, b'{"update_id": ' + b"9" * 5000 + b"}",
]  # fmt: skip


def test_t18_odd_bodies_are_refused(chats: Chats) -> None:
    answers = chats.play(*[(one, telegram.headers()) for one in BAD_BODIES])
    assert {status for status, _ in answers} == {400}
    assert chats.bot.handed == []
    assert chats.say(1, "hello") == ["visitor said hello"]


def test_t18_body_above_the_limit_is_not_read(chats: Chats) -> None:
    long = json.dumps(telegram.message(1, "x" * MOST_BYTES)).encode()
    assert chats.play((long, telegram.headers()))[0][0] == 413
    assert chats.bot.handed == []


def test_longest_message_of_telegram_fits(chats: Chats) -> None:
    entities = [{"type": "bold", "offset": n, "length": 1} for n in range(100)]
    quoted = {"message_id": 1, "from": telegram.user(telegram.BOT_ID, is_bot=True),
              "text": "😀" * 4096, "entities": entities}  # fmt: skip
    update = telegram.message(1, "😀" * 4096, entities=entities, reply_to_message=quoted)
    assert chats.play(update) == [(200, "")]
    assert len(chats.bot.handed) == 1


def changed(**content: Any) -> dict[str, Any]:
    """A message as content of another kind of update."""
    return telegram.message(1, "balance", **content)["message"]


NOT_ANSWERED = [
    telegram.update(edited_message={**changed(), "edit_date": 1}),
    telegram.update(channel_post={**changed(), "chat": {"id": -1005, "type": "channel"}}),
    telegram.update(edited_channel_post=changed()),
    telegram.update(my_chat_member={"chat": telegram.private(1), "from": telegram.user(1)}),
    telegram.update(chat_member={"chat": telegram.group(), "from": telegram.user(1)}),
    telegram.update(business_message=changed()),
    telegram.update(message_reaction={"chat": telegram.private(1), "user": telegram.user(1)}),
    telegram.update(inline_query={"id": "1", "from": telegram.user(1), "query": "balance"}),
    telegram.update(poll={"id": "1"}),
    telegram.update(something_new={"a": [1, 2]}),
    telegram.update(),
    telegram.message(1, "balance", edit_date=5),
    telegram.message(1, "balance", **{"from": telegram.user(1, is_bot=True)}),
    telegram.message(1, "balance", **{"from": None}),
    telegram.message(1, "balance", chat={"id": -1005, "type": "channel"}),
    telegram.message(1, "balance", chat={"id": 1, "type": "channel"}),
    telegram.message(1, "balance", chat={"id": 1, "type": "group"}),
    telegram.message(1, "balance", chat={"id": "1", "type": "private"}),
    telegram.message(1, "balance", chat=telegram.private(2)),
    telegram.message(1, "balance", message_id="1"),
    telegram.message(1, "balance", message_id=True),
    telegram.message(1, "balance", date=None),
    telegram.message(1, None),
    telegram.message(1, None, new_chat_members=[telegram.user(1)]),
    telegram.message(1, None, pinned_message={}),
    telegram.message(1, None, text=["balance"]),
    telegram.message(1, None, text=None),
    {**telegram.message(1, "balance"), "update_id": "1"},
    {**telegram.message(1, "balance"), "update_id": None},
    {**telegram.message(1, "balance"), "message": None},
    {**telegram.message(1, "balance"), "message": [1]},
    telegram.click(1, "b-1", message=None),
    telegram.click(1, "b-1", id=5),
    telegram.click(1, "b-1", **{"from": telegram.user(1, is_bot=True)}),
]


def test_t9_everything_else_is_acknowledged_and_ignored(chats: Chats) -> None:
    answers = chats.play(*NOT_ANSWERED)
    assert answers == [(200, "")] * len(NOT_ANSWERED)
    assert set(chats.api.tried) <= {"setWebhook", "getMe"}
    assert chats.bot.handed == []


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["update_id", "message", "callback_query", "from", "chat", "id", "type", "text"]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(st.sampled_from(["update_id", "message", "callback_query"]), junk))
def test_reading_never_fails(update: dict[str, Any]) -> None:
    read = read_update(update)
    assert read is None or isinstance(read, Message | Click)


@settings(deadline=None, max_examples=200)
@given(st.data())
def test_reading_never_fails_for_one_field_that_is_wrong(data: st.DataObject) -> None:
    kind, update = data.draw(st.sampled_from([
        ("message", telegram.message(1, "x", entities=[])),
        ("callback_query", telegram.click(1, "y")),
    ]))  # fmt: skip
    name = data.draw(st.sampled_from(sorted(update[kind])))
    read = read_update({**update, kind: {**update[kind], name: data.draw(junk)}})
    if isinstance(read, Message | Click):
        assert read.place.user > 0
        assert read.place.private == (read.place.chat == read.place.user)


@pytest.mark.parametrize(
    ("text", "links", "seen"),
    [
        ("see www.okx.com now", [(4, 11)], "see www.okx.com (https://evil.example) now"),
        ("😀 a b", [(3, 1)], "😀 a (https://evil.example) b"),
        ("a b", [(0, 1), (2, 1)], "a (https://evil.example) b (https://evil.example)"),
        ("a", [(0, 10**9)], "a (https://evil.example)"),
        ("a", [(-5, 1)], "a"),
    ],
)
def test_address_that_a_label_hides_is_in_sight(
    text: str, links: list[tuple[int, int]], seen: str
) -> None:
    entities: list[Any] = [
        {"type": "text_link", "offset": offset, "length": length, "url": "https://evil.example"}
        for offset, length in links
    ]
    assert plain(text, [*entities, None, "x", {"type": "bold"}]) == seen


# Telling Telegram where to deliver.


def registered(chats: Chats, failures: dict[str, list[Any]]) -> list[telegram.Call]:
    chats.api.failures = failures
    chats.channel._registration._sleep = chats.sleep

    async def start() -> None:
        async with served(chats.channel, chats.bot) as url, aiohttp.ClientSession() as client:
            async with client.get(f"{url}/") as reply:  # open whatever Telegram says
                assert reply.status == 200
            task = chats.channel._registration._task
            assert task is not None
            await asyncio.wait({task}, timeout=20)

    asyncio.run(start())
    return chats.api.of("setWebhook")


def test_webhook_is_registered_with_the_secret_and_few_kinds_of_update(chats: Chats) -> None:
    (call,) = registered(chats, {})
    assert call.arguments == {
        "url": "https://bot.example.com/webhooks/telegram/webhook",
        "secret_token": telegram.SECRET,
        "allowed_updates": UPDATES,
    }
    assert chats.channel._registration.name == telegram.BOT_NAME


def test_registration_is_tried_until_it_succeeds(
    chats: Chats, caplog: pytest.LogCaptureFixture
) -> None:
    failures = [(500, ""), (429, "Too Many Requests", 40), (400, "Bad Request: bad webhook: x"),
                (200, b"<html>"), (502, b"")]  # fmt: skip
    with caplog.at_level(logging.DEBUG):
        assert len(registered(chats, {"setWebhook": failures})) == 1
    assert chats.slept == [1.0, 40.0, 4.0, 8.0, 16.0]
    assert telegram.TOKEN not in caplog.text
    assert telegram.SECRET not in caplog.text


def test_registration_survives_what_nobody_thought_of(
    chats: Chats, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    api = chats.channel._registration._api
    once = api.once

    async def fails_first(method: str, arguments: dict[str, Any]) -> Any:
        monkeypatch.setattr(api, "once", once)
        raise ValueError(arguments["secret_token"])

    monkeypatch.setattr(api, "once", fails_first)
    assert len(registered(chats, {})) == 1
    assert "ValueError" in caplog.text
    assert telegram.SECRET not in caplog.text


def test_wrong_token_is_told_and_kills_nothing(
    chats: Chats, caplog: pytest.LogCaptureFixture
) -> None:
    assert registered(chats, {"setWebhook": [(401, "Unauthorized")]}) == []
    assert "http_401" in caplog.text
    assert chats.say(1, "hello") == ["visitor said hello"]


def test_server_starts_answers_and_ends_while_telegram_is_unreachable(tmp_path: Path) -> None:
    chats = Chats(tmp_path)
    chats.close()

    async def whole() -> int:
        async with served(chats.channel, chats.bot) as url, aiohttp.ClientSession() as client:
            task = chats.channel._registration._task
            assert task is not None
            async with client.post(
                f"{url}/webhook", data=body(), headers=telegram.headers()
            ) as reply:
                assert not task.done()
                status = reply.status
        assert task.cancelled()
        return status

    assert asyncio.run(whole()) == 200
