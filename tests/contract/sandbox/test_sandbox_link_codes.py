"""The help centre's code for Slack and Telegram: asked of the bot, for who is signed in."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.contract.adapters.conftest import started
from tests.contract.sandbox.test_sandbox_help_centre import Page

CODE = {"code": "ABCDE-FGH23", "expires_in": 600}
PATH = "/help/link-code"


class Bot:
    """Stands for the bot's ``/webhooks/links/code``."""

    def __init__(self) -> None:
        self.answer: tuple[int, Any] = (201, CODE)
        self.asked: list[tuple[str, str]] = []
        bot = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                bot.asked.append((self.path, self.headers.get("Authorization", "")))
                status, body = bot.answer
                self.send_response(status)
                self.send_header("Location", "http://127.0.0.1:9/elsewhere")
                self.end_headers()
                self.wfile.write(json.dumps(body).encode())

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def customers(self) -> list[str]:
        """Whom the sign-ins that it was shown are of."""
        claims = [header.removeprefix("Bearer ").split(".")[1] for _, header in self.asked]
        return [json.loads(base64.urlsafe_b64decode(part + "=="))["sub"] for part in claims]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Bot]]:
    bot = Bot()
    with started(tmp_path_factory.mktemp("codes"), "--link-codes", bot.url) as one:
        yield one.url, bot
    bot.server.shutdown()
    bot.server.server_close()


@pytest.fixture
def base(running: tuple[str, Bot]) -> str:
    return running[0]


@pytest.fixture
def bot(running: tuple[str, Bot]) -> Bot:
    running[1].answer, running[1].asked = (201, CODE), []
    return running[1]


@pytest.fixture
def browser(base: str) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.post(f"{base}/signin", data={"customer": "in-earn"}, timeout=10)
        yield session


def ask(browser: requests.Session, base: str, **more: Any) -> requests.Response:
    return browser.post(base + PATH, json={}, timeout=10, **more)


@pytest.mark.parametrize("language", ["en", "sv"])
def test_signed_in_page_offers_a_code_and_a_visitors_does_not(
    base: str, browser: requests.Session, language: str
) -> None:
    page = Page(browser.get(f"{base}/help/{language}", timeout=10).text)
    (button,) = [one for one in page.all("button") if one.get("id") == "link-code"]
    assert button["type"] == "button"
    assert [one for _, one in page.tags if one.get("role") == "status"]
    nobody = requests.get(f"{base}/help/{language}", timeout=10).text
    assert "link-code" not in nobody


def test_code_is_for_who_is_signed_in(base: str, browser: requests.Session, bot: Bot) -> None:
    reply = ask(browser, base, params={"customer": "low-fee"})
    assert (reply.status_code, reply.json()) == (201, CODE)
    assert reply.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in reply.headers
    assert [path for path, _ in bot.asked] == ["/webhooks/links/code"]
    assert bot.customers() == ["in-earn"]


def test_t28_another_page_a_form_and_a_visitor_get_none(
    base: str, browser: requests.Session, bot: Bot
) -> None:
    replies = [
        ask(browser, base, headers={"Origin": "https://evil.example"}),
        ask(browser, base, headers={"Origin": "null"}),
        browser.post(base + PATH, data={"a": "b"}, timeout=10),
        browser.get(base + PATH, timeout=10),
        requests.post(base + PATH, json={}, timeout=10),
    ]
    assert [one.status_code for one in replies] == [403, 403, 415, 405, 401]
    assert bot.asked == []


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ((429, {"error": "too many codes"}), 429),
        ((401, {"error": "no"}), 401),
        ((503, {"error": "not now"}), 503),
        ((500, {"error": "stack"}), 503),
        ((307, {}), 503),
        ((201, {"code": "<script>", "expires_in": 600}), 503),
        ((201, {"code": 5}), 503),
        ((201, []), 503),
    ],
)
def test_t29_what_the_bot_refuses_or_garbles_is_no_code(
    base: str, browser: requests.Session, bot: Bot, answer: tuple[int, Any], status: int
) -> None:
    bot.answer = answer
    reply = ask(browser, base)
    assert reply.status_code == status
    assert "stack" not in reply.text
    assert "script" not in reply.text


def test_without_a_messenger_there_is_neither_button_nor_route(tmp_path: Path) -> None:
    with started(tmp_path) as one, requests.Session() as browser:
        browser.post(f"{one.url}/signin", data={"customer": "in-earn"}, timeout=10)
        assert "link-code" not in browser.get(f"{one.url}/help/en", timeout=10).text
        assert ask(browser, one.url).status_code == 405
