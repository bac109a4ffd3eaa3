"""Run by the clients' own Python: asks the sandbox through python-okx or ccxt.

``third_party_clients.py {python-okx|ccxt} BASE_URL KEYS_FILE`` prints what the client
made of the answers as one JSON object.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

Keys = dict[str, dict[str, str]]


def _rows(answer: dict[str, Any]) -> list[dict[str, Any]]:
    assert answer["code"] == "0", answer
    rows: list[dict[str, Any]] = answer["data"]
    return rows


def ask_python_okx(base: str, keys: Keys) -> dict[str, Any]:
    import okx.Account
    import okx.Finance.Savings
    import okx.Funding
    import okx.PublicData
    import okx.Status
    import okx.Trade
    from loguru import logger

    logger.remove()

    def api(kind: Any, customer: str, **change: str) -> Any:
        own = {**keys[customer], **change}
        flag = "1" if own["simulated"] else "0"
        return kind(
            own["api_key"], own["secret"], own["passphrase"], flag=flag, domain=base, debug=False
        )

    account, funding, trade = okx.Account.AccountAPI, okx.Funding.FundingAPI, okx.Trade.TradeAPI
    deposit = _rows(api(funding, "completed-missing").get_deposit_history(ccy="ETH"))[0]
    order = _rows(api(trade, "order-open").get_order_list(instType="SPOT"))[0]
    return {
        "balance": _rows(api(account, "order-open").get_account_balance(ccy="USDT")),
        "balances": _rows(api(funding, "healthy").get_balances(ccy="BTC,USDC")),
        "valuation": _rows(api(funding, "healthy").get_asset_valuation(ccy="USD")),
        "deposits": [deposit],
        # the chain's name has a space: signed plain, sent encoded
        "stage": _rows(
            api(funding, "completed-missing").get_deposit_withdraw_status(
                txId=deposit["txId"], ccy="ETH", to=deposit["to"], chain=deposit["chain"]
            )
        ),
        "withdrawals": _rows(api(funding, "withdrawn").get_withdrawal_history()),
        "address": _rows(api(funding, "missing-memo").get_deposit_address("XRP")),
        "currencies": _rows(api(funding, "healthy").get_currencies()),
        "non_tradable": _rows(api(funding, "delisted").get_non_tradable_assets()),
        "funding_bills": _rows(api(funding, "withdrawn").get_bills()),
        "open_orders": [order],
        "order": _rows(
            api(trade, "order-open").get_order(instId=order["instId"], ordId=order["ordId"])
        ),
        "history": _rows(api(trade, "sold").get_orders_history(instType="SPOT")),
        "fills": _rows(api(trade, "filled-in-trading").get_fills(instType="SPOT")),
        "config": _rows(api(account, "kyc-level-1").get_account_config()),
        "trading_bills": _rows(api(account, "converted").get_account_bills()),
        "max_withdrawal": _rows(api(account, "order-open").get_max_withdrawal(ccy="USDT")),
        "savings": _rows(api(okx.Finance.Savings.SavingsAPI, "in-earn").get_saving_balance()),
        "status": _rows(api(okx.Status.StatusAPI, "healthy").status(state="ongoing")),
        "demo": _rows(api(account, "demo-trading").get_account_balance()),
        "time": _rows(
            okx.PublicData.PublicAPI(flag="0", domain=base, debug=False).get_system_time()
        ),
        "transfer": api(funding, "healthy").funds_transfer("USDT", "1.5", "6", "18"),
        "bad_secret": api(account, "healthy", secret="guess").get_account_balance(),
    }


def ask_ccxt(base: str, keys: Keys) -> dict[str, Any]:
    import ccxt

    def api(customer: str, **change: str) -> Any:
        own = {**keys[customer], **change}
        exchange = ccxt.okx({
            "apiKey": own["api_key"],
            "secret": own["secret"],
            "password": own["passphrase"],
            "enableRateLimit": False,
        })  # fmt: skip
        if own["simulated"]:
            exchange.set_sandbox_mode(True)
        exchange.urls["api"] = {"rest": base}
        if cache:
            exchange.set_markets_from_exchange(cache[0])
        return exchange

    def refusal(call: Any, *arguments: Any) -> str:
        try:
            call(*arguments)
        except ccxt.BaseError as error:
            return type(error).__name__
        return "no error"

    cache: list[Any] = []
    healthy = api("healthy")
    markets = healthy.load_markets()
    cache.append(healthy)
    open_orders = api("two-open-orders").fetch_open_orders("BTC/USDT")
    return {
        "markets": sorted(markets)[:5],
        "currency": healthy.currencies["USDT"]["networks"],
        "suspended": healthy.currencies["DOT"]["deposit"],
        "balance": api("order-open").fetch_balance()["USDT"],
        "funding": healthy.fetch_balance({"type": "funding"})["total"],
        "deposits": api("two-pending-deposits").fetch_deposits(),
        "withdrawals": api("withdrawn").fetch_withdrawals("ETH"),
        "address": api("missing-memo").fetch_deposit_addresses_by_network("XRP"),
        "open_orders": open_orders,
        "order": api("two-open-orders").fetch_order(open_orders[0]["id"], "BTC/USDT"),
        "closed": api("filled-in-trading").fetch_closed_orders("BTC/USDT"),
        "trades": api("filled-in-trading").fetch_my_trades("BTC/USDT"),
        "ledger": api("sold").fetch_ledger("BTC"),
        "accounts": healthy.fetch_accounts(),
        "status": healthy.fetch_status()["status"],
        "time": healthy.fetch_time(),
        "ticker": healthy.fetch_ticker("BTC/USDT")["last"],
        "demo": api("demo-trading").fetch_balance()["total"],
        "two_currencies": api("healthy").private_get_asset_balances({"ccy": "BTC,ETH"}),
        "transfer": refusal(healthy.transfer, "USDT", 1.5, "funding", "trading"),
        "bad_secret": refusal(api("healthy", secret="guess").fetch_balance),
        "unknown_key": refusal(api("healthy", api_key="demo-key-nobody").fetch_balance),
        "wrong_site": refusal(api("wrong-site").fetch_balance),
        "wrong_environment": refusal(api("healthy", simulated="yes").fetch_balance),
    }


def main(client: str, base: str, keys_file: str) -> None:
    keys = json.loads(Path(keys_file).read_text())["customers"]
    asked = {"python-okx": ask_python_okx, "ccxt": ask_ccxt}[client](base, keys)
    json.dump(asked, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
