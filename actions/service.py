"""What lives as long as the action server: settings, access to accounts, regions, the exchange."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from actions.adapters.credentials import Access, Credentials, CredentialStore
from actions.adapters.gather import Exchange, gather_facts
from actions.adapters.regions import RegionConfig, load_regions
from actions.diagnosis.findings import Question
from actions.diagnosis.records import AccountFacts
from actions.on_behalf import Delegation
from actions.settings import Settings, SettingsError, load_settings
from identity.setup import IdentityError, load_identity
from keystore.store import KeyStore, KeyStoreError


@dataclass
class Service:
    settings: Settings
    store: CredentialStore | None
    regions: dict[str, RegionConfig]
    exchange: Exchange

    def access(self, customer: str, conversation: str) -> Access | None:
        return self.store.get(customer, conversation) if self.store else None

    @property
    def delegated(self) -> bool:
        """Whether a customer without access is one whose sign-in has ended."""
        return isinstance(self.store, Delegation)

    def region(self, access: Access | None) -> RegionConfig:
        name = (access.region if access else None) or self.settings.region
        return self.regions.get(name) or self.regions[self.settings.region]

    async def facts(
        self, question: Question, access: Access | None, *, valuation: bool = False
    ) -> AccountFacts:
        """Everything the exchange and the chains say, within the turn's deadline."""
        return await gather_facts(
            question,
            access,
            self.region(access).record,
            self.settings,
            exchange=self.exchange,
            want_valuation=valuation,
        )


class StoredKeys:
    """A CredentialStore of the keys that an operator keeps for the customers."""

    def __init__(self, store: KeyStore) -> None:
        self._store = store

    def get(self, customer: str, conversation: str) -> Credentials | None:
        """Raises KeyStoreError: a key that can't be read is no reason to say there is none."""
        key = self._store.get(customer)
        if key is None:
            return None
        return Credentials(key.api_key, key.secret, key.passphrase, key.region, key.simulated)


def credential_store(
    settings: Settings, environ: Mapping[str, str] | None = None
) -> CredentialStore | None:
    """The configured way to customers' accounts; None: nobody is signed in.

    Raises SettingsError with one line: a half-configured way stops the start.
    """
    env = os.environ if environ is None else environ
    try:
        if settings.keystore is not None:
            if env.get("SALDO_TOKEN_URL"):
                raise SettingsError("set SALDO_KEYSTORE or SALDO_TOKEN_URL, not both")
            return StoredKeys(KeyStore(settings.keystore, settings.keystore_key))
        if not settings.identity_key:
            return None
        identity = load_identity(env)
    except (IdentityError, KeyStoreError) as wrong:
        raise SettingsError(str(wrong)) from None
    return Delegation(identity, identity.tokens) if identity.tokens else None


@lru_cache(maxsize=1)
def service() -> Service:
    """The one Service, made at the first message and not at import."""
    settings = load_settings()
    return Service(
        settings=settings,
        store=credential_store(settings),
        regions=load_regions(),
        exchange=Exchange(settings),
    )
