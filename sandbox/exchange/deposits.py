"""Deposits, withdrawals, deposit addresses and currencies."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from sandbox import seeds
from sandbox.chains.addresses import address, tag, txid
from sandbox.exchange.errors import Refusal
from sandbox.exchange.wire import Context, Row, matching, num, page
from sandbox.scenario.model import FUNDING, TRADING, Chain, Customer, Deposit, Withdrawal

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


def deposit_txid(name: str, index: int, row: Deposit) -> str:
    return "" if row.sender else txid(row.network, name, "deposit", index)


def withdrawal_txid(name: str, index: int, row: Withdrawal) -> str:
    return txid(row.network, name, "withdrawal", index) if row.chain else ""


def recipient(name: str, index: int, row: Withdrawal) -> str:
    return row.internal or address(row.network, "recipient", name, index)


def deposit_rows(ctx: Context) -> list[Row]:
    return [
        {
            "ccy": row.ccy,
            "chain": f"{row.ccy}-{row.network}",
            "amt": num(row.amt),
            "from": row.sender,
            "areaCodeFrom": "",
            "to": "" if row.sender else address(row.network, ctx.name),
            "txId": deposit_txid(ctx.name, index, row),
            "ts": ctx.ms(row.at),
            "state": row.state,
            "depId": seeds.digits(9, "deposit", ctx.name, index),
            "fromWdId": seeds.digits(9, "from", ctx.name, index) if row.sender else "",
            "actualDepBlkConfirm": str(row.confirmations),
        }
        for index, row in enumerate(ctx.customer.deposits)
    ]


def _of_type(rows: list[Row], ctx: Context, internal: str) -> list[Row]:
    """``type``: 3 internal transfer, 4 on a chain. ``internal`` is filled for the former."""
    wanted = ctx.query.get("type", "")
    if wanted not in ("", "3", "4"):
        raise Refusal("51000", "type")
    return [row for row in rows if not wanted or bool(row[internal]) == (wanted == "3")]


def deposit_history(ctx: Context) -> list[Row]:
    rows = _of_type(deposit_rows(ctx), ctx, "fromWdId")
    rows = matching(rows, ctx.query, "ccy", "depId", "fromWdId", "txId", "state")
    return page(rows, ctx.query, "ts")


def withdrawal_rows(ctx: Context) -> list[Row]:
    rows = []
    for index, row in enumerate(ctx.customer.withdrawals):
        rows.append({
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
        })
    return rows


def withdrawal_history(ctx: Context) -> list[Row]:
    internal = {row["wdId"] for row, source in zip(withdrawal_rows(ctx), ctx.customer.withdrawals)
                if source.internal}
    wanted = ctx.query.get("type", "")
    if wanted not in ("", "3", "4"):
        raise Refusal("51000", "type")
    rows = [row for row in withdrawal_rows(ctx)
            if not wanted or (row["wdId"] in internal) == (wanted == "3")]
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


def own_chains(customer: Customer) -> list[str]:
    """The "<ccy>-<network>" pairs for which the customer has made a deposit address."""
    used = [f"{row.ccy}-{row.network}" for row in customer.deposits if not row.sender]
    return list(dict.fromkeys((*customer.addresses, *used)))


def _address_row(ctx: Context, chain: str, spec: Chain) -> Row:
    ccy, _, network = chain.partition("-")
    row: Row = {
        "addr": address(network, ctx.name),
        "ccy": ccy,
        "chain": chain,
        "to": FUNDING if ctx.customer.region == "se" else TRADING,
        "verifiedName": "",
        "selected": True,
        "ctAddr": spec.contract[-6:],
    }
    if spec.tag == "comment":
        row["addrEx"] = {"comment": tag(ctx.name)}
    elif spec.tag:
        row[spec.tag] = tag(ctx.name)
    return row


def deposit_address(ctx: Context) -> list[Row]:
    wanted = ctx.required("ccy")
    if wanted not in ctx.scenario.currencies:
        raise Refusal("51000", "ccy")
    return [
        _address_row(ctx, chain, ctx.chain(*chain.split("-", 1)))
        for chain in own_chains(ctx.customer)
        if chain.split("-", 1)[0] == wanted
    ]


def currencies(ctx: Context) -> list[Row]:
    return [
        _currency(ctx, ccy, network, spec)
        for ccy, currency in ctx.scenario.currencies.items()
        if ctx.wanted(ccy)
        for network, spec in currency.chains.items()
    ]


def _currency(ctx: Context, ccy: str, network: str, spec: Chain) -> Row:
    places = ctx.scenario.currencies[ccy].places
    return {
        **dict.fromkeys(("minFeeForCtAddr", "maxFeeForCtAddr", "burningFeeRate"), ""),
        **dict.fromkeys(("depQuotaFixed", "usedDepQuotaFixed", "depQuoteDailyLayer2"), ""),
        "ccy": ccy,
        "name": ctx.scenario.currencies[ccy].name,
        "logoLink": "",
        "chain": f"{ccy}-{network}",
        "ctAddr": spec.contract,
        "canDep": spec.can_dep,
        "canWd": spec.can_wd,
        "canInternal": True,
        "depEstOpenTime": "" if spec.can_dep else ctx.ms(spec.dep_opens),
        "wdEstOpenTime": "" if spec.can_wd else ctx.ms(spec.wd_opens),
        "minDep": num(spec.min_dep),
        "minWd": num(spec.min_wd),
        "minInternal": num(spec.min_wd),
        "maxWd": "1000000",
        "wdTickSz": str(places),
        "wdQuota": "10000000",
        "usedWdQuota": "0",
        "fee": num(spec.fee),
        "minFee": num(spec.fee),
        "maxFee": num(spec.fee),
        "mainNet": not spec.contract,
        "needTag": bool(spec.tag),
        "minDepArrivalConfirm": str(spec.confirm),
        "minWdUnlockConfirm": str(spec.unlock),
    }
