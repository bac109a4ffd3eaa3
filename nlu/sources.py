"""A fingerprint of the helpers behind the components.

Rasa's own fingerprint covers a component's class and nothing that it calls, so an edit in a
helper would leave an old model in place.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


@lru_cache(maxsize=1)
def sources_fingerprint() -> str:
    """Hash over the source and data files of ``nlu`` and ``shield``."""
    return files_fingerprint(
        path
        for package in ("nlu", "shield")
        for path in (_ROOT / package).rglob("*")
        if path.suffix in (".py", ".yml")
    )


def files_fingerprint(paths: object) -> str:
    """Hash over the names and contents of ``paths`` (an iterable of Path)."""
    digest = hashlib.sha256()
    for path in sorted(paths):  # type: ignore[call-overload]
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
