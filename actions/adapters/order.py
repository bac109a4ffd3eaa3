"""Orders: open, past (7 days and the three-month archive), and one by its id alone."""

from __future__ import annotations

from datetime import datetime, timezone

from actions.adapters import endpoints
from actions.adapters.account import Account
from actions.adapters.deadline import Deadline
from actions.adapters.endpoints import Endpoint
from actions.adapters.errors import AdapterError
from actions.adapters.fields import Row, decimal, parse_rows, required, text, time_ms
from actions.adapters.okx import Reply
from actions.diagnosis.records import Failure, Known, Order, Source

_OLDEST = datetime.min.replace(tzinfo=timezone.utc)


def pending(account: Account, deadline: Deadline) -> Known[tuple[Order, ...]]:
    """Open orders of every kind. Take-profit and stop-loss orders are not among them."""
    reply = account.get(endpoints.OPEN_ORDERS, Source.OPEN_ORDERS, deadline)
    return Known(parse_rows(Source.OPEN_ORDERS, reply.rows, order), reply.as_of)


def history(
    account: Account, deadline: Deadline, *, order_id: str | None = None
) -> Known[tuple[Order, ...]]:
    """Past spot orders, newest first, and the asked one wherever the exchange keeps it.

    All of it or nothing: a part that fails would make "no such order" a guess.
    Raises AdapterError.
    """
    replies = [
        _orders(account, endpoint, deadline, "SPOT")
        for endpoint in (endpoints.ORDERS, endpoints.ORDERS_ARCHIVE)
    ]
    orders = _merge(replies)
    as_of = replies[0].as_of  # an archive may be kept: what is newer is in the first
    if order_id and not any(one.ord_id == order_id for one in orders):
        found = _elsewhere(account, deadline, order_id)
        orders, as_of = _sorted(orders + found.value), min(as_of, found.as_of)
    return Known(orders, as_of)


def _elsewhere(account: Account, deadline: Deadline, order_id: str) -> Known[tuple[Order, ...]]:
    """An id alone names no instrument, which order details need: margin orders and the
    fills of the last three days are searched for it."""
    replies = [
        _orders(account, endpoint, deadline, "MARGIN")
        for endpoint in (endpoints.ORDERS, endpoints.ORDERS_ARCHIVE)
    ]
    as_of = replies[0].as_of
    found = tuple(one for one in _merge(replies) if one.ord_id == order_id)
    if found:
        return Known(found, as_of)
    fills = account.get(endpoints.FILLS, Source.ORDER_HISTORY, deadline, ordId=order_id)
    as_of = min(as_of, fills.as_of)
    instrument = _instrument(fills, order_id)
    if instrument is None:
        return Known((), as_of)
    return by_id(account, deadline, instrument, order_id) or Known((), as_of)


def by_id(
    account: Account, deadline: Deadline, inst_id: str, order_id: str
) -> Known[tuple[Order, ...]] | None:
    """One order of a known instrument; None when the exchange knows no such order."""
    try:
        reply = account.get(
            endpoints.ORDER, Source.ORDER_HISTORY, deadline, instId=inst_id, ordId=order_id
        )
    except AdapterError as refused:
        if refused.failure is not Failure.NOT_FOUND:
            raise
        return None
    return Known(parse_rows(Source.ORDER_HISTORY, reply.rows, order), reply.as_of)


def fill_of(row: Row) -> tuple[str, str]:
    """A fill's order id and instrument."""
    return required(row, "ordId"), required(row, "instId")


def order(row: Row) -> Order:
    """A conditional order that has not been triggered has only an ``algoId``."""
    return Order(
        ord_id=text(row, "ordId") or required(row, "algoId"),
        inst_id=required(row, "instId"),
        state=required(row, "state"),
        side=text(row, "side"),
        ord_type=text(row, "ordType"),
        inst_type=text(row, "instType"),
        px=decimal(row, "px"),
        sz=decimal(row, "sz"),
        tgt_ccy=text(row, "tgtCcy"),
        acc_fill_sz=decimal(row, "accFillSz"),
        avg_px=decimal(row, "avgPx"),
        fee=decimal(row, "fee"),
        fee_ccy=text(row, "feeCcy"),
        fill_time=time_ms(row, "fillTime"),
        c_time=time_ms(row, "cTime"),
        u_time=time_ms(row, "uTime"),
        cancel_source=text(row, "cancelSource"),
    )


def _orders(account: Account, endpoint: Endpoint, deadline: Deadline, kind: str) -> Reply:
    return account.get(endpoint, Source.ORDER_HISTORY, deadline, instType=kind)


def _instrument(fills: Reply, order_id: str) -> str | None:
    pairs = parse_rows(Source.ORDER_HISTORY, fills.rows, fill_of)
    return next((instrument for found, instrument in pairs if found == order_id), None)


def _merge(replies: list[Reply]) -> tuple[Order, ...]:
    orders: dict[str, Order] = {}
    for reply in replies:
        for one in parse_rows(Source.ORDER_HISTORY, reply.rows, order):
            orders.setdefault(one.ord_id, one)
    return _sorted(tuple(orders.values()))


def _sorted(orders: tuple[Order, ...]) -> tuple[Order, ...]:
    return tuple(sorted(orders, key=lambda one: one.c_time or _OLDEST, reverse=True))
