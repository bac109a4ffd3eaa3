"""Verification: the account's KYC level, and restrictions that a refusal gives away.

No endpoint says why a verification failed or why an account is held (reference 6.1).
What can be seen is the level, and the code with which a look-up was refused.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from actions.adapters import endpoints
from actions.adapters.account import Account
from actions.adapters.deadline import Deadline
from actions.adapters.errors import BadData
from actions.adapters.fields import Row, parse_rows, text
from actions.diagnosis.records import AccountConfig, Known, Restriction, Source, Unknown

IDENTITY_CODES = frozenset(
    {"4088", "50059", "50060", "58011", "58131", "58132", "58210", "58230", "58232", "58233",
     "58235", "58240", "58305", "58306", "58307", "58308", "58309"}
)  # fmt: skip
"""Refused until the identity is verified, or verified further."""
ACCOUNT_CODES = frozenset(
    {"50007", "50009", "50012", "50027", "50028", "50029", "58004", "58103", "58112", "58204",
     "58217"}
)  # fmt: skip
"""Refused because of the account itself: blocked, frozen, restricted, under risk control."""


def config(account: Account, deadline: Deadline) -> Known[AccountConfig]:
    """Raises AdapterError; BadData when the answer is empty."""
    reply = account.get(endpoints.CONFIG, Source.CONFIG, deadline)
    rows = parse_rows(Source.CONFIG, reply.rows, account_config)
    if len(rows) != 1:
        raise BadData(Source.CONFIG)
    return Known(rows[0], reply.as_of)


def account_config(row: Row) -> AccountConfig:
    return AccountConfig(
        uid=text(row, "uid"),
        main_uid=text(row, "mainUid"),
        kyc_lv=text(row, "kycLv"),
        perm=text(row, "perm"),
        type=text(row, "type"),
    )


def restrictions(outcomes: Iterable[object], at: datetime) -> tuple[Restriction, ...]:
    """The refusals that speak of this customer's account, once for each code."""
    seen: dict[str, Restriction] = {}
    for outcome in outcomes:
        if not isinstance(outcome, Unknown) or outcome.code is None:
            continue
        if outcome.code in IDENTITY_CODES or outcome.code in ACCOUNT_CODES:
            seen.setdefault(outcome.code, Restriction(outcome.code, outcome.source, at))
    return tuple(seen.values())
