"""Only exact, allowed links; look-alikes and short links never pass (T14)."""

from __future__ import annotations

import pytest

from lints.links import check_code, check_responses, check_sources, find, host
from lints.model import Fact

GOOD = [
    "https://www.okx.com/help",
    "Se https://www.okx.com/status.",
    "(https://www.okx.com/proof-of-reserves)",
    "Slå upp det på etherscan.io eller blockchain.com.",
    "I dag kl. 14.02, t.ex. 0.05 BTC. Tillgångar > Insättningshistorik.",
]
BAD = [
    "http://www.okx.com/help",
    "https://www.okx.com/help/",
    "https://www.okx.com/help?x=1",
    "https://okx.com/help",
    "https://www.okx.com.evil.io/help",
    "https://www.okx.com@evil.io/help",
    "https://0kx.com/help",
    "https://οkx.com/help",  # a Greek o
    "https://www．okx．com．evil．io",  # full-width dots
    "bit.ly/okx-bonus",
    "https://bit.ly/okx-bonus",
    "okxwebsite.com",
    "www.okx.com",
    "https://etherscan.io/tx/1",
    "javascript://www.okx.com/help",
    "help@okx-support.com",
]


@pytest.mark.parametrize("text", GOOD)
def test_an_allowed_link_passes(project, respond, text):
    assert list(check_responses(project(respond(text, text)))) == []


@pytest.mark.parametrize("text", BAD)
def test_t14_any_other_link_is_named(project, respond, text):
    problems = list(check_responses(project(respond(f"Gå till {text} nu.", "Hello."))))
    assert problems, text
    assert all("allowlist" in problem for problem in problems)


def test_a_link_in_a_button_is_found(project):
    from lints.model import Button, Response, Variation

    button = Button("evil.io", "/affirm")
    response = Response("utter_x", "x.yml", (Variation("sv", "Hej", (button,)),))
    assert list(check_responses(project(response)))


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://www.okx.com/help", "www.okx.com"),
        ("https://www.okx.com@evil.io/help", "evil.io"),
        ("https://evil.io?www.okx.com", "evil.io"),
        ("WWW.OKX.COM", "www.okx.com"),
    ],
)
def test_t14_the_host_is_what_a_browser_takes(link, expected):
    assert host(link) == expected


def test_each_link_is_found_once():
    assert find("https://www.okx.com/help, etherscan.io och a@b.se") == [
        "https://www.okx.com/help",
        "a@b.se",
        "etherscan.io",
    ]


def test_a_mirror_host_is_no_source(project):
    row = Fact("C1", "S", "sv", "en", source="growthweb.systems/help", checked="2026-01-01")
    assert any("growthweb.systems" in problem for problem in check_sources(project(facts=(row,))))


def test_a_link_in_the_code_is_named_but_not_in_a_docstring(project):
    files = {"actions/a.py": '"""See https://example.com."""\nURL = "https://evil.io/x"\n'}
    problems = list(check_code(project(files=files)))
    assert problems == ["actions/a.py:2: https://evil.io/x is not an allowed host"]
