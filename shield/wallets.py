"""Whole files of keys, pasted: PEM and PGP armour, keystores and vaults in JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BEGIN = re.compile(r"-----BEGIN [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?-----")
_END = re.compile(r"-----END [A-Z0-9 ]{0,24}PRIVATE KEY(?: BLOCK)?-----")
# Keys of the objects in which Ethereum (Web3 Secret Storage), MetaMask and Polkadot keep theirs.
_KEYSTORE = re.compile(r"[\"'](?:ciphertext|kdfparams|xsalsa20-poly1305|encseed)[\"']", re.I)
_VAULT = re.compile(r"[\"'](data|iv|salt)[\"']\s{0,3}:\s{0,3}[\"'][A-Za-z0-9+/=]{8,}")
_WIDTH = 3000
"""Characters to each side in which the object's braces are looked for."""

Place = tuple[int, int]


def find_wallets(text: str) -> Iterator[Place]:
    """Positions of armoured keys and of keystores in folded ``text``, from brace to brace."""
    yield from _armoured(text)
    marks = [match.span() for match in _KEYSTORE.finditer(text)]
    vault = list(_VAULT.finditer(text))
    if {match[1].lower() for match in vault} >= {"data", "iv", "salt"}:
        marks += [match.span() for match in vault]
    if marks:
        first, last = min(marks)[0], max(marks)[1]
        opened = text.find("{", max(0, first - _WIDTH), first)
        closed = text.rfind("}", last, last + _WIDTH)
        yield (opened if opened >= 0 else first), (closed + 1 if closed >= 0 else len(text))


def _armoured(text: str) -> Iterator[Place]:
    """From a header to its footer, or to the end of a message that was cut."""
    at = 0
    while begin := _BEGIN.search(text, at):
        end = _END.search(text, begin.end())
        at = end.end() if end else len(text)
        yield begin.start(), at
