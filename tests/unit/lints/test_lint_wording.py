"""Plain, calm text without the Swedish seed's slips."""

from __future__ import annotations

import pytest

from lints.wording import check


@pytest.mark.parametrize(
    "text",
    [
        "Hej!",
        "Klart！",
        "Försök âœ… igen",
        "Tillg\u00c3\u00a5ngar",
        "**Viktigt**",
        "[hjälp](https://www.okx.com/help)",
        "# Rubrik",
        "<b>hej</b>",
        "- ett steg",
        "Fråga OK Assistant i supportcentret.",
        "Fråga OKX Assistant.",
        "Hej. ",
    ],
)
def test_what_is_no_plain_text_is_named(project, respond, text):
    assert list(check(project(respond("Hej.", text))))


@pytest.mark.parametrize(
    "text",
    [
        "åtkomst till din medel",
        "vilken konto det är",
        "i vilket konto den lagras på",
        "Om det finns i handelskontot",
        "Kontrollera ditt handel- och finansieringskonto",
        "Ordern är inte helt fylld.",
        "När affären är klar",
        "kolla in det på blockkedjeutforskaren",
        "blockkedje-verifieringen",
        "Vad kan vi hjälpa er med?",
    ],
)
def test_a_slip_of_the_swedish_seed_is_named(project, respond, text):
    assert list(check(project(respond(text, "Hello."))))


@pytest.mark.parametrize(
    "text",
    [
        "Om den finns i handelskontot: för över den till finansieringskontot.",
        "1. Öppna Tillgångar > Insättningshistorik.\n2. Vänta.",
        "• Ett 16 tecken långt lösenord\n• Fortfarande <1 timme",
        "Ordern är helt utförd. Uppgiften är ifylld.",
    ],
)
def test_good_swedish_passes(project, respond, text):
    assert list(check(project(respond(text, "Hello.")))) == []


def test_a_long_button_title_is_named(project, respond):
    title = "utter_intent_title_sample"
    assert list(check(project(respond("x" * 41, "short", name=title))))
    assert list(check(project(respond("x" * 40, "short", name=title)))) == []
