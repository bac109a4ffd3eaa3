"""What a reading rules out: for each neighbouring cause the fact that excludes it, if any.

A look-up that is not known excludes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions.diagnosis.case import Case, proof
from actions.diagnosis.causes import Cause
from actions.diagnosis.findings import Proof, RuledOut
from actions.diagnosis.money import ZERO, holding
from actions.diagnosis.orders import locks
from actions.diagnosis.records import Deposit, Source, TradingBalance
from actions.diagnosis.states import P2P_FROZEN

MOST = 5
"""More than this is no help to a worried reader."""


@dataclass(frozen=True)
class Subject:
    """What a finding is about: its currency, its exchange chain, its deposit, and whether
    the transaction that was looked up on the public chain is its own."""

    ccy: str | None = None
    chain: str | None = None
    deposit: Deposit | None = None
    on_chain: bool = False


def rule_out(case: Case, causes: tuple[Cause, ...], subject: Subject) -> tuple[RuledOut, ...]:
    """The causes of ``causes`` that a known fact excludes, in that order, at most five."""
    found = []
    for cause in causes:
        by = _RULES[cause](case, subject)
        if by is not None:
            found.append(RuledOut(cause, by))
    return tuple(found[:MOST])


def _suspension(field: str) -> Callable[[Case, Subject], Proof | None]:
    def check(case: Case, subject: Subject) -> Proof | None:
        row = case.chain_row(subject.chain) if subject.chain else None
        open_ = None if row is None else (row.can_dep if field == "canDep" else row.can_wd)
        if case.currencies is None or row is None or open_ is not True:
            return None
        return proof(Source.CURRENCIES, case.currencies, f"{field}[{row.chain}]", "true")

    return check


def _no_maintenance(case: Case, _: Subject) -> Proof | None:
    if case.status is None:
        return None
    if any(event.state in ("ongoing", "pre_open") for event in case.status.value):
        return None
    return proof(Source.STATUS, case.status, "state", "none ongoing")


def _verified(case: Case, _: Subject) -> Proof | None:
    level = case.config.value.kyc_lv if case.config else None
    if case.config is None or level in (None, "", "0"):
        return None
    return proof(Source.CONFIG, case.config, "kycLv", level)


def _main_account(case: Case, _: Subject) -> Proof | None:
    config = case.config
    if config is None or not config.value.uid or config.value.uid != config.value.main_uid:
        return None
    return proof(Source.CONFIG, config, "uid", config.value.uid)


def _deposit_state(*states: str) -> Callable[[Case, Subject], Proof | None]:
    def check(case: Case, subject: Subject) -> Proof | None:
        deposit = subject.deposit
        if case.deposits is None or deposit is None or deposit.state in states:
            return None
        return proof(Source.DEPOSITS, case.deposits, "state", deposit.state, deposit.ts)

    return check


def _recorded(case: Case, subject: Subject) -> Proof | None:
    """The exchange recorded the deposit, so network and address were right."""
    deposit = subject.deposit
    if case.deposits is None or deposit is None or not (deposit.tx_id or deposit.dep_id):
        return None
    id_ = deposit.tx_id or deposit.dep_id
    return proof(
        Source.DEPOSITS, case.deposits, "txId" if deposit.tx_id else "depId", id_, deposit.ts
    )


def _no_earn(case: Case, subject: Subject) -> Proof | None:
    if case.earn is None or subject.ccy is None or (holding(case, subject.ccy).earn or ZERO) > 0:
        return None
    return proof(Source.EARN, case.earn, f"amt[{subject.ccy}]", "0")


def _trading_field(
    field: str, get: Callable[[TradingBalance], object]
) -> Callable[[Case, Subject], Proof | None]:
    def check(case: Case, subject: Subject) -> Proof | None:
        if case.trading is None or subject.ccy is None:
            return None
        rows = [row for row in case.trading.value.details if row.ccy == subject.ccy]
        if any(get(row) for row in rows):
            return None
        return proof(Source.TRADING, case.trading, f"{field}[{subject.ccy}]", "0")

    return check


def _no_open_order(case: Case, subject: Subject) -> Proof | None:
    if case.open_orders is None or subject.ccy is None:
        return None
    if any(locks(order, subject.ccy) for order in case.open_orders.value):
        return None
    return proof(Source.OPEN_ORDERS, case.open_orders, "ordId", "none")


def _no_withdrawal(case: Case, subject: Subject) -> Proof | None:
    if case.withdrawals is None or subject.ccy is None:
        return None
    if any(row.ccy == subject.ccy for row in case.withdrawals.value):
        return None
    return proof(Source.WITHDRAWALS, case.withdrawals, f"wdId[{subject.ccy}]", "none")


def _account_empty(source: Source) -> Callable[[Case, Subject], Proof | None]:
    def check(case: Case, subject: Subject) -> Proof | None:
        if subject.ccy is None or not case.split:
            return None
        held = holding(case, subject.ccy)
        if source is Source.FUNDING and case.funding and held.funding == 0:
            return proof(source, case.funding, f"bal[{subject.ccy}]", "0")
        if source is Source.TRADING and case.trading and held.trading == 0:
            return proof(source, case.trading, f"cashBal[{subject.ccy}]", "0")
        return None

    return check


def _not_frozen(case: Case, subject: Subject) -> Proof | None:
    if case.funding is None or subject.ccy is None:
        return None
    if (holding(case, subject.ccy).funding_frozen or ZERO) > 0:
        return None
    return proof(Source.FUNDING, case.funding, f"frozenBal[{subject.ccy}]", "0")


def _no_p2p_freeze(case: Case, _: Subject) -> Proof | None:
    if case.funding_bills is None:
        return None
    if any(row.type == P2P_FROZEN for row in case.funding_bills.value):
        return None
    return proof(Source.FUNDING_BILLS, case.funding_bills, "type", "no 132")


def _not_delisted(case: Case, subject: Subject) -> Proof | None:
    if case.non_tradable is None or subject.ccy is None:
        return None
    if any(row.ccy == subject.ccy for row in case.non_tradable.value):
        return None
    return proof(Source.NON_TRADABLE, case.non_tradable, f"bal[{subject.ccy}]", "0")


def _sub_accounts_fine(case: Case, _: Subject) -> Proof | None:
    if case.sub_accounts is None:
        return None
    if any(sub.enabled is False or sub.frozen_func for sub in case.sub_accounts.value):
        return None
    return proof(Source.SUB_ACCOUNTS, case.sub_accounts, "frozenFunc", "none")


def _not_in_sub_account(case: Case, subject: Subject) -> Proof | None:
    subs = case.sub_accounts
    if subs is None or subject.ccy is None or not all(s.balances_known for s in subs.value):
        return None
    if holding(case, subject.ccy).sub_accounts:
        return None
    return proof(Source.SUB_ACCOUNTS, subs, f"bal[{subject.ccy}]", "0")


def _on_chain(case: Case, subject: Subject) -> Proof | None:
    if not subject.on_chain or case.chain is None or not case.chain.value.found:
        return None
    return proof(Source.CHAIN, case.chain, "found", "true", case.chain.value.block_time)


def _succeeded(case: Case, subject: Subject) -> Proof | None:
    if not subject.on_chain or case.chain is None or case.chain.value.succeeded is not True:
        return None
    return proof(Source.CHAIN, case.chain, "succeeded", "true", case.chain.value.block_time)


def _in_a_block(case: Case, subject: Subject) -> Proof | None:
    """A fee that was too low no longer delays what is in a block (SV3.3)."""
    if not subject.on_chain or case.chain is None or case.chain.value.confirmations < 1:
        return None
    count = case.chain.value.confirmations
    return proof(Source.CHAIN, case.chain, "confirmations", count, case.chain.value.block_time)


_RULES: dict[Cause, Callable[[Case, Subject], Proof | None]] = {
    "deposits_suspended": _suspension("canDep"),
    "withdrawals_suspended": _suspension("canWd"),
    "maintenance_ongoing": _no_maintenance,
    "unverified": _verified,
    "viewing_sub_account": _main_account,
    "deposit_held": _deposit_state("8"),
    "address_blocked": _deposit_state("11"),
    "deposit_frozen": _deposit_state("12"),
    "kyc_deposit_limit": _deposit_state("14"),
    "travel_rule": _deposit_state("17"),
    "wrong_network": _recorded,
    "in_earn": _no_earn,
    "in_bot": _trading_field("stgyEq", lambda row: row.stgy_eq),
    "in_orders": _trading_field("ordFrozen", lambda row: row.ord_frozen),
    "order_open": _no_open_order,
    "withdrawn": _no_withdrawal,
    "in_funding": _account_empty(Source.FUNDING),
    "in_trading": _account_empty(Source.TRADING),
    "funding_frozen": _not_frozen,
    "p2p_frozen": _no_p2p_freeze,
    "delisted": _not_delisted,
    "sub_account_frozen": _sub_accounts_fine,
    "in_sub_account": _not_in_sub_account,
    "not_on_chain": _on_chain,
    "failed_on_chain": _succeeded,
    "low_fee": _in_a_block,
}
