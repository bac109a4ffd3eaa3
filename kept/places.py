"""The files that hold what customers wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRACKER = "tracker.db"
LISTS = "review"


@dataclass(frozen=True)
class Places:
    """``trackers``: the SQLite files of conversations. ``lists``: the folder of review lists."""

    trackers: tuple[Path, ...]
    lists: Path

    @property
    def folders(self) -> tuple[Path, ...]:
        """The run folders: what a bot writes while it runs lies here."""
        return tuple(dict.fromkeys(path.parent for path in self.trackers))


def find_places(environ: Mapping[str, str], root: Path = ROOT) -> Places:
    """Those of every run below ``root`` (``.saldo``), and of ``SALDO_RUN_DIR``."""
    state = root / ".saldo"
    found = [state / TRACKER, *sorted(state.glob(f"*/{TRACKER}"))]
    if named := environ.get("SALDO_RUN_DIR"):
        found.append(Path(named) / TRACKER)
    existing = dict.fromkeys(p.resolve() for p in found if p.is_file() and p.stat().st_size)
    return Places(tuple(existing), root / LISTS)
