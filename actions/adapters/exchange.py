"""What all turns share: clients, explorers, status board and threads, made when first needed."""

from __future__ import annotations

from functools import cached_property

from actions.adapters import chain
from actions.adapters.account import Account, Clients
from actions.adapters.credentials import Access
from actions.adapters.explorer.base import Explorer
from actions.adapters.explorer.rpc import JsonPoster
from actions.adapters.pool import WORKERS, LookUps
from actions.adapters.regions import RegionConfig, load_regions
from actions.adapters.status import StatusBoard
from actions.adapters.transport import HttpGet
from actions.diagnosis.records import Region
from actions.settings import Settings, SettingsError


class Exchange:
    """The clients, explorers and threads that all turns share.

    Constructing it opens and starts nothing; ``close`` ends what was opened.
    """

    def __init__(self, settings: Settings, regions: dict[str, RegionConfig] | None = None) -> None:
        self.settings = settings
        self._regions = regions

    @cached_property
    def regions(self) -> dict[str, RegionConfig]:
        return load_regions() if self._regions is None else self._regions

    @cached_property
    def look_ups(self) -> LookUps:
        return LookUps()

    @cached_property
    def board(self) -> StatusBoard:
        return StatusBoard()

    @cached_property
    def explorers(self) -> dict[str, Explorer]:
        return chain.explorers(self.settings, self._http, self._poster)

    @cached_property
    def _http(self) -> HttpGet:
        return HttpGet(pool_size=WORKERS)

    @cached_property
    def _poster(self) -> JsonPoster:
        return JsonPoster(pool_size=WORKERS // 4)

    @cached_property
    def _clients(self) -> Clients:
        return Clients(self._http)

    def region(self, region: Region | str | None, credentials: Access | None) -> RegionConfig:
        """By record or name; else the key's own, else the configured one."""
        name = region.name if isinstance(region, Region) else region
        name = name or (credentials.region if credentials else None) or self.settings.region
        if name not in self.regions:
            raise SettingsError(f"region {name!r} is not one of {', '.join(self.regions)}")
        return self.regions[name]

    def account(self, region: RegionConfig, credentials: Access | None) -> Account:
        return Account(self._clients.at(region.base_url(self.settings)), credentials)

    def close(self) -> None:
        for name in ("look_ups", "_http", "_poster"):
            if name in self.__dict__:
                self.__dict__[name].close()
