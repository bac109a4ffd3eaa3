"""What lives as long as the action server: settings, credentials, regions, the exchange."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from actions.adapters.credentials import Credentials, CredentialStore, FileCredentials
from actions.adapters.gather import Exchange, gather_facts
from actions.adapters.regions import RegionConfig, load_regions
from actions.diagnosis.findings import Question
from actions.diagnosis.records import AccountFacts
from actions.settings import Settings, load_settings


@dataclass
class Service:
    settings: Settings
    store: CredentialStore | None
    regions: dict[str, RegionConfig]
    exchange: Exchange

    def credentials(self, customer: str) -> Credentials | None:
        return self.store.get(customer) if self.store else None

    def region(self, credentials: Credentials | None) -> RegionConfig:
        name = (credentials.region if credentials else None) or self.settings.region
        return self.regions.get(name) or self.regions[self.settings.region]

    async def facts(
        self, question: Question, credentials: Credentials | None, *, valuation: bool = False
    ) -> AccountFacts:
        """Everything the exchange and the chains say, within the turn's deadline."""
        return await gather_facts(
            question,
            credentials,
            self.region(credentials).record,
            self.settings,
            exchange=self.exchange,
            want_valuation=valuation,
        )


@lru_cache(maxsize=1)
def service() -> Service:
    """The one Service, made at the first message and not at import."""
    settings = load_settings()
    path = settings.credentials_file
    return Service(
        settings=settings,
        store=FileCredentials(path) if path else None,
        regions=load_regions(),
        exchange=Exchange(settings),
    )
