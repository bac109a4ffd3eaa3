"""Where the sandbox's sign-in page may send a browser back to."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.signin.pages import local_path


@pytest.mark.parametrize("path", ["/help", "/help/article?a=b&c=d", "/"])
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    ["https://evil.example/", "//evil.example/x", "/\\evil.example", "\\\\evil.example", "evil",
     "javascript:alert(1)", "/\r\nSet-Cookie: a=b", "", None, "http:/x", "//", "///evil.example"],
    ids=repr,
)  # fmt: skip
def test_t28_anything_else_leads_to_the_sign_in_page(path: str | None) -> None:
    assert local_path(path) == "/signin"


@given(st.text(max_size=40))
def test_t28_the_way_back_is_always_on_this_site(text: str) -> None:
    back = local_path(text)
    assert back.startswith("/")
    assert not back.startswith("//")
    assert back.isascii()
    assert back.isprintable()
    assert urlsplit(back).netloc == ""
