"""Deposits: their history, one by its TxID, and the addresses they may be sent to."""

from __future__ import annotations

from collections.abc import Sequence

from actions.adapters import endpoints
from actions.adapters.account import Account
from actions.adapters.deadline import Deadline
from actions.adapters.errors import AdapterError
from actions.adapters.fields import (
    Row,
    integer,
    mapping,
    parse_rows,
    required,
    required_decimal,
    text,
    time_ms,
)
from actions.diagnosis.records import Deposit, DepositAddress, Known, Source

PAGE = 100  # rows the exchange gives at most
NO_ADDRESS = "58301"  # "Deposit-address not exist": the answer is "none"


def history(
    account: Account, deadline: Deadline, *, ccy: str | None = None, tx_id: str | None = None
) -> Known[tuple[Deposit, ...]]:
    """The newest 100 deposits, newest first, and those the question names.

    ``ccy`` is asked for by itself only when the first page is full; ``tx_id`` always,
    since it may be older than that page. Raises AdapterError.
    """
    asked: list[dict[str, str]] = [{"txId": tx_id}] if tx_id else []
    reply = account.get(endpoints.DEPOSITS, Source.DEPOSITS, deadline)
    rows, as_of = list(reply.rows), reply.as_of
    if ccy and len(rows) >= PAGE:
        asked.append({"ccy": ccy})
    for params in asked:
        more = account.get(endpoints.DEPOSITS, Source.DEPOSITS, deadline, **params)
        rows, as_of = rows + more.rows, min(as_of, more.as_of)
    return Known(_once_each(parse_rows(Source.DEPOSITS, rows, deposit)), as_of)


def addresses(
    account: Account, deadline: Deadline, currencies: Sequence[str]
) -> Known[tuple[DepositAddress, ...]]:
    """The customer's deposit addresses for these currencies, on every chain of each."""
    found: list[DepositAddress] = []
    as_of = None
    for ccy in currencies:
        try:
            reply = account.get(
                endpoints.DEPOSIT_ADDRESS, Source.DEPOSIT_ADDRESSES, deadline, ccy=ccy
            )
        except AdapterError as refused:
            if refused.code != NO_ADDRESS:
                raise
            continue
        found += parse_rows(Source.DEPOSIT_ADDRESSES, reply.rows, deposit_address)
        as_of = min(as_of or reply.as_of, reply.as_of)
    return Known(tuple(found), as_of or account.client.clock.now())


def deposit(row: Row) -> Deposit:
    return Deposit(
        ccy=required(row, "ccy"),
        chain=text(row, "chain") or "",  # older payloads leave it out
        amt=required_decimal(row, "amt"),
        state=required(row, "state"),
        ts=time_ms(row, "ts"),
        tx_id=text(row, "txId"),
        dep_id=text(row, "depId"),
        to=text(row, "to"),
        from_=text(row, "from"),
        confirmations=integer(row, "actualDepBlkConfirm"),
    )


def deposit_address(row: Row) -> DepositAddress:
    extra = next((v for v in mapping(row, "addrEx").values() if isinstance(v, str) and v), None)
    return DepositAddress(
        ccy=required(row, "ccy"),
        chain=text(row, "chain") or "",
        addr=canonical_address(required(row, "addr")),
        tag=text(row, "tag") or text(row, "memo") or text(row, "pmtId") or extra,
    )


def canonical_address(address: str) -> str:
    """One spelling for addresses that may be written in several: EVM and Bech32 in lower case."""
    lower = address.lower()
    if lower.startswith("0x") and len(lower) == 42:
        return lower
    if lower.startswith(("bc1", "ltc1")) and address in (lower, address.upper()):
        return lower
    return address


def _once_each(deposits: tuple[Deposit, ...]) -> tuple[Deposit, ...]:
    seen: dict[object, Deposit] = {}
    for one in deposits:
        seen.setdefault(one.dep_id or one, one)
    return tuple(seen.values())
