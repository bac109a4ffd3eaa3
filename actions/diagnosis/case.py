"""One diagnosis in progress: the facts and the question, read with their freshness.

A part that failed, was never asked for, or is too old reads as ``None``: it can
neither prove nor rule out anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TypeVar

from actions.diagnosis.causes import Category
from actions.diagnosis.findings import Proof, Question, UnknownPart
from actions.diagnosis.networks import same_chain
from actions.diagnosis.records import (
    AccountConfig,
    AccountFacts,
    ChainTransaction,
    CurrencyChain,
    Deposit,
    DepositAddress,
    EarnBalance,
    Failure,
    FundingBalance,
    FundingBill,
    Known,
    Looked,
    NonTradableAsset,
    Order,
    Source,
    SubAccount,
    SystemEvent,
    TradingAccount,
    TradingBill,
    Unknown,
    Withdrawal,
)

T = TypeVar("T")

MAX_AGE = timedelta(minutes=5)
"""An older reading of the account may no longer be true; it counts as unknown (T23)."""

_LONGEST_WAIT = timedelta(days=3650)  # "for a million days" stays within datetime's range

_MAY_BE_OLD = frozenset({Source.CURRENCIES, Source.STATUS, Source.CONFIG, Source.DEPOSIT_ADDRESSES})
"""What changes seldom and may come from a cache."""


@dataclass(frozen=True)
class Case:
    facts: AccountFacts
    question: Question

    def _read(self, source: Source, part: Looked[T]) -> Known[T] | None:
        return part if isinstance(part, Known) and not self._stale(source, part) else None

    def _stale(self, source: Source, part: Known[T]) -> bool:
        return source not in _MAY_BE_OLD and self.facts.now - part.as_of > MAX_AGE

    @property
    def now(self) -> datetime:
        return self.facts.now

    @property
    def category(self) -> Category | None:
        return self.question.category

    @property
    def split(self) -> bool:
        """Whether this region has a Funding and a Trading account."""
        return self.facts.region.split_accounts

    @cached_property
    def funding(self) -> Known[tuple[FundingBalance, ...]] | None:
        return self._read(Source.FUNDING, self.facts.funding)

    @cached_property
    def trading(self) -> Known[TradingAccount] | None:
        return self._read(Source.TRADING, self.facts.trading)

    @cached_property
    def earn(self) -> Known[tuple[EarnBalance, ...]] | None:
        return self._read(Source.EARN, self.facts.earn)

    @cached_property
    def non_tradable(self) -> Known[tuple[NonTradableAsset, ...]] | None:
        return self._read(Source.NON_TRADABLE, self.facts.non_tradable)

    @cached_property
    def deposits(self) -> Known[tuple[Deposit, ...]] | None:
        return self._read(Source.DEPOSITS, self.facts.deposits)

    @cached_property
    def withdrawals(self) -> Known[tuple[Withdrawal, ...]] | None:
        return self._read(Source.WITHDRAWALS, self.facts.withdrawals)

    @cached_property
    def addresses(self) -> Known[tuple[DepositAddress, ...]] | None:
        return self._read(Source.DEPOSIT_ADDRESSES, self.facts.deposit_addresses)

    @cached_property
    def currencies(self) -> Known[tuple[CurrencyChain, ...]] | None:
        return self._read(Source.CURRENCIES, self.facts.currencies)

    @cached_property
    def open_orders(self) -> Known[tuple[Order, ...]] | None:
        return self._read(Source.OPEN_ORDERS, self.facts.open_orders)

    @cached_property
    def order_history(self) -> Known[tuple[Order, ...]] | None:
        return self._read(Source.ORDER_HISTORY, self.facts.order_history)

    @cached_property
    def funding_bills(self) -> Known[tuple[FundingBill, ...]] | None:
        return self._read(Source.FUNDING_BILLS, self.facts.funding_bills)

    @cached_property
    def trading_bills(self) -> Known[tuple[TradingBill, ...]] | None:
        return self._read(Source.TRADING_BILLS, self.facts.trading_bills)

    @cached_property
    def status(self) -> Known[tuple[SystemEvent, ...]] | None:
        return self._read(Source.STATUS, self.facts.status)

    @cached_property
    def config(self) -> Known[AccountConfig] | None:
        return self._read(Source.CONFIG, self.facts.config)

    @cached_property
    def sub_accounts(self) -> Known[tuple[SubAccount, ...]] | None:
        return self._read(Source.SUB_ACCOUNTS, self.facts.sub_accounts)

    @cached_property
    def chain(self) -> Known[ChainTransaction] | None:
        return self._read(Source.CHAIN, self.facts.chain)

    @property
    def in_sub_account(self) -> bool:
        """Whether the key that was read with belongs to a sub-account."""
        config = self.config.value if self.config else None
        if config is None:
            return False
        if config.uid and config.main_uid:
            return config.uid != config.main_uid
        return config.type not in (None, "", "0")

    def chain_row(self, chain: str) -> CurrencyChain | None:
        """The currency list's row of an exchange chain name, None where it isn't known."""
        rows = self.currencies.value if self.currencies else ()
        return next((row for row in rows if same_chain(row.chain, chain)), None)

    def looked_at(self) -> tuple[Source, ...]:
        """The look-ups that gave something usable."""
        return tuple(
            s for s, part in self._parts() if isinstance(part, Known) and not self._stale(s, part)
        )

    def unknown(self) -> tuple[UnknownPart, ...]:
        """Exactly the look-ups that failed, those with a stale answer included.

        A sub-account may not list its siblings: that refusal is no failure.
        """
        failed: list[UnknownPart] = []
        for source, part in self._parts():
            if isinstance(part, Unknown):
                denied = part.failure is Failure.DENIED and source is Source.SUB_ACCOUNTS
                if denied and self.in_sub_account:
                    continue
                failed.append(UnknownPart(source, part.failure))
            elif part is not None and self._stale(source, part):
                failed.append(UnknownPart(source, Failure.UNAVAILABLE))
        return tuple(failed)

    def _parts(self) -> tuple[tuple[Source, Looked[object]], ...]:
        return tuple((source, getattr(self.facts, source.value)) for source in Source)

    def claimed_since(self) -> datetime | None:
        """The customer's own clock, used only where nothing that was read has one (B24)."""
        waited = self.question.waited
        return None if waited is None else self.now - min(waited, _LONGEST_WAIT)


def proof(
    source: Source, known: Known[T], field: str, value: object, at: datetime | None = None
) -> Proof:
    """A fact of a reading, as the exchange names it."""
    return Proof(source, field, str(value), known.as_of, at)
