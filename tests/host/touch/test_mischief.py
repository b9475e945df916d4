# test_mischief.py - messages that are none, too much, or not for this page: refused, and nothing happens
from pathlib import Path

import pytest

from wattkey_host.touch.acts import ACTS

BAD = [
    None, 1, "x", [], [{}], {}, {"do": None}, {"do": 5}, {"do": ["power"]}, {"do": {}}, {"do": "power"}, {"do": "x"},
    {"do": "power", "on": 1}, {"do": "power", "on": True, "more": 1}, {"do": "key.down"}, {"do": "key.down", "key": ""},
    {"do": "key.down", "key": 1}, {"do": "key.down", "key": ["1"]}, {"do": "beam.point", "meter": -1},
    {"do": "beam.point", "meter": 5}, {"do": "beam.point", "meter": 0.0}, {"do": "beam.point", "meter": True},
    {"do": "beam.hold", "distance": 0, "angle": 0}, {"do": "beam.hold", "distance": float("nan"), "angle": 0},
    {"do": "beam.hold", "distance": float("inf"), "angle": 0}, {"do": "meter.load", "meter": 0, "kw": 1e9},
    {"do": "meter.load", "meter": 1 << 70, "kw": 1}, {"do": "meter.add", "standard": "2013"},
    {"do": "meter.add", "rates": 4.0}, {"do": "meter.add", "preamble": 10_000}, {"do": "time.speed", "speed": 1e9},
    {"do": "time.speed", "speed": "1"}, {"do": "time.speed", "speed": 0}, {"do": "counter.sell", "amount": 100},
    {"do": "counter.sell", "amount": "-1.00"}, {"do": "counter.sell", "amount": "1e9"},
    {"do": "counter.sell", "amount": "99999999999999.00"}, {"do": "counter.sell", "amount": "0.00"},
    {"do": "counter.sell", "amount": "1.00", "close": 0}, {"do": "counter.take_back", "payment": "x'; drop table"},
    {"do": "counter.refund", "payment": "\x00"}, {"do": "counter.refund", "payment": "x" * 65},
    {"do": "drive.put", "name": "../etc/passwd", "data": ""}, {"do": "drive.put", "name": "/a/b/c", "data": ""},
    {"do": "drive.put", "name": "..", "data": ""}, {"do": "drive.put", "name": "a\\b", "data": ""},
    {"do": "drive.put", "name": "", "data": ""}, {"do": "drive.put", "name": "x.json", "data": "%%%"},
    {"do": "drive.put", "name": "x.json", "data": 7}, {"do": "drive.put", "name": "x" * 200, "data": ""},
    {"do": "drive.put", "name": "x.json", "data": "A" * 1_500_000}, {"do": "drive.delete", "name": "code.py"},
    {"do": "fault.arm", "name": "fire"}, {"do": "fault.undo"}, {"do": "scene.new", "language": "xx"},
    {"do": "scene.new", "personality": "kind"},
    {"do": "lesson.open", "name": "../../stories/box"}, {"do": "lesson.open", "name": "box64", "line": -1},
    {"do": "box.hang", "meters": 65}, {"do": "lesson.step"}, {"do": "lesson.leave"},
]  # fmt: skip


@pytest.mark.parametrize("message", BAD, ids=lambda m: str(m)[:60])
def test_what_does_not_fit_is_refused_in_words_and_changes_nothing(shared, message):
    machine = shared.engine.scene.world.machine
    before = (shared.engine.scene, machine.state, machine.lives, dict(shared.engine.fingers), shared.engine.pacer.speed)
    reply = shared.send(message)
    assert reply["ok"] is False
    assert reply["why"]
    assert before == (
        shared.engine.scene, machine.state, machine.lives, dict(shared.engine.fingers), shared.engine.pacer.speed
    )  # fmt: skip
    assert shared.engine.scene.counter.sold() == []


def test_a_reply_has_the_number_of_its_message_and_nothing_else_of_it(shared):
    for given, back in ((7, 7), ("a", "a"), (None, None), ({"x": 1}, None), ("y" * 90, None), (True, None)):
        assert shared.send({"id": given, "do": "nothing"})["id"] == back


def test_a_page_that_never_fetches_its_replies_is_given_up(shared):
    client = shared.join()
    for _ in range(300):
        client.reply({"id": 1, "ok": True})
    assert client.lost
    shared.engine.leave(client)


def test_every_act_is_on_the_page_of_the_protocol():
    page = (Path(__file__).parents[3] / "docs/sim.md").read_text()
    for name, act in ACTS.items():
        (row,) = [line for line in page.splitlines() if line.startswith(f"| `{name}`")]
        assert [argument for argument in act.takes if f"`{argument}`" not in row] == []
