# flows/selftest.py - one part after the other, then the result and the codes
from wattkey.flow import flow, step

FLOW = flow(
    "selftest",
    #    step      verb               outcome -> next step                   visits  screen text
    step("chip",   "selftest.chip",   {"ok": "link", "broken": "link"},            1, "step.test_chip"),
    step("link",   "selftest.link",   {"ok": "drive", "broken": "drive"},          1, "step.test_link"),
    step("drive",  "selftest.drive",  {"ok": "board", "broken": "board"},          1, "step.test_drive"),
    step("board",  "selftest.board",  {"ok": "screen", "broken": "screen"},        1, "step.test_drive"),
    step("screen", "selftest.screen", {"ok": "keys", "broken": "keys"}),
    step("keys",   "selftest.keys",   {"ok": "show", "broken": "show"}),
    step("show",   "selftest.show",   {"ok": "codes"}),
    step("codes",  "support.codes",   {"ok": "end"}),
    step("stop",   "person.reads",    {"else": "end"},                             1, "sorry.stop"),
)
