"""The files that hold what customers wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TRACKER = "tracker.db"
IDENTITY = "identity.db"
WIDGET = "widget.db"
LISTS = "review"


@dataclass(frozen=True)
class Places:
    """``trackers``: the SQLite files of conversations. ``lists``: the folder of review lists.
    ``owners``: the files that say whose the conversations are. ``shown``: those of the widget."""

    trackers: tuple[Path, ...]
    lists: Path
    owners: tuple[Path, ...] = ()
    shown: tuple[Path, ...] = ()

    @property
    def folders(self) -> tuple[Path, ...]:
        """The run folders: what a bot writes while it runs lies here."""
        return tuple(dict.fromkeys(path.parent for path in self.trackers))


def find_places(environ: Mapping[str, str], root: Path = ROOT) -> Places:
    """Those of every run below ``root`` (``.saldo``), and of ``SALDO_RUN_DIR``."""
    state = root / ".saldo"
    return Places(
        _existing(environ, state, TRACKER),
        root / LISTS,
        _existing(environ, state, IDENTITY, environ.get("SALDO_IDENTITY_DB")),
        _existing(environ, state, WIDGET, environ.get("SALDO_WIDGET_DB")),
    )


def _existing(
    environ: Mapping[str, str], state: Path, name: str, named: str | None = None
) -> tuple[Path, ...]:
    found = [state / name, *sorted(state.glob(f"*/{name}"))]
    if folder := environ.get("SALDO_RUN_DIR"):
        found.append(Path(folder) / name)
    if named:
        found.append(Path(named))
    return tuple(dict.fromkeys(p.resolve() for p in found if p.is_file() and p.stat().st_size))
