"""Regions: what ships, and that a wrong file stops the start with one line."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.adapters.regions import load_regions
from actions.settings import Settings, SettingsError

GOOD = "xx: {name: X, site: www.okx.com, accounts: split, p2p: true, timezone: UTC}"


def test_the_shipped_regions() -> None:
    regions = load_regions()
    se, it = regions["se"], regions["it"]
    assert (se.record.split_accounts, se.record.p2p, se.police) == (True, True, "114 14")
    assert (it.record.split_accounts, it.record.p2p, it.police) == (False, False, "")
    for region in regions.values():
        assert region.help_url == "https://www.okx.com/help"
        assert set(region.help_links.values()) == {
            "https://www.okx.com/help",
            "https://www.okx.com/status",
            "https://www.okx.com/proof-of-reserves",
            "https://www.okx.com/help/formal-complaint-handling-process",
        }


def test_a_region_s_own_exchange_comes_before_the_configured_one(tmp_path: Path) -> None:
    path = tmp_path / "regions.yml"
    path.write_text(GOOD + "\nyy: {name: Y, site: eea.okx.com, accounts: split, p2p: false,"
                    " timezone: Europe/Rome,"
                    " exchange: 'https://eea.okx.com/'}\n")  # fmt: skip
    regions = load_regions(path)
    settings = Settings(okx_base_url="http://127.0.0.1:8085")
    assert regions["xx"].base_url(settings) == "http://127.0.0.1:8085"
    assert regions["yy"].base_url(settings) == "https://eea.okx.com"
    assert regions["yy"].help_links["status"] == "https://eea.okx.com/status"


@pytest.mark.parametrize(
    "text",
    [
        GOOD.replace("timezone: UTC", "timezone: Mars/Olympus"),
        "",
        "[]",
        "xx: 5",
        GOOD.replace("split", "both"),
        GOOD.replace("true", "maybe"),
        GOOD.replace("www.okx.com", "'www.okx.com/help?x'"),
        GOOD.replace("www.okx.com", "''"),
        GOOD.replace("}", ", exchange: ftp://x}"),
        GOOD.replace("}", ", police: 11414}"),
        "xx: {",
    ],
)
def test_a_wrong_file_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "regions.yml"
    path.write_text(text)
    with pytest.raises(SettingsError) as refusal:
        load_regions(path)
    assert "regions.yml" in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        load_regions(tmp_path / "none.yml")
