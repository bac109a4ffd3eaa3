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
    # As Swedes spell it in chats, and as fingers slip.
    ("lösenordet mitt e Sommar2024!", "password", "Sommar2024!"),
    ("mitt lösen e kattunge77 kan nån kolla va som hänt", "password", "kattunge77"),
    ("lösnordet e pelle55", "password", "pelle55"),
    ("mitt passord va Tjosan12", "password", "Tjosan12"),
    ("passwrd: kittycat77", "password", "kittycat77"),
    ("my pasword is kittycat77", "password", "kittycat77"),
    ("heres my pass kittycat77", "password", "kittycat77"),
    # The label stands elsewhere in the sentence.
    ("jag använder samma lösenord överallt, Fotboll99", "password", "Fotboll99"),
    ("i use the same password everywhere, Football99", "password", "Football99"),
    ("skriver mitt lösenord här så kan ni kolla Snöflinga8", "password", "Snöflinga8"),
    ("should i tell you the password? Snowflake8", "password", "Snowflake8"),
    ("he asked for my password so i gave him bluewhale9", "password", "bluewhale9"),
    ("ni kan logga in med hunter2 som lösen om ni behöver", "password", "hunter2"),
    ("you can log in with hunter2 as the password", "password", "hunter2"),
    ("mamma heter Inga1947 det är hennes lösenord", "password", "Inga1947"),
    ("its Inga1947 thats her password", "password", "Inga1947"),
    ("inloggning: olle@example.se / Hemligt1", "password", "Hemligt1"),
    ("login olle@example.com / Secret1", "password", "Secret1"),
    ("användarnamn olle.k lösenord storasyster", "password", "storasyster"),
    ("username olle.k, password bigsister", "password", "bigsister"),
    ("lösenfrasen till api är Regnbåge_55", "api_secret", "Regnbåge_55"),
    ("the passphrase for the api is Rainbow_55", "api_secret", "Rainbow_55"),
    ("api key is saldo and the secret is 5F3A9C0B7D1E4A2F8C6B9D0E1F2A3B4C", "api_secret", "5F3A"),
    ("apinyckeln heter saldo, hemligheten är 5F3A9C0B7D1E4A2F8C6B9D0E1F2A3B4C", "api_secret",
     "5F3A"),
    ("authenticator-nyckeln är JBSWY3DPEHPK3PXP", "code", "JBSWY3DPEHPK3PXP"),
    # Codes that were read out, came, or are spelt.
    ("koden dom skickade var 482913 hjälper det?", "code", "482913"),
    ("the code they sent was 482913 does it help", "code", "482913"),
    ("koden som kom e 482 913", "code", "482 913"),
    ("okx ringde och bad om koden så jag sa 330912", "code", "330912"),
    ("okx called and asked for the code so i said 330912", "code", "330912"),
    ("a six digit code came, 118 344, i didnt try to log in", "code", "118 344"),
    ("koden jag fick är 12 34 56", "code", "12 34 56"),
    ("om det hjälper så är koden fyra åtta två nio ett tre", "code", "fyra åtta två nio ett tre"),
    ("the code was four, eight, two, nine, one, three", "code", "eight, two, nine"),
    ("pin: fyra-åtta-två-nio", "code", "åtta-två"),
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
    "my password is 8 characters",
    "lösenordet är 12 tecken långt",
    "mitt lösenord e fel säger den",
    "lösenordet e borta sen jag bytte till iphone15",
    "password does not work on my galaxy23",
    "kommer inte ihåg lösenordet till kontot olle1987",
    "forgot the password, username olle1987",
    "my password manager filled it in and then usdt20 was gone",
    "login works password works but no codes",
    "inloggning går, lösenord stämmer men inte 2fa",
    "they asked for a code and i sent 500000 usdt",
    "koden kom inte, order 482913 hänger",
    "the code never came, my deposit of 482913 shib did",
    "koden kom klockan fyra och fem över fyra",
    "my e-mail is olle@example.com / i have waited two days",
    "the secret is out, the coin is worthless",
    "hemligheten är att vänta",
]


@pytest.mark.parametrize(("text", "kind", "part"), TOLD)
def test_t12_what_a_sentence_hands_over_is_found(text: str, kind: str, part: str) -> None:
    found = [(s.kind, text[s.start : s.end]) for s in find_secrets(text)]
    assert any(k == kind and part in value for k, value in found), found


@pytest.mark.parametrize("text", NOT_TOLD)
def test_what_hands_nothing_over_is_left_alone(text: str) -> None:
    assert find_secrets(text) == []
