# test_web_door.py - who comes in: the first run, log-in, tries, cookies, forms from elsewhere, other names
from sqlalchemy import select

from fakes.counterpages import PASSWORD, Browser, words
from wattkey_host.vend.book.shop import Shop
from wattkey_host.vend.web import logins, people, webtables
from wattkey_host.vend.web.application import application
from wattkey_host.vend.web.counterroom import Counter

SALE = {"to": "000000123456", "amount": "100.00", "payment": "P1"}


def test_without_a_log_in_every_page_leads_to_it(stranger, app):
    for path in ("/", "/customer", "/sell", "/purchase", "/receipt"):
        assert stranger.get(path).headers["location"] == "/login"
    assert stranger.post("/sell", **SALE).headers["location"] == "/login"


def test_a_wrong_password_is_refused_and_after_five_nobody_gets_a_try(stranger, clerk, app):
    for _ in range(5):
        assert "wrong" in stranger.refused("/login", 403, name="anna", password="not this one")
    assert "too many" in stranger.refused("/login", 429, name="anna", password=PASSWORD).lower()
    assert clerk.get("/").status_code == 200  # who is in stays in


def test_a_name_that_nobody_has_is_refused_in_the_same_words(stranger):
    known = stranger.refused("/login", 403, name="anna", password="no")
    assert stranger.refused("/login", 403, name="nobody' OR 1=1", password="no") == known


def test_the_cookie_is_strict_and_nothing_of_it_is_kept(stranger, counter):
    cookie = stranger.post("/login", name="anna", password=PASSWORD).headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie and "secure" not in cookie
    value = stranger.client.cookies["wattkey"]
    with counter.shop.reading() as session:
        kept = [column for row in session.execute(select(webtables.Login.__table__)) for column in row]
    assert kept and not [one for one in kept if value in str(one)]
    over_tls = Browser(application(Counter(counter.folder, counter.shop, secure=True)))
    answer = over_tls.post("/login", name="anna", password=PASSWORD)
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "strict-transport-security" in answer.headers


def test_a_log_in_ends_by_itself_and_by_the_button(clerk, app, monkeypatch):
    other = Browser(app, "anna")
    assert other.post("/logout").status_code == 303
    assert other.get("/").headers["location"] == "/login"
    now = logins.time() + logins.IDLE_S + 1
    monkeypatch.setattr(logins, "time", lambda: now)
    assert clerk.get("/").headers["location"] == "/login"


def test_who_comes_again_stays_in_up_to_twelve_hours_and_over_another_server(clerk, counter, monkeypatch):
    began = logins.time()
    for now in range(0, logins.LONGEST_S, logins.IDLE_S - 100):
        monkeypatch.setattr(logins, "time", lambda now=now: began + now)
        assert clerk.get("/").status_code == 200
    other = Browser(application(Counter(counter.folder, Shop.open(counter.folder))))
    other.client.cookies = clerk.client.cookies
    assert other.get("/").status_code == 200
    assert other.client.post("/sell", data={**SALE, "csrf": clerk.csrf}).status_code == 303
    monkeypatch.setattr(logins, "time", lambda: began + logins.LONGEST_S + 1)
    assert clerk.get("/").headers["location"] == "/login"


def test_wrong_tries_at_one_server_count_at_the_next_and_the_wait_doubles(stranger, counter, monkeypatch):
    began = int(logins.time())
    monkeypatch.setattr(logins, "time", lambda: began)
    for _ in range(5):
        stranger.refused("/login", 403, name="anna", password="not this one")
    other = Browser(application(Counter(counter.folder, Shop.open(counter.folder))))
    assert "30 seconds" in other.refused("/login", 429, name="anna", password=PASSWORD)
    monkeypatch.setattr(logins, "time", lambda: began + 30)
    other.refused("/login", 403, name="anna", password="not this one")
    assert "60 seconds" in stranger.refused("/login", 429, name="anna", password=PASSWORD)
    monkeypatch.setattr(logins, "time", lambda: began + 91)
    assert stranger.post("/login", name="anna", password=PASSWORD).status_code == 303


def test_who_has_left_is_out_at_once(clerk, counter):
    people.put(counter.shop, "bo", "anna", "clerk", "", active=False)
    assert clerk.get("/").headers["location"] == "/login"


def test_a_form_without_the_log_in_s_word_or_with_another_s_sells_nothing(clerk, supervisor, desk):
    for csrf in ("", "x", supervisor.csrf, "\ud800é".encode("utf-8", "ignore").decode()):
        assert "earlier log-in" in words(clerk.client.post("/sell", data={**SALE, "csrf": csrf}))
    assert desk.ledger()[0] == []


def test_other_names_and_pages_from_elsewhere_are_not_let_in(clerk, desk):
    for headers in ({"host": "evil.example"}, {"origin": "http://evil.example"}, {"origin": "null"}, {"host": "["}):
        answer = clerk.client.post("/sell", data={**SALE, "csrf": clerk.csrf}, headers=headers)
        assert answer.status_code == 403
    assert desk.ledger()[0] == []


def test_every_answer_forbids_what_comes_from_outside(stranger, clerk):
    for answer in (stranger.get("/login"), clerk.get("/"), clerk.get("/nowhere"), clerk.get("/page/style.css")):
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "://" not in answer.text.replace("http://www.w3.org", "") or answer.request.url.path.startswith("/page")
    assert "form-action 'self'" in clerk.get("/").headers["content-security-policy"]


def test_a_request_that_is_too_long_is_not_read(clerk, desk):
    answer = clerk.client.post("/sell", content=b"a=" + bytes(2_100_000), headers={"content-type": "text/plain"})
    assert answer.status_code in (403, 413)
    answer = clerk.post("/sell", **{**SALE, "payment": "x" * 2_100_000})
    assert answer.status_code in (400, 413)
    assert desk.ledger()[0] == []


def test_the_first_run_makes_shop_and_supervisor_for_who_reads_the_terminal(tmp_path, monkeypatch):
    monkeypatch.setattr("wattkey_host.vend.vault.COST", 16)
    counter = Counter(tmp_path / "shop", None)
    first = Browser(application(counter))
    assert first.get("/").headers["location"] == "/begin"
    form = {"name": "bo", "password": PASSWORD, "password2": PASSWORD, "passphrase": "lamp orchid gravel tuesday"}
    assert "not the code" in first.refused("/begin", 403, code="12345678", **form)
    for wrong in ({"passphrase": "short"}, {"password2": "another one"}, {"name": "b o"}):
        first.refused("/begin", code=counter.code, **{**form, **wrong})
        assert not (tmp_path / "shop").exists()
    assert first.post("/begin", code=counter.code, **form).headers["location"] == "/"
    assert first.get("/").status_code == 200
    assert Browser(application(counter), "bo").get("/begin").headers["location"] == "/"
    assert Shop.open(tmp_path / "shop", lambda: form["passphrase"]).keys.generation == 1
