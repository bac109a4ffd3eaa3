"""The account itself: its configuration and its sub-accounts."""

from __future__ import annotations

from sandbox import seeds
from sandbox.exchange.errors import Refusal
from sandbox.exchange.wire import Context, Row, matching, page
from sandbox.scenario.model import DAY


def config(ctx: Context) -> list[Row]:
    customer = ctx.customer
    own = seeds.uid(ctx.name)
    return [
        {
            "uid": own,
            "mainUid": own if customer.main else seeds.uid(f"main of {ctx.name}"),
            "acctLv": "1",
            "acctStpMode": "cancel_maker",
            "posMode": "net_mode",
            "autoLoan": False,
            "greeksType": "PA",
            "feeType": "0",
            "level": "Lv1",
            "levelTmp": "",
            "ctIsoMode": "automatic",
            "mgnIsoMode": "automatic",
            "spotOffsetType": "",
            "stgyType": "0",
            "roleType": "0",
            "traderInsts": [],
            "spotRoleType": "0",
            "spotTraderInsts": [],
            "opAuth": "0",
            "kycLv": customer.kyc,
            "label": "saldo",
            "ip": "",
            "perm": customer.perm,
            "liquidationGear": "-1",
            "enableSpotBorrow": False,
            "spotBorrowAutoRepay": False,
            "type": "0" if customer.main else "1",
            "settleCcy": "USD",
            "settleCcyList": ["USD"],
        }
    ]


def sub_account_list(ctx: Context) -> list[Row]:
    if not ctx.customer.main:
        raise Refusal("50120")
    rows = [
        {
            "type": "1",
            "enable": sub.enabled,
            "subAcct": name,
            "uid": seeds.uid(f"{ctx.name}/{name}"),
            "label": name,
            "mobile": "",
            "gAuth": False,
            "frozenFunc": list(sub.frozen),
            "canTransOut": False,
            "ts": ctx.ms(-(200 + index) * DAY),
            "subAcctLv": "1",
            "firstLvSubAcct": name,
            "ifDma": False,
        }
        for index, (name, sub) in enumerate(ctx.customer.sub_accounts.items())
    ]
    enabled = ctx.query.get("enable", "")
    rows = [r for r in rows if not enabled or r["enable"] == (enabled == "true")]
    return page(matching(rows, ctx.query, "subAcct"), ctx.query, "ts")
