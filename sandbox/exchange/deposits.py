"""Deposits and deposit addresses."""

from __future__ import annotations

from sandbox import seeds
from sandbox.chains.addresses import address, tag, txid
from sandbox.exchange.errors import Refusal
from sandbox.exchange.wire import Context, Row, matching, num, page
from sandbox.scenario.activity import Deposit
from sandbox.scenario.model import FUNDING, TRADING, Chain, Customer


def deposit_txid(name: str, index: int, row: Deposit) -> str:
    return "" if row.sender else txid(row.network, name, "deposit", index)


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
