# test_web_sell.py - find, customer, sell, hand over, receipt: by a clerk in a browser
import re

import pytest

from wattkey import orders
from wattkey_host.vend.web import limits

METER, CUSTOMER = "000000123456", "000000000042"


def sale(**changes):
    return {"to": METER, "amount": "100.00", "payment": "P1", "close": "1", **changes}


def test_a_clerk_finds_a_customer_sells_and_downloads_the_file(clerk, desk):
    assert clerk.get("/", q="3456").headers["location"] == f"/customer?number={CUSTOMER}"
    assert METER in clerk.see("/customer", number=CUSTOMER)
    form = clerk.get("/sell", to=METER).text
    payment = re.search(r'name="payment" value="([^"]+)"', form)[1]
    assert clerk.done("/sell", **sale(payment=payment)) == f"/purchase?payment={payment}"
    assert "Hand the file over" in clerk.see("/purchase", payment=payment)
    file = clerk.post("/file", payment=payment)
    assert file.headers["content-disposition"] == 'attachment; filename="WK-0000000000000001-1.json"'
    assert desk.hand(file.content) == 0x9000
    row = desk.purchase(payment)
    assert (row.state, row.amount, row.clerk, row.close) == ("handed over", 10000, "anna", True)
    assert clerk.post("/file", payment=payment).content == file.content


def test_a_double_click_and_a_reload_sell_once(clerk, desk):
    where = [clerk.done("/sell", **sale()) for _ in range(3)]
    assert set(where) == {"/purchase?payment=P1"}
    assert len(desk.ledger()[0]) == 1
    assert "has bought 100.00" in clerk.refused("/sell", **sale(amount="200.00"))


@pytest.mark.parametrize("amount", ["", "100", "0.00", "-1.00", "1e2", "١٠٠.00", "999999999.99"])
def test_what_is_no_amount_sells_nothing_and_keeps_the_form(clerk, desk, amount):
    answer = clerk.post("/sell", **sale(amount=amount))
    assert answer.status_code == 409
    assert 'name="payment" value="P1"' in answer.text
    assert desk.ledger()[0] == []


def test_doubts_are_asked_back_and_sold_all_the_same(clerk, desk):
    for number in range(3):
        clerk.done("/sell", **sale(payment=f"A{number}"))
    assert "usually buys 100.00" in clerk.refused("/sell", **sale(amount="900.00"))
    assert "reads as 'A1'" in clerk.refused("/sell", **sale(payment="a1"))
    assert len(desk.ledger()[0]) == 3
    clerk.done("/sell", **sale(amount="900.00", sure="1"))
    clerk.done("/sell", **sale(payment="a1", sure="1"))
    assert len(desk.ledger()[0]) == 5


def test_a_meter_that_owes_more_is_told_before_the_sale(clerk, desk):
    desk.deliver(desk.sell(5000, "first"))
    desk.apdu(0x22, desk.count.to_bytes(4, "big") + bytes.fromhex("261120093015") + owes(2500))
    desk.receive()
    assert "less than 27.01 may not bring the light back" in clerk.refused("/sell", **sale(amount="27.00"))
    clerk.done("/sell", **sale(amount="60.00"))


def owes(cents):
    never = 0xFFFFFFFF
    return b"".join(value.to_bytes(4, "big") for value in (1000, never, never, never, never, 0, cents, 5000))


def test_limits_bind_a_clerk_by_sale_and_by_day_and_no_supervisor(clerk, supervisor, desk):
    limits.set_to(desk.shop, "bo", {"sale": 10000, "day": 15000, "refund": 0})
    assert "more than the 100.00 of one sale" in clerk.refused("/sell", **sale(amount="100.01"))
    clerk.done("/sell", **sale())
    assert "more than the 150.00 of a day" in clerk.refused("/sell", **sale(amount="50.01", payment="P2"))
    clerk.done("/sell", **sale(amount="50.00", payment="P2"))
    clerk.done("/sell", **sale())  # sold already: no new sale
    supervisor.done("/sell", **sale(amount="200.00", payment="P3"))


def test_a_receipt_has_the_file_s_number_as_a_code(clerk, auditor):
    clerk.done("/sell", **sale())
    for person in (clerk, auditor):
        page = person.get("/receipt", payment="P1").text
        assert "<svg" in page
        assert "WK-0000000000000001-1.json" in page


def test_a_name_and_a_telephone_are_found_and_can_be_erased(clerk):
    clerk.done("/customer", number=CUSTOMER, name="李 明", telephone="0571 8888")
    for asked in ("李", "8888", "0042"):
        assert clerk.get("/", q=asked).headers["location"] == f"/customer?number={CUSTOMER}"
    assert "Nothing was found" in clerk.see("/", q="%")
    clerk.done("/customer", number=CUSTOMER, name="", telephone="")
    assert "Nothing was found" in clerk.see("/", q="李")


def test_the_stations_of_a_purchase_have_their_times_and_what_to_do_next(clerk, desk):
    clerk.done("/sell", **sale())
    desk.take(desk.purchase())
    desk.receive()
    page = clerk.see("/customer", number=CUSTOMER)
    assert "goes to the meter" in page
    assert re.search(r"Sold 20\d\d-.* Handed over passed unseen On the card 20\d\d-.* Sent Delivered Proved", page)
    desk.offer()
    desk.credit(10000)
    desk.receive()
    assert "the meter itself has proved it" in clerk.see("/customer", number=CUSTOMER)


def test_both_languages_everywhere(clerk):
    clerk.done("/sell", **sale())
    for path, query in (
        ("/", {}),
        ("/customer", {"number": CUSTOMER}),
        ("/sell", {}),
        ("/purchase", {"payment": "P1"}),
    ):
        assert "当班" in clerk.see(path, lang="zh", **query)
    assert "当班" in clerk.see("/")  # kept
    assert "On duty" in clerk.see("/", lang="en")


def test_an_order_s_file_is_what_the_desk_makes(clerk, desk):
    clerk.done("/sell", **sale())
    doc = orders.parse(clerk.post("/file", payment="P1").content)
    assert (doc["type"], doc["amount"], doc["meter"]) == ("purchase", "100.00", METER)
