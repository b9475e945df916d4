# conftest.py - a recharge as a list of operations, and ways to hit any one of them
import os

import pytest

ALL = bool(os.environ.get("WATTKEY_ALL_CUTS"))  # every operation instead of a sample: about ten minutes
FRAME_GAP_US = 50_000  # of our own light: a pause like that means a new question


class Questions(list):
    """A meter's list of questions that tells when question `number` (from 1) was understood, before it is answered."""

    def __init__(self, number, act):
        super().__init__()
        self._number, self._act = number, act

    def append(self, question):
        super().append(question)
        if len(self) == self._number:
            self._act()


def after_write(bench, number, act):
    """Have `act(bench)` called when the chip has done write `number` from now, and its answer is not out yet."""
    memory, write = bench.chip.memory, bench.chip.memory.write
    left = [number]

    def counted(**changes):
        write(**changes)
        left[0] -= 1
        if not left[0]:
            act(bench)

    memory.write = counted


class Recharge:
    """Recharges from one scene, each disturbed at one place."""

    def __init__(self, scenes, scene):
        self._scenes, self._scene = scenes, scene
        self._made = None
        made = self.ready()
        self.names, self.starts = [], []  # of all operations from the key on; numbers of those that begin a question
        last_us = -FRAME_GAP_US

        def hook(name, *_detail):
            nonlocal last_us
            self.names.append(name)
            if name == "uart":
                now = made.world.clock.now_us
                if now - last_us > FRAME_GAP_US:
                    self.starts.append(len(self.names))
                last_us = now

        made.world.hooks.append(hook)
        made.press()
        made.check_credited_once()
        assert made.finished, made.page
        # What is read after the money is the same for every meter: the opened one stands for all, unless ALL is set.
        words = [words for _, words in made.meter.questions]
        money = max(number for number, text in enumerate(words, 1) if "purchase record" in text)
        self.questions = range(1, (len(words) if ALL or scene == "second" else money) + 1)
        self.starts = self.starts[: len(self.questions)]
        self.writes = made.chip.memory.writes

    def ready(self):
        """A bench at the menu, pointed at its meter; the one before is closed."""
        self.close()
        self._made = self._scenes.bench(self._scene)
        self._made.on()
        return self._made

    def close(self):
        """Switch the last bench off."""
        if self._made:
            self._made.world.close()

    def each(self, points, check):
        """Run `check(point)` for every point; fails with the list of those that failed, and where there is none."""
        assert points
        bad = []
        for point in points:
            try:
                check(point)
            except AssertionError as error:
                bad.append(f"{point}: {str(error).splitlines()[0]}")
        assert not bad, f"{len(bad)} of {len(points)} went wrong:\n" + "\n".join(bad)

    def at_operation(self, number, act):
        """Start a recharge; `act(bench)` happens before operation `number` (from 1). Returns the bench, at rest."""
        made = self.ready()
        left = [number]

        def hook(_name, *_detail):
            left[0] -= 1
            if not left[0]:
                act(made)

        made.world.hooks.append(hook)
        made.press()
        assert left[0] <= 0, "the operation never came"
        made.world.hooks.remove(hook)
        return made

    def at_question(self, number, act):
        """The same when the meter has understood question `number` and not answered yet."""
        made = self.ready()
        self.tell(made, number, act)
        made.press()
        assert len(made.meter.questions) >= number, "the question never came"
        return made

    @staticmethod
    def tell(made, number, act):
        """Have `act(bench)` called at question `number` from now."""
        made.meter.questions = Questions(number, lambda: act(made))

    def at_write(self, number, act):
        """The same when the chip has done write `number`, and its answer is not out yet."""
        made = self.ready()
        after_write(made, number, act)
        made.press()
        assert made.chip.memory.writes >= number, "the write never came"
        return made


@pytest.fixture(scope="module", params=["first", "second"])
def recharge(request, scenes):
    """A recharge of a meter never opened (070101FF), and of an opened one (070102FF)."""
    made = Recharge(scenes, request.param)
    yield made
    made.close()
