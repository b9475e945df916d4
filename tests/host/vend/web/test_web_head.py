# test_web_head.py - the handheld before the counter's infrared head: sold on the page, brought and heard by one button
from fakes.counterpages import PASSWORD, Browser, words
from wattkey_host.sim.chip.factory import chip_at
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.live.issue import issue
from wattkey_host.vend.web import people
from wattkey_host.vend.web.application import application
from wattkey_host.vend.web.counterroom import Counter
from wattkey_host.vend.web.headturn import HeadTurn

METER, CUSTOMER = "000000123456", "000000654321"


def test_what_was_sold_is_brought_to_the_handheld_at_the_head(tmp_path, sim):
    shop = Shop.create(tmp_path / "shop", seed=b"head")
    issue(Desk(shop), chip_at(tmp_path / "chip.json"), METER, CUSTOMER)
    counter = Counter(shop.folder, shop)
    people.put(shop, "bo", "bo", "supervisor", PASSWORD)
    counter.has_people = True
    person = Browser(application(counter), "bo")
    assert "no infrared head" in person.refused("/at-head")
    person.done("/sell", to=METER, amount="50.00", payment="P1", close="1")
    device = sim("--beam", "127.0.0.1:0", "--chip", str(tmp_path / "chip.json"), "--press", "menu 0")
    counter.port = device.see("beam: ").split(": ")[1].strip()
    device.see("Point at the")
    assert "Infrared head" in person.see("/devices")
    page = words(person.post("/at-head"))
    assert "order 1 (payment P1, 50.00)" in page and "goes to the meter" in page
    assert Desk(shop).find("P1").state == "loaded"
    other = HeadTurn(counter.folder)  # of another server process
    assert other.acquire()
    assert "another handheld" in person.refused("/at-head").lower()
    other.release()
