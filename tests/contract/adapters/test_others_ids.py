"""An id of somebody else's account is answered like one that does not exist (T6)."""

from __future__ import annotations

import asyncio
from contextlib import closing
from typing import TYPE_CHECKING, Any

from actions.adapters.exchange import Exchange
from actions.adapters.gather import gather_facts
from actions.diagnosis.causes import Category
from actions.diagnosis.engine import diagnose
from actions.diagnosis.findings import Question
from actions.diagnosis.records import Known, Source

if TYPE_CHECKING:
    from tests.contract.adapters.conftest import Sandbox

NO_TXID = "9a" * 32


def looked_up(sandbox: Sandbox, customer: str, asked: str, **ids: str) -> Any:
    """What was asked of the exchange, what the account showed and what would be said; ``asked``
    itself replaced."""
    sandbox.calm()
    question = Question(Category.TRADE_NOT_IN_BALANCE, **ids)
    keys = sandbox.keys(customer)
    with closing(Exchange(sandbox.settings)) as exchange:  # nothing is remembered from before
        facts = asyncio.run(
            gather_facts(question, keys, None, exchange.settings, exchange=exchange, deadline=20.0)
        )
    requests = sorted(
        (one["path"], one["customer"], "ID" if asked in one["query"] else "")
        for one in sandbox.log()
        if one["path"].startswith("/api/")
        and one["customer"]
        and "deposit-address" not in one["path"]
    )
    account = {
        source: len(outcome.value) if hasattr(outcome.value, "__len__") else 1
        for source in Source
        if source not in (Source.CHAIN, Source.DEPOSIT_ADDRESSES)  # follow what is public
        and isinstance(outcome := getattr(facts, source.value), Known)
    }
    said = diagnose(facts, question)
    told = [
        (one.cause, one.certainty, one.steps, [out.cause for out in one.ruled_out])
        for one in said.findings
    ]
    return requests, account, told, said.ask


def test_t6_order_of_another_customer_is_answered_like_none(sandbox: Sandbox) -> None:
    customers = sandbox.customers()
    foreign, none = customers["sold"]["orders"][0], customers["sold"]["no_such_order"]
    asker = "filled-in-trading"
    one, other = (looked_up(sandbox, asker, order, order_id=order) for order in (foreign, none))
    assert any(asked == "ID" for _, _, asked in one[0])  # it was looked for, in the own account
    assert {customer for _, customer, _ in one[0]} == {asker}
    assert one == other


def test_t6_deposit_of_another_customer_is_looked_for_like_none(sandbox: Sandbox) -> None:
    """What the public chain shows of it is public; the account shows nothing of either."""
    foreign = sandbox.txid("arrived")
    one, other = (looked_up(sandbox, "healthy", txid, txid=txid)[:2] for txid in (foreign, NO_TXID))
    assert {customer for _, customer, _ in one[0]} == {"healthy"}
    assert one == other
