"""A completed deposit (state 2): it is there, what left explains it, or it is missing (E2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from actions.diagnosis.candidate import Candidate, Kind
from actions.diagnosis.case import Case
from actions.diagnosis.causes import Cause
from actions.diagnosis.deposit_finding import deposit_finding, is_asked, record_proofs, time_of
from actions.diagnosis.escalation import complete_but_missing
from actions.diagnosis.findings import Certainty, Proof
from actions.diagnosis.money import Holding, account_of, balance_in, balance_proofs, holding
from actions.diagnosis.movements import absence_proofs, departures
from actions.diagnosis.records import Deposit
from actions.diagnosis.states import DEPOSIT_DONE

RECENT = timedelta(days=7)
"""How long a completed deposit can be missing: the trading bills reach no further back."""
_WHERE_ELSE: tuple[Cause, ...] = (
    "in_earn",
    "in_bot",
    "in_orders",
    "withdrawn",
    "in_sub_account",
    "delisted",
    "viewing_sub_account",
)


def arrived_to_name(case: Case, deposits: tuple[Deposit, ...]) -> tuple[Deposit, ...]:
    """Completed deposits worth naming as arrived: the ones asked about, else the newest."""
    done = [d for d in deposits if d.state == DEPOSIT_DONE]
    asked = [d for d in done if is_asked(case, d)]
    if asked:
        return tuple(asked)
    if case.question.txid or case.question.deposit_id:
        return ()
    wanted = case.question.currency
    mine = [d for d in done if d.ccy == wanted] if wanted else done
    return tuple(sorted(mine, key=lambda d: time_of(case, d), reverse=True)[:1])


def detect_completed(
    case: Case, deposit: Deposit, named: tuple[Deposit, ...]
) -> Iterator[Candidate]:
    """State 2: it is there, or what left explains it, or it is missing (E2)."""
    held = holding(case, deposit.ccy)
    proofs = [*record_proofs(case, deposit), *balance_proofs(case, held)]
    account = account_of(case, held, deposit.amt)
    if account and not held.absent(deposit.amt):
        if deposit in named:
            yield deposit_finding(
                case,
                deposit,
                "arrived",
                Kind.NORMAL,
                proofs,
                {"account": account, "balance": balance_in(held, account)},
                neighbours=(
                    "deposits_suspended",
                    "deposit_frozen",
                    "travel_rule",
                    "funding_frozen",
                ),
            )
        return
    if held.absent(deposit.amt):
        yield from _missing(case, deposit, held, proofs)


def _missing(
    case: Case, deposit: Deposit, held: Holding, proofs: list[Proof]
) -> Iterator[Candidate]:
    left = departures(case, deposit.ccy, deposit.ts)
    if left.explain(deposit.amt - held.in_accounts):
        return  # sold, converted, withdrawn or moved: that finding explains it
    age = case.now - deposit.ts if deposit.ts else None
    recent = age is not None and age <= RECENT
    if not recent and not is_asked(case, deposit):
        return
    sure = left.complete and recent
    yield deposit_finding(
        case,
        deposit,
        "completed_missing",
        Kind.PROBLEM,
        [*proofs, *(absence_proofs(case) if sure else ())],
        {},
        certainty=Certainty.PROVEN if sure else Certainty.POSSIBLE,
        escalation=complete_but_missing(case.now, deposit.ts or case.claimed_since()),
        neighbours=_WHERE_ELSE,
    )
