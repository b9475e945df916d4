// i2c.mjs - the I2C bus: bytes at the bus clock, and the probes that CircuitPython bangs out bit by bit
const BITS = 9; // eight and the acknowledge
const TX_EMPTY = 1 << 4;

export class I2c {
  constructor(mcu, number, addresses, emit) {
    const bus = mcu.i2c[number];
    Object.assign(this, { bus, mcu, addresses, emit, data: [], address: null });
    // An abort has to raise TX_EMPTY, or the driver waits for its timeout.
    const abort = bus.abort.bind(bus);
    bus.abort = (reason) => { abort(reason); bus.setInterrupts(TX_EMPTY); };
    // Reset by its bit in RESETS (RP2040 data sheet, 2.14.3) it is disabled; rp2040js leaves it as it was, and after
    // supervisor.reload() CircuitPython would take it for in use.
    const resets = mcu.peripherals[0x4000c], write = resets.writeUint32.bind(resets);
    resets.writeUint32 = (offset, value) => {
      if (offset === 0 && value & (1 << (3 + number))) bus.enable = 0;
      write(offset, value);
    };
    bus.onStart = () => bus.completeStart();
    bus.onConnect = (address) => {
      this.address = this.addresses.includes(address) ? address : null;
      this.data = [];
      this.after(() => bus.completeConnect(this.address !== null));
    };
    bus.onWriteByte = (value) => {
      this.data.push(value);
      this.after(() => bus.completeWrite(true));
    };
    bus.onReadByte = () => this.after(() => bus.completeRead(0xff));
    bus.onStop = () => {
      if (this.address !== null && this.data.length) emit('i2c', this.address, Buffer.from(this.data).toString('hex'));
      this.data = [];
      bus.completeStop();
    };
  }

  after(action) {
    const { bus } = this, cycles = bus.sclLowPeriod + bus.sclHighPeriod;
    const alarm = this.mcu.clock.createAlarm(() => { alarm.scheduled = false; action(); });
    alarm.schedule((BITS * cycles * 1e9) / this.mcu.clkSys);
  }
}

// A zero-length write, which the I2C block cannot do: CircuitPython drives the pins itself to see who acknowledges.
export class BitTarget {
  constructor(nets, scl, sda, addresses) {
    Object.assign(this, { nets, scl, sda, addresses, clock: true, data: true, bits: -1, byte: 0 });
    nets.watchers.push(() => this.changed());
  }

  changed() {
    const clock = this.nets.level(this.scl), data = this.nets.level(this.sda);
    const was = { clock: this.clock, data: this.data };
    if (clock === was.clock && data === was.data) return;
    Object.assign(this, { clock, data });
    if (clock && was.clock) this.begin(!data); // data moves while the clock is high: START (falls) or STOP (rises)
    else if (this.bits < 0) return;
    else if (clock && !was.clock) this.rise(data);
    else if (!clock && was.clock) this.fall();
  }

  begin(start) {
    this.bits = start ? 0 : -1;
    this.byte = 0;
    this.pull(false);
  }

  rise(data) {
    if (this.bits < 8) this.byte = (this.byte << 1) | (data ? 1 : 0);
    this.bits++;
  }

  fall() {
    if (this.bits === 8) this.pull(this.addresses.includes(this.byte >> 1));
    else if (this.bits > 8) this.begin(false);
  }

  pull(low) {
    if (low === !!this.low) return;
    this.low = low;
    this.nets.force(this.sda, low ? false : null);
  }
}
