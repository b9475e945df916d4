# register.py - `wattkey vend ...`: the list of its commands
"""Each is imported when it is called."""

from wattkey_host.commandtable import Row, group, offer

DAILY, CARDS, ENDING = "Every day", "The life of a card", "A purchase that was not delivered"
BOOKS = "The ledger itself"
BOOK = "The ledger has it whole or not at all; the same command again does nothing twice"
SEEN = "Nothing was changed"
_HERE = "wattkey_host.vend.cli."
COMMANDS = {
    "init": Row(
        _HERE + "books:init", DAILY, "Make a new shop: a ledger and its keys.", "vend init --shop shop",
        "A shop without keys.json is none yet: run the same command again",
    ),
    "issue": Row(
        _HERE + "daily:issue", DAILY, "Make a blank chip the card of one meter.",
        "vend issue --meter 000000123456 --customer 000000000042 --drive /media/CIRCUITPY", BOOK,
    ),
    "sell": Row(
        _HERE + "daily:sell", DAILY, "Sell to a card or a meter, and write the purchase file.",
        "vend sell --meter 000000123456 --amount 100.00 --payment P1 --to /media/CIRCUITPY",
        "The ledger has the sale or not: the same command, with the same --payment, goes on with it and sells once",
    ),
    "file": Row(
        _HERE + "daily:file", DAILY, "Write the file of a purchase once more.",
        "vend file --payment P1 --to /media/CIRCUITPY", BOOK,
    ),
    "receive": Row(
        _HERE + "daily:receive", DAILY, "Take a card's report, and the readings of a box, into the ledger.",
        "vend receive /media/CIRCUITPY", BOOK,
    ),
    "receipt": Row(
        _HERE + "toldreceipt:receipt", DAILY, "Take the eight digits that a customer reads out: it was delivered.",
        "vend receipt --payment P1 --digits 12345678",
        "The ledger has it or not; the same digits again change nothing",
    ),
    "update": Row(
        _HERE + "update:update", DAILY, "A newer firmware for the handheld that is plugged in.",
        "vend update /media/CIRCUITPY --image wattkey-1.1.0.img",
        "The drive has the new image whole or not at all; what runs there goes on",
    ),
    "send": Row(
        _HERE + "port:send", DAILY, "Bring an order file, or all that waits, to the device at a port.",
        "vend send --port /dev/ttyUSB0", BOOK,
    ),
    "ledger": Row(
        _HERE + "bookwords:ledger", DAILY, "Show the cards, purchases and readings.", "vend ledger --shop shop", SEEN
    ),
    "readings": Row(
        _HERE + "box:readings", DAILY, "Show the readings of meter boxes, or write them as CSV.",
        "vend readings --csv readings.csv", "The ledger is as it was; the CSV may be half written",
    ),
    "serve": Row(
        "wattkey_host.vend.web.webserve:serve", DAILY, "The counter in a browser, at http://127.0.0.1:8646.",
        "vend serve --shop shop", "The ledger has what the pages have said; the rest is there whole or not at all",
    ),
    "watch": Row(
        _HERE + "watching:watch", DAILY, "Serve every handheld that is plugged in, without a page.", "vend watch",
        "What was told is in the ledger; a file is on a drive whole or not at all",
    ),
    "trial-meter": Row(
        _HERE + "trial:trial_meter", DAILY, "Write a file for `wattkey meter`, of a shop for trying out.",
        "vend trial-meter --meter 000000123456 --customer 000000654321 --to meter.toml", SEEN,
    ),
    "reissue": Row(
        _HERE + "cardlife:reissue", CARDS, "Make an issued card the card of another meter.",
        "vend reissue --card 0000000000000001 --meter 000000123457", BOOK,
    ),
    "replace": Row(
        _HERE + "cardlife:replace", CARDS, "A new handheld for a card that is lost or broken.",
        "vend replace --card 0000000000000001 --serial 57574B0000000002", BOOK,
    ),
    "factory-key": Row(
        _HERE + "cardlife:factory_key", CARDS, "Set the factory key of the chips that are bought.",
        "vend factory-key --from factory.txt", "keys.json has the one or the other, whole",
    ),
    "rotate": Row(
        _HERE + "cardlife:rotate", CARDS, "Make a new generation of master keys.", "vend rotate --shop shop",
        "keys.json has the new generation whole, or not at all",
    ),
    "rekey": Row(
        _HERE + "cardlife:rekey", CARDS, "Give a card the latest keys.", "vend rekey --card 0000000000000001", BOOK
    ),
    "unlock": Row(
        _HERE + "cardlife:unlock", CARDS, "Take a forgotten PIN away.",
        "vend unlock --card 0000000000000001 --to /media/CIRCUITPY", BOOK,
    ),
    "cancel": Row(
        _HERE + "endings:cancel", ENDING, "Take a purchase back that the meter cannot have.",
        "vend cancel --payment P1 --to /media/CIRCUITPY", BOOK,
    ),
    "settle": Row(
        _HERE + "endings:settle", ENDING, "Decide about a purchase whose count the meter has used.",
        "vend settle --payment P1 --not-credited", BOOK,
    ),
    "resell": Row(
        _HERE + "endings:resell", ENDING, "Sell a purchase that was taken back once more.",
        "vend resell --payment P1", BOOK,
    ),
    "refund": Row(
        _HERE + "endings:refund", ENDING, "Note that the customer has the money back.", "vend refund --payment P1",
        "The ledger has it or not: the same command says which, and when it was",
    ),
    "elsewhere": Row(
        _HERE + "endings:elsewhere", ENDING, "Note a purchase that another channel sold.",
        "vend elsewhere --meter 000000123456 --count 3 --amount 100.00", BOOK,
    ),
    "correct": Row(
        _HERE + "books:correct", ENDING, "Correct a wrong refund or settlement.",
        "vend correct --payment P1 --refund --reason 'not paid out'",
        "The ledger has it or not: the same command says which",
    ),
    "cash-up": Row(
        _HERE + "books:cash_up", BOOKS, "Note what goes from the till to the bank.", "vend cash-up --amount 100.00",
        "The ledger has it or not: look at `wattkey vend check` before you do it again",
    ),
    "customer": Row(
        _HERE + "books:customer", BOOKS, "Keep a customer's name, or erase it.",
        "vend customer --customer 000000000042 --erase", BOOK,
    ),
    "backup": Row(
        _HERE + "books:backup", BOOKS, "Copy the ledger, and write down its heads.", "vend backup --to /media/stick",
        "The copy may be half there: make another",
    ),
    "supervisor": Row(
        "wattkey_host.vend.web.supervising:supervisor", BOOKS, "Make a supervisor of the counter, from this PC.",
        "vend supervisor --name bo", BOOK,
    ),
    "check": Row(
        _HERE + "bookwords:check", BOOKS, "Look through the whole ledger: sums, digests, every event.",
        "vend check --shop shop", SEEN,
    ),
    "recover": Row(
        _HERE + "bookwords:recover", BOOKS, "After a backup was put back: hear the cards, build again what they know.",
        "vend recover reports", BOOK,
    ),
    "upgrade": Row(
        _HERE + "bookwords:upgrade", BOOKS, "Make a ledger of an older WattKey one of this.",
        "vend upgrade --shop shop", "The ledger is as it was, or upgraded; its backup lies beside it",
    ),
}  # fmt: skip

vend_app = group("vend sell --meter 000000123456 --amount 100.00 --payment P1", help="The seller's side.")
offer(vend_app, COMMANDS)
