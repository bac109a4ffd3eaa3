"""Bills: what the scenario's deposits, withdrawals, transfers and trades booked.

Bills follow from the rest of the scenario, so that the two never disagree; only
what nothing else implies is written down as a bill.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sandbox import seeds
from sandbox.exchange.errors import Refusal
from sandbox.exchange.orders import fee, order_ids, spent_price
from sandbox.exchange.wire import Context, Row, filled, matching, num, page
from sandbox.scenario.activity import ZERO, Order
from sandbox.scenario.model import DAY, FUNDING, TRADING

CREDITED = ("1", "2")  # deposit states in which the money was booked
RETURNED = ("-1", "-2")  # withdrawal states in which it came back


@dataclass(frozen=True)
class Entry:
    """One booking on one account. ``extra`` are fields of the wire that differ."""

    ccy: str
    change: Decimal
    at: int
    type: str
    sub: str = ""
    extra: tuple[tuple[str, str], ...] = ()


def funding_entries(ctx: Context) -> list[Entry]:
    """Types: 1 deposit, 2 withdrawal, 13 canceled withdrawal, 75 Simple Earn subscription,
    130 from the trading account, 131 to it, 220 delisted."""
    customer = ctx.customer
    entries = [Entry(b.ccy, b.change, b.at, b.type) for b in customer.funding_bills]
    entries += [
        Entry(d.ccy, d.amt, d.at, "1") for d in customer.deposits if d.bill and d.state in CREDITED
    ]
    for row in customer.withdrawals:
        entries.append(Entry(row.ccy, -row.amt - row.fee, row.at, "2"))
        if row.state in RETURNED:
            entries.append(Entry(row.ccy, row.amt + row.fee, row.at + 600_000, "13"))
    for move in customer.transfers:
        into = move.to == "funding"
        entries.append(
            Entry(move.ccy, move.amt if into else -move.amt, move.at, "130" if into else "131")
        )
    entries += [Entry(ccy, -row.amt, row.at, "75") for ccy, row in customer.earn.items()]
    entries += [Entry(row.ccy, -row.bal, row.at, "220") for row in customer.delisted]
    return entries


def trading_entries(ctx: Context) -> list[Entry]:
    """Type 1 transfer (11 in, 12 out), 2 trade (1 buy, 2 sell), and what is written down."""
    customer = ctx.customer
    entries = [Entry(b.ccy, b.change, b.at, b.type, b.sub) for b in customer.trading_bills]
    for move in customer.transfers:
        into = move.to == "trading"
        ends = (FUNDING, TRADING) if into else (TRADING, FUNDING)
        entries.append(
            Entry(
                move.ccy,
                move.amt if into else -move.amt,
                move.at,
                "1",
                "11" if into else "12",
                (("from", ends[0]), ("to", ends[1]), ("sz", num(move.amt))),
            )
        )
    ids = order_ids(ctx.name, customer)
    for index, order in enumerate(customer.orders):
        if order.filled and order.bills:
            entries += _trade(ctx, order, ids[index])
    return entries


def _trade(ctx: Context, order: Order, ord_id: str) -> list[Entry]:
    base, quote = order.pair.split("-")
    price = spent_price(ctx, order)
    paid, fee_ccy = fee(ctx, order)
    sign = 1 if order.side == "buy" else -1
    sub = "1" if order.side == "buy" else "2"
    at = order.filled_at if order.filled_at is not None else order.at
    common = (
        ("instType", "SPOT"),
        ("instId", order.pair),
        ("ordId", ord_id),
        ("px", num(price)),
        ("tradeId", ord_id[-9:]),
        ("execType", "T"),
        ("mgnMode", "cash"),
        ("fillTime", ctx.ms(at)),
        ("fillIdxPx", num(price)),
    )
    changes = {base: sign * order.filled, quote: -sign * order.filled * price}
    return [
        Entry(
            ccy,
            change + (paid if ccy == fee_ccy else ZERO),
            at,
            "2",
            sub,
            (*common, ("sz", num(abs(change))), ("fee", num(paid) if ccy == fee_ccy else "0")),
        )
        for ccy, change in changes.items()
    ]


def _booked(entries: list[Entry], now: dict[str, Decimal]) -> list[tuple[Entry, Decimal, int]]:
    """(entry, balance after it, place counted from the oldest), worked out backwards."""
    balance = dict(now)
    newest_first = sorted(entries, key=lambda entry: -entry.at)
    booked = []
    for place, entry in enumerate(newest_first):
        after = balance.get(entry.ccy, ZERO)
        booked.append((entry, max(after, ZERO), len(newest_first) - place))
        balance[entry.ccy] = after - entry.change
    return booked


def asset_bills(ctx: Context) -> list[Row]:
    now = {ccy: row.bal for ccy, row in ctx.customer.funding.items()}
    prefix = seeds.digits(8, "funding bills", ctx.name)
    rows = [
        {
            "billId": f"{prefix}{place:04d}",
            "ccy": entry.ccy,
            "clientId": "",
            "balChg": num(entry.change),
            "bal": num(after),
            "type": entry.type,
            "notes": "",
            "ts": ctx.ms(entry.at),
        }
        for entry, after, place in _booked(funding_entries(ctx), now)
        if entry.at >= -31 * DAY
    ]
    return page(matching(rows, ctx.query, "ccy", "type", "clientId"), ctx.query, "ts")


_EMPTY = (
    "clOrdId execType fee fillFwdPx fillIdxPx fillMarkPx fillMarkVol fillPxUsd "
    "fillPxVol from instId instType mgnMode notes ordId px tag to tradeId fillTime"
)


def _trading_bills(ctx: Context, kept: int) -> list[Row]:
    now = {ccy: row.cash for ccy, row in ctx.customer.trading.items()}
    prefix = seeds.digits(12, "trading bills", ctx.name)
    rows = [
        {
            **filled(_EMPTY, ""),
            **filled("interest pnl posBal posBalChg", "0"),
            "billId": f"{prefix}{place:06d}",
            "ccy": entry.ccy,
            "balChg": num(entry.change),
            "bal": num(after),
            "type": entry.type,
            "subType": entry.sub,
            "sz": num(abs(entry.change)),
            "ts": ctx.ms(entry.at),
            **dict(entry.extra),
        }
        for entry, after, place in _booked(trading_entries(ctx), now)
        if entry.at >= -kept
    ]
    rows = matching(rows, ctx.query, "ccy", "type", "subType", "instId", "instType", "mgnMode")
    return page(rows, ctx.query, "billId")


def account_bills(ctx: Context) -> list[Row]:
    return _trading_bills(ctx, 7 * DAY)


def account_bills_archive(ctx: Context) -> list[Row]:
    return _trading_bills(ctx, 90 * DAY)


def transfer_state(ctx: Context) -> list[Row]:
    wanted = ctx.query.get("transId", "")
    if not wanted and not ctx.query.get("clientId", ""):
        raise Refusal("51000", "transId")
    for index, move in enumerate(ctx.customer.transfers):
        if wanted == transfer_id(ctx.name, index):
            into = move.to == "trading"
            return [
                {
                    **filled("clientId subAcct instId toInstId", ""),
                    "transId": wanted,
                    "ccy": move.ccy,
                    "amt": num(move.amt),
                    "type": "0",
                    "from": FUNDING if into else TRADING,
                    "to": TRADING if into else FUNDING,
                    "state": "success",
                }
            ]
    raise Refusal("58129", "transId")


def transfer_id(name: str, index: int) -> str:
    return seeds.digits(9, "transfer", name, index)
