// board.mjs - what is soldered to the Pico's pins; the same wiring as in host/sim/world.py
import { BitTarget, I2c } from './i2c.mjs';
import { Line } from './line.mjs';
import { Nets } from './nets.mjs';
import { Pio } from './pio.mjs';
import { Spi } from './spi.mjs';
import { Uart } from './uart.mjs';
import { UsbHost } from './usb.mjs';
import { Wave } from './wave.mjs';

const VSYS = 3.9; // volts; the board's divider shows a third of it to ADC 3 (GP29)
const MARK = Buffer.from('WKHP');

export class Board {
  // wiring: {tx, carrier, scl, sda, select, addresses, probe, serial: {tx, rx, direction}}; events go to `emit(kind, ...details)`
  constructor(wiring, emit) {
    Object.assign(this, { wiring, emit, nets: new Nets(), usbPlugged: false, chip: { readyMicros: null, answer: '' } });
    for (const pin of [wiring.scl, wiring.sda, wiring.select]) this.nets.resistors.add(pin);
  }

  // Everything inside the chip is new after a reset. What has a state is a field, where a snapshot finds it.
  attach(machine) {
    const { wiring, emit, nets } = this, { mcu } = machine;
    this.machine = machine;
    mcu.adc.channelValues[3] = Math.round(VSYS / 3 / 3.3 * 4095);
    nets.watchers = [];
    this.wave = new Wave(mcu, wiring.carrier, emit);
    const pio = this.pio = new Pio(mcu, machine, wiring, emit), { serial } = wiring;
    this.uarts = [new Uart(mcu, 0, wiring.tx, (...event) => { this.wave.check(); emit(...event); })];
    this.uarts.push(new Uart(mcu, 1, serial.tx, emit));
    this.line = new Line(mcu, nets, serial.rx, () => pio.disturb());
    this.spi = new Spi(mcu, 0, wiring.select, nets, emit);
    this.i2c = [new I2c(mcu, 0, wiring.addresses, emit), new BitTarget(nets, wiring.scl, wiring.sda, wiring.addresses)];
    nets.attach(mcu, [wiring.carrier, wiring.probe]);
    this.usb = new UsbHost(mcu, emit);
    if (wiring.probe !== null) this.watchProbe(mcu.gpio[wiring.probe]);
    this.watchDirection(mcu.gpio[serial.direction]);
    if (this.usbPlugged) this.usb.plug();
  }

  // Nothing is around the chip, as when this process began.
  release() {
    Object.assign(this, { usbPlugged: false, chip: { readyMicros: null, answer: '' } });
    this.nets.release();
  }

  // What is around the chip, as far as a chip that starts could tell.
  get situation() {
    const { switches, outside } = this.nets;
    return JSON.stringify([[...switches.keys()], [...outside], this.usbPlugged]);
  }

  // The pin that tells an RS-485 transceiver to drive the pair.
  watchDirection(pin) { pin.addListener(() => this.emit('turn', pin.outputEnable && pin.outputValue)); }

  // A pin that the measured image raises while its loop is at work (lab/pico/probe.py).
  watchProbe(pin) { pin.addListener(() => this.emit('probe', pin.outputValue, ...(pin.outputValue ? [0, 0] : this.noted()))); }

  // What the image leaves in RAM behind a mark, three bytes each: free heap, largest free block; zeros while there is none.
  noted() {
    const { sram } = this.machine.mcu;
    if (!this.marked || !MARK.every((value, i) => sram[this.marked + i] === value)) {
      this.marked = Buffer.from(sram.buffer).lastIndexOf(MARK);
    }
    if (this.marked <= 0 || !this.wiring.heap) return [0, 0];
    const word = Buffer.from(sram.buffer, this.marked + MARK.length, 6);
    return [word.readUIntLE(0, 3), word.readUIntLE(3, 3)];
  }

  // What the ESAM has for a reader: nothing without power (null), or an answer ("" while it works).
  answerWith(readyMicros, answer) {
    this.chip = { readyMicros, answer };
    if (!this.spi) return;
    const readyNanos = readyMicros === null ? Infinity : readyMicros * 1000 - this.machine.baseNanos;
    this.spi.chip = { readyNanos, answer: [...Buffer.from(answer, 'hex')] };
  }

  plugUsb(plugged) {
    this.usbPlugged = plugged;
    if (!this.machine?.powered) return;
    if (plugged) this.usb.plug();
    else this.usb.unplug();
  }
}
