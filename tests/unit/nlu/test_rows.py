"""Training messages as the model reads them."""

from __future__ import annotations

from nlu.rows import rows_of


def test_a_message_that_tells_a_secret_is_learnt_as_it_is_read_and_as_it_is_written() -> None:
    rows = rows_of("My password is Demo-Pass-123", "secret_shared", False)
    assert [r.text for r in rows] == ["my password is secret", "my password is demo-pass-123"]
    assert {r.intent for r in rows} == {"secret_shared"}


def test_any_other_message_is_learnt_once() -> None:
    for text, intent in (
        ("I forgot my password", "account_help"),
        ("my pass is the dog's name", "secret_shared"),
        ("his password is Demo-Pass-123, and he took my eth", "security_breach"),
    ):
        assert len(rows_of(text, intent, False)) == 1
