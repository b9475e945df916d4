# flows/menu_settings.py - what a person can set
from wattkey.menu import entry, menu

MENU = menu(
    "settings",
    #     label              starts        seen when   key
    entry("menu.language",   "language"),
    entry("menu.brightness", "brightness"),
    entry("menu.times",      "times",      "POWER"),
    entry("menu.sound",      "sound",      "SOUND"),
    entry("menu.pin_set",    "pin_set",    "no_pin"),
    entry("menu.pin_change", "pin_change", "has_pin"),
    entry("menu.pin_off",    "pin_off",    "has_pin"),
    entry("menu.codes",      "codes"),
    entry("menu.update",     "update",     "images"),
)
