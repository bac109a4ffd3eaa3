"""Reading a scenario file: what is wrong is said in one line, with file, line and field."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from sandbox.scenario.loader import ScenarioError, load_scenario

MINIMAL = """\
currencies:
  BTC: {name: Bitcoin, price: 62400, chains: {Bitcoin: {confirm: 2}}}
  USDT: {name: Tether, price: 1}
customers:
  anna:
    about: Waits
"""


def load(tmp_path: Path, text: str) -> object:
    file = tmp_path / "mine.yml"
    file.write_text(text)
    return load_scenario(file)


def test_amounts_are_exact(tmp_path: Path) -> None:
    file = tmp_path / "mine.yml"
    file.write_text(MINIMAL + "    funding: {BTC: 0.1000000000000000055511151231257827}\n")
    held = load_scenario(file).customers["anna"].funding["BTC"]
    assert held.bal == Decimal("0.1000000000000000055511151231257827")


WRONG = [
    ("    fundin: {BTC: 1}", 7, "customers.anna.fundin: unknown field; the fields here are about"),
    ("    funding: {BTC: much}", 7, "customers.anna.funding.BTC: needs an amount like 0.0412"),
    ("    funding: {BTC: nan}", 7, "customers.anna.funding.BTC: needs a finite amount"),
    ("    funding: [BTC]", 7, "customers.anna.funding: needs a mapping"),
    ("    funding: {DOGE: 1}", 5, "customers.anna.funding: DOGE is not among the currencies"),
    ("    kyc: 4", 7, "customers.anna.kyc: needs one of 0, 1, 2, 3, not '4'"),
    ("    main: perhaps", 7, "customers.anna.main: needs true or false"),
    ("    deposits: {ccy: BTC}", 7, "customers.anna.deposits: needs a list"),
    ("    deposits:\n      - {ccy: BTC, network: Bitcoin, amt: 1}", 8,
     "customers.anna.deposits.0: at is missing"),
    ("    deposits:\n      - {ccy: BTC, network: Bitcoin, amt: 1, at: yesterday}", 8,
     "customers.anna.deposits.0.at: write a time relative to now"),
    ("    deposits:\n      - {ccy: BTC, network: Bitcoin, amt: 0, at: -1h}", 8,
     "customers.anna.deposits.0.amt: needs an amount above zero"),
    ("    deposits:\n      - {ccy: BTC, network: Bitcoin, amt: 1, at: -1h, confirmations: 1.5}", 8,
     "customers.anna.deposits.0.confirmations: needs a whole number"),
    ("    deposits:\n      - {ccy: BTC, network: TRC20, amt: 1, at: -1h}", 5,
     "customers.anna.deposits.0: BTC is not listed on 'TRC20'; listed are Bitcoin"),
    ("    addresses: [USDT-TRC20]", 5, "customers.anna.addresses: USDT is not listed on 'TRC20'"),
    ("    orders:\n      - {pair: BTC-EUR, side: buy, size: 1, at: -1h, state: live}", 5,
     "customers.anna.orders.0.pair: EUR is not among the currencies"),
    ("    refuse: {account/balance: 12345}", 5, "12345 is no error code"),
    ("    refuse: {account/balanse: 50027}", 5, "account/balanse is no endpoint"),
    ("    about: twice", 7, "about is there twice"),
    ("  Bo:\n    about: Capital", 7, "customers.Bo: a customer's name is lower-case words"),
    ("  bo: {}", 7, "customers.bo: about is missing"),
    ("stauts: []", 7, "stauts: unknown field; the fields here are site"),
    ("    about: [", 8, "not valid YAML"),
]  # fmt: skip


@pytest.mark.parametrize(("extra", "line", "says"), WRONG, ids=[row[2][:50] for row in WRONG])
def test_what_is_wrong_and_where(tmp_path: Path, extra: str, line: int, says: str) -> None:
    with pytest.raises(ScenarioError) as wrong:
        load(tmp_path, MINIMAL + extra + "\n")
    message = str(wrong.value)
    assert "\n" not in message
    assert message.startswith(f"{tmp_path / 'mine.yml'}:{line}:")
    assert says in message


@pytest.mark.parametrize("text", ["", "- a list", "just text"])
def test_no_mapping(tmp_path: Path, text: str) -> None:
    with pytest.raises(ScenarioError, match="a scenario is a mapping"):
        load(tmp_path, text)


def test_no_text_file(tmp_path: Path) -> None:
    (tmp_path / "binary.yml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ScenarioError, match="can't be read"):
        load_scenario(tmp_path / "binary.yml")


def test_extends_merges_mappings_and_replaces_the_rest(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text(MINIMAL + "    funding: {BTC: 1, USDT: 2}\n")
    over = tmp_path / "over.yml"
    over.write_text("extends: base.yml\ncustomers:\n  anna: {kyc: 0, funding: {BTC: 3}}\n")
    anna = load_scenario(over).customers["anna"]
    assert (anna.about, anna.kyc) == ("Waits", "0")
    assert {ccy: held.bal for ccy, held in anna.funding.items()} == {"BTC": 3, "USDT": 2}


def test_what_is_wrong_in_an_extension_is_found_there(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text(MINIMAL)
    over = tmp_path / "over.yml"
    over.write_text("extends: base.yml\ncustomers:\n  bo:\n    about: B\n    funding: {EUR: 1}\n")
    with pytest.raises(ScenarioError) as wrong:
        load_scenario(over)
    assert str(wrong.value).startswith(f"{over}:3: customers.bo.funding: EUR")


def test_what_is_wrong_in_the_extended_file_is_found_there(tmp_path: Path) -> None:
    (tmp_path / "base.yml").write_text(MINIMAL + "    kyc: 7\n")
    (tmp_path / "over.yml").write_text("extends: base.yml\nsite: eea\n")
    with pytest.raises(ScenarioError) as wrong:
        load_scenario(tmp_path / "over.yml")
    assert str(wrong.value).startswith(f"{tmp_path / 'base.yml'}:7: customers.anna.kyc")


@pytest.mark.parametrize(
    ("name", "says"), [("mine.yml", "extends itself"), ("none.yml", "there is no file")]
)
def test_wrong_extends(tmp_path: Path, name: str, says: str) -> None:
    with pytest.raises(ScenarioError, match=says):
        load(tmp_path, f"extends: {name}\n")


def test_two_files_that_extend_each_other(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text("extends: b.yml\n")
    (tmp_path / "b.yml").write_text("extends: a.yml\n")
    with pytest.raises(ScenarioError, match="extends itself"):
        load_scenario(tmp_path / "a.yml")
