"""The identity of a running bot, made from the environment. Nothing is opened here.

- ``SALDO_IDENTITY_KEY``: secret of the signed statement, of sealed tokens and link codes
- ``SALDO_IDENTITY_DB``: SQLite file of conversations and links (default .saldo/identity.db)
- ``SALDO_JWKS_URL``, ``SALDO_JWT_ISSUER``, ``SALDO_JWT_AUDIENCE`` (default ``saldo``): the
  exchange's sign-in (without the first two nobody can sign in)
- ``SALDO_TOKEN_URL``, ``SALDO_CLIENT_ID``, ``SALDO_CLIENT_SECRET``: its token endpoint, and
  the bot's account there (none: no access on a customer's behalf)
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from identity.conversations import Conversations, SQLiteConversations
from identity.database import Database
from identity.exchange import TokenEndpoint
from identity.jwks import KeySet, fetcher
from identity.links import Links, SQLiteLinks
from identity.sealing import Sealer
from identity.signin import SignInVerifier
from identity.speaker import Subject

DEFAULT_DB = ".saldo/identity.db"
DEFAULT_AUDIENCE = "saldo"


class IdentityError(ValueError):
    """A variable is missing or wrong; the message is one line that says what to do."""


@dataclass(frozen=True)
class Identity:
    """Everything a channel needs to know who is asking.

    ``verifier`` None: this bot takes no sign-ins. ``tokens`` None: no access on a
    customer's behalf, so linked accounts have keys from elsewhere or none.
    """

    key: str = field(repr=False)
    conversations: Conversations
    links: Links
    verifier: SignInVerifier | None = None
    tokens: TokenEndpoint | None = None

    def subject(self, conversation: str, customer: str) -> Subject | None:
        """What stands for ``customer`` in ``conversation`` before the exchange."""
        return self.conversations.subject(conversation, customer) or self.links.subject(
            conversation, customer
        )

    def end(self, conversation: str, subject: Subject) -> None:
        """The exchange refused ``subject``: the channel asks to sign in, or link, again."""
        (self.links if subject.grant else self.conversations).end(conversation, subject.id)

    def forget(self, customer: str) -> tuple[list[str], list[str]]:
        """Erase a customer here: the ids of the conversations that Rasa keeps the words of,
        and the grants to revoke at the exchange (``tokens.revoke``)."""
        unlinked = self.links.unlink_customer(customer)
        ids = self.conversations.forget(customer) + [one.conversation for one in unlinked]
        return ids, [one.grant_token for one in unlinked if one.grant_token]


def load_identity(environ: Mapping[str, str] | None = None) -> Identity:
    """Raises IdentityError with one line."""
    env = os.environ if environ is None else environ
    key = env.get("SALDO_IDENTITY_KEY")
    if not key:
        raise IdentityError("SALDO_IDENTITY_KEY is not set: without it nobody can be signed in")
    database = Database(env.get("SALDO_IDENTITY_DB") or DEFAULT_DB)
    sealer = Sealer(key)
    return Identity(
        key=key,
        conversations=SQLiteConversations(database, sealer),
        links=SQLiteLinks(database, sealer, key),
        verifier=_verifier(env),
        tokens=token_endpoint(env),
    )


def _verifier(env: Mapping[str, str]) -> SignInVerifier | None:
    url, issuer = _url(env, "SALDO_JWKS_URL"), env.get("SALDO_JWT_ISSUER")
    if not url and not issuer:
        return None
    if not url or not issuer:
        raise IdentityError("SALDO_JWKS_URL and SALDO_JWT_ISSUER go together: set both or neither")
    audience = env.get("SALDO_JWT_AUDIENCE") or DEFAULT_AUDIENCE
    return SignInVerifier(KeySet(fetcher(url)), issuer, audience)


def token_endpoint(env: Mapping[str, str]) -> TokenEndpoint | None:
    """Raises IdentityError when only a part of the three variables is set."""
    url = _url(env, "SALDO_TOKEN_URL")
    client, secret = env.get("SALDO_CLIENT_ID"), env.get("SALDO_CLIENT_SECRET")
    if not (url or client or secret):
        return None
    if not (url and client and secret):
        raise IdentityError(
            "SALDO_TOKEN_URL, SALDO_CLIENT_ID and SALDO_CLIENT_SECRET go together: set all or none"
        )
    return TokenEndpoint(url, client, secret)


def _url(env: Mapping[str, str], name: str) -> str | None:
    """https, or http on this machine: keys and tokens are not fetched in the clear."""
    value = env.get(name)
    if not value:
        return None
    parts = urlsplit(value)
    local = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost", "::1")
    if not (local or parts.scheme == "https") or not parts.hostname:
        raise IdentityError(f"{name} must be an https URL (http on this machine only)")
    return value
