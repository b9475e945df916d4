# test_server.py - the page's server over HTTP and websockets: who is let in, what is sent, what ends a connection
import json

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from wattkey_host.touch.server import MOST_PAGES, PAGE, Site
from wattkey_host.wordtable import LANGUAGES

HERE, WS = "http://127.0.0.1:8645", "ws://127.0.0.1:8645/ws"


@pytest.fixture
def closed():
    return []


@pytest.fixture
def client(closed):
    site = Site(closed=lambda: closed.append(1))
    with TestClient(site.app(), base_url=HERE) as one:
        one.engine = site.engine
        yield one


def until(socket, wanted):
    """Messages until one has it."""
    for _ in range(500):
        if found := wanted(json.loads(socket.receive_text())):
            return found
    raise AssertionError("it never came")


def reply(socket, number):
    return until(socket, lambda m: next((r for r in m.get("replies", ()) if r["id"] == number), None))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_its_words_and_everything_it_needs_and_is_small(client, language):
    page = client.get("/", params={"lang": language})
    assert page.status_code == 200
    assert ("电钥匙的屏幕" in page.text) == (language == "zh")
    assert "built-in method" not in page.text
    files = [file for file in PAGE.iterdir() if file.suffix in (".js", ".css")]
    sent = [client.get(f"/page/{file.name}") for file in files]
    assert all(answer.status_code == 200 for answer in sent)
    assert len(page.content) + sum(len(answer.content) for answer in sent) < 200_000
    assert not any("//" + "cdn" in text or "http://" in text or "https://" in text for text in (a.text for a in sent))


def test_nothing_from_elsewhere_may_run_in_the_page(client):
    headers = client.get("/").headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_purchase_file_can_be_downloaded_and_no_other(client):
    with client.websocket_connect(WS) as socket:
        socket.send_json({"id": 1, "do": "counter.sell", "amount": "5.00"})
        name = until(socket, lambda m: (m.get("state", {}).get("counter") or {}).get("purchases"))[0]["file"]
    assert client.get(f"/file/{name}").json()["amount"] == "5.00"
    for other in ("keys.json", "ledger.db", "..%2fkeys.json", "..%2f..%2fetc%2fpasswd"):
        assert client.get(f"/file/{other}").status_code == 404
    assert client.get("/page/../server.py").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "["},
        {"origin": "http://evil.example"},
        {"origin": "http://["},
        {"origin": "null"},
    ],
)
def test_another_name_or_a_page_from_elsewhere_is_not_let_in(client, headers):
    assert client.get("/", headers=headers).status_code == 403
    with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect(WS, headers=headers) as socket:
        socket.receive_text()
    assert refused.value.code in (1008, 403)
    assert not client.engine.hub.clients


def test_the_page_s_own_origin_is_let_in(client):
    with client.websocket_connect(WS, headers={"origin": HERE}) as socket:
        assert len(json.loads(socket.receive_text())["state"]) >= 10


def test_keys_reach_the_device_and_its_screen_comes_back(client):
    with client.websocket_connect(WS) as socket:
        first = until(socket, lambda m: m.get("screen"))
        socket.send_json({"id": 1, "do": "key.down", "key": "D"})
        assert reply(socket, 1)["ok"]
        assert until(socket, lambda m: m.get("screen")) != first
        until(socket, lambda m: "Menu" in " ".join(m.get("state", {}).get("device", {}).get("words", [])))
        socket.send_json({"id": 2, "do": "key.up", "key": "D"})
        assert reply(socket, 2)["ok"]


def test_bytes_end_a_connection_and_so_do_twenty_messages_that_are_none(client):
    with client.websocket_connect(WS) as socket:
        socket.send_bytes(b"\x00\x01")
        with pytest.raises(WebSocketDisconnect) as ended:
            until(socket, lambda m: False)
    assert ended.value.code == 1003
    with client.websocket_connect(WS) as socket:
        for text in ["{", "[" * 5000, "nul", "1", '"x"', "[]"] * 4:
            socket.send_text(text)
        with pytest.raises(WebSocketDisconnect) as ended:
            until(socket, lambda m: False)
    assert ended.value.code == 1008
    assert client.engine.scene.world.machine.state == "running"


def test_eight_pages_and_no_more_and_a_closed_one_leaves_nothing(client, closed):
    sockets = [client.websocket_connect(WS) for _ in range(MOST_PAGES)]
    for socket in sockets:
        socket.__enter__()
        until(socket, lambda m: m.get("screen"))
    with pytest.raises(WebSocketDisconnect) as crowded, client.websocket_connect(WS) as one:
        one.receive_text()
    assert crowded.value.code == 1013
    sockets[0].send_json({"id": 1, "do": "key.down", "key": "5"})
    assert reply(sockets[0], 1)["ok"]
    assert closed == []
    for socket in sockets:
        socket.__exit__(None, None, None)
    assert client.engine.hub.clients == set()
    assert client.engine.fingers == {}
    assert closed == [1]
