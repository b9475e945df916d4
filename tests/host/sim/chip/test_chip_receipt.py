# test_chip_receipt.py - eight digits for the telephone, and the chip of version 2, which has none
from wattkey.info import STATES
from wattkey_host.crypto import cmac
from wattkey_host.receipt import receipt_digits

DELIVERED = STATES.index("delivered")


def digits(bench):
    return bench.ok("RECEIPT").hex()


def told(bench, state, order=1, count=1):
    said = b"\x37" + bench.CARD + bench.u4(order) + bytes([state]) + bench.u4(count)
    return f"{int.from_bytes(cmac(bench.KEYS['report'], said)[:4], 'big') % 100_000_000:08}"


def test_the_digits_are_the_chips_word_on_card_order_state_and_count(bench):
    bench.take()
    assert digits(bench) == told(bench, STATES.index("stored"))
    bench.deliver()
    assert digits(bench) == told(bench, DELIVERED)
    assert digits(bench) == receipt_digits(bench.KEYS["report"], bench.CARD, 1, DELIVERED, 1)
    assert bench.chip.memory.writes == 5  # import, take, release, proof, confirm: a receipt writes nothing


def test_each_of_them_makes_other_digits(bench):
    key, card = bench.KEYS["report"], bench.CARD
    others = [
        receipt_digits(key, card, 1, DELIVERED, 1),
        receipt_digits(key, card[:-1] + b"\x43", 1, DELIVERED, 1),
        receipt_digits(key, card, 2, DELIVERED, 1),
        receipt_digits(key, card, 1, DELIVERED + 1, 1),
        receipt_digits(key, card, 1, DELIVERED, 2),
        receipt_digits(bench.KEYS["order"], card, 1, DELIVERED, 1),
    ]
    assert len(set(others)) == len(others)
    assert all(len(one) == 8 and one.isdigit() for one in others)


def test_the_processor_has_no_word_in_it(bench):
    bench.take()
    assert bench.sw("RECEIPT", bytes([DELIVERED])) == 0x6700


def test_a_chip_of_version_2_has_no_receipt_and_more_releases(bench):
    assert bench.ok("INFO")[0] == 3
    bench.chip.version = 2
    assert bench.ok("INFO")[0] == 2
    assert bench.sw("RECEIPT") == 0x6D00
    bench.take()
    for _ in range(32):
        bench.offer()
    bench.login()
    bench.status()
    assert bench.sw("RELEASE") == 0x6983
