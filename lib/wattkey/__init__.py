# The core: knows meters, money and menus; imports no hardware module.
VERSION = "0.1.0"
