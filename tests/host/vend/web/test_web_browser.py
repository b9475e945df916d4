# test_web_browser.py - the counter in a real Chromium: a whole day by clicks, both languages, both widths, no script
"""One server for all; nothing leaves this machine, and the page has nothing to complain of."""

import os
from pathlib import Path

import pytest

from wattkey_lab.touch.counterpictures import log_in
from wattkey_lab.touch.countershop import CUSTOMER, METER, PASSWORD, made, served

PATIENCE_MS = 90_000  # a busy machine must still keep up
CACHE = Path(os.environ.get("WATTKEY_CACHE") or Path.home() / ".cache" / "wattkey")
AXE = CACHE / "node" / "node_modules" / "axe-core" / "axe.min.js"  # make axe
PAGES = (
    "",
    f"customer?number={CUSTOMER}",
    f"sell?to={METER}",
    "receive",
    "devices",
    "day",
    "reports?kind=usage",
    "audit",
    "staff",
    "purchase?payment=P1",
    "receipt?payment=P1",
)


@pytest.fixture
def place(tmp_path):
    """(address, the customer's handheld)"""
    counter, handheld = made(tmp_path / "shop")
    counter.roots = (tmp_path,)
    with served(counter) as address:
        yield address, handheld


@pytest.fixture
def visit(chromium, place):
    """`visit(name, language, **options of the context)` -> page; at the end none has asked elsewhere, or complained."""
    contexts, complaints = [], []

    def come(name, language="en", **options):
        contexts.append(chromium.new_context(**options))
        page = contexts[-1].new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda said: said.type in ("error", "warning") and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: asked.url.startswith((place[0], "data:")) or complaints.append(asked.url))
        log_in(page, place[0], name, language)
        return page

    yield come
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize("script", [True, False])
def test_sell_hand_over_take_back_receive_and_refund_by_clicks(visit, place, script, tmp_path):
    address, handheld = place
    clerk = visit("anna", java_script_enabled=script)
    clerk.fill("[name=q]", "3456")
    clerk.keyboard.press("Enter")
    clerk.click(f"a[href='/sell?to={METER}']")
    clerk.fill("[name=amount]", "100.00")
    clerk.dblclick("main .sheet button")
    clerk.wait_for_selector(".stations")
    payment = clerk.inner_text("h1 small")
    report = handheld.take(downloaded(clerk))
    supervisor = visit("bo", java_script_enabled=script)
    supervisor.goto(f"{address}purchase?payment={payment}")
    supervisor.click("summary:has-text('Take it back')")
    supervisor.click("form[action='/cancel'] button")
    supervisor.wait_for_selector(".next:has-text('file that ends it')")
    report = handheld.take(downloaded(supervisor))
    (tmp_path / "report.json").write_bytes(report)
    clerk.goto(f"{address}receive")
    clerk.set_input_files("[name=report]", tmp_path / "report.json")
    clerk.click("main .sheet button")
    clerk.wait_for_selector(".next:has-text('The money is free')")
    supervisor.goto(f"{address}purchase?payment={payment}")
    assert "MAC was verified just now" in supervisor.inner_text("main")
    supervisor.click("form[action='/refund'] button")
    supervisor.wait_for_selector(".next:has-text('Refunded')")
    clerk.goto(f"{address}day")
    assert "100.00" in clerk.inner_text("main")


@pytest.mark.parametrize(("wide", "language"), [(375, "zh"), (1280, "en")])
def test_a_report_is_dragged_onto_the_page_and_the_day_is_cashed_up(visit, place, tmp_path, wide, language):
    address, handheld = place
    clerk = visit("anna", language, viewport={"width": wide, "height": 900})
    for payment, amount in (("P1", "100.00"), ("P2", "50.00")):
        clerk.goto(f"{address}sell?to={METER}&payment={payment}")
        clerk.fill("[name=amount]", amount)
        clerk.click("main .sheet button")
        clerk.wait_for_selector(".stations")
        if payment == "P1":
            (tmp_path / "report.json").write_bytes(handheld.take(downloaded(clerk)))
    clerk.goto(f"{address}receive")
    dragged(clerk, tmp_path / "report.json", "[name=report]")
    clerk.click("main .sheet button")
    clerk.wait_for_selector(f".next:has-text('{SAID[language]}')")
    clerk.goto(f"{address}day")
    clerk.fill("[name=amount]", "150.00")
    clerk.click("form[action='/cash-up'] button")
    clerk.wait_for_selector("td:has-text('150.00') >> nth=1")
    assert clerk.locator("form[action='/cash-up']").count() == 0  # the till is empty


SAID = {"en": "goes to the meter", "zh": "到电表前"}


def dragged(page, file, field):
    """A file comes from the desktop onto a field, as Chromium sees it."""
    page.wait_for_selector(field)
    box = page.locator(field).bounding_box()
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": [str(file)], "dragOperationsMask": 1}
    session = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})
    page.wait_for_function("(field) => document.querySelector(field).files.length === 1", arg=field)


def downloaded(page):
    with page.expect_download() as started:
        page.click("form[action='/file'] button")
    return Path(started.value.path()).read_bytes()


@pytest.mark.parametrize(("wide", "language"), [(375, "en"), (1280, "zh")])
def test_every_page_fits_and_every_control_has_a_name(visit, place, wide, language):
    page = visit("bo", language, viewport={"width": wide, "height": 800})
    page.goto(f"{place[0]}sell?to={METER}&payment=P1")
    page.fill("[name=amount]", "100.00")
    page.click("main .sheet button")
    page.wait_for_selector(".stations")
    for path in PAGES:
        page.goto(place[0] + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= wide, path
        assert page.evaluate(NAMELESS) == [], path
        if AXE.is_file():
            page.evaluate(AXE.read_text())
            assert page.evaluate(SERIOUS) == [], path


NAMELESS = """() => [...document.querySelectorAll("button, input:not([type=hidden]), select, a")]
    .filter((e) => !(e.textContent.trim() || e.getAttribute("aria-label") || e.labels?.length))
    .map((e) => e.outerHTML)"""
SERIOUS = """async () => (await axe.run()).violations.filter((v) => ["serious", "critical"].includes(v.impact))
    .map((v) => v.id + ": " + v.nodes.map((n) => n.html).join(" "))"""


def test_by_keyboard_alone_a_sale_is_made(visit, place):
    page = visit("anna")
    page.wait_for_selector("[name=q]:focus")
    page.keyboard.type("3456")
    page.keyboard.press("Enter")
    page.wait_for_selector("h2")
    page.goto(f"{place[0]}sell?to={METER}")
    page.wait_for_selector("[name=amount]:focus")
    page.keyboard.type("12.50")
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".stations")
    assert "12.50" in page.inner_text("h1")


def test_what_is_typed_in_the_field_is_found_while_it_is_typed(visit):
    page = visit("anna")
    page.locator("[name=q]").press_sequentially("0000001")
    page.wait_for_selector(".hits a", timeout=PATIENCE_MS)
    assert CUSTOMER in page.inner_text("#found")
    assert PASSWORD not in page.content()
