"""One turn: everything at once, nothing past the deadline, nothing raised, nobody starved."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from actions.adapters import endpoints
from actions.adapters.credentials import Credentials
from actions.adapters.deadline import Deadline
from actions.adapters.exchange import Exchange
from actions.adapters.gather import gather_facts
from actions.adapters.pool import LookUps
from actions.diagnosis.findings import Question
from actions.diagnosis.records import AccountFacts, Failure, Known, Region, Source, Unknown
from actions.settings import Settings, SettingsError
from tests.unit.adapters.fake_exchange import Answer, Asked, Fake, ok

ASKED_BY_DEFAULT = set(Source) - {Source.VALUATION, Source.CHAIN, Source.DEPOSIT_ADDRESSES}


@pytest.fixture
def settings(fake: Fake) -> Settings:
    return Settings(okx_base_url=fake.url, explorer_bitcoin=f"{fake.url}/btc")


@pytest.fixture
def exchange(settings: Settings) -> Iterator[Exchange]:
    one = Exchange(settings)
    yield one
    one.close()


def turn(
    exchange: Exchange,
    keys: Credentials | None,
    question: Question | None = None,
    **more: Any,
) -> AccountFacts:
    return asyncio.run(
        gather_facts(
            question or Question(None), keys, None, exchange.settings, exchange=exchange, **more
        )
    )


def outcomes(facts: AccountFacts) -> dict[Source, Any]:
    found = {source: getattr(facts, source.value) for source in Source}
    return {source: outcome for source, outcome in found.items() if outcome is not None}


def everything(fake: Fake) -> None:
    fake.on("*", ok([]))
    fake.on(endpoints.CONFIG.path, ok([{"uid": "1"}]))
    fake.on(endpoints.VALUATION.path, ok([{"totalBal": "5"}]))


def test_every_look_up_is_asked_and_known(
    fake: Fake, exchange: Exchange, keys: Credentials
) -> None:
    everything(fake)
    facts = turn(exchange, keys)
    found = outcomes(facts)
    assert set(found) == ASKED_BY_DEFAULT
    assert all(isinstance(outcome, Known) for outcome in found.values())
    assert all(outcome.as_of <= facts.now for outcome in found.values())
    assert (facts.signed_in, facts.region, facts.restrictions) == (True, Region("se"), ())


def test_all_look_ups_are_on_their_way_at_the_same_time(
    fake: Fake, exchange: Exchange, keys: Credentials
) -> None:
    """Each first request waits until every other one has arrived."""
    first = {
        endpoints.FUNDING, endpoints.TRADING, endpoints.EARN, endpoints.NON_TRADABLE,
        endpoints.DEPOSITS, endpoints.WITHDRAWALS, endpoints.CURRENCIES, endpoints.OPEN_ORDERS,
        endpoints.ORDERS, endpoints.FUNDING_BILLS, endpoints.TRADING_BILLS, endpoints.STATUS,
        endpoints.CONFIG, endpoints.SUB_ACCOUNTS,
    }  # fmt: skip
    together = threading.Barrier(len(first))

    def meet(rows: list[Any]) -> Any:
        def answer(_: Asked) -> Answer:
            together.wait(15)
            return ok(rows)

        return answer

    everything(fake)
    for endpoint in first:
        rows = [{"uid": "1"}] if endpoint is endpoints.CONFIG else []
        fake.on(endpoint.path, meet(rows))
    facts = turn(exchange, keys, deadline=20.0)
    assert all(isinstance(outcome, Known) for outcome in outcomes(facts).values())
    assert not together.broken


def test_a_customer_who_asks_in_six_windows_at_once_is_answered_in_all(
    fake: Fake, exchange: Exchange, keys: Credentials
) -> None:
    slow = threading.Event()

    def answer(asked: Asked) -> Answer:
        slow.wait(0.5)
        return ok([{"uid": "1"}] if asked.path == endpoints.CONFIG.path else [])

    fake.on("*", answer)

    async def six() -> list[AccountFacts]:
        turns = (
            gather_facts(Question(None), keys, None, exchange.settings, exchange=exchange,
                         deadline=20.0)
            for _ in range(6)
        )  # fmt: skip
        return await asyncio.gather(*turns)

    for facts in asyncio.run(six()):
        assert all(isinstance(outcome, Known) for outcome in outcomes(facts).values())


@pytest.mark.parametrize(
    "answer",
    [
        Answer("<html>", 502),
        Answer({"code": "0"}),
        Answer({"code": "50111"}, 401),
        ok([{"x": 1}]),
        ok(["x"]),
        Answer(cut=True),
    ],
    ids=range(6),
)
def test_whatever_comes_back_nothing_is_raised_or_made_up(
    fake: Fake, exchange: Exchange, keys: Credentials, answer: Answer
) -> None:
    fake.on("*", answer)
    facts = turn(exchange, keys, want_valuation=True, deadline=10.0)
    found = outcomes(facts)
    known = {source for source, outcome in found.items() if isinstance(outcome, Known)}
    # a row of account/config may lack every field; all else has a field it can't do without
    assert known <= {Source.CONFIG}
    assert set(found) == ASKED_BY_DEFAULT | {Source.VALUATION}


def test_one_failure_leaves_the_others_known(
    fake: Fake, exchange: Exchange, keys: Credentials
) -> None:
    everything(fake)
    fake.on(endpoints.DEPOSITS.path, Answer({"code": "50030"}))
    facts = turn(exchange, keys)
    assert facts.deposits == Unknown(Source.DEPOSITS, Failure.DENIED, "50030")
    assert [s for s, o in outcomes(facts).items() if isinstance(o, Unknown)] == [Source.DEPOSITS]


def test_what_hangs_is_unknown_at_the_deadline_and_the_rest_is_known(
    fake: Fake, exchange: Exchange, keys: Credentials
) -> None:
    everything(fake)
    fake.on(endpoints.EARN.path, Answer(hang=fake.released))
    fake.on(endpoints.STATUS.path, Answer(hang=fake.released))
    facts = turn(exchange, keys, deadline=2.0)
    assert not fake.released.is_set()  # the turn did not wait for the server
    unknown = {s: o for s, o in outcomes(facts).items() if isinstance(o, Unknown)}
    assert set(unknown) == {Source.EARN, Source.STATUS}
    assert {o.failure for o in unknown.values()} == {Failure.UNAVAILABLE}


def test_ten_customers_that_hang_leave_an_eleventh_untouched(
    fake: Fake, exchange: Exchange, keys: Credentials
) -> None:
    slow = [Credentials(f"slow-{n}", "s", "p") for n in range(10)]
    hanging = threading.Semaphore(0)

    def answer(rows: list[Any]) -> Any:
        def rule(asked: Asked) -> Answer:
            if asked.headers.get("OK-ACCESS-KEY", "").startswith("slow-"):
                hanging.release()
                return Answer(hang=fake.released)
            return ok(rows)

        return rule

    fake.on("*", answer([]))
    fake.on(endpoints.CONFIG.path, answer([{"uid": "1"}]))

    async def together() -> tuple[AccountFacts, bool]:
        async def one(who: Credentials) -> AccountFacts:
            return await gather_facts(
                Question(None), who, None, exchange.settings, exchange=exchange, deadline=20.0
            )

        waiting = [asyncio.ensure_future(one(who)) for who in slow]
        for _ in range(len(slow) * 13):  # their look-ups hold their threads now
            assert await asyncio.to_thread(hanging.acquire, timeout=15)
        facts = await one(keys)
        still_waiting = not any(task.done() for task in waiting)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return facts, still_waiting

    facts, still_waiting = asyncio.run(together())
    assert still_waiting
    assert all(isinstance(outcome, Known) for outcome in outcomes(facts).values())


def test_the_event_loop_is_never_held_up(fake: Fake, exchange: Exchange, keys: Credentials) -> None:
    everything(fake)
    fake.on(endpoints.FUNDING.path, Answer(hang=fake.released))

    async def beside() -> tuple[int, AccountFacts]:
        task = asyncio.ensure_future(
            gather_facts(Question(None), keys, None, exchange.settings, exchange=exchange,
                         deadline=2.0)
        )  # fmt: skip
        beats = 0
        while not task.done():
            await asyncio.sleep(0)
            beats += 1
        return beats, task.result()

    beats, facts = asyncio.run(beside())
    assert beats > 10
    assert isinstance(facts.funding, Unknown)


def test_one_customer_can_hold_only_a_part_of_the_threads() -> None:
    gate = threading.Event()
    look_ups = LookUps(workers=8, per_customer=4)

    async def run() -> list[Any]:
        held = [
            asyncio.ensure_future(
                look_ups.run(Source.EARN, "a", Deadline(20), lambda: gate.wait(20))
            )
            for _ in range(6)
        ]
        await asyncio.sleep(0)
        other = await look_ups.run(Source.EARN, "b", Deadline(20), lambda: "answer")
        late = await look_ups.run(Source.FUNDING, "a", Deadline(0.2), lambda: "too late")
        gate.set()
        return [other, late, *await asyncio.gather(*held)]

    other, late, *mine = asyncio.run(run())
    look_ups.close()
    assert other == "answer"
    assert late == Unknown(Source.FUNDING, Failure.UNAVAILABLE)
    assert mine == [True] * 6, "what went beyond the customer's places waits for one"


def test_a_turn_that_is_given_up_while_it_waits_takes_no_place_with_it() -> None:
    gate = threading.Event()
    look_ups = LookUps(workers=4, per_customer=1)

    async def run() -> Any:
        held = asyncio.ensure_future(
            look_ups.run(Source.EARN, "a", Deadline(20), lambda: gate.wait(20))
        )
        waits = asyncio.ensure_future(
            look_ups.run(Source.FUNDING, "a", Deadline(20), lambda: "never")
        )
        await asyncio.sleep(0.05)
        waits.cancel()
        gate.set()
        await held
        return await look_ups.run(Source.EARN, "a", Deadline(20), lambda: "answer")

    assert asyncio.run(run()) == "answer"
    look_ups.close()


def test_a_look_up_that_ignores_the_deadline_is_left_behind() -> None:
    gate = threading.Event()
    look_ups = LookUps(workers=1)

    async def run() -> list[Any]:
        stuck = look_ups.run(Source.EARN, "a", Deadline(0.2), lambda: gate.wait(20))
        queued = look_ups.run(Source.FUNDING, "a", Deadline(0.2), lambda: "too late")
        return list(await asyncio.gather(stuck, queued))

    found = asyncio.run(run())
    assert not gate.is_set()
    gate.set()
    look_ups.close()
    assert found == [Unknown(s, Failure.UNAVAILABLE) for s in (Source.EARN, Source.FUNDING)]


def test_a_bug_in_an_adapter_is_an_unknown() -> None:
    look_ups = LookUps(workers=1)
    found = asyncio.run(look_ups.run(Source.EARN, "a", Deadline(20), lambda: 1 // 0))
    look_ups.close()
    assert found == Unknown(Source.EARN, Failure.BAD_DATA)
    late = asyncio.run(look_ups.run(Source.EARN, "a", Deadline(20), lambda: 1))
    assert late == Unknown(Source.EARN, Failure.UNAVAILABLE)  # the pool is closed


def test_a_visitor_sees_public_things_only(fake: Fake, exchange: Exchange) -> None:
    everything(fake)
    txid = "9a" * 32
    fake.on(f"/btc/tx/{txid}", Answer("Transaction not found", 404))
    facts = turn(exchange, None, Question(None, txid=txid, currency="BTC", order_id="1" * 18))
    assert set(outcomes(facts)) == {Source.STATUS, Source.CHAIN}
    assert isinstance(facts.chain, Known)
    assert (facts.chain.value.found, facts.signed_in) == (False, False)
    assert {path.split("?")[0] for path in fake.paths()} == {
        endpoints.STATUS.path,
        f"/btc/tx/{txid}",
    }


def test_only_the_wanted_parts_are_asked(fake: Fake, exchange: Exchange, keys: Credentials) -> None:
    everything(fake)
    facts = turn(exchange, keys, parts={Source.FUNDING, Source.STATUS})
    assert set(outcomes(facts)) == {Source.FUNDING, Source.STATUS}
    assert set(fake.paths()) == {endpoints.FUNDING.path, endpoints.STATUS.path}


@pytest.mark.parametrize(
    "hostile",
    ["http://169.254.169.254/", "../../etc", "9a\r\nHost: evil", "%2e%2e", "' OR 1=1", "@evil"],
)
def test_ids_of_no_known_form_reach_no_request(
    fake: Fake, exchange: Exchange, keys: Credentials, hostile: str
) -> None:
    everything(fake)
    for who in (keys, None):
        facts = turn(exchange, who, Question(None, txid=hostile, order_id=hostile))
        assert facts.chain == Unknown(Source.CHAIN, Failure.UNSUPPORTED)
    for path in fake.paths():
        assert "txId" not in path
        assert "ordId" not in path
        assert "/btc" not in path


def test_status_is_asked_once_for_all_turns(
    fake: Fake, exchange: Exchange, keys: Credentials
) -> None:
    everything(fake)
    for who in (keys, None, keys, None):
        turn(exchange, who, parts={Source.STATUS})
    assert fake.paths() == [endpoints.STATUS.path]


def test_an_order_is_found_by_its_id_alone(
    fake: Fake, exchange: Exchange, keys: Credentials
) -> None:
    everything(fake)
    order_id = "680800019749904384"
    fake.on(endpoints.FILLS.path, ok([{"ordId": order_id, "instId": "BTC-USDT"}]))
    fake.on(endpoints.ORDER.path, ok([{"ordId": order_id, "instId": "BTC-USDT", "state": "live"}]))
    facts = turn(exchange, keys, Question(None, order_id=order_id))
    assert isinstance(facts.order_history, Known)
    assert [one.ord_id for one in facts.order_history.value] == [order_id]


def test_earn_that_was_never_activated_is_empty(
    fake: Fake, exchange: Exchange, keys: Credentials
) -> None:
    everything(fake)
    fake.on(endpoints.EARN.path, Answer({"code": "58002", "msg": "", "data": []}))
    fake.on(endpoints.DEPOSIT_ADDRESS.path, Answer({"code": "58301", "msg": "", "data": []}))
    facts = turn(exchange, keys, Question(None, currency="BTC"))
    assert isinstance(facts.earn, Known)
    assert isinstance(facts.deposit_addresses, Known)
    assert (facts.earn.value, facts.deposit_addresses.value) == ((), ())


def test_a_region_nobody_configured_is_refused(exchange: Exchange) -> None:
    with pytest.raises(SettingsError, match="atlantis"):
        turn(exchange, Credentials("k", "s", "p", region="atlantis"))


def test_making_an_exchange_starts_nothing(fake: Fake, settings: Settings) -> None:
    threads = threading.active_count()
    Exchange(settings).close()
    assert threading.active_count() == threads
    assert fake.asked == []
