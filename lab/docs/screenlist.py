# screenlist.py - every page that the device can show, under a name, from its own tables and words
"""Pages are made by the device's own Presenter; values are examples, the widest where it matters."""

from collections.abc import Callable
from pathlib import Path

from wattkey.choices import ROWS
from wattkey.page import Page
from wattkey.ports import Screen
from wattkey.presenter import Presenter
from wattkey.text import Texts
from wattkey_lab.docs import tables
from wattkey_lab.docs.errordoc import codes
from wattkey_lab.docs.facts import FACTS

# What nouns of menus show: title, rows, first row, status.
BARS = [
    ("row.rate1", 25, "1234.56"),
    ("row.rate2", 100, "4938.27"),
    ("row.rate3", 60, "2962.96"),
    ("row.rate4", 0, "0.00"),
]
# a code that the mailbox never shows -> a flow that does
FLOWS = {
    "T27": "seller",
    "T29": "collect",
    "T50": "uplink",
    "T51": "collect",
    "T52": "collect",
    "T53": "collect",
    "T54": "collect",
}
FLOWS |= {f"T{number}": "update" for number in (*range(81, 90), 91)}
BY_NAME = {"T55": "WK-0001.json.txt", "T56": "WK-000001.zip", "T57": "WK-000001.json", "T58": ""}  # its end is shown
NEWS = ("received", "held", "copying", "ready", "publishing", "issued", "cancelled", "settled", "unlocked", "updated")


class Album(Screen):
    """Keeps the page that is shown."""

    page = Page()

    def show(self, page: Page) -> None:
        """Keep it."""
        self.page = page


def screens(root: Path, language: str) -> dict[str, Page]:
    """Name -> page, in the order of the sheet."""
    album, texts = Album(), Texts(language)
    presenter = Presenter(album, texts, {fact.name: fact.widest for fact in FACTS})
    found: dict[str, Page] = {}

    def take(name: str) -> None:
        found[name] = album.page

    _first_pages(presenter, take)
    for name, rows in tables.menus(root).values():
        for at in range(0, len(rows), 3):
            presenter.menu(name, [row[0] for row in rows], at, "")
            take(f"menu {name} {at + 1}")
    for text in NEWS:
        presenter.news("mail." + text, "99999.99")
        take("mail." + text)
    for name, steps in tables.flows(root).values():
        for text in dict.fromkeys(step[4] for step in steps if step[4]):
            presenter.step(name, text, 50)  # half-way through: where a step stands in its flow changes no screen
            take(f"{name}: {text}")
    for code in codes():
        _code(presenter, code)
        take(code)
    _lists(presenter, take)
    _tests(presenter, found, take)
    Page.mark = texts.get("row.insecure") + " "
    presenter.idle(True, False, "menu.main")
    found["first page, a chip that is a program"] = _marked(album.page)
    Page.mark = ""
    return found


def _first_pages(presenter: Presenter, take: Callable[[str], None]) -> None:
    for state, issued, disputed in (("quiet", True, False), ("not issued", False, False), ("disputed", True, True)):
        presenter.idle(issued, disputed, "menu.main")
        take(f"first page, {state}")
    for what, amount in (("a purchase", "100.00"), ("a large purchase", "99999.99")):
        presenter.menu("home", ["menu.recharge", "menu.main"], 0, amount)
        take(f"first page, {what}")
    presenter.battery = "½"
    presenter.host(True)
    presenter.idle(True, False, "menu.main")
    take("first page, a host and a battery")
    presenter.step("recharge", "step.load", 50)
    take("recharge: step.load, with a host and a battery")
    presenter.battery = ""
    presenter.host(False)


def _marked(page: Page) -> Page:
    """The page with the mark of now in its title, as the device shows it."""
    return Page(page.row(0)[1], page.lines, status=page.status, help=page.help)


def _code(presenter: Presenter, code: str) -> None:
    """A short code where a person meets it: about a file, in one flow only, at the meter, or about a part."""
    if code in FLOWS:
        presenter.facts["code"] = code
        presenter.step(FLOWS[code], "sorry.document line", 0)
        presenter.facts["code"] = ""
    elif code < "T41" and code[0] == "T" or code in ("T90", *BY_NAME):
        presenter.news("err." + code, BY_NAME.get(code, code))
    elif code[0] == "P" or code in ("T61", "T63", "T64"):
        presenter.problem(code)
    else:
        presenter.facts["code"] = code
        presenter.step("recharge", "sorry.seller tries" if code == "T62" else "sorry.seller below", 0)
        presenter.facts["code"] = ""


def _lists(presenter: Presenter, take: Callable[[str], None]) -> None:
    get = presenter.texts.get
    bars = [(get(label), percent, value) for label, percent, value in BARS]
    presenter.rows("usage", bars, 0, None, "9135.79kWh")
    take("usage, from the top")
    presenter.rows("usage", [*bars, get("row.credit", "142.23"), get("row.bought", "150.00")], 3, None, "9135.79kWh")
    take("usage, further down")
    words = ("row.waiting", "row.unsure", "row.loaded", "row.disputed", "row.cancelled", "row.next")
    rows = [line for word in words for line in (get(word, "99999.99"), get("row.order", 4, "11-20"))]
    for at in (0, 3, 6, 9):
        presenter.rows("purchases", rows, at)
        take(f"purchases {at + 1}")
    about = [get("row.card"), "6200000000000001", get("row.meter"), "000000123456", get("row.chip"), "57574B0000000001"]
    about += [get("row.firmware", "0.1.0"), get("language." + presenter.texts.language), get("row.free", 83)]
    for at in (0, 3, 6):
        presenter.rows("about", about, at)
        take(f"about {at + 1}")
    for name, texts, _, _ in ROWS:
        presenter.rows(name, [get(text) for text in texts], 0, 0)
        take(name)
    presenter.rows("language", [get("language.zh"), get("language.en")], 0, 0)
    take("language")


def _tests(presenter: Presenter, found: dict[str, Page], take: Callable[[str], None]) -> None:
    """The self-test and what goes with it: pages that are looked at, the result, codes, the aim."""
    get, title = presenter.texts.get, presenter.texts.get("title.selftest")
    found["self-test, screen"] = Page(title, (("", 100, "88888888"), get("row.see_all")), status="8888", bar=100)
    found["self-test, keys"] = Page(title, [*presenter.texts.lines("say.press_all"), "--3A456B789C*0#D"])
    tested = (("chip", "ok"), ("atr", "ok"), ("link", "P03"), ("drive", "ok"))
    rows = [get(f"row.test_{part}", result) for part, result in tested]
    rows += [get("row.battery", "78%"), get("row.free", 79), get("row.test_flash", 2048), get("row.test_pads", "12 mA")]
    rows += [get(f"row.test_{part}", "ok") for part in ("screen", "keys")]
    for at in range(0, len(rows), 3):
        presenter.rows("selftest", rows, at)
        take(f"self-test, result {at + 1}")
    codes = ["W0.1.0 C10.2.1", "F2048 D1012/444", "M79 A12 T25", "R SOFTWARE", "E66164084329412F", "57574B0000000001"]
    for at in (0, 4):
        presenter.rows("codes", [*codes, "X 03"], at)
        take(f"codes {at + 1}")
    found["aim"] = Page(get("title.aim"), big="2.4/s", bar=83)
