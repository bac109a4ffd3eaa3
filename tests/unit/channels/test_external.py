"""A messenger's users: who they are, what they may hear where, and how they link."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from channels.background import Background, InTurn
from channels.external import ExternalUsers
from channels.replies import Reply
from identity.exchange import TokenEndpoint
from identity.links import Grant
from identity.setup import Identity
from tests.unit.channels.messenger import Bot, new_identity, words

WORDS = words()


@pytest.fixture
def identity(tmp_path: Path) -> Identity:
    return new_identity(tmp_path)


class Messenger:
    """Direct and public messages of one messenger, one after the other."""

    def __init__(self, identity: Identity, channel: str = "slack") -> None:
        self.identity = identity
        self.bot = Bot(identity)
        self.background = Background()
        self.users = ExternalUsers(channel, identity, self.background)

    def direct(self, user: str, text: str) -> Reply:
        return self._run(self.users.direct(user, text, self.bot.handle, self.bot))

    def public(self, user: str, text: str, place: str = "C1") -> Reply:
        return self._run(self.users.public(user, place, text, self.bot.handle, self.bot))

    def command(self, user: str, text: str) -> Reply:
        return self._run(self.users.command(user, text, self.bot))

    def press(self, user: str, button: str, place: str | None = None) -> Reply:
        return self._run(self.users.press(user, place, button, self.bot.handle, self.bot))

    def link(self, user: str, customer: str, grant: Grant | None = None) -> Reply:
        return self.direct(user, f"link {self.identity.links.make_code(customer, grant)}")

    def _run(self, work: Any) -> Any:
        async def whole() -> Any:
            done = await work
            await self.background.settle()
            return done

        return asyncio.run(whole())


@pytest.fixture
def slack(identity: Identity) -> Messenger:
    return Messenger(identity)


def said(reply: Reply) -> list[str]:
    return [message["text"] for message in reply.messages]


def aside(reply: Reply) -> list[str]:
    return [message["text"] for message in reply.aside]


def test_user_links_with_a_code_and_is_answered_about_their_own_account(slack: Messenger) -> None:
    assert said(slack.direct("T1/U1", "balance"))[0] == "Sign in first"
    assert said(slack.link("T1/U1", "anna")) == [WORDS["utter_link_done"][1]]
    assert said(slack.direct("T1/U1", "balance")) == ["Balance of anna: 1"]
    # it is one conversation, before and after, with a random name
    first, second = (message.sender_id for message in slack.bot.handed)
    assert first == second
    assert first.startswith("c-")
    assert "U1" not in first


def test_user_who_is_not_linked_is_told_how_and_only_when_it_matters(slack: Messenger) -> None:
    assert said(slack.direct("T1/U1", "hello")) == ["visitor said hello"]
    assert said(slack.direct("T1/U1", "balance")) == ["Sign in first", WORDS["utter_link_how"][1]]
    assert said(slack.direct("T1/U1", "hello")) == ["visitor said hello"]
    assert said(slack.direct("T1/U1", "mitt saldo"))[1] == WORDS["utter_link_how"][0]


def test_code_works_once_and_wrong_ones_are_told_alike(slack: Messenger) -> None:
    code = slack.identity.links.make_code("anna", None)
    assert said(slack.direct("T1/U1", code)) == [WORDS["utter_link_done"][1]]
    not_valid = [WORDS["utter_link_not_valid"][1]]
    assert said(slack.direct("T1/U2", code)) == not_valid
    assert said(slack.direct("T1/U2", "link ABCDE-FGH23")) == not_valid
    assert said(slack.direct("T1/U2", "balance"))[0] == "Sign in first"
    for _ in range(3):
        assert said(slack.direct("T1/U2", "link ABCDE-FGH23")) == not_valid
    assert said(slack.direct("T1/U2", code)) == [WORDS["utter_link_too_many_tries"][1]]


def test_no_code_reaches_the_bot(slack: Messenger) -> None:
    code = slack.identity.links.make_code("anna", None)
    for text in (f"link {code}", code, f"koppla {code.lower()}", "link 99999-AAAAA"):
        slack.direct("T1/U1", text)
        slack.public("T1/U1", text)
        slack.command("T1/U1", text)
    assert slack.bot.handed == []


def test_unlinking_ends_it_at_once_and_begins_anew(slack: Messenger) -> None:
    slack.link("T1/U1", "anna")
    slack.direct("T1/U1", "mitt saldo")
    assert said(slack.direct("T1/U1", "unlink")) == [WORDS["utter_unlink_done"][0]]
    assert said(slack.direct("T1/U1", "balance"))[0] == "Sign in first"
    before, after = (message.sender_id for message in slack.bot.handed)
    assert before != after
    assert said(slack.direct("T1/U1", "unlink")) == [WORDS["utter_unlink_none"][1]]


def test_unlinking_tells_the_exchange_in_the_background(
    slack: Messenger, monkeypatch: pytest.MonkeyPatch
) -> None:
    revoked: list[str] = []
    monkeypatch.setattr(TokenEndpoint, "revoke", lambda _self, token: revoked.append(token))
    tokens = TokenEndpoint("https://exchange.example/oauth/token", "saldo", "s")
    identity = slack.identity
    slack = Messenger(
        Identity(identity.key, identity.conversations, identity.links, None, tokens), "slack"
    )
    slack.link("T1/U1", "anna", Grant("grant-of-anna"))
    slack.direct("T1/U1", "unlink")
    assert revoked == ["grant-of-anna"]


def test_ended_grant_asks_to_link_again_and_hands_nothing_on(slack: Messenger) -> None:
    slack.link("T1/U1", "anna", Grant("grant", ends=1))
    assert said(slack.direct("T1/U1", "balance")) == [WORDS["utter_link_ended"][1]]
    assert slack.bot.handed == []
    slack.link("T1/U1", "anna")
    assert said(slack.direct("T1/U1", "balance")) == ["Balance of anna: 1"]


def test_t1_messages_in_front_of_others_are_a_visitors(slack: Messenger) -> None:
    """Even those of a linked user, and in a conversation of their own."""
    slack.link("T1/U1", "anna")
    slack.direct("T1/U1", "balance")
    reply = slack.public("T1/U1", "balance")
    assert said(reply) == ["Sign in first"]
    assert aside(reply) == [WORDS["utter_direct_message_offer"][1]]
    assert aside(slack.public("T1/U1", "hello")) == []
    slack.public("T1/U1", "hello", place="C2")
    conversations = [message.sender_id for message in slack.bot.handed]
    assert len({conversations[0], conversations[1], conversations[3]}) == 3
    assert conversations[1] == conversations[2]


def test_t1_code_in_front_of_others_links_nobody_and_stays_good(slack: Messenger) -> None:
    code = slack.identity.links.make_code("anna", None)
    reply = slack.public("T1/U1", f"link {code}")
    assert said(reply) == []
    assert aside(reply) == [WORDS["utter_link_code_in_public"][1]]
    assert said(slack.public("T1/U1", "balance")) == ["Sign in first"]
    slack.direct("T1/U2", f"link {code}")
    assert said(slack.direct("T1/U2", "balance")) == ["Balance of anna: 1"]


def test_t1_two_users_never_cross(slack: Messenger) -> None:
    slack.link("T1/U1", "anna")
    slack.link("T1/U2", "bo")
    for user, customer in (("T1/U1", "anna"), ("T1/U2", "bo")) * 3:
        assert said(slack.direct(user, "balance")) == [f"Balance of {customer}: 1"]
    for stranger in ("T2/U1", "T1/U1 in C1", "U1", "T1/U12"):
        assert said(slack.direct(stranger, "balance"))[0] == "Sign in first"


def test_t1_users_of_two_messengers_with_one_id_are_two(identity: Identity) -> None:
    slack, telegram = Messenger(identity), Messenger(identity, "telegram")
    slack.link("42", "anna")
    assert said(telegram.direct("42", "balance"))[0] == "Sign in first"


def test_t25_unlinked_user_hears_nothing_of_the_account_from_a_button(slack: Messenger) -> None:
    slack.bot.answers["list"] = {"text": "?", "buttons": [{"title": "x", "payload": "balance"}]}
    slack.link("T1/U1", "anna")
    button = slack.direct("T1/U1", "list").messages[0]["buttons"][0]["payload"]
    slack.direct("T1/U1", "unlink")
    reply = slack.press("T1/U1", button)
    assert (said(reply), aside(reply)) == ([], [WORDS["utter_button_old"][1]])


def test_button_works_for_whom_and_where_it_was_shown(slack: Messenger) -> None:
    slack.bot.answers["list"] = {"text": "?", "buttons": [{"title": "x", "payload": "balance"}]}
    slack.link("T1/U1", "anna")
    button = slack.direct("T1/U1", "list").messages[0]["buttons"][0]["payload"]
    assert button not in ("x", "balance")
    for reply in (
        slack.press("T1/U2", button),
        slack.press("T1/U1", button, place="C1"),
        slack.press("T1/U1", "b-0000000000000000"),
        slack.press("T1/U1", "/restart"),
        slack.press("T1/U1", "balance"),
    ):
        assert (said(reply), len(aside(reply))) == ([], 1)
    assert said(slack.press("T1/U1", button)) == ["Balance of anna: 1"]
    public = slack.public("T1/U1", "list").messages[0]["buttons"][0]["payload"]
    assert said(slack.press("T1/U1", public, place="C1")) == ["Sign in first"]


def test_command_only_its_user_sees_links_too(slack: Messenger) -> None:
    code = slack.identity.links.make_code("anna", None)
    assert said(slack.command("T1/U1", f"koppla {code}")) == [WORDS["utter_link_done"][0]]
    assert said(slack.command("T1/U1", "hjälp")) == [WORDS["utter_link_help"][0]]
    assert said(slack.command("T1/U1", "what?")) == [WORDS["utter_link_help"][1]]
    assert said(slack.command("T1/U1", "unlink")) == [WORDS["utter_unlink_done"][1]]
    assert slack.bot.handed == []


def test_no_bot_is_said(slack: Messenger) -> None:
    slack.bot.ready = False
    for ask in (slack.direct, slack.public, slack.command, slack.press):
        with pytest.raises(RuntimeError, match="not ready"):
            ask("T1/U1", "hello")


def test_t24_one_users_messages_are_answered_one_after_the_other() -> None:
    running, order = [0], []

    async def whole() -> None:
        turns = InTurn(most_waiting=5)

        async def message(number: int) -> None:
            async with turns.turn("T1/U1") as mine:
                if not mine:
                    order.append((number, "waits too long"))
                    return
                running[0] += 1
                assert running[0] == 1
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                running[0] -= 1
                order.append((number, "answered"))

        await asyncio.gather(*map(message, range(6)))
        async with turns.turn("T1/U1") as mine:
            assert mine

    asyncio.run(whole())
    assert order == [(5, "waits too long"), *((n, "answered") for n in range(5))]


def test_work_in_the_background_that_fails_is_logged_without_its_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def fails() -> None:
        raise ValueError("my seed phrase is abandon")

    async def whole() -> None:
        background = Background(most=1)
        background.start(fails())
        assert background.full
        await background.settle()
        assert not background.full

    asyncio.run(whole())
    assert "ValueError" in caplog.text
    assert "abandon" not in caplog.text
