# test_mailbox.py - what is dropped on the drive: when it is judged, what is said, when publishing may reset
"""Time is a number that the test moves on."""

import asyncio

import pytest

from fakes.orderfile import TEXT


def test_an_order_is_taken_once_after_it_has_been_quiet(make_desk):
    desk = make_desk("taken")
    desk.watch(2)
    desk.drive.drop("/WK.json", TEXT)
    assert desk.watch(1) == []
    assert desk.watch(5) == [("mail.received", "100.00")]
    assert desk.watch(20) == []
    assert desk.wallet.taken == [4]


def test_an_image_is_news_once_and_again_when_it_is_copied_again(make_desk):
    """Whatever came of the flow: here nobody has looked at it."""
    desk = make_desk()
    desk.watch(1)
    desk.drive.drop("/wattkey-2.0.0.img", b"x" * 9)
    assert desk.watch(5) == [("update", "")]
    desk.drive.drop("/wattkey-2.0.0.img", b"y" * 9, at=7)
    assert desk.watch(5) == [("update", "")]


def test_an_image_of_equal_size_and_time_in_the_place_of_another_is_news(make_desk):
    desk = make_desk()
    desk.watch(1)
    for manifest in (b"version 2.0.0", b"version 2.0.1"):
        desk.drive.drop("/wattkey.img", (bytes(512) + manifest).ljust(2048, b"\0"), at=7)
        assert desk.watch(5) == [("update", "")]
        assert desk.watch(20) == []


def test_also_in_the_mail_folder(make_desk):
    desk = make_desk("taken")
    desk.drive.drop("/mail/WK.json", TEXT)
    assert desk.watch(5) == [("mail.received", "100.00")]


def test_a_file_still_growing_is_not_judged(make_desk):
    desk = make_desk("taken")
    desk.watch(1)
    for n in range(10):
        desk.drive.drop("/WK.json", TEXT[: n * 20], at=n)
        assert desk.watch(0.8) == []
    desk.drive.drop("/WK.json", TEXT, at=99)
    assert desk.watch(5)[-1] == ("mail.received", "100.00")


def test_right_size_with_stale_bytes_means_still_copying_until_the_bytes_come(make_desk):
    desk = make_desk("taken")
    desk.watch(1)
    desk.drive.drop("/WK.json", b"\0" * len(TEXT))
    assert desk.watch(10) == [("mail.copying", "")]
    desk.drive.drop("/WK.json", TEXT)
    assert desk.watch(3)[-1] == ("mail.received", "100.00")


def test_after_a_minute_a_half_file_is_refused_with_its_reason(make_desk):
    desk = make_desk()
    desk.watch(1)
    desk.drive.drop("/WK.json", TEXT[:-5])
    assert desk.watch(70)[-1] == ("err.T22", "T22")
    assert desk.watch(70) == []


@pytest.mark.parametrize("code", ["T31", "T32", "T33", "T35", "T36", "T38"])
def test_the_chips_refusal_is_said_once(make_desk, code):
    desk = make_desk(code)
    desk.watch(1)
    desk.drive.drop("/WK.json", TEXT)
    assert desk.watch(20) == [("err." + code, code)]


def test_the_same_file_dropped_again_is_already_loaded(make_desk):
    desk = make_desk("taken", "T34")
    desk.watch(1)
    desk.drive.drop("/WK.json", TEXT)
    desk.watch(5)
    desk.drive.drop("/WK.json", TEXT, at=60)
    assert desk.watch(5) == [("err.T34", "T34")]


@pytest.mark.parametrize("code", ["T31", "T34", "T37"])
def test_a_file_that_lay_there_at_start_was_judged_before_the_reset_and_is_no_news(make_desk, code):
    desk = make_desk(code)
    desk.drive.drop("/WK.json", TEXT)
    assert desk.watch(10) == []


def test_but_an_order_that_lay_there_and_can_be_taken_is_taken(make_desk):
    desk = make_desk("taken")
    desk.drive.drop("/WK.json", TEXT)
    assert desk.watch(10) == [("mail.received", "100.00")]


def test_dropped_again_before_it_was_loaded_it_is_already_here(make_desk, monkeypatch):
    monkeypatch.setattr(make_desk.info, "waiting", True)
    desk = make_desk("T34")
    desk.watch(1)
    desk.drive.drop("/WK.json", TEXT)
    assert desk.watch(10) == [("mail.held", "")]


def test_an_order_that_waits_is_judged_again_when_the_chip_is_free(make_desk):
    desk = make_desk("T37", "taken")
    desk.watch(1)
    desk.drive.drop("/WK.json", TEXT)
    assert desk.watch(20) == [("err.T37", "T37")]
    desk.box.retry()
    assert desk.watch(5) == [("mail.received", "100.00")]


@pytest.mark.parametrize(
    "path", ["/mail/card.json", "/mail/readings.json", "/mail/meters.json", "/._WK.json", "/README.TXT", "/WK.json.tmp"]
)
def test_own_files_and_strangers_are_left_alone(make_desk, path):
    desk = make_desk()
    desk.drive.drop(path, TEXT)
    assert desk.watch(70) == []


def test_too_long_is_refused_at_once(make_desk):
    desk = make_desk()
    desk.watch(1)
    desk.drive.drop("/WK.json", b" " * 5000)
    assert desk.watch(5) == [("err.T21", "T21")]


def test_no_reset_while_a_host_may_be_writing(make_desk):
    desk = make_desk("taken")
    desk.watch(12)
    assert desk.calm()
    desk.drive.drop("/WK.json", TEXT)
    desk.watch(9)
    assert not desk.calm()
    desk.watch(5)
    assert desk.calm()


def test_without_a_cable_publishing_need_not_wait(make_desk):
    desk = make_desk("taken")
    desk.drive.cable = False
    desk.drive.drop("/WK.json", TEXT)
    desk.watch(5)
    assert desk.calm()


def test_an_order_that_waits_for_the_one_before_does_not_keep_the_report_from_the_seller(make_desk):
    desk = make_desk("T37")
    desk.watch(1)
    desk.drive.drop("/WK.json", TEXT)
    desk.watch(30)
    assert desk.calm()


def test_any_file_that_changes_means_that_a_host_is_writing(make_desk):
    desk = make_desk()
    desk.watch(12)
    desk.drive.drop("/holiday.img", b"x" * 9)
    assert not desk.calm()
    desk.watch(9)
    assert not desk.calm()
    desk.watch(2)
    assert desk.calm()


def test_an_order_judged_on_the_bytes_of_an_older_file_is_judged_again_when_its_own_come(make_desk):
    desk = make_desk("T34", "taken")
    desk.watch(1)
    desk.drive.drop("/WK.json", TEXT)
    assert desk.watch(5) == [("err.T34", "T34")]
    desk.drive.drop("/WK.json", TEXT.replace(b"100.00", b"200.00"))  # the same size and time
    assert desk.watch(5) == [("mail.received", "200.00")]


def test_orders_in_the_wrong_order_of_names_are_all_taken(make_desk):
    desk = make_desk("T35", "taken", "T37")
    desk.watch(1)
    for number in (10, 9):
        desk.drive.drop(f"/WK-{number}.json", TEXT)
    assert desk.watch(10) == [("err.T35", "T35"), ("mail.received", "100.00")]


def test_an_old_order_dropped_beside_a_new_one_is_already_loaded(make_desk, monkeypatch):
    monkeypatch.setattr(make_desk.info, "waiting", True)
    monkeypatch.setattr(make_desk.info, "order", 5)
    desk = make_desk("T34")
    desk.watch(1)
    desk.drive.drop("/WK.json", TEXT)
    assert desk.watch(10) == [("err.T34", "T34")]


def test_behind_a_disputed_purchase_the_seller_must_help(make_desk, monkeypatch):
    monkeypatch.setattr(make_desk.info, "disputed", True)
    desk = make_desk("T37")
    desk.watch(1)
    desk.drive.drop("/WK.json", TEXT)
    assert desk.watch(10) == [("err.M53", "M53")]


def test_a_bad_file_that_lay_there_at_start_says_nothing_and_holds_nothing_up(make_desk):
    desk = make_desk()
    desk.drive.cable = False
    desk.drive.drop("/WK.json", TEXT[:-5])
    assert desk.watch(70) == []
    assert desk.calm()


def test_a_root_without_room_is_told_once_after_what_came_and_again_after_the_next_change(make_desk):
    desk = make_desk("taken")
    desk.watch(2)
    desk.drive.most = 1
    desk.drive.drop("/WK.json", TEXT)
    assert desk.watch(60) == [("mail.received", "100.00"), ("err.T65", "T65")]
    desk.drive.drop("/photo.jpg", b"")
    assert desk.watch(60) == [("err.T65", "T65")]


def test_without_a_cable_nobody_is_told_to_tidy_up(make_desk):
    desk = make_desk()
    desk.drive.cable, desk.drive.most = False, 0
    desk.drive.drop("/photo.jpg", b"")
    assert desk.watch(60) == []


def test_a_key_that_is_pressed_meanwhile_comes_before_the_rest_of_a_look(make_desk):
    desk = make_desk("taken")
    desk.drive.drop("/WK.json", TEXT)
    asked = []

    def pressed():
        asked.append(True)
        return True

    looks = [asyncio.run(desk.box.look(pressed)) for _ in range(20) if not desk.clock.skip(500)]
    assert set(looks) == {None}
    assert len(asked) == 20
    assert desk.wallet.taken == []
    assert desk.watch(5) == [("mail.received", "100.00")]
