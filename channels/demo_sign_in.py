"""Signs demo customers in at the sandbox, as its help-centre page would do for a browser.

For the channels beside the sandbox that have no page: the REST channel for scripts and the
terminal. From the token on, everything is as in any other channel.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections import OrderedDict
from collections.abc import Mapping

import requests

from identity.conversations import Opened
from identity.setup import Identity
from identity.signin import KeysUnavailable, SignIn, SignInRefused
from identity.speaker import Speaker

EARLY_SECONDS = 30
TIMEOUT_SECONDS = 3.0
MOST_KEPT = 10_000


class SignInFailed(Exception):
    """The sandbox gave no usable sign-in."""


class DemoSignIns:
    """One conversation for each name; its sign-in is renewed before it ends."""

    def __init__(self, identity: Identity, url: str, channel: str) -> None:
        self._identity = identity
        self._url = url
        self._channel = channel
        self._secrets: OrderedDict[str, str] = OrderedDict()
        self._sign_ins: dict[str, SignIn] = {}  # by customer: there are few
        self._locks: OrderedDict[str, asyncio.Lock] = OrderedDict()

    async def speaker(self, name: str, customer: str | None) -> Speaker:
        """Who speaks under ``name``: ``customer``, or a visitor. The same customer and name
        are the same conversation. Raises SignInFailed, StoreUnavailable."""
        async with self._lock(name):
            conversations = self._identity.conversations
            found = conversations.resume(self._secrets.get(name))
            if customer is None:
                if found is None:
                    return self._keep(name, conversations.open(self._channel))
                return found
            holds = found is not None and found.customer == customer
            if found and holds and (found.ends or 0) > time.time() + EARLY_SECONDS:
                return found
            loop, secret = asyncio.get_running_loop(), self._secrets.get(name)
            try:
                opened = await loop.run_in_executor(None, self._sign_in, secret, customer)
            except SignInFailed:
                if found and holds:  # the one that was to be renewed is still good
                    return found
                raise
            return self._keep(name, opened)

    def _sign_in(self, secret: str | None, customer: str) -> Opened:
        """Like a browser: signed in once, and with as many conversations as it likes."""
        conversations = self._identity.conversations
        known = self._sign_ins.get(customer)
        if known is not None and known.expires > time.time() + EARLY_SECONDS:
            with contextlib.suppress(SignInRefused):  # it was ended here
                return conversations.sign_in(secret, known, self._channel)
        fresh = self._sign_ins[customer] = self._ask(customer)
        return conversations.sign_in(secret, fresh, self._channel)

    def _ask(self, customer: str) -> SignIn:
        verifier = self._identity.verifier
        if verifier is None:
            raise SignInFailed("this bot takes no sign-ins")
        try:
            with requests.Session() as session:
                session.trust_env = False
                reply = session.post(
                    self._url, json={"customer": customer}, timeout=TIMEOUT_SECONDS
                )
                token = reply.json()["token"] if reply.status_code == 200 else None
            return verifier.verify(token)
        except (requests.RequestException, ValueError, LookupError, TypeError):
            raise SignInFailed("the sandbox did not sign in") from None
        except (SignInRefused, KeysUnavailable):
            raise SignInFailed("the sandbox's sign-in can't be verified") from None

    def _keep(self, name: str, opened: Opened) -> Speaker:
        self._secrets[name] = opened.secret
        self._secrets.move_to_end(name)
        while len(self._secrets) > MOST_KEPT:
            self._secrets.popitem(last=False)
        return opened.speaker

    def _lock(self, name: str) -> asyncio.Lock:
        """Messages of one name come in one after the other."""
        lock = self._locks.setdefault(name, asyncio.Lock())
        self._locks.move_to_end(name)
        while len(self._locks) > MOST_KEPT:
            self._locks.popitem(last=False)
        return lock


def demo_sign_in_url(environ: Mapping[str, str]) -> str | None:
    """Where the launcher says that demo customers sign in; None without a sandbox."""
    return environ.get("SALDO_DEMO_SIGN_IN") if environ.get("SALDO_SANDBOX") == "1" else None
