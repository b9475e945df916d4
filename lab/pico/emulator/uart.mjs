// uart.mjs - the sending half of a UART at its real pace; rp2040js lets a byte go the moment it is written
// A FIFO of 32 bytes and the shift register behind it: a program that fills them waits, as on the chip.
const DEPTH = 32;
const DR = 0x00, FR = 0x18, CR = 0x30;
const TX_EMPTY = 1 << 7, TX_FULL = 1 << 5, BUSY = 1 << 3;
const UART_FUNCTION = 2;

export class Uart {
  constructor(mcu, number, txPin, emit) {
    const uart = mcu.uart[number];
    Object.assign(this, { uart, mcu, number, txPin, emit, fifo: [], shifting: null, line: '' });
    this.alarm = mcu.clock.createAlarm(() => this.shifted());
    const read = uart.readUint32.bind(uart), write = uart.writeUint32.bind(uart);
    uart.readUint32 = (offset) => (offset === FR ? (read(FR) & ~TX_EMPTY) | this.flags() : read(offset));
    uart.writeUint32 = (offset, value) => {
      if (offset === DR) this.push(value & 0xff);
      else write(offset, value);
      if (offset === CR) this.tellLine();
    };
  }

  flags() {
    const full = this.fifo.length >= DEPTH ? TX_FULL : 0;
    return full | (this.fifo.length ? 0 : TX_EMPTY) | (this.shifting === null ? 0 : BUSY);
  }

  // [baud, data bits, parity, stop bits], or nothing while the UART is off
  get config() {
    const control = this.uart.lineCtrlRegister, divider = this.uart.baudDivider;
    if (!this.uart.enabled || !divider) return null;
    const parity = control & 2 ? (control & 4 ? 'even' : 'odd') : null;
    return [this.mcu.clkPeri / (16 * divider), this.uart.wordLength, parity, control & 8 ? 2 : 1];
  }

  get byteNanos() {
    const [baud, bits, parity, stop] = this.config;
    return ((1 + bits + (parity ? 1 : 0) + stop) * 1e9) / baud;
  }

  tellLine() {
    const config = this.config, line = JSON.stringify(config);
    if (line === this.line) return;
    this.line = line;
    this.emit('line', this.number, config);
  }

  push(value) {
    if (!this.config || this.fifo.length >= DEPTH) return; // lost, as on the chip
    this.fifo.push(value);
    if (this.shifting === null) this.shift();
  }

  shift() {
    if (!this.fifo.length) { this.shifting = null; return; }
    this.tellLine();
    this.shifting = this.fifo.shift();
    this.startNanos = this.mcu.clock.nanos;
    if (this.onPin()) this.emit('start', this.number, this.shifting);
    this.alarm.schedule(this.byteNanos);
  }

  shifted() {
    this.alarm.scheduled = false;
    if (this.onPin()) this.emit('sent', this.number, this.shifting);
    this.shift();
  }

  onPin() { return this.mcu.gpio[this.txPin].functionSelect === UART_FUNCTION; }

  receive(value) { if (this.config) this.uart.feedByte(value); }
}
