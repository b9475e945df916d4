# test_post.py - when the mail part is in memory, and what it still knows when it comes back
import asyncio
import json
import sys

import pytest

import wattkey
from fakes.orderfile import PURCHASE, TEXT
from wattkey.post import Post

PARTS = ("strictjson", "kinds", "orders", "dropped", "mailbox", "outbox")
OTHER = json.dumps(PURCHASE | {"order": 5}).encode()


class Counter:
    """A post over the fakes of a desk. `watch` looks for some seconds, and collects the news."""

    def __init__(self, desk):
        self.desk, self.keys, self.due, self.idle = desk, [], False, True
        self.post = Post(desk.drive, desk.wallet, desk.clock, lambda: bool(self.keys))

    @property
    def loaded(self):
        return [name for name in PARTS if "wattkey." + name in sys.modules]

    def watch(self, seconds):
        news = []
        for _ in range(int(seconds * 10)):
            self.desk.clock.skip(100)
            news.append(asyncio.run(self.post.look(self.idle, self.due)))
        return [told for told in news if told]


@pytest.fixture
def counter(make_desk, monkeypatch):
    """The modules that a post unloads are those of this test alone."""
    for name in PARTS:
        __import__("wattkey." + name)
        monkeypatch.setitem(sys.modules, "wattkey." + name, sys.modules["wattkey." + name])
        monkeypatch.setattr(wattkey, name, getattr(wattkey, name))

    def make(*verdicts):
        made = Counter(make_desk(*verdicts))
        made.post.close()
        assert made.loaded == []
        return made

    return make


def test_without_a_cable_it_looks_once_and_leaves_the_memory(counter):
    made = counter()
    made.desk.drive.cable = False
    made.desk.drive.drop("/mail/meters.json", b"{}")
    assert made.watch(2) == []
    assert (made.loaded, made.post.box) == ([], True)


def test_it_stays_while_a_cable_is_in_or_something_is_to_be_published(counter):
    made = counter()
    made.watch(2)
    assert made.loaded == list(PARTS)
    made.desk.drive.cable = False
    made.due = True
    made.watch(2)
    assert made.loaded == list(PARTS)
    made.due = False
    made.watch(1)
    assert made.loaded == []
    made.due = True
    made.watch(1)
    assert made.loaded == list(PARTS)


def test_what_was_told_is_not_told_again_and_what_is_new_is(counter):
    made = counter("T31", "taken")
    made.watch(1)
    made.desk.drive.drop("/WK.json", TEXT)
    assert made.watch(5) == [("err.T31", "T31")]
    made.post.flow_begins()
    assert made.loaded == []
    made.desk.drive.drop("/WK2.json", OTHER, at=7)
    assert made.watch(70) == [("mail.received", "100.00")]
    assert made.desk.wallet.taken == [4, 5]


def test_what_waited_for_another_state_of_the_chip_is_judged_behind_a_flow_without_a_cable_too(counter):
    made = counter("T37", "taken")
    made.watch(1)
    made.desk.drive.drop("/WK.json", TEXT)
    assert made.watch(5) == [("err.T37", "T37")]
    made.desk.drive.cable = False
    made.post.flow_begins()
    made.idle = False
    assert made.watch(5) == []
    assert made.loaded == []  # a person is pressing keys
    made.idle = True
    assert made.watch(5) == [("mail.received", "100.00")]


def test_right_bytes_that_come_behind_the_wrong_ones_are_found_when_the_cable_is_out_again(counter):
    """A host writes the folder first; what it wrote last was not seen before the cable was pulled out."""
    made = counter("T31", "taken")
    made.watch(1)
    made.desk.drive.drop("/WK.json", OTHER)
    assert made.watch(2) == [("err.T31", "T31")]
    made.desk.drive.drop("/WK.json", TEXT)
    made.desk.drive.cable = False
    assert made.watch(5) == [("mail.received", "100.00")]
    made.watch(61)
    assert made.loaded == []


def test_a_key_does_not_wait_for_the_whole_part(counter):
    made = counter()
    made.keys.append("ok")
    made.watch(0.1)
    assert made.loaded == ["strictjson"]
    made.keys.clear()
    made.watch(0.1)
    assert made.loaded == list(PARTS)
