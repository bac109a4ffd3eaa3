"""The conversation around the diagnosis: any intent at any time, changing one's mind, ending."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.conversations import judge
from tests.conversations.chat import Answer, Chat
from tests.conversations.test_matrix import MESSAGES

LOOKED = ("utter_looked_at",)
# Intent: what is typed in each language, and the responses of which one must be said to the
# customer `healthy`, whatever came before.
INTENTS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    **{
        category: (said["en"], said["sv"], LOOKED)
        for category, said in MESSAGES.items()
        if category != "security_breach"
    },
    "security_breach": (
        MESSAGES["security_breach"]["en"],
        MESSAGES["security_breach"]["sv"],
        ("utter_breach_first_step",),
    ),
    "resolution_time": (
        "how long does it take until this is sorted out?",
        "hur lång tid tar det innan det här är löst?",
        ("utter_faq_resolution_time",),
    ),
    "phishing_recovery": (
        "a scammer tricked me last year, will i see that money again?",
        "en bedragare lurade mig förra året, får jag se de pengarna igen?",
        ("utter_faq_phishing_recovery",),
    ),
    "fiat_value_mismatch": (
        "why does the value in dollars keep changing when i own the same coins?",
        "varför ändras värdet i kronor hela tiden fast jag äger samma mynt?",
        ("utter_faq_fiat_value_mismatch",),
    ),
    "fund_insurance": (
        "is my crypto insured by you?",
        "är min krypto försäkrad hos er?",
        ("utter_faq_fund_insurance",),
    ),
    "verify_transaction": (
        "how can i check a transaction on the blockchain myself?",
        "hur kan jag själv kontrollera en transaktion på blockkedjan?",
        ("utter_faq_verify_transaction",),
    ),
    "prevention_tips": (
        "what should i do to keep my account safe?",
        "vad bör jag göra för att hålla mitt konto säkert?",
        ("utter_faq_prevention_tips",),
    ),
    "multi_exchange": (
        "i use several exchanges at once, any advice?",
        "jag använder flera börser samtidigt, har du några råd?",
        ("utter_faq_multi_exchange",),
    ),
    "account_help": (
        "where do i reset my password?",
        "hur byter jag lösenord?",
        ("utter_faq_account_help",),
    ),
    "check_balance": ("show me my balance", "visa mitt saldo", ("utter_balance_list",)),
    "check_deposit_status": (
        "what is the status of my last deposit?",
        "vad är statusen på min senaste insättning?",
        ("utter_deposit_list",),
    ),
    "check_order_status": (
        "list my open orders please",
        "lista mina öppna order tack",
        ("utter_order_list", "utter_order_none"),
    ),
    "check_system_status": ("is okx down?", "ligger okx nere?", ("utter_status_events",)),
    "check_verification": (
        "how far has my identity verification come?",
        "hur långt har min id-kontroll kommit?",
        ("utter_verification_level",),
    ),
    "contact_support": (
        "let me talk to a human",
        "låt mig prata med en människa",
        ("utter_handover_plain", "utter_handover"),
    ),
    "greet": ("good morning", "god morgon", ("utter_greet",)),
    "goodbye": ("bye for now", "hej då", ("utter_goodbye",)),
    "thank": ("thanks a lot", "tack så mycket", ("utter_thanks",)),
    "language_switch": (
        "english please",
        "svenska tack",
        ("utter_language_switched",),
    ),
    "bot_challenge": (
        "am i talking to a robot?",
        "pratar jag med en robot?",
        ("utter_bot_challenge",),
    ),
    "out_of_scope": (
        "whats the weather in gothenburg?",
        "vad är det för väder i göteborg?",
        ("utter_out_of_scope",),
    ),
    "secret_shared": (
        "my password is Korvgubbe!77x",
        "mitt lösenord är Korvgubbe!77x",
        ("utter_secret_shared_password",),
    ),
    "abuse": ("you useless piece of junk", "din värdelösa skitbot", ("utter_abuse",)),
    "third_party": (
        "can you look into my husbands account for me?",
        "kan du titta i min mans konto åt mig?",
        ("utter_third_party",),
    ),
    "complaint": (
        "i want to file a formal complaint",
        "jag vill lämna ett formellt klagomål",
        ("utter_complaint",),
    ),
}  # fmt: skip
# What these mean depends on what was asked before.
ANSWERS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "affirm": ("yes", "ja", ("utter_nothing_pending_affirm",)),
    "deny": ("no", "nej", ("utter_nothing_pending_deny",)),
    "dont_know": ("i dont know", "jag vet inte", ("utter_nothing_pending_deny",)),
    "nlu_fallback": (
        "hmm so the flurp goes snorgle then",
        "hmm så den där flurpen blir snorglig då",
        ("utter_rephrase", "utter_disambiguate", "utter_out_of_scope", "utter_default"),
    ),
}  # fmt: skip
HISTORIES: dict[str, tuple[str, str]] = {
    "question": ("how long does this take", "hur lång tid tar det?"),
    "explained": (
        "why is my account empty on the new phone",
        "varför är kontot tomt på nya mobilen",
    ),
    "asked": ("the balance shown is wrong", "saldot som visas är fel"),
    "break-in": ("someone is in my account", "någon är inne på mitt konto"),
    "handed-over": ("i want a person", "jag vill ha en person"),
    "not-understood": ("hmm the flurp goes snorgle", "hmm den där flurpen blir snorglig"),
    "secret": ("my password is Korvgubbe!77x", "mitt lösenord är Korvgubbe!77x"),
    "goodbye": ("bye for now", "hej då"),
}


# While the bot waits to hear who is in control, these are read as an answer to that.
ANSWER_A_BREAK_IN = {"security_breach", "account_help", "bot_challenge", "out_of_scope"}


# Where the history gives an intent another meaning.
INSTEAD: dict[tuple[str, str], tuple[str, ...]] = {
    ("contact_support", "break-in"): ("utter_handover_security",),
    # "How do I change my password?" answers whether one still gets in.
    ("account_help", "break-in"): ("utter_breach_in_control", "utter_breach_active_theft"),
    # The second time in a row that nothing can be made of a message.
    ("out_of_scope", "not-understood"): ("utter_default", "utter_offer_person"),
}


def says_any(answer: Answer, names: tuple[str, ...], language: str) -> None:
    assert any(judge.says(answer.text, n, language) for n in names), f"{names}:\n{answer.text}"


@pytest.mark.parametrize("language", judge.LANGUAGES)
@pytest.mark.parametrize("intent", [*INTENTS, *ANSWERS])
def test_user_begins_with_any_intent_and_is_answered(
    intent: str, language: str, chat: Callable[..., Chat]
) -> None:
    english, swedish, names = (INTENTS | ANSWERS)[intent]
    answer = chat("healthy", language).say({"en": english, "sv": swedish}[language])
    answer.says_response("utter_introduction", language)
    says_any(answer, names, language)


@pytest.mark.parametrize("history", list(HISTORIES))
def test_user_says_anything_after_anything_and_is_answered(
    history: str, chat: Callable[..., Chat]
) -> None:
    place = list(HISTORIES).index(history)

    def tell(numbered: tuple[int, str]) -> tuple[str, str, Answer]:
        which = (numbered[0] + place) % 2
        talk = chat("healthy", judge.LANGUAGES[which])
        talk.say(HISTORIES[history][which])
        english, swedish, _ = (INTENTS | ANSWERS)[numbered[1]]
        answer = talk.say((english, swedish)[which])
        return numbered[1], judge.LANGUAGES[which], answer

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(tell, enumerate([*INTENTS, *ANSWERS])))
    for intent, language, answer in told:
        answer.never_says_response("utter_introduction", language)
        answer.never_says_response("utter_action_failed", language)
        if history == "break-in" and intent in ANSWER_A_BREAK_IN:
            assert judge.told(answer.text, "utter_breach_", language), answer.text
        elif history == "not-understood" and intent == "out_of_scope":
            says_any(answer, ("utter_out_of_scope", "utter_default"), language)
        elif intent in INTENTS:
            names = INTENTS[intent][2]
            more = [f"{name}_more" for name in names if "faq" in name]
            says_any(answer, (*names, *more, *INSTEAD.get((intent, history), ())), language)


# --- changing the coin, the order, the language ---------------------------------------------


def test_user_switches_coin_and_hears_about_the_other(
    chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> None:
    talk = chat("two-pending-deposits", "en")
    first = talk.say("my btc deposit isnt here")
    first.says_number("0.0268", "en")
    first.never_says(customers["two-pending-deposits"]["txids"][1])
    second = talk.say("and the eth one?")
    second.says_number("0.7215", "en")
    second.says(customers["two-pending-deposits"]["txids"][1])


def test_user_switches_order_and_hears_about_the_other(
    chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> None:
    one, other = customers["two-open-orders"]["orders"]
    talk = chat("two-open-orders", "en")
    talk.say(f"where is what i bought with order {one}").says("SOL-USDT", one)
    answer = talk.say(f"and order {other}?")
    answer.says("BTC-USDT", other)


def test_user_switches_language_midway_and_hears_the_finding_again(
    chat: Callable[..., Chat],
) -> None:
    talk = chat("unconfirmed", judged=False)
    talk.say("my btc deposit isnt here").says("0.0412")
    swedish = talk.say("på svenska tack")
    swedish.says_response("utter_language_switched", "sv")
    swedish.says("0,0412 BTC", "för 35 minuter sedan")
    assert not judge.wrong_language(swedish.text, "sv")
    # It stays, although the message could be either language.
    stays = talk.say("ok")
    assert not judge.wrong_language(stays.text, "sv")
    stays = talk.say("BTC")
    assert not judge.wrong_language(stays.text, "sv")


def test_user_changes_language_by_writing_it(chat: Callable[..., Chat]) -> None:
    talk = chat("unconfirmed", judged=False)
    talk.say("var är min btc-insättning").says("0,0412 BTC")
    english = talk.say("sorry, i mean why hasn't my bitcoin deposit arrived yet?")
    english.says("0.0412 BTC")
    assert not judge.wrong_language(english.text, "en")


@pytest.mark.parametrize("message", ["ok", "BTC", "1", "?", "0x", "👍"])
def test_user_writes_a_word_of_no_language_and_the_language_stays(
    message: str, chat: Callable[..., Chat]
) -> None:
    for language, first in MESSAGES["deposit_not_arrived"].items():
        talk = chat("unconfirmed", language)
        talk.say(first)
        talk.say(message)


def test_user_moves_to_another_problem_and_the_old_details_are_dropped(
    chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> None:
    talk = chat("healthy", "en")
    talk.say(f"where is my btc deposit {customers['healthy']['txids'][0]}")
    answer = talk.say("my usdt withdrawal hasnt arrived")
    answer.says_response("utter_withdrawal_not_arrived_no_withdrawal", "en")
    answer.never_says(customers["healthy"]["txids"][0])


# --- it didn't help --------------------------------------------------------------------------


@pytest.mark.parametrize("language", judge.LANGUAGES)
@pytest.mark.parametrize("category", [c for c in MESSAGES if c != "security_breach"])
def test_user_is_not_helped_again_and_again_and_ends_with_a_person(
    category: str, language: str, chat: Callable[..., Chat]
) -> None:
    customer = {"settlement_delay": "recently-updated"}.get(category, "in-bot")
    talk = chat(customer, language)
    no = {"en": ["it didnt help", "still no", "no", "nope"],
          "sv": ["det hjälpte inte", "fortfarande inte", "nej", "nepp"]}[language]  # fmt: skip
    told = [talk.say(MESSAGES[category][language])]
    told[0].says_response("utter_ask_helped", language)
    while len(told) < 5 and not judge.says(told[-1].text, "utter_handover", language):
        told.append(talk.say(no[len(told) - 1]))
    told[-1].says_response("utter_handover", language)
    assert len(told) in (3, 4), "one or two steps further, then a person"
    paragraphs = [p for answer in told for p in set(answer.text.split("\n\n")) if len(p) > 80]
    assert len(paragraphs) == len(set(paragraphs)), "the same was said twice"


def test_user_says_that_it_works_after_the_second_try(chat: Callable[..., Chat]) -> None:
    talk = chat("in-bot", "en")
    talk.say_all("new phone, my usdt shows too little", "no")
    talk.say("yes now it worked, thanks").never_says_response("utter_default", "en")


# --- one of several, and not knowing ------------------------------------------------------------


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_presses_one_of_two_deposits_and_hears_about_that_one(
    language: str, chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> None:
    for title, other, txid in (
        ("0.0268" if language == "en" else "0,0268", "0.7215", 0),
        ("0.7215" if language == "en" else "0,7215", "0.0268", 1),
    ):
        talk = chat("two-pending-deposits", language)
        asked = talk.say(MESSAGES["deposit_not_arrived"][language])
        asked.says_response("utter_ask_deposit", language)
        assert len(asked.buttons) == 2
        answer = talk.press(asked, title)
        answer.says_response("utter_deposit_not_arrived_unconfirmed", language)
        answer.says(customers["two-pending-deposits"]["txids"][txid])
        told = answer.text.split(judge.fragment("utter_looked_at", language))[0]
        assert other not in told
        answer.never_says_response("utter_ask_deposit", language)


@pytest.mark.parametrize(
    ("said", "figure"),
    [("the bitcoin one", "0.0268"), ("ETH", "0.7215"), ("the second one", "0.0268")],
)
def test_user_types_which_of_two_deposits_and_hears_about_that_one(
    said: str, figure: str, chat: Callable[..., Chat]
) -> None:
    talk = chat("two-pending-deposits", "en")
    asked = talk.say("my deposits havent arrived")
    if said == "the second one":
        figure = asked.titles[1].split()[0]
    talk.say(said).says_number(figure, "en")


def test_user_presses_one_of_two_orders_and_hears_about_that_one(
    chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> None:
    talk = chat("two-open-orders", "en")
    asked = talk.say(MESSAGES["trade_not_in_balance"]["en"])
    asked.says_response("utter_ask_order", "en")
    answer = talk.press(asked, "SOL-USDT")
    answer.says(customers["two-open-orders"]["orders"][0])


@pytest.mark.parametrize("language", judge.LANGUAGES)
@pytest.mark.parametrize(
    ("customer", "category", "asks"),
    [
        ("no-deposit", "deposit_not_arrived", "txid"),
        ("two-pending-deposits", "deposit_not_arrived", "deposit"),
        ("two-open-orders", "trade_not_in_balance", "order"),
        ("no-delay-seen", "settlement_delay", "since"),
    ],
)
def test_user_does_not_know_what_is_asked_and_is_helped_on(
    customer: str, category: str, asks: str, language: str, chat: Callable[..., Chat]
) -> None:
    talk = chat(customer, language)
    talk.say(MESSAGES[category][language]).says_response(f"utter_ask_{asks}", language)
    answer = talk.say({"en": "i dont know", "sv": "vet inte"}[language])
    answer.says_response(f"utter_without_detail_{asks}", language)
    answer.never_says_response(f"utter_ask_{asks}", language)
    person = talk.press(answer, {"en": "A person", "sv": "En person"}[language])
    person.says_response("utter_handover", language)


@pytest.mark.parametrize(
    ("said", "support"),
    [("20 minutes", "later"), ("for an hour and a half", "offer"), ("3 hours", "now"),
     ("since yesterday", "now")],
)  # fmt: skip
def test_user_says_since_when_and_is_sent_to_support_by_the_guides_times(
    said: str, support: str, chat: Callable[..., Chat]
) -> None:
    """E1: offer from one hour, escalate from two (SV6.3)."""
    talk = chat("no-delay-seen", "en")
    talk.say(MESSAGES["settlement_delay"]["en"])
    answer = talk.say(said)
    told = judge.told(answer.text, "utter_escalate_", "en")
    assert told == [f"utter_escalate_{support}_E1"], answer.text
    answer.never_says_response("utter_ask_since", "en")


# --- ids alone ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_pastes_a_txid_alone_and_hears_what_became_of_it(
    language: str, chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> None:
    for customer, cause in (("unconfirmed", "unconfirmed"), ("not-recorded", "not_recorded"),
                            ("below-minimum", "below_minimum")):  # fmt: skip
        talk = chat(customer)
        talk.say({"en": "hello there", "sv": "hejsan"}[language])
        answer = talk.say(customers[customer]["txids"][0])
        answer.says_response(f"utter_deposit_not_arrived_{cause}", language)


def test_user_pastes_an_order_id_alone_and_hears_what_became_of_it(
    chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> None:
    for customer in ("order-open", "order-partial", "filled-missing"):
        talk = chat(customer, "en")
        talk.say("hello there")
        answer = talk.say(customers[customer]["orders"][0])
        cause = customer.replace("-", "_")
        answer.says_response(f"utter_trade_not_in_balance_{cause}", "en")


def test_user_who_told_everything_is_asked_nothing(
    chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> None:
    ids = customers["two-pending-deposits"]["txids"]
    answer = chat("two-pending-deposits", "en").say(f"where is my deposit {ids[1]}?")
    answer.says_number("0.7215", "en")
    answer.never_says_response("utter_ask_deposit", "en")
    answer.never_says_response("utter_ask_txid", "en")


# --- manners -------------------------------------------------------------------------------


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_is_introduced_to_an_automated_assistant_once(
    language: str, chat: Callable[..., Chat]
) -> None:
    talk = chat("healthy", language)
    first = talk.say({"en": "hello", "sv": "hej"}[language])
    first.says({"en": "automated assistant", "sv": "automatisk assistent"}[language])
    again = talk.say(MESSAGES["account_sync"][language])
    again.never_says_response("utter_introduction", language)


NONSENSE = {
    "en": ["so the flurp goes snorgle", "with a wibbly tronk on it", "and the zorp has glarbs"],
    "sv": ["den där flurpen blir snorglig", "med en vibblig tronk på", "och zorpen har glarbar"],
}


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_is_not_understood_again_and_again_and_ends_with_a_person(
    language: str, chat: Callable[..., Chat]
) -> None:
    talk = chat("healthy", language)
    talk.say({"en": "hello my good friend", "sv": "hej på dig du"}[language])
    told = [talk.say(nonsense) for nonsense in NONSENSE[language]]
    for before, after in itertools.pairwise(told):
        assert before.text != after.text, "the same was said twice in a row"
    # Whether nonsense is not understood or is nothing for this bot is the model's matter.
    says_any(told[1], ("utter_still_unclear", "utter_default"), language)
    says_any(told[2], ("utter_handover_plain", "utter_offer_person"), language)
    if told[2].buttons:
        told[2] = talk.press(told[2], "person")
    told[2].says("https://www.okx.com/help")


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_is_shown_only_offers_that_work(language: str, chat: Callable[..., Chat]) -> None:
    """Every button of every kind of answer leads on to an answer of its own."""
    for customer, category in (
        ("unconfirmed", "deposit_not_arrived"),
        ("two-pending-deposits", "deposit_not_arrived"),
        ("withdrawn", "account_sync"),
        ("recent-withdrawal", "security_breach"),
    ):
        titles = chat(customer, language).say(MESSAGES[category][language]).titles
        assert titles
        for title in titles:
            talk = chat(customer, language)
            answer = talk.press(talk.say(MESSAGES[category][language]), title)
            answer.never_says_response("utter_default", language)


# --- the README's conversations -----------------------------------------------------------------


def test_user_types_what_the_readme_shows(chat: Callable[..., Chat]) -> None:
    talk = chat("unconfirmed", "en")
    answer = talk.say("My bitcoin deposit hasn't arrived")
    answer.says(
        "I found your deposit of 0.0412 BTC over Bitcoin", "1 of 2 needed", "35 minutes ago"
    )
    assert answer.titles == ["Yes", "No", "A person"]
    swedish = chat("filled-in-trading", "sv")
    first = swedish.say("Hej! Jag köpte bitcoin men ser den inte i mitt saldo")
    first.says("Din köporder i BTC-USDT utfördes", "I handelskontot finns nu 0,0315684 BTC")
    further = swedish.say("Det hjälpte inte")
    further.says("Då går vi ett steg vidare.")


@pytest.mark.parametrize(
    ("language", "message"),
    [("en", "is order {id} filled?"), ("sv", "är order {id} utförd?")],
)
def test_user_asks_for_an_order_that_is_not_there_and_is_told_once(
    language: str,
    message: str,
    chat: Callable[..., Chat],
    customers: dict[str, dict[str, Any]],
) -> None:
    missing = customers["order-not-found"]["no_such_order"]
    answer = chat("order-not-found", language).say(message.format(id=missing))
    answer.says(missing)
    answer.says_response("utter_trade_not_in_balance_order_not_found", language)
    answer.never_says_response("utter_order_none", language)


@pytest.mark.parametrize(
    "message",
    [
        "hej, min bitcoininsättning har inte kommit fram och jag är orolig",
        "var e min btcinsattning",
        "kryptoinsättningen från i morse syns inte",
    ],
)
def test_swede_writes_coin_and_deposit_in_one_word(message: str, chat: Callable[..., Chat]) -> None:
    answer = chat("unconfirmed", "sv").say(message)
    answer.says_response("utter_deposit_not_arrived_unconfirmed", "sv")
