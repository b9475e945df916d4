# test_vend_receive_usage.py - the reading in a report: consumption per rate, held against the ledger
"""The chip stores what the meter told; a later reading replaces only its own."""

from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.ledger import Meter


def agreement(desk):
    return desk.receive().reading.agrees


def test_a_reading_says_whether_it_agrees_with_the_ledger(desk):
    desk.deliver(desk.sell())
    desk.read(50000)
    assert agreement(desk) is True
    desk.read(50001, bought=10001)
    assert agreement(desk) is False


def test_other_channels_count_in_it(desk):
    Desk(desk.shop).elsewhere(desk.card.meter, 1, 3000)
    desk.count, desk.bought = 1, 3000
    desk.deliver(desk.sell())
    desk.read(50000)
    assert agreement(desk) is True


def test_the_first_reading_has_no_difference_yet(desk):
    desk.deliver(desk.sell())
    desk.read(50000, (20000, 30000))
    outcome = desk.receive()
    assert (outcome.reading.count, outcome.reading.read_at) == (1, "2026-11-20 09:30:15")
    assert (outcome.reading.total, outcome.reading.rate2, outcome.reading.rate3) == (50000, 30000, None)
    assert (outcome.reading.remaining, outcome.reading.overdraft, outcome.reading.bought) == (9000, 0, 10000)
    assert set(outcome.reading.usage().values()) == {None}


def test_usage_is_the_difference_per_rate_since_the_recharge_before(desk):
    desk.deliver(desk.sell(10000, "P1"))
    desk.read(50000, (20000, 30000))
    desk.deliver(desk.sell(5000, "P2"))
    desk.read(51234, (20234, 31000), at="261220093015")
    outcome = desk.receive()
    assert outcome.reading.usage() == {"total": 1234, "rate1": 234, "rate2": 1000, "rate3": None, "rate4": None}
    assert outcome.words[1:] == (
        "Used since the recharge before, as the meter told it (kWh): total 12.34, rate1 2.34, rate2 10.00.",
    )


def test_each_recharge_keeps_its_reading(desk):
    for n in (1, 2):
        desk.deliver(desk.sell(10000, f"P{n}"))
        desk.read(50000 * n)
        desk.receive()
    assert [(count, total) for _, count, _, total in desk.ledger()[1]] == [(1, 50000), (2, 100000)]


def test_a_later_reading_after_the_same_recharge_replaces_it_and_an_older_one_does_not(desk):
    desk.deliver(desk.sell())
    desk.read(50000, at="261120093015")
    older = desk.report()
    desk.read(50700, at="261121093015")
    assert desk.receive(older).reading.total == 50000
    assert desk.receive().reading.total == 50700
    outcome = desk.receive(older)
    assert (outcome.reading.total, outcome.changed) == (50700, False)


def test_a_meter_clock_that_was_set_back_does_not_hide_the_later_reading(desk):
    desk.deliver(desk.sell())
    desk.read(50000, at="261120093015")
    desk.receive()
    desk.read(50700, at="250101000000")
    assert desk.receive().reading.total == 50700


def test_a_register_that_went_back_is_told(desk):
    desk.deliver(desk.sell(10000, "P1"))
    desk.read(50000)
    desk.deliver(desk.sell(5000, "P2"))
    desk.read(100)
    assert "went back" in desk.receive().words[1]


def test_the_cumulative_amount_is_held_against_the_ledger(desk):
    desk.deliver(desk.sell())
    desk.read(50000, bought=10000)
    assert len(desk.receive().words) == 1
    desk.read(50001, bought=10777)
    assert desk.receive().words[1:] == ("The meter says 107.77 was bought in all, this ledger 100.00: look into it.",)


def test_a_meter_with_purchases_elsewhere_is_not_suspected(desk):
    desk.deliver(desk.sell())
    desk.read(50000)
    outcome = desk.receive(desk.forge(read_count=2, bought="500.00"))
    assert "Count 2 of meter 000000123456 went to a purchase that this ledger does not know" in outcome.words[1]
    assert (len(outcome.words), outcome.reading.agrees) == (2, None)


def test_a_hole_in_the_counts_silences_no_alarm(desk):
    """Another channel's recharge that nobody told of, and then a sum that is lower than what was delivered here."""
    desk.deliver(desk.sell())
    desk.read(50000)
    outcome = desk.receive(desk.forge(read_count=2, bought="80.00"))
    assert outcome.reading.agrees is False
    assert "80.00 was bought in all, this ledger 100.00" in outcome.words[-1]


def test_a_false_reading_of_a_count_before_our_time_silences_no_later_one(desk):
    """The meter had five purchases when the ledger met it; the card tells of one with a count of before."""
    with desk.shop.transaction() as session:
        meter = session.get_one(Meter, desk.card.meter)
        meter.base = meter.count = 5
    desk.chip.memory.write(count=5)
    desk.count, desk.bought = 5, 100000
    desk.receive(desk.forge(read_count=1, total="1.00", bought="1.00"))
    desk.deliver(desk.sell(10000, "P1"))
    desk.read(50000)
    assert desk.receive().reading.agrees is None  # the first that is of our time
    desk.deliver(desk.sell(5000, "P2"))
    desk.read(60000)
    assert desk.receive().reading.agrees is True  # with a sum that begins before our time it could not be told
    desk.read(70000, bought=999)
    assert desk.receive().reading.agrees is False
