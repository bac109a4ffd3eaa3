"""The help centre's side of linking: a signed-in customer gets a one-time code, and undoes links.

``channels.link_codes.LinkCodes`` in a credentials file. The exchange's page (or its server)
sends the customer's sign-in as ``Authorization: Bearer …``; nothing else names a customer,
no cookie counts, and no other site's page may read an answer.

``POST /webhooks/links/code``    201 ``{"code": "ABCDE-FGH23", "expires_in": 600}``
``POST /webhooks/links/unlink``  200 ``{"unlinked": 2}``
"""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.shared.exceptions import RasaException
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from channels.base import Handler
from channels.webhook import BodyTooLong, BoundedBlueprint, read_body
from identity.database import StoreUnavailable
from identity.exchange import ExchangeUnavailable, SubjectEnded
from identity.jwks import KeysUnavailable
from identity.links import CODE_SECONDS, Grant, TooManyCodes
from identity.setup import Identity, IdentityError, load_identity
from identity.signin import SignIn, SignInRefused

logger = logging.getLogger(__name__)

MOST_BYTES = 4096
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def issue_code(identity: Identity, sign_in: SignIn) -> str:
    """A code that links one messenger account to the customer who is signed in.

    The exchange's lasting grant is asked for now, while the sign-in stands for the customer.
    Waits for the exchange: call it off the event loop. Raises TooManyCodes, SubjectEnded,
    ExchangeUnavailable, StoreUnavailable.
    """
    grant = None
    if identity.tokens is not None:
        issued = identity.tokens.grant(sign_in.token)
        grant = Grant(issued.token, issued.ends, sign_in.region)
    try:
        return identity.links.make_code(sign_in.customer, grant)
    except (TooManyCodes, StoreUnavailable):
        _revoke(identity, grant.token if grant else None)
        raise


def undo_links(identity: Identity, customer: str) -> int:
    """Unlink every messenger account of ``customer``: how many there were.

    Waits for the exchange. A grant that it can't be told about is forgotten here all the
    same. Raises StoreUnavailable.
    """
    undone = identity.links.unlink_customer(customer)
    for one in undone:
        _revoke(identity, one.grant_token)
    return len(undone)


def _revoke(identity: Identity, grant_token: str | None) -> None:
    if identity.tokens is None or grant_token is None:
        return
    try:
        identity.tokens.revoke(grant_token)
    except (ExchangeUnavailable, SubjectEnded):
        logger.warning("The exchange was not told that a grant is over.")


class LinkCodes(InputChannel):
    """No channel for messages: two routes for the exchange's own pages."""

    def __init__(self, identity: Identity) -> None:
        self._identity = identity

    @classmethod
    def name(cls) -> str:
        return "links"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> LinkCodes:
        """Raises RasaException with one line when the identity is configured wrongly."""
        try:
            return cls(load_identity())
        except IdentityError as wrong:
            raise RasaException(str(wrong)) from None

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        blueprint = BoundedBlueprint("saldo_links")

        @blueprint.route("/code", methods=["POST"], stream=True)
        async def code(request: Request) -> HTTPResponse:
            return await self._answer(request, self._code)

        @blueprint.route("/unlink", methods=["POST"], stream=True)
        async def unlink(request: Request) -> HTTPResponse:
            return await self._answer(request, self._unlink)

        return blueprint

    async def _answer(self, request: Request, do: Any) -> HTTPResponse:
        loop = asyncio.get_running_loop()
        try:
            await read_body(request, MOST_BYTES)  # whatever it says
            status, said = await loop.run_in_executor(None, do, _bearer(request))
        except BodyTooLong:
            status, said = 413, {"error": "too long"}
        except (SignInRefused, SubjectEnded):
            status, said = 401, {"error": "the sign-in is not valid"}
        except TooManyCodes:
            status, said = 429, {"error": "too many codes; the last one still works"}
        except (KeysUnavailable, StoreUnavailable, ExchangeUnavailable) as failed:
            logger.error("Nobody can be linked now (%s).", type(failed).__name__)
            status, said = 503, {"error": "not now"}
        return response.json(said, status=status, headers=_HEADERS)

    def _code(self, token: str) -> tuple[int, dict[str, Any]]:
        code = issue_code(self._identity, self._customer(token))
        return 201, {"code": code, "expires_in": CODE_SECONDS}

    def _unlink(self, token: str) -> tuple[int, dict[str, Any]]:
        return 200, {"unlinked": undo_links(self._identity, self._customer(token).customer)}

    def _customer(self, token: str) -> SignIn:
        if self._identity.verifier is None:  # this bot takes no sign-ins
            raise SignInRefused
        return self._identity.verifier.verify(token)


def _bearer(request: Request) -> str:
    scheme, _, token = str(request.headers.get("authorization", "")).partition(" ")
    return token.strip() if scheme.casefold() == "bearer" else ""
