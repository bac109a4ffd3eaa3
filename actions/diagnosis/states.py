"""The exchange's state codes and refusals, and the causes that they mean.

Deposits: reference 2.1 (C1). Withdrawals: reference 2.3. Refusals: reference 7.
Orders: reference 4.1. Bills: reference 6.6, 6.7.
"""

from __future__ import annotations

from actions.diagnosis.causes import Cause

DEPOSIT_WAITING, DEPOSIT_CREDITED, DEPOSIT_DONE = "0", "1", "2"

DEPOSIT_CAUSE: dict[str, Cause] = {
    "0": "unconfirmed",
    "1": "credited_locked",
    "8": "deposit_held",
    "11": "address_blocked",
    "12": "deposit_frozen",
    "13": "sub_account_intercepted",
    "14": "kyc_deposit_limit",
    "17": "travel_rule",
}
"""State 2 is missing: whether it arrived depends on the balances."""

WITHDRAWAL_DONE = "2"

WITHDRAWAL_CAUSE: dict[str, Cause] = {
    "4": "wd_review",
    "5": "wd_review",
    "6": "wd_review",
    "8": "wd_review",
    "9": "wd_review",
    "12": "wd_review",
    "0": "wd_waiting",
    "7": "wd_waiting",
    "10": "wd_waiting",
    "19": "wd_hot_wallet",
    "17": "wd_travel_rule",
    "1": "wd_broadcasting",
    "15": "wd_broadcasting",
    "16": "wd_legal_hold",
    "-2": "wd_canceled",
    "-3": "wd_canceled",
    "-1": "wd_failed",
}
"""State 2 is missing: it was sent, internally or on a chain."""

WITHDRAWAL_UNDER_WAY = frozenset(WITHDRAWAL_CAUSE) - {"-1", "-2", "-3"}
"""Not final: to somebody who fears theft, each is one that may still be stopped (B2, C23).
The API cancels 0, 17 and 19 only; what the app or support can do is not documented."""
WITHDRAWAL_UNDONE = frozenset({"-1", "-2", "-3"})

ORDER_OPEN = frozenset({"live", "partially_filled"})
ORDER_CANCELED = frozenset({"canceled", "mmp_canceled"})
ORDER_FILLED = "filled"

IDENTITY_CODES = frozenset(
    {
        "4088",
        "50059",
        "50060",
        "58011",
        "58131",
        "58132",
        "58210",
        "58230",
        "58232",
        "58233",
        "58235",
        "58240",
        "58305",
        "58306",
        "58307",
        "58308",
        "58309",
    }
)
"""Refusals that ask for identity verification."""

BLOCKED_CODES = frozenset(
    {
        "50007",
        "50009",
        "50012",
        "50027",
        "50028",
        "50029",
        "58004",
        "58103",
        "58112",
        "58204",
        "58217",
    }
)
"""Refusals that speak of the account itself."""

# Funding bills: pairs of leaving and returning types. A returning row cancels the leaving one.
EARN_BILLS = frozenset({"75", "76", "78", "80", "82", "124", "137", "138", "160", "161", "163"})
SUB_ACCOUNT_BILLS = frozenset({"20", "21", "22", "23"})
DELISTED_BILLS = frozenset({"195", "196", "197", "198", "199", "220"})
COLLATERAL_BILLS = frozenset({"175", "177", "178", "180"})
GIVEN_BILLS = frozenset({"73", "74", "116", "118", "134", "135", "136", "174", "372", "373"})
WITHDRAWAL_BILLS = frozenset({"2", "13"})
P2P_FROZEN, P2P_UNFROZEN = "132", "133"
LEAVING_FUNDING_BILLS = (
    EARN_BILLS | SUB_ACCOUNT_BILLS | DELISTED_BILLS | COLLATERAL_BILLS | GIVEN_BILLS
)

# Trading bills.
TRADE_BILL = "2"
BOT_BILL = "12"
CONVERT_BILLS = frozenset({"11", "27", "28", "29", "30"})
CONVERT_OUT = frozenset({"119", "237", "319", "321", "290"})
CONVERT_IN = frozenset({"118", "236", "318", "320"})
TRANSFER_BILL = "1"
"""Between Funding and Trading: it never leaves the account."""
