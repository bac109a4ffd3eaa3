"""A failed, stale or missing look-up proves nothing and rules nothing out (T23)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from actions.diagnosis.causes import Category
from actions.diagnosis.engine import diagnose
from actions.diagnosis.findings import Ask, Certainty, UnknownPart
from actions.diagnosis.records import (
    AccountConfig,
    AccountFacts,
    ChainOutput,
    CurrencyChain,
    Failure,
    Known,
    Region,
    Source,
    SystemEvent,
    Unknown,
)
from tests.unit.diagnosis.builders import (
    NOW,
    TX,
    D,
    address,
    ago,
    ask,
    deposit,
    facts,
    failed,
    funding,
    funding_bill,
    known,
    transaction,
    withdrawal,
)

_CACHED = {"currencies", "status", "config", "deposit_addresses"}
_LOOKED = [s.value for s in Source if s.value not in ("valuation", "chain")]


def causes(account: AccountFacts, category: str | Category, **details: object) -> list[str]:
    return [f.cause for f in diagnose(account, ask(category, **details)).findings]


@pytest.mark.parametrize("failure", Failure)
@pytest.mark.parametrize("source", _LOOKED)
def test_exactly_the_failed_look_up_is_named(source: str, failure: Failure) -> None:
    diagnosis = diagnose(facts(**{source: failed(source, failure)}), ask("account_sync"))
    assert diagnosis.unknown == (UnknownPart(Source(source), failure),)
    assert [s.value for s in diagnosis.looked_at] == [s for s in _LOOKED if s != source]
    for finding in diagnosis.findings:
        assert Source(source) not in {p.source for p in finding.proof}
        assert Source(source) not in {r.by.source for r in finding.ruled_out}


@pytest.mark.parametrize("source", _LOOKED)
def test_a_reading_older_than_five_minutes_is_unknown(source: str) -> None:
    value = getattr(facts(), source).value
    just = diagnose(facts(**{source: known(value, ago(minutes=5))}), ask("account_sync"))
    assert just.unknown == ()
    old = diagnose(facts(**{source: known(value, ago(minutes=5, seconds=1))}), ask("account_sync"))
    expected = () if source in _CACHED else (UnknownPart(Source(source), Failure.UNAVAILABLE),)
    assert old.unknown == expected


def test_a_sub_account_that_may_not_list_the_others_is_no_failure() -> None:
    denied = failed("sub_accounts", Failure.DENIED)
    inside = facts(config=AccountConfig("2", "1", "2"), sub_accounts=denied)
    assert diagnose(inside, ask("account_sync")).unknown == ()
    assert diagnose(facts(sub_accounts=denied), ask("account_sync")).unknown != ()


def test_a_stale_balance_is_not_told() -> None:
    account = facts(funding=known(funding("BTC", 1), NOW - timedelta(hours=1)))
    for category in Category:
        for finding in diagnose(account, ask(category)).findings:
            assert "BTC" not in str(finding.details)


def test_what_was_never_asked_for_is_neither_known_nor_unknown() -> None:
    diagnosis = diagnose(facts(deposits=None), ask("deposit_not_arrived"))
    assert diagnosis.unknown == ()
    assert Source.DEPOSITS not in diagnosis.looked_at
    assert "no_deposit" not in [f.cause for f in diagnosis.findings]


@pytest.mark.parametrize(
    ("category", "source", "cause"),
    [
        ("deposit_not_arrived", "deposits", "no_deposit"),
        ("trade_not_in_balance", "open_orders", "no_trade"),
        ("trade_not_in_balance", "order_history", "no_trade"),
        ("withdrawal_not_arrived", "withdrawals", "no_withdrawal"),
        ("security_breach", "withdrawals", "no_outflow_seen"),
        ("settlement_delay", "funding", "no_delay_seen"),
        ("settlement_delay", "trading", "no_delay_seen"),
        ("funding_account_p2p", "funding", "funding_ready"),
        ("token_maintenance", "currencies", "coin_open"),
    ],
)
def test_nothing_pretends_where_the_needed_look_up_failed(
    category: str, source: str, cause: str
) -> None:
    asked = {"currency": "USDC" if cause == "funding_ready" else "USDT"}
    assert cause in causes(facts(), category, **asked)
    assert cause not in causes(facts(**{source: failed(source)}), category, **asked)


@pytest.mark.parametrize(
    ("category", "source"),
    [
        ("deposit_not_arrived", "deposits"),
        ("withdrawal_not_arrived", "withdrawals"),
        ("trade_not_in_balance", "open_orders"),
        ("trade_not_in_balance", "order_history"),
    ],
)
def test_where_the_answer_is_unread_nothing_else_that_is_in_order_is_told(
    category: str, source: str
) -> None:
    account = facts(funding=funding("USDT", 5), trading=facts().trading)
    assert "in_funding" in causes(account, category)
    unread = AccountFacts(**{**account.__dict__, source: failed(source)})
    assert causes(unread, category) == []
    assert "in_funding" in causes(unread, "account_sync")


@pytest.mark.parametrize(("unread", "place"), [("funding", "trading"), ("trading", "funding")])
def test_the_account_that_was_read_is_told(unread: str, place: str) -> None:
    diagnosis = diagnose(facts(**{unread: failed(unread)}), ask("account_sync"))
    assert diagnosis.primary
    assert diagnosis.primary.cause == "balance_visible"
    assert diagnosis.primary.details == {"balances": f"USDC:{place}:100"}
    alone = facts(**{unread: failed(unread)}, region=Region("it", split_accounts=False))
    assert causes(alone, "account_sync") == ["single_account"]


def test_a_movement_is_no_balance() -> None:
    bills = (funding_bill("75", -1), funding_bill("20", -2), funding_bill("220", -3))
    account = facts(
        funding_bills=bills,
        earn=failed("earn"),
        sub_accounts=failed("sub_accounts"),
        non_tradable=failed("non_tradable"),
    )
    told = causes(account, "account_sync", currency="BTC")
    assert not {"in_earn", "in_sub_account", "delisted"} & set(told)


def test_an_empty_account_needs_all_three_places() -> None:
    empty = facts(funding=(), trading=facts().trading.value.__class__(()))  # type: ignore[union-attr]
    assert "empty_account" in causes(empty, "account_sync")
    for source in ("funding", "trading", "earn"):
        parts = {**empty.__dict__, source: failed(source)}
        assert "empty_account" not in causes(AccountFacts(**parts), "account_sync")


def test_everything_failed_is_no_finding_but_what_is_always_possible() -> None:
    parts = {s: failed(s) for s in _LOOKED}
    for category in Category:
        diagnosis = diagnose(facts(**parts), ask(category))
        assert [u.source.value for u in diagnosis.unknown] == _LOOKED
        assert diagnosis.looked_at == ()
        assert all(f.certainty is Certainty.POSSIBLE and not f.proof for f in diagnosis.findings)


# --- a visitor who is not signed in -------------------------------------------------


def visitor(**parts: object) -> AccountFacts:
    values: dict[str, object] = {"status": known(()), **parts}
    return AccountFacts(NOW, False, Region("se"), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("category", Category)
def test_a_visitor_gets_no_finding_about_an_account(category: Category) -> None:
    diagnosis = diagnose(visitor(), ask(category))
    assert diagnosis.findings == ()
    assert diagnosis.ask is None
    assert diagnosis.looked_at == (Source.STATUS,)


def test_a_visitor_sees_public_maintenance_where_it_answers_the_question() -> None:
    down = visitor(status=known((SystemEvent("Upgrade", "ongoing", ago(hours=1), None, "5"),)))
    for category in ("token_maintenance", "settlement_delay", "account_sync"):
        assert causes(down, category) == ["maintenance_ongoing"]
    assert causes(down, "deposit_not_arrived") == []


@pytest.mark.parametrize(
    ("seen", "cause"),
    [
        (transaction(found=False), "not_on_chain"),
        (transaction(succeeded=False), "failed_on_chain"),
        (transaction(confirmations=0, fee_rate=D(1), fee_rate_now=D(9)), "low_fee"),
        (transaction(confirmations=0), "unconfirmed"),
    ],
)
def test_a_visitors_txid_is_read_on_its_chain(seen: object, cause: str) -> None:
    assert causes(visitor(chain=known(seen)), "deposit_not_arrived", txid=TX) == [cause]


def test_nothing_is_said_of_a_visitors_amount_that_could_be_somebody_elses() -> None:
    two = (ChainOutput("a", D(1), "BTC"), ChainOutput("b", D(2), "BTC"))
    seen = visitor(chain=known(transaction(confirmations=0, outputs=two)))
    assert causes(seen, "deposit_not_arrived", txid=TX) == []
    named = diagnose(seen, ask("deposit_not_arrived", txid=TX, amount=D(2)))
    assert named.primary
    assert named.primary.details["amount"] == D(2)


def test_a_confirmed_txid_of_a_visitor_proves_nothing_about_an_account() -> None:
    assert causes(visitor(chain=known(transaction())), "deposit_not_arrived", txid=TX) == []


def test_a_network_that_no_explorer_reads_is_named_as_unknown() -> None:
    account = facts(chain=Unknown(Source.CHAIN, Failure.UNSUPPORTED))
    diagnosis = diagnose(account, ask("deposit_not_arrived", txid="x", network="TON"))
    assert diagnosis.unknown == (UnknownPart(Source.CHAIN, Failure.UNSUPPORTED),)
    assert "no_deposit" not in [f.cause for f in diagnosis.findings]
    assert diagnosis.ask is None


# --- what the chain can't prove without the account ----------------------------------


@pytest.mark.parametrize(
    ("parts", "cause"),
    [
        ({"deposits": failed("deposits")}, "not_recorded"),
        ({"currencies": failed("currencies")}, "not_recorded"),
        ({"deposit_addresses": failed("deposit_addresses")}, "not_recorded"),
        ({"deposit_addresses": known((address("ETH", "ETH-ERC20", "0x1"),))}, "wrong_address"),
    ],
)
def test_a_chain_transaction_needs_the_accounts_side(parts: dict[str, object], cause: str) -> None:
    account = facts(**{"chain": transaction(), "deposit_addresses": (address(),), **parts})
    assert cause not in causes(account, "deposit_not_arrived", txid=TX)


def test_a_stranger_s_address_needs_the_deposit_history() -> None:
    account = facts(chain=transaction(to="other"), deposit_addresses=(address(),))
    assert causes(account, "deposit_not_arrived", txid=TX)[0] == "wrong_address"
    unread = AccountFacts(**{**account.__dict__, "deposits": failed("deposits")})
    assert "wrong_address" not in causes(unread, "deposit_not_arrived", txid=TX)


@pytest.mark.parametrize("source", ["funding", "trading"])
def test_nothing_has_left_an_account_that_cannot_be_read(source: str) -> None:
    account = facts(withdrawals=(withdrawal(ts=ago(days=2)),))
    assert "withdrawn" in causes(account, "account_sync")
    unread = AccountFacts(**{**account.__dict__, source: failed(source)})
    assert "withdrawn" not in causes(unread, "account_sync")


def test_a_withdrawals_txid_is_no_deposit() -> None:
    account = facts(chain=transaction(found=False), withdrawals=(withdrawal(tx_id=TX),))
    assert causes(account, "deposit_not_arrived", txid=TX)[0] == "wd_sent"


def test_a_deposit_the_exchange_has_is_not_missing_from_the_chain() -> None:
    account = facts(chain=transaction(found=False), deposits=(deposit("17"),))
    assert causes(account, "deposit_not_arrived", txid=TX) == ["travel_rule"]


def test_a_suspended_network_explains_a_deposit_that_is_not_recorded() -> None:
    closed = (CurrencyChain("BTC", "BTC-Bitcoin", False, True, min_dep_arrival_confirm=2),)
    account = facts(chain=transaction(), deposit_addresses=(address(),), currencies=closed)
    assert causes(account, "deposit_not_arrived", txid=TX)[0] == "deposits_suspended"


def test_another_transaction_than_the_asked_one_says_nothing() -> None:
    account = facts(chain=transaction(found=False, tx_id="cc" * 32))
    assert "not_on_chain" not in causes(account, "deposit_not_arrived", txid=TX)


# --- questions --------------------------------------------------------------------------


def test_a_known_chain_is_a_known_reading() -> None:
    assert isinstance(facts(chain=transaction()).chain, Known)


@pytest.mark.parametrize(
    ("account", "question", "asked"),
    [
        (facts(), ask("deposit_not_arrived"), Ask.TXID),
        (facts(), ask("deposit_not_arrived", currency="BTC"), Ask.TXID),
        (facts(), ask("deposit_not_arrived", currency="XRP"), None),
        (
            facts(deposits=(deposit("2", ts=ago(days=3)),), funding=funding("BTC", 1)),
            ask("deposit_not_arrived"),
            Ask.TXID,
        ),
        (
            facts(deposits=(deposit("2", ts=ago(hours=3)),), funding=funding("BTC", 1)),
            ask("deposit_not_arrived"),
            None,
        ),
        (facts(), ask("deposit_not_arrived", txid=TX), Ask.NETWORK),
        (facts(), ask("deposit_not_arrived", txid=TX, network="Bitcoin"), None),
        (facts(deposits=(deposit("17"),)), ask("deposit_not_arrived", txid=TX), None),
        (facts(deposits=(deposit("17"),)), ask("deposit_not_arrived"), None),
        (
            facts(funding=(), trading=facts().trading.value.__class__(())),  # type: ignore[union-attr]
            ask("token_maintenance"),
            Ask.CURRENCY,
        ),
        (facts(deposits=failed("deposits")), ask("deposit_not_arrived"), None),
    ],
)
def test_only_what_is_open_is_asked(account: AccountFacts, question: object, asked: object) -> None:
    assert diagnose(account, question).ask is asked  # type: ignore[arg-type]


def test_one_of_several_pending_deposits_has_to_be_picked() -> None:
    account = facts(
        deposits=(
            deposit("0", ts=ago(hours=2)),
            deposit("0", "ETH", "ETH-ERC20", 2, dep_id="78", tx_id="b"),
            deposit("2", dep_id="79", tx_id="c"),
        ),
        funding=funding("BTC", 2),
    )
    diagnosis = diagnose(account, ask("deposit_not_arrived"))
    assert diagnosis.ask is Ask.DEPOSIT
    assert [o.id for o in diagnosis.options] == ["78", "77"]
    assert diagnosis.options[0].details["currency"] == "ETH"
    assert [f.cause for f in diagnosis.findings] == ["unconfirmed", "unconfirmed"]
    for details in (
        {"deposit_id": "77"},
        {"txid": TX},
        {"currency": "BTC"},
        {"amount": D(2)},
        {"network": "ERC20"},
    ):
        assert diagnose(account, ask("deposit_not_arrived", **details)).ask is None
