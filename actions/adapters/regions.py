"""Regions: what differs between the exchange's regional sites (``regions.yml``)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import yaml

from actions.diagnosis.records import Region
from actions.settings import Settings, SettingsError

FILE = Path(__file__).with_name("regions.yml")
PAGES = {
    "help": "/help",
    "status": "/status",
    "proof_of_reserves": "/proof-of-reserves",
    "complaints": "/help/formal-complaint-handling-process",
}
"""The only pages that may be linked: the same ones on every region's site."""
_ACCOUNTS = {"split": True, "single": False}


@dataclass(frozen=True)
class RegionConfig:
    """One region. ``police`` and ``report`` are "" where none is known.
    ``timezone`` is an IANA name: the clock that times are said in."""

    record: Region
    site: str
    exchange: str | None = None
    police: str = ""
    report: str = ""
    title: str = ""
    timezone: str = "UTC"

    @property
    def name(self) -> str:
        return self.record.name

    @property
    def help_links(self) -> Mapping[str, str]:
        """Page name -> URL, for the pages that may be linked."""
        return {page: f"https://{self.site}{path}" for page, path in PAGES.items()}

    @property
    def help_url(self) -> str:
        return self.help_links["help"]

    def base_url(self, settings: Settings) -> str:
        """Where this region's keys are valid."""
        return self.exchange or settings.okx_base_url


def load_regions(path: Path = FILE) -> dict[str, RegionConfig]:
    """Every region by its id. Raises SettingsError with one line."""
    try:
        parsed = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError):
        parsed = None
    if not isinstance(parsed, dict) or not parsed:
        raise SettingsError(f"{path.name} must be a YAML mapping: region -> its settings")
    return {str(name): _region(path, str(name), row) for name, row in parsed.items()}


def _region(path: Path, name: str, row: Any) -> RegionConfig:
    def need(fine: bool, what: str) -> None:
        if not fine:
            raise SettingsError(f"{path.name}: region {name!r} needs {what}")

    need(isinstance(row, dict), "a mapping of settings")
    site, exchange = row.get("site"), row.get("exchange") or None
    need(
        bool(site) and isinstance(site, str) and urlsplit(f"https://{site}").netloc == site,
        "site: a host name",
    )
    need(row.get("accounts") in _ACCOUNTS, "accounts: split or single")
    need(isinstance(row.get("p2p"), bool), "p2p: true or false")
    if exchange is not None:
        parts = urlsplit(exchange if isinstance(exchange, str) else "")
        need(parts.scheme in ("http", "https") and bool(parts.hostname), "exchange: an http(s) URL")
    texts = {key: row.get(key) or "" for key in ("police", "report", "name")}
    need(all(isinstance(value, str) for value in texts.values()), "police, report, name: text")
    zone = row.get("timezone")
    need(zone in available_timezones(), "timezone: an IANA name such as Europe/Stockholm")
    return RegionConfig(
        record=Region(name, split_accounts=_ACCOUNTS[row["accounts"]], p2p=row["p2p"]),
        site=site,
        exchange=exchange.rstrip("/") if exchange else None,
        police=texts["police"],
        report=texts["report"],
        title=texts["name"],
        timezone=zone,
    )
