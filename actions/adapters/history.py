"""Bills: what came and went in the Funding and the Trading account."""

from __future__ import annotations

from datetime import datetime, timezone

from actions.adapters import endpoints
from actions.adapters.account import Account
from actions.adapters.deadline import Deadline
from actions.adapters.fields import (
    Row,
    decimal,
    parse_rows,
    required,
    required_decimal,
    text,
    time_ms,
)
from actions.diagnosis.records import FundingBill, Known, Source, TradingBill

_OLDEST = datetime.min.replace(tzinfo=timezone.utc)


def funding_bills(account: Account, deadline: Deadline) -> Known[tuple[FundingBill, ...]]:
    """The newest 100 of the last month. Raises AdapterError."""
    reply = account.get(endpoints.FUNDING_BILLS, Source.FUNDING_BILLS, deadline)
    return Known(parse_rows(Source.FUNDING_BILLS, reply.rows, funding_bill), reply.as_of)


def trading_bills(account: Account, deadline: Deadline) -> Known[tuple[TradingBill, ...]]:
    """The last 7 days and the three-month archive, newest first, each bill once."""
    bills: dict[str, TradingBill] = {}
    recent = account.get(endpoints.TRADING_BILLS, Source.TRADING_BILLS, deadline)
    archive = account.get(endpoints.TRADING_BILLS_ARCHIVE, Source.TRADING_BILLS, deadline)
    for reply in (recent, archive):
        for bill in parse_rows(Source.TRADING_BILLS, reply.rows, trading_bill):
            bills.setdefault(bill.bill_id, bill)
    newest_first = sorted(bills.values(), key=lambda bill: bill.ts or _OLDEST, reverse=True)
    return Known(tuple(newest_first), recent.as_of)  # the archive may be kept


def funding_bill(row: Row) -> FundingBill:
    return FundingBill(
        bill_id=required(row, "billId"),
        ccy=required(row, "ccy"),
        bal_chg=required_decimal(row, "balChg"),
        type=required(row, "type"),
        bal=decimal(row, "bal"),
        ts=time_ms(row, "ts"),
    )


def trading_bill(row: Row) -> TradingBill:
    return TradingBill(
        bill_id=required(row, "billId"),
        ccy=required(row, "ccy"),
        bal_chg=required_decimal(row, "balChg"),
        type=required(row, "type"),
        sub_type=text(row, "subType"),
        inst_id=text(row, "instId"),
        from_=text(row, "from"),
        to=text(row, "to"),
        ts=time_ms(row, "ts"),
    )
