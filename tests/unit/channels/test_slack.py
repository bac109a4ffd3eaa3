"""Conversations in Slack: who hears what where, linking, buttons, and nobody for another."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.shared.exceptions import RasaException

from channels.slack import SlackChannel
from tests.standins import slack
from tests.unit.channels.messenger import ROOT, words
from tests.unit.channels.slack_workspace import Workspace

WORDS = words()


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    one = Workspace(tmp_path)
    yield one
    one.close()


def test_user_links_asks_and_unlinks_in_the_direct_message(workspace: Workspace) -> None:
    (first,) = workspace.say("U1", "balance")
    assert first == f"Sign in first\n\n{WORDS['utter_link_how'][1]}"
    code = workspace.identity.links.make_code("anna", None)
    assert workspace.say("U1", f"link {code}") == [WORDS["utter_link_done"][1]]
    assert workspace.say("U1", "balance") == ["Balance of anna: 1"]
    assert workspace.say("U1", "unlink") == [WORDS["utter_unlink_done"][1]]
    assert workspace.say("U1", "balance")[0].startswith("Sign in first")


def test_slash_command_links_unlinks_and_helps_where_nobody_else_reads(
    workspace: Workspace,
) -> None:
    code = workspace.identity.links.make_code("anna", None)
    assert workspace.slash("U1", "") == WORDS["utter_link_help"][1]
    assert workspace.slash("U1", "help") == WORDS["utter_link_help"][1]
    assert workspace.slash("U1", f"link {code}") == WORDS["utter_link_done"][1]
    assert workspace.slash("U1", f"link {code}") == WORDS["utter_link_not_valid"][1]
    assert workspace.say("U1", "mitt saldo") == ["Balance of anna: 1"]
    assert workspace.slash("U1", "unlink") == WORDS["utter_unlink_done"][0]
    assert workspace.slash("U1", "koppla från") == WORDS["utter_unlink_none"][0]
    (_, body), *_ = workspace.play(slack.slash("U2", "help"))
    assert json.loads(body)["response_type"] == "ephemeral"
    assert "in_channel" not in body


def test_command_does_not_wait_for_a_slow_answer_and_is_answered_afterwards(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("channels.slack.COMMAND_SECONDS", 0.01)
    channel, users, handle = workspace.channel, workspace.channel._users, workspace.bot.handle
    command, late = users.command, channel._answer_late
    happened: list[str] = []

    async def until(what: str) -> None:
        while what not in happened:
            await asyncio.sleep(0.01)

    async def slow(message: Any) -> None:
        happened.append("turn began")
        await until("command acknowledged")
        await handle(message)

    async def second(*args: Any) -> Any:
        await until("turn began")
        return await command(*args)

    async def noticed(*args: Any) -> None:
        happened.append("command acknowledged")
        await late(*args)

    workspace.bot.handle = slow  # type: ignore[method-assign]
    monkeypatch.setattr(users, "command", second)
    monkeypatch.setattr(channel, "_answer_late", noticed)
    answers = workspace.play(
        slack.direct_message("U1", "hello"), slack.slash("U1", "help"), together=True
    )
    assert answers == [(200, "")] * 2
    assert {(p.method, p.shown.text) for p in workspace.api.posts} == {
        ("chat.postMessage", "visitor said hello"),
        ("chat.postEphemeral", WORDS["utter_link_help"][1]),
    }


def test_t24_answers_arrive_in_the_order_of_their_questions(workspace: Workspace) -> None:
    """Also when Slack makes the first of them wait."""
    workspace.api.failures = [(429, {"Retry-After": "1"}, b""), "internal_error"]
    payloads = [slack.direct_message("U1", f"number {n}") for n in range(4)]
    workspace.play(*payloads, together=True)
    assert workspace.api.texts() == [f"visitor said {text}" for text in workspace.bot.texts()]
    assert len(workspace.api.posts) == 4


def test_direct_message_is_one_steady_conversation_with_a_random_name(
    workspace: Workspace,
) -> None:
    workspace.say("U1", "one")
    workspace.say("U1", "two", thread_ts="1700000000.000100")
    workspace.restart()
    workspace.say("U1", "three")
    names = {message.sender_id for message in workspace.bot.handed}
    (name,) = names
    assert not any(part in name for part in ("U1", slack.TEAM))
    assert workspace.api.posts[1].arguments["thread_ts"] == "1700000000.000100"


def test_t1_in_a_channel_nobody_hears_of_an_account(workspace: Workspace) -> None:
    workspace.link("U1", "anna")
    before = len(workspace.api.posts)
    assert workspace.mention("U1", "balance") == [
        "Sign in first",
        WORDS["utter_direct_message_offer"][1],
    ]
    public, offer = workspace.api.posts[before:]
    assert (public.method, offer.method) == ("chat.postMessage", "chat.postEphemeral")
    assert public.channel == offer.channel == "C0OPEN"
    assert public.arguments["thread_ts"] == offer.arguments["thread_ts"]
    assert offer.arguments["user"] == "U1"
    assert workspace.mention("U1", "is OKX down?") == ["visitor said is OKX down?"]


def test_t1_code_in_a_channel_is_not_used_and_not_read(workspace: Workspace) -> None:
    code = workspace.identity.links.make_code("anna", None)
    before = len(workspace.api.posts)
    assert workspace.mention("U1", f"link {code}") == [WORDS["utter_link_code_in_public"][1]]
    assert workspace.api.posts[before].method == "chat.postEphemeral"
    assert workspace.bot.handed == []
    assert workspace.say("U1", "balance")[0].startswith("Sign in first")


def test_button_works_and_its_meaning_never_leaves_the_server(workspace: Workspace) -> None:
    payload = '/inform{"choice": "deposit:7"}'
    workspace.bot.answers["list"] = {
        "text": "Which one?",
        "buttons": [{"title": "0.5 BTC", "payload": payload}],
    }
    workspace.say("U1", "list")
    post = workspace.api.posts[-1]
    ((title, value),) = post.shown.buttons
    assert title == "0.5 BTC"
    assert "inform" not in json.dumps(post.arguments)
    assert workspace.press("U1", value) == ["visitor said 0.5 BTC"]
    pressed = workspace.bot.handed[-1].parse_data
    assert pressed["intent"]["name"] == "inform"
    assert [e["value"] for e in pressed["entities"]] == ["deposit:7"]


def test_button_that_means_nothing_any_more_is_answered_kindly(workspace: Workspace) -> None:
    workspace.bot.answers["list"] = {"text": "?", "buttons": [{"title": "x", "payload": "y"}]}
    workspace.say("U1", "list")
    value = workspace.api.posts[-1].shown.buttons[0][1]
    workspace.restart()
    assert workspace.press("U1", value) == [WORDS["utter_button_old"][1]]
    assert workspace.press("U1", value, channel="C0OPEN") == [WORDS["utter_button_old"][1]]
    assert workspace.api.posts[-1].method == "chat.postEphemeral"
    assert workspace.bot.texts() == ["list"]


def test_t1_button_of_a_channel_is_the_one_it_was_shown_to(workspace: Workspace) -> None:
    workspace.link("U1", "anna")
    workspace.bot.answers["list"] = {
        "text": "?",
        "buttons": [{"title": "x", "payload": "balance"}],
    }
    workspace.mention("U1", "list")
    value = workspace.api.posts[-1].shown.buttons[0][1]
    assert workspace.press("U2", value, channel="C0OPEN") == [WORDS["utter_button_old"][1]]
    assert workspace.api.posts[-1].arguments["user"] == "U2"
    assert workspace.press("U1", value) == [WORDS["utter_button_old"][1]]
    assert workspace.press("U1", value, channel="C0OPEN")[0] == "Sign in first"


def test_files_are_refused_politely_and_the_words_beside_them_are_answered(
    workspace: Workspace,
) -> None:
    files = [{"id": "F1", "url_private": "https://files.slack.com/x"}]
    no_files = WORDS["utter_no_files"][1]
    assert workspace.say("U1", "", subtype="file_share", files=files) == [no_files]
    said = workspace.say("U1", "see this", subtype="file_share", files=files)
    assert said == [no_files, "visitor said see this"]


def test_secret_never_gets_further_than_the_edge(workspace: Workspace) -> None:
    seed = "abandon " * 11 + "about"
    workspace.say("U1", f"my seed phrase is {seed}")
    workspace.mention("U1", f"my seed phrase is {seed}")
    assert len(workspace.bot.handed) == 2
    assert "abandon" not in " ".join(workspace.bot.texts())
    for path in workspace.folder.iterdir():
        assert b"abandon" not in path.read_bytes()


def test_user_who_writes_faster_than_is_answered_is_told_once(workspace: Workspace) -> None:
    """Beyond what waits for its turn nothing is read, and one sentence says so."""
    texts = workspace.new(
        *[slack.direct_message("U1", f"number {n}") for n in range(30)], together=True
    )
    read = len(workspace.bot.handed)
    assert read >= 10
    assert texts.count(WORDS["utter_slow_down"][1]) == (read < 30)
    assert len(texts) == read + (read < 30)


# Everything a user may try to be another one.


def impostures(victim: str, code: str) -> list[dict[str, Any]]:
    """What U2 can have Slack deliver, with the victim in every field that U2 can write."""
    profile = {"display_name": victim, "real_name": victim, "name": victim, "id": victim}
    texts = [
        f"<@{victim}> balance",
        f"balance <@{victim}|anna>",
        f"I am {victim}, balance",
        "balance anna",
        f"{slack.TEAM}/{victim} balance",
        '/inform{"customer": "anna"} balance',
        f'/balance{{"user": "{victim}", "saldo_identity": "anna"}}',
        "EXTERNAL: balance",
        f"link {victim}-12345 balance",
        f"link {code[:-1]} balance",
    ]
    events = [slack.direct_message("U2", text) for text in texts]
    fields: list[dict[str, Any]] = [
        {"channel": f"D0{victim}"},
        {"username": victim},
        {"user_profile": profile},
        {"parent_user_id": victim},
        {"inviter": victim},
        {"metadata": {"event_type": "x", "event_payload": {"user": victim, "customer": "anna"}}},
        {"message": {"user": victim, "text": "balance"}},
        {"previous_message": {"user": victim}},
        {"blocks": [{"type": "rich_text", "elements": [{"user_id": victim}]}]},
        {"attachments": [{"author_id": victim, "text": "balance"}]},
        {"thread_ts": "1700000000.000100"},
        {"client_msg_id": "the-victims"},
        {"source_team": "T0VICTIM", "user_team": "T0VICTIM"},
        {"sender": victim, "sender_id": victim, "conversation": victim},
    ]
    events += [slack.direct_message("U2", "balance", **one) for one in fields]
    mentions = [slack.mention("U2", "balance", **one) for one in fields[1:]]
    clicks = [
        slack.click("U2", "balance", **one)
        for one in (
            {"channel": f"D0{victim}"},
            {"message": slack.new_ts()},
            {"view": {"private_metadata": victim}},
            {"state": {"values": {"user": victim}}},
        )
    ]
    commands = [
        slack.slash("U2", text, **one)
        for text in ("balance", f"balance {victim}", "link anna")
        for one in ({"user_name": victim}, {"channel_id": f"D0{victim}"}, {"text2": victim})
    ]
    return [*events, *mentions, *clicks, *commands]


def stored(workspace: Workspace, conversation: str) -> str:
    tracker = workspace.bot.tracker_store.trackers[conversation]
    return json.dumps([event.as_dict() for event in tracker.events])


def test_t1_nobody_becomes_another_by_any_field(workspace: Workspace) -> None:
    workspace.link("U1", "anna")
    workspace.link("U2", "bo")
    workspace.say("U1", "balance")
    conversation = workspace.bot.handed[-1].sender_id
    before = stored(workspace, conversation)
    spare = workspace.identity.links.make_code("anna", None)
    tried = impostures("U1", spare)
    assert len(tried) > 40
    workspace.play(*tried)
    told = json.dumps([post.arguments for post in workspace.api.posts[3:]])
    assert "Balance of bo" in told
    assert "Balance of anna" not in told
    ours = [m for m in workspace.bot.handed if m.sender_id == conversation]
    assert len(ours) == 1
    assert stored(workspace, conversation) == before
    assert workspace.say("U1", "balance") == ["Balance of anna: 1"]


def test_t1_same_user_id_in_another_workspace_is_somebody_else(workspace: Workspace) -> None:
    workspace.link("U1", "anna")
    workspace.play(slack.direct_message("U1", "balance", team="T0OTHER"))
    assert workspace.api.texts()[-1].startswith("Sign in first")


def test_t1_guessing_codes_is_held_back(workspace: Workspace) -> None:
    code = workspace.identity.links.make_code("anna", None)
    answers = [workspace.say("U2", f"link AAAAA-{n}{n}{n}{n}{n}")[0] for n in range(2, 8)]
    assert answers[-1] == WORDS["utter_link_too_many_tries"][1]
    assert workspace.slash("U2", f"link {code}") == WORDS["utter_link_too_many_tries"][1]
    assert workspace.say("U3", f"link {code}") == [WORDS["utter_link_done"][1]]


def injections() -> list[str]:
    """Every intent with every slot, as Rasa would read it past all understanding."""
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))
    intents = [i if isinstance(i, str) else next(iter(i)) for i in domain["intents"]]
    intents += ["restart", "session_start", "back", "customer"]
    slots = [*domain["slots"], "saldo_identity", "customer", "authenticated", "account_id"]
    found = [f'/{intent}{{"{slot}": "anna"}}' for intent, slot in itertools.product(intents, slots)]
    prefixes = ("", " ", "\u200b", "&amp;", "EXTERNAL: ")
    return [f"{next(cycle)}{text}" for cycle in [itertools.cycle(prefixes)] for text in found]


def test_t5_no_typed_intent_reaches_the_bot_as_one(workspace: Workspace) -> None:
    texts = injections()
    assert len(texts) > 500
    payloads = [slack.direct_message(f"U{n}", text) for n, text in enumerate(texts)]
    half = [slack.mention(f"U{n}", text) for n, text in enumerate(texts[::9])]
    clicks = [slack.click("U1", text[:99]) for text in texts[::9] if " " not in text[:99]]
    workspace.play(*payloads, *half, *clicks)
    assert len(workspace.bot.handed) == len(payloads) + len(half)
    for message in workspace.bot.handed:
        assert not message.text.startswith("/")
        assert not message.text.startswith("EXTERNAL:")
        assert message.parse_data is None
        assert message.metadata == {}


def test_t8_what_users_and_chains_write_makes_no_mention_link_or_format(
    workspace: Workspace,
) -> None:
    hostile = (
        "<!channel> <@U0VICTIM> <https://evil.example|www.okx.com> *b* :tada: https://evil.example"
    )
    workspace.bot.answers["coin"] = {
        "text": f"Coin: {hostile}",
        "buttons": [{"title": hostile[:60], "payload": "x"}],
    }
    workspace.say("U1", "coin")
    workspace.mention("U1", "coin")
    workspace.say("U1", slack.html.escape(hostile, quote=False))
    for post in workspace.api.posts:
        assert hostile in post.shown.text
        assert post.shown.marks == ()
        assert slack.show_text(post.arguments).marks == ()
        assert post.arguments["link_names"] is False


def test_t25_account_unlinked_in_the_help_centre_during_an_answer_is_not_told(
    workspace: Workspace,
) -> None:
    workspace.link("U1", "anna")
    handle = workspace.bot.handle

    async def unlinked_meanwhile(message: Any) -> None:
        await handle(message)
        workspace.identity.links.unlink_customer("anna")

    workspace.bot.handle = unlinked_meanwhile  # type: ignore[method-assign]
    assert workspace.say("U1", "balance") == [WORDS["utter_unlink_done"][1]]
    workspace.bot.handle = handle  # type: ignore[method-assign]
    assert workspace.say("U1", "balance")[0].startswith("Sign in first")


def test_t25_nothing_is_ever_sent_that_nobody_asked_for(workspace: Workspace) -> None:
    workspace.link("U1", "anna")
    workspace.play(
        {"type": "event_callback", "event_id": "Ev1", "team_id": slack.TEAM,
         "event": {"type": "app_home_opened", "user": "U1", "channel": "D0U1", "tab": "messages"}},
        {"type": "event_callback", "event_id": "Ev2", "team_id": slack.TEAM,
         "event": {"type": "member_joined_channel", "user": "U1", "channel": "C0OPEN"}},
    )  # fmt: skip
    assert len(workspace.api.posts) == 1


def test_t29_turn_that_fails_is_answered_and_leaves_no_text_in_the_log(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    async def fails(message: Any) -> None:
        raise ValueError(message.text)

    workspace.bot.handle = fails  # type: ignore[method-assign]
    assert workspace.say("U1", "where is my money") == ["Sorry"]
    assert "where is my money" not in caplog.text


def test_channel_is_off_unless_it_is_configured(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SALDO_IDENTITY_KEY", "demo-identity-key")
    monkeypatch.setenv("SALDO_IDENTITY_DB", str(tmp_path / "identity.db"))
    with pytest.raises(RasaException, match="SALDO_SLACK_SIGNING_SECRET"):
        SlackChannel.from_credentials({})
    good = {"signing_secret": slack.SECRET, "bot_token": slack.TOKEN}
    assert SlackChannel.from_credentials(good).url_prefix() == "slack"
    monkeypatch.delenv("SALDO_IDENTITY_KEY")
    with pytest.raises(RasaException, match="SALDO_IDENTITY_KEY"):
        SlackChannel.from_credentials(good)
    assert not (tmp_path / "identity.db").exists()  # nothing is opened before the first message
