# flows/menu_settings.py - what a person can set
from wattkey.menu import entry, menu

MENU = menu(
    "settings",
    #     label            starts      seen when   key
    entry("menu.language", "language"),
)
