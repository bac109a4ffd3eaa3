"""A secret that a sentence hands over is one, whatever stands between the label and the value."""

from __future__ import annotations

import pytest

from shield import find_secrets

TOLD = [
    ("the password that i have on okx is Vinter1987", "password", "Vinter1987"),
    ("passwordet, nej lösenordet jag alltid kör med är Blomkål77!", "password", "Blomkål77"),
    ("the code you texted me is 731904 but i never asked", "code", "731904"),
    ("koden som ni skickade i morse var 118 240, vad gör jag", "code", "118 240"),
    ("there came a code, it's 905113", "code", "905113"),
    ("fick 640021 på sms från er, har inte loggat in", "code", "640021"),
    ("i keep getting 447120 by email", "code", "447120"),
    ("my authenticator backup key is JBSW Y3DP EHPK 3PXP", "code", "JBSW"),
    ("reservnyckeln till 2fa: KVKF KRCP NZQU YMLX", "code", "KVKF"),
    ("my seed phrase is table moon river stone candle window horse plant garden bottle "
     "mirror basket", "seed", "candle"),
    ("mina 12 ord är: hund ko gris häst får get höna tupp anka gås katt mus", "seed", "höna"),
]  # fmt: skip

NOT_TOLD = [
    "the password i use is wrong",
    "lösenordet jag skrev in är fel säger ni",
    "the code i got is not accepted",
    "koden jag fick fungerar inte",
    "i got 500000 in the usdt wallet yesterday",
    "fick 100000 på kontot",
    "my seed phrase is safe and i have not told anybody what it is or where it lies",
    "mina 12 ord är på ett papper hemma i lådan och jag har inte visat dem för någon",
    "CAN'T LOG IN TO 2FA WITH CODE THAT YOUR TEAM SENT",
    "the order i placed is 287614",
]


@pytest.mark.parametrize(("text", "kind", "part"), TOLD)
def test_t12_what_a_sentence_hands_over_is_found(text: str, kind: str, part: str) -> None:
    found = [(s.kind, text[s.start : s.end]) for s in find_secrets(text)]
    assert any(k == kind and part in value for k, value in found), found


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_hands_nothing_over_is_left_alone(text: str) -> None:
    assert find_secrets(text) == []
