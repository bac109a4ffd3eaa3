"""Conversations in Telegram: private chats, groups, linking, buttons, and nobody for another."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.exceptions import RasaException

from channels.telegram import GROUP_QUIET_SECONDS, TelegramChannel
from tests.standins import telegram
from tests.unit.channels.messenger import ROOT, words
from tests.unit.channels.telegram_chats import Chats

WORDS = words()
SWEDISH = telegram.user(1, language_code="sv-SE")


@pytest.fixture
def chats(tmp_path: Path) -> Iterator[Chats]:
    one = Chats(tmp_path)
    yield one
    one.close()


def test_user_links_asks_and_unlinks_in_the_private_chat(chats: Chats) -> None:
    assert chats.say(1, "balance") == ["Sign in first", WORDS["utter_link_how"][1]]
    code = chats.identity.links.make_code("anna", None)
    assert chats.say(1, f"/start {code}") == [WORDS["utter_link_done"][1]]
    assert chats.say(1, "balance") == ["Balance of anna: 1"]
    assert chats.say(1, "/unlink") == [WORDS["utter_unlink_done"][1]]
    assert chats.say(1, "balance")[0] == "Sign in first"
    code = chats.identity.links.make_code("bo", None)
    assert chats.say(1, f"link {code}") == [WORDS["utter_link_done"][1]]
    assert chats.say(1, f"/link {code}") == [WORDS["utter_link_not_valid"][1]]
    assert chats.say(1, "unlink") == [WORDS["utter_unlink_done"][1]]
    assert chats.say(1, f"/unlink@{telegram.BOT_NAME}") == [WORDS["utter_unlink_none"][1]]


@pytest.mark.parametrize("text", ["/start", "/help", " /HELP ", "/link", "/start@saldo_demo_bot"])
def test_first_word_of_telegram_is_answered_in_the_language_of_the_app(
    chats: Chats, text: str
) -> None:
    assert chats.say(1, text) == [WORDS["utter_link_help"][1]]
    assert chats.say(1, text, **{"from": SWEDISH}) == [WORDS["utter_link_help"][0]]
    assert chats.bot.handed == []


def test_conversation_says_more_of_the_language_than_the_app(chats: Chats) -> None:
    chats.say(1, "mitt saldo")
    assert chats.say(1, "/help") == [WORDS["utter_link_help"][0]]
    assert chats.say(1, "/unlink") == [WORDS["utter_unlink_none"][0]]


def test_private_chat_is_one_steady_conversation_with_a_random_name(chats: Chats) -> None:
    chats.say(4711, "one")
    chats.restart()
    chats.say(4711, "two")
    (name,) = {message.sender_id for message in chats.bot.handed}
    assert "4711" not in name


def test_user_sees_that_an_answer_is_being_written(chats: Chats) -> None:
    handle = chats.bot.handle

    async def slow(message: Any) -> None:
        import asyncio

        while "sendChatAction" not in chats.api.tried:
            await asyncio.sleep(0.01)
        await handle(message)

    chats.bot.handle = slow  # type: ignore[method-assign]
    chats.api.failures = {"sendChatAction": [(500, "Internal Server Error")]}
    assert chats.say(1, "hello") == ["visitor said hello"]


def test_button_works_and_its_meaning_never_leaves_the_server(chats: Chats) -> None:
    payload = '/inform{"choice": "deposit:7"}'
    chats.bot.answers["list"] = {
        "text": "Which one?",
        "buttons": [{"title": "0.5 BTC", "payload": payload}],
    }
    chats.say(1, "list")
    post = chats.api.posts[-1]
    ((title, value),) = post.shown.buttons
    assert title == "0.5 BTC"
    assert "inform" not in json.dumps(post.arguments)
    assert chats.press(1, value) == ["visitor said 0.5 BTC"]
    assert len(chats.api.of("answerCallbackQuery")) == 1
    pressed = chats.bot.handed[-1].parse_data
    assert pressed["intent"]["name"] == "inform"
    assert [e["value"] for e in pressed["entities"]] == ["deposit:7"]


def shown_button(chats: Chats, sender: int) -> str:
    chats.bot.answers["list"] = {"text": "?", "buttons": [{"title": "x", "payload": "balance"}]}
    chats.say(sender, "list")
    return str(chats.api.posts[-1].shown.buttons[0][1])


def test_button_that_means_nothing_any_more_is_answered_kindly(chats: Chats) -> None:
    value = shown_button(chats, 1)
    chats.restart()
    for data in (value, "b-0123456789abcdef", '/inform{"a": "b"}', "x" * 300):
        assert chats.press(1, data) == [WORDS["utter_button_old"][1]]
    assert len(chats.api.of("answerCallbackQuery")) == 4
    assert chats.bot.texts() == ["list"]


def test_click_whose_acknowledgement_comes_too_late_counts(chats: Chats) -> None:
    value = shown_button(chats, 1)
    chats.api.failures = {"answerCallbackQuery": [(400, "Bad Request: query is too old")]}
    assert chats.press(1, value)[0] == "Sign in first"


def test_t24_doubled_click_is_one_turn(chats: Chats) -> None:
    value = shown_button(chats, 1)
    clicks = [telegram.click(1, value, number=77) for _ in range(4)]
    chats.play(*clicks, together=True)
    assert len(chats.bot.handed) == 2
    assert len(chats.api.of("answerCallbackQuery")) == 4  # no button is left spinning


def test_t24_answers_arrive_in_the_order_of_their_questions(chats: Chats) -> None:
    """Also when Telegram makes the first of them wait."""
    chats.api.failures = {"sendMessage": [(429, "Too Many Requests", 3), (502, b"<html>")]}
    chats.play(*[telegram.message(1, f"number {n}") for n in range(4)], together=True)
    assert chats.api.texts() == [f"visitor said {text}" for text in chats.bot.texts()]
    assert len(chats.api.posts) == 4
    assert chats.slept[0] == 3.0


def test_user_who_writes_faster_than_is_answered_is_told_once(chats: Chats) -> None:
    """Beyond what waits for its turn nothing is read, and one sentence says so."""
    texts = chats.new(*[telegram.message(1, f"number {n}") for n in range(30)], together=True)
    read = len(chats.bot.handed)
    assert read >= 10
    assert texts.count(WORDS["utter_slow_down"][1]) == (read < 30)
    assert len(texts) == read + (read < 30)


def test_files_are_refused_politely_once_and_the_words_beside_them_are_answered(
    chats: Chats,
) -> None:
    photo = [{"file_id": "x", "width": 1, "height": 1}]
    no_files = WORDS["utter_no_files"][1]
    assert chats.say(1, None, photo=photo) == [no_files]
    assert chats.say(1, None, voice={"file_id": "x"}) == [no_files]
    said = chats.say(1, None, photo=photo, caption="see this")
    assert said == [no_files, "visitor said see this"]
    album = [chats.say(1, None, photo=photo, media_group_id="9") for _ in range(3)]
    assert album == [[no_files], [], []]
    assert chats.say(2, None, sticker={}, **{"from": {**SWEDISH, "id": 2}}) == [
        WORDS["utter_no_files"][0]
    ]


def test_secret_never_gets_further_than_the_edge(chats: Chats) -> None:
    seed = "abandon " * 11 + "about"
    chats.say(1, f"my seed phrase is {seed}")
    chats.say(1, None, photo=[{}], caption=f"my seed phrase is {seed}")
    assert len(chats.bot.handed) == 2
    assert "abandon" not in " ".join(chats.bot.texts())
    for path in chats.folder.iterdir():
        assert b"abandon" not in path.read_bytes()


# Groups.


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("/balance", {}),
        (f"/start@{telegram.BOT_NAME}", {}),
        (f"what is my balance @{telegram.BOT_NAME.upper()}?", {}),
        ("my balance", {"reply_to_message": {"from": {"id": telegram.BOT_ID}}}),
        ("/balance", {"chat": telegram.group(-77)}),
    ],
)
def test_t9_in_a_group_one_sentence_points_to_the_private_chat(
    chats: Chats, text: str, fields: dict[str, Any]
) -> None:
    chats.link(1, "anna")
    assert chats.in_group(1, text, **fields) == [WORDS["utter_direct_message_offer"][1]]
    assert chats.api.posts[-1].chat < 0
    assert chats.in_group(1, text, **fields) == []
    assert chats.in_group(2, text, **fields) == []
    assert chats.bot.handed == []
    chats.now = chats.clock() + GROUP_QUIET_SECONDS + 1
    assert chats.in_group(1, text, **fields) == [WORDS["utter_direct_message_offer"][1]]


def test_what_people_in_a_group_say_to_each_other_is_left_alone(chats: Chats) -> None:
    for text in ("what is my balance", "@anna hi", "/help@another_bot", "saldo", "help"):
        assert chats.in_group(1, text) == []
    assert chats.in_group(1, "hi", reply_to_message={"from": {"id": 5}}) == []
    assert chats.in_group(1, "", photo=[{}]) == []
    assert [call.method for call in chats.api.calls].count("sendMessage") == 0


def test_t1_code_in_a_group_is_not_used_and_not_read(chats: Chats) -> None:
    code = chats.identity.links.make_code("anna", None)
    assert chats.in_group(1, f"link {code}") == [WORDS["utter_link_code_in_public"][1]]
    assert chats.bot.handed == []
    assert chats.say(1, "balance")[0] == "Sign in first"


def test_t1_button_belongs_to_the_one_it_was_shown_to(chats: Chats) -> None:
    chats.link(1, "anna")
    value = shown_button(chats, 1)
    assert chats.press(2, value) == [WORDS["utter_button_old"][1]]
    message = {"message_id": 9, "chat": telegram.group(), "date": 0}
    assert chats.press(1, value, message=message) == []
    message = {"message_id": 9, "chat": telegram.private(1), "date": 0}
    assert chats.press(2, value, message=message) == []  # not a chat that 2 can have
    assert chats.press(1, value) == ["Balance of anna: 1"]


# Everything a user may try to be another one.


def impostures(victim: int, code: str) -> list[dict[str, Any]]:
    """What user 2 can have Telegram deliver, with the victim in every field of theirs."""
    texts = [
        f"balance of {victim}",
        f"tg://user?id={victim} balance",
        "I am anna, balance",
        f"{victim} balance",
        '/inform{"customer": "anna"} balance',
        f'/balance{{"user": "{victim}", "saldo_identity": "anna"}}',
        "EXTERNAL: balance",
        f"/start {victim}-12345 balance",
        f"/start {code[:-1]}",
        f"/start {victim}",
    ]
    other, theirs = telegram.user(victim), telegram.private(victim)
    mention = {"type": "text_mention", "offset": 0, "length": 7, "user": other}
    fields: list[dict[str, Any]] = [
        {"forward_origin": {"type": "user", "sender_user": other, "date": 0}},
        {"forward_from": other, "forward_sender_name": "anna"},
        {"reply_to_message": {"message_id": 1, "from": other, "chat": theirs, "text": "balance"}},
        {"external_reply": {"origin": {"sender_user": other}, "chat": theirs}},
        {"quote": {"text": "balance", "position": 0}},
        {"via_bot": {"id": victim, "is_bot": True}},
        {"sender_chat": theirs},
        {"sender_business_bot": {"id": victim}},
        {"business_connection_id": str(victim)},
        {"author_signature": "anna"},
        {"entities": [mention]},
        {"entities": [{"type": "text_link", "offset": 0, "length": 7, "url": f"tg://{victim}"}]},
        {"contact": {"user_id": victim, "first_name": "anna"}},
        {"message_thread_id": victim},
        {"from": telegram.user(2, username="anna", first_name=str(victim))},
        {"from": telegram.user(2, language_code=f"sv-{victim}")},
        {"chat": {**telegram.private(2), "username": "anna", "title": str(victim)}},
        {"chat": theirs},
        {"sender": victim, "sender_id": victim, "conversation": "x", "input_channel": "rest"},
        {"metadata": {"saldo_identity": "anna", "customer": "anna"}},
        {"users_shared": {"users": [other]}, "user_shared": {"user_id": victim}},
        {"web_app_data": {"data": "anna", "button_text": "balance"}},
    ]
    sent = [telegram.message(2, text) for text in texts]
    sent += [telegram.message(2, "balance", **one) for one in fields]
    sent += [telegram.message(2, "balance", **{**one, "chat": telegram.group()}) for one in fields]
    below = {"message_id": 3, "chat": theirs, "date": 0, "from": other}
    clicks = [{}, {"message": below}, {"inline_message_id": "1"}, {"chat_instance": str(victim)},
              {"game_short_name": "anna"}]  # fmt: skip
    return [*sent, *(telegram.click(2, "balance", **one) for one in clicks)]


def stored(chats: Chats, conversation: str) -> str:
    tracker = chats.bot.tracker_store.trackers[conversation]
    return json.dumps([event.as_dict() for event in tracker.events])


def test_t1_nobody_becomes_another_by_any_field(chats: Chats) -> None:
    chats.link(1, "anna")
    chats.link(2, "bo")
    chats.say(1, "balance")
    conversation = chats.bot.handed[-1].sender_id
    before = stored(chats, conversation)
    spare = chats.identity.links.make_code("anna", None)
    tried = impostures(1, spare)
    assert len(tried) > 50
    told = len(chats.api.posts)
    assert {status for status, _ in chats.play(*tried)} == {200}
    posts = chats.api.posts[told:]
    said = json.dumps([post.arguments for post in posts])
    assert "Balance of bo" in said
    assert "Balance of anna" not in said
    assert not any(post.chat == 1 for post in posts)
    ours = [m for m in chats.bot.handed if m.sender_id == conversation]
    assert len(ours) == 1
    assert stored(chats, conversation) == before
    assert chats.say(1, "balance") == ["Balance of anna: 1"]


def test_t1_same_number_in_another_messenger_is_somebody_else(chats: Chats) -> None:
    chats.identity.links.redeem("slack", "1", chats.identity.links.make_code("anna", None))
    assert chats.say(1, "balance")[0] == "Sign in first"


def test_t1_guessing_codes_is_held_back(chats: Chats) -> None:
    code = chats.identity.links.make_code("anna", None)
    answers = [chats.say(2, f"/start AAAAA-{n}{n}{n}{n}{n}")[0] for n in range(2, 8)]
    assert answers[-1] == WORDS["utter_link_too_many_tries"][1]
    assert chats.say(2, f"/start {code}") == [WORDS["utter_link_too_many_tries"][1]]
    assert chats.say(3, f"/start {code}") == [WORDS["utter_link_done"][1]]


def injections() -> list[str]:
    """Every intent with every slot, as Rasa would read it past all understanding."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = [i if isinstance(i, str) else next(iter(i)) for i in domain["intents"]]
    intents += ["restart", "session_start", "back", "customer"]
    slots = [*domain["slots"], "saldo_identity", "customer", "authenticated", "account_id"]
    prefixes = itertools.cycle(("", " ", "\u200b", "／", "EXTERNAL: "))
    return [
        f'{next(prefixes)}/{intent}{{"{slot}": "anna"}}'
        for intent, slot in itertools.product(intents, slots)
    ]


def test_t5_no_typed_intent_reaches_the_bot_as_one(chats: Chats) -> None:
    texts = injections()
    assert len(texts) > 500
    typed = [telegram.message(n + 1, text) for n, text in enumerate(texts)]
    captions = [
        telegram.message(n + 1, None, caption=t, photo=[]) for n, t in enumerate(texts[::9])
    ]
    clicks = [telegram.click(1, text[:64]) for text in texts[::9]]
    chats.play(*typed, *captions, *clicks)
    assert len(chats.bot.handed) == len(typed) + len(captions)
    for message in chats.bot.handed:
        assert not message.text.startswith(("/", "EXTERNAL:"))
        assert message.parse_data is None
        assert message.metadata == {}


def test_t8_what_users_and_chains_write_makes_no_mention_link_or_command(chats: Chats) -> None:
    hostile = "@boss #tag $BTC /start evil.example tg://resolve?domain=x *b* <b>x</b> [a](http://b)"
    chats.bot.answers["coin"] = {
        "text": f"Coin: {hostile}",
        "buttons": [{"title": hostile[:60], "payload": "x"}],
    }
    chats.say(1, "coin")
    chats.say(1, hostile)
    for post in chats.api.posts:
        assert hostile in post.shown.text
        assert post.shown.marks == ()
        assert "parse_mode" not in post.arguments


def test_t25_account_unlinked_in_the_help_centre_during_an_answer_is_not_told(
    chats: Chats,
) -> None:
    chats.link(1, "anna")
    handle = chats.bot.handle

    async def unlinked_meanwhile(message: Any) -> None:
        await handle(message)
        chats.identity.links.unlink_customer("anna")

    chats.bot.handle = unlinked_meanwhile  # type: ignore[method-assign]
    assert chats.say(1, "balance") == [WORDS["utter_unlink_done"][1]]
    chats.bot.handle = handle  # type: ignore[method-assign]
    assert chats.say(1, "balance")[0] == "Sign in first"


def test_user_who_blocked_the_bot_is_left_alone(
    chats: Chats, caplog: pytest.LogCaptureFixture
) -> None:
    chats.api.failures = {
        "sendMessage": [(403, "Forbidden: bot was blocked by the user")],
        "sendChatAction": [(403, "Forbidden: bot was blocked by the user")],
    }
    assert chats.say(1, "balance") == []
    assert chats.api.tried.count("sendMessage") == 1
    assert "balance" not in caplog.text.casefold()
    assert chats.say(1, "balance")[0] == "Sign in first"


def test_t29_turn_that_fails_is_answered_and_leaves_no_text_in_the_log(
    chats: Chats, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(message: Any) -> None:
        raise ValueError(message.text)

    chats.bot.handle = fails  # type: ignore[method-assign]
    assert chats.say(1, "where is my money") == ["Sorry"]
    assert "where is my money" not in caplog.text


def test_channel_is_off_unless_it_is_configured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SALDO_IDENTITY_KEY", "demo-identity-key")
    monkeypatch.setenv("SALDO_IDENTITY_DB", str(tmp_path / "identity.db"))
    with pytest.raises(RasaException, match="SALDO_TELEGRAM_SECRET"):
        TelegramChannel.from_credentials({})
    good = {
        "bot_token": telegram.TOKEN,
        "secret": telegram.SECRET,
        "url": "https://bot.example.com",
    }
    assert TelegramChannel.from_credentials(good).url_prefix() == "telegram"
    monkeypatch.delenv("SALDO_IDENTITY_KEY")
    with pytest.raises(RasaException, match="SALDO_IDENTITY_KEY"):
        TelegramChannel.from_credentials(good)
    assert not (tmp_path / "identity.db").exists()  # nothing is opened before the first message
