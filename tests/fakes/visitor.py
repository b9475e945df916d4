# visitor.py - a person in front of the page in a real Chromium
"""Nothing here waits for a time on the wall: what the page tells is waited for, and where seconds have to go by they
are those of the world's clock, as the page shows it. A machine that is slow only takes longer. The page itself looks,
whenever something of it changes: to ask it again and again costs both processes more than all else that it does."""

import time
from datetime import datetime

from wattkey_lab.touch.browser import opened

PATIENCE_MS = 300_000  # a busy machine must still keep up
_LOOK_MS = 50  # from one look at two pages to the next
_AWAKE_S = 2  # so long a key is held that only wakes the panel
_SAVED_S = 14  # a handheld that restarts has published what it is by then; a key before that would be lost
_ASK = """async ([what, more]) => {
  const page = await import("/page/dom.js");
  return (await page.ask(what, more)).why ?? "";
}"""
# What `look(given)` finds, as soon as it is something.
_WHEN = """(given) => new Promise((done, failed) => {
  const look = LOOK;
  const late = setTimeout(() => {
    watch.disconnect();
    const shown = document.getElementById("words").textContent;
    failed(new Error(`LOOK finds nothing of ${JSON.stringify(given)}: the screen says ${shown}`));
  }, PATIENCE_MS);
  const watch = new MutationObserver(seen);
  function seen() {
    const found = look(given);
    if (!found) return;
    clearTimeout(late);
    watch.disconnect();
    done(found);
  }
  watch.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
  seen();
})"""
_SEES = "([where, words]) => document.querySelector(where)?.textContent.includes(words)"
_HAS = """(selector) => {
  const first = document.querySelector(selector), box = first?.getBoundingClientRect();
  return first?.checkVisibility({ visibilityProperty: true }) && box.width > 0 && box.height > 0;
}"""
# What the page tells now, once it is something else than it was.
_TOLD = """(was) => {
  const told = {
    clock: document.getElementById("clock").textContent.slice(0, 19),
    lives: document.getElementById("device-state").textContent,
    words: document.getElementById("words").textContent,
  };
  return Object.keys(told).some((name) => told[name] !== was?.[name]) && told;
}"""
_PICTURE = "document.getElementById('oled').toDataURL()"


class Visitor:
    """`asked`: all addresses that the page asked for; `errors`: what it logged."""

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

    def ask(self, what, **more):
        """A message as the page's own buttons send it; the page shows what came of it."""
        assert self.page.evaluate(_ASK, [what, more]) == ""

    # what the page tells

    def until(self, true):
        """Wait until an expression is true. (Playwright's own wait would need what the page's security policy
        forbids.)"""
        self._when(f"() => {true}")

    def sees(self, words, where="#words"):
        self._when(_SEES, [where, words])

    def has(self, selector):
        """Wait until the first such element is there to be seen."""
        self._when(_HAS, selector)

    def _when(self, look, given=None):
        return self.page.evaluate(_WHEN.replace("LOOK", look).replace("PATIENCE_MS", str(PATIENCE_MS)), given)

    def alike(self, other):
        """Both pages show one picture of the panel, sooner or later: each is told of a change on its own way."""
        end = time.monotonic() + PATIENCE_MS / 1000
        while self.page.evaluate(_PICTURE) != other.page.evaluate(_PICTURE):
            assert time.monotonic() < end, "the pages never show one picture"
            self.page.wait_for_timeout(_LOOK_MS)

    # time of the world

    def speed(self, times):
        self.ask("time.speed", speed=times)

    def passes(self, seconds, holds=lambda told: True):
        """So many seconds of the world go by in one life of the handheld, in all of which `holds`."""
        begun = told = None
        end = time.monotonic() + PATIENCE_MS / 1000
        while True:
            told = self._when(_TOLD, told)
            now = datetime.fromisoformat(told["clock"])
            if begun is None or told["lives"] != begun[0] or not holds(told):
                begun = told["lives"], now
            if (now - begun[1]).total_seconds() >= seconds:
                return
            assert time.monotonic() < end, f"no {seconds} s go by in peace: {told}"

    def settled(self):
        """At its first page, with a purchase, and all published: a key would be lost in a reset. The panel is lit. From
        here on a second is a second: a page of a flow does not go away while a slow machine looks at it."""
        self.speed(10)
        self.passes(_SAVED_S, self._woken_at_the_first_page)
        with self.holding("*"):
            self.passes(_AWAKE_S)
        self.speed(1)

    def _woken_at_the_first_page(self, told):
        """While a slow machine did not look the panel may have gone dark, after a minute of the world, or the handheld
        may have switched itself off, after five: it is woken."""
        if self.page.get_attribute("#power", "aria-pressed") == "false":
            self.ask("power", on=True)
        elif not told["words"]:
            with self.holding("*"):
                self.passes(_AWAKE_S)
        return "#=Recharge" in told["words"]

    # hands

    def holding(self, key):
        return _Finger(self, key)

    def press(self, key, words):
        """Hold a key until the panel says what comes of it: a short press might fall between two turns of a world that
        a busy machine moves in leaps."""
        with self.holding(key):
            self.sees(words)

    def buy_and_drag(self, amount):
        self.speed(10)
        self.page.click("#usb")
        self.has("#drop[data-open=yes]")
        self.page.fill("#amount", amount)
        self.page.click("#sale button")
        self.has(".purchase .file")
        self.page.drag_and_drop(".purchase .file", "#drop")
        # The chip's state stays, however late a slow machine looks; the page that says "received" may have gone.
        self.sees(f", {amount})", "#chip-state")
        self.passes(_SAVED_S)
        self.page.click("#usb")
        self.settled()


class _Finger:
    """On a key of the page as long as the block lasts."""

    def __init__(self, person, key):
        self._person, self._key = person, f'#keypad [data-key="{key}"]'

    def __enter__(self):
        self._person.page.hover(self._key)
        self._person.page.mouse.down()
        self._person.has(self._key + ".down")

    def __exit__(self, failed, *_):
        if failed is None:
            self._person.page.mouse.up()
            self._person.has(self._key + ":not(.down)")
