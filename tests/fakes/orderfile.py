# orderfile.py - a purchase as the seller writes it, for tests that drop files
import json

PURCHASE = {
    "wattkey": 1,
    "type": "purchase",
    "card": "1122334455667788",
    "order": 4,
    "meter": "000000123456",
    "count": 7,
    "amount": "100.00",
    "sold": "2026-11-20",
    "close": 1,
    "mac": "00" * 16,
}
TEXT = json.dumps(PURCHASE).encode()
