"""Never silent: whatever fails beneath it, every turn is answered in time and honestly.

What could not be read is named, and no figure of it is stated (T23).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
import requests

from tests.conversations import judge
from tests.conversations.chat import HANGS, Answer, Chat
from tests.conversations.loose import Loose, loose_bot
from tests.conversations.test_matrix import MESSAGES

UNREADABLE = ("slow", "refuse", "5xx", "429", "html", "truncated", "wrong_type", "missing_field")
LOOKUPS = {
    "en": ["show me my balance", "what is the status of my deposit", "list my open orders"],
    "sv": ["visa mitt saldo", "vad är statusen på min insättning", "visa mina öppna order"],
}
# What may only be said of what was read.
EMPTY = (
    "utter_account_sync_empty_account", "utter_deposit_not_arrived_no_deposit",
    "utter_trade_not_in_balance_no_trade", "utter_withdrawal_not_arrived_no_withdrawal",
    "utter_security_breach_no_outflow_seen", "utter_balance_empty", "utter_deposit_none",
    "utter_order_none", "utter_verification_none", "utter_funding_account_p2p_funding_ready",
    "utter_settlement_delay_no_delay_seen",
)  # fmt: skip


def own_figures(answer: Answer, customer: str) -> set[Decimal]:
    return judge.numbers(answer.text) & judge.canaries()[customer]


def names_unread(answer: Answer, language: str) -> bool:
    """Whether the answer says that something could not be read."""
    names = ("utter_all_unknown", "utter_unknown_parts", "utter_action_failed")
    return any(judge.says(answer.text, n, language) for n in (*names, "utter_turn_too_slow"))


def paragraph(answer: Answer, name: str, language: str) -> str:
    """The paragraph of the answer that holds the response ``name``."""
    found = [p for p in answer.text.split("\n\n") if judge.says(p, name, language)]
    assert found, f"{name} is not in:\n{answer.text}"
    return found[0]


def all_at_once(asked: Sequence[Callable[[], Answer]], workers: int = 6) -> list[Answer]:
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda ask: ask(), asked))


# --- everything fails --------------------------------------------------------------------------


@pytest.mark.parametrize("language", judge.LANGUAGES)
@pytest.mark.parametrize("kind", UNREADABLE)
def test_user_asks_while_nothing_can_be_read_and_is_told_so(
    kind: str, language: str, chat: Callable[..., Chat], faults: Callable[..., None]
) -> None:
    customer = "balance-visible"
    faults({"endpoint": "*", "fault": kind, "seconds": HANGS})
    messages = [said[language] for said in MESSAGES.values()] + LOOKUPS[language]
    answers = all_at_once(
        [lambda m=m: chat(customer, language).say(m) for m in messages]  # type: ignore[misc]
    )
    for message, answer in zip(messages, answers, strict=True):
        answer.in_time()
        assert names_unread(answer, language), f"{message!r}:\n{answer.text}"
        assert not own_figures(answer, customer), answer.text
        for claim in EMPTY:
            answer.never_says_response(claim, language)


@pytest.mark.parametrize("kind", UNREADABLE)
def test_visitor_asks_while_nothing_can_be_read_and_is_answered(
    kind: str, chat: Callable[..., Chat], faults: Callable[..., None]
) -> None:
    faults({"endpoint": "*", "fault": kind, "seconds": HANGS})
    asked = [
        lambda m=m, language=language: chat("visitor", language).say(m)  # type: ignore[misc]
        for language in judge.LANGUAGES
        for m in (*(s[language] for s in MESSAGES.values()), "is okx down?" * (language == "en"))
        if m
    ]
    for answer in all_at_once(asked):
        answer.in_time()
        answer.never_says("traceback", "exception")


def test_user_asks_what_needs_no_account_while_nothing_can_be_read(
    chat: Callable[..., Chat], faults: Callable[..., None]
) -> None:
    faults({"endpoint": "*", "fault": "refuse"})
    chat("healthy", "en").say("hi there").says_response("utter_greet", "en")
    chat("healthy", "en").say("are my funds insured?").says_response(
        "utter_faq_fund_insurance", "en"
    )
    answer = chat("compromised", "sv").say("hackad, någon tömmer kontot")
    answer.says_response("utter_breach_first_step", "sv")
    answer.says_response("utter_ask_breach_control", "sv")


@pytest.mark.parametrize("seconds", [90, -90, 86_400])
def test_user_asks_while_the_clocks_differ_and_hears_the_cause(
    seconds: int, chat: Callable[..., Chat], faults: Callable[..., None]
) -> None:
    faults({"endpoint": "*", "fault": "clock_skew", "seconds": seconds})
    answer = chat("in-bot", "en").say("new phone and my usdt is gone from the overview")
    answer.in_time()
    answer.says_response("utter_account_sync_in_bot", "en")
    answer.says_number("1450.62", "en")


def test_user_asks_while_the_data_is_old_and_is_answered(
    chat: Callable[..., Chat], faults: Callable[..., None]
) -> None:
    faults({"endpoint": "*", "fault": "stale", "seconds": 600})
    asked = [
        lambda m=said[language], language=language: chat("completed-missing", language).say(m)  # type: ignore[misc]
        for language in judge.LANGUAGES
        for said in MESSAGES.values()
    ]
    for answer in all_at_once(asked):
        answer.in_time()


# --- one part fails ----------------------------------------------------------------------------

# endpoint: the customer whose cause rests on it, the message, the look-up's name, figures that
# are read there alone, figures that are read elsewhere, and what must then not be claimed.
PARTS: dict[str, tuple[str, str, str, list[str], list[str], list[str]]] = {
    "/api/v5/asset/balances": (
        "balance-visible", "account_sync", "funding", ["0.0186", "33.15"], ["456.09"],
        ["utter_account_sync_empty_account"]),
    "/api/v5/account/balance": (
        "balance-visible", "account_sync", "trading", ["456.09"], ["0.0186", "33.15"],
        ["utter_account_sync_empty_account"]),
    "/api/v5/asset/deposit-history": (
        "unconfirmed", "deposit_not_arrived", "deposits", ["0.0412"], [],
        ["utter_deposit_not_arrived_no_deposit", "utter_funding_account_p2p_in_funding"]),
    "/api/v5/asset/withdrawal-history": (
        "wd-review", "withdrawal_not_arrived", "withdrawals", ["204.04"], [],
        ["utter_withdrawal_not_arrived_no_withdrawal", "utter_funding_account_p2p_in_funding"]),
    "/api/v5/trade/orders-pending": (
        "order-open", "trade_not_in_balance", "open_orders", ["2980.5"], [],
        ["utter_trade_not_in_balance_no_trade", "utter_funding_account_p2p_in_trading"]),
    "/api/v5/trade/orders-history": (
        "filled-missing", "trade_not_in_balance", "order_history", [], [],
        ["utter_trade_not_in_balance_no_trade"]),
    "/api/v5/asset/bills": (
        "p2p-frozen", "funding_account_p2p", "funding_bills", [], ["150.3"],
        ["utter_funding_account_p2p_p2p_frozen"]),
    "/api/v5/account/bills": (
        "converted", "account_sync", "trading_bills", [], ["1508.9"], []),
    "/api/v5/finance/savings/balance": (
        "in-earn", "account_sync", "earn", [], [],
        ["utter_account_sync_in_earn", "utter_account_sync_empty_account"]),
    "/api/v5/users/subaccount/list": (
        "sub-account-frozen", "account_restricted", "sub_accounts", ["0.5208"], [],
        ["utter_account_restricted_sub_account_frozen"]),
    "/api/v5/asset/non-tradable-assets": (
        "delisted", "token_maintenance", "non_tradable", [], [], []),
}  # fmt: skip
DAMAGE = ("refuse", "5xx", "429", "html", "truncated", "wrong_type", "missing_field")


@pytest.mark.parametrize("endpoint", list(PARTS))
def test_user_asks_while_one_part_fails_and_hears_which(
    endpoint: str, chat: Callable[..., Chat], faults: Callable[..., None]
) -> None:
    customer, category, source, hidden, shown, claims = PARTS[endpoint]
    for number, kind in enumerate(DAMAGE):
        language = judge.LANGUAGES[number % 2]
        faults({"endpoint": endpoint, "fault": kind})
        answer = chat(customer, language).say(MESSAGES[category][language])
        answer.in_time()
        answer.says_response("utter_unknown_parts", language)
        unread = paragraph(answer, "utter_unknown_parts", language)
        assert judge.texts()[f"utter_source_{source}"][language] in unread, (
            f"{kind}:\n{answer.text}"
        )
        assert not judge.numbers(answer.text) & {Decimal(h).normalize() for h in hidden}, (
            f"{kind}:\n{answer.text}"
        )
        for figure in shown:
            answer.says_number(figure, language)
        for claim in claims:
            answer.never_says_response(claim, language)


# What a look-up is for, in both languages: the endpoints that it can't do without.
NEEDED = [
    (("show me my balance", "visa mitt saldo"), ("asset/balances", "account/balance")),
    (("what is the status of my last deposit?", "vad är statusen på min senaste insättning?"),
     ("asset/deposit-history",)),
    (("list my open orders please", "lista mina öppna order tack"), ("trade/orders-pending",)),
    (("how far has my identity verification come?", "hur långt har min id-kontroll kommit?"),
     ("account/config",)),
]  # fmt: skip


@pytest.mark.parametrize(("said", "needed"), NEEDED, ids=[needed[0] for _, needed in NEEDED])
def test_user_looks_something_up_that_cannot_be_read_and_hears_of_no_complaint(
    said: tuple[str, str],
    needed: tuple[str, ...],
    chat: Callable[..., Chat],
    faults: Callable[..., None],
) -> None:
    faults(*({"endpoint": f"/api/v5/{one}", "fault": "5xx"} for one in needed))
    for language, message in zip(judge.LANGUAGES, said, strict=True):
        # somebody of whom nothing was read a moment ago: the level is kept for some seconds
        customer = "coin-open" if "account/config" in needed else "healthy"
        answer = chat(customer, language).say(message)
        answer.says_response("utter_all_unknown", language)
        assert not judge.told(answer.text, "utter_no_finding", language), answer.text
        for claim in EMPTY:
            answer.never_says_response(claim, language)


CHAINS = {
    "/esplora": ("low-fee", "utter_deposit_not_arrived_low_fee"),
    "/evm/erc20": ("not-recorded", "utter_deposit_not_arrived_not_recorded"),
    "/tron": ("wrong-address", "utter_deposit_not_arrived_wrong_address"),
    "/solana": ("below-minimum", "utter_deposit_not_arrived_below_minimum"),
}


@pytest.mark.parametrize("endpoint", list(CHAINS))
def test_user_gives_a_txid_while_its_chain_cannot_be_read(
    endpoint: str,
    chat: Callable[..., Chat],
    faults: Callable[..., None],
    customers: dict[str, dict[str, Any]],
) -> None:
    customer, claim = CHAINS[endpoint]
    txid = customers[customer]["txids"][0]
    for number, kind in enumerate((*DAMAGE, "slow")):
        language = judge.LANGUAGES[number % 2]
        # Esplora's answers have no envelope whose data could be missing: a field, then.
        field = "status" if (endpoint, kind) == ("/esplora", "missing_field") else ""
        faults({"endpoint": endpoint, "fault": kind, "seconds": HANGS, "field": field})
        answer = chat(customer, language).say(
            f"{MESSAGES['deposit_not_arrived'][language]} txid {txid}"
        )
        answer.in_time()
        answer.never_says_response(claim, language)
        answer.never_says_response("utter_deposit_not_arrived_not_on_chain", language)
        chain = judge.texts()["utter_source_chain"][language]
        told = judge.says(answer.text, "utter_unknown_parts", language) and chain in answer.text
        told = told or judge.says(answer.text, "utter_tx_unavailable", language)
        assert told, f"{kind}:\n{answer.text}"


@pytest.mark.parametrize("endpoint", ["asset/balances", "account/balance"])
@pytest.mark.parametrize("customer", ["completed-missing", "filled-missing"])
def test_user_is_not_told_that_money_is_missing_while_an_account_is_unread(
    customer: str, endpoint: str, chat: Callable[..., Chat], faults: Callable[..., None]
) -> None:
    """E2 needs proof that the money is in neither account (SV8.1)."""
    faults({"endpoint": f"/api/v5/{endpoint}", "fault": "5xx"})
    category = "deposit_not_arrived" if customer == "completed-missing" else "trade_not_in_balance"
    answer = chat(customer, "en").say(MESSAGES[category]["en"])
    answer.never_says_response("utter_escalate_now_E2", "en")
    answer.never_says_response("utter_deposit_not_arrived_completed_missing", "en")
    answer.never_says_response("utter_trade_not_in_balance_filled_missing", "en")
    answer.says_response("utter_unknown_parts", "en")


@pytest.mark.parametrize(
    "endpoint",
    ["asset/withdrawal-history", "asset/bills", "account/bills", "trade/orders-history",
     "finance/savings/balance"],
)  # fmt: skip
def test_user_is_not_told_that_nothing_left_while_what_left_is_unread(
    endpoint: str, chat: Callable[..., Chat], faults: Callable[..., None]
) -> None:
    faults({"endpoint": f"/api/v5/{endpoint}", "fault": "5xx"})
    for language in judge.LANGUAGES:
        answer = chat("completed-missing", language).say(MESSAGES["deposit_not_arrived"][language])
        answer.never_says("nothing that has left the account", "inget som har lämnat kontot")
        answer.says_response("utter_unknown_parts", language)


def test_user_asks_amid_chaos_and_hears_no_figure_that_was_not_read(
    chat: Callable[..., Chat], faults: Callable[..., None]
) -> None:
    """T23: any endpoints fail in any way; the figures that are stated were readable."""
    only = {
        "/api/v5/asset/balances": {"1204.11"},
        "/api/v5/account/balance": {"0.68931", "305.77"},
    }
    others = [e for e in PARTS if e not in only]
    for seed in range(24):
        chance = random.Random(seed)
        broken = [e for e in only if chance.random() < 0.6]
        broken += [e for e in others if chance.random() < 0.4]
        faults(*({"endpoint": e, "fault": chance.choice(DAMAGE)} for e in broken))
        language = chance.choice(judge.LANGUAGES)
        message = chance.choice(
            [*(said[language] for said in MESSAGES.values()), *LOOKUPS[language]]
        )
        answer = chat("healthy", language).say(message)
        answer.in_time()
        unread = {Decimal(f) for e in broken for f in only.get(e, set())}
        stated = judge.numbers(answer.text) & unread
        assert not stated, f"seed {seed}, {broken}: {stated} in:\n{answer.text}"


# --- others wait for nobody ------------------------------------------------------------------


def test_eleventh_user_is_greeted_while_ten_slow_lookups_run(
    chat: Callable[..., Chat], faults: Callable[..., None]
) -> None:
    ten = ["in-bot", "in-earn", "sold", "unconfirmed", "low-fee", "travel-rule", "order-open",
           "wd-sent", "in-margin", "in-sniper"]  # fmt: skip
    faults({"endpoint": "*", "fault": "slow", "seconds": HANGS})
    with ThreadPoolExecutor(10) as pool:
        waiting = [
            pool.submit(chat(customer, "en").say, MESSAGES["account_sync"]["en"])
            for customer in ten
        ]
        time.sleep(1)  # until all ten are being looked up
        greeted = chat("healthy", "en").say("hello")
        still_waiting = [turn for turn in waiting if not turn.done()]
        greeted.says_response("utter_greet", "en")
        assert len(still_waiting) == 10, f"greeted after {greeted.seconds:.1f} s"
        for turn in waiting:
            turn.result().in_time()


# --- a process hangs or dies -----------------------------------------------------------------


@pytest.fixture(scope="module")
def loose(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loose]:
    """Its customer has signed in before anything fails: the exchange does that, too."""
    with loose_bot(tmp_path_factory.mktemp("loose")) as running:
        control = f"{running.bot.sandbox_url}/_sandbox/signin/lifetime"
        requests.post(control, json={"seconds": 3600}, timeout=10).raise_for_status()
        Chat(running.bot.url, "balance-visible", "en").say("hello")
        yield running


def ask_everything(loose: Loose, language: str) -> list[tuple[str, Answer]]:
    said = [(category, said[language]) for category, said in MESSAGES.items()]
    said += [("check", message) for message in LOOKUPS[language]]
    answers = all_at_once(
        [lambda m=m: Chat(loose.bot.url, "balance-visible", language).say(m) for _, m in said],  # type: ignore[misc]
        workers=12,  # most of them only wait
    )
    return [(category, answer) for (category, _), answer in zip(said, answers, strict=True)]


def check_honest(loose: Loose) -> None:
    """Everything that needs the account is answered with what could not be read."""
    for language in judge.LANGUAGES:
        for category, answer in ask_everything(loose, language):
            answer.in_time()
            assert names_unread(answer, language), f"{category}:\n{answer.text}"
            assert not own_figures(answer, "balance-visible"), answer.text
            for claim in EMPTY:
                answer.never_says_response(claim, language)
            if category == "security_breach":
                answer.says_response("utter_breach_first_step", language)
        greeted = Chat(loose.bot.url, "balance-visible", language)
        greeted.say({"en": "hello", "sv": "hej"}[language]).says_response("utter_greet", language)


def test_user_asks_while_the_exchange_hangs_and_is_answered(loose: Loose) -> None:
    with loose.hanging("sandbox"):
        check_honest(loose)


def test_user_asks_while_the_action_server_hangs_and_is_answered(loose: Loose) -> None:
    with loose.hanging("actions"):
        check_honest(loose)


def test_user_asks_after_the_hanging_is_over_and_hears_the_cause(loose: Loose) -> None:
    answer = Chat(loose.bot.url, "in-bot", "en").say("new phone and my usdt shows almost zero")
    answer.says_response("utter_account_sync_in_bot", "en")


def test_user_asks_when_the_exchange_is_gone_and_is_answered(loose: Loose) -> None:
    loose.kill("sandbox")
    check_honest(loose)


def test_user_asks_when_the_action_server_is_gone_and_is_answered(loose: Loose) -> None:
    loose.kill("actions")
    check_honest(loose)
