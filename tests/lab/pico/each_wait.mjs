// each_wait.mjs - a wait for a moment of the timer, with its rounds counted and with all of them run by the interpreter
// node each_wait.mjs FOLDER-OF-RP2040JS EMULATOR-FOLDER; prints {tried, counted, different: [...]} as JSON
import { pathToFileURL } from 'node:url';

const here = (name) => import(pathToFileURL(`${process.argv[3]}/${name}`));
const { Simulator } = await here('rp2040.mjs'), { Blocks } = await here('blocks.mjs'), { SECTORS, shortenPaths } = await here('memory.mjs');
const AT = 0x20001000, TIMER = 0x40054000, SLEEP = 0xbf30;
const ROUND = [0x6a51, 0x4299, 0xd103, 0x6a91, 0x42a1, 0xd3f9, SLEEP, SLEEP, SLEEP]; // WFI behind it; r2: timer, r3: high, r4: low
const MICROSECONDS = 1000, HIGH = 2 ** 32 * MICROSECONDS;

let seed = 7; // the dice are the same in every run
const dice = (sides) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return Math.floor(seed / 65536) % sides; };

const { rp2040: mcu } = new Simulator();
mcu.logger = { debug() {}, info() {}, warn() {}, error() {} };
const touched = new Uint8Array(SECTORS);
shortenPaths(mcu, touched);
const { core, clock } = mcu, blocks = new Blocks(mcu, { halted: false }, touched);
let rounds = 0; // that were run
const read = core.readUint32;
core.readUint32 = (address) => { rounds++; return read(address); };

// All that can be seen when something is due and at the end; `step` runs the core until then, or less.
function seen(step, { began, until, due }) {
  const told = [], tell = () => told.push([clock.nanos, ...core.registers.slice(0, 15), core.PC, core.N, core.Z, core.C, core.V]);
  Object.assign(clock, { nextAlarm: null, nanosCounter: began });
  core.waiting = false;
  core.registers.set([0, 9, TIMER, Math.floor(until / HIGH), Math.floor(until / MICROSECONDS) >>> 0]);
  [core.PC, core.N, core.Z, core.C, core.V] = [AT, false, false, false, false];
  for (const after of [...due, 1e12]) clock.createAlarm(tell).schedule(after);
  while (!core.waiting) {
    step();
    clock.tick(0);
  }
  tell();
  return JSON.stringify(told);
}

// A wait from `began` until a moment, with other things due on the way; now and then at a turn of the timer's upper half.
function scene() {
  const began = dice(3) ? dice(1000) : HIGH - 100_000 * dice(8), length = [50, 3_000, 40_000, 500_000][dice(4)];
  return { began, until: began + length * (1 + dice(9)), due: Array.from({ length: dice(6) }, () => dice(length) * 3 + dice(9)) };
}

ROUND.forEach((op, i) => mcu.writeUint16(AT + 2 * i, op));
const interpreted = () => { clock.nanosCounter += core.executeInstruction() * 8; };
const told = { tried: 0, run: 0, counted: 0, different: [] };
for (; told.tried < 400; told.tried++) {
  const one = scene();
  const before = rounds, slow = seen(interpreted, one), middle = rounds, quick = seen(() => blocks.run(), one);
  told.run += middle - before;
  told.counted += middle - before - (rounds - middle);
  if (slow !== quick) told.different.push(one);
}
console.log(JSON.stringify(told));
