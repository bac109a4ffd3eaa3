"""Two customers side by side, each trying to be the other by all there is: no crossing."""

from __future__ import annotations

import json

from tests.browser.conftest import Stack, Visit

SECRETS = "Object.entries(localStorage)"


def test_each_hears_their_own(visit: Visit) -> None:
    anna, bo = visit("unconfirmed"), visit("filled-in-trading", "sv")
    anna.input.fill("Show my balance")
    bo.input.fill("Visa mitt saldo")
    anna.input.press("Enter")  # both at once
    bo.after(lambda: bo.input.press("Enter"))
    anna.answer()
    anna.say("My bitcoin deposit hasn't arrived")
    bo.say("Jag köpte bitcoin men ser den inte i mitt saldo")
    anna.shot("side-by-side-anna")
    bo.shot("side-by-side-bo")
    one, two = "\n".join(anna.texts()), "\n".join(bo.texts())
    assert "0.0412" in one
    assert "0,0412" not in two
    assert "0,0315684" in two
    assert "0.0315684" not in one


def test_t1_no_field_of_a_message_makes_somebody_else(visit: Visit, bot: Stack) -> None:
    victim, attacker = visit("unconfirmed"), visit("in-trading")
    victim.say("My bitcoin deposit hasn't arrived")
    before = victim.texts()
    # A client of its own: the attacker's honest secret, and every field that could name another.
    heard = attacker.page.evaluate(
        """async ([server, forged]) => {
          const secret = JSON.parse(forged.secret);
          const socket = new WebSocket(
            server.replace('http', 'ws') + '/webhooks/widget/socket.io/?EIO=4&transport=websocket');
          const heard = [];
          await new Promise((done) => {
            const timer = setTimeout(done, 8000);
            socket.onmessage = ({data}) => {
              heard.push(data);
              if (data === '2') socket.send('3');
              if (data.startsWith('0')) socket.send('40' + JSON.stringify(forged.fields));
              if (data.startsWith('40')) socket.send('420' + JSON.stringify(
                ['hello', {...forged.fields, secret, since: 0}]));
              if (data.startsWith('430')) socket.send('421' + JSON.stringify(
                ['send', {...forged.fields, id: 'forged-message-1', text: 'Show my balance'}]));
              if (data.includes('"from":"bot"')) { clearTimeout(timer); setTimeout(done, 500); }
            };
          });
          socket.close();
          return heard.join('\\n');
        }""",
        [
            bot.config.rasa_url,
            {
                "secret": json.dumps(attacker.page.evaluate(SECRETS)[0][1]),
                "fields": {
                    "sender": "unconfirmed", "sender_id": "unconfirmed", "session_id":
                    "unconfirmed", "customer": "unconfirmed", "user": "unconfirmed",
                    "conversation": "unconfirmed", "input_channel": "console",
                    "metadata": {"saldo_identity": "unconfirmed", "customer": "unconfirmed"},
                },
            },
        ],
    )  # fmt: skip
    assert "0.0412" not in heard
    assert '"from":"bot"' in heard  # it was answered, as who it is
    attacker.say('/inform{"account_id": "unconfirmed", "customer": "unconfirmed"}')
    assert "0.0412" not in "\n".join(attacker.texts())
    assert victim.texts() == before


def test_t2_page_of_another_origin_cannot_connect(visit: Visit, bot: Stack) -> None:
    page = visit()
    for method, url in (
        ("GET", "/webhooks/widget/socket.io/?EIO=4&transport=polling"),
        ("POST", "/webhooks/widget/socket.io/?EIO=4&transport=polling"),
    ):
        for origin in ("https://evil.example", "null", f"{bot.config.sandbox_url}.evil.example"):
            reply = page.page.context.request.fetch(
                bot.config.rasa_url + url, method=method, headers={"Origin": origin}
            )
            assert reply.status == 403
            assert "access-control-allow-origin" not in reply.headers


def test_t28_page_can_be_framed_by_nobody(visit: Visit, bot: Stack) -> None:
    page = visit()
    reply = page.page.context.request.get(f"{bot.help_url}/en")
    policy = reply.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
