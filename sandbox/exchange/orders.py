"""Orders and fills."""

from __future__ import annotations

from decimal import Decimal

from sandbox import seeds
from sandbox.exchange.errors import Refusal
from sandbox.exchange.wire import Context, Row, filled, matching, num, page
from sandbox.scenario.activity import ZERO, Order
from sandbox.scenario.model import DAY, Customer

OPEN = ("live", "partially_filled")
FEE_RATE = Decimal("0.001")  # taker; the share of what a trade brings in
CANCELED_KEPT = -DAY // 12  # canceled orders without a fill are kept for two hours
_BLANK = (
    "ccy clOrdId tag pxUsd pxVol pxType stpId lever attachAlgoClOrdId tpTriggerPx "
    "tpTriggerPxType tpOrdPx slTriggerPx slTriggerPxType slOrdPx rebate quickMgnType "
    "algoClOrdId algoId source cancelSourceReason"
)


def spent_price(ctx: Context, order: Order) -> Decimal:
    """The price of the fills: the order's own, or the market's for a market order."""
    if order.price is not None:
        return order.price
    base, quote = order.pair.split("-")
    return round(ctx.price(base) / ctx.price(quote), 6)


def order_ids(name: str, customer: Customer) -> dict[int, str]:
    """Order ids by index. A newer order has the higher id, as on the exchange."""
    prefix = seeds.digits(12, "orders", name)
    oldest_first = sorted(range(len(customer.orders)), key=lambda i: customer.orders[i].at)
    return {index: f"{prefix}{place:06d}" for place, index in enumerate(oldest_first, start=100)}


def stray_order_id(name: str) -> str:
    """An order id that this customer asks about and that doesn't exist."""
    return seeds.digits(12, "orders", name) + "999999"


def locked_by_orders(customer: Customer) -> dict[str, Decimal]:
    """What open spot limit orders lock: the base of a sell, the quote of a buy."""
    locked: dict[str, Decimal] = {}
    for order in customer.orders:
        if order.state in OPEN and order.price is not None:
            base, quote = order.pair.split("-")
            rest = order.size - order.filled
            ccy, amount = (base, rest) if order.side == "sell" else (quote, rest * order.price)
            locked[ccy] = locked.get(ccy, ZERO) + amount
    return locked


def fee(ctx: Context, order: Order) -> tuple[Decimal, str]:
    """The fee (negative) and its currency: always taken from what the trade brings in."""
    base, quote = order.pair.split("-")
    if order.side == "buy":
        return -order.filled * FEE_RATE, base
    return -order.filled * spent_price(ctx, order) * FEE_RATE, quote


def _order(ctx: Context, order: Order, ord_id: str) -> Row:
    market_buy = order.type == "market" and order.side == "buy"
    target = "quote_ccy" if market_buy else "base_ccy"
    paid, fee_ccy = fee(ctx, order)
    done = order.filled_at if order.filled_at is not None else order.at
    fill_price = num(spent_price(ctx, order)) if order.filled else ""
    return {
        **filled(_BLANK, ""),
        "instType": "SPOT",
        "instId": order.pair,
        "tgtCcy": target if order.type == "market" else "",
        "ordId": ord_id,
        "px": num(order.price),
        "sz": num(order.size),
        "pnl": "0",
        "ordType": order.type,
        "side": order.side,
        "posSide": "net",
        "tdMode": "cash",
        "accFillSz": num(order.filled),
        "fillPx": fill_price,
        "tradeId": ord_id[-9:] if order.filled else "",
        "fillSz": num(order.filled),
        "fillTime": ctx.ms(done) if order.filled else "",
        "avgPx": fill_price,
        "state": order.state,
        "stpMode": "cancel_maker",
        "attachAlgoOrds": [],
        "linkedAlgoOrd": {"algoId": ""},
        "feeCcy": fee_ccy,
        "fee": num(paid) if order.filled else "0",
        "rebateCcy": order.pair.split("-")[1] if order.side == "buy" else order.pair.split("-")[0],
        "category": "normal",
        "reduceOnly": "false",
        "isTpLimit": "false",
        "cancelSource": order.cancel_source,
        "uTime": ctx.ms(done),
        "cTime": ctx.ms(order.at),
        "tradeQuoteCcy": order.pair.split("-")[1],
    }


def _all(ctx: Context, kept: int) -> list[Row]:
    """Every order younger than ``kept`` milliseconds, without forgotten cancellations."""
    ids = order_ids(ctx.name, ctx.customer)
    return [
        _order(ctx, order, ids[index])
        for index, order in enumerate(ctx.customer.orders)
        if order.at >= -kept
        and not (
            order.state.endswith("canceled")
            and not order.filled
            and (order.filled_at or order.at) < CANCELED_KEPT
        )
    ]


def order_details(ctx: Context) -> list[Row]:
    pair = ctx.required("instId")
    wanted = ctx.query.get("ordId", "")
    if not wanted and not ctx.query.get("clOrdId", ""):
        raise Refusal("51000", "ordId")
    if not wanted.isdecimal():
        raise Refusal("51603") if not wanted else Refusal("51000", "ordId")
    rows = [r for r in _all(ctx, 90 * DAY) if (r["instId"], r["ordId"]) == (pair, wanted)]
    if not rows:
        raise Refusal("51603")
    return rows


def orders_pending(ctx: Context) -> list[Row]:
    rows = [row for row in _all(ctx, 90 * DAY) if row["state"] in OPEN]
    rows = matching(rows, ctx.query, "instType", "instId", "ordType", "state")
    return page(rows, ctx.query, "ordId", "cTime")


def _history(ctx: Context, kept: int) -> list[Row]:
    ctx.required("instType")
    rows = [row for row in _all(ctx, kept) if row["state"] not in OPEN]
    rows = matching(rows, ctx.query, "instType", "instId", "ordType", "state", "category")
    return page(rows, ctx.query, "ordId", "cTime")


def orders_history(ctx: Context) -> list[Row]:
    return _history(ctx, 7 * DAY)


def orders_archive(ctx: Context) -> list[Row]:
    return _history(ctx, 90 * DAY)


def _fill(ctx: Context, order: Order, ord_id: str) -> Row:
    paid, fee_ccy = fee(ctx, order)
    price = num(spent_price(ctx, order))
    done = order.filled_at if order.filled_at is not None else order.at
    return {
        **filled("clOrdId tag fillPxVol fillPxUsd fillMarkVol fillFwdPx fillMarkPx", ""),
        "instType": "SPOT",
        "instId": order.pair,
        "tradeId": ord_id[-9:],
        "ordId": ord_id,
        "billId": ord_id + "1",
        "subType": "1" if order.side == "buy" else "2",
        "fillPx": price,
        "fillSz": num(order.filled),
        "fillIdxPx": price,
        "fillPnl": "0",
        "side": order.side,
        "posSide": "net",
        "execType": "T",
        "feeCcy": fee_ccy,
        "fee": num(paid),
        "ts": ctx.ms(done),
        "fillTime": ctx.ms(done),
        "feeRate": num(-FEE_RATE),
        "tradeQuoteCcy": order.pair.split("-")[1],
    }


def _fills(ctx: Context, kept: int) -> list[Row]:
    ids = order_ids(ctx.name, ctx.customer)
    rows = [
        _fill(ctx, order, ids[index])
        for index, order in enumerate(ctx.customer.orders)
        if order.filled and (order.filled_at or order.at) >= -kept
    ]
    rows = matching(rows, ctx.query, "instType", "instId", "ordId", "subType")
    return page(rows, ctx.query, "billId")


def fills(ctx: Context) -> list[Row]:
    return _fills(ctx, 3 * DAY)


def fills_history(ctx: Context) -> list[Row]:
    ctx.required("instType")
    return _fills(ctx, 90 * DAY)
