"""Withdrawals, and the stage of one deposit or withdrawal."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sandbox import seeds
from sandbox.chains.addresses import address, txid
from sandbox.exchange.deposits import deposit_rows
from sandbox.exchange.errors import Refusal
from sandbox.exchange.wire import Context, Row, matching, num, page
from sandbox.scenario.activity import Withdrawal

# asset/deposit-withdraw-status: "stage: status", free English text.
_DEPOSIT_STAGES = {
    "0": "Deposit in progress: Waiting for block confirmations",
    "1": "Deposit credited: Waiting for block confirmations before it can be withdrawn",
    "2": "Deposit complete: Deposit complete",
    "8": "Deposit in progress: Wallet is under maintenance, please wait.",
}
_WITHDRAWAL_STAGES = {
    "-3": "Pending withdrawal: Canceling",
    "-2": "Withdrawal canceled: Canceled",
    "-1": "Withdrawal failed: Failed",
    "1": "Withdrawal in progress: Broadcasting your transaction to chain",
    "2": "Withdrawal complete: Withdrawal complete",
    "15": "Withdrawal in progress: Pending transaction validation",
    "19": "Pending withdrawal: Wallet is being topped up, please wait.",
}


def withdrawal_txid(name: str, index: int, row: Withdrawal) -> str:
    return txid(row.network, name, "withdrawal", index) if row.chain else ""


def recipient(name: str, index: int, row: Withdrawal) -> str:
    return row.internal or address(row.network, "recipient", name, index)


def withdrawal_rows(ctx: Context) -> list[Row]:
    rows = []
    for index, row in enumerate(ctx.customer.withdrawals):
        rows.append(
            {
                "ccy": row.ccy,
                "chain": f"{row.ccy}-{row.network}",
                "nonTradableAsset": False,
                "amt": num(row.amt),
                "ts": ctx.ms(row.at),
                "from": "",
                "areaCodeFrom": "",
                "to": recipient(ctx.name, index, row),
                "areaCodeTo": "",
                "toAddrType": "1",
                "txId": withdrawal_txid(ctx.name, index, row),
                "fee": num(row.fee),
                "feeCcy": row.ccy,
                "state": row.state,
                "wdId": seeds.digits(9, "withdrawal", ctx.name, index),
                "clientId": "",
                "note": "",
            }
        )
    return rows


def withdrawal_history(ctx: Context) -> list[Row]:
    internal = {
        row["wdId"]
        for row, source in zip(withdrawal_rows(ctx), ctx.customer.withdrawals, strict=True)
        if source.internal
    }
    wanted = ctx.query.get("type", "")
    if wanted not in ("", "3", "4"):
        raise Refusal("51000", "type")
    rows = [
        row
        for row in withdrawal_rows(ctx)
        if not wanted or (row["wdId"] in internal) == (wanted == "3")
    ]
    rows = matching(rows, ctx.query, "ccy", "wdId", "clientId", "txId", "state")
    return page(rows, ctx.query, "ts")


def _beijing(ctx: Context, minutes: int) -> str:
    """``MM/dd/yyyy, h:mm:ss AM/PM`` in UTC+8, the one time that is no millisecond count."""
    zone = timezone(timedelta(hours=8))
    moment = datetime.fromtimestamp(ctx.moment.anchor / 1000, zone) + timedelta(minutes=minutes)
    return f"{moment:%m/%d/%Y}, {int(moment.strftime('%I'))}:{moment:%M:%S %p}"


def deposit_withdraw_status(ctx: Context) -> list[Row]:
    wd_id, tx_id = ctx.query.get("wdId", ""), ctx.query.get("txId", "")
    if bool(wd_id) == bool(tx_id):
        raise Refusal("51000", "wdId")
    if tx_id:
        for name in ("ccy", "to", "chain"):
            ctx.required(name)
        found = [row for row in deposit_rows(ctx) if row["txId"] == tx_id]
        stages, own = _DEPOSIT_STAGES, ""
    else:
        found = [row for row in withdrawal_rows(ctx) if row["wdId"] == wd_id]
        if not found:
            raise Refusal("58215")
        stages, own = _WITHDRAWAL_STAGES, wd_id
    return [
        {
            "wdId": own,
            "txId": row["txId"],
            "state": stages.get(row["state"], "Pending: Under review, please wait."),
            "estCompleteTime": _beijing(ctx, 30),
        }
        for row in found
    ]
