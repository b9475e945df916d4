# flows/boot_drive.py - start as the boot drive RPI-RP2, so that a UF2 can be dragged without a button
from wattkey.flow import flow, step

FLOW = flow(
    "boot_drive",
    #    step    verb                 outcome -> next step               visits  screen text
    step("what", "person.answers",    {"ok": "cost", "back": "end"},           1, "say.boot"),
    step("cost", "person.answers",    {"ok": "go", "back": "end"},             1, "say.boot_cost"),
    step("go",   "update.boot_drive", {"ok": "end"},                           1, "step.boot"),
    step("stop", "person.reads",      {"else": "end"},                         1, "sorry.stop"),
)
