"""A password of plain words, told so that somebody may look for themselves, is found."""

from __future__ import annotations

import pytest

from shield import find_secrets

TOLD = [
    # Behind its name, with an invitation after it.
    ("tjena min bitcoininsättning har inte kommit, mitt lösen e semla om ni vill kolla", "semla"),
    ("pengarna är dragna men ni visar inget, lösen kantarell om ni vill kolla själva", "kantarell"),
    ("no usdt since noon, my password is biscuit if you need to check", "biscuit"),
    ("password marmalade in case you want to have a look, the ada never came", "marmalade"),
    ("Handelslösenordet är Palsternacka ifall ni ska in", "Palsternacka"),
    ("my trading password is Parsnip so you can see for yourself", "Parsnip"),
    ("inloggningsordet är kaffetår, snälla titta", "kaffetår"),
    ("my login word is teacup, please look", "teacup"),
    ("mitt hemliga ord är samovarka", "samovarka"),
    ("password's cobblers, knock yourself out", "cobblers"),
    ("lösenordets gurkmeja, kör hårt", "gurkmeja"),
    # Before its name.
    ("PUCKO är mitt lösenord och ni är inte bättre", "PUCKO"),
    ("swishade 1500 i morse, havregryn heter lösenordet.", "havregryn"),
    ("mittens is my password and the money is not there", "mittens"),
    # As the way in.
    ("Sign in with grumblebee and check it", "grumblebee"),
    ("my eth is missing, you can log in with bluewhale", "bluewhale"),
    ("u can get in w skaterboi2008", "skaterboi2008"),
    ("ok so log in w/ Gorgonzola and youll see", "Gorgonzola"),
    ("use pickleball2024 to get in pls, my ada is missing", "pickleball2024"),
    ("please use hedgehog to log in", "hedgehog"),
    ("fick inga usdt, logga in med vindruva och kika", "vindruva"),
    ("gå in åt mig, logga in åt mig med knasboll", "knasboll"),
    ("du kommer in med skejtarn2008", "skejtarn2008"),
    ("ni kan logga in med tofflan om ni inte tror mig", "tofflan"),
    ("ta lösenordet Skrothög och förklara", "Skrothög"),
    ("use the password Woodshed and explain it to me", "Woodshed"),
]

NOT_TOLD = [
    "log in with face id and check it",
    "log in with olle@example.com and check it",
    "i log in with my phone and see nothing",
    "Sign in with Google and it spins",
    "can i log in with google to see it",
    "should i sign in with email or phone",
    "you can log in with passkeys now right",
    "you can log in with that password and still not trade",
    "logga in med bankid och kolla stod det",
    "logga in med appen och kolla står det i mejlet",
    "ni kan logga in med samma lösenord som mig då eller",
    "logga in med mobilen gick men inte med datorn",
    "jag kommer in med ansiktet men saldot är noll",
    "use the app to log in it says",
    "use your phone to get in",
    "använd lösenordet från förra året står det",
    "use the password manager and it fills in",
    "try the password again and it says wrong",
    "my password is wrong if you want to check",
    "my password is weird if you ask me",
    "password reset if you want",
    "the password page, if you can look",
    "mitt lösenord e fel om ni vill kolla",
    "lösenordet funkar om ni vill veta",
    "lösenordet byttes så ni kan låsa upp",
    "where is my password",
    "what is the password for",
    "vad är lösenordet och var hittar jag det",
    "det är mitt lösenord det är fel på",
    "this is my password problem again",
    "borta är lösenordet",
    "okx is where my password is wrong",
    "mitt hemliga ord är borta",
    "the password's wrong, knock knock",
    "the password's been changed so you can see it was not me",
    "lösenordets längd är för kort",
    "logga in med kod fungerar inte",
    "log in with caution they say",
    "log in with whatever you like, it is the same",
    "you get in with two factor and then the balance is zero",
    "kommer ni in med hjälp av supporten",
]


@pytest.mark.parametrize(("text", "value"), TOLD)
def test_t12_a_password_that_invites_to_look_is_found(text: str, value: str) -> None:
    found = [(s.kind, text[s.start : s.end]) for s in find_secrets(text)]
    assert ("password", value) in found


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_hands_over_no_password_is_left_alone(text: str) -> None:
    assert find_secrets(text) == []
