# flows/menu.py - the first menu as data: what is urgent, and the way to all the rest
from wattkey.menu import entry, menu, submenu

MENU = menu(
    "home",
    #       label             starts       seen when   key
    entry(  "menu.recharge",  "pin_give",  "locked"),
    entry(  "menu.recharge",  "recharge",  "ready"),
    entry(  "menu.read_back", "read_back", "unread"),
    entry(  "menu.close",     "close",     "to_close", "close"),
    submenu("menu.main",      "main",      "",         "menu"),
)
