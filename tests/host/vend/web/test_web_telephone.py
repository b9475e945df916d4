# test_web_telephone.py - the telephone receipt at the counter: by the page, by a program, by the command
import json

from typer.testing import CliRunner

from wattkey_host.cli import app as commands
from wattkey_host.vend.web import people


def shown(desk):
    return desk.apdu(0x2A).hex()


def test_a_clerk_types_what_the_customer_reads_out(clerk, auditor, desk):
    desk.deliver(desk.sell())
    clerk.post("/file", payment="P1")
    assert "Five wrong ones lock this" in clerk.see("/purchase", payment="P1")
    assert "Eight digits" not in auditor.see("/purchase", payment="P1")
    wrong = clerk.refused("/telephone", payment="P1", digits="00000000")
    assert "These are not the digits of order 1" in wrong and "wrong ones left: 4" in wrong
    digits = shown(desk)
    assert clerk.done("/telephone", payment="P1", digits=f"{digits[:4]} {digits[4:]}") == "/purchase?payment=P1"
    page = clerk.see("/purchase", payment="P1")
    assert "Delivered." in page and "Eight digits" not in page
    assert (desk.purchase().state, desk.purchase().free) == ("delivered", False)


def test_a_lock_is_told_in_both_languages(clerk, desk):
    desk.sell()
    for _ in range(5):
        clerk.refused("/telephone", payment="P1", digits="00000000")
    assert "until its report was received" in clerk.refused("/telephone", payment="P1", digits="00000000")
    clerk.get("/", lang="zh")
    assert "在接收它的回执之前" in clerk.refused("/telephone", payment="P1", digits="00000000")


def test_a_web_shop_passes_the_digits_on(clerk, desk):
    token = {"authorization": f"Bearer {people.give_token(desk.shop, 'bo', 'shop', 'clerk')}"}
    desk.deliver(desk.sell())
    ask = {"params": {"payment": "P1"}, "headers": token}
    wrong = clerk.client.post("/api/sale/receipt", json={"digits": "00000000"}, **ask)
    assert wrong.status_code == 409 and "not the digits" in wrong.json()["what"]
    assert clerk.client.post("/api/sale/receipt", json={"digits": "1234"}, **ask).status_code == 422
    told = clerk.client.post("/api/sale/receipt", json={"digits": shown(desk)}, **ask)
    assert (told.status_code, told.json()["state"]) == (200, "delivered")


def test_the_command_takes_them_too(desk):
    desk.deliver(desk.sell())
    words = ["vend", "receipt", "--payment", "P1", "--shop", str(desk.shop.folder), "--json", "--digits"]
    wrong = CliRunner().invoke(commands, [*words, "00000000"])
    assert (wrong.exit_code, "wrong ones left: 4" in wrong.output) == (1, True)
    told = CliRunner().invoke(commands, [*words, shown(desk)])
    assert (told.exit_code, json.loads(told.stdout.splitlines()[-1])["state"]) == (0, "delivered")
