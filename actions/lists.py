"""Rows of the look-ups: balances, deposits, orders, the exchange's status."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from actions.diagnosis.lookups import (
    EventRow,
    OrderRow,
    deposits_recent,
    events,
    holdings,
    orders_recent,
)
from actions.diagnosis.networks import network_of
from actions.diagnosis.records import AccountFacts, CurrencyChain, Known
from actions.telling import balance_row
from actions.words import Words

# More rows than this nobody reads in a chat.
MOST_ROWS = 8
NOTHING = "–"


def balance_rows(words: Words, facts: AccountFacts, currency: str | None) -> list[str]:
    """One row a coin and place; only the asked coin where one was named."""
    rows = [
        balance_row(words, held.ccy, held.place, held.amount) for held in holdings(facts, currency)
    ]
    return rows[: 2 * MOST_ROWS]


def deposit_rows(
    words: Words, facts: AccountFacts, currency: str | None, only: Collection[str] = ()
) -> list[str]:
    """Deposits under way and those of the last month, the newest first; ``only`` these ids."""
    rows = []
    found = [d for d in deposits_recent(facts, currency) if not only or d.deposit_id in only]
    for row in found[:MOST_ROWS]:
        state = f"utter_deposit_state_{row.state}"
        text = words.phrase(
            "utter_deposit_row",
            amount=words.amount(row.amount),
            currency=row.ccy,
            network=words.network(row.network),
            time=_time(words, row.time),
            state=words.phrase(state if words.has(state) else "utter_deposit_state_unknown"),
        )
        rows.append(f"• {text}")
    return rows


def order_rows(
    words: Words, facts: AccountFacts, order_id: str | None, only: Collection[str] = ()
) -> list[str]:
    """Open orders, then ended ones; the asked one where one was named, or ``only`` these."""
    found = [o for o in orders_recent(facts, order_id) if not only or o.order_id in only]
    return [f"• {_order_row(words, order)}" for order in found[:MOST_ROWS]]


def _order_row(words: Words, order: OrderRow) -> str:
    state, side = f"utter_order_state_{order.state}", f"utter_side_{order.side}"
    return words.phrase(
        "utter_order_row",
        pair=order.pair,
        side=words.phrase(side) if words.has(side) else "",
        size=words.amount(order.size) if order.size is not None else NOTHING,
        filled=words.amount(order.filled),
        time=_time(words, order.time),
        state=words.phrase(state if words.has(state) else "utter_order_state_unknown"),
    )


def status_rows(words: Words, facts: AccountFacts, currency: str | None) -> list[str]:
    """Maintenance that goes on or is planned, and the coin's networks where one was named."""
    rows = [_event_row(words, event) for event in events(facts)]
    if currency and isinstance(facts.currencies, Known):
        chains = [c for c in facts.currencies.value if c.ccy == currency]
        rows += [f"• {_coin_row(words, chain)}" for chain in chains[:MOST_ROWS]]
    return rows


def _event_row(words: Words, event: EventRow) -> str:
    kind = "scheduled" if event.state == "scheduled" else "ongoing"
    end = words.phrase("utter_line_end", end=words.clock(event.end)).strip() if event.end else ""
    return words.phrase(
        f"utter_status_row_{kind}",
        title=event.title,
        begin=words.clock(event.begin) if event.begin else NOTHING,
        end_line=end,
    ).strip()


def _coin_row(words: Words, chain: CurrencyChain) -> str:
    def word(can: bool | None) -> str:
        if can is None:
            return NOTHING
        return words.phrase("utter_word_open" if can else "utter_word_suspended")

    return words.phrase(
        "utter_coin_status_row",
        currency=chain.ccy,
        network=words.network(network_of(chain.chain, chain.ccy)),
        deposits=word(chain.can_dep),
        withdrawals=word(chain.can_wd),
    )


def _time(words: Words, at: datetime | None) -> str:
    return words.time(at) if at else NOTHING
