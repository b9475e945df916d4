// main.mjs - the bridge: one command a line on stdin, one answer a line on stdout, both JSON
// node main.mjs FOLDER-OF-RP2040JS UF2 BOOTROM WIRING-AS-JSON
//
// Only "run", "read", "touched", "search" and "ram" are answered. "run" answers [microseconds, events], an event being
// [microseconds, kind, ...details]; it ends early at an event that Python has to know before anything else happens.
import fs from 'node:fs';
import { Board } from './board.mjs';
import { Machine, readBootrom, unpackUf2 } from './machine.mjs';

const HALTING = new Set(['select', 'sent', 'burst', 'reset', 'erase', 'program']);
const [, , , uf2, bootrom, wiring] = process.argv;
let events = [];

function emit(kind, ...details) {
  events.push([machine.micros, kind, ...details]);
  if (HALTING.has(kind) && !(kind === 'select' && details[0] === false)) machine.halted = true;
}

const board = new Board(JSON.parse(wiring), emit);
const machine = new Machine(readBootrom(bootrom), unpackUf2(uf2), board, emit);
const memory = () => (machine.powered ? machine.mcu.flash : machine.flash);

const COMMANDS = {
  on: (micros) => machine.powerOn(micros),
  off: () => machine.powerOff(),
  release: () => board.release(),
  run: (micros) => {
    events = [];
    machine.run(micros);
    return [Math.min(machine.micros, micros), events];
  },
  receive: (number, value) => board.uarts[number].receive(value),
  bits: (word, bits, bitNanos) => { if (machine.powered) board.line.play(word, bits, bitNanos); },
  join: (a, b) => board.nets.join(a, b),
  part: (a, b) => board.nets.part(a, b),
  force: (pin, level) => board.nets.force(pin, level),
  answer: (readyMicros, answer) => board.answerWith(readyMicros, answer),
  usb: (plugged) => board.plugUsb(plugged),
  send: (port, hex) => board.usb?.send(port, Buffer.from(hex, 'hex')),
  read: (address, length) => Buffer.from(memory().subarray(address, address + length)).toString('hex'),
  write: (address, hex) => { memory().set(Buffer.from(hex, 'hex'), address); },
  touched: (address, length) => Buffer.from(machine.touched.subarray(address >> 9, address + length >> 9)).toString('hex'),
  search: (hex) => Buffer.from(machine.mcu.sram.buffer).indexOf(Buffer.from(hex, 'hex')),
  ram: (address, length) => Buffer.from(machine.mcu.sram.subarray(address, address + length)).toString('hex'),
};

// Blocking reads: nothing in here may happen while Python thinks.
let buffered = '';
const piece = Buffer.alloc(1 << 16);
for (;;) {
  const end = buffered.indexOf('\n');
  if (end < 0) {
    const length = fs.readSync(0, piece);
    if (!length) process.exit(0);
    buffered += piece.toString('latin1', 0, length);
    continue;
  }
  const [name, ...values] = JSON.parse(buffered.slice(0, end));
  buffered = buffered.slice(end + 1);
  const answer = COMMANDS[name](...values);
  if (answer !== undefined) say(JSON.stringify(answer) + '\n');
}

function say(line) {
  const bytes = Buffer.from(line);
  for (let at = 0; at < bytes.length;) at += fs.writeSync(1, bytes, at);
}
