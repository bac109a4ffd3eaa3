"""``rasa shell`` with Saldo's console in place of Rasa's (see ``channels/console.py``)."""

from __future__ import annotations

import sys


def main() -> None:
    """Run ``rasa shell`` with this process's arguments."""
    from rasa.__main__ import main as rasa
    from rasa.core.channels import BUILTIN_CHANNELS

    from channels.console import ConsoleInput

    BUILTIN_CHANNELS["cmdline"] = ConsoleInput
    sys.argv = ["rasa", "shell", *sys.argv[1:]]
    rasa()


if __name__ == "__main__":
    main()
