"""Balances: funding, trading, Earn, non-tradable, what can be withdrawn, what it is worth."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from sandbox.exchange.errors import Refusal
from sandbox.exchange.orders import locked_by_orders
from sandbox.exchange.wire import Context, Row, cents, filled, num
from sandbox.scenario.activity import ZERO
from sandbox.scenario.model import DAY, Customer, Held, Traded

# Fields that a plain spot account leaves empty or at zero.
_EMPTY = (
    "availEq disEq isoLiab crossLiab uplLiab mgnRatio imr mmr notionalLever "
    "borrowFroz maxLoan spotInUseAmt clSpotInUseAmt maxSpotInUse openAvgPx accAvgPx "
    "spotUpl spotUplRatio totalPnl totalPnlRatio"
)
_ACCOUNT_EMPTY = (
    "adjEq availEq borrowFroz imr mmr mgnRatio notionalUsd notionalUsdForBorrow "
    "notionalUsdForFutures notionalUsdForOption notionalUsdForSwap ordFroz upl delta "
    "deltaLever"
)
_ZERO = "upl rewardBal interest twap frpType isoUpl colRes colBorrAutoConversion"


def funding_rows(held: dict[str, Held]) -> list[Row]:
    return [
        {
            "ccy": ccy,
            "bal": num(row.bal),
            "frozenBal": num(row.frozen),
            "availBal": num(row.bal - row.frozen),
        }
        for ccy, row in held.items()
        if row.bal > 0
    ]


def asset_balances(ctx: Context) -> list[Row]:
    return [row for row in funding_rows(ctx.customer.funding) if ctx.wanted(row["ccy"])]


def equity(row: Traded) -> Decimal:
    return row.cash + row.bots + row.copy + row.isolated - row.borrowed


def trading_row(ctx: Context, ccy: str, row: Traded, in_orders: Decimal) -> Row:
    frozen = in_orders + row.algo
    available = max(row.cash - frozen - row.sniper - row.lent, ZERO)
    return {
        **filled(_EMPTY, ""),
        **filled(_ZERO, "0"),
        "ccy": ccy,
        "eq": num(equity(row)),
        "cashBal": num(row.cash),
        "availBal": num(available),
        "frozenBal": num(equity(row) - available if row.borrowed == 0 else frozen),
        "ordFrozen": num(frozen),
        "fixedBal": num(row.sniper),
        "stgyEq": num(row.bots),
        "spotIsoBal": num(row.copy),
        "spotCopyTradingEq": num(row.copy),
        "smtSyncEq": "0",
        "isoEq": num(row.isolated),
        "liab": num(row.borrowed),
        "eqUsd": cents(equity(row) * ctx.price(ccy)),
        "spotBal": num(row.cash),
        "autoLendStatus": "active" if row.lent else "off",
        "autoLendMtAmt": num(row.lent),
        "collateralEnabled": False,
        "collateralRestrict": False,
        "uTime": ctx.ms(row.updated),
    }


def account_rows(ctx: Context, traded: dict[str, Traded], locked: dict[str, Decimal]) -> list[Row]:
    """/account/balance for one account: a single row with ``details``."""
    details = [
        trading_row(ctx, ccy, row, locked.get(ccy, ZERO))
        for ccy, row in traded.items()
        if row.cash or equity(row)
    ]
    total = sum((Decimal(row["eqUsd"]) for row in details), ZERO)
    return [
        {
            **filled(_ACCOUNT_EMPTY, ""),
            "deltaNeutralStatus": "0",
            "isoEq": "0",
            "totalEq": cents(total),
            "uTime": ctx.ms(max((row.updated for row in traded.values()), default=-3 * DAY)),
            "details": [row for row in details if ctx.wanted(row["ccy"])],
        }
    ]


def account_balance(ctx: Context) -> list[Row]:
    return account_rows(ctx, ctx.customer.trading, locked_by_orders(ctx.customer))


def max_withdrawal(ctx: Context) -> list[Row]:
    (account,) = account_balance(ctx)
    return [
        {
            "ccy": row["ccy"],
            "maxWd": row["availBal"],
            "maxWdEx": row["availBal"],
            "spotOffsetMaxWd": "",
            "spotOffsetMaxWdEx": "",
        }
        for row in account["details"]
    ]


def risk_state(ctx: Context) -> list[Row]:
    return [{"atRisk": False, "atRiskIdx": [], "atRiskMgn": [], "ts": str(ctx.moment.wall)}]


def savings_balance(ctx: Context) -> list[Row]:
    return [
        {
            "ccy": ccy,
            "amt": num(row.amt),
            "earnings": cents(row.amt / 1000),
            "rate": num(row.rate),
            "loanAmt": num(row.lent),
            "pendingAmt": num(row.amt - row.lent),
            "redemptAmt": "",
        }
        for ccy, row in ctx.customer.earn.items()
        if ctx.wanted(ccy)
    ]


def non_tradable(ctx: Context) -> list[Row]:
    return [
        {
            "ccy": row.ccy,
            "name": "",
            "logoLink": "",
            "bal": num(row.bal),
            "canWd": row.can_wd,
            "chain": f"{row.ccy}-{row.network}",
            "minWd": num(row.min_wd),
            "wdAll": False,
            "fee": "0.2",
            "feeCcy": "USDT",
            "burningFeeRate": "",
            "ctAddr": "",
            "wdTickSz": "8",
            "needTag": False,
        }
        for row in ctx.customer.delisted
        if ctx.wanted(row.ccy)
    ]


def _worth(ctx: Context, amounts: Iterable[tuple[str, Decimal]]) -> Decimal:
    return sum((amount * ctx.price(ccy) for ccy, amount in amounts), ZERO)


_FIAT = {"USD": "1", "EUR": "1.08", "CNY": "0.138", "SGD": "0.74", "AUD": "0.65"}


def asset_valuation(ctx: Context) -> list[Row]:
    unit = ctx.query.get("ccy", "") or "BTC"
    if unit not in _FIAT and unit not in ("BTC", "USDT"):
        raise Refusal("51000", "ccy")
    rate = Decimal(_FIAT[unit]) if unit in _FIAT else ctx.price(unit)
    parts = {
        "funding": _worth(ctx, ((c, r.bal) for c, r in ctx.customer.funding.items())) / rate,
        "trading": _worth(ctx, ((c, equity(r)) for c, r in ctx.customer.trading.items())) / rate,
        "earn": _worth(ctx, ((c, r.amt) for c, r in ctx.customer.earn.items())) / rate,
    }
    details = {"classic": "0", **{name: cents(value) for name, value in parts.items()}}
    total = cents(sum(parts.values(), ZERO))
    return [{"totalBal": total, "details": details, "ts": str(ctx.moment.wall)}]


def _sub_account(ctx: Context) -> Customer:
    name = ctx.required("subAcct")
    if name not in ctx.customer.sub_accounts:
        raise Refusal("51000", "subAcct")
    return ctx.customer


def sub_funding(ctx: Context) -> list[Row]:
    sub = _sub_account(ctx).sub_accounts[ctx.query["subAcct"]]
    return [row for row in funding_rows(sub.funding) if ctx.wanted(row["ccy"])]


def sub_trading(ctx: Context) -> list[Row]:
    sub = _sub_account(ctx).sub_accounts[ctx.query["subAcct"]]
    return account_rows(ctx, sub.trading, {})
