"""The widget's channel over real sockets: transports, origins, sizes, and rubbish."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import pytest
from rasa.shared.exceptions import RasaException
from sanic import Sanic

from channels.origins import read_origins
from channels.webhook import MOST_SERVER_BYTES
from channels.widget import WidgetInput
from channels.widget_socket import PATH, origin_fits
from channels.widget_wire import MAX_EVENT_BYTES
from tests.unit.channels.messenger import wide
from tests.unit.channels.widget_room import KEY, Agent, echoes

PAGE = "https://help.example"
ENVIRON = {"SALDO_IDENTITY_KEY": KEY, "SALDO_WIDGET_ORIGINS": f"{PAGE},http://127.0.0.1:8085"}


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The channel on a free port of this machine: one Sanic for all, as it allows no second."""
    folder = tmp_path_factory.mktemp("widget")
    environ = {
        **ENVIRON,
        "SALDO_IDENTITY_DB": str(folder / "identity.db"),
        "SALDO_WIDGET_DB": str(folder / "widget.db"),
    }
    channel = WidgetInput.from_credentials({}, environ)
    channel._chat._rates = wide()
    app = Sanic("saldo-widget-test", register=False)
    app.blueprint(channel.blueprint(echoes), url_prefix="/webhooks/widget")
    agent = Agent()
    channel._chat.turns.agent = lambda: agent
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> Any:
        server = await app.create_server(
            "127.0.0.1", port, return_asyncio_server=True, access_log=False
        )
        assert server is not None
        await server.startup()
        await server.start_serving()
        return server

    asyncio.run_coroutine_threadsafe(start(), loop).result(20)
    yield f"http://127.0.0.1:{port}"
    loop.call_soon_threadsafe(loop.stop)
    thread.join(5)


class Tab:
    """A page's socket by hand (Engine.IO 4, Socket.IO 5), and what it heard."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self._acks: dict[int, Any] = {}
        self._said: list[str] = []

    async def open(self, url: str, transport: str = "websocket") -> Tab:
        self._session = aiohttp.ClientSession(headers={"Origin": PAGE})
        self._target = f"{url}{PATH}/?EIO=4&transport={transport}"
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        if transport == "websocket":
            self._socket = await self._session.ws_connect(self._target)
            self._take(await self._socket.receive_str())
        else:
            async with self._session.get(self._target) as reply:
                opened = json.loads((await reply.text())[1:])
            self._target += f"&sid={opened['sid']}"
        self._reader = asyncio.create_task(self._listen())
        await self.write("40")
        await self._until(lambda: any(one.startswith("40") for one in self._said))
        return self

    async def write(self, packet: str) -> None:
        if self._socket is not None:
            await self._socket.send_str(packet)
        else:
            async with self._session.post(self._target, data=packet.encode()) as reply:
                assert reply.status == 200

    async def ask(self, event: str, *data: Any) -> Any:
        """Emit and wait for the acknowledgement."""
        number = len(self._acks) + 1
        self._acks[number] = None
        await self.write(f"42{number}{json.dumps([event, *data])}")
        await self._until(lambda: self._acks[number] is not None)
        return self._acks[number]

    async def answer(self, count: int = 1) -> list[str]:
        """The texts of the bot, once there are ``count``."""

        def texts() -> list[str]:
            return [one["text"] for one in self.heard if one["from"] == "bot"]

        await self._until(lambda: len(texts()) >= count)
        return texts()

    async def close(self) -> None:
        self._reader.cancel()
        await self._session.close()

    async def _until(self, true: Callable[[], bool]) -> None:
        for _ in range(800):
            if true():
                return
            await asyncio.sleep(0.025)
        raise AssertionError(f"it did not come: {self._said[-5:]}")

    async def _listen(self) -> None:
        while self._socket is not None:
            message = await self._socket.receive()
            if message.type is not aiohttp.WSMsgType.TEXT:
                return
            await self._hear(message.data)
        while True:
            async with self._session.get(self._target) as reply:
                for packet in (await reply.text()).split("\x1e"):
                    await self._hear(packet)

    async def _hear(self, packet: str) -> None:
        if packet == "2":
            await self.write("3")
        self._take(packet)

    def _take(self, packet: str) -> None:
        self._said.append(packet)
        number, _, rest = packet[2:].partition("[")
        if packet.startswith("43"):
            self._acks[int(number)] = json.loads("[" + rest)[0]
        if packet.startswith('42["messages"'):
            self.heard += json.loads(packet[2:])[1]


def talk(story: Awaitable[None]) -> None:
    asyncio.run(story)  # type: ignore[arg-type]


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_message_is_answered_and_resumed_over_both_transports(url: str, transport: str) -> None:
    async def story() -> None:
        tab = await Tab().open(url, transport)
        assert (await tab.ask("hello", {}))["state"] == "visitor"
        ack = await tab.ask("send", {"id": "message-1", "text": "hello"})
        assert await tab.answer() == ["nobody text: hello\n\nmore"]
        await tab.close()
        again = await Tab().open(url, transport)
        history = await again.ask("hello", {"secret": ack["secret"], "since": 1})
        assert [one["seq"] for one in history["messages"]] == [2]
        await again.close()

    talk(story())


def test_two_tabs_hear_and_a_stranger_does_not(url: str) -> None:
    async def story() -> None:
        one, two, stranger = [await Tab().open(url) for _ in range(3)]
        secret = (await one.ask("send", {"id": "message-1", "text": "hello"}))["secret"]
        state = await two.ask("hello", {"secret": secret})
        guesses = [secret[:-1] + "x", state["conversation"], "x" * 66, ["a"], {"$ne": None}]
        for guess in guesses:
            heard = await stranger.ask("hello", {"secret": guess, "conversation": secret,
                                                 "session_id": secret, "room": secret})  # fmt: skip
            assert "messages" not in heard
        await two.ask("send", {"id": "message-2", "text": "again"})
        await one.answer(2)
        await two.answer(1)
        assert stranger.heard == []
        for tab in (one, two, stranger):
            await tab.close()

    talk(story())


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "https://help.example.evil.example", "http://help.example",
     "https://help.example:8443", "https://HELP.example.", "file://", ""],
)  # fmt: skip
def test_t2_t28_other_origins_are_refused(url: str, origin: str) -> None:
    async def story() -> None:
        async with aiohttp.ClientSession(headers={"Origin": origin}) as session:
            target = f"{url}{PATH}/?EIO=4&transport="
            for method in ("GET", "POST", "OPTIONS"):
                async with session.request(method, target + "polling") as reply:
                    assert reply.status == 403
                    assert "Access-Control-Allow-Origin" not in reply.headers
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(target + "websocket")
            assert refused.value.status == 403

    talk(story())


def test_websocket_without_an_origin_is_refused(url: str) -> None:
    async def story() -> None:
        async with aiohttp.ClientSession() as session:
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"{url}{PATH}/?EIO=4&transport=websocket")
            assert refused.value.status == 403

    talk(story())


def test_named_origin_is_told_so_and_no_cookie_takes_part(url: str) -> None:
    async def story() -> None:
        async with (
            aiohttp.ClientSession(headers={"Origin": PAGE}) as session,
            session.get(f"{url}{PATH}/?EIO=4&transport=polling") as reply,
        ):
            assert reply.headers["Access-Control-Allow-Origin"] == PAGE
            assert "Access-Control-Allow-Credentials" not in reply.headers
            assert "Set-Cookie" not in reply.headers
            assert reply.headers["X-Content-Type-Options"] == "nosniff"
            assert reply.headers["Cache-Control"] == "no-store"

    talk(story())


EVENTS: list[tuple[str, tuple[Any, ...]]] = [
    ("send", ()),
    ("send", (None,)),
    ("send", ([],)),
    ("send", ("hello",)),
    ("send", ({},)),
    ("send", ({"id": "message-1"},)),
    ("send", ({"id": "x", "text": "hello"},)),
    ("send", ({"id": "../../etc", "text": "hello"},)),
    ("send", ({"id": ["message-1"], "text": "hello"},)),
    ("send", ({"id": "message-1", "text": 5},)),
    ("send", ({"id": "message-1", "text": {"$ne": ""}},)),
    ("send", ({"id": "message-1", "text": " \n\t "},)),
    ("press", ({"id": "message-1", "button": "/affirm"},)),
    ("press", ({"id": "message-1", "button": "b-0000000000000000"},)),
    ("press", ({"id": "message-1", "text": "b-0000000000000000"},)),
    ("sign_in", ({"token": 5},)),
    ("sign_in", ({"token": "a.b.c"},)),
    ("sign_in", ({"token": "x" * 9000},)),
    ("sign_in", (None,)),
    ("hello", (None,)),
    ("hello", ([{"secret": "x"}],)),
    ("hello", ({"secret": "x", "since": -1},)),
]


def test_t18_odd_events_are_refused_one_by_one(url: str) -> None:
    async def story() -> None:
        tab = await Tab().open(url)
        for event, data in EVENTS:
            answer = await tab.ask(event, *data)
            assert set(answer) <= {"error", "wait"}, (event, data)
            assert answer["error"] in (
                "bad_request", "empty", "button_gone", "sign_in_refused", "session_ended",
            ), (event, data)  # fmt: skip
        assert (await tab.ask("send", {"id": "message-9", "text": "still there?"}))["ok"]
        assert await tab.answer()
        await tab.close()

    talk(story())


@pytest.mark.parametrize(
    "text",
    ["x" * 3000, "e\u0301" * 1200, "\u0000\u0007 hej", "\ud800 hej", "a\u0300\u0301" * 800],
    ids=["long", "accents", "controls", "surrogate", "stacked"],
)
def test_t18_odd_texts_are_answered(url: str, text: str) -> None:
    async def story() -> None:
        tab = await Tab().open(url)
        raw = json.dumps(["send", {"id": "message-1", "text": text}])
        await tab.write("42" + raw)
        assert await tab.answer()
        assert len(tab.heard[0]["text"]) <= 2000
        await tab.close()

    talk(story())


RUBBISH = [
    "2" + "[" * 8000,
    "20" + json.dumps(["send"] * 4000)[:MAX_EVENT_BYTES],
    "2notjson",
    "2" + json.dumps({"not": "a list"}),
    "2[]",
    "2[5]",
    '2["connect"]',
    '2["disconnect"]',
    '2["join","c-1"]',
    '2["enter_room","c-1"]',
    "5999999999-" + json.dumps(["send", {"_placeholder": True, "num": 0}]),
    "40/admin,{}",
    "99",
    "\u0000",
    "x" * (MAX_EVENT_BYTES + 5000),
]


@pytest.mark.parametrize("rubbish", RUBBISH, ids=lambda text: f"{text[:16]!r}x{len(text)}")
def test_t18_rubbish_disturbs_nobody_else(url: str, rubbish: str) -> None:
    async def story() -> None:
        honest = await Tab().open(url)
        secret = (await honest.ask("send", {"id": "message-1", "text": "hello"}))["secret"]
        async with aiohttp.ClientSession(headers={"Origin": PAGE}) as session:
            target = f"{url}{PATH}/?EIO=4&transport=websocket"
            async with session.ws_connect(target, max_msg_size=0) as attacker:
                await attacker.send_str("40")
                for _ in range(3):
                    if attacker.closed:
                        break
                    try:
                        await attacker.send_str(
                            rubbish if rubbish[0] == "\u0000" else "4" + rubbish
                        )
                    except (ConnectionError, RuntimeError):
                        break
        await honest.answer(1)
        await honest.ask("send", {"id": "message-2", "text": "still there?"})
        assert len(await honest.answer(2)) == 2
        assert (await honest.ask("hello", {"secret": secret}))["ok"]
        await honest.close()

    talk(story())


@pytest.mark.parametrize("size", [MAX_EVENT_BYTES + 1, MOST_SERVER_BYTES + 1])
def test_t18_large_bodies_are_refused(url: str, size: int) -> None:
    async def story() -> None:
        async with aiohttp.ClientSession(headers={"Origin": PAGE}) as session:
            target = f"{url}{PATH}/?EIO=4&transport=polling"
            async with session.get(target) as reply:
                sid = json.loads((await reply.text())[1:])["sid"]
            async with session.post(f"{target}&sid={sid}", data=b"4" * size) as reply:
                assert reply.status == 413
            async with session.get(f"{url}/webhooks/widget/") as reply:
                assert reply.status == 200

    talk(story())


@pytest.mark.parametrize(
    "origins",
    ["", " , ", "*", "https://*", "null", "http://help.example", "https://help.example/",
     "https://a.example,*", "https://a.example/x", "javascript:alert(1)"],
)  # fmt: skip
def test_origins_are_named_exactly_or_the_channel_stays_shut(origins: str) -> None:
    with pytest.raises(RasaException, match="SALDO_WIDGET_ORIGINS"):
        WidgetInput.from_credentials({}, {**ENVIRON, "SALDO_WIDGET_ORIGINS": origins})


def test_no_key_no_channel() -> None:
    with pytest.raises(RasaException, match="SALDO_IDENTITY_KEY"):
        WidgetInput.from_credentials({}, {"SALDO_WIDGET_ORIGINS": PAGE})


def test_several_origins() -> None:
    named = read_origins("https://a.example, https://b.example:8443 ,http://localhost:8085")
    assert named == {"https://a.example", "https://b.example:8443", "http://localhost:8085"}


@pytest.mark.parametrize(
    ("headers", "fits"),
    [
        ({"origin": "https://a.example"}, True),
        ({"origin": "https://b.example"}, False),
        ({}, True),  # a plain GET of the bot's own site, or no browser
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"sec-fetch-site": "same-site"}, False),
        ({"upgrade": "websocket"}, False),
    ],
)
def test_who_names_no_origin(headers: dict[str, str], fits: bool) -> None:
    assert origin_fits(headers, frozenset({"https://a.example"})) is fits
