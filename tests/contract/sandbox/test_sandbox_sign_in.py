"""The sandbox as the exchange that signs its customers in: page, tokens, keys, delegation."""

from __future__ import annotations

import re
from typing import Any

import jwt
import pytest
import requests

EXCHANGE = "urn:ietf:params:oauth:grant-type:token-exchange"
JWT = "urn:ietf:params:oauth:token-type:jwt"
REFRESH = "urn:ietf:params:oauth:token-type:refresh_token"
ACCESS = "urn:ietf:params:oauth:token-type:access_token"


@pytest.fixture
def secret() -> str:
    from sandbox.seeds import demo_client_secret

    return demo_client_secret()


def token(venue: Any, customer: str = "healthy") -> str:
    reply = requests.post(f"{venue.base}/signin/token", json={"customer": customer}, timeout=10)
    assert reply.status_code == 200, reply.text
    return str(reply.json()["token"])


def exchange(venue: Any, secret: str, subject: str, **more: str) -> requests.Response:
    form = {"grant_type": EXCHANGE, "subject_token": subject, "subject_token_type": JWT, **more}
    return requests.post(f"{venue.base}/oauth/token", data=form, auth=("saldo", secret), timeout=10)


def read(venue: Any, access: str, path: str = "account/config", **more: Any) -> requests.Response:
    headers = {"Authorization": f"Bearer {access}"}
    return requests.request(
        more.pop("method", "GET"),
        f"{venue.base}/api/v5/{path}",
        headers=headers,
        timeout=10,
        **more,
    )


def control(venue: Any, name: str, **asked: Any) -> Any:
    reply = requests.post(f"{venue.base}/_sandbox/signin/{name}", json=asked, timeout=10)
    assert reply.status_code == 200, reply.text
    return reply.json()


# --- the page -------------------------------------------------------------------------------


def test_person_signs_in_gets_a_token_and_signs_out(venue: Any) -> None:
    with requests.Session() as browser:
        page = browser.get(f"{venue.base}/signin?return_to=/signin", timeout=10)
        assert "unconfirmed" in page.text
        assert browser.post(f"{venue.base}/signin/token", json={}, timeout=10).status_code == 401
        form = {"customer": "unconfirmed", "return_to": "/signin"}
        chosen = browser.post(f"{venue.base}/signin", data=form, timeout=10, allow_redirects=False)
        assert (chosen.status_code, chosen.headers["Location"]) == (303, "/signin")
        assert {"HttpOnly", "SameSite=Strict"} <= set(chosen.headers["Set-Cookie"].split("; "))
        shown = browser.get(f"{venue.base}/signin", timeout=10)
        assert "Signed in as" in shown.text
        got = browser.post(f"{venue.base}/signin/token", json={}, timeout=10).json()
        assert got["customer"] == "unconfirmed"
        browser.post(f"{venue.base}/signout", timeout=10)
        assert browser.post(f"{venue.base}/signin/token", json={}, timeout=10).status_code == 401


def test_t28_the_page_runs_nothing_and_is_framed_by_nobody(venue: Any) -> None:
    page = requests.get(
        f"{venue.base}/signin", params={"return_to": '/"><script>alert(1)</script>'}, timeout=10
    )
    policy = page.headers["Content-Security-Policy"]
    for part in ("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'"):
        assert part in policy
    assert "script" not in re.sub(r'value="[^"]*"', "", page.text).lower()
    assert "<script>" not in page.text
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/signin", "/signin/token", "/signout"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1"])
def test_t28_a_page_of_another_origin_gets_nothing(venue: Any, path: str, origin: str) -> None:
    reply = requests.post(
        venue.base + path, json={"customer": "healthy"}, headers={"Origin": origin}, timeout=10
    )
    assert reply.status_code == 403
    assert "Set-Cookie" not in reply.headers
    assert "token" not in reply.json()


def test_t28_a_form_can_not_ask_for_a_token(venue: Any) -> None:
    reply = requests.post(f"{venue.base}/signin/token", data={"customer": "healthy"}, timeout=10)
    assert reply.status_code == 415
    own = {"Origin": venue.base}
    asked = {"customer": "healthy"}
    assert (
        requests.post(f"{venue.base}/signin/token", json=asked, headers=own, timeout=10).status_code
        == 200
    )


@pytest.mark.parametrize("name", ["nobody", "", "healthy ", "../healthy"])
def test_no_such_customer(venue: Any, name: str) -> None:
    reply = requests.post(f"{venue.base}/signin/token", json={"customer": name}, timeout=10)
    assert reply.status_code == 404
    assert "Set-Cookie" not in reply.headers


# --- tokens and keys ------------------------------------------------------------------------


def test_another_library_reads_the_token_with_the_published_keys(venue: Any) -> None:
    keys = jwt.PyJWKClient(f"{venue.base}/.well-known/jwks.json")
    one = token(venue, "single-account")
    claims = jwt.decode(
        one,
        keys.get_signing_key_from_jwt(one).key,
        algorithms=["ES256"],
        audience="saldo",
        issuer="https://exchange.sandbox.invalid",
        options={"require": ["iss", "aud", "sub", "iat", "nbf", "exp", "jti"]},
    )
    assert (claims["sub"], claims["region"]) == ("single-account", "it")
    assert claims["exp"] - claims["iat"] == 300
    published = requests.get(f"{venue.base}/.well-known/jwks.json", timeout=10).json()
    assert all("d" not in key and key["alg"] == "ES256" for key in published["keys"])


def test_keys_are_rotated_and_dropped_at_run_time(venue: Any, secret: str) -> None:
    def kid(one: str) -> str:
        return str(jwt.get_unverified_header(one)["kid"])

    old = token(venue)
    kids = control(venue, "rotate")["kids"]
    new = token(venue)
    assert (kid(new), kid(old)) == (kids[0], kids[1])
    assert exchange(venue, secret, old).status_code == 200
    control(venue, "rotate", drop=True)
    assert exchange(venue, secret, old).status_code == 400
    assert exchange(venue, secret, token(venue)).status_code == 200
    published = requests.get(f"{venue.base}/.well-known/jwks.json", timeout=10).json()["keys"]
    assert len(published) == 1


def test_lifetime_is_set_at_run_time(venue: Any) -> None:
    control(venue, "lifetime", seconds=7)
    claims = jwt.decode(token(venue), options={"verify_signature": False})
    control(venue, "lifetime", seconds=300)
    assert claims["exp"] - claims["iat"] == 7
    for wrong in (0, 3601, "7", True, None):
        reply = requests.post(
            f"{venue.base}/_sandbox/signin/lifetime", json={"seconds": wrong}, timeout=10
        )
        assert reply.status_code == 400


# --- delegation -----------------------------------------------------------------------------


def test_sign_in_is_exchanged_for_reading_that_customers_account(venue: Any, secret: str) -> None:
    reply = exchange(venue, secret, token(venue), scope="read")
    body = reply.json()
    assert reply.headers["Cache-Control"] == "no-store"
    assert (body["issued_token_type"], body["token_type"], body["scope"]) == (
        ACCESS, "Bearer", "read",
    )  # fmt: skip
    assert 0 < body["expires_in"] <= 60
    own = read(venue, body["access_token"]).json()["data"][0]
    assert own["uid"] == venue.rows("healthy", "account/config")[0]["uid"]


def test_access_token_moves_nothing(venue: Any, secret: str) -> None:
    access = exchange(venue, secret, token(venue)).json()["access_token"]
    for path in ("asset/withdrawal", "asset/transfer", "trade/order"):
        assert read(venue, access, path, method="POST", json={}).json()["code"] == "50120"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"subject_token": "x.y.z"}, "invalid_request"),
        ({"subject_token": ""}, "invalid_request"),
        ({"subject_token_type": ACCESS}, "invalid_request"),
        ({"requested_token_type": "urn:ietf:params:oauth:token-type:id_token"}, "invalid_request"),
        ({"scope": "read trade"}, "invalid_scope"),
        ({"scope": "withdraw"}, "invalid_scope"),
        ({"grant_type": "password"}, "unsupported_grant_type"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "grant-x"}, "invalid_grant"),
    ],
    ids=str,
)
def test_other_exchanges_are_refused(
    venue: Any, secret: str, change: dict[str, str], error: str
) -> None:
    form = {
        "grant_type": EXCHANGE, "subject_token": token(venue), "subject_token_type": JWT, **change,
    }  # fmt: skip
    reply = requests.post(
        f"{venue.base}/oauth/token", data=form, auth=("saldo", secret), timeout=10
    )
    assert (reply.status_code, reply.json()) == (400, {"error": error})


@pytest.mark.parametrize(
    "auth", [None, ("saldo", "wrong"), ("other", "SECRET"), ("saldo", ""), ("", "SECRET")], ids=str
)
def test_the_client_proves_who_it_is(venue: Any, secret: str, auth: tuple[str, str] | None) -> None:
    given = auth and (auth[0], auth[1].replace("SECRET", secret))
    form = {"grant_type": EXCHANGE, "subject_token": token(venue), "subject_token_type": JWT}
    for path in ("token", "revoke"):
        reply = requests.post(f"{venue.base}/oauth/{path}", data=form, auth=given, timeout=10)
        assert (reply.status_code, reply.json()) == (401, {"error": "invalid_client"})


def test_a_field_that_stands_twice_is_refused(venue: Any, secret: str) -> None:
    form = [("grant_type", EXCHANGE), ("subject_token_type", JWT)]
    form += [("subject_token", token(venue, one)) for one in ("healthy", "unconfirmed")]
    reply = requests.post(
        f"{venue.base}/oauth/token", data=form, auth=("saldo", secret), timeout=10
    )
    assert reply.json() == {"error": "invalid_request"}


def test_revoked_sign_in_ends_every_token_at_once(venue: Any, secret: str) -> None:
    subject = token(venue, "low-fee")
    access = exchange(venue, secret, subject).json()["access_token"]
    other = exchange(venue, secret, token(venue, "healthy")).json()["access_token"]
    assert read(venue, access).status_code == 200
    assert control(venue, "revoke", customer="low-fee")["ended"] >= 1
    refused = read(venue, access)
    assert (refused.status_code, refused.json()["code"]) == (401, "401")
    assert refused.headers["WWW-Authenticate"] == 'Bearer error="invalid_token"'
    assert exchange(venue, secret, subject).json() == {"error": "invalid_request"}
    assert read(venue, other).status_code == 200


@pytest.mark.parametrize(
    "header", ["Bearer x", "Bearer ", "Basic eDp5", "bearer", "", "Bearer obo-" + "A" * 43]
)
def test_what_is_no_access_token_reads_nothing(venue: Any, header: str) -> None:
    reply = requests.get(
        f"{venue.base}/api/v5/account/config", headers={"Authorization": header}, timeout=10
    )
    assert reply.status_code == 401
    assert "data" not in reply.json()


def test_sign_in_token_itself_reads_nothing(venue: Any) -> None:
    assert read(venue, token(venue)).status_code == 401


def test_grant_outlives_the_sign_in_until_it_is_revoked(venue: Any, secret: str) -> None:
    subject = token(venue, "arrived")
    issued = exchange(venue, secret, subject, requested_token_type=REFRESH).json()
    assert (issued["issued_token_type"], issued["token_type"]) == (REFRESH, "N_A")
    grant = issued["access_token"]
    assert read(venue, grant).status_code == 401
    form = {"grant_type": "refresh_token", "refresh_token": grant}
    url, auth = f"{venue.base}/oauth/token", ("saldo", secret)
    access = requests.post(url, data=form, auth=auth, timeout=10).json()["access_token"]
    assert read(venue, access).status_code == 200
    requests.post(f"{venue.base}/oauth/revoke", data={"token": grant}, auth=auth, timeout=10)
    assert requests.post(url, data=form, auth=auth, timeout=10).json() == {"error": "invalid_grant"}
    assert read(venue, access).status_code == 401


def test_t26_the_request_log_holds_no_token(venue: Any, secret: str) -> None:
    subject = token(venue)
    access = exchange(venue, secret, subject).json()["access_token"]
    read(venue, access)
    log = requests.get(f"{venue.base}/_sandbox/requests", timeout=10).text
    assert "/oauth/token" in log
    for one in (subject, access, secret):
        assert one not in log


def test_people_sign_in_while_the_api_is_down_unless_the_sign_in_is(
    venue: Any, secret: str
) -> None:
    faults = f"{venue.base}/_sandbox/faults"
    try:
        requests.post(faults, json={"endpoint": "*", "fault": "5xx"}, timeout=10)
        subject = token(venue)
        assert exchange(venue, secret, subject).status_code == 503
        requests.post(faults, json={"endpoint": "/signin", "fault": "5xx"}, timeout=10)
        asked = {"customer": "healthy"}
        reply = requests.post(f"{venue.base}/signin/token", json=asked, timeout=10)
        assert reply.status_code == 503
    finally:
        requests.delete(faults, timeout=10)
