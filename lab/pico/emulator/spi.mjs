// spi.mjs - the SPI bus to the ESAM: bytes at the bus clock, answers from what the chip has ready
// Python holds the chip; it tells what a reader would find there, so that no byte has to ask.
const START = 0x55, IDLE = 0xff, WORKING = 0x00; // docs/esam.md

export class Spi {
  constructor(mcu, number, selectPin, nets, emit) {
    Object.assign(this, { mcu, spi: mcu.spi[number], selectPin, nets, emit, level: true });
    this.chip = { readyNanos: Infinity, answer: [] };
    this.alarm = mcu.clock.createAlarm(() => this.completed());
    this.spi.onTransmit = (value) => this.transmit(value);
    nets.watchers.push(() => this.selectChanged());
  }

  selectChanged() {
    const level = this.nets.level(this.selectPin);
    if (level === this.level) return;
    this.level = level;
    this.first = true;
    this.writing = false;
    this.at = 0;
    this.emit('select', level);
  }

  transmit(value) {
    this.reply = this.exchange(value & 0xff);
    this.alarm.schedule((this.spi.dataBits * 1e9) / (this.spi.clockFrequency || 1e6));
  }

  // Done only after its real duration: else the DMA overruns the receiving FIFO.
  completed() {
    this.alarm.scheduled = false;
    this.spi.completeTransmit(this.reply);
  }

  exchange(value) {
    if (this.level) return IDLE;
    const control = this.spi.control0;
    this.emit('exchange', value, Math.round(this.spi.clockFrequency), (control >> 6) & 1, (control >> 7) & 1, this.spi.dataBits);
    if (this.mcu.clock.nanos < this.chip.readyNanos) return IDLE;
    if (this.first) this.writing = value === START;
    this.first = false;
    if (this.writing) return IDLE;
    return this.chip.answer.length ? this.chip.answer[this.at++] ?? IDLE : WORKING;
  }
}
