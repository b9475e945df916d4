# mutations_seller.py - the seller's session broken on purpose: rows of mutations.py for the beam and the cable
"""(name, file, what becomes what, the test that must notice: by infrared and by USB serial)."""

_HOSTILE = "tests/seller/test_hostile_beam.py"
_WAITING = "tests/seller/test_waiting_documents.py"
_MISTAKES = "tests/seller/test_mistakes.py"
_LIARS = "tests/seller/test_lying_processor.py"
_CHIP = "host/sim/chip/seller.py"
_EARS, _PIECES = "lib/wattkey/seller.py", "lib/wattkey/pieces.py"
_SESSION, _BEAM, _LIVE = "host/vend/live/session.py", "host/vend/live/beam.py", "host/vend/live/live_sale.py"

SELLER = (
    # replay, recorded, another's key
    ("the chip's random is always the same", _CHIP, "chip.ram.seller_random = chip.random(handshake.RANDOM)",
     "chip.ram.seller_random = bytes(handshake.RANDOM)", f"{_HOSTILE}::test_a_recorded_session_does_nothing_when_it_is_played_again"),
    ("any proof of a seller will do", _CHIP, "if not compare_digest(handshake.seller_proof(key, theirs, ours), data[handshake.RANDOM :]):", "if False:",
     f"{_HOSTILE}::test_another_sellers_key_is_refused_and_the_right_one_goes_on"),
    ("any proof of a chip will do", "host/vend/softstore.py", "if not compare_digest(proof, handshake.chip_proof(self._key, ours, theirs, info)):", "if False:",
     f"{_HOSTILE}::test_a_device_that_plays_recorded_answers_is_not_believed"),
    ("any MAC on a question will do", _CHIP, "if not compare_digest(handshake.message_mac(session.key, handshake.QUESTION, number, message), mac):", "if False:",
     f"{_HOSTILE}::test_a_piece_that_comes_twice_is_one"),
    ("a wrong MAC ends no session", _CHIP, "        chip.ram.session = None\n        raise", "        raise",
     f"{_HOSTILE}::test_a_wrong_mac_ends_the_session_in_the_chip_too"),
    ("any MAC on an answer will do", _SESSION, "return (raw,) if self._open.is_answer(self.number, message, mac) else None", "return (raw,)",
     f"{_HOSTILE}::test_an_answer_edited_on_its_way_is_not_believed"),
    ("any MAC on a report will do", _BEAM, "if self._open.is_report(self.number, have, mac):", "if mac:",
     f"{_HOSTILE}::test_a_report_of_another_session_is_not_believed"),
    ("everybody may be asked for everything", _EARS, "frame.address == ANYONE and frame.data[0] == codes.HELLO", "frame.address == ANYONE",
     f"{_HOSTILE}::test_what_is_not_for_us_is_met_with_silence"),
    # another card, twice, out of order, edited
    ("a document of another card", "host/sim/chip/origin.py", "if data[1:9] != cells.card:", "if False:",
     f"{_HOSTILE}::test_another_cards_document_or_an_edited_one_is_refused"),
    ("any piece follows", _PIECES, "if at == len(self._got):", "if True:", f"{_HOSTILE}::test_pieces_out_of_order_are_put_right"),
    ("pieces of two documents mix", _PIECES, "if self._document != (total, crc):", "if not self._got:", f"{_HOSTILE}::test_pieces_of_two_documents_do_not_mix"),
    ("a document whatever its checksum", _PIECES, "if crc32(packed) != crc:", "if False:",
     f"{_HOSTILE}::test_a_document_that_is_not_what_its_checksum_says_is_not_judged"),
    ("a question played again is answered anew", _EARS, "if question.data != self._last[0] or question.data[0] == codes.HELLO:", "if True:",
     f"{_HOSTILE}::test_one_question_played_again_gets_its_answer_again_and_does_nothing_twice"),
    ("what the chip has already is refused", _PIECES, 'if verdict == "T34" and self._is_held(await self._wallet.info(), document):', "if False:",
     f"{_WAITING}::test_an_end_that_comes_twice_is_one"),
    ("a device that always wants more gets more", "host/vend/live/beam.py", "again += have < min(at + sent, len(packed)) or have >= len(packed)", "again += have <= at",
     f"{_HOSTILE}::test_a_device_that_always_wants_more_is_let_go"),
    # left open, put away
    ("a session stays open for ever", _EARS, "        await self._questions.leave()\n        return \"silence\"", "        return \"silence\"",
     f"{_HOSTILE}::test_a_session_left_open_for_ten_minutes_is_over_and_is_healed"),
    ("whoever is there is told", _SESSION, 'if self._serial not in ("", said.serial) or self._card not in ("", card):', "if False:", f"{_MISTAKES}::test_another_handheld_is_put_there_half_way"),
    # a processor that lies
    ("the greeting is believed", _SESSION, "                said.check(info)\n", "", f"{_LIARS}::test_a_laptop_with_the_public_factory_key_is_no_card"),
    ("the processor's word is enough", "host/vend/live/shown.py", "if not _shows(order, report, info):", "if False:",
     f"{_LIARS}::test_a_sale_is_no_success_where_the_cards_report_says_otherwise"),
    ("another card's report will do", "host/vend/live/visit.py", 'if self.reported["card"] != self.card:', "if False:",
     f"{_LIARS}::test_the_report_of_another_card_is_not_taken"),
    # the ledger
    ("sell to another device", _LIVE, "if to is not None and to not in (visit.card, meter):", "if False:", f"{_MISTAKES}::test_the_wrong_handheld_is_named"),
    ("sell over an undelivered purchase", _LIVE, "if info.waiting or info.disputed:", "if False:",
     "tests/seller/test_live_sale.py::test_nothing_is_sold_to_a_card_that_holds_an_undelivered_purchase"),
    ("new keys before the end that is under the old", "host/vend/live/waiting.py", "if held and row.ending and row.order == info.order:",
     "if held and document is None and row.ending and row.order == info.order:", f"{_WAITING}::test_taken_back_and_new_keys_both_wait"),
    ("what came as a file is not asked for", "host/vend/live/visit.py", "if self.info.issued and self.desk.wants_word(self.info):", "if False:",
     f"{_WAITING}::test_an_end_that_came_as_a_file_and_was_never_reported_is_heard_of_first"),
    ("no report behind a document", "host/vend/live/visit.py", "            self.report()\n            if next_waiting(", "            if next_waiting(",
     f"{_WAITING}::test_new_keys_come_before_the_sale"),
)  # fmt: skip
