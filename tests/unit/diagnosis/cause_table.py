"""One account for each cause: the row's cause is what ``diagnose`` has to name first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from actions.diagnosis.causes import CAUSES
from actions.diagnosis.findings import Certainty, Question
from actions.diagnosis.records import (
    AccountConfig,
    AccountFacts,
    CurrencyChain,
    EarnBalance,
    FundingBalance,
    NonTradableAsset,
    Restriction,
    Source,
    SubAccount,
    SystemEvent,
)
from actions.diagnosis.states import WITHDRAWAL_UNDER_WAY
from tests.unit.diagnosis.builders import (
    CURRENCIES,
    IT,
    NOW,
    STRANGER,
    TX,
    D,
    address,
    ago,
    ask,
    cash,
    deposit,
    facts,
    filled,
    funding,
    funding_bill,
    order,
    trading,
    trading_bill,
    transaction,
    withdrawal,
)


@dataclass(frozen=True)
class Row:
    """``details``: those worth comparing; the others only have to be there."""

    cause: str
    facts: AccountFacts
    question: Question
    details: dict[str, Any] = field(default_factory=dict)
    certainty: Certainty = Certainty.PROVEN
    name: str = ""

    def __str__(self) -> str:
        return self.name or self.cause


def row(
    cause: str,
    account: AccountFacts,
    details: dict[str, Any] | None = None,
    *,
    certainty: Certainty = Certainty.PROVEN,
    name: str = "",
    **question: Any,
) -> Row:
    asked = ask(question.pop("category", CAUSES[cause].category), **question)
    return Row(cause, account, asked, details or {}, certainty, name)


POSSIBLE = Certainty.POSSIBLE
_BTC = {"amount": D("0.5"), "currency": "BTC", "network": "Bitcoin"}
_AT = {**_BTC, "time": ago(hours=1)}


def _with(cause: str, state: str, /, **details: Any) -> Row:
    return row(cause, facts(deposits=(deposit(state),)), {**_AT, "txid": TX, **details})


def _closed(**field_: Any) -> tuple[CurrencyChain, ...]:
    return (
        CurrencyChain("BTC", "BTC-Bitcoin", **{"can_dep": True, "can_wd": True, **field_}),
        *CURRENCIES[1:],
    )


DEPOSITS = [
    _with("unconfirmed", "0", confirmations=1, required=2),
    row(
        "low_fee",
        facts(
            chain=transaction(confirmations=0, fee_rate=D(2), fee_rate_now=D(20)),
            deposits=(deposit(confirmations=0),),
        ),
        {"fee_rate": D(2), "fee_rate_now": D(20), "currency": "BTC", "amount": D("0.5")},
    ),
    row(
        "low_fee",
        facts(
            chain=transaction(confirmations=0, fee_rate=D(2), fee_rate_now=D(20)),
            deposit_addresses=(address(),),
        ),
        {"amount": D("0.5"), "currency": "BTC", "txid": TX},
        txid=TX,
        name="low_fee unrecorded",
    ),
    row(
        "not_on_chain",
        facts(chain=transaction(found=False, confirmations=0)),
        {"network": "Bitcoin", "txid": TX, "currency": "BTC"},
        txid=TX,
        currency="BTC",
    ),
    row(
        "failed_on_chain",
        facts(chain=transaction(succeeded=False)),
        {"network": "Bitcoin", "txid": TX, "time": ago(hours=3)},
        txid=TX,
    ),
    row(
        "wrong_network",
        facts(
            chain=transaction(network="Base", ccy="ETH", to="0xOWN"),
            deposit_addresses=(address("ETH", "ETH-ERC20", "0xown"),),
        ),
        {"amount": D("0.5"), "network": "Base", "txid": TX, "currency": "ETH"},
        txid=TX,
    ),
    row(
        "wrong_network",
        facts(chain=transaction(ccy=None), deposit_addresses=(address(),)),
        {"network": "Bitcoin"},
        txid=TX,
        name="wrong_network unlisted token",
    ),
    row(
        "wrong_address",
        facts(chain=transaction(to=STRANGER), deposit_addresses=(address(),)),
        {"network": "Bitcoin", "txid": TX},
        txid=TX,
    ),
    row(
        "missing_memo",
        facts(deposits=(deposit("2", ts=ago(days=9)),)),
        {"currency": "XRP", "network": "XRP"},
        currency="XRP",
        certainty=POSSIBLE,
    ),
    row(
        "below_minimum",
        facts(chain=transaction(amount="0.0004"), deposit_addresses=(address(),)),
        {"amount": D("0.0004"), "minimum": D("0.001"), "network": "Bitcoin"},
        txid=TX,
    ),
    row(
        "not_recorded",
        facts(chain=transaction(), deposit_addresses=(address(),)),
        {**_BTC, "confirmations": 5, "required": 2, "time": ago(hours=3)},
        txid=TX,
    ),
    row(
        "not_recorded",
        facts(deposits=(deposit("0", confirmations=2),)),
        {**_AT, "confirmations": 2},
        name="not_recorded state 0 with its confirmations",
    ),
    row(
        "credited_locked",
        facts(deposits=(deposit("1", confirmations=2),), funding=funding("BTC", "0.5")),
        {**_AT, "confirmations": 2, "required_withdraw": 3, "account": "funding"},
    ),
    _with("travel_rule", "17"),
    _with("address_blocked", "11"),
    _with("deposit_frozen", "12"),
    _with("sub_account_intercepted", "13"),
    _with("unknown_state", "29", state="29"),
    row(
        "kyc_deposit_limit",
        facts(deposits=(deposit("14"),)),
        {**_AT, "level": 2},
        category="deposit_not_arrived",
    ),
    row(
        "arrived",
        facts(deposits=(deposit("2"),), funding=funding("BTC", "0.7")),
        {**_AT, "account": "funding", "balance": D("0.7")},
    ),
    row(
        "arrived",
        facts(deposits=(deposit("2"),), trading=trading(cash("BTC", "0.7"))),
        {"account": "trading"},
        name="arrived in trading",
    ),
    row(
        "arrived",
        facts(deposits=(deposit("2"),), funding=funding("BTC", "0.7"), region=IT),
        {"account": "single"},
        name="arrived single account",
    ),
    row("completed_missing", facts(deposits=(deposit("2"),)), {**_AT, "txid": TX}),
    row("no_deposit", facts(), {"currency": "BTC"}, currency="BTC"),
    row("bank_transfer", facts(), {}, network="bank", certainty=POSSIBLE),
]

MAINTENANCE = [
    row(
        "deposits_suspended",
        facts(currencies=_closed(can_dep=False, dep_est_open_time=NOW + timedelta(hours=1))),
        {"currency": "BTC", "network": "Bitcoin", "eta": NOW + timedelta(hours=1)},
        currency="BTC",
    ),
    row(
        "withdrawals_suspended",
        facts(currencies=_closed(can_wd=False), funding=funding("BTC", 1)),
        {"currency": "BTC"},
    ),
    row("deposit_held", facts(deposits=(deposit("8"),)), _AT),
    row(
        "maintenance_ongoing",
        facts(status=(SystemEvent("Upgrade", "ongoing", ago(hours=1), None, "5", "1"),)),
        {"title": "Upgrade", "begin": ago(hours=1)},
    ),
    row(
        "maintenance_scheduled",
        facts(status=(SystemEvent("Upgrade", "scheduled", NOW + timedelta(hours=9), None, "5"),)),
        {"title": "Upgrade", "begin": NOW + timedelta(hours=9)},
    ),
    row("coin_open", facts(), {"currency": "USDT", "networks": "TRC20;ERC20"}, currency="USDT"),
    row(
        "delisted",
        facts(non_tradable=(NonTradableAsset("CELT", D(9), True, "CELT-ERC20", D(1)),)),
        {"amount": D(9), "currency": "CELT", "network": "ERC20", "minimum": D(1)},
    ),
]

RESTRICTED = [
    row("unverified", facts(config=AccountConfig("1", "1", "0")), {"level": 0}),
    row(
        "verification_required",
        facts(restrictions=(Restriction("50060", Source.TRADING, NOW),)),
        {"code": "50060", "level": 2},
    ),
    row(
        "account_blocked",
        facts(restrictions=(Restriction("50027", Source.TRADING, NOW),)),
        {"code": "50027"},
    ),
    row(
        "sub_account_frozen",
        facts(sub_accounts=(SubAccount("trip", True, ("transfer", "withdrawal")),)),
        {"sub_account": "trip", "functions": "transfer;withdrawal"},
    ),
    row(
        "sub_account_frozen",
        facts(sub_accounts=(SubAccount("trip", False),)),
        {"sub_account": "trip"},
        name="sub_account_frozen globally",
    ),
    row("compliance_review", facts(), certainty=POSSIBLE),
]

P2P = [
    row(
        "in_trading",
        facts(funding=(), trading=trading(cash("USDT", 640))),
        {"amount": D(640), "currency": "USDT", "available": D(640)},
    ),
    row(
        "in_funding",
        facts(funding=funding("USDT", 640), trading=trading()),
        {"amount": D(640), "currency": "USDT"},
        account_type="trading",
    ),
    row(
        "funding_frozen",
        facts(funding=funding("USDT", 640, 200)),
        {"frozen": D(200), "currency": "USDT", "available": D(440)},
    ),
    row(
        "p2p_frozen",
        facts(
            funding=funding("USDT", 640, 200),
            funding_bills=(funding_bill("132", -200, "USDT", ago(days=1)),),
        ),
        {"amount": D(200), "currency": "USDT", "time": ago(days=1)},
    ),
    row(
        "funding_ready",
        facts(funding=funding("USDT", 640), trading=trading()),
        {"available": D(640), "currency": "USDT"},
        currency="USDT",
    ),
    row(
        "single_account",
        facts(funding=(), trading=trading(cash("USDT", 640)), region=IT),
        {"amount": D(640), "currency": "USDT"},
    ),
]

TRADES = [
    row(
        "order_open",
        facts(open_orders=(order(),)),
        {
            "pair": "BTC-USDT",
            "side": "buy",
            "size": D("0.5"),
            "order_id": "555",
            "price": D(60000),
            "locked": D("30000.0"),
            "locked_currency": "USDT",
            "time": ago(hours=5),
        },
    ),
    row(
        "order_partial",
        facts(open_orders=(order("partially_filled", acc_fill_sz=D("0.2")),)),
        {
            "filled": D("0.2"),
            "size": D("0.5"),
            "remaining": D("18000.0"),
            "remaining_currency": "USDT",
        },
    ),
    row(
        "order_canceled",
        facts(order_history=(order("canceled", u_time=ago(minutes=20), acc_fill_sz=D(0)),)),
        {"pair": "BTC-USDT", "side": "buy", "time": ago(minutes=20)},
    ),
    row(
        "order_canceled",
        facts(order_history=(order("mmp_canceled", u_time=ago(days=3), acc_fill_sz=D("0.1")),)),
        {"filled": D("0.1"), "size": D("0.5")},
        name="order_canceled by market maker protection",
    ),
    row(
        "filled_in_trading",
        facts(
            order_history=(filled(fee=D("-0.001"), fee_ccy="BTC"),),
            trading=trading(cash("BTC", "0.499")),
        ),
        {"currency": "BTC", "amount": D("0.499"), "account": "trading", "filled": D("0.5")},
    ),
    row(
        "filled_in_trading",
        facts(order_history=(filled("sell", ago(days=5)),), funding=funding("USDT", 40000)),
        {"currency": "USDT", "amount": D("30000.0"), "account": "funding"},
        currency="USDT",
        name="filled_in_trading sold, moved to funding",
    ),
    row(
        "filled_missing",
        facts(order_history=(filled(at=ago(hours=3)),)),
        {"currency": "BTC", "time": ago(hours=3), "order_id": "555"},
    ),
    row(
        "order_not_found",
        facts(order_history=(filled(at=ago(days=6)),)),
        {"order_id": "999"},
        order_id="999",
    ),
    row("no_trade", facts(), {"currency": "BTC"}, currency="BTC"),
    row(
        "in_orders",
        facts(trading=trading(cash("DOGE", 5200, ord_frozen=D(3050)))),
        {"locked": D(3050), "currency": "DOGE"},
    ),
]

DELAYS = [
    row(
        "recently_updated",
        facts(trading=trading(cash("ETH", 2, u_time=ago(minutes=2)))),
        {"currency": "ETH", "time": ago(minutes=2)},
    ),
    row("no_delay_seen", facts(), {"balances": "USDC:funding:100;USDC:trading:100"}),
    row(
        "no_delay_seen",
        facts(region=IT),
        {"balances": "USDC:single:200"},
        name="no_delay_seen single account",
    ),
]

SYNC = [
    row("balance_visible", facts(), {"balances": "USDC:funding:100;USDC:trading:100"}),
    row("viewing_sub_account", facts(config=AccountConfig("2", "1", "2"))),
    row(
        "viewing_sub_account",
        facts(config=AccountConfig(None, None, "2", type="1")),
        name="viewing_sub_account by type",
    ),
    row(
        "in_sub_account",
        facts(sub_accounts=(SubAccount("trip", True, (), (FundingBalance("BTC", D(2)),), True),)),
        {"amount": D(2), "currency": "BTC", "sub_account": "trip"},
    ),
    row(
        "in_earn",
        facts(
            earn=(EarnBalance("ETH", D(2), D(1)),),
            funding_bills=(funding_bill("75", -2, "ETH", ago(days=9)),),
        ),
        {"amount": D(2), "currency": "ETH", "lent": D(1), "time": ago(days=9)},
    ),
    row(
        "moved_to_earn",  # staking: no balance look-up shows it
        facts(funding_bills=(funding_bill("82", -3, "SOL", ago(days=9)),)),
        {"amount": D(3), "currency": "SOL", "time": ago(days=9)},
    ),
    row(
        "moved_to_sub_account",
        facts(
            sub_accounts=(SubAccount("vault", True),),
            funding_bills=(funding_bill("20", -2, "ETH", ago(days=4)),),
        ),
        {"amount": D(2), "currency": "ETH", "time": ago(days=4), "sub_account": "vault"},
    ),
    row(
        "in_bot",
        facts(trading=trading(cash("USDT", 5, stgy_eq=D(900)))),
        {"amount": D(900), "currency": "USDT"},
    ),
    row(
        "lent_out",
        facts(
            trading=trading(cash("USDT", 900, auto_lend_status="active", auto_lend_mt_amt=D(800)))
        ),
        {"amount": D(800), "currency": "USDT"},
    ),
    row(
        "copy_trading",
        facts(trading=trading(cash("USDT", 5, spot_iso_bal=D(70), spot_copy_trading_eq=D(70)))),
        {"amount": D(70), "currency": "USDT"},
    ),
    row(
        "in_sniper",
        facts(trading=trading(cash("BTC", 5, fixed_bal=D(3)))),
        {"amount": D(3), "currency": "BTC"},
    ),
    row(
        "in_margin",
        facts(trading=trading(cash("ETH", 5, iso_eq=D(3)))),
        {"amount": D(3), "currency": "ETH"},
    ),
    row(
        "sold",
        facts(order_history=(filled("sell", ago(days=4)),), trading=trading(cash("USDT", 29970))),
        {
            "amount": D("0.5"),
            "currency": "BTC",
            "pair": "BTC-USDT",
            "order_id": "555",
            "time": ago(days=4),
        },
    ),
    row(
        "sold",
        facts(trading_bills=(trading_bill("2", -2, "BTC", "2", inst_id="BTC-USDT"),)),
        {"amount": D(2), "currency": "BTC"},
        name="sold by its bill",
    ),
    row(
        "converted",
        facts(
            trading_bills=(
                trading_bill("27", -9, "DOGE", "319"),
                trading_bill("27", 2, "USDT", "318"),
            )
        ),
        {"amount": D(9), "currency": "DOGE", "to_currency": "USDT"},
    ),
    row(
        "withdrawn",
        facts(withdrawals=(withdrawal(ts=ago(days=12)),)),
        {"amount": D("1.5"), "currency": "ETH", "network": "ERC20", "address": "0xrecipient"},
    ),
    row("empty_account", facts(funding=(), trading=trading())),
]

_WITHDRAWAL_STATES = {
    "wd_review": ("4", "5", "6", "8", "9", "12"),
    "wd_waiting": ("0", "10", "7"),
    "wd_hot_wallet": ("19",),
    "wd_travel_rule": ("17",),
    "wd_broadcasting": ("1", "15"),
    "wd_legal_hold": ("16",),
    "wd_canceled": ("-2", "-3"),
    "wd_failed": ("-1",),
    "wd_unknown_state": ("33", "99"),
}
_WD = {"amount": D("1.5"), "currency": "ETH", "network": "ERC20", "time": ago(hours=3)}

WITHDRAWALS = [
    *(
        row(cause, facts(withdrawals=(withdrawal(state),)), _WD, name=f"{cause} state {state}")
        for cause, states in _WITHDRAWAL_STATES.items()
        for state in states
    ),
    row(
        "wd_unconfirmed",
        facts(
            withdrawals=(withdrawal(tx_id=TX),), chain=transaction(confirmations=5, network="ERC20")
        ),
        {**_WD, "confirmations": 5, "txid": TX},
    ),
    row(
        "wd_sent",
        facts(
            withdrawals=(withdrawal(tx_id=TX),),
            chain=transaction(confirmations=64, network="ERC20"),
        ),
        {**_WD, "confirmations": 64, "txid": TX},
    ),
    row(
        "wd_sent",
        facts(withdrawals=(withdrawal(ts=ago(days=3)),)),
        {"currency": "ETH"},
        name="wd_sent three days ago",
    ),
    row(
        "wd_internal",
        facts(withdrawals=(withdrawal(internal=True, tx_id=None),)),
        {"amount": D("1.5"), "currency": "ETH"},
    ),
    row("no_withdrawal", facts(), {"currency": "BTC"}, currency="BTC"),
]

SECURITY = [
    *(
        row(
            "pending_withdrawal",
            facts(withdrawals=(withdrawal(state),)),
            _WD,
            name=f"pending_withdrawal state {state}",
        )
        for state in sorted(WITHDRAWAL_UNDER_WAY)
    ),
    row(
        "recent_withdrawal",
        facts(withdrawals=(withdrawal(ts=ago(days=12)),)),
        {"time": ago(days=12)},
        name="recent_withdrawal twelve days ago",
    ),
    row("recent_withdrawal", facts(withdrawals=(withdrawal(),)), {**_WD, "address": "0xrecipient"}),
    row(
        "no_outflow_seen",
        facts(withdrawals=(withdrawal(ts=ago(days=31)), withdrawal("-2"))),
        {"since": ago(days=30)},
    ),
]

# Only ever possible, and never the first one: the account has something provable too.
NEVER_FIRST = {
    "security_hold_24h": row("security_hold_24h", facts(), certainty=POSSIBLE),
    "p2p_lock": row(
        "p2p_lock", facts(funding=funding("USDT", 640)), certainty=POSSIBLE, currency="USDT"
    ),
}

ROWS = [
    *DEPOSITS,
    *MAINTENANCE,
    *RESTRICTED,
    *P2P,
    *TRADES,
    *DELAYS,
    *SYNC,
    *WITHDRAWALS,
    *SECURITY,
    NEVER_FIRST["security_hold_24h"],
    NEVER_FIRST["p2p_lock"],
]
