"""Where a currency is: one row for each place the exchange can show it in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from actions.diagnosis.case import Case, proof
from actions.diagnosis.findings import Proof
from actions.diagnosis.records import FundingBalance, Source, TradingBalance

ZERO = Decimal(0)
DUST = Decimal("0.01")
"""Share of an amount that fees and rounding may take; less is as good as nothing."""


@dataclass(frozen=True)
class Holding:
    """One currency, in its own units. ``None`` = that look-up is not known."""

    ccy: str
    funding: Decimal | None = None
    funding_available: Decimal | None = None
    funding_frozen: Decimal | None = None
    trading: Decimal | None = None
    trading_available: Decimal | None = None
    in_orders: Decimal | None = None
    in_bots: Decimal | None = None
    in_copy_trading: Decimal | None = None
    in_sniper: Decimal | None = None
    in_margin: Decimal | None = None
    lent: Decimal | None = None
    earn: Decimal | None = None
    sub_accounts: tuple[tuple[str, Decimal], ...] = ()
    value_usd: Decimal | None = None

    @property
    def both_known(self) -> bool:
        return self.funding is not None and self.trading is not None

    @property
    def in_accounts(self) -> Decimal:
        """Funding and Trading together, unknown parts left out."""
        return max(self.funding or ZERO, ZERO) + max(self.trading or ZERO, ZERO)

    def absent(self, amount: Decimal) -> bool:
        """True when both accounts were read and neither holds more than dust of ``amount``."""
        return self.both_known and self.in_accounts <= abs(amount) * DUST


def trading_amount(row: TradingBalance) -> Decimal:
    """What Trading itself shows: the cash, without bots and isolated margin."""
    if row.cash_bal is not None:
        return row.cash_bal
    if row.eq is not None:
        return row.eq - (row.stgy_eq or ZERO) - (row.iso_eq or ZERO)
    return row.avail_bal or ZERO


def _copy_trading(row: TradingBalance) -> Decimal:
    # Three views of the same product; adding them up could count it twice.
    parts = (row.spot_iso_bal, row.spot_copy_trading_eq, row.smt_sync_eq)
    return max((p for p in parts if p is not None), default=ZERO)


def holding(case: Case, ccy: str) -> Holding:
    """Everything known about one currency; a readable account without a row holds zero."""
    funding = _row(case.funding.value, ccy) if case.funding else None
    trading = _trading_row(case, ccy)
    earn = None
    if case.earn:
        earn = sum((row.amt for row in case.earn.value if row.ccy == ccy), ZERO)
    lent = trading.auto_lend_mt_amt if trading and trading.auto_lend_status == "active" else None
    return Holding(
        ccy=ccy,
        funding=(funding.bal if funding else ZERO) if case.funding else None,
        funding_available=_available(funding) if case.funding else None,
        funding_frozen=_frozen(funding) if case.funding else None,
        trading=(trading_amount(trading) if trading else ZERO) if case.trading else None,
        trading_available=trading.avail_bal if trading else None,
        in_orders=trading.ord_frozen if trading else None,
        in_bots=trading.stgy_eq if trading else None,
        in_copy_trading=_copy_trading(trading) if trading else None,
        in_sniper=trading.fixed_bal if trading else None,
        in_margin=trading.iso_eq if trading else None,
        lent=lent,
        earn=earn,
        sub_accounts=_sub_accounts(case, ccy),
        value_usd=trading.eq_usd if trading else None,
    )


def _row(rows: tuple[FundingBalance, ...], ccy: str) -> FundingBalance | None:
    return next((row for row in rows if row.ccy == ccy), None)


def _trading_row(case: Case, ccy: str) -> TradingBalance | None:
    rows = case.trading.value.details if case.trading else ()
    return next((row for row in rows if row.ccy == ccy), None)


def _available(row: FundingBalance | None) -> Decimal:
    if row is None:
        return ZERO
    return row.avail_bal if row.avail_bal is not None else row.bal - (row.frozen_bal or ZERO)


def _frozen(row: FundingBalance | None) -> Decimal:
    return (row.frozen_bal or ZERO) if row else ZERO


def _sub_accounts(case: Case, ccy: str) -> tuple[tuple[str, Decimal], ...]:
    subs = case.sub_accounts.value if case.sub_accounts else ()
    found = []
    for sub in subs:
        total = sum((b.bal for b in sub.balances if b.ccy == ccy), ZERO)
        if sub.balances_known and total > 0:
            found.append((sub.name, total))
    return tuple(found)


def holdings(case: Case) -> tuple[Holding, ...]:
    """Every currency seen anywhere in the account, the most valuable first."""
    seen: dict[str, None] = {}
    for funding_row in case.funding.value if case.funding else ():
        seen[funding_row.ccy] = None
    for trading_row in case.trading.value.details if case.trading else ():
        seen[trading_row.ccy] = None
    for earn_row in case.earn.value if case.earn else ():
        seen[earn_row.ccy] = None
    for sub in case.sub_accounts.value if case.sub_accounts else ():
        for balance in sub.balances:
            seen[balance.ccy] = None
    rows = [holding(case, ccy) for ccy in seen]
    return tuple(sorted(rows, key=lambda h: (-(h.value_usd or ZERO), -h.in_accounts, h.ccy)))


def asked_or_all(case: Case) -> tuple[Holding, ...]:
    """The asked currency's holding, or every holding where none was asked for."""
    asked = case.question.currency
    return (holding(case, asked),) if asked else holdings(case)


def account_of(case: Case, held: Holding, amount: Decimal) -> str | None:
    """ "funding", "trading" or "single": which account shows ``amount`` of it (SV7.3).

    Funding is named where both or neither hold the whole, since deposits go there (C9).
    """
    funding, trading = held.funding or ZERO, held.trading or ZERO
    if funding <= 0 and trading <= 0:
        return None
    if not case.split:
        return "single"
    if funding >= amount or trading <= 0:
        return "funding"
    if trading >= amount or funding <= 0:
        return "trading"
    return "funding"


def balance_in(held: Holding, account: str) -> Decimal:
    """The balance of the account that :func:`account_of` named."""
    if account == "single":
        return held.in_accounts
    return (held.funding if account == "funding" else held.trading) or ZERO


def balance_proofs(case: Case, held: Holding) -> tuple[Proof, ...]:
    """What the two accounts show, as the exchange names the fields; unknown ones left out."""
    proofs = []
    if case.funding and held.funding is not None:
        proofs.append(proof(Source.FUNDING, case.funding, f"bal[{held.ccy}]", held.funding))
    if case.trading and held.trading is not None:
        proofs.append(proof(Source.TRADING, case.trading, f"cashBal[{held.ccy}]", held.trading))
    return tuple(proofs)


def machine_balances(case: Case, rows: tuple[Holding, ...]) -> str:
    """ "BTC:funding:0.5;BTC:trading:1": the typed form that the actions put into words."""
    parts = []
    for held in rows:
        if not case.split:
            places = [("single", held.in_accounts)]
        else:
            places = [("funding", held.funding or ZERO), ("trading", held.trading or ZERO)]
        parts += [f"{held.ccy}:{name}:{amount:f}" for name, amount in places if amount > 0]
    return ";".join(parts)
