// each_instruction.mjs - one Thumb instruction at a time, translated, stepped and interpreted: registers, flags, cycles and memory
// node each_instruction.mjs FOLDER-OF-RP2040JS EMULATOR-FOLDER; prints {tried, left, stepped, different: [opcode, ...]} as JSON
import { pathToFileURL } from 'node:url';

const here = (name) => import(pathToFileURL(`${process.argv[3]}/${name}`));
const { Simulator } = await here('rp2040.mjs'), { Blocks } = await here('blocks.mjs'), { SECTORS, shortenPaths } = await here('memory.mjs');
const AT = 0x20001000, DATA = 0x20010000, SIZE = 0x400, BREAK = 0xbe00; // a block ends at a break
const EDGES = [0, 1, 31, 32, 33, 255, 256, 0x7fffffff, 0x80000000, 0xffffffff, 0xfffffffe];

let seed = 7; // the dice are the same in every run
const dice = (sides) => { seed = (Math.imul(seed, 1103515245) + 12345) >>> 0; return Math.floor(seed / 65536) % sides; };
const word = () => ((dice(65536) << 16) | dice(65536)) >>> 0;

const { rp2040: mcu } = new Simulator();
mcu.logger = { debug() {}, info() {}, warn() {}, error() {} };
const touched = new Uint8Array(SECTORS);
shortenPaths(mcu, touched);
const { core, clock } = mcu, blocks = new Blocks(mcu, { halted: false }, touched), data = mcu.sram.subarray(DATA - 0x20000000, DATA - 0x20000000 + SIZE);
clock.createAlarm(() => {}).schedule(1e15);

const state = () => JSON.stringify([...core.registers.slice(0, 15), core.PC - (core.PC & 1), core.N, core.Z, core.C, core.V, Buffer.from(data).toString('hex')]);
const put = ({ registers, flags, memory }) => {
  core.registers.set(registers);
  [core.N, core.Z, core.C, core.V] = flags;
  data.set(memory);
};

function begun() {
  const registers = Array.from({ length: 16 }, () => [DATA + 4 * dice(SIZE / 4), EDGES[dice(EDGES.length)], 4 * dice(16), word()][dice(4)]);
  registers[13] = DATA + 4 * (64 + dice(128));
  registers[15] = AT;
  const [n, z] = [[true, false], [false, true], [false, false]][dice(3)];
  return { registers, flags: [n, z, !dice(2), !dice(2)], memory: Uint8Array.from({ length: SIZE }, () => dice(256)) };
}

// A halfword at an odd address is a fault on the chip; where its address went round 2^32, rp2040js reads it elsewhere.
function faulty(op, [...registers]) {
  const address = registers[(op >> 3) & 7] + registers[(op >> 6) & 7];
  return [0x5200, 0x5a00, 0x5e00].includes(op & 0xfe00) && address & 1 && address > 0xffffffff;
}

// What steps.mjs does of it, and rp2040js.
function step(op, before) {
  put(before);
  const cycles = blocks.step(AT), stepped = state();
  if (cycles) told.stepped++;
  put(before);
  if (cycles ? core.executeInstruction() !== cycles || stepped !== state() : stepped !== state()) told.different.push(op.toString(16));
}

const told = { tried: 0, left: 0, stepped: 0, different: [] };
for (let op = 0; op < 1 << 16; op += 1 + dice(32)) {
  mcu.writeUint16(AT, op);
  mcu.writeUint16(AT + 2, op >> 11 === 30 ? 0xf800 | dice(2048) : BREAK);
  mcu.writeUint16(AT + 4, BREAK);
  const place = (0x4000 >> 1) + ((AT - 0x20000000) >> 1);
  blocks.forgetRam();
  blocks.make(place, AT);
  if (!blocks.number[place]) { told.left++; continue; }
  for (let times = 0; times < 2; times++) {
    const before = begun();
    if (faulty(op, before.registers)) continue;
    step(op, before);
    put(before);
    const cycles = blocks.blocks[blocks.number[place]](1); // no time to go round
    const translated = state();
    put(before);
    const taken = cycles < 0 ? ~cycles : cycles;
    let interpreted = 0;
    while (interpreted < taken) interpreted += core.executeInstruction(); // more than one behind a jump
    told.tried++;
    if (interpreted !== taken || translated !== state()) told.different.push(op.toString(16));
  }
}
console.log(JSON.stringify(told));
