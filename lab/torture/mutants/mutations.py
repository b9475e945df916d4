# mutations.py - the money rules broken on purpose, as a table: where, what becomes what, and which test must notice
"""A new rule of the money brings its mutant. `wattkey torture mutants` breaks one after the other."""

from typing import NamedTuple

from wattkey_lab.torture.mutants.mutations_seller import SELLER


class Mutant(NamedTuple):
    """One rule broken. `caught_by` is a pytest node, `old` stands in `file` exactly once."""

    name: str
    file: str
    old: str
    new: str
    caught_by: str


_CUTS = "tests/money/test_power_cuts.py"
_LOST = "tests/money/test_lost_answers.py"
_CHIP = "tests/host/sim/chip"
_VEND = "tests/host/vend"
_PURCHASE, _SESSION = "host/sim/chip/purchase.py", "host/sim/chip/metersession.py"
_METER, _FLOW = "lib/wattkey/meter.py", "flows/recharge.py"

MUTANTS = (
    # the device believes too much
    Mutant("believe an ok", _FLOW, '{"ok": "sure", "repeated"', '{"ok": "usage", "repeated"',
           "tests/money/test_believing.py::test_an_ok_is_followed_by_the_proof"),
    Mutant("load again after an ok", _METER, "        if self._heard:\n            return", "        if False:\n            return",
           "tests/money/test_sooner.py::test_after_an_ok_there_is_no_second_load_in_this_session"),
    Mutant("do not ask whether a meter at count 1 is opened", _METER, "if count > 2 or count == 2 and self._wallet.knows_opened():", "if count > 1:",
           "tests/money/test_believing.py::test_an_unopened_meter_with_a_later_count"),
    Mutant("a wrong MAC is the end of it", _FLOW, '"mac": "blame"', '"mac": "mac"',
           "tests/money/test_as_they_are.py::test_a_load_that_is_answered_mac_wrong_may_be_credited"),
    Mutant("a meter without records never ends", _METER, 'return self._problem("used", "M56")', 'return self._problem("lost", "M51")',
           "tests/money/test_as_they_are.py::test_a_meter_without_records_ends_in_a_state_of_its_own"),
    Mutant("believe repeated", _FLOW, '"repeated": "compare"', '"repeated": "loaded"',
           "tests/money/test_believing.py::test_repeated_is_no_proof"),
    Mutant("load again blindly after a lost answer", _FLOW, '"lost": "compare",\n                                        "expired": "login", "mac"',
           '"lost": "load",\n                                        "expired": "login", "mac"',
           f"{_LOST}::test_any_answer_goes_wrong"),
    Mutant("send the same load twice", _METER, "            await self._master.security(self.address, ids.OPEN_ACCOUNT if unopened else ids.RECHARGE, *money)\n",
           "            for _ in range(2):\n                await self._master.security(self.address, ids.OPEN_ACCOUNT if unopened else ids.RECHARGE, *money)\n",
           "tests/money/test_believing.py::test_an_ok_is_followed_by_the_proof"),
    Mutant("ask a load twice, as a read", "lib/wattkey/dlt645/master.py", "tries = 2 if self.bare == HEARS and _only_asks(question) else 1",
           "tries = 2 if self.bare == HEARS else 1",
           "tests/money/test_fewer_fe.py::test_a_load_is_never_asked_twice"),
    Mutant("do not ask again what is unsure", _FLOW, '"unsure": "proof"', '"unsure": "usage"',
           f"{_CUTS}::test_handheld_cut_when_the_chip_has_just_written"),
    Mutant("open the account whatever our count is", _METER, "if unopened and count != 1:", "if False:",
           "tests/money/test_believing.py::test_an_unopened_meter_with_a_later_count"),
    # the chip
    Mutant("delivered before the proof", _PURCHASE, "if login is None or login.verdict != REACHED or cells.state != OFFERED:",
           "if login is None or cells.state != OFFERED:", f"{_CHIP}/test_chip_states.py::test_confirm_needs_offered_and_reached"),
    Mutant("a status is proof enough of our count", _PURCHASE, "(_swappable(n, count, other) or (count == n and cells.state == OFFERED))",
           "_swappable(n, count, other)", f"{_CHIP}/test_chip_status.py::test_nothing_is_delivered_by_a_balance_that_once_was_n_cents"),
    Mutant("swapped amount and count are no matter", _PURCHASE, "return count == n - 1 and n <= other <= n + SWAP_MARGIN", "return False",
           f"{_CHIP}/test_chip_hostile.py"),
    Mutant("delivered whatever the amount is", _PURCHASE, "state=DELIVERED if ours else DISPUTED", "state=DELIVERED",
           f"{_CHIP}/test_chip_states.py::test_another_amount_in_the_record_is_disputed"),
    Mutant("take order + 2", _PURCHASE, "if order != cells.order + 1:", "if order <= cells.order:", f"{_CHIP}/test_chip_take.py::test_refusals"),
    Mutant("take count + 0", _PURCHASE, "if count <= cells.count:", "if count < cells.count:", f"{_CHIP}/test_chip_take.py::test_refusals"),
    Mutant("take the next order over an undelivered one", _PURCHASE,
           "    if cells.state in UNDELIVERED:\n        raise StatusWord(words.NOT_ALLOWED)\n    if count", "    if count",
           f"{_CHIP}/test_chip_take.py::test_no_new_order_while_one_is_undelivered"),
    Mutant("take another meter's order", _PURCHASE, "if data[13:19] != cells.meter:", "if False:", f"{_CHIP}/test_chip_take.py::test_refusals"),
    Mutant("release the MAC before offered", _PURCHASE, "chip.memory.write(state=OFFERED, releases", "chip.memory.write(releases",
           f"{_CHIP}/test_chip_tears.py::test_each_command_writes_once_and_a_tear_leaves_the_state_before"),
    Mutant("release without a comparison", _PURCHASE, "or login.random2 is None or login.verdict != BEFORE or", "or login.random2 is None or",
           f"{_CHIP}/test_chip_hostile.py::test_no_release_without_before"),
    Mutant("release as often as you like", _PURCHASE, "if cells.releases >= MAX_RELEASES[chip.version]:", "if False:",
           f"{_CHIP}/test_chip_hostile.py::test_releases_are_limited_and_the_refund_stays_open"),
    Mutant("a receipt says nothing of the state", "host/receipt.py", 'order.to_bytes(4, "big") + bytes([state])', 'order.to_bytes(4, "big")',
           f"{_CHIP}/test_chip_receipt.py::test_each_of_them_makes_other_digits"),
    Mutant("wrong digits lock nothing", "host/vend/book/telephone.py", "if left <= 0:", "if left < -99:",
           "tests/host/vend/test_vend_telephone.py::test_five_wrong_ones_lock_it_for_that_card_until_its_report_comes"),
    Mutant("digits of any state deliver", "host/vend/book/telephone.py", "if state != DELIVERED:", "if False:",
           "tests/host/vend/test_vend_telephone.py::test_digits_of_a_purchase_that_waits_change_nothing_and_are_no_wrong_try"),
    Mutant("load again what the meter shows already", "lib/wattkey/meter.py", '("unsure", "offered") and count == self._ours', '("unsure", "offered") and False',
           "tests/money/test_sooner.py::test_a_run_file_that_lags_costs_one_release"),
    Mutant("release without the PIN", _PURCHASE, "if pin.wanted(chip):", "if False:", f"{_CHIP}/test_chip_pin.py::test_no_load_mac_leaves_the_chip_without_the_pin"),
    Mutant("release twice on one comparison", _PURCHASE, "login.verdict, login.released = None, True", "login.released = True",
           f"{_CHIP}/test_chip_states.py::test_every_release_needs_a_new_comparison"),
    Mutant("skip the MAC of the count", _SESSION, "for value, mac in ((data[:4], data[4:8]), (data[8:12], data[12:])):",
           "for value, mac in ((data[:4], data[4:8]),):", f"{_CHIP}/test_chip_session.py::test_a_changed_status_ends_the_login"),
    Mutant("skip the MAC of the run file", _SESSION, "_check_mac(chip, current, RUN_HEADER, run, data[43:])", "pass",
           f"{_CHIP}/test_chip_hostile.py::test_no_refund_with_a_status_recorded_before_the_load"),
    Mutant("a wrong MAC costs nothing", _SESSION, "        chip.ram.login = None\n        raise StatusWord(words.WRONG_MAC)", "        raise StatusWord(words.WRONG_MAC)",
           f"{_CHIP}/test_chip_session.py::test_a_changed_status_ends_the_login"),
    Mutant("take any meter's run file", _SESSION, "if run[RUN_METER] != cells.meter:", "if False:", f"{_CHIP}/test_chip_hostile.py::test_no_proof_from_another_file_or_meter"),
    Mutant("not credited in the login of the load", _SESSION, " and current.count == count and not current.released:", " and current.count == count:",
           f"{_CHIP}/test_chip_hostile.py::test_no_refund_in_the_login_of_the_load"),
    Mutant("not credited without a status", _SESSION, "current.verdict == BEFORE and current.count == count and", "current.verdict == BEFORE and",
           f"{_CHIP}/test_chip_hostile.py::test_no_refund_from_a_run_file_that_lags"),
    Mutant("a fresh random for each login while offered", _SESSION, "random1 = cells.random1 if cells.state == OFFERED else chip.random(8)",
           "random1 = chip.random(8)", f"{_CHIP}/test_chip_hostile.py::test_asking_for_logins_does_not_bring_another_random"),
    Mutant("close whatever the order permits", _SESSION, "if not cells.close or not (cells.state", "if not (cells.state", f"{_CHIP}/test_chip_close.py::test_no_close_that_the_order_forbids"),
    Mutant("close before delivered", _SESSION, "if not cells.close or not (cells.state == DELIVERED or reached):", "if not cells.close:",
           f"{_CHIP}/test_chip_close.py::test_close_only_after_offered_and_reached"),
    Mutant("cancel an offered purchase", "host/sim/chip/takingback.py", "if cells.state not in (STORED, NOT_CREDITED):",
           "if cells.state not in (STORED, NOT_CREDITED, OFFERED):", f"{_CHIP}/test_chip_ending.py::test_what_may_be_credited_or_is_cannot_be_cancelled"),
    Mutant("settle without a proof", "host/sim/chip/takingback.py", "used = cells.state == OFFERED and (cells.proved_count >= cells.count or gone)",
           "used = cells.state == OFFERED", f"{_CHIP}/test_chip_ending.py::test_an_offered_purchase_is_settled_once_its_count_is_proved_used"),
    Mutant("any MAC on an order will do", "host/sim/chip/origin.py", "if not compare_digest(cmac(cells.order_key, covered), data[-MAC:]):", "if False:",
           f"{_CHIP}/test_chip_take.py::test_any_changed_byte_is_a_wrong_mac"),
    Mutant("an order for any customer", "host/sim/chip/origin.py", "covered = data[:CUSTOMER_AT] + cells.customer + data[CUSTOMER_AT:-MAC]",
           "covered = data[:-MAC]", f"{_CHIP}/test_chip_take.py::test_an_order_is_stored_in_one_write"),
    # the seller
    Mutant("the same payment buys again", "host/vend/book/sell.py", "if earlier is not None:", "if False:", f"{_VEND}/test_vend_sell.py::test_card_and_meter_name_the_same_purchase"),
    Mutant("sell one count twice", "host/vend/book/glance.py", "count + 1, (", "count, (", f"{_VEND}/test_vend_sell.py::test_a_sale_takes_the_next_order_of_the_card_and_the_next_count_of_the_meter"),
    Mutant("take any report", "host/vend/softstore.py", "return any(compare_digest(cmac(self._of_card(\"report\", card, one), covered), mac) for one in every)", "return bool(every)",
           f"{_VEND}/test_vend_receive_refused.py::test_any_changed_bit_makes_the_mac_wrong"),
    Mutant("take back what a lost handheld may still load", "host/vend/book/ending.py", "if _on_a_lost_card(session, purchase):", "if purchase.used and _on_a_lost_card(session, purchase):",
           f"{_VEND}/test_vend_lost.py::test_what_a_lost_handheld_may_load_is_not_taken_back_on_the_new_one"),
    Mutant("settled becomes delivered when the card goes on", "host/vend/book/overtaken.py", "row.ending in (AS_CREDITED, AS_NOT_CREDITED) and not came_back", "row.state == DISPUTED and row.ending",
           f"{_VEND}/test_vend_overtaken.py::test_a_settled_purchase_is_settled_when_the_next_one_was_taken_before_the_report"),
    Mutant("a decision frees the money that the card may have delivered", "host/vend/book/overtaken.py", "and not _not_by_this_card(book, row, report)", "and not row.used",
           f"{_VEND}/test_vend_overtaken.py::test_a_decision_that_the_card_may_have_overtaken_frees_no_money"),
    Mutant("an old report takes the purchase back", "host/vend/book/states.py", "    OFFERED: (None, None, OFFERED", "    OFFERED: (None, LOADED, OFFERED",
           f"{_VEND}/test_vend_receive.py::test_offered_does_not_fall_back_to_stored"),
    Mutant("a re-issue forgets which unlock orders were used", "host/sim/chip/identity.py", "cells.transport, resets=cells.resets)", "cells.transport)",
           f"{_CHIP}/test_chip_reissue.py::test_an_unlock_order_that_was_used_is_used_up_at_another_meter_too"),
    Mutant("an older reading takes the place of the newer", "host/sim/chip/usage.py", "or count < min(cells.read_count, known) or", "or",
           f"{_CHIP}/test_chip_usage.py::test_a_lower_count_than_the_last_is_refused"),
    Mutant("a reading of a count that nobody has reached", "host/sim/chip/usage.py", "if not 0 < count <= known or", "if not count or",
           f"{_CHIP}/test_chip_usage.py::test_no_false_record_silences_the_true_ones_after_it"),
    Mutant("one false record holds for ever", "host/sim/chip/usage.py", "count < min(cells.read_count, known)", "count < cells.read_count",
           f"{_CHIP}/test_chip_usage.py::test_no_false_record_silences_the_true_ones_after_it"),
    Mutant("a sum begins before the ledger met the meter", "host/vend/book/reportrows.py", 'Reading.count.between(bindparam("base"), bindparam("upto"))', 'Reading.count <= bindparam("upto")',
           f"{_VEND}/test_vend_receive_usage.py::test_a_false_reading_of_a_count_before_our_time_silences_no_later_one"),
    Mutant("give counts back that the meter has shown", "host/vend/book/moving.py", "for counts in (sold, other, seen)", "for counts in (sold, other)",
           f"{_VEND}/test_vend_overtaken.py::test_a_count_that_was_seen_at_the_meter_is_not_sold_though_a_later_one_is_withdrawn"),
    Mutant("a meter that is gone settles anything", "host/vend/book/ending.py", "unread = gone and (purchase.state == OFFERED or _on_a_lost_card(book.session, purchase))", "unread = gone",
           f"{_VEND}/test_vend_ending.py::test_a_meter_that_is_gone_settles_nothing_that_it_cannot_have"),
    Mutant("the chip settles anything for a meter that is gone", "host/sim/chip/takingback.py", "used = cells.state == OFFERED and (cells.proved_count >= cells.count or gone)",
           "used = gone or cells.state == OFFERED and cells.proved_count >= cells.count", f"{_CHIP}/test_chip_ending.py::test_what_is_in_no_dispute_is_not_settled"),
    Mutant("refund a payment twice", "host/vend/book/ending.py", "raise _refunded_before(book.session, purchase)", "return purchase",
           f"{_VEND}/test_vend_ending.py::test_of_two_clerks_who_refund_one_payment_the_second_is_told_when"),
    Mutant("a look-alike reference sells without a word", "host/vend/book/references.py", "if sold is not None and not another:", "if False:",
           f"{_VEND}/test_vend_sell.py::test_a_reference_that_reads_as_a_sold_one_sells_only_if_it_is_meant"),
    Mutant("a look-alike reference differs by its case", "host/vend/book/references.py", ".casefold()", "",
           f"{_VEND}/test_vend_sell.py::test_a_reference_that_reads_as_a_sold_one_sells_only_if_it_is_meant"),
    Mutant("not credited without the other channel's record", "host/vend/book/ending.py", "if not credited and not seconded:", "if False:", f"{_VEND}/test_vend_disproved.py::test_credited_money_is_not_refunded_on_a_lying_handhelds_word"),
    Mutant("a record that freed money is withdrawn", "host/vend/book/elsewhere.py", "    _check_unused(book.session, meter, count)\n", "", f"{_VEND}/test_vend_disproved.py::test_a_record_that_money_was_freed_on_is_not_withdrawn"),
    Mutant("a hole in the counts silences the alarm", "host/vend/book/reconcile.py", "return False if bought <= known.cents else None", "return None", f"{_VEND}/test_vend_receive_usage.py::test_a_hole_in_the_counts_silences_no_alarm"),
    Mutant("another shop's keys are taken", "host/vend/book/generations.py", "if mark != keys.fingerprint(number):", "if False:", f"{_VEND}/test_vend_generations.py::test_the_keys_of_another_shop_are_refused"),
    Mutant("a count below a used one", "host/vend/book/moving.py", "if not meter.count <= count < LAST_COUNT:", "if False:", f"{_VEND}/test_vend_ways_out.py::test_but_not_below_a_count_that_is_known_to_be_used"),
    Mutant("a sale of the day after tomorrow", "host/vend/cli/daily.py", "if day > date.today():", "if False:", f"{_VEND}/cli/test_vend_cli.py::test_a_sale_in_the_future_is_refused"),
    Mutant("new keys in the place of those that others made", "host/vend/keys.py", "self._with((*now._generations, _masters(seed))", "self._with((*self._generations, _masters(seed))",
           f"{_VEND}/test_vend_keyfile.py::test_a_rotate_that_waited_at_the_passphrase_destroys_no_generation"),
    Mutant("write over other keys", "host/vend/keys.py", "if (now._generations[: self.generation], now._factory) != (self._generations, self._factory):", "if False:",
           f"{_VEND}/test_vend_keyfile.py::test_other_keys_than_those_that_were_loaded_are_not_written_over"),
    Mutant("write through links", "host/foreign.py", "os.O_EXCL | getattr(os, \"O_NOFOLLOW\", 0) | ", "",
           f"{_VEND}/test_vend_plugged.py::test_no_link_that_lies_there_is_written_through"),
    # publishing
    Mutant("do not clear the mark first", "boot.py", "    memory[0] = 0  # first", "    pass  # first", "tests/device/test_boot.py::test_a_record_is_published_once_only"),
    Mutant("write whatever the checksum says", "publish.py", 'if binascii.crc32(record).to_bytes(4, "big") != bytes(memory[3:7]):', "if False:", "tests/device/test_boot.py::test_garbage_in_the_memory_writes_nothing_and_the_board_starts"),
    # the seller's session
    *(Mutant(*row) for row in SELLER),
)  # fmt: skip
