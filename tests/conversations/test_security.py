"""Somebody else may be in the account: protected first, then three branches (guide B11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.conversations import judge
from tests.conversations.chat import HANGS, Answer, Chat

# Live threats in words that name neither hacking nor a breach.
FEARS = {
    "en": [
        "someone else is using my account",
        "theres a withdrawal to an address ive never seen",
        "i got a code by sms that i never asked for and now my usdt is leaving",
        "i clicked a link, typed in my login and now things are moving in my account",
        "my coins are being sent out as we speak",
        "there is an api key in my settings i did not create",
        "a guy from okx support had me share my screen an hour ago and now money is missing",
        "help!! a stranger changed my withdrawal address",
        "was just emailed about a login from vietnam, im in stockholm",
        "I did not make this withdrawal",
        "wheres my etherum gone, i nevr autorized that withdrawl",
    ],
    "sv": [
        "någon annan använder mitt konto",
        "det finns ett uttag till en adress jag aldrig sett",
        "fick en kod på sms som jag inte bett om och nu försvinner min usdt",
        "jag klickade på en länk och skrev in mina uppgifter, nu händer det saker på kontot",
        "mina mynt skickas ut i detta nu",
        "det ligger en api-nyckel i inställningarna som jag inte har skapat",
        "en kille från okx support fick mig att dela skärmen och nu saknas pengar",
        "hjälp!! en främling har ändrat min uttagsadress",
        "fick precis mejl om en inloggning från vietnam, jag är i stockholm",
        "jag har inte gjort det här uttaget",
    ],
}
BRANCHES = {
    "in_control": {
        "en": ["im still logged in", "i can get in", "yes"],
        "sv": ["jag är fortfarande inloggad", "jag kommer in", "ja"],
    },
    "active_theft": {
        "en": ["money is leaving right now", "im not sure", "no idea, they are draining it", "no"],
        "sv": ["pengarna försvinner just nu", "jag vet inte", "de tömmer kontot", "nej"],
    },
    "locked_out": {
        "en": ["im locked out", "cant log in any more"],
        "sv": ["jag är utelåst", "jag kan inte logga in längre"],
    },
}
TITLES = {
    "in_control": {"en": "I can get into", "sv": "Jag kommer in på"},
    "active_theft": {"en": "Money is leaving", "sv": "Pengar försvinner"},
    "locked_out": {"en": "locked out", "sv": "Jag kommer inte in"},
}
FIRST_WORDS = {"en": "Do this first: open Withdrawal history", "sv": "Gör det här först: öppna"}


def is_protected(answer: Answer, language: str) -> None:
    """The protective step stands before anything that was looked up or is asked."""
    answer.says_response("utter_breach_first_step", language)
    answer.says_response("utter_ask_breach_control", language)
    text = answer.text
    introduction = judge.texts()["utter_introduction"][language]
    told = text.replace(introduction, "").strip()
    assert told.startswith(FIRST_WORDS[language]), text
    assert text.index(FIRST_WORDS[language]) < text.index(
        judge.fragment("utter_ask_breach_control", language)
    )


@pytest.mark.parametrize(
    ("language", "message"), [(lang, m) for lang, said in FEARS.items() for m in said]
)
def test_user_tells_of_a_threat_in_any_words_and_is_protected_first(
    language: str, message: str, chat: Callable[..., Chat]
) -> None:
    is_protected(chat("compromised", language).say(message), language)


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_is_protected_before_anything_is_looked_up(
    language: str, chat: Callable[..., Chat], faults: Callable[..., None]
) -> None:
    """The step is there in full even when every look-up hangs."""
    faults({"endpoint": "*", "fault": "slow", "seconds": HANGS})
    answer = chat("recent-withdrawal", language).say(FEARS[language][0])
    is_protected(answer, language)
    answer.in_time()


@pytest.mark.parametrize("how", ["typed", "pressed"])
@pytest.mark.parametrize("language", judge.LANGUAGES)
@pytest.mark.parametrize("branch", list(BRANCHES))
def test_user_answers_how_things_stand_and_gets_that_branch(
    branch: str, language: str, how: str, chat: Callable[..., Chat]
) -> None:
    said = BRANCHES[branch][language] if how == "typed" else [""]
    for words in said:
        talk = chat("recent-withdrawal", language)
        asked = talk.say(FEARS[language][0])
        answer = talk.say(words) if words else talk.press(asked, TITLES[branch][language])
        assert judge.told(answer.text, "utter_breach_", language) == [
            f"utter_breach_{branch}",
            "utter_breach_report",
        ], f"{words!r}:\n{answer.text}"
        answer.says_response("utter_handover_security", language)
        answer.says("https://www.okx.com/help", "114 14")
        answer.never_says("guarantee that your", "30 min", "reversal")


def test_user_in_active_theft_cancels_before_freezing(chat: Callable[..., Chat]) -> None:
    """Freezing signs the customer out and blocks a reset (B11): it comes second."""
    answer = chat("compromised", "en").say_all(FEARS["en"][4], "its happening right now")
    text = answer.text.casefold()
    assert text.index("cancel every withdrawal") < text.index("freeze the account")


def test_user_in_active_theft_hears_every_withdrawal_that_can_still_be_stopped(
    chat: Callable[..., Chat],
) -> None:
    answer = chat("compromised", "en").say(FEARS["en"][0])
    answer.says_number("2750.8", "en")
    answer.says_number("0.9781", "en")
    answer.says_response("utter_security_breach_pending_withdrawal", "en")


# States in which a withdrawal has not left: the answer must not say that it has.
NOT_SENT = ["wd-review", "wd-review-8", "wd-waiting", "wd-waiting-7", "wd-waiting-10",
            "wd-hot-wallet", "wd-travel-rule", "wd-legal-hold"]  # fmt: skip


@pytest.mark.parametrize("customer", NOT_SENT)
def test_user_is_not_told_that_a_withdrawal_left_while_it_has_not(
    customer: str, chat: Callable[..., Chat]
) -> None:
    answer = chat(customer, "en").say(FEARS["en"][0])
    answer.never_says_response("utter_security_breach_recent_withdrawal", "en")
    answer.never_says_response("utter_account_sync_withdrawn", "en")
    answer.says_response("utter_security_breach_pending_withdrawal", "en")


GONE = {
    "en": "my ether is gone since i changed phones",
    "sv": "min ether är borta sen jag bytte telefon",
}


@pytest.mark.parametrize("language", judge.LANGUAGES)
@pytest.mark.parametrize("how", ["typed", "pressed"])
def test_user_disowns_a_withdrawal_and_is_protected(
    how: str, language: str, chat: Callable[..., Chat]
) -> None:
    talk = chat("withdrawn", language)
    asked = talk.say(
        {
            "en": "my ether is gone since i changed phones",
            "sv": "min ether är borta sen jag bytte telefon",
        }[language]
    )
    asked.says_response("utter_ask_owner", language)
    if how == "pressed":
        answer = talk.press(asked, {"en": "wasn't me", "sv": "inte jag"}[language])
    else:
        answer = talk.say({"en": "no, that was not me", "sv": "nej, det var inte jag"}[language])
    is_protected(answer, language)
    answer.says_number("1.0633", language)


@pytest.mark.parametrize("language", judge.LANGUAGES)
def test_user_owns_a_withdrawal_and_is_not_alarmed(
    language: str, chat: Callable[..., Chat]
) -> None:
    talk = chat("withdrawn", language)
    asked = talk.say(
        {
            "en": "my ether is gone since i changed phones",
            "sv": "min ether är borta sen jag bytte telefon",
        }[language]
    )
    answer = talk.press(asked, {"en": "Yes, it was me", "sv": "Ja"}[language])
    answer.says_response("utter_glad", language)
    answer.never_says_response("utter_breach_first_step", language)


# What the conversation was about before: the customer, and what was said.
INTERRUPTED: dict[str, tuple[str, list[str]]] = {
    "asked-for-a-txid": ("no-deposit", ["the litecoin i sent here never arrived"]),
    "asked-which-deposit": ("two-pending-deposits", ["my deposits havent arrived"]),
    "asked-which-order": ("two-open-orders", ["my orders arent in my balance"]),
    "asked-since-when": ("no-delay-seen", ["the balance shown is wrong"]),
    "asked-whether-it-helped": ("unconfirmed", ["my btc deposit isnt here"]),
    "asked-whose-it-was": ("withdrawn", ["my ether is gone since i changed phones"]),
    "handed-over": ("completed-missing", ["my eth deposit never came"]),
    "question": ("healthy", ["are my funds insured?"]),
    "look-up": ("healthy", ["show my balance"]),
    "not-understood": ("healthy", ["blargh", "flurp snorf"]),
    "earlier-break-in": ("compromised", ["someone is in my account", "im locked out"]),
    "language-switch": ("healthy", ["svenska tack", "english please"]),
}


@pytest.mark.parametrize("before", list(INTERRUPTED))
def test_user_is_interrupted_by_a_threat_and_is_protected(
    before: str, chat: Callable[..., Chat]
) -> None:
    customer, said = INTERRUPTED[before]
    talk = chat(customer)
    talk.say_all(*said)
    # A coin and an amount in the message: entities must not make it an answer to a form.
    answer = talk.say("wait, someone just stole 0.5 BTC from my account")
    is_protected(answer, "en")


SECRETS: list[tuple[str, str, str]] = [
    ("en", "my password is Hunter2!Tango99, can you log in and look", "Hunter2"),
    ("sv", "mitt lösenord är Sommar!2024Katt, kan du logga in och titta", "Sommar"),
    ("en", "the code is 493821, what do i do with it", "493821"),
    ("sv", "koden är 493821, vad gör jag med den", "493821"),
    ("en", "legal winner thank year wave sausage worth useful legal winner thank yellow",
     "sausage"),
    ("sv", "min återställningsfras är legal winner thank year wave sausage worth useful"
     " legal winner thank yellow",
     "sausage"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "message", "secret"), SECRETS)
def test_user_posts_a_secret_and_it_is_never_repeated(
    language: str, message: str, secret: str, chat: Callable[..., Chat]
) -> None:
    talk = chat("healthy", language)
    answer = talk.say(message)
    assert judge.told(answer.text, "utter_secret_shared_", language), answer.text
    answer.never_says(secret)
    person = talk.say(
        {"en": "i want to talk to a person", "sv": "jag vill prata med en person"}[language]
    )
    person.says("https://www.okx.com/help")
    person.never_says(secret)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("en", "i was scammed last year, can i get my money back?"),
        ("sv", "jag blev lurad förra året, kan jag få tillbaka pengarna?"),
    ],
)
def test_user_was_scammed_long_ago_and_is_promised_nothing(
    language: str, message: str, chat: Callable[..., Chat]
) -> None:
    answer = chat("healthy", language).say(message)
    answer.says_response("utter_faq_phishing_recovery", language)
    answer.never_says("72", "you will get", "du får tillbaka", "reversal")


def summary_of(answer: Answer, language: str) -> str:
    return answer.text.split(judge.fragment("utter_handover_security", language))[-1]


def test_user_in_danger_gets_a_summary_with_what_left(
    chat: Callable[..., Chat], customers: dict[str, dict[str, Any]]
) -> None:
    answer = chat("recent-withdrawal", "en").say_all(FEARS["en"][0], "im locked out")
    summary = summary_of(answer, "en")
    assert customers["recent-withdrawal"]["txids"][0] in summary
    assert "1,499 USDT" in summary
