"""REST for scripts and tests: anybody on this machine speaks as any demo customer.

Opened by ``make run REST=1`` only, together with the sandbox: its customers are demo data
that everybody may see. ``POST /webhooks/rest/webhook`` takes
``{"sender": "<demo customer>/<conversation name>", "message": "..."}`` (``visitor/<name>``:
nobody) and answers as Rasa's own REST channel does, with a list of messages. The channel
signs the demo customer in at the sandbox; the conversation has an id of its own.
"""

from __future__ import annotations

import difflib
import ipaddress
import json
import math
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, Sanic, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.base import Edge, Handler, warm_up
from channels.demo_sign_in import DemoSignIns, SignInFailed, demo_sign_in_url
from channels.limits import Rates, take_all
from channels.webhook import MOST_BYTES, BoundedBlueprint
from identity.database import StoreUnavailable
from identity.setup import Identity, IdentityError, load_identity

VISITOR = "visitor"
_SENDER = re.compile(r"(?P<who>[A-Za-z0-9_-]{1,64})/(?P<name>[^/\s][^/]{0,126})")


class Refused(Exception):
    """A request that is not answered: the HTTP status, and one line for whoever sent it."""

    def __init__(self, status: int, reason: str, headers: dict[str, str] | None = None) -> None:
        super().__init__(reason)
        self.status = status
        self.headers = headers


class DemoRest(InputChannel):
    """``channels.demo_rest.DemoRest`` in a credentials file."""

    def __init__(
        self,
        customers_file: Path,
        identity: Identity,
        sign_in_url: str,
        rates: Rates | None = None,
    ) -> None:
        self._customers_file = customers_file
        self._rates = rates or Rates.of_scripts()
        self._sign_ins = DemoSignIns(identity, sign_in_url, self.name())
        self._edge = Edge(self.name(), identity.key)

    @classmethod
    def name(cls) -> str:
        return "rest"

    @classmethod
    def from_credentials(
        cls, credentials: dict[str, Any] | None, environ: Mapping[str, str] = os.environ
    ) -> DemoRest:
        """Raises RasaException outside ``make run REST=1``: there, senders would be believed."""
        customers, url = environ.get("SALDO_DEMO_CUSTOMERS"), demo_sign_in_url(environ)
        if not customers or not url or not environ.get("SALDO_IDENTITY_KEY"):
            raise RasaException("The demo REST channel opens only by `make run REST=1`.")
        try:
            return cls(Path(customers), load_identity(environ), url)
        except IdentityError as wrong:
            raise RasaException(str(wrong)) from None

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """``GET /`` (health) and ``POST /webhook``."""
        blueprint = BoundedBlueprint("saldo_demo_rest")

        @blueprint.listener("after_server_start")
        async def prepare(app: Sanic, _loop: Any) -> None:
            await warm_up(getattr(app.ctx, "agent", None))

        @blueprint.route("/", methods=["GET"])
        async def health(request: Request) -> HTTPResponse:
            return response.json({"status": "ok"})

        @blueprint.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            try:
                sender, customer, text = self._read(request)
                who = await self._sign_ins.speaker(sender, customer)
                message = self._edge.message(who.conversation, who.customer, text, who.ends)
                agent = getattr(request.app.ctx, "agent", None)
                said = await self._edge.answer(on_new_message, message, agent)
                return response.json([{**one, "recipient_id": sender} for one in said])
            except Refused as refused:
                why, headers = {"error": str(refused)}, refused.headers
                return response.json(why, status=refused.status, headers=headers)
            except StoreUnavailable:
                return response.json({"error": "nobody can be told apart now"}, status=503)
            except (RuntimeError, SignInFailed) as error:
                return response.json({"error": str(error)}, status=503)

        return blueprint

    def _read(self, request: Request) -> tuple[str, str | None, str]:
        if not ipaddress.ip_address(request.ip).is_loopback:
            raise Refused(403, "this channel is for this machine only")
        if request.headers.get("origin"):
            raise Refused(403, "this channel is for scripts, not for web pages")
        if len(request.body) > MOST_BYTES:
            raise Refused(413, f"a request holds at most {MOST_BYTES} bytes")
        sender, text = read_body(request.body)
        match = _SENDER.fullmatch(sender)
        if not match or not sender.isprintable():
            raise Refused(
                400, "'sender' must be '<demo customer>/<conversation name>' or 'visitor/<name>'"
            )
        customer = self._customer(match["who"])
        self._limit(sender, request.ip)
        return sender, customer, text

    def _limit(self, sender: str, address: str) -> None:
        wait = take_all((self._rates.conversation, sender), (self._rates.source, address))
        if wait:
            seconds = math.ceil(wait)
            reason = f"that is too fast; ask again in {seconds} s"
            raise Refused(429, reason, {"Retry-After": str(seconds)})

    def _customer(self, who: str) -> str | None:
        if who == VISITOR:
            return None
        names = sorted(json.loads(self._customers_file.read_text(encoding="utf-8"))["customers"])
        if who not in names:
            close = difflib.get_close_matches(who, names, n=3, cutoff=0.5)
            hint = f"; did you mean {' or '.join(close)}?" if close else ""
            raise Refused(404, f"there is no demo customer '{who}'{hint}")
        return who


def read_body(body: bytes) -> tuple[str, str]:
    """``sender`` and ``message`` of a JSON body; Refused (400) says what is wrong with it."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "the body must be JSON") from None
    if not isinstance(data, dict):
        raise Refused(400, "the body must be a JSON object")
    for key in ("sender", "message"):
        if not isinstance(data.get(key), str):
            raise Refused(400, f"'{key}' must be a string")
    return data["sender"], data["message"]
