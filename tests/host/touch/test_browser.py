# test_browser.py - the page in a real Chromium, by clicks, keys, fingers and a real drag; nothing leaves this machine
"""One Chromium and one simulator for all; each test begins with a new handheld on the table. Every lesson is played in
both languages by test_lessons.py; here each is played once, half of them in each language."""

import re

import pytest

from fakes.visitor import Visitor
from wattkey_lab.touch.browser import simulator

LESSONS = {
    "en": ("first_purchase", "cut_while_loading", "new_version"),
    "zh": ("out_of_reach", "lost_handheld", "box64"),
}

# The marks of a flow that was cut stand until the next one begins, which shows how far it is on the panel.
_SLOWLY_FROM = """async (step) => {
  const { ask } = await import("/page/dom.js");
  const steps = document.getElementById("steps"), words = document.getElementById("words");
  const slower = [["unlock", 0.3], [step, 0.1]];
  document.body.dataset.reached = "";
  const look = new MutationObserver(() => {
    while (slower.length && words.textContent.includes("%") && steps.querySelector(`[data-step=${slower[0][0]}].been`))
      ask("time.speed", { speed: slower.shift()[1] });
    if (slower.length) return;
    look.disconnect();
    document.body.dataset.reached = step;
  });
  const all = { attributes: true, childList: true, characterData: true, subtree: true };
  for (const part of [steps, words]) look.observe(part, all);
}"""


@pytest.fixture(scope="module")
def address(chromium):
    """Of the simulator; it ends with the last test."""
    with simulator() as (_, here):
        yield here


@pytest.fixture
def visit(chromium, address):
    """`visit(**options of the browser context)` -> Visitor, whose first `open` is of a new scene; at the end none has
    asked elsewhere, or logged an error."""
    contexts, visitors = [], []

    def come(more="?lang=en", **options):
        contexts.append(chromium.new_context(**{"viewport": {"width": 1360, "height": 900}, **options}))
        visitors.append(Visitor(contexts[-1].new_page(), address).open(more))
        if len(visitors) == 1 and "#" not in more:
            visitors[0].ask("scene.new", language="en")
        return visitors[-1]

    yield come
    for visitor in visitors:
        elsewhere = [url for url in visitor.asked if address.split("//")[1].rstrip("/") not in url]
        assert [url for url in elsewhere if not url.startswith(("data:", "blob:"))] == []
        assert visitor.errors == []
    for context in contexts:
        context.close()


def test_a_purchase_from_the_sale_to_the_lit_relay_by_clicks_and_a_real_drag(visit):
    person = visit()
    person.buy_and_drag("100.00")
    person.speed(3)  # what is told or asked here stands for a minute of the world
    person.press("#", "Loaded ¥100.00")
    person.sees("Balance 100.00", ".facts")
    person.has('#steps [data-step="open"].now')  # until then it reads the meter, and a key would be lost
    person.press("#", "C switches the")
    person.press("C", "The power is on")
    person.sees("closed", ".relay.on")
    assert person.page.locator("#frames .money").count() >= 2
    person.passes(2)
    with person.holding("#"):
        person.passes(1)
    person.speed(10)
    person.passes(14)
    person.page.click("#usb")
    person.has("#drop[data-open=yes]")
    person.passes(6)
    person.page.click("#receive")
    person.sees("delivered", ".purchase")
    person.sees("proved by the meter", ".purchase")


def test_cut_in_the_middle_undone_cut_again_and_the_same_key_recovers(visit):
    person = visit()
    person.buy_and_drag("50.00")
    for _ in range(2):
        _up_to(person, "compare")
        person.page.click('[data-fault="cut_byte"]')
        person.has('#power[aria-pressed="false"]')
        assert person.page.locator('#steps li[data-step="told"].been').count() == 0
        person.page.click("#undo")
        person.settled()
    _up_to(person, "load")
    person.page.click('[data-fault="cut"]')
    person.has('#power[aria-pressed="false"]')
    person.page.click("#power")
    person.settled()
    person.speed(3)
    person.press("#", "Loaded ¥50.00")
    person.sees("Purchases 1", ".facts")
    person.sees("Bought 50.00", ".facts")


def _up_to(person, step):
    """Begin to load, and go on until the table of the flow is at that step; slowly, the more so the nearer it comes,
    and from there on so slowly that there is time to click. The page itself does that: a question from here may take
    seconds on a busy machine, and so may its own message, for which two steps more are left."""
    person.speed(0.6)
    person.page.evaluate(_SLOWLY_FROM, step)
    with person.holding("#"):
        person.has(f"body[data-reached={step}]")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_lesson_plays_to_its_end_and_the_box_is_collected(visit, language):
    person = visit(f"?lang={language}")
    for name in LESSONS[language]:
        person.page.select_option("#lesson-pick", name)
        person.has("body[data-lesson=paused]")
        person.page.click("#lesson-run")
        person.speed(60)
        person.until("['done', 'failed'].includes(document.body.dataset.lesson)")
        assert person.page.evaluate("document.body.dataset.lesson") == "done", person.page.inner_text("#caption")
    if "box64" in LESSONS[language]:
        person.sees("64 块表", "#box")
        told = person.page.evaluate("[...document.querySelectorAll('#frames td + td')].map((cell) => cell.textContent)")
        assert "数据标识" in told
        assert [words for words in told if re.search("[a-z]{3,}", words)] == []
    assert ("新场景" in person.page.inner_text("#fresh")) == (language == "zh")


def test_a_link_opens_a_lesson_at_a_line_and_it_is_stepped_through(visit):
    person = visit("?lang=en#lesson=cut_while_loading&line=26")
    person.has("body[data-lesson=paused] #lesson-lines .now[data-line='26']")
    person.sees("time stands", "#clock")
    person.page.click("#lesson-step")
    person.has("body[data-lesson=paused] #lesson-lines .now[data-line='27']")
    person.page.click("#lesson-leave")
    person.page.wait_for_selector("#lesson-body", state="hidden")


def test_a_phone_two_fingers_and_no_sideways_scrolling(visit):
    phone = visit(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    places = [phone.page.locator(f'#keypad [data-key="{key}"]').bounding_box() for key in "15"]
    points = [{"x": p["x"] + p["width"] / 2, "y": p["y"] + p["height"] / 2, "id": i} for i, p in enumerate(places)]
    hands = phone.page.context.new_cdp_session(phone.page)
    hands.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points})
    phone.until("document.querySelectorAll('#keypad .down').length === 2")
    hands.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    phone.until("document.querySelectorAll('#keypad .down').length === 0")


def test_the_computer_s_keys_are_the_handheld_s_and_every_control_has_a_name(visit):
    person = visit()
    for key, pad, words in (("m", "D", "Menu"), ("ArrowDown", "B", "Menu"), ("Escape", "*", "#=Menu")):
        person.page.keyboard.down(key)
        person.has(f'#keypad [data-key="{pad}"].down')
        person.sees(words)
        person.page.keyboard.up(key)
        person.until("document.querySelectorAll('#keypad .down').length === 0")
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
    one, other = visit(), visit()
    one.page.locator('#keypad [data-key="D"]').dispatch_event("pointerdown", {"pointerId": 1})
    for person in (one, other):
        person.sees("Menu")
        person.has('#keypad [data-key="D"].down')
    one.alike(other)
    one.page.close()
    other.until("document.querySelectorAll('#keypad .down').length === 0")
