"""Which TxID is looked up where, and what several explorers' answers add up to."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from actions.adapters import chain
from actions.adapters.chain import Movements, Target, target, verdict
from actions.adapters.errors import Unsupported
from actions.adapters.explorer.base import Output, Sighting, named
from actions.adapters.networks import EVM, network_of
from actions.diagnosis.findings import Question
from actions.diagnosis.records import (
    ChainTransaction,
    CurrencyChain,
    Deposit,
    Failure,
    Source,
    Unknown,
    Withdrawal,
)

NOW = datetime(2026, 11, 21, tzinfo=timezone.utc)
PLAIN, EVM_ID = "9a" * 32, "0x" + "9a" * 32


def question(**more: Any) -> Question:
    return Question(None, **more)


def deposit(**more: Any) -> Deposit:
    row = {"ccy": "BTC", "chain": "BTC-Bitcoin", "amt": Decimal(1), "state": "0", "tx_id": PLAIN}
    return Deposit(**{**row, **more})


def withdrawal(**more: Any) -> Withdrawal:
    row = {"ccy": "ETH", "chain": "ETH-ERC20", "amt": Decimal(1), "state": "1", "tx_id": EVM_ID}
    return Withdrawal(**{**row, **more})


@pytest.mark.parametrize(
    ("name", "network"),
    [
        ("BTC-Bitcoin", "Bitcoin"),
        ("USDT-TRC20", "TRC20"),
        ("ETH-Ethereum", "ERC20"),
        ("USDT-Arbitrum one", "Arbitrum One"),
        ("USDT-Arbitrum One", "Arbitrum One"),
        ("USDT-X Layer", "X Layer"),
        ("USDT-Avalanche C-Chain", "Avalanche C-Chain"),
        ("XRP-Ripple", "XRP"),
        ("BTCK-OKTC", None),
        ("", None),
        ("USDT", None),
    ],
)
def test_the_exchange_s_chain_names(name: str, network: str | None) -> None:
    assert network_of(name) == network


def test_a_record_with_the_txid_knows_its_network() -> None:
    records = Movements(deposits=[deposit(chain="LTC-Litecoin", ccy="LTC", state="2")])
    assert target(question(txid=PLAIN), records) == Target(PLAIN, ("Litecoin",), sure=True)


def test_the_network_that_was_said_comes_first_and_is_not_the_only_one() -> None:
    found = target(question(txid=EVM_ID, network="BSC"), Movements())
    assert found is not None
    assert (found.networks[0], found.sure) == ("BSC", True)
    assert set(found.networks) >= set(EVM)


def test_a_network_that_does_not_fit_the_form_is_passed_over() -> None:
    found = target(question(txid=EVM_ID, network="TRC20"), Movements())
    assert found is not None
    assert "TRC20" not in found.networks
    assert not found.sure


def test_the_coin_s_own_networks_narrow_a_bare_txid() -> None:
    rows = [CurrencyChain("USDT", "USDT-TRC20"), CurrencyChain("USDT", "USDT-ERC20")]
    found = target(question(txid=PLAIN, currency="USDT"), Movements(currencies=rows))
    assert found is not None
    assert (found.networks[0], found.sure) == ("TRC20", True)


def test_a_bare_txid_is_looked_for_by_its_form() -> None:
    found = target(question(txid=PLAIN), Movements())
    assert found is not None
    assert (found.networks[:2], found.sure) == (("Bitcoin", "TRC20"), False)


def test_a_txid_of_no_known_form_reaches_no_explorer() -> None:
    for text in ("http://169.254.169.254/", "../../x", "12345", "1915737_3_0_0_asset"):
        with pytest.raises(Unsupported):
            target(question(txid=text), Movements())


def test_without_a_txid_the_one_waiting_deposit_is_looked_up() -> None:
    one, done = deposit(), deposit(state="2", tx_id="ab" * 32)
    found = target(question(), Movements([one, done], [withdrawal()]))
    assert found == Target(PLAIN, ("Bitcoin",), sure=True)


def test_two_waiting_deposits_are_a_question_first() -> None:
    two = [deposit(dep_id="1"), deposit(dep_id="2", tx_id="ab" * 32)]
    assert target(question(), Movements(two)) is None
    chosen = target(question(deposit_id="2"), Movements(two))
    assert chosen is not None
    assert chosen.tx_id == "ab" * 32


def test_the_question_s_coin_picks_the_movement() -> None:
    records = Movements([deposit()], [withdrawal()])
    eth, doge = (target(question(currency=c), records) for c in ("ETH", "DOGE"))
    assert eth is not None
    assert eth.networks == ("ERC20",)
    assert doge is None


def test_the_latest_withdrawal_that_was_sent_is_looked_up() -> None:
    sent = [
        withdrawal(ts=NOW - timedelta(days=3), tx_id="0x" + "01" * 32, state="2"),
        withdrawal(ts=NOW, tx_id="0x" + "02" * 32),
        withdrawal(ts=NOW, tx_id="0x" + "03" * 32, internal=True),
        withdrawal(ts=NOW, tx_id="0x" + "04" * 32, state="-1"),
        withdrawal(ts=NOW, tx_id=None),
    ]
    found = target(question(), Movements([], sent))
    assert found is not None
    assert found.tx_id == "0x" + "02" * 32
    asked = Question("withdrawal_not_arrived")  # type: ignore[arg-type]
    both = target(asked, Movements([deposit()], sent))
    assert both is not None
    assert both.tx_id == "0x" + "02" * 32


def test_records_without_a_chain_txid_start_nothing() -> None:
    assert target(question(), Movements([deposit(tx_id="1915737_3_0_0_asset")])) is None


def test_a_network_without_an_explorer_is_unsupported() -> None:
    for wanted in (Target(PLAIN, ("XRP", "Bitcoin"), sure=True), Target(PLAIN, ("XRP",))):
        with pytest.raises(Unsupported):
            chain.readable(wanted, {"Bitcoin": None})  # type: ignore[dict-item]


def sighting(network: str, found: bool) -> Sighting:
    return Sighting(ChainTransaction(network, PLAIN, found))


HERE, ABSENT, ABSENT_TOO = sighting("BSC", True), sighting("ERC20", False), sighting("BSC", False)
DOWN = Unknown(Source.CHAIN, Failure.UNAVAILABLE)


@pytest.mark.parametrize(
    ("sure", "outcomes", "expected"),
    [
        (False, [ABSENT, HERE], HERE),
        (True, [ABSENT, HERE], HERE),
        (False, [DOWN, HERE], HERE),
        (True, [ABSENT, DOWN], ABSENT),
        (False, [ABSENT, DOWN], DOWN),
        (True, [DOWN, ABSENT], DOWN),
        (False, [DOWN, ABSENT], DOWN),
        (False, [ABSENT, ABSENT_TOO], ABSENT),
    ],
)
def test_found_anywhere_is_found_and_not_found_needs_every_answer(
    sure: bool, outcomes: list[Sighting | Unknown], expected: Sighting | Unknown
) -> None:
    assert verdict(Target(PLAIN, ("ERC20", "BSC"), sure), outcomes) is expected


def test_tokens_are_named_by_the_currency_list() -> None:
    usdt = "0xdac17f958d2ee523a2206206994597c13d831ec7"
    usdc = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"
    rows = [
        CurrencyChain("USDT", "USDT-ERC20", ct_addr="831ec7"),
        CurrencyChain("USDC", "USDC-ERC20", ct_addr=usdc),
        CurrencyChain("AAA", "AAA-ERC20", ct_addr="00ff00"),
        CurrencyChain("BBB", "BBB-ERC20", ct_addr="00FF00"),
        CurrencyChain("USDT", "USDT-BSC", ct_addr="0x" + "77" * 20),
    ]
    to = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
    contracts = [None, usdt, usdc.lower(), "0x" + "00ff00".rjust(40, "1"), "0x" + "77" * 20]
    outputs = tuple(Output(to, Decimal(1), contract) for contract in contracts)
    seen = named(Sighting(ChainTransaction("ERC20", EVM_ID, True), outputs), rows)
    assert [one.ccy for one in seen.outputs] == ["ETH", "USDT", "USDC", None, None]
    assert {one.address for one in seen.outputs} == {to.lower()}
