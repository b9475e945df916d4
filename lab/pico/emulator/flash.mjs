// flash.mjs - the W25Q16 flash chip behind the RP2040's SSI, and the QSPI pins that select it
// The boot ROM's own flash_range_erase and flash_range_program drive it byte by byte. rp2040js has only a stub.
// Times: data sheet W25Q16JV, typical: 45 ms to erase 4 KiB, 0.4 ms to program a page. 24-bit addresses, high byte first.
import { BasePeripheral } from './rp2040.mjs';

export const SIZE = 2 << 20;
const SECTOR = 0x1000, PAGE = 0x100;
const ERASE_NS = 45e6, PROGRAM_NS = 0.4e6;
const UNIQUE_ID = [0xe6, 0x60, 0x58, 0x38, 0x83, 0x4a, 0x2f, 0x2a];
const CTRLR0 = 0x00, SSIENR = 0x08, TXFLR = 0x20, RXFLR = 0x24, SR = 0x28, BUSY = 0x48, IDR = 0x58, DR0 = 0x60;
const SELECTED = 2, DESELECTED = 3; // output override of the chip select pin

class Chip {
  constructor(bytes, clock, touched, changed) {
    Object.assign(this, { bytes, clock, touched, changed, command: [], writable: false, busyUntil: 0 });
  }

  byte(value) {
    const n = this.command.push(value) - 1;
    if (n === 0) return 0xff;
    const [code] = this.command;
    if (code === 0x05) return (this.writable ? 2 : 0) | (this.clock.nanos < this.busyUntil ? 1 : 0);
    if (code === 0x35) return 0x02; // status 2: quad enabled
    if (code === 0x9f) return [0xef, 0x40, 21][(n - 1) % 3];
    if (code === 0x4b && n > 4) return UNIQUE_ID[(n - 5) % 8];
    if (code === 0x03 && n >= 4) {
      const at = (this.address + n - 4) % SIZE;
      this.touched[at >> 9] = 1;
      return this.bytes[at];
    }
    return code === 0x15 ? 0 : 0xff;
  }

  get address() {
    const [, high, middle, low] = this.command;
    return ((high << 16) | (middle << 8) | low) % SIZE;
  }

  // Chip select rose: what came in is carried out.
  finish() {
    const { command } = this;
    if (!command.length) return;
    const code = command[0], address = this.address;
    this.command = [];
    if (code === 0x06) this.writable = true;
    else if (code === 0x20) this.erase(address, SECTOR);
    else if (code === 0xd8) this.erase(address, 0x10000);
    else if (code === 0x02) this.program(address, command.slice(4));
    else if ([0x01, 0x04, 0x31].includes(code)) this.writable = false;
  }

  erase(address, length) {
    if (!this.writable) return;
    const start = address & ~(length - 1);
    this.writable = false;
    this.busyUntil = this.clock.nanos + ERASE_NS;
    this.bytes.fill(0xff, start, start + length);
    this.changed('erase', start, length);
  }

  program(address, data) {
    if (!this.writable) return;
    const page = address & ~(PAGE - 1);
    this.writable = false;
    this.busyUntil = this.clock.nanos + PROGRAM_NS;
    this.touched[page >> 9] = 1; // what was there says what is there
    data.forEach((value, i) => { this.bytes[page | ((address + i) & (PAGE - 1))] &= value; }); // only clears bits
    this.changed('program', address, data.length);
  }
}

class Ssi extends BasePeripheral {
  constructor(mcu, chip) {
    super(mcu, 'SSI');
    Object.assign(this, { chip, registers: new Map(), received: [], select: 0 });
  }

  override(select) {
    if (select === this.select) return;
    this.select = select;
    this.chip.finish();
  }

  readUint32(offset) {
    if (offset === DR0) return this.received.shift() ?? 0;
    if (offset === RXFLR) return this.received.length;
    if (offset === SR) {
      if (this.select !== SELECTED) this.chip.finish(); // select follows the FIFO, and that is empty
      return 0x6 | (this.received.length ? 8 : 0);
    }
    return { [TXFLR]: 0, [BUSY]: 0, [IDR]: 0x51535049 }[offset] ?? this.registers.get(offset) ?? 0;
  }

  writeUint32(offset, value) {
    if (offset === DR0) this.transfer(value & 0xff);
    else if (offset === SSIENR && !(value & 1)) {
      this.received.length = 0;
      if (this.select !== SELECTED) this.chip.finish();
    } else this.registers.set(offset, value >>> 0);
  }

  transfer(value) {
    const control = this.registers.get(CTRLR0) ?? 0;
    const plain = ((control >>> 21) & 3) === 0 && this.select !== DESELECTED; // else entry to or exit from XIP mode
    const answer = plain ? this.chip.byte(value) : 0;
    if (((control >>> 8) & 3) !== 1) this.received.push(answer);
  }
}

class QspiPins extends BasePeripheral {
  constructor(mcu, ssi) {
    super(mcu, 'IO_QSPI');
    Object.assign(this, { ssi, registers: new Map() });
  }

  readUint32(offset) {
    return this.registers.get(offset) ?? (offset < 0x30 && offset & 4 ? 31 : 0);
  }

  writeUint32(offset, value) {
    this.registers.set(offset, value >>> 0);
    if (offset === 0x0c) this.ssi.override((value >>> 8) & 3);
  }
}

export function attachFlash(mcu, touched, changed) {
  const ssi = new Ssi(mcu, new Chip(mcu.flash, mcu.clock, touched, changed));
  mcu.peripherals[0x18000] = ssi;
  mcu.peripherals[0x40018] = new QspiPins(mcu, ssi);
  // Reset values of the pads, and the pull-up of chip select: CircuitPython reads the BOOTSEL button there.
  [0x56, 0x5a, 0x52, 0x52, 0x52, 0x52].forEach((value, i) => { mcu.qspi[i].padValue = value; });
  mcu.qspi[1].setInputValue(true);
}
