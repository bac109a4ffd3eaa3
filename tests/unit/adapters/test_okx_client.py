"""The client on a socket: what it sends, what it repeats, and what each failure becomes."""

from __future__ import annotations

import ast
import inspect
import threading
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qs, urlsplit

import pytest

from actions.adapters import account as account_module
from actions.adapters import endpoints, envelope, okx, transport
from actions.adapters.account import Account
from actions.adapters.credentials import Credentials
from actions.adapters.deadline import Deadline
from actions.adapters.errors import (
    AdapterError,
    BadData,
    Denied,
    NotFound,
    RateLimited,
    Unavailable,
)
from actions.adapters.okx import OkxClient
from actions.adapters.signing import signature
from actions.adapters.transport import HttpGet
from actions.diagnosis.records import Source
from tests.unit.adapters.fake_exchange import NOW_MS, Answer, Fake, ok, refused

PATH = endpoints.FUNDING.path


def ask(account: Account, deadline: Deadline, **params: str) -> okx.Reply:
    return account.get(endpoints.FUNDING, Source.FUNDING, deadline, **params)


def test_a_request_is_a_signed_get_on_the_exchange_s_clock(
    fake: Fake, account: Account, deadline: Deadline
) -> None:
    fake.on(PATH, ok([{"ccy": "BTC"}]))
    reply = ask(account, deadline, ccy="BTC,ETH")
    sent = fake.asked[-1]
    assert reply.rows == [{"ccy": "BTC"}]
    assert sent.method == "GET"
    assert parse_qs(urlsplit(sent.path).query) == {"ccy": ["BTC,ETH"]}
    stamp = sent.headers["OK-ACCESS-TIMESTAMP"]
    expected = signature("demo-secret-canary", stamp, "GET", sent.path)
    assert sent.headers["OK-ACCESS-SIGN"] == expected
    exchange_now = datetime.fromtimestamp(NOW_MS / 1000, timezone.utc)
    assert abs(datetime.fromisoformat(stamp[:-1] + "+00:00") - exchange_now) < timedelta(minutes=1)
    assert abs(reply.as_of - exchange_now) < timedelta(minutes=1)
    assert "x-simulated-trading" not in sent.headers


def test_a_demo_key_says_so(fake: Fake, client: OkxClient, deadline: Deadline) -> None:
    fake.on(PATH, ok([]))
    keys = Credentials("k", "s", "p", simulated=True)
    Account(client, keys).get(endpoints.FUNDING, Source.FUNDING, deadline)
    assert fake.asked[-1].headers["x-simulated-trading"] == "1"


def test_public_data_carries_no_key(fake: Fake, account: Account, deadline: Deadline) -> None:
    fake.on(endpoints.STATUS.path, ok([]))
    account.get(endpoints.STATUS, Source.STATUS, deadline)
    assert not [name for sent in fake.asked for name in sent.headers if name.startswith("OK-")]


def test_private_data_without_keys_is_denied_without_a_request(
    fake: Fake, client: OkxClient, deadline: Deadline
) -> None:
    with pytest.raises(Denied):
        client.get(endpoints.FUNDING, Source.FUNDING, deadline)
    assert fake.asked == []


@pytest.mark.parametrize("code", sorted(envelope.RETRIABLE))
def test_the_listed_codes_are_asked_again(
    fake: Fake, account: Account, deadline: Deadline, code: str
) -> None:
    fake.on(PATH, refused(code), ok([]))
    assert ask(account, deadline).rows == []
    assert fake.paths() == [PATH, PATH]


@pytest.mark.parametrize("code", ["50007", "50009", "50100", "50110", "50111", "50113", "50119"])
def test_no_other_code_is(fake: Fake, account: Account, deadline: Deadline, code: str) -> None:
    fake.on(PATH, refused(code, 401))
    with pytest.raises(Denied) as failed:
        ask(account, deadline)
    assert failed.value.code == code
    assert fake.paths() == [PATH]


def test_pauses_between_attempts_grow(
    fake: Fake, account: Account, deadline: Deadline, pauses: list[float]
) -> None:
    fake.on(PATH, refused("50001", 503))
    with pytest.raises(Unavailable) as failed:
        ask(account, deadline)
    assert (failed.value.code, fake.paths()) == ("50001", [PATH] * okx.MAX_ATTEMPTS)
    assert len(pauses) == okx.MAX_ATTEMPTS - 1
    assert pauses == sorted(pauses)
    assert pauses[0] > 0


def test_no_pause_outlasts_the_deadline(fake: Fake, http: HttpGet, keys: Credentials) -> None:
    seconds = 100.0
    now = [0.0]
    deadline = Deadline(seconds, lambda: now[0])

    def server(_: object) -> Answer:
        now[0] = seconds - okx.BACKOFF / 2  # so late that a pause would end after it
        return refused("50026", 500)

    fake.on(PATH, server)
    slept: list[float] = []
    client = OkxClient(fake.url, http, sleep=slept.append, jitter=lambda: 1.0)
    with pytest.raises(Unavailable):
        client.get(endpoints.FUNDING, Source.FUNDING, deadline, credentials=keys)
    assert (fake.paths(), slept) == ([PATH], [])


def test_a_long_retry_after_is_honoured_by_not_asking(
    fake: Fake, account: Account, deadline: Deadline
) -> None:
    fake.on(PATH, refused("50011", 429, Retry_After="30"), ok([]))
    for _ in range(2):
        with pytest.raises(RateLimited):
            ask(account, deadline)
    assert fake.paths() == [PATH]


def test_a_short_retry_after_is_waited_for(
    fake: Fake, account: Account, deadline: Deadline, pauses: list[float]
) -> None:
    fake.on(PATH, refused("50011", 429, Retry_After="1"), ok([]))
    assert ask(account, deadline).rows == []
    assert max(pauses) > 0.5


def test_the_documented_limit_is_never_exceeded(
    fake: Fake, client: OkxClient, keys: Credentials, deadline: Deadline, pauses: list[float]
) -> None:
    fake.on(endpoints.VALUATION.path, ok([]))
    account = Account(client, keys)
    for _ in range(3):
        account.get(endpoints.VALUATION, Source.VALUATION, deadline)
    # one a second: the second waited one, the third two (the pauses are not slept here)
    assert [round(pause) for pause in pauses] == [1, 2]
    with pytest.raises(RateLimited):  # the next place is too far away to be waited for
        account.get(endpoints.VALUATION, Source.VALUATION, deadline)
    assert len(fake.paths()) == 3
    other = Account(client, Credentials("another", "s", "p"))
    other.get(endpoints.VALUATION, Source.VALUATION, deadline)  # limits are per key


def test_what_is_kept_is_asked_once_for_each_customer(
    fake: Fake, account: Account, deadline: Deadline
) -> None:
    fake.on(endpoints.CONFIG.path, ok([{"uid": "1"}]))
    other = Account(account.client, Credentials("another", "s", "p"))
    for who in (account, account, other, account):
        assert who.get(endpoints.CONFIG, Source.CONFIG, deadline).rows == [{"uid": "1"}]
    assert len(fake.paths()) == 2
    fake.on(endpoints.TRADING_BILLS_ARCHIVE.path, refused("50030"))
    with pytest.raises(Denied):  # a failure has its kind and code from memory too
        account.get(endpoints.TRADING_BILLS_ARCHIVE, Source.TRADING_BILLS, deadline)
    with pytest.raises(Denied) as failed:
        account.get(endpoints.TRADING_BILLS_ARCHIVE, Source.TRADING_BILLS, deadline)
    assert failed.value.code == "50030"


def test_a_stale_stamp_is_corrected_once_by_the_exchange_s_time(
    fake: Fake, account: Account, deadline: Deadline
) -> None:
    later = NOW_MS + 90_000
    fake.on("/api/v5/public/time", ok([{"ts": str(NOW_MS)}]), ok([{"ts": str(later)}]))
    fake.on(PATH, refused("50102", 401), ok([]))
    reply = ask(account, deadline)
    assert fake.paths() == [PATH, PATH]
    measured = datetime.fromtimestamp(later / 1000, timezone.utc)
    assert abs(reply.as_of - measured) < timedelta(seconds=30)


def test_a_stamp_that_stays_stale_is_denied(
    fake: Fake, account: Account, deadline: Deadline
) -> None:
    fake.on(PATH, refused("50102", 401))
    with pytest.raises(Denied) as failed:
        ask(account, deadline)
    assert failed.value.code == "50102"
    assert len(fake.paths()) <= okx.MAX_ATTEMPTS


def test_the_look_up_goes_on_when_the_time_can_t_be_had(
    fake: Fake, account: Account, deadline: Deadline
) -> None:
    fake.on("/api/v5/public/time", Answer("gone", 503))
    fake.on(PATH, ok([]))
    reply = ask(account, deadline)
    assert abs(reply.as_of - datetime.now(timezone.utc)) < timedelta(minutes=1)


def test_an_answer_from_a_cache_is_as_old_as_it_says(
    fake: Fake, account: Account, deadline: Deadline
) -> None:
    fresh, kept = ok([]), ok([])
    kept.headers["Age"] = "3600"
    fake.on(PATH, fresh, kept)
    first, second = ask(account, deadline), ask(account, deadline)
    assert timedelta(minutes=59) < first.as_of - second.as_of < timedelta(minutes=61)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer("<!DOCTYPE html><h1>Bad gateway</h1>", 502), Unavailable),
        (Answer("<html>Just a moment</html>", 200), Unavailable),
        (Answer("down", 503), Unavailable),
        (Answer("", 429), RateLimited),
        (Answer("", 403), Denied),
        (Answer("", 200), BadData),
        (Answer('{"code":"0","data":[{"ccy":"BT', 200), BadData),
        (Answer({"code": "0"}), BadData),
        (Answer({"code": "0", "data": {}}), BadData),
        (Answer({"code": None, "data": []}), BadData),
        (Answer({"data": []}), BadData),
        (Answer(["code"]), BadData),
        (Answer('{"code":"0","data":[NaN]}'), BadData),
        (Answer("[" * 100_000), BadData),
        (Answer({"code": 404, "data": {}, "msg": "Not Found"}, 404), NotFound),
        (Answer({"code": "51603", "msg": "", "data": []}), NotFound),
        (Answer({"code": "1", "msg": "", "data": []}), Unavailable),
        (Answer({"code": "SELECT", "data": []}), BadData),
        (Answer(b"x" * 10, announced=100), BadData),
        (Answer("", 302, {"Location": "/elsewhere"}), Unavailable),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else None,
)
def test_each_wrong_answer_has_its_kind(
    fake: Fake, account: Account, deadline: Deadline, answer: Answer, kind: type[AdapterError]
) -> None:
    fake.on(PATH, answer)
    with pytest.raises(kind):
        ask(account, deadline)


def test_a_redirect_is_not_followed(fake: Fake, account: Account, deadline: Deadline) -> None:
    fake.on(PATH, Answer("", 302, {"Location": f"{fake.url}/elsewhere"}))
    fake.on("/elsewhere", ok([]))
    with pytest.raises(Unavailable):
        ask(account, deadline)
    assert fake.paths() == [PATH]


def test_a_huge_body_is_not_read(fake: Fake, keys: Credentials, deadline: Deadline) -> None:
    http = HttpGet(max_body=100_000)
    fake.on(PATH, ok([{"ccy": "B" * 2_000_000}]))
    with pytest.raises(BadData):
        Account(OkxClient(fake.url, http), keys).get(endpoints.FUNDING, Source.FUNDING, deadline)
    http.close()


def test_a_cut_connection_is_tried_again(fake: Fake, account: Account, deadline: Deadline) -> None:
    fake.on(PATH, Answer(cut=True), ok([]))
    assert ask(account, deadline).rows == []
    assert fake.paths() == [PATH, PATH]


def test_nobody_listening_is_unavailable(http: HttpGet, keys: Credentials) -> None:
    client = OkxClient("http://127.0.0.1:1", http, sleep=lambda _: None)
    with pytest.raises(Unavailable):
        Account(client, keys).get(endpoints.FUNDING, Source.FUNDING, Deadline(20))


@pytest.mark.parametrize("how", ["hang", "drip"])
def test_a_slow_answer_ends_with_the_deadline_and_is_not_repeated(
    fake: Fake, account: Account, how: str
) -> None:
    gate = fake.released
    slow = Answer({"code": "0", "data": ["x" * 5000]}, **{how: gate})
    fake.on(PATH, slow)
    # shorter than the read timeout, far shorter than the server's patience
    with pytest.raises(Unavailable):
        ask(account, Deadline(0.6))
    assert not gate.is_set()
    assert fake.paths() == [PATH]


def test_an_endpoint_that_hangs_is_left_alone_for_a_while(
    fake: Fake, account: Account, deadline: Deadline
) -> None:
    fake.on(PATH, Answer(hang=fake.released))
    fake.on(endpoints.EARN.path, ok([]))
    for _ in range(5):
        with pytest.raises(Unavailable):
            ask(account, Deadline(0.2))
    assert len(fake.paths()) == 3
    # neither the same customer's other look-ups nor another customer's are affected
    account.get(endpoints.EARN, Source.EARN, deadline)
    fake.on(PATH, ok([]))
    other = Account(account.client, Credentials("another", "s", "p"))
    other.get(endpoints.FUNDING, Source.FUNDING, deadline)


def test_many_threads_share_one_client(fake: Fake, http: HttpGet, deadline: Deadline) -> None:
    fake.on(PATH, lambda asked: ok([{"ccy": asked.headers["OK-ACCESS-KEY"]}]))
    client = OkxClient(fake.url, http)
    seen: dict[str, list[object]] = {}

    def one(name: str) -> None:
        keys = Credentials(name, "s", "p")
        seen[name] = client.get(endpoints.FUNDING, Source.FUNDING, deadline, credentials=keys).rows

    threads = [threading.Thread(target=one, args=(f"key-{n}",)) for n in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == {f"key-{n}": [{"ccy": f"key-{n}"}] for n in range(40)}


def test_the_client_has_no_way_to_write() -> None:
    """GET is the only method named in the modules that hold a customer's keys, and no
    endpoint outside the list can be asked."""
    writing = {"post", "put", "patch", "delete", "request", "POST", "PUT", "PATCH", "DELETE"}
    for module in (okx, transport, account_module):
        tree = ast.parse(inspect.getsource(module))
        names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        texts = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        assert not writing & (names | {text for text in texts if isinstance(text, str)})
    verbs = ("transfer", "withdrawal", "cancel", "place", "amend", "purchase", "convert")
    for endpoint in endpoints.ALL:
        last = endpoint.path.rsplit("/", 1)[1]
        assert last == "withdrawal-history" or not any(verb in last for verb in verbs)
    assert len(endpoints.ALL) == 23
