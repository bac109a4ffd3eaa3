"""Status: the system's maintenance events, and which coins and chains are open."""

from __future__ import annotations

from actions.adapters import endpoints
from actions.adapters.account import Account
from actions.adapters.cache import SingleFlight
from actions.adapters.deadline import Deadline
from actions.adapters.errors import Unavailable
from actions.adapters.fields import Row, decimal, flag, integer, parse_rows, required, text, time_ms
from actions.diagnosis.records import CurrencyChain, Known, Source, SystemEvent

STATUS_TTL = 5.0  # seconds: the limit is one request in 5 s for everybody behind this address
CURRENCIES_TTL = 20.0  # seconds: over a megabyte that changes when a wallet is suspended


class StatusBoard:
    """Public status for all turns: one request at a time, remembered for a moment."""

    def __init__(
        self, status_ttl: float = STATUS_TTL, currencies_ttl: float = CURRENCIES_TTL
    ) -> None:
        self._status: SingleFlight[Known[tuple[SystemEvent, ...]]] = SingleFlight(status_ttl)
        self._currencies: SingleFlight[Known[tuple[CurrencyChain, ...]]] = SingleFlight(
            currencies_ttl
        )

    def system(self, account: Account, deadline: Deadline) -> Known[tuple[SystemEvent, ...]]:
        """Scheduled, ongoing and pre-open maintenance. Raises AdapterError."""
        return self._status.get(
            id(account.client),
            lambda: system_status(account, deadline),
            deadline,
            lambda: Unavailable(Source.STATUS),
        )

    def currencies(self, account: Account, deadline: Deadline) -> Known[tuple[CurrencyChain, ...]]:
        """Every coin on every chain. Kept per key: a refusal speaks of that customer."""
        return self._currencies.get(
            (id(account.client), account.key),
            lambda: currency_list(account, deadline),
            deadline,
            lambda: Unavailable(Source.CURRENCIES),
        )


def system_status(account: Account, deadline: Deadline) -> Known[tuple[SystemEvent, ...]]:
    reply = account.get(endpoints.STATUS, Source.STATUS, deadline)
    return Known(parse_rows(Source.STATUS, reply.rows, system_event), reply.as_of)


def currency_list(account: Account, deadline: Deadline) -> Known[tuple[CurrencyChain, ...]]:
    reply = account.get(endpoints.CURRENCIES, Source.CURRENCIES, deadline)
    return Known(parse_rows(Source.CURRENCIES, reply.rows, currency_chain), reply.as_of)


def system_event(row: Row) -> SystemEvent:
    return SystemEvent(
        title=required(row, "title"),
        state=required(row, "state"),
        begin=time_ms(row, "begin"),
        end=time_ms(row, "end"),
        service_type=text(row, "serviceType"),
        env=text(row, "env"),
    )


def currency_chain(row: Row) -> CurrencyChain:
    return CurrencyChain(
        ccy=required(row, "ccy"),
        chain=text(row, "chain") or "",  # "" for fiat
        can_dep=flag(row, "canDep"),
        can_wd=flag(row, "canWd"),
        dep_est_open_time=time_ms(row, "depEstOpenTime"),
        wd_est_open_time=time_ms(row, "wdEstOpenTime"),
        min_dep=decimal(row, "minDep"),
        min_wd=decimal(row, "minWd"),
        min_dep_arrival_confirm=integer(row, "minDepArrivalConfirm"),
        min_wd_unlock_confirm=integer(row, "minWdUnlockConfirm"),
        need_tag=flag(row, "needTag"),
        ct_addr=text(row, "ctAddr"),
    )
