"""Who is signed in at the sandbox, and what was handed out on whose behalf. In memory."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from sandbox.scenario.model import Scenario
from sandbox.signin.keys import KeyRing

ISSUER = "https://exchange.sandbox.invalid"
AUDIENCE = "saldo"
SIGN_IN_SECONDS = 300
ACCESS_SECONDS = 60
GRANT_SECONDS = 90 * 86_400
_MOST_KEPT = 20_000


@dataclass
class Session:
    """One sign-in of a customer, until it is ended."""

    customer: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(16))


@dataclass(frozen=True)
class Access:
    """An access token's meaning: read ``customer``'s account while ``root`` lives."""

    customer: str
    root: str  # the session or the grant that it came from
    expires: float  # Unix s


class SignIns:
    """Sessions, sign-in tokens, grants and access tokens. Times are Unix seconds."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.ring = KeyRing()
        self.lifetime = SIGN_IN_SECONDS
        self._by_cookie: dict[str, Session] = {}
        self._live: dict[str, Session] = {}
        self._grants: dict[str, tuple[str, float]] = {}  # token -> customer, end
        self._access: dict[str, Access] = {}

    def begin(self, customer: str) -> tuple[str, Session]:
        """Sign ``customer`` in: the browser's cookie and the session. Raises KeyError."""
        session = Session(self._known(customer))
        cookie = secrets.token_urlsafe(32)
        self._by_cookie[cookie] = self._live[session.id] = session
        _bounded(self._by_cookie)
        _bounded(self._live)
        return cookie, session

    def by_cookie(self, cookie: str | None) -> Session | None:
        session = self._by_cookie.get(cookie or "")
        return session if session is not None and session.id in self._live else None

    def sign_out(self, cookie: str | None) -> None:
        session = self._by_cookie.pop(cookie or "", None)
        if session is not None:
            self._live.pop(session.id, None)

    def revoke(self, customer: str) -> int:
        """End every session and every grant of ``customer``; how many there were."""
        ended = [one.id for one in self._live.values() if one.customer == customer]
        for name in ended:
            del self._live[name]
        grants = [token for token, (name, _) in self._grants.items() if name == customer]
        for token in grants:
            del self._grants[token]
        return len(ended) + len(grants)

    def token(self, session: Session, now: float) -> str:
        """A sign-in token for the help centre's page to hand to the bot."""
        customer = self.scenario.customers[session.customer]
        return self.ring.sign(
            {
                "iss": ISSUER,
                "aud": AUDIENCE,
                "sub": session.customer,
                "iat": int(now),
                "nbf": int(now),
                "exp": int(now) + self.lifetime,
                "jti": secrets.token_urlsafe(16),
                "sid": session.id,
                "region": customer.region,
            }
        )

    def session_of(self, token: str, now: float) -> Session | None:
        """The live session that a sign-in token is of, while the token holds."""
        claims = self.ring.read(token)
        if claims is None or claims.get("iss") != ISSUER or claims.get("aud") != AUDIENCE:
            return None
        if not int(claims["nbf"]) <= now < int(claims["exp"]):
            return None
        return self._live.get(str(claims.get("sid")))

    def grant(self, customer: str, now: float) -> str:
        token = f"grant-{secrets.token_urlsafe(32)}"
        self._grants[token] = (self._known(customer), now + GRANT_SECONDS)
        return token

    def granted(self, token: str, now: float) -> str | None:
        customer, end = self._grants.get(token, ("", 0.0))
        return customer if customer and now < end else None

    def drop_grant(self, token: str) -> None:
        self._grants.pop(token, None)

    def access(self, customer: str, root: str, now: float) -> str:
        token = f"obo-{secrets.token_urlsafe(32)}"
        self._access[token] = Access(customer, root, now + ACCESS_SECONDS)
        _bounded(self._access)
        return token

    def reader(self, token: str, now: float) -> str | None:
        """Whose account an access token reads now; None once its root has ended."""
        access = self._access.get(token)
        if access is None or now >= access.expires:
            return None
        alive = access.root in self._live or access.root in self._grants
        return access.customer if alive else None

    def _known(self, customer: str) -> str:
        if customer not in self.scenario.customers:
            raise KeyError(customer)
        return customer


def _bounded(kept: dict[str, Session] | dict[str, Access]) -> None:
    while len(kept) > _MOST_KEPT:
        del kept[next(iter(kept))]
