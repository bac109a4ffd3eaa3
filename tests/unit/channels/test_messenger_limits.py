"""How much and how fast anybody may write in a messenger: the same in Slack and Telegram."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from channels.base import TOO_LONG
from channels.limits import Rate
from channels.text import MAX_CHARACTERS
from channels.webhook import MOST_SERVER_BYTES
from tests.standins import slack, telegram
from tests.unit.channels.messenger import served, words
from tests.unit.channels.played import Played
from tests.unit.channels.slack_workspace import Workspace
from tests.unit.channels.telegram_chats import Chats

WORDS = words()
SWEDISH, ENGLISH = WORDS["utter_slow_down"]
AT_ONCE = 12


class InSlack:
    NOISY, HONEST, HOME = "U1", "U2", Workspace
    QUIET: ClassVar[set[str]] = set()
    message, press = staticmethod(slack.direct_message), staticmethod(slack.click)


class InTelegram:
    NOISY, HONEST, HOME = 1, 2, Chats
    QUIET: ClassVar[set[str]] = {"setWebhook", "getMe"}
    message, press = staticmethod(telegram.message), staticmethod(telegram.click)


@pytest.fixture(params=[InSlack, InTelegram], ids=["slack", "telegram"])
def at(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def home(at: Any, tmp_path: Path) -> Iterator[Played]:
    """The messenger with the limits that customers meet."""
    one: Played = at.HOME(tmp_path)
    one.limit()
    yield one
    one.close()


def flood(at: Any, who: Any, count: int, text: str = "number") -> list[dict[str, Any]]:
    return [at.message(who, f"{text} {n}") for n in range(count)]


def test_t17_one_attacker_does_not_slow_the_others(at: Any, home: Played) -> None:
    told = home.new(*flood(at, at.NOISY, 100))
    assert len(home.bot.handed) == AT_ONCE
    assert told[:AT_ONCE] == [f"visitor said number {n}" for n in range(AT_ONCE)]
    assert told[AT_ONCE:] == [ENGLISH]  # once, and not for each of 88 messages
    assert home.new(at.message(at.HONEST, "hello")) == ["visitor said hello"]


def test_t17_all_at_once_is_no_way_round(at: Any, home: Played) -> None:
    both = [*flood(at, at.NOISY, 60), at.message(at.HONEST, "hello")]
    told = home.new(*both, together=True)
    assert sum(text.startswith("number") for text in home.bot.texts()) <= AT_ONCE
    assert told.count(ENGLISH) == 1
    assert "visitor said hello" in told


def test_who_was_too_fast_is_answered_again_after_a_while(at: Any, home: Played) -> None:
    home.play(*flood(at, at.NOISY, AT_ONCE + 5))
    assert home.now is not None
    home.now += 2
    told = home.new(*flood(at, at.NOISY, 9))
    assert told == ["visitor said number 0", "visitor said number 1"]  # told a moment ago
    home.now += 60
    assert home.new(at.message(at.NOISY, "hello")) == ["visitor said hello"]
    assert home.new(*flood(at, at.NOISY, 30)).count(ENGLISH) == 1


def test_too_fast_is_said_in_the_language_of_the_customer(at: Any, home: Played) -> None:
    home.play(at.message(at.NOISY, "mitt saldo"))
    assert home.new(*flood(at, at.NOISY, 40))[-1] == SWEDISH


def test_what_is_refused_is_neither_read_nor_kept(at: Any, home: Played) -> None:
    home.play(*flood(at, at.NOISY, AT_ONCE))
    rows, said = kept(home), len(home.bot.handed)
    home.play(*flood(at, at.NOISY, 40, "FORGETME"), *[at.press(at.NOISY, "b-1") for _ in range(9)])
    assert len(home.bot.handed) == said
    assert kept(home) == rows
    assert b"FORGETME" not in b"".join(path.read_bytes() for path in home.folder.iterdir())


def kept(home: Played) -> int:
    with home.channel._seen._database.transaction() as db:
        return int(db.execute("SELECT COUNT(*) FROM seen_events").fetchone()[0])


def test_t17_a_replay_does_not_use_up_the_limit_of_whom_it_names(at: Any, home: Played) -> None:
    """Nor do clicks that are no new ones: a victim is not locked out by what they once wrote."""
    message = at.message(at.NOISY, "hello")
    home.play(*[message] * 50)
    assert home.new(*flood(at, at.NOISY, AT_ONCE - 1))[-1] == f"visitor said number {AT_ONCE - 2}"


def test_t17_clicks_and_commands_count_too(at: Any, home: Played) -> None:
    clicks = [at.press(at.NOISY, f"b-{n:016x}") for n in range(40)]
    told = home.new(*clicks)
    assert told.count(WORDS["utter_button_old"][1]) == AT_ONCE
    assert told.count(ENGLISH) == 1
    helped = home.new(*[at.message(at.HONEST, "/help") for _ in range(40)])
    assert helped.count(WORDS["utter_link_help"][1]) == AT_ONCE


def test_t17_linked_accounts_of_one_customer_share_a_limit(at: Any, home: Played) -> None:
    users = [at.NOISY, at.HONEST, "U3" if at is InSlack else 3]
    for user in users:
        home.play(at.message(user, f"link {home.identity.links.make_code('anna', None)}"))
    assert home.now is not None
    home.now += 60
    few = dataclasses.replace(home.channel._rates, customer=Rate(20, 1, home.clock))
    home.channel._users._rates = few
    told = home.new(*[one for user in users for one in flood(at, user, AT_ONCE)])
    assert len(home.bot.handed) == 20
    assert told.count(ENGLISH) == 2  # by each of the two accounts that met it


def test_t17_what_all_together_write_too_fast_is_delivered_again(at: Any, home: Played) -> None:
    """By nobody's fault: the messenger hears 503, and nothing is lost or counted."""
    home.channel._rates = dataclasses.replace(home.rates, source=Rate(3, 1, home.clock))
    users = range(4, 8) if at is InTelegram else [f"U{n}" for n in range(4, 8)]
    messages = [at.message(user, "hello") for user in users]
    assert [status for status, _ in home.play(*messages)] == [200, 200, 200, 503]
    assert home.now is not None
    home.now += 1
    assert home.new(messages[3]) == ["visitor said hello"]


def test_t17_flood_that_is_refused_does_not_use_up_what_all_share(at: Any, home: Played) -> None:
    shared = Rate(AT_ONCE + 1, 1, home.clock)
    home.channel._rates = dataclasses.replace(home.rates, source=shared)
    home.play(*flood(at, at.NOISY, 100))
    assert home.new(at.message(at.HONEST, "hello")) == ["visitor said hello"]


def test_t17_mentions_in_many_channels_are_one_persons(tmp_path: Path) -> None:
    home = Workspace(tmp_path)
    home.limit()
    mentions = [slack.mention("U1", "hello", channel=f"C{n}") for n in range(60)]
    told = home.new(*mentions)
    assert (len(home.bot.handed), told.count(ENGLISH)) == (AT_ONCE, 1)
    assert home.api.posts[-1].method == "chat.postEphemeral"  # between the two of them
    assert home.slash("U2", "help") == WORDS["utter_link_help"][1]
    commands = [home.play(slack.slash("U1", "help"))[0] for _ in range(5)]
    assert commands == [(200, "")] * 5
    home.close()


def test_t17_group_is_not_told_of_somebody_who_is_too_fast(tmp_path: Path) -> None:
    home = Chats(tmp_path)
    home.limit()
    groups = [telegram.group(-1000 - n) for n in range(60)]
    told = home.new(*[telegram.message(1, "/start", chat=group) for group in groups])
    assert told == [WORDS["utter_direct_message_offer"][1]] * AT_ONCE
    home.close()


# --- sizes ----------------------------------------------------------------------


def test_t18_long_text_is_cut_before_anything_reads_it(at: Any, home: Played) -> None:
    home.play(at.message(at.NOISY, "x" * 40_000))
    (message,) = home.bot.handed
    assert len(message.text) == MAX_CHARACTERS
    assert message.metadata == {TOO_LONG: True}


@pytest.mark.parametrize("path", ["/webhook", "/nothing"])
def test_t18_body_without_an_end_is_hung_up_on(at: Any, home: Played, path: str) -> None:
    """Also where nothing is posted to, and though its sender does not stop at a refusal."""
    _, headers = home.request_of({})
    piece, most = b"10000\r\n" + b" " * 65_536 + b"\r\n", 10 * MOST_SERVER_BYTES

    async def send() -> int:
        async with served(home.channel, home.bot) as url:
            host, _, prefix = url.removeprefix("http://").partition("/")
            _, writer = await asyncio.open_connection(*host.split(":"))
            lines = [f"POST /{prefix}{path} HTTP/1.1", f"Host: {host}"]
            lines += [f"{name}: {value}" for name, value in headers.items()]
            writer.write("\r\n".join([*lines, "Transfer-Encoding: chunked", "", ""]).encode())
            sent = 0
            try:
                while sent < most:
                    writer.write(piece)
                    await asyncio.wait_for(writer.drain(), 30)
                    sent += len(piece)
                    await asyncio.sleep(0)
            except (ConnectionError, RuntimeError):
                pass  # hung up on
            writer.close()
            return sent

    assert asyncio.run(send()) < most
    assert home.bot.handed == []
