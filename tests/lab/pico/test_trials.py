# test_trials.py - what a host does to a handheld that runs from an image: played in the simulator
import pickle
import threading

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from fakes import simpico
from fakes.images import packed, small
from wattkey_host import device_root, interrupt
from wattkey_host.drive.contents import loaders
from wattkey_host.drive.fathost import FatHost
from wattkey_host.drive.imagefile import manifest, sha256_of, signature_of
from wattkey_host.drive.signature import is_signed
from wattkey_host.story.script import StoryFailed
from wattkey_host.story.stage import Stage
from wattkey_lab.docs.tables import flows
from wattkey_lab.pico import dead, hosted, refused, trials, twoversions, underhost
from wattkey_lab.pico.boardpool import Boards
from wattkey_lab.pico.cuts import Ram
from wattkey_lab.pico.leads import LEADS
from wattkey_lab.pico.starts import FOREIGN, NO_MENU
from wattkey_lab.pico.twoversions import NEW, OLD, PROVED, STARTED, WANTED, Versions, note, slot

OF_THE_PICO = {"unsigned", "other signer", "loose files", "no room"}  # a key, a drive with clusters


@pytest.fixture
def both(monkeypatch):
    monkeypatch.setattr(twoversions, "PicoWorld", simpico.SimPico)
    monkeypatch.setattr(underhost, "files", pickle.loads)
    return simpico.versions()


@pytest.fixture
def at(both):
    return hosted.ground(None, both, "en")


def test_every_flow_has_a_lead():
    assert set(LEADS) == set(flows(device_root()))


@pytest.mark.parametrize("flow", ["recharge", "close", "read_back", "pin_give", "collect"])
def test_the_version_before_runs_behind_each_harm_in_a_flow(both, at, flow):
    assert hosted.harmed(None, flow, at, both, "en") == [(how, OLD) for how in hosted.HARMS]


def test_a_recharge_that_is_cut_short_is_told_and_its_money_comes_later(both, at, monkeypatch):
    monkeypatch.setitem(hosted.HARMS, "delete", lambda stage: (stage.aim(None), stage.press("back")))
    told = dict(hosted.harmed(None, "recharge", at, both, "en"))
    assert told["delete"] == f"{NEW}, and the flow was cut short"
    assert told["rename"] == OLD


def test_money_that_never_came_is_told(both, at, monkeypatch):
    monkeypatch.setattr(hosted, "CENTS", 6000)
    with pytest.raises(StoryFailed):  # what is owed cannot be loaded: no flow is there for it
        hosted.harmed(None, "recharge", at, both, "en")


def test_a_device_that_stands_still_has_no_menu_whatever_is_on_its_screen(both, at):
    with twoversions.handheld(None, "en", at.drive, at.nvm) as stage:
        underhost.under_a_host(stage)
        assert underhost.alive(stage)
        assert underhost.ran(stage, both) == NEW
        stage.press = lambda key: None
        assert underhost.at_menu(stage)
        assert not underhost.alive(stage)
        assert underhost.ran(stage, both, menu=False) == NO_MENU
        stage.world.drive.patch(hosted.RUNS, 100_000, b"????")
        assert underhost.ran(stage, both) == FOREIGN


@pytest.mark.parametrize("kind", sorted(set(refused.REFUSALS) - OF_THE_PICO))
def test_what_is_refused_changes_nothing(both, kind):
    assert refused.refused(None, kind, both, "en") == OLD


def test_a_file_that_is_taken_is_told(both, monkeypatch):
    one = refused.Dropped(f"mail.updated {NEW}", lambda both: both.new, f'see "{OLD} -> {NEW}" within 60\npress ok')
    monkeypatch.setitem(refused.REFUSALS, "taken", one)
    assert refused.refused(None, "taken", both, "en") == "taken"


def test_a_refusal_without_its_page_is_told(both, monkeypatch):
    monkeypatch.setitem(refused.REFUSALS, "quiet", refused.Dropped("err.T84", lambda both: both.new))
    with pytest.raises(StoryFailed, match=r"err\.T84"):
        refused.refused(None, "quiet", both, "en")


def test_an_update_that_raises_is_given_up_after_three_starts(both, monkeypatch):
    monkeypatch.setattr(dead, "made", lambda both, how: packed(NEW, home=dead.DEAD[how].decode()))
    assert dead.given_up(None, "raises", both, "en") == OLD
    monkeypatch.setattr(dead, "made", lambda both, how: both.new)
    monkeypatch.setattr(dead, "_GIVEN_UP_S", 5)
    assert dead.given_up(None, "raises", both, "en").startswith(f"{NEW}; three starts: False")


@pytest.fixture(scope="module")
def real():
    """Signed, as those of the Pico are, and small."""
    key = rsa.generate_private_key(65537, 2048)
    return Versions(small(OLD, key=key), small(NEW, key=key), loaders(device_root(), mpy=False), key)


def holds(whole, key):
    """Whether an image is whole, and whether the key has signed it."""
    return sha256_of(whole) == manifest(whole).sha256, is_signed(*signature_of(whole), key.public_key())


def test_what_is_dead_is_whole_and_signed(real, monkeypatch):
    ours = {"/wattkey/home.mpy": b"C\6" + bytes(98)}
    monkeypatch.setattr(dead, "modules", lambda version, others=None: ours | (others or {}))
    made = {how: dead.made(real, how) for how in dead.DEAD}
    assert [holds(whole, real.key) for whole in made.values()] == [(True, True)] * 3
    assert len({whole[1024:] for whole in made.values()}) == 3


def test_what_is_refused_is_whole_but_for_what_it_is_refused_for(real):
    made = {
        kind: one.made(real) for kind, one in refused.REFUSALS.items() if kind not in ("edited byte", "whole drive")
    }
    assert holds(made["unsigned"], real.key) == holds(made["other signer"], real.key) == (True, False)
    for kind in ("other board", "other CircuitPython", "newer loader", "same version", "nvm full", "downgrade"):
        assert holds(made[kind], real.key) == (True, True), kind
    assert manifest(made["other board"]).board != manifest(real.new).board
    assert real.new.startswith(made["half a copy"])


def test_little_room_is_left_on_a_full_drive(real):
    disk = FatHost(Ram(refused._stuffed(real.drive(None))))
    with pytest.raises(OSError, match="full"):
        disk.write("/a.img", bytes(11 * 4096))
    disk.write("/a.img", bytes(10 * 4096))


def test_what_a_host_deletes_is_written_over(real):
    """Another file takes its clusters: the image that is still open shows foreign bytes."""
    disk = Ram(real.drive(real.new))
    before = FatHost(disk).node(hosted.RUNS).cluster
    FatHost(disk).delete(hosted.RUNS)
    FatHost(disk).write("/holiday.jpg", hosted._FOREIGN)
    there = FatHost(disk).node("/holiday.jpg")
    assert there.cluster <= before < there.cluster + there.size // 4096


def test_nvm_says_that_the_newer_one_runs(real):
    nvm = hosted.nvm_of_two(real)
    slots = [nvm[at : at + 16] for at in range(0, 96, 16)]
    assert slots[:4].count(slot(PROVED, note(real.new))) == 1
    assert slot(WANTED, note(real.new)) in slots
    assert not any(one[0] == STARTED for one in slots)


def test_trials_go_on_behind_one_that_fails_and_are_counted(monkeypatch):
    def trial(_board, how, *_rest):
        if how == "hangs":
            raise StoryFailed("no page")
        return OLD if how != "cut" else NO_MENU

    monkeypatch.setattr(trials, "ground", lambda *_: None)
    ran = {"delete": OLD + hosted.SHORT}
    monkeypatch.setattr(trials, "harmed", lambda *_: [(how, ran.get(how, OLD)) for how in hosted.HARMS])
    monkeypatch.setattr(trials, "given_up", trial)
    monkeypatch.setattr(trials, "refused", lambda *_: FOREIGN)
    monkeypatch.setattr(
        "wattkey_lab.pico.boardpool.Emulator", lambda *_: type("None", (), {"close": lambda self: None})()
    )
    found = list(trials.tried(Boards(None), None, "en"))
    count = len(refused.REFUSALS)
    assert trials.counts(found) == {
        "hosted": 3 * len(LEADS), "dead": 3, "refused": count, "cut_short": len(LEADS), "fallen": count + 2,
    }  # fmt: skip
    assert trials.bricks(found) == (1, count)
    assert [one.ran for one in found if one.what == "hangs"] == ["failed: no page"]
    assert len(list(trials.tried(Boards(None), None, "en", sample=20))) < 8


def test_a_stage_is_made_in_a_thread_where_ctrl_c_is_heard(tmp_path, monkeypatch):
    """As `wattkey pico --updates` does it: signals are the main thread's."""
    monkeypatch.setattr(interrupt._Now, "heard", True)
    failed = []

    def work():
        try:
            stage = Stage(tmp_path)
            stage.issue()
        except ValueError as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert failed == []
