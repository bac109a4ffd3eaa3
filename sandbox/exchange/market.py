"""Public data: time, system status, prices, instruments, announcements, convert pairs."""

from __future__ import annotations

from decimal import Decimal

from sandbox.exchange.errors import Refusal
from sandbox.exchange.wire import Context, Row, filled, num
from sandbox.scenario.model import DAY

QUOTES = ("USDT", "USDC", "EUR")
_NOT_SPOT = (
    "uly instFamily category settleCcy ctVal ctMult ctValCcy optType stk "
    "auctionEndTime contTdSwTime expTime lever ctType alias openType"
)
_SIZES = "maxLmtSz maxMktSz maxTwapSz maxIcebergSz maxTriggerSz maxStopSz maxLmtAmt maxMktAmt"
_SHOWN = ("scheduled", "ongoing", "pre_open")  # what system/status gives unasked


def server_time(ctx: Context) -> list[Row]:
    return [{"ts": str(ctx.moment.wall)}]


def system_status(ctx: Context) -> list[Row]:
    asked = ctx.query.get("state", "")
    if asked not in ("", *_SHOWN, "completed", "canceled"):
        raise Refusal("51000", "state")
    return [
        {
            "title": event.title,
            "state": event.state,
            "begin": ctx.ms(event.begin),
            "end": ctx.ms(event.end),
            "preOpenBegin": "",
            "href": event.href,
            "serviceType": event.service,
            "system": "unified",
            "scheDesc": "",
            "maintType": event.type,
            "env": event.env,
        }
        for event in sorted(ctx.scenario.status, key=lambda event: -event.begin)
        if (event.state == asked if asked else event.state in _SHOWN)
    ]


def _pairs(ctx: Context) -> list[tuple[str, str]]:
    return [
        (b, q)
        for b in ctx.scenario.currencies
        for q in QUOTES
        if b != q and q in ctx.scenario.currencies
    ]


def _rate(ctx: Context, base: str, quote: str) -> Decimal:
    usd = Decimal(1) if quote == "USD" else ctx.price(quote)
    return round(ctx.price(base) / usd, 8)


def _range(price: Decimal) -> Row:
    """A plausible day around ``price``."""
    return {
        "open24h": num(price * Decimal("0.99")),
        "high24h": num(price * Decimal("1.01")),
        "low24h": num(price * Decimal("0.98")),
        "sodUtc0": num(price * Decimal("0.995")),
        "sodUtc8": num(price * Decimal("0.995")),
    }


def _ticker(ctx: Context, base: str, quote: str) -> Row:
    price = _rate(ctx, base, quote)
    return {
        **_range(price),
        "instType": "SPOT",
        "instId": f"{base}-{quote}",
        "last": num(price),
        "lastSz": "0.1",
        "askPx": num(price),
        "askSz": "1",
        "bidPx": num(price),
        "bidSz": "1",
        "volCcy24h": "1000000",
        "vol24h": "1000",
        "ts": str(ctx.moment.wall),
    }


def ticker(ctx: Context) -> list[Row]:
    wanted = ctx.required("instId")
    rows = [_ticker(ctx, b, q) for b, q in _pairs(ctx) if f"{b}-{q}" == wanted]
    if not rows:
        raise Refusal("51001")
    return rows


def tickers(ctx: Context) -> list[Row]:
    if ctx.required("instType") != "SPOT":
        return []
    return [_ticker(ctx, base, quote) for base, quote in _pairs(ctx)]


def index_tickers(ctx: Context) -> list[Row]:
    """Indices against USD, USDT, USDC and BTC. ``quoteCcy`` or ``instId`` is required."""
    wanted, quoted = ctx.query.get("instId", ""), ctx.query.get("quoteCcy", "")
    if not wanted and not quoted:
        raise Refusal("50014", "instId")
    rows = []
    for base in ctx.scenario.currencies:
        for quote in ("USD", "USDT", "USDC", "BTC"):
            name = f"{base}-{quote}"
            if base != quote and (wanted == name if wanted else quoted == quote):
                price = _rate(ctx, base, quote)
                rows.append(
                    {
                        "instId": name,
                        "idxPx": num(price),
                        **_range(price),
                        "ts": str(ctx.moment.wall),
                    }
                )
    if wanted and not rows:
        raise Refusal("51001")
    return rows


def exchange_rate(ctx: Context) -> list[Row]:
    return [{"usdCny": "7.162"}]


def instruments(ctx: Context) -> list[Row]:
    """Spot pairs; the sandbox has no derivatives."""
    if ctx.required("instType") != "SPOT":
        return []
    wanted = ctx.query.get("instId", "")
    return [
        {
            **filled(_NOT_SPOT, ""),
            **filled(_SIZES, "1000000"),
            "instType": "SPOT",
            "instId": f"{base}-{quote}",
            "baseCcy": base,
            "quoteCcy": quote,
            "listTime": ctx.ms(-900 * DAY),
            "tickSz": "0.0001",
            "lotSz": "0.00000001",
            "minSz": "0.00001",
            "state": "live",
            "ruleType": "normal",
        }
        for base, quote in _pairs(ctx)
        if wanted in ("", f"{base}-{quote}")
    ]


def announcements(ctx: Context) -> list[Row]:
    details = [
        {
            "title": row.title,
            "annType": "announcements-latest-announcements",
            "pTime": ctx.ms(row.at),
            "url": "https://www.okx.com/help",
        }
        for row in ctx.scenario.announcements
    ]
    return [{"totalPage": "1", "details": details}]


def convert_currencies(ctx: Context) -> list[Row]:
    return [{"ccy": ccy, "min": "", "max": ""} for ccy in ctx.scenario.currencies]


def convert_pair(ctx: Context) -> list[Row]:
    ends = {ctx.required("fromCcy"), ctx.required("toCcy")}
    for base, quote in _pairs(ctx):
        if {base, quote} == ends:
            return [
                {
                    "instId": f"{base}-{quote}",
                    "baseCcy": base,
                    "baseCcyMax": "100000",
                    "baseCcyMin": "0.0001",
                    "quoteCcy": quote,
                    "quoteCcyMax": "1000000",
                    "quoteCcyMin": "1",
                }
            ]
    raise Refusal("51001")
