# flows/menu.py - the menu as data
from wattkey.menu import entry, menu

MENU = menu(
    "home",
    #     label             flow        seen when   key
    entry("menu.recharge",  "recharge", "waiting",  ""),
    entry("menu.read_back", "recharge", "unread",   ""),
    entry("menu.close",     "close",    "closable", "close"),
)
