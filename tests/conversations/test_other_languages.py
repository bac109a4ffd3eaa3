"""Swedish, English, one of neither: what is answered, and in which language it goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.conversations import judge
from tests.conversations.chat import Chat
from tests.conversations.test_matrix import MESSAGES

Open = Callable[..., Chat]
BOTH = "Jag kan svenska och engelska. I can help you in Swedish or English."
FOREIGN = {
    "norwegian": "kan noen sjekke hva som har skjedd med bitcoinene mine?",
    "danish": "pengene er ikke kommet frem, og jeg kan ikke logge ind",
    "german": "könnt ihr bitte nachsehen, wo meine Bitcoins geblieben sind",
    "finnish": "voisiko joku tarkistaa mihin bitcoinini menivät",
    "dutch": "mijn storting staat nog steeds niet op de rekening",
    "french": "j'attends mon retrait depuis mardi et rien n'arrive",
    "spanish": "el dinero que envié ayer no aparece en ningún lado",
    "polish": "czekam na wypłatę od wtorku i nic nie przyszło",
    "russian": "не могу найти свои деньги на счету",
    "ukrainian": "мої гроші зникли з рахунку",
    "arabic": "لا أرى رصيدي في الحساب",
    "turkish": "dün gönderdiğim para hâlâ hesabımda görünmüyor",
}


@pytest.mark.parametrize("foreign", list(FOREIGN))
def test_user_begins_in_another_language_and_hears_which_ones_work(
    foreign: str, chat: Open
) -> None:
    answer = chat("unconfirmed", judged=False).say(FOREIGN[foreign])
    answer.says(BOTH)
    assert not judge.causes_named(answer.text, "en") + judge.causes_named(answer.text, "sv")


@pytest.mark.parametrize("language", judge.LANGUAGES)
@pytest.mark.parametrize("foreign", ["norwegian", "danish", "german", "arabic"])
def test_user_slips_into_another_language_and_the_conversation_keeps_its_own(
    foreign: str, language: str, chat: Open
) -> None:
    talk = chat("unconfirmed", language)
    talk.say(MESSAGES["deposit_not_arrived"][language])
    talk.judged = False
    talk.say(FOREIGN[foreign]).says(BOTH)
    talk.judged = True
    talk.say("BTC")  # of no language: judged to be answered in the conversation's


@pytest.mark.parametrize(
    ("language", "wish", "message"),
    [
        ("sv", "kan vi ta det på svenska", "my deposit still hasnt arrived"),
        ("sv", "svenska tack", "why is it like that and what should i do"),
        ("en", "English please", "min insättning har fortfarande inte kommit"),
        ("en", "can you answer in english?", "varför är det så och vad ska jag göra"),
    ],
)
def test_user_asks_for_a_language_and_it_is_kept_whatever_is_typed(
    language: str, wish: str, message: str, chat: Open
) -> None:
    other = {"sv": "en", "en": "sv"}[language]
    talk = chat("unconfirmed", judged=False)
    talk.say(MESSAGES["deposit_not_arrived"][other])
    talk.language, talk.judged = language, True
    talk.say(wish).says_response("utter_language_switched", language)
    talk.say(message)
    talk.say("ok")


@pytest.mark.parametrize("language", judge.LANGUAGES)
@pytest.mark.parametrize(
    "said",
    [
        *("ok", "BTC", "USDT TRC20", "Funding", "Deposit history", "Assets > Deposit history"),
        *("0x", "no?", "1462312740300010001", "🙂"),
        "f4184fc596403b9d638783cf57adfe4c75c605f6356fbc91338530e9831e9e16",
    ],
)
def test_user_types_what_is_of_no_language_and_it_stays(
    said: str, language: str, chat: Open
) -> None:
    talk = chat("unconfirmed", language)
    talk.say(MESSAGES["deposit_not_arrived"][language])
    talk.say(said)


@pytest.mark.parametrize(
    ("language", "message"),
    [
        ("sv", "min deposit är stuck sen igår, what gives"),
        ("sv", "Deposit history säger completed men available är 0"),
        ("sv", "please hjälp mig, mina pengar är borta"),
        ("en", "hej, my deposit is missing"),
        ("en", "the app says Uttag pausat, what does that mean"),
        ("en", "tack for the help but it still doesn't work"),
    ],
)
def test_user_mixes_languages_and_is_answered_in_that_of_the_sentence(
    language: str, message: str, chat: Open
) -> None:
    chat("unconfirmed", language).say(message)
