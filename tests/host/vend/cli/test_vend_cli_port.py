# test_vend_cli_port.py - `wattkey vend ... --port`: issue, sell, receive, send with the simulated device at a socket

import pytest
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from wattkey_host.cli import app

METER, OTHER, CUSTOMER = "000000123456", "000000777777", "000000654321"


def test_a_card_is_issued_sold_to_and_reports(counter, tmp_path):
    status, card, words = counter.run("issue", "--meter", METER, "--customer", CUSTOMER, at_port=True)
    assert (status, card["meter"], card["active"]) == (0, METER, True), words
    counter.sim.seller()
    sale = ("sell", "--amount", "100.00", "--payment", "R-1")
    for answer in ("", "n\n"):  # nobody there; not that one
        status, sold, words = counter.run(*sale, at_port=True, answer=answer)
        assert (status, sold) == (1, None)
        assert f"Card {card['card']} of meter {METER}, customer {CUSTOMER} lies there. Sell 100.00 to it?" in words
        assert f"wattkey: nothing was sold to card {card['card']}. Name the customer's --card or --meter" in words
        counter.sim.seller()
    status, sold, words = counter.run(*sale, at_port=True, answer="y\n")
    assert status == 0, words
    assert (sold["order"], sold["state"], sold["before"]) == (1, "loaded", False)
    assert "on the card" in words
    counter.sim.seller()
    assert counter.run(*sale, at_port=True)[1]["before"]
    counter.sim.seller()
    status, outcome, words = counter.run("receive", at_port=True)
    assert (status, outcome["state"], outcome["changed"]) == (0, "stored", False)
    assert (counter.cells.order, counter.cells.amount) == (1, 100_00)


def test_a_sale_too_small_for_the_light_is_warned_of_before_the_clerk_is_asked(counter):
    _, card, _ = counter.run("issue", "--meter", METER, "--customer", CUSTOMER, at_port=True)
    with create_engine(f"sqlite:///{counter.shop / 'ledger.db'}").begin() as ledger:
        names = "card, meter, count, read_at, remaining, overdraft"
        told = text(f"insert into reading ({names}) values (:card, :meter, 0, '', 0, 1000)")
        ledger.execute(told, {"card": card["card"], "meter": METER})
    counter.sim.seller()
    _, _, words = counter.run("sell", "--amount", "5.00", "--payment", "R-1", at_port=True, answer="n\n")
    assert words.index("at least 12.01") < words.index("Sell 5.00 to it?")
    counter.sim.seller()
    sale = ("sell", "--meter", METER, "--amount", "5.00", "--payment", "R-1")
    status, sold, words = counter.run(*sale, at_port=True)
    assert (status, sold["state"]) == (0, "loaded"), words
    assert "5.00 may not bring the light back: at least 12.01" in words


def test_any_order_file_can_be_sent(counter, tmp_path):
    counter.run("issue", "--meter", METER, "--customer", CUSTOMER, at_port=True)
    counter.sim.seller()
    _, sold, _ = counter.run("sell", "--meter", METER, "--amount", "20.00", "--payment", "R-1", "--to", str(tmp_path))
    status, outcome, words = counter.run("send", sold["path"], at_port=True)
    assert status == 0, words
    assert (outcome["state"], outcome["before"]) == ("stored", False)
    assert counter.cells.amount == 20_00


def test_a_life_without_a_file(counter):
    """Taken back, new keys, another meter: each goes straight to the device."""
    counter.run("issue", "--meter", METER, "--customer", CUSTOMER, at_port=True)
    counter.sim.seller()
    counter.run("sell", "--meter", METER, "--amount", "20.00", "--payment", "R-1", at_port=True)
    counter.sim.seller()
    status, gone, words = counter.run("cancel", "--payment", "R-1", at_port=True)
    assert (status, gone["state"], gone["path"], gone["port"]) == (0, "cancelled", None, counter.port), words
    assert counter.run("rotate")[0] == 0
    counter.sim.seller()
    status, keys, words = counter.run("rekey", "--card", gone["card"], at_port=True)
    assert (status, keys["done"], counter.cells.issue) == (0, True, 2), words
    assert counter.run("reissue", "--card", gone["card"], "--meter", OTHER)[0] == 0  # no file written: it waits
    counter.sim.seller()
    status, told, words = counter.run("send", at_port=True)
    assert (status, told["brought"], counter.cells.meter.hex()) == (
        0,
        [f"its issue for meter {OTHER} (document 3)"],
        OTHER,
    )
    counter.sim.seller()
    status, told, words = counter.run("send", at_port=True)
    assert (status, told["brought"]) == (0, [])
    assert "There was nothing to bring." in words


def test_refusals_are_one_line_with_what_to_do(counter, tmp_path):
    status, nothing, words = counter.run("receive", at_port=True)
    assert (status, nothing) == (1, None)
    assert "is blank. Issue it first" in words
    status, nothing, words = counter.run("receive", "--port", "/dev/nothing-here")
    assert (status, nothing) == (1, None)
    assert "there is no port /dev/nothing-here. Plug the adapter in" in words
    engine = create_engine(f"sqlite:///{counter.shop / 'ledger.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("select count(*) from card")).scalar() == 0


@pytest.mark.parametrize(
    "words",
    [
        ("receive",),
        ("receive", "{folder}", "--port", "x"),
        ("sell", "--amount", "1.00", "--payment", "R", "--port", "x", "--to", "{folder}"),
        ("issue", "--meter", METER, "--customer", CUSTOMER, "--port", "x", "--chip", "c"),
        ("issue", "--meter", METER, "--customer", CUSTOMER),
        ("unlock", "--card", "0" * 16, "--port", "x", "--to", "{folder}"),
        ("cancel", "--payment", "R", "--port", "x", "--to", "{folder}"),
    ],
)
def test_one_way_at_a_time(tmp_path, words):
    words = [word.format(folder=tmp_path) for word in words]
    assert CliRunner().invoke(app, ["vend", *words]).exit_code == 2
