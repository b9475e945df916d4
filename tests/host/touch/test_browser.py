# test_browser.py - the page in a real Chromium, by clicks, keys, fingers and a real drag; nothing leaves this machine
import time

import pytest

from wattkey_lab.touch.browser import NoBrowser, browser, opened, simulator

PATIENCE_MS = 90_000  # a busy machine must still keep up
LESSONS = ("first_purchase", "out_of_reach", "cut_while_loading", "lost_handheld", "new_version", "box64")


@pytest.fixture(scope="module")
def chromium():
    try:
        with browser() as made:
            yield made
    except NoBrowser as missing:
        pytest.skip(str(missing))


@pytest.fixture
def address():
    """Of a simulator of its own, which ends with the test."""
    with simulator() as (_, here):
        yield here


class Visitor:
    """A person at the page."""

    def __init__(self, page, address):
        self.page, self.address = page, address
        self.asked, self.errors = [], []
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: self.asked.append(request.url))
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        page.on("console", lambda said: said.type in ("error", "warning") and self.errors.append(said.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, more=""):
        opened(self.page, self.address + more)
        return self

    def until(self, true, argument=None):
        """Ask the page until it says so. (Playwright's own wait would need what the page's security policy forbids.)"""
        end = time.monotonic() + PATIENCE_MS / 1000
        while not self.page.evaluate(true, argument):
            assert time.monotonic() < end, f"{true} {argument}: the screen says {self.page.inner_text('#words')}"
            self.page.wait_for_timeout(50)

    def sees(self, words, where="#words"):
        self.until("([where, words]) => document.querySelector(where)?.textContent.includes(words)", [where, words])

    def key(self, key):
        self.page.click(f'#keypad [data-key="{key}"]', delay=100)

    def speed(self, times):
        self.page.select_option("#speed", str(times))

    def buy_and_drag(self, amount):
        self.page.click("#usb")
        self.page.wait_for_selector("#drop[data-open=yes]")
        self.page.wait_for_timeout(500)
        self.page.fill("#amount", amount)
        self.page.click("#sale button")
        self.page.wait_for_selector(".purchase .file")
        self.page.drag_and_drop(".purchase .file", "#drop")
        self.sees(amount)
        self.sees("received")
        self.speed(10)
        self.page.wait_for_timeout(1500)
        self.page.click("#usb")
        self.settled()

    def settled(self):
        """At its first page, with a purchase, and all published: a key would be lost in a reset."""
        self.speed(10)
        self.sees("#=Recharge")
        self.page.wait_for_timeout(1500)
        self.sees("#=Recharge")
        self.speed(1)


def alike(*people):
    """Ask all pages for their picture of the panel until they agree: each is told of a change on its own way."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while len({person.page.evaluate("document.getElementById('oled').toDataURL()") for person in people}) > 1:
        assert time.monotonic() < end, "the pages never show one picture"
        people[0].page.wait_for_timeout(50)


@pytest.fixture
def visit(chromium, address):
    """`visit(**options of the browser context)` -> Visitor; at the end none has asked elsewhere, or logged an error."""
    contexts, visitors = [], []

    def come(**options):
        contexts.append(chromium.new_context(viewport={"width": 1360, "height": 900}, **options))
        visitors.append(Visitor(contexts[-1].new_page(), address))
        return visitors[-1]

    yield come
    for visitor in visitors:
        elsewhere = [url for url in visitor.asked if address.split("//")[1].rstrip("/") not in url]
        assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []
        assert visitor.errors == []
    for context in contexts:
        context.close()


def test_a_purchase_from_the_sale_to_the_lit_relay_by_clicks_and_a_real_drag(visit):
    person = visit().open()
    person.buy_and_drag("100.00")
    person.key("#")
    person.sees("Loaded 100.00")
    person.sees("Balance 100.00", ".facts")
    person.page.wait_for_timeout(1500)
    person.key("#")
    person.sees("Press C")
    person.key("C")
    person.sees("Relay is closed")
    person.sees("closed", ".relay.on")
    assert person.page.locator("#frames .money").count() >= 2
    person.page.wait_for_timeout(1500)
    person.key("#")
    person.speed(10)
    person.page.wait_for_timeout(2000)
    person.page.click("#usb")
    person.page.wait_for_timeout(1000)
    person.page.click("#receive")
    person.sees("delivered", ".purchase")
    person.sees("proved by the meter", ".purchase")


def test_cut_in_the_middle_undone_cut_again_and_the_same_key_recovers(visit):
    person = visit().open()
    person.buy_and_drag("50.00")
    for _ in range(2):
        person.key("#")
        person.page.wait_for_selector('#steps li[data-step="compare"].been')
        person.page.click('[data-fault="cut_byte"]')
        person.page.wait_for_selector('#power[aria-pressed="false"]')
        person.page.click("#undo")
        person.settled()
    person.key("#")
    person.page.wait_for_selector('#steps li[data-step="load"].been')
    person.page.click('[data-fault="cut"]')
    person.page.wait_for_selector('#power[aria-pressed="false"]')
    person.page.click("#power")
    person.settled()
    person.key("#")
    person.sees("Loaded 50.00")
    person.sees("Purchases 1", ".facts")
    person.sees("Bought 50.00", ".facts")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_lesson_plays_to_its_end_and_the_box_is_collected(visit, language):
    person = visit().open(f"?lang={language}")
    for name in LESSONS:
        person.page.select_option("#lesson-pick", name)
        person.page.wait_for_selector("body[data-lesson=paused]")
        person.page.click("#lesson-run")
        person.speed(60)
        person.until("['done', 'failed'].includes(document.body.dataset.lesson)")
        assert person.page.evaluate("document.body.dataset.lesson") == "done", person.page.inner_text("#caption")
    person.sees("64" if language == "en" else "块表", "#box")
    assert ("新场景" in person.page.inner_text("#fresh")) == (language == "zh")


def test_a_link_opens_a_lesson_at_a_line_and_it_is_stepped_through(visit):
    person = visit().open("#lesson=cut_while_loading&line=26")
    person.page.wait_for_selector("body[data-lesson=paused] #lesson-lines .now[data-line='26']")
    before = person.page.inner_text("#clock")
    person.page.wait_for_timeout(500)
    assert person.page.inner_text("#clock") == before
    person.page.click("#lesson-step")
    person.page.wait_for_selector("body[data-lesson=paused] #lesson-lines .now[data-line='27']")
    person.page.click("#lesson-leave")
    person.page.wait_for_selector("#lesson-body", state="hidden")


def test_a_phone_two_fingers_and_no_sideways_scrolling(visit):
    phone = visit(has_touch=True, is_mobile=True)
    phone.page.set_viewport_size({"width": 390, "height": 844})
    phone.open()
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    places = [phone.page.locator(f'#keypad [data-key="{key}"]').bounding_box() for key in "15"]
    points = [{"x": p["x"] + p["width"] / 2, "y": p["y"] + p["height"] / 2, "id": i} for i, p in enumerate(places)]
    hands = phone.page.context.new_cdp_session(phone.page)
    hands.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    phone.until("document.querySelectorAll('#keypad .down').length === 2")
    hands.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    phone.until("document.querySelectorAll('#keypad .down').length === 0")


def test_the_computer_s_keys_are_the_handheld_s_and_every_control_has_a_name(visit):
    person = visit().open()
    person.page.keyboard.press("m", delay=100)
    person.sees("Menu")
    person.page.keyboard.press("ArrowDown", delay=100)
    person.page.keyboard.press("Escape", delay=100)
    person.sees("#=Menu")
    nameless = person.page.evaluate(
        """() => [...document.querySelectorAll("button, input, select, a, canvas, [tabindex]")]
        .filter((e) => !(e.textContent.trim() || e.getAttribute("aria-label") || e.getAttribute("aria-labelledby") ||
          e.labels?.length || e.title)).map((e) => e.outerHTML)"""
    )
    assert nameless == []
    reached = set()
    for _ in range(80):
        person.page.keyboard.press("Tab")
        reached.add(person.page.evaluate("document.activeElement.id || document.activeElement.dataset.key || ''"))
    assert {"speed", "fresh", "lesson-pick", "5", "power", "distance", "amount", "wire-kind"} <= reached


def test_two_pages_show_the_same_device_and_one_that_closes_lets_go(visit):
    one, other = visit().open(), visit().open()
    one.page.locator('#keypad [data-key="D"]').dispatch_event("pointerdown", {"pointerId": 1})
    for person in (one, other):
        person.sees("Menu")
        person.page.wait_for_selector('#keypad [data-key="D"].down')
    alike(one, other)
    one.page.close()
    other.until("document.querySelectorAll('#keypad .down').length === 0")
