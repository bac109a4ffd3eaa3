"""Found by name when an action server starts from this folder, however it is started.

The action server takes its caller's word for everything but the signed identity, so it
listens on loopback unless ``SANIC_HOST`` says otherwise (rasa_sdk's default: every interface).
"""

from __future__ import annotations

import os
from typing import Any


def init_hooks(manager: Any) -> None:
    """Called by ``rasa_sdk.plugin`` before the server reads its host."""
    os.environ.setdefault("SANIC_HOST", "127.0.0.1")
