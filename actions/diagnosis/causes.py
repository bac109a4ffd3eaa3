"""The causes: one row for each reason why a balance can't be seen or used.

A cause's id is unique and appears everywhere: the response is
``utter_<category>_<cause>``, its short name ``utter_label_<cause>``, and the demo
customer that shows it is the id with hyphens. ``facts`` are ids of the guide's
fact table, ``details`` the values its words may use (always present), ``optional``
those that may be missing (said through ``utter_line_<detail>``), ``steps`` the
``utter_step_<step>`` in the order in which they are given.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Category(str, Enum):
    """The documented problem categories; each is also the name of an intent."""

    FUNDING_ACCOUNT_P2P = "funding_account_p2p"
    TRADE_NOT_IN_BALANCE = "trade_not_in_balance"
    DEPOSIT_NOT_ARRIVED = "deposit_not_arrived"
    TOKEN_MAINTENANCE = "token_maintenance"  # noqa: S105
    ACCOUNT_RESTRICTED = "account_restricted"
    SETTLEMENT_DELAY = "settlement_delay"
    ACCOUNT_SYNC = "account_sync"
    SECURITY_BREACH = "security_breach"
    WITHDRAWAL_NOT_ARRIVED = "withdrawal_not_arrived"


Cause = str
"""A cause's id, a key of :data:`CAUSES`."""


@dataclass(frozen=True)
class CauseSpec:
    id: Cause
    category: Category
    facts: tuple[str, ...]
    details: tuple[str, ...]
    optional: tuple[str, ...]
    steps: tuple[str, ...]

    @property
    def response(self) -> str:
        return f"utter_{self.category.value}_{self.id}"


CAUSES: dict[Cause, CauseSpec] = {}


def _cause(
    category: Category,
    id: str,
    *,
    facts: str = "",
    details: str = "",
    optional: str = "",
    steps: str = "",
) -> None:
    if id in CAUSES:
        raise ValueError(f"cause {id} is listed twice")
    CAUSES[id] = CauseSpec(
        id,
        category,
        tuple(facts.split()),
        tuple(details.split()),
        tuple(optional.split()),
        tuple(steps.split()),
    )


# One row a cause, read as a table.
# fmt: off

# --- a deposit has not arrived (SV3, SV1.7-9, SV8, C1-C8, C10, C12) ---------
_D = Category.DEPOSIT_NOT_ARRIVED
# state 0, fewer confirmations than minDepArrivalConfirm; no timer
_cause(_D, "unconfirmed", facts="SV1.7 SV1.8 SV1.9 SV3.1 SV3.2 SV3.4 SV3.5 SV3.6 SV7.2 C1 C2",
       details="amount currency network confirmations time", optional="required txid",
       steps="follow_deposit_history check_explorer wait_confirmations")
# unconfirmed on the chain with a fee below what the network asks now
_cause(_D, "low_fee", facts="SV3.2 SV3.3 EN5.4 B16",
       details="currency network txid fee_rate fee_rate_now", optional="amount time",
       steps="check_explorer ask_sender_fee wait_confirmations")
# the explorer knows no such TxID: never broadcast, dropped, or another network
_cause(_D, "not_on_chain", facts="SV3.5 SV7.1 EN5.1 B14",
       details="network txid", optional="currency",
       steps="copy_txid_again check_network_of_txid ask_sender_broadcast")
# in a block, but the transaction itself failed: nothing moved
_cause(_D, "failed_on_chain", facts="SV3.5", details="network txid", optional="time",
       steps="check_explorer ask_sender_resend")
# confirmed on the customer's own address, on a network where this coin is not listed
_cause(_D, "wrong_network", facts="C7 EN5.3", details="amount network txid",
       optional="currency time", steps="recover_wrong_network contact_support_ids")
# confirmed on the chain, to an address that is none of the customer's
_cause(_D, "wrong_address", facts="EN5.3 EN6.1", details="network txid", optional="time",
       steps="compare_address ask_sender_address")
# the coin needs a memo/tag and nothing is recorded: possible, not visible from here
_cause(_D, "missing_memo", facts="C8", details="currency", optional="network",
       steps="check_memo recover_memo")
# confirmed on the customer's address, but under the coin's minimum deposit
_cause(_D, "below_minimum", facts="C5", details="amount currency network minimum txid",
       optional="time", steps="check_minimum_deposit")
# confirmed on the customer's address with enough confirmations, not credited (E2 after 2 h)
_cause(_D, "not_recorded", facts="C6 SV8.1 SV8.2 SV8.3 SV8.4 SV8.5 SV7.1",
       details="amount currency network confirmations txid time", optional="required",
       steps="check_both_accounts check_recent_transactions contact_support_ids")
# state 1: credited and usable, not yet withdrawable
_cause(_D, "credited_locked", facts="C1 C2 SV1.4 SV1.7 C20",
       details="amount currency network confirmations time", optional="required_withdraw account",
       steps="wait_withdraw_confirmations follow_deposit_history")
_cause(_D, "travel_rule", facts="C1 C10 C12", details="amount currency network time",  # 17
       optional="txid", steps="submit_travel_rule")
_cause(_D, "address_blocked", facts="C1", details="amount currency network time",  # 11
       optional="txid", steps="contact_support_ids save_evidence")
_cause(_D, "deposit_frozen", facts="C1", details="amount currency network time",  # 12
       optional="txid", steps="check_app_notices contact_support_ids")
_cause(_D, "sub_account_intercepted", facts="C1", details="amount currency network time",  # 13
       optional="txid", steps="check_sub_account contact_support_ids")
# state 2 and the balance is there
_cause(_D, "arrived", facts="SV7.3 SV1.5 C1",
       details="amount currency network time account balance", optional="txid",
       steps="check_both_accounts refresh_assets")
# state 2, in no account, and nothing that left explains it (E2 after 2 h)
_cause(_D, "completed_missing", facts="SV8.1 SV8.2 SV8.3 SV8.4 SV8.5 SV7.1",
       details="amount currency network time", optional="txid",
       steps="check_both_accounts copy_txid contact_support_ids")
_cause(_D, "unknown_state", facts="C1", details="amount currency network time state",
       optional="txid", steps="follow_deposit_history contact_support_ids")
# no deposit of that coin is recorded and no TxID was given
_cause(_D, "no_deposit", facts="SV3.1 SV3.5 SV7.1", optional="currency",
       steps="copy_txid check_explorer check_network_of_deposit")
# a bank transfer: the guide covers deposits on a blockchain
_cause(_D, "bank_transfer", facts="SV1.9", steps="check_bank_deposit")

# --- one coin, or the system, is under maintenance (SV4, C18, C19) ----------
_M = Category.TOKEN_MAINTENANCE
_cause(_M, "deposits_suspended", facts="SV4.1 SV4.2 SV4.3 SV4.4 SV4.5 C2 C6 C19",
       details="currency network", optional="eta", steps="check_status_page retry_when_resumed")
_cause(_M, "withdrawals_suspended", facts="SV4.1 SV4.2 SV4.3 SV4.4 SV4.5 C2 C19",
       details="currency network", optional="eta", steps="check_status_page retry_when_resumed")
_cause(_M, "deposit_held", facts="SV4.1 SV4.3 C1 C6", details="amount currency network time",  # 8
       optional="eta txid", steps="check_status_page retry_when_resumed follow_deposit_history")
_cause(_M, "maintenance_ongoing", facts="SV4.4 SV6.1 C18 EN2.2", details="title begin",
       optional="end", steps="check_status_page retry_when_resumed")
_cause(_M, "maintenance_scheduled", facts="SV4.4 C18", details="title begin", optional="end",
       steps="check_status_page")
_cause(_M, "coin_open", facts="SV4.4 C2", details="currency networks", steps="check_status_page")
_cause(_M, "delisted", facts="C19", details="amount currency", optional="network minimum",
       steps="withdraw_delisted follow_announcements")

# --- the account is restricted (SV5, C10, C11, C24) -------------------------
_R = Category.ACCOUNT_RESTRICTED
_cause(_R, "unverified", facts="SV5.1 SV5.3 SV5.4 SV5.5 B12", details="level",  # kycLv 0
       steps="check_verification complete_verification")
_cause(_R, "kyc_deposit_limit", facts="SV5.1 SV5.3 SV5.4 SV5.5 C1 B12",  # deposit state 14
       details="amount currency network time", optional="level txid",
       steps="check_verification complete_verification")
# the exchange refused a look-up with a code about identity (50060, 4088, 58305-58309, ...)
_cause(_R, "verification_required", facts="SV5.1 SV5.3 SV5.4 SV5.5 B12", details="code",
       optional="level", steps="check_verification complete_verification")
# ... with a code about the account itself (50007, 50012, 50027, 50029, 58004, ...)
_cause(_R, "account_blocked", facts="SV5.2 SV5.3 SV5.4", details="code",
       steps="check_app_notices contact_support_now")
_cause(_R, "sub_account_frozen", facts="SV5.3", details="sub_account", optional="functions",
       steps="check_sub_account contact_support_now")
_cause(_R, "compliance_review", facts="SV5.2 SV5.3 C10",  # never visible from here
       steps="check_app_notices check_verification")
_cause(_R, "security_hold_24h", facts="C11 B9",  # never visible from here
       steps="check_withdrawal_notice")

# --- funding or trading, and P2P (SV1, C9, C13) -----------------------------
_P = Category.FUNDING_ACCOUNT_P2P
_cause(_P, "in_trading", facts="SV1.1 SV1.2 SV1.3 SV1.5 SV1.6 SV7.3 C9",
       details="amount currency", optional="available",
       steps="check_both_accounts transfer_to_funding")
_cause(_P, "in_funding", facts="SV1.5 SV2.3 SV7.3 C9", details="amount currency",
       optional="available", steps="check_both_accounts transfer_to_trading")
_cause(_P, "funding_frozen", facts="C20 SV1.2", details="frozen currency available",
       steps="check_locked_assets contact_support_now")
_cause(_P, "p2p_frozen", facts="C10 C13", details="amount currency time",  # bill 132
       steps="check_locked_assets appeal_p2p_lock")
_cause(_P, "p2p_lock", facts="C10 C13", steps="check_locked_assets appeal_p2p_lock")  # T+N
_cause(_P, "funding_ready", facts="SV1.1 SV1.5", details="available currency",
       steps="refresh_assets check_locked_assets")
_cause(_P, "single_account", facts="SV2.3 SV2.7", optional="amount currency",  # no split here
       steps="refresh_assets")

# --- a trade does not show (SV2, SV8) ---------------------------------------
_T = Category.TRADE_NOT_IN_BALANCE
_cause(_T, "order_open", facts="SV2.1 SV2.2 SV2.5 C27",
       details="pair side size time order_id", optional="price locked locked_currency",
       steps="check_order_history wait_or_cancel_order")
_cause(_T, "order_partial", facts="SV2.1 SV2.2 SV2.5 SV2.6 C27",
       details="pair side filled size time order_id", optional="remaining remaining_currency",
       steps="check_order_history check_both_accounts wait_or_cancel_order")
_cause(_T, "order_canceled", facts="SV2.5 SV2.6 C27", details="pair side time order_id",
       optional="filled size", steps="check_order_history check_both_accounts")
_cause(_T, "filled_in_trading", facts="SV2.1 SV2.3 SV2.5 SV2.7 SV7.3 B8",
       details="pair side filled currency amount time order_id account",
       steps="check_both_accounts transfer_to_funding")
# filled, and the coin is in neither account (settling; E2 after 2 h)
_cause(_T, "filled_missing", facts="SV2.4 SV8.1 SV8.2 SV8.3 SV8.4 B8",
       details="pair side filled currency time order_id",
       steps="refresh_assets check_both_accounts contact_support_ids")
_cause(_T, "order_not_found", facts="SV2.5 SV7.1", details="order_id",
       steps="check_order_history copy_order_id")
_cause(_T, "no_trade", facts="SV2.5", optional="currency",
       steps="check_order_history copy_order_id")
# locked by orders that the open-order list does not show (take profit, stop loss)
_cause(_T, "in_orders", facts="SV2.2 C20", details="locked currency",
       steps="check_order_history wait_or_cancel_order")

# --- shown wrong, or late (SV6) ----------------------------------------------
_S = Category.SETTLEMENT_DELAY
_cause(_S, "recently_updated", facts="SV6.1 SV6.2 SV6.3 EN2.6 B8", details="currency time",
       steps="refresh_assets contact_support_ids")
_cause(_S, "no_delay_seen", facts="SV6.1 SV6.2 SV6.3 B24", details="balances",
       steps="refresh_assets take_screenshots contact_support_ids")

# --- where else the money can be, and a screen that shows nothing (EN1, EN2) --
_A = Category.ACCOUNT_SYNC
_cause(_A, "balance_visible", facts="EN0.5 EN1.3 EN1.5 EN2.3 B9 B19", details="balances",
       steps="clear_cache other_browser check_both_accounts take_screenshots")
_cause(_A, "viewing_sub_account", facts="SV7.3", steps="switch_to_main_account")
_cause(_A, "in_sub_account", facts="SV7.3", details="amount currency sub_account",
       steps="check_sub_account")
_cause(_A, "in_earn", facts="EN1.3 SV7.3", details="amount currency", optional="time lent",
       steps="redeem_earn")
# moved out of the account, and no look-up shows what is there now: a movement, no balance
_cause(_A, "moved_to_earn", facts="EN1.3 SV7.3", details="amount currency time",
       steps="redeem_earn")
_cause(_A, "moved_to_sub_account", facts="EN1.3 SV7.3",
       details="amount currency time sub_account", steps="check_sub_account")
_cause(_A, "in_bot", facts="EN1.3", details="amount currency", optional="time", steps="stop_bot")
_cause(_A, "lent_out", facts="EN1.3 C20", details="amount currency", steps="stop_lending")
_cause(_A, "copy_trading", facts="EN1.3", details="amount currency", steps="check_copy_trading")
_cause(_A, "in_sniper", facts="EN1.3", details="amount currency", steps="check_sniper")
_cause(_A, "in_margin", facts="EN1.3", details="amount currency", steps="check_positions")
_cause(_A, "sold", facts="SV2.5 EN1.3", details="amount currency time", optional="pair order_id",
       steps="check_order_history check_both_accounts")
_cause(_A, "converted", facts="EN1.3", details="amount currency time", optional="to_currency",
       steps="check_history_all_accounts check_both_accounts")
_cause(_A, "withdrawn", facts="EN1.3 EN3.4", details="amount currency time",
       optional="network address txid", steps="check_withdrawal_history")
_cause(_A, "empty_account", facts="EN1.3 EN1.5 SV7.3",
       steps="check_login_account check_history_all_accounts check_sub_account")

# --- a withdrawal has not arrived (okx-api reference 2.3, B2, C11, C23) ------
_W = Category.WITHDRAWAL_NOT_ARRIVED
_WD = "amount currency network time"
_cause(_W, "wd_review", facts="C19 B2", details=_WD,  # 4 5 6 8 9 12
       steps="follow_withdrawal_history")
_cause(_W, "wd_waiting", facts="B2 C23", details=_WD,  # 0 10 7
       steps="follow_withdrawal_history")
_cause(_W, "wd_hot_wallet", facts="B2 C23", details=_WD, steps="follow_withdrawal_history")  # 19
_cause(_W, "wd_travel_rule", facts="B2 C23 C12", details=_WD,  # 17
       steps="follow_withdrawal_history check_app_notices")
_cause(_W, "wd_broadcasting", facts="B2 C23", details=_WD, optional="txid",  # 1 15
       steps="follow_withdrawal_history")
_cause(_W, "wd_legal_hold", facts="C11", details=_WD, steps="follow_withdrawal_history")  # 16
_cause(_W, "wd_canceled", facts="C23", details=_WD, optional="account",  # -2 -3
       steps="check_both_accounts")
_cause(_W, "wd_failed", facts="C23", details=_WD, optional="account",  # -1
       steps="check_both_accounts contact_support_ids")
_cause(_W, "wd_unconfirmed", facts="SV3.2 SV3.5 SV3.6", details=f"{_WD} txid confirmations",
       steps="check_explorer wait_confirmations")
_cause(_W, "wd_sent", facts="SV3.5 B2 EN5.3", details=f"{_WD} txid",
       optional="confirmations address", steps="ask_recipient compare_address")
_cause(_W, "wd_internal", facts="B2", details="amount currency time", steps="ask_recipient")
_cause(_W, "wd_unknown_state", facts="SV7.1", details=f"{_WD} state", optional="txid",
       steps="follow_withdrawal_history contact_support_ids")
_cause(_W, "no_withdrawal", facts="EN1.3", optional="currency",
       steps="check_withdrawal_history check_login_account")

# --- somebody else may be in the account (EN3, B2, B11, C14, C15) ------------
_B = Category.SECURITY_BREACH
# under way: every state that is not final
_cause(_B, "pending_withdrawal", facts="B2 C23 EN3.4", details=_WD, optional="address",
       steps="cancel_withdrawal")
_cause(_B, "recent_withdrawal", facts="EN3.4 B2", details=_WD, optional="address txid",
       steps="check_withdrawal_history save_evidence")
_cause(_B, "no_outflow_seen", facts="EN3.1 EN3.2 EN3.3 EN3.4", details="since",
       steps="check_recent_logins remove_unknown_access")
