"""Withdrawals: their history and what stage each is in (okx-api reference 2.3)."""

from __future__ import annotations

import re
from decimal import Decimal

from actions.adapters import endpoints
from actions.adapters.account import Account
from actions.adapters.deadline import Deadline
from actions.adapters.deposit import PAGE
from actions.adapters.fields import (
    BadField,
    Row,
    number,
    parse_rows,
    required,
    required_decimal,
    text,
    time_ms,
)
from actions.diagnosis.records import Known, Source, Withdrawal

_FEE = re.compile(r"([0-9.]{1,40})\s{0,2}([A-Za-z0-9]{0,16})", re.ASCII)
_PHONE = re.compile(r"\+?[0-9][0-9* -]{4,18}", re.ASCII)
_BY_UID = "2"  # toAddrType


def history(
    account: Account, deadline: Deadline, *, ccy: str | None = None, tx_id: str | None = None
) -> Known[tuple[Withdrawal, ...]]:
    """The newest 100 withdrawals, newest first, and those the question names."""
    asked: list[dict[str, str]] = [{"txId": tx_id}] if tx_id else []
    reply = account.get(endpoints.WITHDRAWALS, Source.WITHDRAWALS, deadline)
    rows, as_of = list(reply.rows), reply.as_of
    if ccy and len(rows) >= PAGE:
        asked.append({"ccy": ccy})
    for params in asked:
        more = account.get(endpoints.WITHDRAWALS, Source.WITHDRAWALS, deadline, **params)
        rows, as_of = rows + more.rows, min(as_of, more.as_of)
    return Known(_once_each(parse_rows(Source.WITHDRAWALS, rows, withdrawal)), as_of)


def withdrawal(row: Row) -> Withdrawal:
    fee, unit = _fee(row)
    return Withdrawal(
        ccy=required(row, "ccy"),
        chain=text(row, "chain") or "",
        amt=required_decimal(row, "amt"),
        state=required(row, "state"),
        ts=time_ms(row, "ts"),
        wd_id=text(row, "wdId"),
        tx_id=text(row, "txId"),
        to=text(row, "to"),
        fee=fee,
        fee_ccy=text(row, "feeCcy") or unit,
        internal=_internal(row),
    )


def _fee(row: Row) -> tuple[Decimal | None, str | None]:
    """Older payloads write the unit behind the number ("0.01000000eth")."""
    value = row.get("fee")
    if value is None or value == "":
        return None, None
    match = _FEE.fullmatch(str(value).strip()) if not isinstance(value, bool) else None
    if match is None:
        raise BadField("fee")
    return number(match[1], "fee"), match[2].upper() or None


def _internal(row: Row) -> bool:
    """To another user: an e-mail address, a phone number or a UID instead of an address.

    A successful withdrawal without a TxID was one too (reference 2.3: "will return ''
    for internal transfers").
    """
    to = text(row, "to") or ""
    if text(row, "toAddrType") == _BY_UID or text(row, "areaCodeTo") or "@" in to:
        return True
    if _PHONE.fullmatch(to):
        return True
    return text(row, "state") == "2" and text(row, "txId") is None


def _once_each(withdrawals: tuple[Withdrawal, ...]) -> tuple[Withdrawal, ...]:
    seen: dict[object, Withdrawal] = {}
    for one in withdrawals:
        # older payloads repeat an id for different withdrawals: the whole row counts there
        seen.setdefault((one.wd_id, one.ccy, one.tx_id), one)
    return tuple(seen.values())
