# test_hostile_beam.py - replayed, recorded, foreign, edited, twice, too late: refused or healed, and nothing is lost
"""Each over infrared and over USB serial."""

from dataclasses import asdict

import pytest
from sqlalchemy import select

from fakes.clock import FakeClock
from fakes.link import FakeLink
from wattkey.dlt645.asker import NoAnswer, Refused
from wattkey.dlt645.codes import END, HELLO, PIECE, PROVE, REPORT
from wattkey.dlt645.frame import Frame, encode
from wattkey.dlt645.master import Master
from wattkey.pieces import MORE
from wattkey.ports import Link
from wattkey_host.sim.head import WorldClock, straight
from wattkey_host.vend.book.ledger import Purchase
from wattkey_host.vend.errors import VendError
from wattkey_host.vend.live.beam import Terminal

FAMILY = 0x0F574B00
ADDRESS = bytes.fromhex("000000000001")  # the last 12 digits of the card


@pytest.fixture
def counter(both_ways):
    return both_ways


def kind(frame):
    return frame.data[0]


def with_data(frame, data):
    return Frame(frame.address, frame.control, bytes(data))


def test_a_recorded_session_does_nothing_when_it_is_played_again(counter):
    """Even to a chip that is as it was before that session: what it would have to answer has changed."""
    before = counter.chip.cells
    terminal = counter.tap()
    counter.sell(terminal=terminal)
    recorded = terminal.link.asked
    assert len(recorded) == 6
    for end in range(1, len(recorded) + 1):
        again(counter, before)
        for frame in recorded[:end]:
            straight(counter.link.send(encode(frame)))
            counter.world.run_for(1.5)
        assert counter.chip.cells == before
        assert counter.chip.ram.session is None
        assert straight(counter.link.receive(0)) or end > 1  # it was heard: "who are you" is for anybody
    assert not counter.sell().before


def again(counter, cells):
    """The flow anew, and a chip with these cells."""
    counter.back_to_menu()
    counter.open()
    counter.chip.memory.write(**asdict(cells))


def test_a_device_that_plays_recorded_answers_is_not_believed(counter):
    terminal = counter.tap()
    counter.sell(terminal=terminal)
    recorded = terminal.link.answered

    recorder = FakeLink(FakeClock(counter.world.clock), lambda data: recorder.say(recorded, 20))  # all of it at once
    with pytest.raises(VendError, match="cannot prove"):
        counter.sell(50_00, "P2", counter.terminal(link=recorder))
    with counter.shop.transaction() as session:
        assert len(session.scalars(select(Purchase)).all()) == 1


def test_another_sellers_key_is_refused_and_the_right_one_goes_on(counter):
    with pytest.raises(VendError, match="does not know this shop's keys"):
        counter.receive(counter.terminal(shop=counter.other_shop()))
    assert counter.sell().purchase.order == 1


def test_one_question_played_again_gets_its_answer_again_and_does_nothing_twice(counter, between):
    """Each question of a sale comes twice, as from a recorder that is quicker than the seller."""
    terminal = between(lambda frame: frame, piece=20)
    link, packed = terminal.link, counter.order()
    straight(terminal.open())
    for at in (0, 20, 40):
        have = straight(terminal.put(packed, at))
        again = straight(Master(counter.link, WorldClock(counter.world)).ask(link.asked[-1], 4))
        assert int.from_bytes(again[:2], "little") == have[0] == min(at + 20, len(packed))
    assert counter.chip.memory.writes == 1
    assert counter.state == ("stored", 1)
    assert counter.sell(terminal=terminal).before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"card": "0000000000000099"}, "T32"),
        ({"amount": "900.00"}, "T31"),
        ({"meter": "000000123457"}, "T31"),
        ({"order": 2}, "T31"),
        ({"mac": "00" * 16}, "T31"),
    ],
)
def test_another_cards_document_or_an_edited_one_is_refused(counter, changes, code):
    assert counter.hand_in(counter.order(**changes)) == code
    assert counter.state == ("none", 0)
    assert counter.sell().purchase.order == 1  # the same session's right document is taken


def test_what_is_no_document_is_refused_and_the_session_goes_on(counter):
    terminal = counter.terminal()
    straight(terminal.open())
    for packed in (b"\x01" * 46, b"\x02" + bytes(113), b"\xff" * 200):
        assert straight(terminal.hand_in(packed)).startswith("T2")
    assert straight(terminal.hand_in(counter.order())) == "A00"


def test_a_piece_edited_on_its_way_ends_the_session_and_the_terminal_heals_it(counter, between):
    left = [1]

    def edit(frame):
        if kind(frame) == PIECE and left[0]:
            left[0] -= 1
            return with_data(frame, frame.data[:-5] + bytes([frame.data[-5] ^ 1]) + frame.data[-4:])
        return frame

    terminal = between(edit)
    assert counter.hand_in(counter.order(), terminal) == "A00"
    assert [kind(frame) for frame in terminal.link.asked] == [HELLO, PROVE, PIECE, HELLO, PROVE, PIECE]
    assert (counter.state, counter.chip.memory.writes) == (("stored", 1), 1)


def test_a_wrong_mac_ends_the_session_in_the_chip_too(counter):
    """A guess costs a session: four bytes cannot be tried one after the other."""
    terminal = counter.terminal()
    straight(terminal.open())
    assert counter.chip.ram.session
    with pytest.raises(Refused):
        straight(
            Master(counter.link, WorldClock(counter.world)).security(
                ADDRESS, FAMILY + REPORT, b"\0\0", b"\0\x50", bytes(4)
            )
        )
    assert counter.chip.ram.session is None
    assert straight(terminal.hand_in(counter.order())) == "A00"


def test_an_answer_edited_on_its_way_is_not_believed(counter):
    """Somebody says that the chip has taken it: the clerk is told what is true."""

    def taken(frame):
        if kind(frame) == PIECE and len(frame.data) > 10:
            return with_data(frame, frame.data[:6] + b"00A" + frame.data[9:])
        return frame

    with pytest.raises(VendError, match="breaks off again and again"):
        counter.hand_in(counter.order(mac="00" * 16), counter.altered(taken))
    assert counter.state == ("none", 0)


def test_a_report_of_another_session_is_not_believed(counter):
    """The same report, as it was told in an earlier session: it may be older than what is true."""
    kept = []

    def old(frame):
        if kind(frame) == REPORT and len(frame.data) > 10:
            kept.append(frame)
            return kept[(len(kept) - 1) % 2]  # it comes in two pieces
        return frame

    counter.sell(terminal=counter.altered(old))
    counter.back_to_menu()
    counter.open()
    with pytest.raises(VendError, match="report does not arrive whole"):
        counter.receive(counter.altered(old))


def test_a_piece_that_comes_twice_is_one(counter, between):
    """The very same question again, as after a lost answer, and all of the earlier ones once more."""
    terminal = between(lambda frame: frame, piece=12)
    seen = terminal_frames(terminal)
    assert counter.hand_in(counter.order(), terminal) == "A00"
    master = Master(counter.link, WorldClock(counter.world))
    repeated = straight(master.ask(seen[-1], 4))
    assert repeated[2:5] == b"00A"
    before = counter.chip.cells
    with pytest.raises(Refused):
        straight(master.ask(seen[-2], 4))
    assert counter.chip.cells == before
    counter.world.run_for(1)
    assert counter.sell().before


def terminal_frames(terminal):
    """Every question that the terminal will have sent."""
    return terminal.link.asked


def test_pieces_out_of_order_are_put_right(counter, between):
    """The second piece before the first: it does not follow, so it is not kept, and the first is asked for."""
    packed = counter.order()
    terminal = counter.terminal(piece=20)
    straight(terminal.open())
    have = straight(terminal.put(packed, 20))
    assert have == (0, "---")
    assert straight(terminal.put(packed, 0)) == (20, "---")
    assert straight(terminal.put(packed, 0)) == (20, "---")
    assert straight(terminal.put(packed, 40)) == (20, "---")
    assert straight(terminal.put(packed, 20)) == (40, "---")
    assert straight(terminal.put(packed, 40)) == (47, "A00")


def test_pieces_of_two_documents_do_not_mix(counter):
    one, two = counter.order(), counter.order(50_00, "P2")
    terminal = counter.terminal(piece=20)
    straight(terminal.open())
    assert straight(terminal.put(one, 0)) == (20, "---")
    assert straight(terminal.put(two, 20)) == (0, "---")
    assert straight(terminal.hand_in(one)) == "A00"


def test_a_document_that_is_not_what_its_checksum_says_is_not_judged(counter):
    """Its MAC would be right: a terminal with a fault put it together."""
    packed = counter.order()
    terminal = counter.terminal(piece=len(packed))
    straight(terminal.open())
    wrong = (len(packed).to_bytes(2, "big"), b"\0\0", b"\0\0\0\1", packed)
    answer = straight(terminal.say(PIECE, *wrong))
    assert answer == b"\0\0---"
    assert counter.state == ("none", 0)
    assert straight(terminal.hand_in(packed)) == "A00"


@pytest.mark.parametrize("reopened", [True, False])
def test_a_session_left_open_for_ten_minutes_is_over_and_is_healed(counter, reopened):
    terminal = counter.terminal()
    straight(terminal.open())
    counter.world.run_for(600)
    assert counter.chip.ram.session is None
    if not reopened:
        with pytest.raises(VendError, match="does not answer"):
            straight(terminal.hand_in(counter.order()))
        assert counter.state == ("none", 0)
        return
    counter.open()
    assert straight(terminal.hand_in(counter.order())) == "A00"


@pytest.mark.parametrize("number", [PROVE, PIECE, REPORT, END, 6, 0])
def test_outside_a_session_only_who_are_you_is_answered(counter, number):
    master = Master(counter.link, WorldClock(counter.world))
    straight(master.security(b"\xaa" * 6, FAMILY + HELLO))
    fields = {PROVE: (bytes(8), bytes(8)), PIECE: (b"\0\x2f", b"\0\0", bytes(4), b"\1" * 47, bytes(4))}
    with pytest.raises(Refused):
        straight(master.security(ADDRESS, FAMILY + number, *fields.get(number, (bytes(4),))))
    assert counter.state == ("none", 0)


@pytest.mark.parametrize(
    "question",
    [
        Frame(b"\xaa" * 6, 0x13),  # read address
        Frame(ADDRESS, 0x11, bytes.fromhex("00010000")),  # read energy
        Frame(ADDRESS, 0x03, bytes.fromhex("FF008107") + bytes(4)),  # 078102FF-like
        Frame(ADDRESS, 0x83, b"\x01KW\x0f" + bytes(4)),  # an answer
        Frame(bytes.fromhex("000000000002"), 0x03, b"\x01KW\x0f" + bytes(4)),  # another device
        Frame(b"\xaa" * 6, 0x03, b"\x04KW\x0f" + bytes(8)),  # not who are you, to anybody
        Frame(b"\x99" * 6, 0x03, b"\x01KW\x0f" + bytes(4)),  # broadcast
    ],
)
def test_what_is_not_for_us_is_met_with_silence(counter, question):
    master = Master(counter.link, WorldClock(counter.world))
    straight(master.security(b"\xaa" * 6, FAMILY + HELLO))  # it knows its address now
    straight(counter.link.send(encode(question)))
    assert straight(counter.link.receive(2000)) == b""


def test_an_empty_world_is_no_answer(counter):
    counter.world.air.aim(None)
    counter.world.cable.unplug()
    with pytest.raises(NoAnswer):
        straight(Master(counter.link, WorldClock(counter.world)).security(ADDRESS, FAMILY + HELLO))


class Endless(Terminal):
    """A terminal whose device takes pieces for ever: of a document with so many bytes it says that it has `have`."""

    asked = 0

    async def put(self, packed, at):
        self.asked += 1
        assert self.asked < 100, "it would go on for ever"
        return self.have(at, len(packed)), MORE


HAVE = {
    "never anything": lambda at, size: 0,
    "what was there": lambda at, size: at,
    "a byte each time": lambda at, size: at + 1,
    "all of it": lambda at, size: size,
    "more than there is": lambda at, size: size + 1,
    "all but a byte, then nothing": lambda at, size: 0 if at else size - 1,
}


@pytest.mark.parametrize("have", HAVE.values(), ids=HAVE)
def test_a_device_that_always_wants_more_is_let_go(have):
    terminal = Endless(Link(), None, None)
    terminal.have = have
    with pytest.raises(VendError, match="does not arrive whole"):
        straight(terminal.hand_in(bytes(147)))
    assert terminal.asked <= 8
