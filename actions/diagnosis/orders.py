"""What one order locks, acquired and spent, in the currencies of its pair (reference 4.1)."""

from __future__ import annotations

from decimal import Decimal

from actions.diagnosis.case import Case
from actions.diagnosis.records import Order
from actions.diagnosis.states import ORDER_FILLED

ZERO = Decimal(0)
_SPOT = frozenset({None, "SPOT", "MARGIN"})


def pair(order: Order) -> tuple[str, str]:
    """(base, quote) of "BTC-USDT"; a missing quote is ""."""
    base, _, rest = order.inst_id.partition("-")
    return base, rest.partition("-")[0]


def is_spot(order: Order) -> bool:
    """Spot and margin orders exchange assets; derivatives don't."""
    return order.inst_type in _SPOT and order.inst_id.count("-") <= 1


def filled_size(order: Order) -> Decimal:
    """Filled so far, in base currency."""
    return order.acc_fill_sz or ZERO


def _in_quote(order: Order) -> bool:
    # The size of a spot market buy is quote currency unless it says otherwise.
    if order.ord_type != "market":
        return False
    return (order.tgt_ccy or ("quote_ccy" if order.side == "buy" else "base_ccy")) == "quote_ccy"


def locked(order: Order) -> tuple[Decimal, str] | None:
    """(amount, currency) that an open spot order holds back; None where it can't be told."""
    if not is_spot(order) or order.sz is None or order.side not in ("buy", "sell"):
        return None
    base, quote = pair(order)
    if _in_quote(order):
        spent = filled_size(order) * (order.avg_px or ZERO)
        return max(order.sz - spent, ZERO), quote
    left = max(order.sz - filled_size(order), ZERO)
    if order.side == "sell":
        return left, base
    return (left * order.px, quote) if order.px is not None else None


def locks(order: Order, ccy: str) -> bool:
    """Whether this open order may hold back ``ccy``, its amount known or not."""
    known = locked(order)
    return known[1] == ccy if known else ccy in pair(order)


def acquired(order: Order) -> tuple[Decimal, str] | None:
    """(amount, currency) that the filled part brought in, less a fee taken in it."""
    base, quote = pair(order)
    size = filled_size(order)
    if not is_spot(order) or size <= 0:
        return None
    if order.side == "buy":
        amount, ccy = size, base
    elif order.side == "sell" and order.avg_px is not None:
        amount, ccy = size * order.avg_px, quote
    else:
        return None
    fee = order.fee or ZERO  # negative: charged
    return (amount + fee if order.fee_ccy == ccy and fee < 0 else amount), ccy


def spent(order: Order) -> tuple[Decimal, str] | None:
    """(amount, currency) that the filled part used up."""
    base, quote = pair(order)
    size = filled_size(order)
    if not is_spot(order) or size <= 0:
        return None
    if order.side == "sell":
        return size, base
    if order.side == "buy" and order.avg_px is not None:
        return size * order.avg_px, quote
    return None


def all_orders(case: Case) -> tuple[Order, ...]:
    """Open and past orders, each id once; an id in both lists is what the history says."""
    past = case.order_history.value if case.order_history else ()
    ids = {order.ord_id for order in past}
    pending = case.open_orders.value if case.open_orders else ()
    return (*past, *(order for order in pending if order.ord_id not in ids))


def filled_orders(case: Case) -> tuple[Order, ...]:
    """Orders of the history that were filled completely."""
    past = case.order_history.value if case.order_history else ()
    return tuple(order for order in past if order.state == ORDER_FILLED)
