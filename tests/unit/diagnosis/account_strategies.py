"""Accounts made up by hypothesis: any state, any gap, any look-up known, failed or stale."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from actions.diagnosis.causes import Category
from actions.diagnosis.findings import Question
from actions.diagnosis.records import (
    AccountConfig,
    AccountFacts,
    ChainOutput,
    ChainTransaction,
    CurrencyChain,
    Deposit,
    DepositAddress,
    EarnBalance,
    Failure,
    FundingBalance,
    FundingBill,
    Known,
    NonTradableAsset,
    Order,
    Region,
    Restriction,
    Source,
    SubAccount,
    SystemEvent,
    TradingAccount,
    TradingBalance,
    TradingBill,
    Unknown,
    Withdrawal,
)
from tests.unit.diagnosis.builders import NOW, OWN, STRANGER, TX

CCYS = ("BTC", "ETH", "USDT")
CHAINS = ("BTC-Bitcoin", "ETH-ERC20", "USDT-TRC20", "USDT-Arbitrum one", "ETH-", "")
IDS = (TX, "0x" + "cd" * 32, "s" * 88, "77", "555")

ccy = st.sampled_from(CCYS)
chain = st.sampled_from(CHAINS)
maybe_id = st.none() | st.sampled_from(IDS)
flag = st.none() | st.booleans()
amount = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=8)
maybe_amount = st.none() | amount
signed = st.builds(lambda a, s: a * s, amount, st.sampled_from((1, -1)))
count = st.none() | st.integers(0, 200)
# Near the limits of every rule (1 h, 2 h, 4 h, 24 h, 7 d, 30 d), and far from them.
_AGES = (0, 1, 59, 60, 61, 119, 120, 121, 239, 241, 1439, 1441, 10079, 10081, 43199, 43201, 10**6)
moment = st.sampled_from(_AGES).map(lambda minutes: NOW - timedelta(minutes=minutes))
later = st.just(NOW + timedelta(hours=3))
maybe_moment = st.none() | moment | later

deposits = st.builds(
    Deposit,
    ccy=ccy,
    chain=chain,
    amt=amount,
    ts=maybe_moment,
    tx_id=maybe_id,
    dep_id=maybe_id,
    state=st.sampled_from(("0", "1", "2", "2", "8", "11", "12", "13", "14", "17", "29", "")),
    to=st.none() | st.just(OWN),
    from_=st.none(),
    confirmations=count,
)
withdrawals = st.builds(
    Withdrawal,
    ccy=ccy,
    chain=chain,
    amt=amount,
    ts=maybe_moment,
    tx_id=maybe_id,
    wd_id=maybe_id,
    state=st.sampled_from(
        (
            "-3",
            "-2",
            "-1",
            "0",
            "1",
            "2",
            "2",
            "4",
            "5",
            "6",
            "7",
            "8",
            "9",
            "10",
            "12",
            "15",
            "16",
            "17",
            "19",
            "33",
        )
    ),
    to=st.none() | st.just(STRANGER),
    fee=maybe_amount,
    fee_ccy=st.none() | ccy,
    internal=st.booleans(),
)
orders = st.builds(
    Order,
    ord_id=st.sampled_from(IDS),
    side=st.sampled_from(("buy", "sell", None)),
    inst_id=st.sampled_from(("BTC-USDT", "ETH-BTC", "BTC-USDT-SWAP", "USDT")),
    state=st.sampled_from(("live", "partially_filled", "filled", "canceled", "mmp_canceled", "x")),
    ord_type=st.sampled_from(("limit", "market", None)),
    inst_type=st.sampled_from(("SPOT", None)),
    px=maybe_amount,
    sz=maybe_amount,
    tgt_ccy=st.sampled_from((None, "base_ccy", "quote_ccy")),
    acc_fill_sz=maybe_amount,
    avg_px=maybe_amount,
    fee=st.none() | signed,
    fee_ccy=st.none() | ccy,
    fill_time=maybe_moment,
    c_time=maybe_moment,
    u_time=maybe_moment,
)
trading_rows = st.builds(
    TradingBalance,
    ccy=ccy,
    eq=maybe_amount,
    cash_bal=st.none() | signed,
    avail_bal=maybe_amount,
    ord_frozen=maybe_amount,
    fixed_bal=maybe_amount,
    stgy_eq=maybe_amount,
    spot_iso_bal=maybe_amount,
    iso_eq=maybe_amount,
    auto_lend_mt_amt=maybe_amount,
    auto_lend_status=st.sampled_from((None, "off", "active")),
    u_time=maybe_moment,
)
funding_rows = st.builds(
    FundingBalance, ccy=ccy, bal=amount, frozen_bal=maybe_amount, avail_bal=maybe_amount
)
transactions = st.builds(
    ChainTransaction,
    network=st.sampled_from(("Bitcoin", "ERC20", "Base")),
    tx_id=st.sampled_from(IDS[:3]),
    found=st.booleans(),
    confirmations=st.integers(0, 200),
    succeeded=flag,
    block_time=maybe_moment,
    fee_rate=maybe_amount,
    fee_rate_now=maybe_amount,
    outputs=st.lists(
        st.builds(ChainOutput, st.sampled_from((OWN, STRANGER)), amount, st.none() | ccy),
        max_size=2,
    ).map(tuple),
)


def many(strategy: st.SearchStrategy[Any], most: int = 3) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


def one_each(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    """The exchange lists a currency's balance once."""
    return st.lists(strategy, max_size=3, unique_by=lambda row: row.ccy).map(tuple)


VALUES: dict[Source, st.SearchStrategy[Any]] = {
    Source.FUNDING: one_each(funding_rows),
    Source.TRADING: st.builds(TradingAccount, one_each(trading_rows)),
    Source.EARN: one_each(st.builds(EarnBalance, ccy, amount, maybe_amount)),
    Source.DEPOSITS: many(deposits),
    Source.WITHDRAWALS: many(withdrawals),
    Source.CURRENCIES: many(
        st.builds(
            CurrencyChain,
            ccy,
            chain,
            flag,
            flag,
            st.none() | later,
            st.none() | later,
            maybe_amount,
            maybe_amount,
            count,
            count,
            flag,
        )
    ),
    Source.OPEN_ORDERS: many(orders),
    Source.ORDER_HISTORY: many(orders),
    Source.FUNDING_BILLS: many(
        st.builds(
            FundingBill,
            st.just("b"),
            ccy,
            signed,
            st.sampled_from(("1", "2", "13", "20", "75", "76", "80", "132", "133", "220", "999")),
            st.none(),
            maybe_moment,
        )
    ),
    Source.TRADING_BILLS: many(
        st.builds(
            TradingBill,
            st.just("b"),
            ccy,
            signed,
            st.sampled_from(("1", "2", "12", "27", "999")),
            st.sampled_from((None, "1", "2", "318", "319")),
            st.sampled_from((None, "BTC-USDT")),
            st.none(),
            st.none(),
            maybe_moment,
        )
    ),
    Source.STATUS: many(
        st.builds(
            SystemEvent,
            st.just("Upgrade"),
            st.sampled_from(("scheduled", "ongoing", "pre_open", "completed")),
            maybe_moment,
            maybe_moment,
            st.sampled_from((None, "5", "7", "11")),
            st.sampled_from((None, "1", "2")),
        )
    ),
    Source.CONFIG: st.builds(
        AccountConfig,
        st.sampled_from((None, "1", "2")),
        st.sampled_from((None, "1")),
        st.sampled_from((None, "", "0", "1", "x")),
        st.none(),
        st.sampled_from((None, "0", "1")),
    ),
    Source.SUB_ACCOUNTS: many(
        st.builds(
            SubAccount,
            st.sampled_from(("a", "b")),
            flag,
            st.sampled_from(((), ("transfer",))),
            many(funding_rows, 2),
            st.booleans(),
        ),
        2,
    ),
    Source.NON_TRADABLE: many(st.builds(NonTradableAsset, ccy, amount, flag, st.none() | chain), 1),
    Source.DEPOSIT_ADDRESSES: many(st.builds(DepositAddress, ccy, chain, st.just(OWN)), 2),
    Source.CHAIN: transactions,
}


def looked(source: Source) -> st.SearchStrategy[Any]:
    """Known most often; sometimes stale, failed, or never asked for."""
    read = st.builds(Known, VALUES[source], st.just(NOW))
    return st.one_of(
        read,
        read,
        read,
        st.builds(Known, VALUES[source], st.just(NOW - timedelta(minutes=6))),
        st.builds(Unknown, st.just(source), st.sampled_from(Failure)),
        st.none(),
    )


accounts = st.builds(
    AccountFacts,
    now=st.just(NOW),
    signed_in=st.just(True),
    region=st.builds(Region, st.just("x"), st.booleans(), st.booleans()),
    restrictions=many(
        st.builds(
            Restriction,
            st.sampled_from(("50027", "50060", "50011")),
            st.sampled_from(Source),
            st.just(NOW),
        ),
        2,
    ),
    **{source.value: looked(source) for source in VALUES},
)
questions = st.builds(
    Question,
    category=st.none() | st.sampled_from(Category),
    currency=st.none() | ccy,
    network=st.sampled_from((None, None, "Bitcoin", "bank")),
    txid=maybe_id,
    order_id=maybe_id,
    amount=maybe_amount,
    account_type=st.sampled_from((None, "funding", "trading")),
    deposit_id=maybe_id,
    waited=st.none()
    | st.sampled_from((0, 59, 61, 121, 10**9)).map(lambda minutes: timedelta(minutes=minutes)),
)
