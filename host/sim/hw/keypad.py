# keypad.py - keys that the chip scans by itself while the program does something else
"""Module `keypad`, as far as a matrix of switches needs it. Debounced as the board does it: a key changes after
`debounce_threshold` scans more that say so than scans that do not (circuitpython, shared-module/keypad)."""

from collections import deque
from collections.abc import Sequence

from wattkey_host.sim.hw.microcontroller import Pin
from wattkey_host.sim.run import current

_life = current()
_nets = _life.world.nets


class Event:
    """A key went down or up."""

    def __init__(self, key_number: int = 0, pressed: bool = True, timestamp: int | None = None) -> None:
        self.key_number = key_number
        self.pressed = pressed
        self.timestamp = _life.clock.now_us // 1000 if timestamp is None else timestamp

    @property
    def released(self) -> bool:
        """The key went up."""
        return not self.pressed


class EventQueue:
    """What happened and was not asked for yet; of too much the oldest is lost."""

    def __init__(self, most: int) -> None:
        self._events: deque[Event] = deque(maxlen=most)
        self.overflowed = False

    def _record(self, event: Event) -> None:
        self.overflowed |= len(self._events) == self._events.maxlen
        self._events.append(event)

    def get(self) -> Event | None:
        """The oldest event, None when there is none."""
        _life.check()
        return self._events.popleft() if self._events else None

    def get_into(self, event: Event) -> bool:
        """The oldest event into one that is there already; whether there was one."""
        oldest = self.get()
        if oldest:
            event.key_number, event.pressed, event.timestamp = oldest.key_number, oldest.pressed, oldest.timestamp
        return oldest is not None

    def clear(self) -> None:
        """Forget all of them, and that some were lost."""
        _life.check()
        self._events.clear()
        self.overflowed = False

    def __len__(self) -> int:
        return len(self._events)


class KeyMatrix:
    """Rows and columns with a switch at each crossing; key numbers count along the rows."""

    def __init__(
        self,
        row_pins: Sequence[Pin],
        column_pins: Sequence[Pin],
        columns_to_anodes: bool = True,
        interval: float = 0.020,
        max_events: int = 64,
        debounce_threshold: int = 1,
    ) -> None:
        if not columns_to_anodes:
            raise NotImplementedError("the simulated matrix has its anodes at the columns")
        self._rows = [pin.name for pin in row_pins]
        self._columns = [pin.name for pin in column_pins]
        for name in self._rows + self._columns:
            _life.claim(name)
            _nets.pull(name, True)
        self._interval_us = int(interval * 1024) * 1_000_000 // 1024
        self._threshold = debounce_threshold
        self._counters = [-debounce_threshold] * (len(self._rows) * len(self._columns))  # below zero: up
        self._open = True
        self._all_up = False  # and none of them bounces
        self._last_us, self._at_rest = 0, False  # when it scanned last; whether it does not scan any more
        self.events = EventQueue(max_events)
        self._scan()

    def _scan(self) -> None:
        """Each row is pulled low in turn; a switch that is closed pulls its column down with it."""
        self._last_us = _life.clock.now_us
        if not (_life.alive and self._open):
            return
        if self._nothing_to_see():
            self._at_rest = True
            _nets.at_next_change(self._rows + self._columns, self._stir)
        else:
            self._look()
            _life.clock.after(self._interval_us, self._scan)

    def _stir(self) -> None:
        """A wire has changed: from the next scan that is due on, it scans again."""
        if self._at_rest:
            self._at_rest = False
            gone_us = _life.clock.now_us - self._last_us
            _life.clock.after(self._interval_us - gone_us % self._interval_us, self._scan)

    def deinit(self) -> None:
        """Stop to scan, and give the pins back."""
        self._open = False
        for name in self._rows + self._columns:
            _life.free(name)

    def _nothing_to_see(self) -> bool:
        """Every key is up, no switch joins a wire to another: until one changes, a scan would find them so again."""
        joined = any(map(_nets.is_joined, self._rows + self._columns))
        return self._all_up and not joined and all(map(_nets.level, self._columns))

    def _look(self) -> None:
        for row, name in enumerate(self._rows):
            _nets.drive(name, False)
            for column, other in enumerate(self._columns):
                self._debounce(row * len(self._columns) + column, not _nets.level(other))
            _nets.drive(name, None)
        self._all_up = all(counter == -self._threshold for counter in self._counters)

    def _debounce(self, key: int, down: bool) -> None:
        step = 1 if down else -1
        if self._counters[key] == step * self._threshold:
            return
        self._counters[key] += step
        if self._counters[key] == 0:
            self._counters[key] = step * self._threshold
            self.events._record(Event(key, down))
