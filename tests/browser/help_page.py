"""The help page as a customer uses it, and as an auditor watches it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Dialog, Locator, Page, Request, expect

ANSWER_MS = 60_000  # a busy machine; what is promised in time is tested elsewhere

_REPORT_VIOLATIONS = """
window.violations = [];
document.addEventListener('securitypolicyviolation', (event) =>
  window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


class Watch:
    """What must not happen on a page."""

    def __init__(self, page: Page, hosts: frozenset[str]) -> None:
        self._page, self._hosts = page, hosts
        self.seen: list[str] = []
        self.outage = False  # while the bot is down on purpose, failed connections are no news
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self.seen.append(f"error: {error}"))
        page.on("console", self._console)
        page.on("request", self._request)
        page.add_init_script(_REPORT_VIOLATIONS)

    def _dialog(self, dialog: Dialog) -> None:
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        nobody = "401 (Unauthorized)" in message.text and "/signin/token" in str(message.location)
        if message.type == "error" and not self.outage and not nobody:
            self.seen.append(f"console: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.path.endswith("/csp-report"):
            self.seen.append(f"policy report: {request.post_data}")
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc not in self._hosts:
            self.seen.append(f"foreign request: {request.url}")

    def nothing_happened(self) -> None:
        if not self._page.is_closed():
            self.seen += self._page.evaluate("window.violations ?? []")
        assert self.seen == []


class HelpPage:
    def __init__(
        self, page: Page, url: str, language: str, hosts: frozenset[str], shots: Path
    ) -> None:
        self.page, self.url, self.language, self._shots = page, url, language, shots
        self.watch = Watch(page, hosts)
        page.set_default_timeout(ANSWER_MS)
        self.panel = page.locator("saldo-chat .panel")
        self.launcher = page.locator("saldo-chat .launcher")
        self.input = page.locator("saldo-chat textarea")
        self.log = page.locator("saldo-chat .log")
        self.who = page.locator("saldo-chat .who-text")
        self.choices = page.locator("saldo-chat .choices button")

    # --- getting there ------------------------------------------------------

    def visit(self, customer: str | None) -> None:
        """Sign in as ``customer`` (None: as nobody) and open the chat."""
        if customer is not None:
            self.sign_in(customer)
        else:
            self.page.goto(f"{self.url}/{self.language}")
        self.open()
        self.online()
        if customer is not None:
            expect(self.who).to_contain_text(customer, timeout=ANSWER_MS)

    def sign_in(self, customer: str, shot: str = "") -> None:
        """On the exchange's own page, as people do. ``shot``: how a picture of it is called."""
        root = self.url.removesuffix("/help")
        self.page.goto(f"{root}/signin?return_to=/help/{self.language}")
        if shot:
            self.shot(shot, whole=True)
        self.page.locator(f'button[value="{customer}"]').click()
        self.page.wait_for_url(f"**/help/{self.language}")

    def open(self) -> None:
        if self.launcher.is_visible():
            self.launcher.click()
        expect(self.input).to_be_visible()

    def online(self) -> None:
        expect(self.page.locator('saldo-chat .dot[data-link="online"]')).to_be_attached(
            timeout=ANSWER_MS
        )

    # --- talking ------------------------------------------------------------

    def say(self, text: str) -> Locator:
        """Write and wait for the answer: its messages."""
        self.input.fill(text)
        return self.after(lambda: self.input.press("Enter"))

    def after(self, action: Callable[[], None]) -> Locator:
        """Do what sends one message, and wait for its answer."""
        mine = self.page.locator("saldo-chat .message.user:not(.pending)")
        before = mine.count()
        action()
        expect(mine).to_have_count(before + 1, timeout=ANSWER_MS)
        return self.answer()

    def answer(self) -> Locator:
        """What was said after the customer's last message, once the bot has finished."""
        answers = self.page.locator(
            "saldo-chat .message.user:not(.pending):not(:has(~ .message.user)) ~ .message.bot"
        )
        expect(answers.first).to_be_visible(timeout=ANSWER_MS)
        expect(self.page.locator("saldo-chat .typing")).to_be_hidden(timeout=ANSWER_MS)
        return answers

    def texts(self) -> list[str]:
        """Everything that stands in the log, message by message, without the times."""
        return self.page.locator("saldo-chat .bubble").evaluate_all(
            """all => all.map(bubble => {
                 const copy = bubble.cloneNode(true);
                 copy.querySelectorAll('time, .status').forEach(e => e.remove());
                 return copy.textContent; })"""
        )

    def shot(self, name: str, *, whole: bool = False) -> None:
        """A screenshot among the results: of the panel, or of the ``whole`` page."""
        path = str(self._shots / f"{name}.png")
        if whole:
            self.page.screenshot(path=path)
        else:
            self.panel.screenshot(path=path)

    def see_all(self) -> None:
        """Make the panel as tall as what it says, so that a screenshot shows all of it."""
        height = self.page.locator("saldo-chat .scroller").evaluate(
            "e => e.scrollHeight - e.clientHeight + e.getRootNode().host"
            ".shadowRoot.querySelector('.panel').offsetHeight + 60"
        )
        self.page.locator("saldo-chat .panel").evaluate(
            "(e, height) => { e.style.height = `${height - 60}px`; }", height
        )
        self.page.set_viewport_size({"width": 1280, "height": int(height)})
