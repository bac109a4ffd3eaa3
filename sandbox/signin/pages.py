"""The sign-in page, and what a page of the exchange asks for in its customer's name.

``GET /signin`` lists the demo customers; choosing one sets a session cookie. ``POST
/signin/token`` gives the signed-in browser (or, with ``{"customer": …}``, any script) a
sign-in token; ``POST /signout`` ends the session. A page of another origin gets nothing.
"""

from __future__ import annotations

import json
import secrets
from html import escape
from urllib.parse import parse_qs, quote, urlsplit

from aiohttp import web

from sandbox.answer import Answer
from sandbox.scenario.model import Scenario
from sandbox.signin.sessions import Session, SignIns

COOKIE = "sandbox_session"
PATHS = ("/signin", "/signin/token", "/signout")


class Pages:
    def __init__(self, sign_ins: SignIns) -> None:
        self._sign_ins = sign_ins

    def answer(self, request: web.Request, body: bytes, now: float) -> Answer:
        """For a path of PATHS. ``now``: Unix s."""
        session = self._sign_ins.by_cookie(request.cookies.get(COOKIE))
        if (request.method, request.path) == ("GET", "/signin"):
            back = local_path(request.query.get("return_to"))
            return page(self._sign_ins.scenario, session, back)
        if request.method != "POST":
            return Answer({"error": "POST this"}, 405)
        if not same_origin(request):
            return Answer({"error": "only pages of this site may ask"}, 403)
        if request.path == "/signin":
            return self._choose(body)
        if request.path == "/signout":
            self._sign_ins.sign_out(request.cookies.get(COOKIE))
            back = local_path(_field(body, "return_to"))
            return _see(back, f"{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict")
        return self._token(request, body, session, now)

    def _choose(self, body: bytes) -> Answer:
        try:
            cookie, _ = self._sign_ins.begin(_field(body, "customer"))
        except KeyError:
            return Answer({"error": "there is no such demo customer"}, 404)
        return _see(local_path(_field(body, "return_to")), _set(cookie))

    def _token(
        self, request: web.Request, body: bytes, session: Session | None, now: float
    ) -> Answer:
        headers = {"Cache-Control": "no-store"}
        if request.content_type != "application/json":  # a form of another site can't send it
            return Answer({"error": "send JSON"}, 415, headers=headers)
        customer = _customer(body)
        if customer is not None:
            try:
                cookie, session = self._sign_ins.begin(customer)
            except KeyError:
                return Answer({"error": "there is no such demo customer"}, 404, headers=headers)
            headers["Set-Cookie"] = _set(cookie)
        if session is None:
            return Answer({"error": "nobody is signed in"}, 401, headers=headers)
        token = self._sign_ins.token(session, now)
        return Answer(
            {
                "token": token,
                "expires_in": self._sign_ins.lifetime,
                "customer": session.customer,
            },
            headers=headers,
        )


def page(scenario: Scenario, session: Session | None, back: str) -> Answer:
    """The demo customers to choose from. The page runs no script."""
    nonce = secrets.token_urlsafe(16)
    rows = "".join(
        f'<li><button name="customer" value="{escape(name)}">{escape(name)}</button>'
        f" {escape(customer.about)}</li>"
        for name, customer in scenario.customers.items()
    )
    now = ""
    if session is not None:
        now = (
            f"<p>Signed in as <strong>{escape(session.customer)}</strong>.</p>"
            '<form method="post" action="/signout"><button>Sign out</button></form>'
        )
    html = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sandbox exchange: sign in</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style nonce="{nonce}">
body{{font:1rem/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}}
ul{{list-style:none;padding:0}}li{{margin:.4rem 0}}button{{min-height:1.8rem;font:inherit}}</style>
</head><body><main><h1>Sign in to the sandbox exchange</h1>
<p>Demo customers only: no password is asked for, so never type one.</p>{now}
<form method="post" action="/signin"><input type="hidden" name="return_to" value="{escape(back)}">
<ul>{rows}</ul></form></main></body></html>
"""
    policy = (
        f"default-src 'none'; style-src 'nonce-{nonce}'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
    }
    return Answer(html, 200, "text/html", headers)


def local_path(wanted: str | None) -> str:
    """A path of this site to go back to; the sign-in page for anything else."""
    text = wanted or ""
    parts = urlsplit(text) if text.isprintable() and "\\" not in text else urlsplit("")
    if not parts.path.startswith("/") or parts.scheme or parts.netloc or text.startswith("//"):
        return "/signin"
    return quote(parts.path, safe="/") + (
        f"?{quote(parts.query, safe='=&')}" if parts.query else ""
    )


def same_origin(request: web.Request) -> bool:
    """A browser names the page that asks; scripts and tests name none."""
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.host


def _field(body: bytes, name: str) -> str:
    form = parse_qs(body.decode("utf-8", "replace"), max_num_fields=20)
    return form.get(name, [""])[0]


def _customer(body: bytes) -> str | None:
    try:
        asked = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        return None
    name = asked.get("customer") if isinstance(asked, dict) else None
    return name if isinstance(name, str) else None


def _set(cookie: str) -> str:
    return f"{COOKIE}={cookie}; Path=/; HttpOnly; SameSite=Strict"


def _see(path: str, cookie: str) -> Answer:
    headers = {"Location": path, "Set-Cookie": cookie, "Cache-Control": "no-store"}
    return Answer("", 303, "text/plain", headers)
