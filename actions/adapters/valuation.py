"""What the account is worth in a fiat currency. One request a second: only when asked."""

from __future__ import annotations

from actions.adapters import endpoints
from actions.adapters.account import Account
from actions.adapters.deadline import Deadline
from actions.adapters.errors import BadData
from actions.adapters.fields import Row, decimal, mapping, parse_rows, required_decimal, time_ms
from actions.diagnosis.records import Known, Source, Valuation

DEFAULT_UNIT = "USD"


def valuation(account: Account, deadline: Deadline, unit: str = DEFAULT_UNIT) -> Known[Valuation]:
    """In ``unit``, one of the exchange's (reference 1.3). Raises AdapterError."""
    reply = account.get(endpoints.VALUATION, Source.VALUATION, deadline, ccy=unit)
    rows = parse_rows(Source.VALUATION, reply.rows, lambda row: account_value(row, unit))
    if len(rows) != 1:
        raise BadData(Source.VALUATION)
    return Known(rows[0], reply.as_of)


def account_value(row: Row, unit: str) -> Valuation:
    parts = mapping(row, "details")
    return Valuation(
        unit=unit,
        total=required_decimal(row, "totalBal"),
        funding=decimal(parts, "funding"),
        trading=decimal(parts, "trading"),
        earn=decimal(parts, "earn"),
        ts=time_ms(row, "ts"),
    )
