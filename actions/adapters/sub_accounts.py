"""Sub-accounts: which there are, what of each is frozen, and what it holds."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from actions.adapters import endpoints
from actions.adapters.account import Account
from actions.adapters.balance import funding_balance, trading_account
from actions.adapters.deadline import Deadline
from actions.adapters.errors import BadData
from actions.adapters.fields import Row, flag, parse_rows, required, strings
from actions.diagnosis.records import FundingBalance, Known, Source, SubAccount

MOST = 6  # sub-accounts whose balances are read: the limit is 6 requests in 2 seconds


def listed(account: Account, deadline: Deadline) -> Known[tuple[SubAccount, ...]]:
    """Without their balances. Raises AdapterError."""
    reply = account.get(endpoints.SUB_ACCOUNTS, Source.SUB_ACCOUNTS, deadline)
    return Known(parse_rows(Source.SUB_ACCOUNTS, reply.rows, sub_account), reply.as_of)


def with_balances(account: Account, deadline: Deadline, sub: SubAccount) -> SubAccount:
    """Funding and trading equity summed by currency. Raises AdapterError."""
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    reply = account.get(endpoints.SUB_FUNDING, Source.SUB_ACCOUNTS, deadline, subAcct=sub.name)
    for balance in parse_rows(Source.SUB_ACCOUNTS, reply.rows, funding_balance):
        sums[balance.ccy] += balance.bal
    reply = account.get(endpoints.SUB_TRADING, Source.SUB_ACCOUNTS, deadline, subAcct=sub.name)
    for trading in parse_rows(Source.SUB_ACCOUNTS, reply.rows, trading_account):
        for detail in trading.details:
            equity = detail.eq if detail.eq is not None else detail.cash_bal
            if equity is None:
                raise BadData(Source.SUB_ACCOUNTS)
            sums[detail.ccy] += equity
    balances = tuple(FundingBalance(ccy, bal) for ccy, bal in sorted(sums.items()) if bal)
    return replace(sub, balances=balances, balances_known=True)


def sub_account(row: Row) -> SubAccount:
    return SubAccount(
        name=required(row, "subAcct"),
        enabled=flag(row, "enable"),
        frozen_func=strings(row, "frozenFunc"),
    )
