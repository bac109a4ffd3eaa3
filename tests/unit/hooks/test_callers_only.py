"""The action server answers its own Rasa server and nobody else on the machine (T26)."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests
from aiohttp import web

from identity.caller import HEADER, LEAST, CallerError, caller_secret, is_caller
from launcher.config import ROOT, free_port
from tests.unit.hooks.test_action_failures import run_action, said

SECRET = "a-demo-secret-of-both-servers"
CALL = {"next_action": "action_nobody_has", "tracker": {"sender_id": "x"}, "domain": {}}


@contextlib.contextmanager
def action_server(**environ: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    port = free_port()
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("SALDO_")}
    without_actions = "tests.standins"  # starts sooner; who is refused reaches none
    process = subprocess.Popen(
        [sys.executable, "-m", "rasa_sdk", "--actions", without_actions, "--port", str(port)],
        cwd=ROOT,
        env={**inherited, **environ},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.kill()
        process.communicate()


def await_health(url: str, process: subprocess.Popen[str]) -> None:
    while process.poll() is None:
        with contextlib.suppress(requests.ConnectionError):
            if requests.get(f"{url}/health", timeout=5).status_code == 200:
                return
        time.sleep(0.2)
    raise AssertionError(process.communicate()[0])


def test_t26_action_server_refuses_who_does_not_know_the_secret() -> None:
    with action_server(SALDO_IDENTITY_KEY="x" * 32, SALDO_ACTION_SECRET=SECRET) as (url, process):
        await_health(url, process)
        for given in ({}, {HEADER: ""}, {HEADER: SECRET[:-1]}, {HEADER: "ö"}, {"Host": "evil"}):
            headers = {name: value.encode() for name, value in given.items()}
            answer = requests.post(f"{url}/webhook", json=CALL, headers=headers, timeout=10)
            assert (answer.status_code, answer.json()) == (403, {"error": "not allowed"}), given
            assert requests.get(f"{url}/actions", headers=headers, timeout=10).status_code == 403
        known = requests.post(f"{url}/webhook", json=CALL, headers={HEADER: SECRET}, timeout=10)
        assert known.status_code == 404  # let in: there is no such action


def test_action_server_that_could_answer_about_accounts_does_not_start_without_the_secret() -> None:
    with action_server(SALDO_IDENTITY_KEY="x" * 32) as (_, process):
        said, _ = process.communicate(timeout=120)
        assert process.returncode not in (0, None)
    assert said.strip().splitlines()[-1] == (
        "Set SALDO_ACTION_SECRET beside SALDO_IDENTITY_KEY, alike for both servers."
    )
    assert "Traceback" not in said


def test_plain_action_server_needs_none_and_knows_nobody() -> None:
    assert caller_secret({}) is None
    assert caller_secret({"SALDO_ACTION_SECRET": ""}) is None


@pytest.mark.parametrize("secret", ["short", "ö" * LEAST])
def test_secret_that_is_none_is_refused(secret: str) -> None:
    with pytest.raises(CallerError, match="16 or more plain characters"):
        caller_secret({"SALDO_ACTION_SECRET": secret})


@pytest.mark.parametrize("given", [None, "", SECRET[:-1], f"{SECRET} ", SECRET.upper(), "ö", "\0"])
def test_caller_is_who_gives_the_whole_secret(given: str | None) -> None:
    assert not is_caller(given, SECRET)
    assert is_caller(SECRET, SECRET)


def test_rasa_calls_with_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SALDO_ACTION_SECRET", SECRET)
    seen: list[str | None] = []

    async def answer(request: web.Request) -> web.StreamResponse:
        seen.append(request.headers.get(HEADER))
        return web.json_response({"events": [], "responses": []})

    run_action(answer)
    assert seen == [SECRET]


def test_rasa_that_lacks_the_secret_says_so_in_its_log_and_the_customer_is_answered(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("SALDO_IDENTITY_KEY", "x" * 32)
    monkeypatch.delenv("SALDO_ACTION_SECRET", raising=False)
    assert said(run_action(None)) == ["Not now."]
    assert "CallerError" in caplog.text
