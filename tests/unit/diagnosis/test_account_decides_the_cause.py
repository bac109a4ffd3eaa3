"""The account decides the cause, the question only orders: every category, every account."""

from __future__ import annotations

import pytest

from actions.diagnosis.causes import CAUSES, Category
from actions.diagnosis.engine import diagnose
from actions.diagnosis.findings import Certainty, Question
from actions.diagnosis.lookups import NORMAL
from actions.diagnosis.records import AccountConfig, DepositAddress, Known, SystemEvent
from tests.unit.diagnosis.builders import (
    CURRENCIES,
    TX,
    D,
    address,
    ago,
    ask,
    cash,
    deposit,
    facts,
    filled,
    funding,
    funding_bill,
    order,
    trading,
    withdrawal,
)
from tests.unit.diagnosis.cause_table import ROWS, Row

# Found by whatever was asked: everything but "nothing is wrong", the possible, the threats
# (an ordinary withdrawal alarms nobody else), and what a TxID or an id in the question names.
_SPECIAL = {"pending_withdrawal", "recent_withdrawal", "order_not_found", "withdrawn"}
# Days ago: then it is no cause of anything else any more.
_OLD = {"wd_sent three days ago", "order_canceled by market maker protection"}
ABNORMAL = [
    r
    for r in ROWS
    if r.cause not in NORMAL | _SPECIAL and r.certainty is Certainty.PROVEN and str(r) not in _OLD
]


@pytest.mark.parametrize("category", Category)
@pytest.mark.parametrize("row", ABNORMAL, ids=str)
def test_true_cause_is_named_whatever_was_asked(row: Row, category: Category) -> None:
    question = Question(
        category,
        **{k: v for k, v in row.question.__dict__.items() if k not in ("category", "account_type")},
    )
    causes = [f.cause for f in diagnose(row.facts, question).findings]
    # The primary and three more are told.
    assert row.cause in causes[:4]


@pytest.mark.parametrize("category", Category)
def test_nothing_wrong_never_comes_before_a_cause(category: Category) -> None:
    account = facts(deposits=(deposit("17"), deposit("2", "USDC", "USDC-ERC20", 5, tx_id="b")))
    findings = diagnose(account, ask(category)).findings
    assert findings[0].cause in ("travel_rule", "no_outflow_seen")
    wrong = [f.cause not in NORMAL for f in findings if f.cause != "no_outflow_seen"]
    assert wrong == sorted(wrong, reverse=True)


def test_security_comes_first_and_only_when_told() -> None:
    account = facts(deposits=(deposit("12"),), withdrawals=(withdrawal("2"), withdrawal("0")))
    told = [f.cause for f in diagnose(account, ask("security_breach")).findings]
    assert told[:2] == ["pending_withdrawal", "recent_withdrawal"]
    assert "deposit_frozen" in told
    for category in set(Category) - {Category.SECURITY_BREACH}:
        others = {f.cause for f in diagnose(account, ask(category)).findings}
        assert not others & {"pending_withdrawal", "recent_withdrawal", "no_outflow_seen"}


def test_newest_threat_that_can_be_stopped_comes_first() -> None:
    account = facts(
        withdrawals=(
            withdrawal("0", ts=ago(hours=9), wd_id="1"),
            withdrawal("0", ts=ago(minutes=2), wd_id="2"),
            withdrawal("2", ts=ago(minutes=1), wd_id="3"),
        )
    )
    times = [f.details["time"] for f in diagnose(account, ask("security_breach")).findings[:3]]
    assert times == [ago(minutes=2), ago(hours=9), ago(minutes=1)]


TWO = facts(
    deposits=(
        deposit("0", ts=ago(minutes=5)),
        deposit("17", "ETH", "ETH-ERC20", "1.2", tx_id="0x" + "ef" * 32, dep_id="78"),
    ),
    open_orders=(order(inst_id="SOL-USDC"),),
)


@pytest.mark.parametrize(
    ("question", "cause"),
    [
        (ask("deposit_not_arrived", txid="EF" * 32), "travel_rule"),
        (ask("trade_not_in_balance", txid=TX), "unconfirmed"),
        (ask("deposit_not_arrived", deposit_id="77"), "unconfirmed"),
        (ask("deposit_not_arrived", order_id="555"), "order_open"),
        (ask("trade_not_in_balance", currency="ETH"), "travel_rule"),
        (ask("trade_not_in_balance"), "order_open"),
        (ask("deposit_not_arrived", network="Bitcoin"), "unconfirmed"),
        (ask("deposit_not_arrived", amount=D("1.2")), "travel_rule"),
        (ask("deposit_not_arrived", currency="SOL"), "order_open"),
    ],
)
def test_ids_come_before_the_coin_and_the_coin_before_the_category(
    question: Question, cause: str
) -> None:
    primary = diagnose(TWO, question).primary
    assert primary
    assert primary.cause == cause


def test_the_asked_coins_own_record_comes_before_another_coins_trouble() -> None:
    account = facts(
        deposits=(deposit("17"), deposit("2", "ETH", "ETH-ERC20", 1, tx_id="b")),
        funding=funding("ETH", 1),
    )
    findings = diagnose(account, ask("deposit_not_arrived", currency="ETH")).findings
    assert [f.cause for f in findings[:2]] == ["arrived", "travel_rule"]


def test_a_deposit_asked_about_by_id_is_named_though_it_arrived() -> None:
    account = facts(
        deposits=(deposit("17", dep_id="1", tx_id="b"), deposit("2")), funding=funding("BTC", 1)
    )
    causes = [f.cause for f in diagnose(account, ask("deposit_not_arrived", txid=TX)).findings]
    assert causes[:2] == ["arrived", "travel_rule"]


def test_only_possible_comes_after_what_is_proven() -> None:
    account = facts(deposits=(deposit("12"),))
    causes = [f.cause for f in diagnose(account, ask("account_restricted")).findings]
    assert causes.index("deposit_frozen") < causes.index("compliance_review")
    assert "compliance_review" not in [
        f.cause for f in diagnose(account, ask("deposit_not_arrived")).findings
    ]


def test_p2p_lock_needs_a_region_with_p2p() -> None:
    region = facts().region.__class__("us", p2p=False)
    causes = [f.cause for f in diagnose(facts(region=region), ask("funding_account_p2p")).findings]
    assert "p2p_lock" not in causes


BOTH = facts(funding=funding("USDT", 10), trading=trading(cash("USDT", 500)))


@pytest.mark.parametrize(
    ("question", "cause"),
    [
        (ask("funding_account_p2p"), "in_trading"),
        (ask("funding_account_p2p", amount=D(8)), "funding_ready"),
        (ask("funding_account_p2p", amount=D(80)), "in_trading"),
        (ask("funding_account_p2p", account_type="trading", amount=D(900)), "in_trading"),
        (ask("account_sync", account_type="funding"), "in_trading"),
    ],
)
def test_with_some_in_each_account_the_wanted_one_decides(question: Question, cause: str) -> None:
    primary = diagnose(BOTH, question).primary
    assert primary
    assert primary.cause == cause


def test_the_other_direction_is_as_good() -> None:
    account = facts(funding=funding("USDT", 500), trading=trading(cash("USDT", 10)))
    primary = diagnose(account, ask("trade_not_in_balance", account_type="trading")).primary
    assert primary
    assert primary.cause == "in_funding"


def test_one_account_is_never_told_to_move_money() -> None:
    for row in ROWS:
        parts = {**row.facts.__dict__, "region": facts().region.__class__("it", False, False)}
        findings = diagnose(row.facts.__class__(**parts), row.question).findings
        for finding in findings:
            assert finding.cause not in ("in_trading", "in_funding")
            assert not {"transfer_to_funding", "transfer_to_trading"} & set(finding.steps)
            assert finding.details.get("account") in (None, "single")
            assert ":funding:" not in str(finding.details.get("balances"))


def test_a_frozen_balance_has_one_cause() -> None:
    frozen = funding("ETH", 2, "1.5")
    p2p = facts(funding=frozen, funding_bills=(funding_bill("132", "-1.5", "ETH"),))
    released = facts(
        funding=frozen,
        funding_bills=(funding_bill("132", "-1.5", "ETH"), funding_bill("133", "1.5", "ETH")),
    )
    sent = facts(funding=frozen, withdrawals=(withdrawal("4"),))
    for account, cause in ((p2p, "p2p_frozen"), (released, "funding_frozen"), (sent, "wd_review")):
        causes = [f.cause for f in diagnose(account, ask("account_sync")).findings]
        assert {"p2p_frozen", "funding_frozen", "wd_review"} & set(causes) == {cause}


@pytest.mark.parametrize(("tx_id", "cause"), [(None, "pending"), ("cd" * 32, "recent")])
def test_a_threat_in_an_unknown_state_has_left_once_it_has_a_txid(
    tx_id: str | None, cause: str
) -> None:
    account = facts(withdrawals=(withdrawal("33", tx_id=tx_id),))
    assert diagnose(account, ask("security_breach")).findings[0].cause == f"{cause}_withdrawal"


HINTED = [
    ("memo", "deposit_not_arrived", "missing_memo", {"currency": "XRP"}),
    ("security_change", "withdrawal_not_arrived", "security_hold_24h", {}),
    ("security_change", "account_restricted", "security_hold_24h", {}),
    ("p2p_bought", "funding_account_p2p", "p2p_lock", {"currency": "USDT"}),
    ("p2p_bought", "account_restricted", "p2p_lock", {}),
]


@pytest.mark.parametrize(("hint", "category", "cause", "details"), HINTED)
def test_what_the_customer_tells_brings_the_possible_forward(
    hint: str, category: str, cause: str, details: dict[str, str]
) -> None:
    account = facts(funding=funding("USDT", 500), trading=trading())
    told = diagnose(account, ask(category, hint=hint, **details)).findings
    assert told[0].cause == cause
    assert told[0].certainty is Certainty.POSSIBLE
    assert [f.cause for f in told].count(cause) == 1
    untold = diagnose(account, ask(category, **details)).findings
    assert untold[0].cause != cause or cause == "missing_memo"
    # Something that is proven still comes first, whatever was told.
    blocked = facts(deposits=(deposit("12", "USDT", "USDT-TRC20"),), currencies=CURRENCIES)
    first = diagnose(blocked, ask(category, hint=hint)).findings[0]
    assert first.cause == "deposit_frozen"


def test_a_told_memo_finds_its_coin_in_the_addresses() -> None:
    tagged = DepositAddress("XRP", "XRP-Ripple", "r1", "42")
    account = facts(deposit_addresses=(address(), tagged))
    primary = diagnose(account, ask("deposit_not_arrived", hint="memo")).primary
    assert primary
    assert primary.details == {"currency": "XRP", "network": "XRP"}


def test_an_old_trade_or_withdrawal_is_no_cause_for_anything_else() -> None:
    account = facts(
        deposits=(deposit("0"),),
        order_history=(filled(at=ago(days=5)),),
        withdrawals=(withdrawal(ts=ago(days=5)),),
        trading=trading(cash("BTC", 1)),
        funding=funding("ETH", 3),
    )
    for category in ("deposit_not_arrived", "account_sync", "settlement_delay"):
        causes = [f.cause for f in diagnose(account, ask(category)).findings]
        assert "filled_in_trading" not in causes
        assert "wd_sent" not in causes


def test_money_that_left_asks_whether_it_was_the_customer() -> None:
    account = facts(withdrawals=(withdrawal(ts=ago(days=3)),))
    diagnosis = diagnose(account, ask("account_sync"))
    assert diagnosis.primary
    assert diagnosis.primary.cause == "withdrawn"
    assert diagnosis.ask
    assert diagnosis.ask.value == "owner"
    # A withdrawal that the customer speaks of is no news.
    for question in (ask("withdrawal_not_arrived"), ask("account_sync", txid="cd" * 32)):
        other = diagnose(account, question)
        assert other.primary
        assert other.primary.cause == "wd_sent"
        assert other.ask is None


def test_suspension_of_a_chain_that_is_not_used_is_noise() -> None:
    rows = tuple(
        row.__class__(**{**row.__dict__, "can_dep": False}) if row.chain == "USDT-ERC20" else row
        for row in facts().currencies.value  # type: ignore[union-attr]
    )
    account = facts(currencies=rows, funding=funding("USDT", 5))
    assert "deposits_suspended" not in [
        f.cause for f in diagnose(account, ask("account_sync")).findings
    ]
    used = facts(currencies=rows, deposits=(deposit("0", "USDT", "USDT-erc20"),))
    assert "deposits_suspended" in [f.cause for f in diagnose(used, ask("account_sync")).findings]
    asked = diagnose(account, ask("token_maintenance", currency="USDT")).primary
    assert asked
    assert asked.details["network"] == "ERC20"


@pytest.mark.parametrize("service", ["7", "11", "0"])
def test_maintenance_of_a_service_nobody_uses_answers_nothing_else(service: str) -> None:
    account = facts(
        status=(SystemEvent("Bots", "ongoing", ago(hours=1), None, service, "1"),),
        deposits=(deposit("0"),),
    )
    assert [f.cause for f in diagnose(account, ask("deposit_not_arrived")).findings] == [
        "unconfirmed"
    ]
    told = diagnose(account, ask("token_maintenance")).findings
    assert [f.cause for f in told] == ["unconfirmed", "maintenance_ongoing"]


def test_maintenance_of_trading_concerns_who_trades() -> None:
    events = (SystemEvent("Upgrade", "ongoing", ago(hours=1), None, "5", "1"),)
    idle = facts(status=events, trading=trading(), deposits=(deposit("0"),))
    busy = facts(status=events, open_orders=(order(),), trading=trading())
    for category in ("deposit_not_arrived", "settlement_delay"):
        causes = [f.cause for f in diagnose(idle, ask(category)).findings]
        assert "maintenance_ongoing" not in causes
    causes = [f.cause for f in diagnose(busy, ask("trade_not_in_balance")).findings]
    assert causes == ["order_open", "maintenance_ongoing"]


def test_an_unverified_identity_comes_after_what_was_asked() -> None:
    account = facts(
        config=AccountConfig("1", "1", "0"), funding=funding("BTC", 1), deposits=(deposit("2"),)
    )
    for category, first in (
        ("deposit_not_arrived", "arrived"),
        ("account_restricted", "unverified"),
    ):
        causes = [f.cause for f in diagnose(account, ask(category)).findings]
        assert causes[0] == first
        assert "unverified" in causes


@pytest.mark.parametrize("category", Category)
def test_one_withdrawal_is_one_event(category: Category) -> None:
    account = facts(withdrawals=(withdrawal(),))
    causes = {f.cause for f in diagnose(account, ask(category)).findings}
    assert len(causes & {"wd_sent", "withdrawn"}) == 1
    assert ("wd_sent" in causes) is (category is Category.WITHDRAWAL_NOT_ARRIVED)


def test_nothing_to_do_with_a_trade_comes_after_no_trade() -> None:
    account = facts(funding=funding("USDT", 5), trading=trading())
    causes = [f.cause for f in diagnose(account, ask("trade_not_in_balance")).findings]
    assert causes[:2] == ["no_trade", "in_funding"]


@pytest.mark.parametrize(("region", "first"), [("se", "in_trading"), ("it", "single_account")])
def test_the_asked_coin_that_is_there_comes_before_no_trade(region: str, first: str) -> None:
    place = facts().region.__class__(region, region == "se", region == "se")
    account = facts(region=place, funding=(), trading=trading(cash("BTC", 1)))
    causes = [
        f.cause for f in diagnose(account, ask("trade_not_in_balance", currency="BTC")).findings
    ]
    assert causes[:2] == [first, "no_trade"]


def test_the_deposit_record_is_part_of_a_low_fees_proof() -> None:
    row = next(r for r in ROWS if r.cause == "low_fee")
    primary = diagnose(row.facts, row.question).primary
    assert primary
    assert [p.source.value for p in primary.proof][:2] == ["deposits", "chain"]


def test_that_a_balance_can_be_read_is_not_said_beside_anything_else() -> None:
    account = facts(funding=funding("USDT", 5), trading=trading())
    causes = [f.cause for f in diagnose(account, ask("deposit_not_arrived")).findings]
    assert causes == ["no_deposit", "in_funding"]


def test_funding_that_is_ready_comes_before_where_it_is() -> None:
    account = facts(funding=funding("USDT", 5), trading=trading())
    for account_type, first in (
        (None, "funding_ready"),
        ("funding", "funding_ready"),
        ("trading", "in_funding"),
    ):
        question = ask("funding_account_p2p", account_type=account_type)
        assert diagnose(account, question).findings[0].cause == first


def test_demo_tradings_maintenance_concerns_nobody() -> None:
    account = facts(status=(SystemEvent("Demo", "ongoing", ago(hours=1), None, "5", "2"),))
    causes = [f.cause for f in diagnose(account, ask("token_maintenance")).findings]
    assert "maintenance_ongoing" not in causes


def test_table_covers_what_the_matrix_promises() -> None:
    left_out = set(CAUSES) - {r.cause for r in ABNORMAL}
    assert left_out <= NORMAL | _SPECIAL
    assert isinstance(TWO.deposits, Known)
