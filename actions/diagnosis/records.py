"""What was read: the records the adapters fill in and the diagnosis reads.

Everything here is a frozen dataclass of plain values. Money is ``Decimal`` in
units of the currency named beside it, times are timezone-aware UTC
``datetime``, confirmations are block counts. Field names follow the exchange's
own vocabulary (OKX v5 REST) in snake case; a field that the exchange left out
or sent as ``""`` is ``None``, never zero.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Generic, TypeVar

T = TypeVar("T")


class Failure(str, Enum):
    """Why a look-up gave nothing. One member for each kind of typed adapter error."""

    UNAVAILABLE = "unavailable"  # refused, timed out, 5xx, HTML, maintenance
    DENIED = "denied"  # bad key, no permission, wrong region, blocked
    RATE_LIMITED = "rate_limited"
    NOT_FOUND = "not_found"
    BAD_DATA = "bad_data"  # truncated, wrong type, not the documented shape
    UNSUPPORTED = "unsupported"  # a network no configured explorer can read


class Source(str, Enum):
    """A look-up, named as the customer would name what was looked at."""

    FUNDING = "funding"  # /asset/balances
    TRADING = "trading"  # /account/balance
    EARN = "earn"  # /finance/savings/balance
    DEPOSITS = "deposits"  # /asset/deposit-history
    WITHDRAWALS = "withdrawals"  # /asset/withdrawal-history
    CURRENCIES = "currencies"  # /asset/currencies
    OPEN_ORDERS = "open_orders"  # /trade/orders-pending
    ORDER_HISTORY = "order_history"  # /trade/orders-history (+ archive)
    FUNDING_BILLS = "funding_bills"  # /asset/bills
    TRADING_BILLS = "trading_bills"  # /account/bills
    STATUS = "status"  # /system/status (public)
    CONFIG = "config"  # /account/config
    SUB_ACCOUNTS = "sub_accounts"  # /users/subaccount/list and their balances
    VALUATION = "valuation"  # /asset/asset-valuation
    NON_TRADABLE = "non_tradable"  # /asset/non-tradable-assets
    DEPOSIT_ADDRESSES = "deposit_addresses"  # /asset/deposit-address
    CHAIN = "chain"  # a public block explorer


@dataclass(frozen=True)
class Known(Generic[T]):
    """A value that was read, and when (UTC, the exchange's clock)."""

    value: T
    as_of: datetime


@dataclass(frozen=True)
class Unknown:
    """A look-up that was needed and gave nothing: it neither proves nor rules out."""

    source: Source
    failure: Failure
    code: str | None = None  # the exchange's error code, e.g. "50011"


Looked = Known[T] | Unknown | None
"""A look-up's outcome; ``None`` means that nobody asked for it."""


# --- balances -------------------------------------------------------------


@dataclass(frozen=True)
class FundingBalance:
    ccy: str
    bal: Decimal
    frozen_bal: Decimal | None = None
    avail_bal: Decimal | None = None


@dataclass(frozen=True)
class TradingBalance:
    """One currency of the trading account (``details[]`` of /account/balance)."""

    ccy: str
    eq: Decimal | None = None
    cash_bal: Decimal | None = None
    avail_bal: Decimal | None = None
    frozen_bal: Decimal | None = None
    ord_frozen: Decimal | None = None
    fixed_bal: Decimal | None = None  # Dip/Peak Sniper
    stgy_eq: Decimal | None = None  # trading bots
    spot_iso_bal: Decimal | None = None  # copy trading
    spot_copy_trading_eq: Decimal | None = None
    smt_sync_eq: Decimal | None = None
    iso_eq: Decimal | None = None  # isolated margin
    liab: Decimal | None = None  # borrowed
    eq_usd: Decimal | None = None
    auto_lend_status: str | None = None  # unsupported | off | pending | active
    auto_lend_mt_amt: Decimal | None = None  # lent out
    u_time: datetime | None = None


@dataclass(frozen=True)
class TradingAccount:
    details: tuple[TradingBalance, ...]
    total_eq: Decimal | None = None  # USD
    u_time: datetime | None = None


@dataclass(frozen=True)
class EarnBalance:
    """Simple Earn Flexible. Appears in neither funding nor trading."""

    ccy: str
    amt: Decimal
    loan_amt: Decimal | None = None
    pending_amt: Decimal | None = None


@dataclass(frozen=True)
class NonTradableAsset:
    ccy: str
    bal: Decimal
    can_wd: bool | None = None
    chain: str | None = None
    min_wd: Decimal | None = None


@dataclass(frozen=True)
class Valuation:
    """Value of the account in ``unit`` (a fiat code such as USD)."""

    unit: str
    total: Decimal
    funding: Decimal | None = None
    trading: Decimal | None = None
    earn: Decimal | None = None
    ts: datetime | None = None


# --- deposits, withdrawals, chains ---------------------------------------


@dataclass(frozen=True)
class Deposit:
    ccy: str
    chain: str  # "<ccy>-<network>", case varies: compare case-insensitively
    amt: Decimal
    state: str  # "0","1","2","8","11","12","13","14","17", or one nobody documented
    ts: datetime | None = None  # when the record was created
    tx_id: str | None = None
    dep_id: str | None = None
    to: str | None = None
    from_: str | None = None
    confirmations: int | None = None  # actualDepBlkConfirm


@dataclass(frozen=True)
class Withdrawal:
    ccy: str
    chain: str
    amt: Decimal
    state: str  # see okx-api reference 2.3
    ts: datetime | None = None  # when the request was submitted
    wd_id: str | None = None
    tx_id: str | None = None
    to: str | None = None
    fee: Decimal | None = None
    fee_ccy: str | None = None
    internal: bool = False  # to another user of the exchange: never on a chain


@dataclass(frozen=True)
class CurrencyChain:
    """One (currency, chain) row of /asset/currencies."""

    ccy: str
    chain: str
    can_dep: bool | None = None
    can_wd: bool | None = None
    dep_est_open_time: datetime | None = None
    wd_est_open_time: datetime | None = None
    min_dep: Decimal | None = None
    min_wd: Decimal | None = None
    min_dep_arrival_confirm: int | None = None
    min_wd_unlock_confirm: int | None = None
    need_tag: bool | None = None
    ct_addr: str | None = None


@dataclass(frozen=True)
class DepositAddress:
    ccy: str
    chain: str
    addr: str
    tag: str | None = None


@dataclass(frozen=True)
class ChainOutput:
    """What a public transaction paid to whom. ``ccy`` is None where the chain only
    names a token contract that the exchange's currency list does not."""

    address: str
    amount: Decimal
    ccy: str | None = None


@dataclass(frozen=True)
class ChainTransaction:
    """A TxID on a public chain, as an explorer shows it.

    ``found`` False: the explorer answered and knows no such transaction (never
    broadcast, dropped, or another network). ``succeeded`` False: it is in a block
    but failed there. ``fee_rate`` and ``fee_rate_now`` are comparable figures of
    the same network: sat/vB on Bitcoin, gwei on EVM chains; None elsewhere.
    """

    network: str  # canonical network name, e.g. "Bitcoin", "ERC20", "TRC20", "Solana"
    tx_id: str
    found: bool
    confirmations: int = 0
    succeeded: bool | None = None
    block_time: datetime | None = None
    fee_rate: Decimal | None = None
    fee_rate_now: Decimal | None = None
    outputs: tuple[ChainOutput, ...] = ()


# --- orders, bills --------------------------------------------------------


@dataclass(frozen=True)
class Order:
    ord_id: str
    inst_id: str  # "BTC-USDT": base-quote
    state: str  # live | partially_filled | filled | canceled | mmp_canceled
    side: str | None = None  # buy | sell
    ord_type: str | None = None
    inst_type: str | None = None
    px: Decimal | None = None
    sz: Decimal | None = None
    tgt_ccy: str | None = None
    acc_fill_sz: Decimal | None = None
    avg_px: Decimal | None = None
    fee: Decimal | None = None
    fee_ccy: str | None = None
    fill_time: datetime | None = None
    c_time: datetime | None = None
    u_time: datetime | None = None
    cancel_source: str | None = None


@dataclass(frozen=True)
class FundingBill:
    bill_id: str
    ccy: str
    bal_chg: Decimal
    type: str  # /asset/bills type, e.g. "75" = Simple Earn subscription
    bal: Decimal | None = None
    ts: datetime | None = None


@dataclass(frozen=True)
class TradingBill:
    bill_id: str
    ccy: str
    bal_chg: Decimal
    type: str  # 1 transfer, 2 trade, ... (/account/bills)
    sub_type: str | None = None  # 1 buy, 2 sell, 11 transfer in, 12 transfer out, ...
    inst_id: str | None = None
    from_: str | None = None  # 6 funding, 18 trading
    to: str | None = None
    ts: datetime | None = None


# --- status, account ------------------------------------------------------


@dataclass(frozen=True)
class SystemEvent:
    """One row of /system/status."""

    title: str
    state: str  # scheduled | ongoing | pre_open | completed | canceled
    begin: datetime | None = None
    end: datetime | None = None  # expected end until completed
    service_type: str | None = None  # 5 trading, 7 trading bot, 11 copy trading, ...
    env: str | None = None  # 1 production, 2 demo


@dataclass(frozen=True)
class Restriction:
    """The exchange refused a look-up with a code that speaks of this account."""

    code: str  # e.g. "50060" identity verification, "50007" user blocked
    source: Source
    at: datetime


@dataclass(frozen=True)
class AccountConfig:
    uid: str | None = None
    main_uid: str | None = None
    kyc_lv: str | None = None  # "0".."3"
    perm: str | None = None
    type: str | None = None  # 0 main, 1 standard sub-account, ...


@dataclass(frozen=True)
class SubAccount:
    name: str
    enabled: bool | None = None
    frozen_func: tuple[str, ...] = ()
    balances: tuple[FundingBalance, ...] = ()  # funding + trading equity, summed per ccy
    balances_known: bool = False


@dataclass(frozen=True)
class Region:
    """What differs between the exchange's regional sites (configuration)."""

    name: str
    split_accounts: bool = True  # False: one account, no Funding/Trading
    p2p: bool = True


@dataclass(frozen=True)
class AccountFacts:
    """Everything one turn looked at. A part is Known, Unknown (the look-up failed)
    or None (not asked for, e.g. nobody is signed in)."""

    now: datetime
    signed_in: bool
    region: Region
    funding: Looked[tuple[FundingBalance, ...]] = None
    trading: Looked[TradingAccount] = None
    earn: Looked[tuple[EarnBalance, ...]] = None
    non_tradable: Looked[tuple[NonTradableAsset, ...]] = None
    valuation: Looked[Valuation] = None
    deposits: Looked[tuple[Deposit, ...]] = None
    withdrawals: Looked[tuple[Withdrawal, ...]] = None
    deposit_addresses: Looked[tuple[DepositAddress, ...]] = None
    currencies: Looked[tuple[CurrencyChain, ...]] = None
    open_orders: Looked[tuple[Order, ...]] = None
    order_history: Looked[tuple[Order, ...]] = None
    funding_bills: Looked[tuple[FundingBill, ...]] = None
    trading_bills: Looked[tuple[TradingBill, ...]] = None
    status: Looked[tuple[SystemEvent, ...]] = None
    config: Looked[AccountConfig] = None
    sub_accounts: Looked[tuple[SubAccount, ...]] = None
    chain: Looked[ChainTransaction] = None
    restrictions: tuple[Restriction, ...] = field(default=())
