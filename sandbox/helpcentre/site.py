"""``/help/en`` and ``/help/sv``: the article; its style, its script and the chat's beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path

from aiohttp import web

from sandbox.answer import Answer
from sandbox.helpcentre.link_codes import LinkCodes
from sandbox.signin.pages import COOKIE
from sandbox.signin.sessions import SignIns

ROOT = "/help"
CHAT_SCRIPT = f"{ROOT}/saldo-chat.js"
REPORTS = f"{ROOT}/csp-report"
LINK_CODE = f"{ROOT}/link-code"
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
        "code_title": "Use the assistant in Slack or Telegram",
        "code_text": "Make a code and send it to the assistant there, in a direct chat. It"
        " links that account to yours, works once and lasts ten minutes. Give it to nobody else.",
        "code_make": "Make a code",
        "code_copy": "Copy",
        "code_is": "Your code:",
        "code_copied": "Copied",
        "code_401": "You are no longer signed in. Sign in again, then make a code.",
        "code_429": "That was many codes. The last one still works; otherwise wait ten minutes.",
        "code_503": "No code could be made just now. Try again in a few minutes.",
    },
    "sv": {
        "in": "Inloggad som",
        "sign_in": "Logga in (demo)",
        "sign_out": "Logga ut",
        "no_chat": "Chatten är inte byggd på den här datorn. Installera Node.js 18 eller nyare"
        " och kör make run igen.",
        "code_title": "Använd assistenten i Slack eller Telegram",
        "code_text": "Skapa en kod och skicka den till assistenten där, i en direktchatt."
        " Den kopplar det kontot till ditt, fungerar en gång och gäller i tio minuter."
        " Ge den inte till någon annan.",
        "code_make": "Skapa en kod",
        "code_copy": "Kopiera",
        "code_is": "Din kod:",
        "code_copied": "Kopierad",
        "code_401": "Du är inte längre inloggad. Logga in igen och skapa sedan en kod.",
        "code_429": "Det blev många koder. Den senaste fungerar fortfarande; vänta annars i tio"
        " minuter.",
        "code_503": "Det gick inte att skapa en kod just nu. Försök igen om några minuter.",
    },
}


@dataclass(frozen=True)
class Chat:
    """Where the chat is: the bot's base URL, and the widget's built script (None: not built)."""

    server: str
    script: Path | None


class HelpCentre:
    """``chat`` None: an article without a chat. ``codes``: the base URL of a bot that gives
    link codes (None: it gives none)."""

    def __init__(self, sign_ins: SignIns, chat: Chat | None, codes: str | None = None) -> None:
        self._sign_ins = sign_ins
        self._chat = chat
        self._codes = LinkCodes(codes, sign_ins) if codes else None

    def serves(self, path: str) -> bool:
        return path == ROOT or path.startswith(f"{ROOT}/")

    async def answer(self, request: web.Request, now: float) -> Answer:
        """For a path that this serves. ``now``: Unix s."""
        path = request.path.rstrip("/")
        if path == LINK_CODE and self._codes is not None:
            return await self._codes.answer(request, now)
        return self._page(request, path)

    def _page(self, request: web.Request, path: str) -> Answer:
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
            "link_code": _code(language) if customer and self._codes else "",
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


def _code(language: str) -> str:
    """The button that makes a link code, and where it is shown (help.js)."""
    words = {name: escape(text) for name, text in _WORDS[language].items()}
    said = "".join(
        f' data-{name}="{words[f"code_{name}"]}"' for name in ("is", "copied", "401", "429", "503")
    )
    return (
        '<section class="note" aria-labelledby="code-title">'
        f'<h2 id="code-title">{words["code_title"]}</h2><p>{words["code_text"]}</p>'
        f'<p class="code"><button class="button" id="link-code" type="button"{said}>'
        f"{words['code_make']}</button>"
        '<span role="status" id="code-said"></span>'
        f'<button class="button" id="copy-code" type="button" hidden>{words["code_copy"]}</button>'
        "</p></section>"
    )


def _note(text: str) -> str:
    return f'<p class="note">{escape(text)}</p>'


def _file(path: Path, content_type: str) -> Answer:
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return Answer(path.read_text(encoding="utf-8"), 200, content_type, headers)
