"""What a messenger's user writes to link or unlink an account.

Only exact forms count: everything else is a message to the bot. A link code is a secret of
ten minutes, so a message that looks like one never goes on to be understood and stored.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum


class Action(Enum):
    LINK = "link"
    UNLINK = "unlink"
    HELP = "help"


@dataclass(frozen=True)
class Command:
    """``language``: told by the word itself, None where the word belongs to both."""

    action: Action
    code: str = field(default="", repr=False)
    language: str | None = None


_WORDS = {
    "link": (Action.LINK, None),
    "start": (Action.LINK, None),  # Telegram's deep links
    "koppla": (Action.LINK, "sv"),
    "länka": (Action.LINK, "sv"),
    "unlink": (Action.UNLINK, None),
    "avlänka": (Action.UNLINK, "sv"),
    "koppla från": (Action.UNLINK, "sv"),
    "koppla bort": (Action.UNLINK, "sv"),
    "help": (Action.HELP, None),
    "hjälp": (Action.HELP, "sv"),
}
_CODE = re.compile(r"[A-HJKMNP-TV-Z2-9]{5}[-\s]?[A-HJKMNP-TV-Z2-9]{5}", re.IGNORECASE)
_MEANT_AS_CODE = re.compile(r"(?=\S*[0-9-])[A-Za-z0-9-]{4,40}")
_BARE_CODE = re.compile(r"[A-HJKMNP-TV-Z2-9]{5}-[A-HJKMNP-TV-Z2-9]{5}")
_DASHES = re.compile(r"\s?[\u2010-\u2015\u2212\ufe58\ufe63\uff0d-]\s?")
_MOST = 80


def read_command(text: str, explicit: bool = False) -> Command | None:
    """The command in ``text``, or None for a message to the bot.

    ``explicit``: the user addressed the app and not the bot (a slash command), so that what
    is no other command asks for help.
    """
    if len(text) > _MOST:
        return Command(Action.HELP) if explicit else None
    folded = unicodedata.normalize("NFKC", text).strip().strip("`'\"“”*.").strip()
    said = _DASHES.sub("-", " ".join(folded.removeprefix("/").split()))
    if not explicit and _BARE_CODE.fullmatch(said):
        return Command(Action.LINK, said)
    whole = _WORDS.get(said.casefold())
    if whole and whole[0] is Action.UNLINK:
        return Command(Action.UNLINK, language=whole[1])
    word, _, rest = said.partition(" ")
    action, language = _WORDS.get(word.rstrip(":").casefold(), (None, None))
    code = rest.strip("`'\"“”*<>:()[] ")
    if action is Action.LINK and (_CODE.fullmatch(code) or _MEANT_AS_CODE.fullmatch(code)):
        return Command(Action.LINK, code, language)
    if explicit or (whole and whole[0] is Action.HELP and folded.startswith("/")):
        return Command(Action.HELP, language=language)
    return None
