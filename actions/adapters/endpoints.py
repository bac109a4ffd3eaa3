"""Every endpoint the client can reach, with its documented limit. All are read by GET.

Limits are (requests, seconds) per API key, for public endpoints per IP address
(okx-api reference, the section named beside each). No endpoint that places, cancels,
transfers or withdraws is listed, and the client takes nothing but these.

``keep`` spares the tightest limits when one customer asks several things in a row. An
archive may be a minute old: what is newer stands in the recent list, which is read anew.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Endpoint:
    path: str
    count: int
    seconds: float
    private: bool = True
    keep: float = 0.0  # seconds for which a key's answer serves its next turns too


_V5 = "/api/v5"
TRADING = Endpoint(f"{_V5}/account/balance", 10, 2)  # 1.1
FUNDING = Endpoint(f"{_V5}/asset/balances", 6, 1)  # 1.2
VALUATION = Endpoint(f"{_V5}/asset/asset-valuation", 1, 1)  # 1.3
EARN = Endpoint(f"{_V5}/finance/savings/balance", 6, 1)  # 1.4
NON_TRADABLE = Endpoint(f"{_V5}/asset/non-tradable-assets", 6, 1)  # 1.5
DEPOSITS = Endpoint(f"{_V5}/asset/deposit-history", 6, 1)  # 2.1
WITHDRAWALS = Endpoint(f"{_V5}/asset/withdrawal-history", 6, 1)  # 2.3
DEPOSIT_ADDRESS = Endpoint(f"{_V5}/asset/deposit-address", 6, 1)  # 2.4
CURRENCIES = Endpoint(f"{_V5}/asset/currencies", 6, 1)  # 3
ORDER = Endpoint(f"{_V5}/trade/order", 60, 2)  # 4.1
OPEN_ORDERS = Endpoint(f"{_V5}/trade/orders-pending", 60, 2)  # 4.2
ORDERS = Endpoint(f"{_V5}/trade/orders-history", 40, 2)  # 4.3
ORDERS_ARCHIVE = Endpoint(f"{_V5}/trade/orders-history-archive", 20, 2, keep=60)  # 4.3
FILLS = Endpoint(f"{_V5}/trade/fills", 60, 2)  # 4.4
STATUS = Endpoint(f"{_V5}/system/status", 1, 5, private=False)  # 5
CONFIG = Endpoint(f"{_V5}/account/config", 5, 2, keep=10)  # 6.1
TIME = Endpoint(f"{_V5}/public/time", 10, 2, private=False)  # 6.2
FUNDING_BILLS = Endpoint(f"{_V5}/asset/bills", 6, 1)  # 6.6
TRADING_BILLS = Endpoint(f"{_V5}/account/bills", 5, 1)  # 6.7
TRADING_BILLS_ARCHIVE = Endpoint(f"{_V5}/account/bills-archive", 5, 2, keep=60)  # 6.7
SUB_ACCOUNTS = Endpoint(f"{_V5}/users/subaccount/list", 20, 2)  # 6.8
SUB_FUNDING = Endpoint(f"{_V5}/asset/subaccount/balances", 6, 2)  # 6.9
SUB_TRADING = Endpoint(f"{_V5}/account/subaccount/balances", 6, 2)  # 6.9

ALL = tuple(value for value in globals().values() if isinstance(value, Endpoint))
