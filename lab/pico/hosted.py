# hosted.py - a host deletes, renames, overwrites the image that runs, in each flow
"""One life of a board for each flow, in which its lead (leads.py) is told once. Then, three times: the flow is entered,
the host does one of the three; the flow is left, and the menu must be there. Then the power goes and comes, and it must
be there again, of the version before. What was harmed is put back for the next time; what is in the chip and in the
meter stays as it has become."""

from collections.abc import Callable

from wattkey_host.drive.contents import SETTINGS
from wattkey_host.drive.imagefile import name
from wattkey_host.meter.boxmeters import load
from wattkey_host.story.script import StoryFailed
from wattkey_host.story.stage import Stage
from wattkey_host.story.verbs import plain
from wattkey_lab.pico.boxdrive import LIST, mail
from wattkey_lab.pico.cuts import Cut
from wattkey_lab.pico.emulator import Emulator
from wattkey_lab.pico.leads import CENTS, LEADS, Lead
from wattkey_lab.pico.twoversions import BEFORE, NEW, PROVED, WANTED, Versions, filled, handheld, note, slot
from wattkey_lab.pico.underhost import at_menu, holds, pico, ran, started, to_menu, under_a_host
from wattkey_lab.pico.visits import told

RUNS = "/" + name(NEW)
_ASIDE, _OTHER = "wattkey.bak", "/holiday.jpg"
SHORT = ", and the flow was cut short"
_FOREIGN = bytes(range(256)) * 800  # as long as an image
_PUBLISHED_S, _COPIED_S, _END_S = 12.0, 3.0, 60.0


def _deleted(stage: Stage) -> None:
    """The running image is deleted, and another file comes to where it was."""
    stage.world.cable.delete(RUNS)
    stage.world.cable.copy(_OTHER, _FOREIGN)


def _renamed(stage: Stage) -> None:
    pico(stage).drive.rename(RUNS, _ASIDE)  # type: ignore[attr-defined]


def _overwritten(stage: Stage) -> None:
    stage.world.cable.copy(RUNS, _FOREIGN)


HARMS: dict[str, Callable[[Stage], None]] = {
    "delete": _deleted,
    "rename": _renamed,
    "overwrite": _overwritten,
}


def nvm_of_two(versions: Versions) -> bytes:
    """The newer version was installed and has proved itself; the older one is the one before."""
    old, new = note(versions.old), note(versions.new)
    return filled(slot(PROVED, old) + slot(BEFORE, old) + slot(WANTED, new) + slot(PROVED, new))


def ground(board: Emulator, versions: Versions, language: str) -> Cut:
    """The flash of a handheld that was issued, has published its card, and is switched off."""
    with handheld(board, language, versions.drive(versions.new), nvm_of_two(versions)) as stage:
        _begin(stage)
        if not started(stage):
            raise StoryFailed(f"no menu; the screen says {stage.screen()}")
        stage.world.run_for(_PUBLISHED_S)
        return Cut("ground", 0, *pico(stage).flash())


def harmed(board: Emulator, flow: str, at: Cut, versions: Versions, language: str) -> list[tuple[str, str]]:
    """Each of the three in a flow, (which, the version that runs in the end as starts.py says); of a flow that has to
    do with money with SHORT behind it where it has not come to its own end, and other words where the meter has not
    each purchase exactly once.
    Raises StoryFailed where the flow cannot even be entered."""
    lead = LEADS[flow]
    with handheld(board, language, at.drive, at.nvm) as stage:
        _begin(stage)
        drive = stage.world.drive
        drive.write(SETTINGS, lead.settings + drive.read(SETTINGS))
        if lead.listed:
            drive.write(LIST, mail(load(), 0)[LIST])
        under_a_host(stage)
        _tell(stage, lead.once)
        return [(how, _harm(stage, flow, how, versions, at.nvm)) for how in HARMS]


def _begin(stage: Stage) -> None:
    """From one seed: chip and meter are always the same."""
    stage.put_up_meter()
    stage.issue()


def _tell(stage: Stage, lines: str) -> None:
    def reach(there: bool) -> None:
        stage.aim(stage.meter if there else None)

    told(lines.splitlines(), stage, lambda _: None, reach, out=to_menu)


def _harm(stage: Stage, flow: str, how: str, versions: Versions, nvm: bytes) -> str:
    lead = LEADS[flow]
    _tell(stage, lead.each)
    owed = _bought(stage) + (CENTS if flow == "recharge" else 0)
    _tell(stage, f"visit {flow}")
    HARMS[how](stage)
    ended = _comes_to_its_end(stage, lead)
    stage.world.run_for(_COPIED_S)
    out = ran(stage, versions, holds(stage))
    last = how == list(HARMS)[-1]
    if not last or _bought(stage) < owed:
        _mend(stage, versions, nvm)
    if _bought(stage) < owed:  # it was cut short: the purchase waits in the chip
        _tell(stage, f'go to the meter\nvisit {flow}\nsee "✓" within 60\nout')
    if _bought(stage) != owed:
        return f"{_bought(stage)} in the meter, which is owed {owed}"
    return out if ended else out + SHORT


def _comes_to_its_end(stage: Stage, lead: Lead) -> bool:
    """Of a money flow; a person presses no key meanwhile. Of all others nothing is waited for."""
    ends = [[plain(line) for line in stage.texts.lines(key, "", "")] for key in lead.ends]

    def ended() -> bool:
        shown = plain("".join(stage.screen()))
        return any(all(line in shown for line in lines) for lines in ends)

    stage.world.run_until(lambda: ended() or at_menu(stage), _END_S if ends else 0)
    return ended() or not ends


def _bought(stage: Stage) -> int:
    """Cents, ever, as the meter has it."""
    return stage.prepaid.bought if stage.prepaid else 0


def _mend(stage: Stage, versions: Versions, nvm: bytes) -> None:
    """Both versions are there again, and the newer one runs, under a host."""
    world = pico(stage)
    world.cut_power()
    for path in (RUNS, "/" + _ASIDE, _OTHER):
        if world.drive.node(path):
            world.drive.delete(path)
    world.drive.write(RUNS, versions.new)
    world.put_flash(world.flash()[0], nvm)
    under_a_host(stage)
    if ran(stage, versions) != NEW or not to_menu(stage):
        raise StoryFailed(f"what was put back does not run; the screen says {stage.screen()}")
