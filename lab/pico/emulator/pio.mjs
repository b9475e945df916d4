// pio.mjs - the programmable I/O in step with the chip's clock, and the LED that it lights
// rp2040js runs state machines from a timer of the PC. Here they catch up once a slice; an edge carries its own moment.
const CTRL = 0, TXF0 = 0x10, TXF3 = 0x1c;
const RESTING = [1, 3, 5]; // rp2040js' wait types: for a pin, for a word to pull, for bits to put out
const SLICE_NANOS = 20_000, CYCLE_NANOS = 8;
const LISTENING_NANOS = 200_000; // what only listens is brought up to date before each edge anyway (line.mjs)
const PIO_FUNCTIONS = [6, 7];
const DARK_NANOS = 200_000; // longer than a period of the carrier: the next light may begin a byte

export class Pio {
  // `chip`: the machine, whose `baseNanos` is when it began. The LED is lit by `anode`, which a state machine drives: by a transistor, or against `cathode`, which is held low.
  constructor(mcu, chip, { carrier: anode, tx: cathode }, emit) {
    Object.assign(this, { mcu, chip, anode, cathode, emit, lit: false, changedNanos: -Infinity });
    this.alarm = mcu.clock.createAlarm(() => this.turn());
    for (const pio of mcu.pio) {
      pio.run = () => this.begin();
      const write = pio.writeUint32.bind(pio);
      pio.writeUint32 = (offset, value) => {
        const word = offset >= TXF0 && offset <= TXF3;
        if (word) this.settle(); // whoever waited for it did so until now
        write(offset, value);
        if (word || offset === CTRL) this.begin();
      };
    }
  }

  begin() {
    if (this.alarm.scheduled) return;
    const sends = PIO_FUNCTIONS.includes(this.mcu.gpio[this.anode].functionSelect);
    this.alarm.schedule(sends ? SLICE_NANOS : LISTENING_NANOS);
  }

  turn() {
    this.alarm.scheduled = false;
    if (!this.settle()) this.begin();
  }

  // Bring all up to now; true if they do nothing until a pin changes or a word comes.
  settle() {
    let still = true;
    for (const pio of this.mcu.pio) {
      for (const machine of pio.machines) {
        if (!machine.enabled) continue;
        this.catchUp(pio, machine);
        still &&= machine.waiting && RESTING.includes(machine.waitType);
      }
    }
    return still;
  }

  // A pin is about to change.
  disturb() {
    this.settle();
    this.begin();
  }

  catchUp(pio, machine) {
    const now = this.mcu.clock.nanos;
    const cycleNanos = ((machine.clockDivInt || 65536) + machine.clockDivFrac / 256) * CYCLE_NANOS;
    machine.nanos ??= now;
    while (machine.nanos < now) {
      const before = machine.cycles;
      machine.step();
      this.look(pio, machine.nanos);
      if (machine.waiting && machine.cycles === before) machine.nanos = now;
      else machine.nanos += Math.max(1, machine.cycles - before) * cycleNanos;
    }
  }

  look(pio, nanos) {
    pio.checkChangedPins();
    const { gpio } = this.mcu, bit = 1 << this.anode;
    const lit = (pio.pinValues & pio.pinDirections & bit) !== 0 && !drivenHigh(gpio[this.cathode]);
    if (lit === this.lit) return;
    const begins = lit && nanos - this.changedNanos > DARK_NANOS;
    Object.assign(this, { lit, changedNanos: nanos });
    this.emit(begins ? 'burst' : 'light', lit, this.chip.baseNanos + nanos);
  }
}

function drivenHigh(pin) { return pin.outputEnable && pin.outputValue; }
