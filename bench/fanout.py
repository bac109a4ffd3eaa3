"""All look-ups of a turn at once, against the same look-ups one after another."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Collection

import requests

from actions.adapters.credentials import Credentials
from actions.adapters.gather import Exchange, gather_facts
from actions.adapters.regions import load_regions
from actions.diagnosis.causes import Category
from actions.diagnosis.findings import Question
from actions.diagnosis.records import AccountFacts, Source, Unknown
from actions.settings import Settings
from bench.bot import Bot
from bench.figures import Table

LATENCY = 0.1  # seconds, added by the sandbox to every answer
REPEATS = 10
PATIENCE = 30.0  # seconds: one after another takes longer than a turn may


def measure(bot: Bot, repeats: int = REPEATS) -> Table:
    """With LATENCY on: the wall-clock time of each way, and the requests that it sent."""
    keys = bot.keys()
    bot.fault(endpoint="*", fault="slow", seconds=LATENCY)
    try:
        rows = [_both(bot, Credentials(**keys[name])) for name in bot.customers()[:repeats]]
    finally:
        bot.fault()
    at_once, one_by_one, requested, failed = (list(column) for column in zip(*rows, strict=True))
    middle, total = statistics.median(at_once), statistics.median(one_by_one)
    return Table(
        f"Look-ups of one turn, {LATENCY * 1000:.0f} ms latency each",
        ("way", "seconds (median)", "against the sum"),
        [
            ("all at once", f"{middle:.2f}", f"{middle / total:.0%}"),
            ("one after another", f"{total:.2f}", "100%"),
        ],
        f"{repeats} customers, a new connection pool each time; {statistics.median(requested):.0f} "
        f"requests a turn (median), {sum(failed)} look-ups failed. Some need another's answer "
        "first: the clock, then the account's records, then the chain that they name.",
    )


def _both(bot: Bot, keys: Credentials | None) -> tuple[float, float, int, int]:
    log = f"{bot.sandbox}/_sandbox/requests"
    requests.delete(log, timeout=10)
    began = time.perf_counter()
    facts = asyncio.run(_gather(bot, keys, None))
    at_once = time.perf_counter() - began
    requested = len(requests.get(log, timeout=10).json())
    sources = [one for one in Source if getattr(facts, one.value) is not None]
    failed = sum(isinstance(getattr(facts, one.value), Unknown) for one in sources)
    began = time.perf_counter()
    asyncio.run(_one_by_one(bot, keys, sources))
    return at_once, time.perf_counter() - began, requested, failed


async def _one_by_one(bot: Bot, keys: Credentials | None, sources: list[Source]) -> None:
    settings = _settings(bot)
    exchange = Exchange(settings)
    try:
        for source in sources:
            await _gather(bot, keys, [source], exchange)
    finally:
        exchange.close()


async def _gather(
    bot: Bot,
    keys: Credentials | None,
    parts: Collection[Source] | None,
    exchange: Exchange | None = None,
) -> AccountFacts:
    question = Question(category=Category.DEPOSIT_NOT_ARRIVED)
    region = load_regions()[(keys.region if keys else None) or "se"].record
    return await gather_facts(
        question,
        keys,
        region,
        _settings(bot),
        exchange=exchange,
        deadline=PATIENCE,
        parts=parts,
    )


def _settings(bot: Bot) -> Settings:
    base = bot.sandbox
    return Settings(
        okx_base_url=base,
        explorer_bitcoin=f"{base}/esplora",
        explorer_evm={"ERC20": f"{base}/evm/erc20"},
        explorer_tron=f"{base}/tron",
        explorer_solana=f"{base}/solana",
    )
