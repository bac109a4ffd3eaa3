"""``/help/en`` and ``/help/sv``: the article; its style, its script and the chat's beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from aiohttp import web

from sandbox.answer import Answer
from sandbox.signin.pages import COOKIE
from sandbox.signin.sessions import SignIns

ROOT = "/help"
CHAT_SCRIPT = f"{ROOT}/saldo-chat.js"
REPORTS = f"{ROOT}/csp-report"
LANGUAGES = ("en", "sv")
_PAGES = Path(__file__).parent / "pages"
_FILES = {f"{ROOT}/help.css": "text/css", f"{ROOT}/help.js": "text/javascript"}
_HOLE = re.compile(r"\{\{(\w+)\}\}")
_WORDS = {
    "en": {
        "in": "Signed in as",
        "sign_in": "Sign in (demo)",
        "sign_out": "Sign out",
        "no_chat": "The chat is not built on this machine. Install Node.js 18 or newer,"
        " then run make run again.",
    },
    "sv": {
        "in": "Inloggad som",
        "sign_in": "Logga in (demo)",
        "sign_out": "Logga ut",
        "no_chat": "Chatten är inte byggd på den här datorn. Installera Node.js 18 eller nyare"
        " och kör make run igen.",
    },
}


@dataclass(frozen=True)
class Chat:
    """Where the chat is: the bot's base URL, and the widget's built script (None: not built)."""

    server: str
    script: Path | None


class HelpCentre:
    """``chat`` None: an article without a chat."""

    def __init__(self, sign_ins: SignIns, chat: Chat | None) -> None:
        self._sign_ins = sign_ins
        self._chat = chat

    def serves(self, path: str) -> bool:
        return path == ROOT or path.startswith(f"{ROOT}/")

    def answer(self, request: web.Request) -> Answer:
        path = request.path.rstrip("/")
        if path == REPORTS and request.method == "POST":
            return Answer("", 204, "text/plain")
        if request.method not in ("GET", "HEAD"):
            return Answer("Method Not Allowed", 405, "text/plain")
        if path == ROOT:
            wanted = request.headers.get("Accept-Language", "")
            language = "sv" if wanted.lower().startswith("sv") else "en"
            return Answer("", 302, "text/plain", {"Location": f"{ROOT}/{language}"})
        if path == CHAT_SCRIPT and self._script is not None:
            return _file(self._script, "text/javascript")
        if path in _FILES:
            return _file(_PAGES / path.rsplit("/", 1)[1], _FILES[path])
        language = path.removeprefix(f"{ROOT}/")
        if language in LANGUAGES:
            session = self._sign_ins.by_cookie(request.cookies.get(COOKIE))
            return self._article(language, session.customer if session else None)
        return Answer("Not Found", 404, "text/plain")

    @property
    def _script(self) -> Path | None:
        script = self._chat.script if self._chat else None
        return script if script is not None and script.is_file() else None

    def _article(self, language: str, customer: str | None) -> Answer:
        text = (_PAGES / f"{language}.html").read_text(encoding="utf-8")
        holes = {
            "account": _account(language, customer),
            "chat": self._chat_tag(language),
            "no_chat": "" if self._script else _note(_WORDS[language]["no_chat"]),
        }
        html = _HOLE.sub(lambda hole: holes[hole[1]], text)
        headers = {
            "Content-Security-Policy": self._policy(),
            "Cache-Control": "no-store",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        }
        return Answer(html, 200, "text/html", headers)

    def _chat_tag(self, language: str) -> str:
        if self._chat is None or self._script is None:
            return ""
        # No white space may come between the tags' attributes from outside: all are escaped.
        return (
            f'<saldo-chat server="{escape(self._chat.server)}" lang="{language}"'
            f' token-url="/signin/token" sign-in-url="/signin?return_to={ROOT}/{language}"'
            ' links="www.okx.com"></saldo-chat>'
            f'<script type="module" src="{CHAT_SCRIPT}"></script>'
        )

    def _policy(self) -> str:
        """Nothing but this site's files and, for the chat, a connection to the bot."""
        connect = "'self'"
        if self._chat is not None:
            server = self._chat.server
            connect += f" {server} {re.sub('^http', 'ws', server)}"
        return (
            f"default-src 'none'; script-src 'self'; style-src 'self'; connect-src {connect};"
            " img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
            " require-trusted-types-for 'script'; trusted-types 'none';"
            f" report-uri {REPORTS}"
        )


def _account(language: str, customer: str | None) -> str:
    words, back = _WORDS[language], f"{ROOT}/{language}"
    if customer is None:
        return f'<a class="button" href="/signin?return_to={back}">{words["sign_in"]}</a>'
    return (
        f"<span>{words['in']} <strong>{escape(customer)}</strong></span>"
        f'<form method="post" action="/signout" id="sign-out">'
        f'<input type="hidden" name="return_to" value="{back}">'
        f'<button class="button">{words["sign_out"]}</button></form>'
    )


def _note(text: str) -> str:
    return f'<p class="note">{escape(text)}</p>'


def _file(path: Path, content_type: str) -> Answer:
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return Answer(path.read_text(encoding="utf-8"), 200, content_type, headers)
