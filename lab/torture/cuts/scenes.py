# scenes.py - the moments that a bench can start from
"""Made once by living through them: issued, sold, taken, recharged."""

from pathlib import Path

from wattkey import orders
from wattkey.profile import DONE, header
from wattkey_host.meter.prepaid import Personality
from wattkey_host.meter.prepaid.esam import MeterKeys
from wattkey_host.story.stage import METER, Stage
from wattkey_host.testkeys import of_meter
from wattkey_lab.torture.cuts.bench import Bench, Scene
from wattkey_lab.torture.cuts.handheld import stand_in


class Scenes:
    """`empty`: issued, nothing bought. `first`: 100.00 for a meter never opened. `second`: 50.00 for that meter, later.

    `nearly_empty`: `second` at a meter with 0.50 left, where count and amount could have been swapped (verdict unsure).
    """

    def __init__(self, folder: Path) -> None:
        stage = Stage(folder)
        drive = stage.world.drive
        stand_in(drive)
        stage.issue()
        sold = [stage.sell(cents) for cents in (100_00, 50_00)]
        keys = MeterKeys(*of_meter(stage.shop.keys, METER))
        files = tuple((path, drive.read(path)) for path, _, _ in drive.files())

        fresh = Scene(stage.chip.cells, files, (), keys, stage.order_file(sold[0]), sold[0].amount)
        self.empty = self._published(fresh)
        self.first = self._published(self.empty, take=True)
        with_second = self._published(self.first, finish=True)._replace(
            history=(100_00,), order=stage.order_file(sold[1]), amount=sold[1].amount
        )
        self.second = self._published(with_second, take=True)
        self.nearly_empty = self.second._replace(balance=50)

    def bench(self, scene: str | Scene, ways: Personality | None = None) -> Bench:
        """A bench at the scene of that name, or at one of your own making; its meter behaves as `ways` says."""
        return Bench(getattr(self, scene) if isinstance(scene, str) else scene, ways)

    @staticmethod
    def _published(scene: Scene, take: bool = False, finish: bool = False) -> Scene:
        """The scene after the next thing has happened, at the menu, with the report on the drive."""
        bench = Bench(scene)
        with bench.world:
            if take:
                order = orders.pack(orders.parse(scene.order[1]))
                assert bench.chip.apdu(header("purchase") + order) == (b"", DONE)
            bench.on()
            if finish:
                bench.finish()
                bench.check_credited_once()
                bench.press()
            bench.world.run_for(10)
            drive = bench.world.drive
            files = tuple((path, drive.read(path)) for path, _, _ in drive.files())
            return scene._replace(cells=bench.chip.cells, files=files)
