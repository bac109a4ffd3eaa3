"""Every endpoint: path, handler, documented rate limit, and whether a key is needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.exchange import (
    account,
    balances,
    currencies,
    deposits,
    ledger,
    market,
    orders,
    withdrawals,
)
from sandbox.exchange.wire import Context, Row

Handler = Callable[[Context], list[Row]]
API = "/api/v5/"


@dataclass(frozen=True)
class Limit:
    """At most ``times`` requests in ``seconds``, counted per key (or per IP), and per
    value of the query parameter ``each`` where the documentation says so."""

    times: int
    seconds: float
    each: str = ""


@dataclass(frozen=True)
class Route:
    handler: Handler
    limit: Limit
    private: bool = True


ROUTES: dict[str, Route] = {
    API + path: route
    for path, route in {
        "account/balance": Route(balances.account_balance, Limit(10, 2)),
        "account/bills": Route(ledger.account_bills, Limit(5, 1)),
        "account/bills-archive": Route(ledger.account_bills_archive, Limit(5, 2)),
        "account/config": Route(account.config, Limit(5, 2)),
        "account/max-withdrawal": Route(balances.max_withdrawal, Limit(20, 2)),
        "account/risk-state": Route(balances.risk_state, Limit(10, 2)),
        "account/subaccount/balances": Route(balances.sub_trading, Limit(6, 2)),
        "asset/asset-valuation": Route(balances.asset_valuation, Limit(1, 1)),
        "asset/balances": Route(balances.asset_balances, Limit(6, 1)),
        "asset/bills": Route(ledger.asset_bills, Limit(6, 1)),
        "asset/convert/currencies": Route(market.convert_currencies, Limit(6, 1)),
        "asset/convert/currency-pair": Route(market.convert_pair, Limit(6, 1)),
        "asset/currencies": Route(currencies.currencies, Limit(6, 1)),
        "asset/deposit-address": Route(deposits.deposit_address, Limit(6, 1)),
        "asset/deposit-history": Route(deposits.deposit_history, Limit(6, 1)),
        "asset/deposit-withdraw-status": Route(withdrawals.deposit_withdraw_status, Limit(1, 2)),
        "asset/non-tradable-assets": Route(balances.non_tradable, Limit(6, 1)),
        "asset/subaccount/balances": Route(balances.sub_funding, Limit(6, 2)),
        "asset/transfer-state": Route(ledger.transfer_state, Limit(10, 1)),
        "asset/withdrawal-history": Route(withdrawals.withdrawal_history, Limit(6, 1)),
        "finance/savings/balance": Route(balances.savings_balance, Limit(6, 1)),
        "market/exchange-rate": Route(market.exchange_rate, Limit(1, 2), private=False),
        "market/index-tickers": Route(market.index_tickers, Limit(20, 2), private=False),
        "market/ticker": Route(market.ticker, Limit(20, 2), private=False),
        "market/tickers": Route(market.tickers, Limit(20, 2), private=False),
        "public/instruments": Route(market.instruments, Limit(20, 2, "instType"), private=False),
        "public/time": Route(market.server_time, Limit(10, 2), private=False),
        "support/announcements": Route(market.announcements, Limit(5, 2), private=False),
        "system/status": Route(market.system_status, Limit(1, 5), private=False),
        "trade/fills": Route(orders.fills, Limit(60, 2)),
        "trade/fills-history": Route(orders.fills_history, Limit(10, 2)),
        "trade/order": Route(orders.order_details, Limit(60, 2, "instId")),
        "trade/orders-history": Route(orders.orders_history, Limit(40, 2)),
        "trade/orders-history-archive": Route(orders.orders_archive, Limit(20, 2)),
        "trade/orders-pending": Route(orders.orders_pending, Limit(60, 2)),
        "users/subaccount/list": Route(account.sub_account_list, Limit(20, 2)),
    }.items()
}

WRITES = frozenset(
    API + path
    for path in (
        "account/set-position-mode",
        "account/set-leverage",
        "asset/cancel-withdrawal",
        "asset/convert/trade",
        "asset/transfer",
        "asset/withdrawal",
        "finance/savings/purchase-redempt",
        "trade/amend-order",
        "trade/batch-orders",
        "trade/cancel-batch-orders",
        "trade/cancel-order",
        "trade/order",
    )
)
"""Endpoints that move or change something. They only refuse: the keys are read-only."""
