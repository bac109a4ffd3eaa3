"""TxIDs, addresses and order ids by their grammars, and what was clearly meant as one but isn't.

Shapes: 64 hex (Bitcoin and its kin, TRON, XRP, TON), 0x + 64 hex (EVM chains), 64 bytes in
Base58 (Solana); order ids are 15-20 digits, or fewer where the words call them so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlu.addresses import is_address
from nlu.found import Found, inside

_TOKEN = re.compile(r"[0-9A-Za-z]{20,200}")
_HEX = frozenset("0123456789abcdefABCDEF")
_B58 = frozenset("123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz")

_TX_LABEL = re.compile(
    r"(?:\btx[ -]?(?:id|hash)?|\btxn|\bhash(?:en)?|\btransa[ck]tion(?:en|s)?[ -]?(?:id"
    r"|hash)(?:[:t])?"
    r"|\btransactionid|/tx/|/transaction/)\b[ ]{0,2}(?:is|är|[:=#-])?[ ]{0,3}$",
    re.I,
)
_TX_VALUE = re.compile(
    r"\b(?:tx[ -]?(?:id|hash)?(?::?[etn])?|txn|hash(?:en)?|transa[ck]tions?[ -]?(?:id"
    r"|hash)(?::?[et]t?)?)"
    r"[ ]{0,2}(?:(?:is|är|was|var)\b|[:=#]"
    r"|->)?[ ]{0,3}(?P<value>[0-9A-Za-z][0-9A-Za-z_.…*-]{3,199})",
    re.I,
)
_ORDER_VALUE = re.compile(
    r"\b(?:order|ordern|ordrar|orders|ordernummer|ordernumret|ordernr|orderid|order-id|ordid"
    r"|affär|trade)"
    r"(?:[ -]?(?P<label>id(?:[:-]?t)?|nr|no|number|nummer|num|numret)\b\.?)?"
    r"[ ]{0,2}(?:(?:is|är|with|med)\b"
    r"|[:=#-])?[ ]{0,2}#?(?P<value>[0-9A-Za-z][0-9A-Za-z_-]{3,63})(?![\w.,]\d)",
    re.I,
)
_ORDER_NAMED = re.compile(r"order[ -]?(?:id|nr|no|number|num)|ordid|orderid", re.I)
_DIGITS = re.compile(r"(?<![\w.,+-])\d{15,20}(?![\w]|[.,]\d)")
_GROUPS = re.compile(r"(?<![\w.,+-])\d{3,6}(?:[ -]\d{3,6}){2,5}(?![\w]|[.,]\d)")


def find_ids(text: str) -> Iterator[Found]:
    """TxIDs, addresses, order ids and input problems in folded ``text``, without overlaps."""
    taken: list[tuple[int, int]] = []
    for one in (
        *_long_tokens(text),
        *_tagged_addresses(text),
        *_order_ids(text),
        *_said_txids(text),
    ):
        if not inside(one.start, one.end, taken):
            taken.append((one.start, one.end))
            yield one


def _long_tokens(text: str) -> Iterator[Found]:
    for match in _TOKEN.finditer(text):
        token, start, end = match.group(), match.start(), match.end()
        if start and text[start - 1] == "#":
            continue
        kind = classify(token)
        labelled = _TX_LABEL.search(text, max(0, start - 24), start) is not None
        if kind == "txid":
            yield Found("txid", canonical_txid(token), start, end)
        elif kind == "address" or (kind is None and _called_address(text, start, token)):
            yield Found("address", token, start, end)
        elif kind == "malformed" or (labelled and _mixed(token)):
            yield Found("input_problem", "malformed_txid", start, end)


def canonical_txid(token: str) -> str:
    """Hex in lower case ("0x" kept), Base58 as it is."""
    return token.lower() if len(token) in (64, 66) else token


def classify(token: str) -> str | None:
    """ "txid", "address", "malformed" (meant as a TxID) or None for one long word."""
    evm = token[:2] in ("0x", "0X")
    body = token[2:] if evm else token
    is_hex = set(body) <= _HEX
    if is_hex and len(body) == 64 and not body.isdigit():
        return "txid"
    if evm:
        return "address" if is_hex and len(body) == 40 else "malformed"
    if is_address(token):
        return "address"
    if set(token) <= _B58 and 86 <= len(token) <= 88 and _mixed(token):
        return "txid" if _is_64_bytes(token) else "malformed"
    if is_hex and 40 < len(body) < 130 and _mixed(token):
        return "malformed"
    near_hex = sum(c in _HEX for c in body) >= 0.9 * len(body)
    if 58 <= len(body) <= 70 and near_hex and _mixed(token):
        return "malformed"
    if 70 < len(token) < 100 and _mixed(token) and set(token) <= _B58:
        return "malformed"
    return None


def _is_64_bytes(token: str) -> bool:
    from bip_utils import Base58Decoder

    return len(Base58Decoder.Decode(token)) == 64


def _mixed(token: str) -> bool:
    return any(c.isdigit() for c in token) and any(c.isalpha() for c in token)


_ADDRESS_LABEL = re.compile(r"\badd?res{1,2}(?:en)?[ ]{0,2}(?:is|är|[:=-])?[ ]{0,3}$", re.I)


def _called_address(text: str, start: int, token: str) -> bool:
    """An address by its place and rough form, though its checksum fails: the actions say so."""
    called = _ADDRESS_LABEL.search(text, max(0, start - 20), start) is not None
    return called and 25 <= len(token) <= 62 and _mixed(token)


_BECH32ISH = re.compile(r"\b(?:EQ|UQ|kQ|0Q)[0-9A-Za-z_-]{46}(?![0-9A-Za-z_-])")


def _tagged_addresses(text: str) -> Iterator[Found]:
    """TON's addresses hold "-" and "_", which end an ordinary token."""
    for match in _BECH32ISH.finditer(text):
        if is_address(match.group()):
            yield Found("address", match.group(), *match.span())


def _order_ids(text: str) -> Iterator[Found]:
    for match in _ORDER_VALUE.finditer(text):
        value = match["value"].rstrip("_-")
        span = (match.start("value"), match.start("value") + len(value))
        if value.isdigit() and (6 <= len(value) <= 20):
            yield Found("order_id", value, *span)
        elif _meant_as_order_id(match, value):
            yield Found("input_problem", "malformed_order_id", *span)
    for match in _DIGITS.finditer(text):
        yield Found("order_id", match.group(), *match.span())
    for match in _GROUPS.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if 15 <= len(digits) <= 20:
            yield Found("order_id", digits, *match.span())


def _meant_as_order_id(match: re.Match[str], value: str) -> bool:
    if not (match["label"] or _ORDER_NAMED.match(match.group())):
        return False
    has_digit = any(c.isdigit() for c in value)
    wrong_digits = value.isdigit() and (len(value) > 20 or len(value) < 6)
    return wrong_digits or (
        has_digit and len(value) >= 5 and not re.fullmatch(r"\d+[a-z]{1,4}", value, re.I)
    )


_CUT_SHORT = re.compile(r"(?<!\w)0x[0-9a-f]{2,20}(?:\.{2,4}|…|\*{2,4})[0-9a-f]{2,20}", re.I)


def _said_txids(text: str) -> Iterator[Found]:
    """ "txid: asdf123", "0x284e8d...36b5": called a TxID, but none by its form."""
    for match in _CUT_SHORT.finditer(text):
        yield Found("input_problem", "malformed_txid", *match.span())
    for match in _TX_VALUE.finditer(text):
        value = match["value"].rstrip(".,…*-")
        if _mixed(value) and len(value) >= 5 and classify(value) is None and not is_address(value):
            yield Found(
                "input_problem",
                "malformed_txid",
                match.start("value"),
                match.start("value") + len(value),
            )
