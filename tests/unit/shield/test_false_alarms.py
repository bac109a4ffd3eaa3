"""What is no secret passes: thousands of made-up ids, and every message that we have.

A false alarm takes the customer's answer away. The rates are counted, not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
import yaml

from shield import Watch, find_secrets
from tests.unit.shield.made import examples

ROOT = Path(__file__).parents[3]
SAMPLES = examples(1000)
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def moment(dice: Random) -> datetime:
    return datetime(2019, 1, 1) + timedelta(minutes=dice.randrange(8 * 365 * 24 * 60))


def mobile(dice: Random) -> str:
    return f"07{dice.choice('02369')}{dice.randrange(10**7):07}"


MADE: dict[str, Callable[[Random], str]] = {
    "TxID": lambda d: f"{d.getrandbits(256):064x}",
    "TxID of an EVM chain": lambda d: f"0x{d.getrandbits(256):064x}",
    "TxID in Swedish": lambda d: f"min insättning {d.getrandbits(256):064X} har inte kommit",
    "TxID of Solana": lambda d: "".join(d.choices(BASE58, k=88)),
    "order id": lambda d: str(d.randrange(10**17, 10**19)),
    "order id, said": lambda d: f"order {d.randrange(10**15, 10**19)}",
    "deposit id": lambda d: str(d.randrange(10**6, 10**9)),
    "UID": lambda d: str(d.randrange(10**16, 10**20)),
    "UID, said": lambda d: f"my uid is {d.randrange(10**8, 10**19)}",
    "amount": lambda d: f"{d.randrange(1, 10**8)} USDT",
    "amount with decimals": lambda d: f"jag skickade {d.random() * 10 ** d.randrange(6):.8f} BTC",
    "amount in groups": lambda d: f"{d.randrange(1, 999)} {d.randrange(1000):03} kr",
    "date": lambda d: f"{moment(d):%Y-%m-%d %H:%M}",
    "time stamp": lambda d: f"{moment(d):%Y%m%d-%H%M}",
    "time stamp with blanks": lambda d: f"{moment(d):%y%m%d %H%M}",
    "ISO time": lambda d: f"{moment(d):%Y-%m-%dT%H%M%SZ}",
    "milliseconds": lambda d: str(int(moment(d).timestamp() * 1000)),
    "mobile": mobile,
    "mobile, written": lambda d: re.sub(r"(...)(...)(..)(..)", r"ring \1-\2 \3 \4", mobile(d)),
    "mobile, abroad": lambda d: f"+46{mobile(d)[1:]}",
    "Bitcoin address": lambda d: "1" + "".join(d.choices(BASE58, k=33)),
    "Tron address": lambda d: "my address is T" + "".join(d.choices(BASE58, k=33)),
    "Solana address": lambda d: "".join(d.choices(BASE58, k=44)),
    "EVM address": lambda d: f"0x{d.getrandbits(160):040x}",
}


@pytest.mark.parametrize("name", list(MADE))
def test_made_up_ids_raise_no_alarm(name: str) -> None:
    dice = Random(11)
    count = SAMPLES // 10 if "Solana" in name else SAMPLES
    alarms = [t for t in (MADE[name](dice) for _ in range(count)) if find_secrets(t, True)]
    assert alarms == []


def test_ten_plain_digits_alone_are_seldom_taken_for_a_personal_number() -> None:
    """Nothing tells them apart: about seven in a thousand have a birthday and the checksum."""
    dice = Random(11)
    texts = [str(dice.randrange(10**9, 10**10)) for _ in range(SAMPLES * 5)]
    alarms = [t for t in texts if find_secrets(t, True)]
    assert len(alarms) / len(texts) < 0.01


def messages() -> Iterator[tuple[str, str]]:
    """(intent, message) of the training and, where it exists, the development data."""
    paths = [*(ROOT / "data" / "nlu").rglob("*.yml")]
    paths += (ROOT / "tests" / "nlu" / "development").rglob("*.yml")
    for path in paths:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        for block in content.get("nlu", ()) if isinstance(content, dict) else ():
            for line in (block.get("examples") or "").splitlines():
                text = re.sub(
                    r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})", r"\1", line.removeprefix("- ")
                )
                yield block.get("intent", ""), text


def test_no_message_of_ours_is_taken_for_a_secret() -> None:
    others = [text for intent, text in messages() if intent not in ("", "secret_shared")]
    assert len(others) > 3000
    assert [t for t in others if find_secrets(t, asked_for_number=True)] == []


def test_no_message_of_ours_is_taken_for_the_rest_of_one() -> None:
    """All of them in a row, as one conversation, and shuffled into others."""
    others = [text for intent, text in messages() if intent not in ("", "secret_shared")]
    for seed in range(3):
        watch = Watch()
        Random(seed).shuffle(others)
        seen = [(text, watch.read("c", text).kind) for text in others]
        alarms = [pair for pair in seen if pair[1]]
        assert len(alarms) <= len(others) / 1000, alarms
