"""Everything one turn looks at, asked at once, within one deadline.

``gather_facts`` never raises: each look-up that fails, or has not answered when the
deadline comes, is an Unknown of its own, and says nothing about the others.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine
from functools import partial
from typing import Any, TypeVar

from actions.adapters import balance, chain, deposit, history, order, sub_accounts, withdrawal
from actions.adapters.account import Account
from actions.adapters.credentials import Access
from actions.adapters.deadline import Deadline
from actions.adapters.errors import AdapterError
from actions.adapters.exchange import Exchange
from actions.adapters.explorer.base import Sighting, named
from actions.adapters.grammar import classify_order_id, classify_txid
from actions.adapters.networks import NATIVE
from actions.adapters.valuation import DEFAULT_UNIT, valuation
from actions.adapters.verification import config, restrictions
from actions.diagnosis.findings import Question
from actions.diagnosis.records import (
    AccountFacts,
    ChainTransaction,
    Known,
    Looked,
    Region,
    Source,
    SubAccount,
    Unknown,
)
from actions.settings import Settings

__all__ = ["Exchange", "gather_facts"]

T = TypeVar("T")
Look = Callable[[Account, Deadline], Known[T]]

RECORDS_SHARE = 0.4  # of the deadline: how long the chain look-up waits for the records
MOST_CURRENCIES = 3  # whose deposit addresses are asked for


async def gather_facts(
    question: Question,
    credentials: Access | None,
    region: Region | str | None,
    settings: Settings,
    *,
    exchange: Exchange | None = None,
    deadline: float | None = None,
    parts: Collection[Source] | None = None,
    want_valuation: bool = False,
    valuation_unit: str = DEFAULT_UNIT,
) -> AccountFacts:
    """The facts that ``question`` needs, about the account behind ``credentials``.

    ``credentials`` None: nobody is signed in; only the public status and the question's
    TxID are looked up. ``deadline``: seconds for everything (default: the settings').
    ``parts``: only these look-ups (default: all that apply; the valuation only when
    wanted, since the exchange allows one a second). Raises SettingsError for a region
    that is not configured, and nothing else.
    """
    own = exchange is None
    shared = exchange or Exchange(settings)
    try:
        found = shared.region(region, credentials)
        turn = _Turn(
            shared,
            shared.account(found, credentials),
            question,
            Deadline(settings.turn_deadline if deadline is None else deadline),
            _wanted(credentials, parts, want_valuation),
            valuation_unit,
        )
        return await turn.facts(region if isinstance(region, Region) else found.record)
    finally:
        if own:
            shared.close()


def _wanted(
    credentials: Access | None, parts: Collection[Source] | None, want_valuation: bool
) -> set[Source]:
    wanted = set(Source) - {Source.VALUATION} if parts is None else set(parts)
    if want_valuation:
        wanted.add(Source.VALUATION)
    return wanted if credentials else wanted & {Source.STATUS, Source.CHAIN}


class _Turn:
    """One turn's look-ups. Tasks are started together; two wait for others' answers."""

    def __init__(
        self,
        exchange: Exchange,
        account: Account,
        question: Question,
        deadline: Deadline,
        wanted: set[Source],
        unit: str,
    ) -> None:
        self._exchange = exchange
        self._account = account
        self._question = question
        self._deadline = deadline
        self._wanted = wanted
        self._unit = unit
        self._tasks: dict[Source, asyncio.Task[Any]] = {}

    async def facts(self, region: Region) -> AccountFacts:
        self._start_all()
        answers = await asyncio.gather(*self._tasks.values())
        found = dict(zip(self._tasks, answers, strict=True))
        now = self._account.client.clock.now()
        return AccountFacts(
            now=now,
            signed_in=self._account.credentials is not None,
            region=region,
            restrictions=restrictions(answers, now),
            **{source.value: answer for source, answer in found.items()},
        )

    def _start_all(self) -> None:
        question, board = self._question, self._exchange.board
        # T16: only ids of a known form reach a request
        form = classify_txid(question.txid) if question.txid else None
        tx_id = form.canonical if form else None
        order_id = classify_order_id(question.order_id) if question.order_id else None
        looks: dict[Source, Look[Any]] = {
            Source.FUNDING: balance.funding,
            Source.TRADING: balance.trading,
            Source.EARN: balance.earn,
            Source.NON_TRADABLE: balance.non_tradable,
            Source.DEPOSITS: partial(deposit.history, ccy=question.currency, tx_id=tx_id),
            Source.WITHDRAWALS: partial(withdrawal.history, ccy=question.currency, tx_id=tx_id),
            Source.CURRENCIES: board.currencies,
            Source.OPEN_ORDERS: order.pending,
            Source.ORDER_HISTORY: partial(order.history, order_id=order_id),
            Source.FUNDING_BILLS: history.funding_bills,
            Source.TRADING_BILLS: history.trading_bills,
            Source.STATUS: board.system,
            Source.CONFIG: config,
            Source.VALUATION: partial(valuation, unit=self._unit),
        }
        for source, look in looks.items():
            self._start(source, partial(self._look, source, look))
        self._start(Source.SUB_ACCOUNTS, self._sub_accounts)
        self._start(Source.CHAIN, self._chain)
        self._start(Source.DEPOSIT_ADDRESSES, self._deposit_addresses)

    def _start(self, source: Source, look: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        if source in self._wanted:
            self._tasks[source] = asyncio.ensure_future(look())

    async def _look(self, source: Source, look: Look[T]) -> Known[T] | Unknown:
        return await self._run(source, partial(look, self._account, self._deadline))

    def _run(self, source: Source, work: Callable[[], T]) -> Awaitable[T | Unknown]:
        return self._exchange.look_ups.run(source, self._account.key, self._deadline, work)

    async def _sub_accounts(self) -> Looked[tuple[SubAccount, ...]]:
        listed = await self._look(Source.SUB_ACCOUNTS, sub_accounts.listed)
        if isinstance(listed, Unknown):
            return listed
        read = partial(sub_accounts.with_balances, self._account, self._deadline)
        filled = await asyncio.gather(
            *(
                self._run(Source.SUB_ACCOUNTS, partial(read, sub))
                for sub in listed.value[: sub_accounts.MOST]
            )
        )
        known = [
            one if isinstance(one, SubAccount) else sub
            for one, sub in zip(filled, listed.value, strict=False)
        ]
        return Known((*known, *listed.value[len(known) :]), listed.as_of)

    async def _chain(self) -> Looked[ChainTransaction]:
        try:
            wanted = chain.target(self._question, await self._movements())
            if wanted is None:
                return None
            asked = chain.readable(wanted, self._exchange.explorers)
        except AdapterError as failed:
            return failed.unknown()
        outcomes: list[Sighting | Unknown] = await asyncio.gather(
            *(
                self._run(Source.CHAIN, partial(explorer.look, wanted.tx_id, self._deadline))
                for explorer in asked
            )
        )
        answer = chain.verdict(wanted, outcomes)
        if isinstance(answer, Unknown):
            return answer
        listed = await self._answer(Source.CURRENCIES)
        transaction = named(answer, listed.value if listed else ())
        return Known(transaction, self._account.client.clock.now())

    async def _movements(self) -> chain.Movements:
        """The records, waited for; a visitor has none."""
        patience = self._deadline.remaining() * RECORDS_SHARE
        sources = (Source.DEPOSITS, Source.WITHDRAWALS, Source.CURRENCIES)
        found = await asyncio.gather(*(self._answer(one, patience) for one in sources))
        deposits, withdrawals, currencies = (one.value if one else () for one in found)
        return chain.Movements(deposits, withdrawals, currencies)

    async def _deposit_addresses(self) -> Looked[Any]:
        """For the question's currency; else, for a TxID, for what it moved and may be."""
        currencies = [self._question.currency] if self._question.currency else []
        if not currencies and self._question.txid:
            seen = await self._answer(Source.CHAIN)
            if seen is None or not seen.value.found:
                return None
            moved = [one.ccy for one in seen.value.outputs if one.ccy]
            native = NATIVE.get(seen.value.network)
            currencies = list(dict.fromkeys([*moved, *([native] if native else [])]))
        if not currencies:
            return None
        return await self._look(
            Source.DEPOSIT_ADDRESSES,
            partial(deposit.addresses, currencies=currencies[:MOST_CURRENCIES]),
        )

    async def _answer(self, source: Source, patience: float | None = None) -> Known[Any] | None:
        """Another look-up's value; None when it failed, is not asked, or takes too long."""
        task = self._tasks.get(source)
        if task is None:
            return None
        left = self._deadline.remaining()
        await asyncio.wait({task}, timeout=left if patience is None else min(patience, left))
        if not task.done():
            return None
        answer = task.result()
        return answer if isinstance(answer, Known) else None
