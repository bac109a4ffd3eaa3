"""The help centre's article: strict policy, both languages, a chat where there is one."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.contract.adapters.conftest import started

SERVER = "http://127.0.0.1:15005"


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("help")
    script = folder / "saldo-chat.js"
    script.write_text("// the widget")
    with started(folder, "--chat-server", SERVER, "--chat-script", str(script)) as one:
        yield one.url


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.mark.parametrize("language", ["en", "sv"])
def test_article_carries_the_chat_by_one_script_tag(base: str, language: str) -> None:
    reply = requests.get(f"{base}/help/{language}", timeout=10)
    page = Page(reply.text)
    assert page.all("html")[0]["lang"] == language
    (chat,) = page.all("saldo-chat")
    assert (chat["server"], chat["lang"]) == (SERVER, language)
    assert [s["src"] for s in page.all("script")] == ["/help/help.js", "/help/saldo-chat.js"]
    assert len(page.all("h1")) == 1
    for name in ("saldo-chat.js", "help.js", "help.css"):
        assert requests.get(f"{base}/help/{name}", timeout=10).status_code == 200


def test_t7_t28_policy_allows_this_site_and_the_bot_alone(base: str) -> None:
    reply = requests.get(f"{base}/help/en", timeout=10)
    policy = dict(
        part.strip().partition(" ")[::2]
        for part in reply.headers["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["connect-src"] == f"'self' {SERVER} ws://127.0.0.1:15005"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in str(policy)
    for _, attributes in Page(reply.text).tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


def test_language_follows_the_browser(base: str) -> None:
    for accepted, language in (("sv-SE,sv;q=0.9,en;q=0.8", "sv"), ("en", "en"), ("de", "en")):
        reply = requests.get(f"{base}/help", headers={"Accept-Language": accepted}, timeout=10)
        assert reply.url.endswith(f"/help/{language}")


def test_customer_signs_in_and_out_from_the_article(base: str) -> None:
    with requests.Session() as browser:
        form = {"customer": "unconfirmed", "return_to": "/help/sv"}
        page = browser.post(f"{base}/signin", data=form, timeout=10)
        assert page.url.endswith("/help/sv")
        assert "<strong>unconfirmed</strong>" in page.text
        out = browser.post(f"{base}/signout", data={"return_to": "/help/sv"}, timeout=10)
        assert out.url.endswith("/help/sv")
        assert "unconfirmed" not in out.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/help/de", 404),
        ("GET", "/help/../sandbox/server.py", 404),
        ("GET", "/help/pages/en.html", 404),
        ("GET", "/help/en.html", 404),
        ("POST", "/help/en", 405),
        ("POST", "/help/csp-report", 204),
    ],
)
def test_nothing_else_is_served(base: str, method: str, path: str, status: int) -> None:
    assert requests.request(method, base + path, timeout=10).status_code == status


def test_article_without_a_built_chat_says_what_is_missing(tmp_path: Path) -> None:
    missing = str(tmp_path / "not-built.js")
    with started(tmp_path, "--chat-server", SERVER, "--chat-script", missing) as one:
        text = requests.get(f"{one.url}/help/en", timeout=10).text
        assert "Node.js 18" in text
        assert not Page(text).all("saldo-chat")
        assert requests.get(f"{one.url}/help/saldo-chat.js", timeout=10).status_code == 404


def test_article_without_a_bot_has_no_chat(tmp_path: Path) -> None:
    with started(tmp_path) as one:
        reply = requests.get(f"{one.url}/help/sv", timeout=10)
        assert not Page(reply.text).all("saldo-chat")
        assert "connect-src 'self';" in reply.headers["Content-Security-Policy"]
