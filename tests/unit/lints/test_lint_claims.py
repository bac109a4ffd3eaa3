"""T22: a forbidden claim cannot be added in either language without the lint going red."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from lints.claims import check, check_table
from lints.model import Button, Project, read_yaml

CLAIMS = read_yaml(Path(__file__).resolve().parents[3] / "lints" / "claims.yml")["claims"]
SAMPLES = [(c["id"], language, c["samples"][language]) for c in CLAIMS for language in ("sv", "en")]


def _inject(real: Project, name: str, language: str, text: str) -> Project:
    """The named response alone, as it is, with one more sentence in one language."""
    response = real.response(name)
    assert response is not None
    variations = tuple(
        replace(v, text=f"{v.text}\n{text}") if v.language == language else v
        for v in response.variations
    )
    return replace(real, responses=(replace(response, variations=variations),))


def test_t22_the_words_as_they_are_make_no_forbidden_claim(real):
    assert list(check(real)) == []


@pytest.mark.parametrize("target", ["utter_greet", "utter_faq_fund_insurance"])
@pytest.mark.parametrize(("id", "language", "sample"), SAMPLES)
def test_t22_an_injected_claim_is_caught(real, target, id, language, sample):
    problems = list(check(_inject(real, target, language, sample)))
    assert any(f"({language}) says what {id} forbids" in problem for problem in problems)


@pytest.mark.parametrize(
    "text",
    [
        "98% av ärendena löses samma dag.",
        "Vi svarar inom 2 timmar.",
        "Support replies within 24 hours.",
        "SAFU är Binance fond.",  # not the whole allowed sentence
        "Nobody can reverse it, but OKX can reverse it on request.",
        "Anmäl inom 30\u00a0minuter.",
        "Wait 5\u201310 minutes.",
        "Det tar ３–５ arbetsdagar.",  # full-width digits
        "Din insättning behöver 64 bekräftelser.",
    ],
)
def test_other_wordings_of_a_claim_are_caught(project, respond, text):
    assert list(check(project(respond(text, text))))


@pytest.mark.parametrize(
    "text",
    [
        "Uttag kan vara spärrade i 24 timmar.",  # C11, a documented hold
        "Withdrawals may be on hold for 24 hours.",
        "Kontakta supporten efter 1–2 timmar.",
        "Nobody can reverse what is on the blockchain.",
        "Ingen kan garantera att pengarna kommer tillbaka.",
        "Uppdatera sidan efter några minuter.",
        "A security change can pause withdrawals; your balance should still show.",
        "Ett lösenord på minst 16 tecken.",
        "{confirmations} av {required} bekräftelser.",
    ],
)
def test_what_the_guide_allows_passes(project, respond, text):
    assert list(check(project(respond(text, text)))) == []


def test_a_claim_in_a_button_title_is_caught(project, respond):
    response = respond()
    sv, en = response.variations
    button = Button("Läs om SAFU", "/fund_insurance")
    bad = replace(response, variations=(replace(sv, buttons=(button,)), en))
    assert list(check(project(bad)))


def test_each_claim_is_caught_by_its_own_patterns():
    assert all(c["patterns"] and set(c["samples"]) == {"sv", "en"} for c in CLAIMS)


def test_every_d_fact_has_a_claim(real):
    assert list(check_table(real)) == []
    fewer = {**real.claims, "claims": [c for c in real.claims["claims"] if c["id"] != "EN7.7"]}
    problems = list(check_table(replace(real, claims=fewer)))
    assert problems == ["lints/claims.yml: no claim covers EN7.7, which is D"]


def test_an_exception_that_is_no_longer_needed_is_named(real):
    others = tuple(r for r in real.responses if r.name != "utter_faq_fund_insurance")
    problems = list(check_table(replace(real, responses=others)))
    assert any("remove the exception" in problem for problem in problems)
