// machine.mjs - an RP2040 that runs an unmodified CircuitPython from its flash
import fs from 'node:fs';
import { ConsoleLogger, LogLevel, Simulator } from './rp2040.mjs';
import { Blocks } from './blocks.mjs';
import { attachFlash, SIZE } from './flash.mjs';
import { SECTORS, shortenPaths } from './memory.mjs';
import { addAlarm } from './rtc.mjs';
import { Snapshot } from './snapshot.mjs';
import { muteWaves } from './wave.mjs';

const BLANKS = 3; // chips that are kept, each 20 MB
const PAD = 0x56; // of each GPIO after a reset (RP2040 data sheet, 2.19.6.3): 4 mA, pull-down; rp2040js has 12 mA

// A UF2 file: blocks of 512 bytes, numbers little-endian, address at 12, length at 16, data at 32.
export function unpackUf2(path) {
  const file = fs.readFileSync(path), flash = new Uint8Array(SIZE).fill(0xff);
  for (let at = 0; at < file.length; at += 512) {
    const address = file.readUInt32LE(at + 12) - 0x10000000, length = file.readUInt32LE(at + 16);
    flash.set(file.subarray(at + 32, at + 32 + length), address);
  }
  return flash;
}

// The boot ROM as rp2040js' own demo keeps it: a Uint32Array in a TypeScript file.
export function readBootrom(path) {
  const words = fs.readFileSync(path, 'latin1').split('new Uint32Array([')[1]?.match(/0x[0-9a-f]+/gi);
  if (!words) throw new Error(`${path}: no Uint32Array of a boot ROM in it`);
  return new Uint32Array(words.map(Number));
}

export class Machine {
  // `board` is attached after every reset; `flash` is what the chip holds, kept without power.
  constructor(bootrom, flash, board, emit) {
    Object.assign(this, { bootrom, flash, board, emit, mcu: null, baseNanos: 0, blanks: new Map() });
    this.touched = new Uint8Array(SECTORS); // the sectors of the flash that were read since power-on
  }

  get powered() { return this.mcu !== null; }
  get micros() { return Math.floor((this.baseNanos + this.mcu.clock.nanos) / 1000); }

  powerOn(micros) {
    this.baseNanos = micros * 1000;
    this.touched.fill(0);
    this.build();
  }

  powerOff() {
    this.flash = this.mcu.flash.slice(0, SIZE);
    this.mcu = null;
    this.halted = true;
  }

  // A chip that has just got power. Where one began with the same levels around it, its objects are taken once more, as
  // they were then: they are what the blocks were translated for, and node has learned to run them fast.
  build(kept) {
    const { situation, chip } = this.board;
    const blank = this.blanks.get(situation) ?? this.make();
    this.blanks.delete(situation); // the newest is the last
    this.blanks.set(situation, blank);
    if (this.blanks.size > BLANKS) this.blanks.delete(this.blanks.keys().next().value);
    blank.snapshot.restore();
    Object.assign(this, blank.parts, { resetPending: false });
    this.load();
    if (kept) this.restore(kept);
    this.board.answerWith(chip.readyMicros, chip.answer);
  }

  load() {
    const { mcu, blocks, flash } = this, top = blocks.top;
    const other = Buffer.compare(mcu.flash.subarray(0, top), flash.subarray(0, top)) !== 0;
    mcu.flash.set(flash);
    if (other) blocks.forget();
    else blocks.forgetRam();
  }

  make() {
    const { rp2040: mcu } = new Simulator();
    mcu.logger = new ConsoleLogger(LogLevel.Error);
    mcu.loadBootrom(this.bootrom); // which wipes the flash
    attachFlash(mcu, this.touched, (kind, address, length) => {
      this.blocks.forgetFlash(address);
      this.emit(kind, address, length);
    });
    shortenPaths(mcu, this.touched);
    const blocks = new Blocks(mcu, this, this.touched);
    mcu.gpio.forEach((pin) => { pin.padValue = PAD; });
    muteWaves(mcu);
    addAlarm(mcu);
    const watchdog = this.watchReset(mcu.peripherals[0x40058]);
    mcu.core.PC = 0x10000000; // straight to the second stage: the boot ROM's own search for it is left out
    const limit = mcu.clock.createAlarm(() => { limit.scheduled = false; this.halted = true; });
    const parts = { mcu, blocks, watchdog, limit };
    Object.assign(this, parts);
    this.board.attach(this);
    return { parts, snapshot: new Snapshot([mcu, limit, this.board], [this, this.touched, mcu.flash, mcu.flash16, mcu.bootrom, blocks]) };
  }

  // A reset by the watchdog: SRAM, scratch registers and flash stay; rp2040js leaves the rest to us.
  watchReset(watchdog) {
    watchdog.onWatchdogTrigger = () => {
      this.resetPending = this.halted = true;
      watchdog.alarm.enable = false; // else it fires without end
    };
    return watchdog;
  }

  restore({ sram, scratch, reason }) {
    this.mcu.sram.set(sram);
    this.watchdog.scratchData.set(scratch);
    this.watchdog.reason = reason;
  }

  reset() {
    const { mcu, watchdog } = this;
    const kept = { sram: mcu.sram.slice(), scratch: watchdog.scratchData.slice(), reason: watchdog.reason };
    this.baseNanos += mcu.clock.nanos;
    this.flash = mcu.flash.slice(0, SIZE);
    this.build(kept);
    this.emit('reset');
  }

  // Run until this moment, or until something halts it.
  run(micros) {
    this.halted = false;
    const left = micros * 1000 - this.baseNanos - this.mcu.clock.nanos;
    if (left <= 0) return;
    this.limit.schedule(left);
    while (!this.halted) this.stretch();
    if (this.powered) this.limit.cancel();
    if (this.resetPending) this.reset();
  }

  // Instructions up to what is due next on the clock.
  stretch() {
    const { clock, core } = this.mcu;
    // An interrupt that came just before a WFI ends it at once, masked or not (ARMv6-M, B1.5.17). rp2040js wakes up for
    // those only that come later, and the chip would sleep on after its last alarm.
    if (core.waiting && core.pendingInterrupts & core.enabledInterrupts) core.waiting = false;
    if (core.waiting) {
      clock.tick(clock.nanosToNextAlarm); // the limit at the latest
      return;
    }
    this.blocks.run();
    clock.tick(0);
  }
}
