"""Responses and those who name them."""

from __future__ import annotations

from lints.usage import (
    check_arguments,
    check_missing,
    check_placeholders,
    check_regional,
    check_unused,
)

STORY = {
    "data/stories/a.yml": """
        stories:
          - story: a
            steps:
              - intent: greet
              - action: utter_hello
              - or:
                  - action: utter_bye
    """
}
ACTION = {
    "actions/a.py": '''
        """Says utter_docstring."""
        def run(turn, kind):
            turn.say("utter_hello", amount=1)
            turn.say(f"utter_{kind}_row")
            turn.say("utter_prefix_" + kind)
    '''
}


def test_what_stories_name_and_nobody_wrote_is_missing(project, respond):
    problems = list(check_missing(project(respond(name="utter_hello"), files=STORY)))
    assert problems == ["data/stories/a.yml: utter_bye does not exist"]


def test_what_actions_name_and_nobody_wrote_is_missing(project):
    problems = list(check_missing(project(files=ACTION)))
    assert problems == ["actions/a.py:4: utter_hello does not exist"]


def test_a_response_that_nothing_says_is_named(project, respond):
    said = ["utter_hello", "utter_deposit_row", "utter_prefix_x"]
    responses = [respond(name=name) for name in [*said, "utter_docstring", "utter_rowless"]]
    problems = list(check_unused(project(*responses, files=ACTION)))
    assert [p.split(": ")[1] for p in problems] == ["utter_docstring", "utter_rowless"]


def test_a_name_of_holes_alone_says_nothing(project, respond):
    files = {"actions/a.py": 'def f(w, a, b):\n    w.phrase(f"utter_{a}_{b}")\n'}
    made = project(respond(name="utter_some_thing"), respond(name="utter_side_buy"), files=files)
    problems = list(check_unused(made))
    assert [p.split(": ")[1] for p in problems] == ["utter_some_thing"]


def test_a_story_may_not_say_what_has_placeholders(project, respond):
    hello = respond("Hej {name}", "Hello {name}", name="utter_hello")
    (problem,) = check_placeholders(project(hello, respond(name="utter_bye"), files=STORY))
    assert "utter_hello needs {name}; only an action may say it" in problem


def test_an_action_must_pass_what_a_response_needs(project, respond):
    good = respond("{amount}", "{amount}", name="utter_hello")
    bad = respond("{amount} {time}", "{amount} {time}", name="utter_hello")
    assert list(check_arguments(project(good, files=ACTION))) == []
    (problem,) = check_arguments(project(bad, files=ACTION))
    assert problem == "actions/a.py:4: utter_hello needs {time}, which is not passed"


def test_a_name_built_from_parts_is_checked_too(project, respond):
    row = respond("{amount}", "{amount}", name="utter_deposit_row")
    (problem,) = check_arguments(project(row, files=ACTION))
    assert problem == "actions/a.py:5: utter_deposit_row needs {amount}, which is not passed"


def test_a_one_account_wording_is_said_where_its_plain_one_is(project, respond):
    single = respond(name="utter_hello_single")
    assert list(check_unused(project(single, files=ACTION))) == []
    assert list(check_unused(project(respond(name="utter_other_single"), files=ACTION)))


def test_a_one_account_wording_needs_no_value_of_its_own(project, respond):
    plain = respond("{time}", "{time}", name="utter_hello")
    good = respond("Klart", "Done", name="utter_hello_single")
    bad = respond("{amount}", "{amount}", name="utter_hello_single")
    assert list(check_regional(project(plain, good))) == []
    (problem,) = check_regional(project(plain, bad))
    assert "utter_hello_single: needs {amount}, which utter_hello is not given" in problem
