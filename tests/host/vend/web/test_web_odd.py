# test_web_odd.py - odd values in every field of every form, by every role: no traceback, and no money moves
"""WATTKEY_ODD=10000 tries so many; a few hundred otherwise."""

import os
import random

import pytest

from fakes.counterpages import PASSWORD
from wattkey_host.vend.book.desk import Desk
from wattkey_host.vend.web import application

HOW_MANY = int(os.environ.get("WATTKEY_ODD", "240"))
FIELDS = (
    "to", "amount", "payment", "close", "sure", "number", "name", "telephone", "credited", "gone", "later", "second",
    "second_password", "drive", "meter", "customer", "role", "left", "sale", "day", "refund", "q", "page", "since",
    "until", "days", "who", "verb", "lang", "kind",
)  # fmt: skip
ODD = (
    "", " ", "\0", "a\0b", "'", "' OR '1'='1", '"><script>alert(1)</script>', "{{7*7}}", "%s%n", "../../keys.json", "/",
    "\\", "=1+1", "-1", "0", "0.00", "-0.01", "1e309", "NaN", "٣", "９", "9" * 400, "x" * 5000, "\ud7ff\ufffd",
    "\u202e\u200b", "🔌" * 50,
    "100.00\n", "2026-02-30", "9999-12-31", "0001-01-01", "000000000042\r\nX: y", "yes", "1", "clerk",
)  # fmt: skip


def routes(method):
    found = [route for room in application.ROOMS for route in room.router.routes]
    return sorted({r.path for r in found if method in r.methods and not r.path.startswith("/api")})


@pytest.mark.parametrize("who", ["clerk", "supervisor", "auditor"])
def test_odd_values_raise_nothing_and_move_no_money(who, request, desk):
    person, chance = request.getfixturevalue(who), random.Random(who)
    desk.sell(10000, "P1")
    before = desk.ledger(), Desk(desk.shop).check().accounts
    posts = [path for path in routes("POST") if path not in ("/logout", "/cash-up", "/token", "/staff", "/limits")]
    for _ in range(HOW_MANY // 3):
        values = {name: chance.choice(ODD) for name in chance.sample(FIELDS, 12)}
        path = chance.choice(posts)
        answer = person.post(path, **values)
        assert answer.status_code < 500, (path, values)
        page = chance.choice(routes("GET"))
        answer = person.get(page, **values)
        assert answer.status_code < 500, (page, values)
        assert "<script>alert" not in answer.text
    after = desk.ledger(), Desk(desk.shop).check()
    assert (after[0], after[1].accounts, after[1].faults) == (*before, [])


def test_odd_values_for_people_and_limits_raise_nothing(supervisor, desk):
    chance = random.Random("people")
    for _ in range(HOW_MANY // 6):
        path = chance.choice(("/token", "/token-end", "/staff", "/limits", "/cash-up", "/customer", "/login"))
        values = {name: chance.choice(ODD) for name in (*FIELDS, "password") if chance.random() < 0.8}
        assert supervisor.post(path, **values).status_code < 500, (path, values)
    assert Desk(desk.shop).check().faults == []
    assert supervisor.get("/").status_code == 200


KINDS = ("text/plain", "multipart/form-data", "multipart/form-data; boundary=x", "application/json")
BODIES = (b"", b"\xff\xfe\0", b"--x\r\nContent-Disposition: form-data\r\n\r\n", b"a=1&" * 100, b"%ff=%00&csrf=%")


@pytest.mark.parametrize("kind", KINDS)
def test_bodies_that_are_no_form_are_refused_in_words(clerk, desk, kind):
    for body in BODIES:
        answer = clerk.client.post("/sell", content=body, headers={"content-type": kind})
        assert answer.status_code in (400, 403), (kind, body)
    assert desk.ledger()[0] == []


def test_a_name_with_a_script_in_it_is_shown_as_words(clerk):
    name = '"><script>alert(1)</script>{{7*7}}'
    clerk.done("/customer", number="000000000042", name=name, telephone="'; DROP TABLE card; --")
    page = clerk.get("/customer", number="000000000042").text
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)" in page and "{{7*7}}" in page
    assert clerk.see("/", q="{{7*7}}")


def test_a_payment_that_is_a_path_makes_no_other_file(clerk, desk):
    payment = "../../etc/passwd"
    clerk.done("/sell", to="000000123456", amount="1.00", payment=payment)
    answer = clerk.post("/file", payment=payment)
    assert answer.headers["content-disposition"] == 'attachment; filename="WK-0000000000000001-1.json"'
    assert clerk.client.get("/page/../words.tsv").status_code == 404
    assert clerk.client.get("/page/%2e%2e/words.tsv").status_code == 404
    assert PASSWORD not in clerk.get("/").text
