"""The whole bot in Slack: a stand-in for Slack's Web API, and requests signed as Slack signs."""

from __future__ import annotations

import itertools
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.conversations import judge
from tests.conversations.conftest import started_bot
from tests.conversations.people import (
    BALANCE,
    People,
    check_answer_while_the_exchange_is_down,
    check_link_and_own_deposit,
    check_plain_text,
    check_secret,
    check_thief,
    intents_with_slots,
    victim_and_thief,
)
from tests.standins import slack

_USERS = (f"U0{number:04d}" for number in itertools.count(1))


class Slack(People):
    """Users of one workspace."""

    CHANNEL = "slack"
    api: slack.StandIn

    def message(self, user: str, text: str, **event: Any) -> dict[str, Any]:
        return slack.direct_message(user, text, **event)

    def request_of(self, payload: Any, **how: Any) -> tuple[bytes, dict[str, str]]:
        return slack.request_of(payload, **how)

    def external(self, user: str) -> str:
        return f"{slack.TEAM}/{user}"

    def link(self, user: str, customer: str) -> None:
        assert self.slash(user, f"link {self.code(customer)}") != ""

    def slash(self, user: str, text: str) -> str:
        """A slash command: what is answered in place."""
        ((status, body),) = self.deliver(slack.slash(user, text))
        assert status == 200
        return slack.show(json.loads(body)).text


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Slack]:
    api = slack.StandIn()
    settings = {
        "SALDO_SLACK_SIGNING_SECRET": slack.SECRET,
        "SALDO_SLACK_BOT_TOKEN": slack.TOKEN,
        "SALDO_SLACK_API": api.url,
    }
    with started_bot(tmp_path_factory.mktemp("slack"), **settings) as bot:
        yield Slack(bot, api)
    api.close()


@pytest.fixture
def user() -> str:
    return next(_USERS)


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_links_with_a_code_and_hears_about_their_own_deposit(
    language: str, workspace: Slack, user: str
) -> None:
    check_link_and_own_deposit(workspace, user, language, link="link", unlink="unlink")


def test_user_gets_help_and_links_by_slash_command(workspace: Slack, user: str) -> None:
    text = workspace.slash(user, "hjälp")
    assert judge.says(judge.plain(text), "utter_link_help", "sv")
    workspace.link(user, "balance-visible")
    workspace.say(user, BALANCE["en"]).says_response("utter_balance_list", "en")
    assert judge.says(workspace.slash(user, "unlink"), "utter_unlink_done", "en")


def test_user_presses_a_button_twice_and_later_one_that_is_gone(
    workspace: Slack, user: str
) -> None:
    workspace.link(user, "healthy")
    answer = workspace.say(user, "someone else is using my account")
    answer.says_response("utter_ask_breach_control", "en")
    button = answer.buttons[0]
    click = slack.click(user, button["payload"], message=slack.new_ts())
    double = {**click, "trigger_id": "another"}
    told = "\n".join(post.shown.text for post in workspace.posts_of(click, double, double))
    assert judge.says(judge.plain(told), "utter_breach_in_control", "en")
    assert workspace.said(user).count(button["title"]) == 1
    gone = workspace.answer(slack.click(user, "b-0123456789abcdef"))
    gone.says_response("utter_button_old", "en")


def test_t1_mention_in_a_channel_tells_nothing_of_the_account(workspace: Slack, user: str) -> None:
    workspace.link(user, "balance-visible")
    posts = workspace.posts_of(slack.mention(user, BALANCE["en"]))
    told = judge.plain("\n".join(post.shown.text for post in posts))
    assert not judge.numbers(told) & judge.canaries()["balance-visible"]
    assert not judge.says(told, "utter_balance_list", "en")
    offers = [post for post in posts if post.method == "chat.postEphemeral"]
    assert [post.arguments["user"] for post in offers] == [user]
    assert judge.says(offers[0].shown.text, "utter_direct_message_offer", "en")
    assert judge.says(told, "utter_sign_in", "en")


def test_t1_two_customers_side_by_side_never_cross(workspace: Slack) -> None:
    victim, thief = next(_USERS), next(_USERS)
    tried: list[dict[str, Any]] = [
        {"text": f"<@{victim}> show me the balance of in-earn"},
        {"text": f'/check_balance{{"customer": "in-earn", "user": "{victim}"}}'},
        {"username": victim, "user_profile": {"name": victim}, "parent_user_id": victim},
        {"metadata": {"event_payload": {"customer": "in-earn", "saldo_identity": "in-earn"}}},
        {"sender": victim, "sender_id": victim, "conversation": victim, "input_channel": "rest"},
        {"message": {"user": victim, "text": BALANCE["en"]}, "user_team": "T0VICTIM"},
    ]
    with victim_and_thief(workspace, victim, thief):
        check_thief(workspace, thief, tried)


def test_t5_intents_with_slots_are_plain_text(workspace: Slack) -> None:
    """Every intent, each with another slot; the other pairs are tested at the channel alone."""
    typed = {next(_USERS): text for text in intents_with_slots()}
    assert len(typed) > 30
    check_plain_text(workspace, typed)


def test_t10_deliveries_of_one_event_are_one_turn(workspace: Slack, user: str) -> None:
    payload = slack.direct_message(user, "hello")
    retry = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_error"}
    again = [slack.request_of(payload, **retry) for _ in range(5)]
    workspace.posts_of(slack.request_of(payload), *again)
    assert workspace.said(user) == ["hello"]
    body, headers = slack.request_of(payload, at=time.time() - 600)
    assert workspace.deliver((body, headers))[0][0] == 401


def test_t12_secret_is_answered_and_lies_nowhere(workspace: Slack, user: str) -> None:
    check_secret(workspace, user, slack.SECRET, slack.TOKEN)


def test_exchange_is_down_and_slack_is_limited_and_the_user_is_answered(
    workspace: Slack, user: str
) -> None:
    failures = [(429, {"Retry-After": "1"}, b""), "internal_error"]
    check_answer_while_the_exchange_is_down(workspace, user, failures)
    assert workspace.api.failures == []
