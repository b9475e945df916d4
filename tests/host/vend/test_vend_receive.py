# test_vend_receive.py - reports: the state follows the card, and never takes a step back
"""Reports come from the simulated chip."""

import pytest

from wattkey import orders


def states(desk):
    return [(state, proved) for _, state, proved in desk.ledger()[0]]


def test_a_card_that_has_taken_nothing_says_so(desk):
    desk.sell()
    outcome = desk.receive()
    assert (outcome.card, outcome.state, outcome.purchase, outcome.reading) == (desk.card.card, "none", None, None)
    assert outcome.words == ("The card has not taken an order yet.",)
    assert not outcome.changed
    assert states(desk) == [("sold", False)]


def test_the_state_follows_the_card(desk):
    desk.take(desk.sell())
    assert desk.receive().purchase.state == "loaded"
    desk.offer()
    assert desk.receive().purchase.state == "offered"
    desk.status()  # a new login, and the meter still has the count before
    desk.prove()
    assert desk.receive().purchase.state == "not credited"
    desk.offer()
    assert desk.receive().purchase.state == "offered"
    desk.credit(10000)
    outcome = desk.receive()
    assert (outcome.purchase.state, outcome.purchase.proved) == ("delivered", True)
    assert outcome.words == ("Order 1, 100.00, count 1: delivered, proved by the meter.",)


def test_another_amount_at_the_meter_is_disputed_and_not_proved(desk):
    desk.take(desk.sell())
    desk.offer()
    desk.count += 1
    desk.status()
    desk.prove()
    desk.apdu(0x1E, (1).to_bytes(4, "big") + (777).to_bytes(4, "big"))
    outcome = desk.receive()
    assert (outcome.purchase.state, outcome.purchase.proved) == ("disputed", False)
    assert "settle" in outcome.words[0]


def test_the_same_report_again_changes_nothing(desk):
    desk.deliver(desk.sell())
    desk.read(50000)
    text = desk.report()
    first = desk.receive(text)
    before = desk.ledger()
    again = desk.receive(text)
    assert (first.changed, again.changed) == (True, False)
    assert again.words == first.words
    assert desk.ledger() == before


def test_an_older_report_never_moves_a_state_back(desk):
    reports = []
    desk.take(desk.sell())
    reports.append(desk.report())
    desk.offer()
    reports.append(desk.report())
    desk.status()
    desk.prove()
    reports.append(desk.report())
    assert orders.parse(reports[-1])["state"] == "not credited"
    desk.offer()
    desk.credit(10000)
    desk.receive()
    for text in reports:
        outcome = desk.receive(text)
        assert not outcome.changed
        assert "an older report" in outcome.words[0]
        assert states(desk) == [("delivered", True)]


def test_offered_does_not_fall_back_to_stored(desk):
    desk.take(desk.sell())
    stored = desk.report()
    desk.offer()
    desk.receive()
    desk.receive(stored)
    assert states(desk) == [("offered", False)]


def test_a_late_report_of_the_order_before_leaves_the_newer_one_alone(desk):
    desk.deliver(desk.sell(10000, "P1"))
    late = desk.report()
    desk.deliver(desk.sell(5000, "P2"))
    desk.receive()
    desk.receive(late)
    assert states(desk) == [("delivered", True), ("delivered", True)]


def test_an_order_taken_means_the_one_before_was_delivered(desk):
    desk.deliver(desk.sell(10000, "P1"))  # its report never comes
    desk.take(desk.sell(5000, "P2"))
    desk.receive()
    assert states(desk) == [("delivered", True), ("loaded", False)]


def test_delivered_without_the_meters_proof_is_told_apart(desk):
    desk.deliver(desk.sell())
    outcome = desk.receive(desk.forge(proved_count=0))
    assert (outcome.purchase.state, outcome.purchase.proved) == ("delivered", False)
    assert outcome.words == ("Order 1, 100.00, count 1: delivered.",)
    assert desk.receive().purchase.proved
    desk.receive(desk.forge(proved_count=0))
    assert states(desk) == [("delivered", True)]


def test_a_proved_count_alone_delivers_nothing(desk):
    desk.take(desk.sell())
    desk.receive(desk.forge(proved_count=99))
    assert states(desk) == [("loaded", False)]


@pytest.mark.parametrize("state", ["stored", "offered", "not credited"])
@pytest.mark.parametrize(("proved", "used"), [(0, False), (1, True), (2, True)])
def test_a_count_that_the_meter_has_used_is_to_be_settled(desk, state, proved, used):
    desk.take(desk.sell())
    words = desk.receive(desk.forge(state=state, proved_count=proved)).words[0]
    assert words.startswith("Order 1, 100.00, count 1: ")
    assert ("the meter has used this count already" in words, "settle it" in words) == (used, used)
    assert ("meter once more" in words or "not yet brought" in words) == (not used)
    assert states(desk) == [("loaded" if state == "stored" else state, False)]


def test_a_credit_whose_record_was_not_read_is_to_be_settled(desk):
    desk.take(desk.sell())
    desk.offer()
    desk.count += 1
    desk.status()
    assert "go to the meter once more" in desk.receive().words[0]  # two MACs of one form prove nothing
    desk.prove()
    assert "has used this count already" in desk.receive().words[0]
