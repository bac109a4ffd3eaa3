"""Both languages, with the same placeholders, payloads and facts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lints.languages import check
from lints.model import Variation, parse_response

SV = {"condition": [{"type": "slot", "name": "language", "value": "sv"}]}


def test_a_response_in_both_languages_passes(project, respond):
    good = respond("Saldo: {amount}", "Balance: {amount}", payloads=(("/a",), ("/a",)))
    assert list(check(project(good))) == []


@pytest.mark.parametrize(
    "variations",
    [
        [],
        [{"text": "Hello."}],
        [{**SV, "text": "Hej."}],
        [{"text": "Hello."}, {**SV, "text": "Hej."}],  # the default must stand last
        [{**SV, "text": "Hej."}, {"text": "Hello."}, {"text": "Hi."}],
        [
            {**SV, "text": "Hej.", "condition": [*SV["condition"], *SV["condition"]]},
            {"text": "Hello."},
        ],
    ],
)
def test_a_missing_or_misplaced_language_is_named(project, variations):
    response = parse_response("utter_sample", "sample.yml", variations)
    assert any(
        "must have exactly these variations" in problem for problem in check(project(response))
    )


def test_a_placeholder_in_one_language_is_named(project, respond):
    problems = list(check(project(respond("Klart {time}", "Done"))))
    assert problems == [
        "data/responses/sample.yml: utter_sample: placeholders in one language only: time"
    ]


def test_different_payloads_are_named(project, respond):
    bad = respond(payloads=(("/affirm",), ("/deny",)))
    assert any("payloads differ" in problem for problem in check(project(bad)))


def test_different_facts_are_named(project, respond):
    sv, en = respond(facts=("SV1.1",)).variations
    bad = replace(respond(), variations=(sv, replace(en, facts=("SV1.2",))))
    assert any("different facts" in problem for problem in check(project(bad)))


def test_an_untranslated_text_is_named(project, respond):
    assert any(
        "the sv text is the en one" in p for p in check(project(respond("Hello.", "Hello.")))
    )
    # A fragment that has nothing to translate is no mistake.
    assert list(check(project(respond("{amount} {currency}", "{amount} {currency}")))) == []


def test_a_third_language_is_asked_of_every_response(project, respond):
    allowed = {"languages": ["sv", "da", "en"]}
    (problem,) = check(project(respond(), allowed=allowed))
    assert "sv, da, en" in problem
    da = {"condition": [{"type": "slot", "name": "language", "value": "da"}], "text": "Hejsa."}
    variations = [{**SV, "text": "Hej."}, da, {"text": "Hello."}]
    good = parse_response("utter_sample", "sample.yml", variations)
    assert list(check(project(good, allowed=allowed))) == []


def test_an_empty_text_and_a_stray_brace_are_named(project, respond):
    problems = list(check(project(respond(" ", "Done {at noon}"))))
    assert any("sv text is empty" in problem for problem in problems)
    assert any("no placeholder" in problem for problem in problems)


def test_a_name_that_is_defined_twice_is_named(project, respond):
    problems = list(check(project(respond(), respond())))
    assert problems == ["utter_sample: is defined 2 times"]


def test_another_condition_is_no_language():
    channel = {"condition": [{"type": "slot", "name": "topic", "value": "sv"}], "text": "Hej."}
    (variation,) = parse_response("utter_sample", "sample.yml", [channel]).variations
    assert variation == Variation(None, "Hej.")
