# flows/menu_installer.py - what whoever puts up a device or a meter box needs, apart from the customer's menu
from wattkey.menu import entry, menu

MENU = menu(
    "installer",
    #     label              starts        seen when
    entry("menu.selftest",   "selftest"),
    entry("menu.aim",        "aim"),
    entry("menu.uplink",     "uplink",     "UPLINK"),
    entry("menu.collect",    "collect",    "box"),
    entry("menu.boot_drive", "boot_drive"),
)
