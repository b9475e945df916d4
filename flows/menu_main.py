# flows/menu_main.py - everything that a person can do, whatever the chip holds
from wattkey.menu import entry, menu, submenu

MENU = menu(
    "main",
    #       label             starts       seen when   key
    entry(  "menu.recharge",  "pin_give",  "locked"),
    entry(  "menu.recharge",  "recharge",  "ready"),
    entry(  "menu.usage",     "usage",     "read"),
    entry(  "menu.purchases", "purchases", "issued"),
    entry(  "menu.close",     "close",     "closable", "close"),
    submenu("menu.settings",  "settings"),
    entry(  "menu.about",     "about"),
    submenu("menu.installer", "installer"),
    entry(  "menu.seller",    "seller",    "",         "0"),
    entry(  "menu.read",      "read"),
)
