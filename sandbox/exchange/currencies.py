"""Currencies: one row for each network that a coin is listed on."""

from __future__ import annotations

from sandbox.exchange.wire import Context, Row, filled, num
from sandbox.scenario.model import Chain


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
        **filled("minFeeForCtAddr maxFeeForCtAddr burningFeeRate", ""),
        **filled("depQuotaFixed usedDepQuotaFixed depQuoteDailyLayer2", ""),
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
