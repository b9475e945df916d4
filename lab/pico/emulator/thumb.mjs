// thumb.mjs - what one Thumb instruction of the RP2040's core does, as a line of JavaScript (ARMv6-M, A6.7)
// Registers are int32 variables r0..r14; nz holds the last result that set N and Z; c and v are booleans. Odd results of
// rp2040js (carry of a shift by more than 32, V of ADCS) are kept: a translated program does to the bit what its own
// interpreter does. What is not in the table, and what touches a peripheral, the interpreter does.
const RAM = 0x20000000, RAM_SIZE = 264 << 10, FLASH = 0x10000000, FLASH_SIZE = 0x1000000;

export const CONDITIONS = [
  'nz === 0', 'nz !== 0', 'c', '!c', 'nz < 0', 'nz >= 0', 'v', '!v', 'c && nz !== 0', '!(c && nz !== 0)',
  'nz < 0 === v', 'nz < 0 !== v', 'nz < 0 === v && nz !== 0', '!(nz < 0 === v && nz !== 0)',
];

const low = (op, shift) => 'r' + ((op >> shift) & 7);
const high = (op) => (op >> 3) & 15; // Rm of an instruction that reaches all registers
const target = (op) => ((op >> 4) & 8) | (op & 7); // its Rd or Rn
const list = (op, bits) => [...Array(bits).keys()].filter((i) => op & (1 << i));

// a + b and a - b with all flags; `to` is where the result goes, if anywhere.
const add = (a, b, to) => `{ const a = ${a}, b = ${b}; nz = a + b | 0; c = nz >>> 0 < a >>> 0; v = ((a ^ nz) & (b ^ nz)) < 0; }${put(to)}`;
const subtract = (a, b, to) => `{ const a = ${a}, b = ${b}; nz = a - b | 0; c = a >>> 0 >= b >>> 0; v = ((a ^ b) & (a ^ nz)) < 0; }${put(to)}`;
const put = (to) => (to ? ` ${to} = nz;` : '');
const logic = (expression, to) => `nz = ${expression};${put(to)}`;

// One register shifted by another, or by a number; `carry` uses x, the value, and n, by how much.
const shift = (x, n, result, carry, to) => `{ const x = ${x}, n = ${n}; nz = ${result}; c = ${carry}; }${put(to)}`;
const LEFT = ['n >= 32 ? 0 : x << n', 'n ? !!(x & (1 << (32 - n))) : c'];
const RIGHT = ['n < 32 ? x >>> n | 0 : 0', 'n <= 32 ? !!((x >>> (n - 1)) & 1) : false'];
const SIGNED = ['n < 32 ? x >> n : x >> 31', '!!(x & (1 << (n - 1)))'];
const amount = (register) => `${register} & 255`;

// Memory: RAM and flash here; all else at the moment that this instruction begins. The block ends behind it where that
// changed what the block counts on: an interrupt, an alarm that is due sooner, a halt, a program that was written over.
const elsewhere = (call, write, also) =>
  `{ const t = clock.nanosCounter; clock.nanosCounter = t + NOW * 8; ${call}; clock.nanosCounter = t; n += core.cyclesIO(at${write}) - 1;
away = ${also}core.interruptsUpdated || core.waiting || machine.halted || clock.nextAlarm.nanos - t < (left + 1) * 8; }`;
const ENDED = 'if (away) { pc = NEXT; n = NOW + 2; break; } }';

function load(address, bits, then) {
  const by = { 8: 0, 16: 1, 32: 2 }[bits], odd = by ? ` && !(o & ${(1 << by) - 1})` : '';
  const from = (memory) => `x = ${memory}${bits}[o >> ${by}]`;
  return `{ const at = ${address}; let x, o = at - ${RAM} >>> 0, away = false;
if (o < ${RAM_SIZE}${odd}) ${from('ram')};
else { o = at - ${FLASH} >>> 0; if (o < ${FLASH_SIZE}${odd}) { ${from('flash')}; touched[o >> 9] = 1; } else ${elsewhere(`x = core.readUint${bits}(at >>> 0)`, '', '')} }
${then} ${ENDED}`;
}

function store(address, bits, value) {
  const by = { 8: 0, 16: 1, 32: 2 }[bits], odd = by ? ` && !(o & ${(1 << by) - 1})` : '';
  return `{ const at = ${address}, o = at - ${RAM} >>> 0; let away = false;
if (o < ${RAM_SIZE}${odd} && !code[o >> 2]) ram${bits}[o >> ${by}] = ${value};
else ${elsewhere(`core.writeUint${bits}(at >>> 0, ${value} >>> 0)`, ', true', `o < ${RAM_SIZE} || `)}
${ENDED}`;
}

// Several registers from or to consecutive words of RAM (those of a load: of flash too).
function loads(registers, after, more = 0) {
  const count = registers.length + more, here = (memory, mark = '') =>
    `{ ${mark}o >>= 2; ${registers.map((r, i) => `r${r} = ${memory}[o + ${i}];`).join(' ')} }`;
  return `if (o < ${RAM_SIZE - 4 * count} && !(o & 3)) ${here('ram32')}
else { o = at - ${FLASH} >>> 0; if (o < ${FLASH_SIZE - 4 * count} && !(o & 3)) ${here('flash32', `touched[o >> 9] = touched[o + ${4 * count - 4} >> 9] = 1; `)} else LEAVE } ${after}`;
}

const stores = (registers) =>
  `if (o < ${RAM_SIZE - 4 * registers.length} && !(o & 3) && !(${registers.map((_, i) => `code[(o >> 2) + ${i}]`).join(' | ')})) {
o >>= 2; ${registers.map((r, i) => `ram32[o + ${i}] = r${r};`).join(' ')} } else LEAVE`;

function loadMany(op) {
  const base = low(op, 8), registers = list(op, 8), after = registers.includes((op >> 8) & 7) ? '' : `${base} = at + ${4 * registers.length} | 0;`;
  return { js: `{ const at = ${base}; let o = at - ${RAM} >>> 0; ${loads(registers, after)} }`, cycles: 1 + registers.length };
}

function storeMany(op) {
  const base = low(op, 8), registers = list(op, 8), after = registers.includes((op >> 8) & 7) ? '' : `${base} = at + ${4 * registers.length} | 0;`;
  return { js: `{ const at = ${base}; let o = at - ${RAM} >>> 0; ${stores(registers)} ${after} }`, cycles: 1 + registers.length };
}

function push(op) {
  const registers = [...list(op, 8), ...(op & 0x100 ? [14] : [])], under = 4 * registers.length;
  const js = `{ const at = r13 - ${under} | 0; let o = at - ${RAM} >>> 0; ${stores(registers)} r13 = at & ~3; }`;
  return { js, cycles: 1 + list(op, 8).length };
}

function pop(op) {
  const registers = list(op, 8), count = registers.length, back = op & 0x100;
  if (!back) return { js: `{ const at = r13; let o = at - ${RAM} >>> 0; ${loads(registers, `r13 = at + ${4 * count} & ~3;`)} }`, cycles: 1 + count };
  const js = `{ const at = r13; let o = at - ${RAM} >>> 0; if (o >= ${RAM_SIZE - 4 * count - 4} || o & 3) LEAVE
const to = ram32[(o >> 2) + ${count}]; if (to >>> 28 === 15) LEAVE
o >>= 2; ${registers.map((r, i) => `r${r} = ram32[o + ${i}];`).join(' ')} r13 = at + ${4 * count + 4} & ~3; GO(to & ~1) }`;
  return { js, cycles: 3 + count, ends: true };
}

function addHigh(op, pc) {
  const to = target(op), from = high(op), value = (r) => (r === 15 ? `${pc + 4 | 0}` : `r${r}`);
  if (to === 15) return { js: `GO(${value(15)} + ${value(from)} & ~1)`, cycles: 2, ends: true };
  return { js: `r${to} = ${value(to)} + ${value(from)} ${to === 13 ? '& ~3' : '| 0'};`, cycles: 1 };
}

function move(op, pc) {
  const to = target(op), value = high(op) === 15 ? `${pc + 4 | 0}` : `r${high(op)}`;
  if (to === 15) return { js: `GO(${value} & ~1)`, cycles: 2, ends: true };
  return { js: `r${to} = ${value}${to === 13 ? ' & ~3' : ''};`, cycles: 1 };
}

function branch(op, pc) {
  let offset = (op & 0x7ff) << 1;
  if (offset & 0x800) offset = (offset & 0x7ff) - 0x800;
  return { js: `GO(${pc + 4 + offset | 0})`, cycles: 2, ends: true };
}

function branchIf(op, pc) {
  let offset = (op & 0xff) << 1;
  if (offset & 0x100) offset -= 0x200;
  return { js: `if (${CONDITIONS[(op >> 8) & 15]}) TAKE(${pc + 4 + offset | 0})`, cycles: 1 };
}

// BL: two halfwords. J1, J2 and S make the upper bits of the offset.
function call(op, pc, second) {
  if (second >> 14 !== 3 || !(second & 0x1000)) return null;
  const s = (op >> 10) & 1, i1 = 1 - (s ^ ((second >> 13) & 1)), i2 = 1 - (s ^ ((second >> 11) & 1));
  const offset = ((s ? 255 : 0) << 24) | (i1 << 23) | (i2 << 22) | ((op & 0x3ff) << 12) | ((second & 0x7ff) << 1);
  return { js: `r14 = ${pc + 4 | 1}; GO(${pc + 4 + offset | 0})`, cycles: 3, ends: true, wide: true };
}

function exchange(op) {
  if (high(op) === 15) return null;
  return { js: `if (r${high(op)} >>> 28 === 15) LEAVE GO(r${high(op)} & ~1)`, cycles: 2, ends: true };
}

function callRegister(op, pc) {
  return high(op) === 15 ? null : { js: `r14 = ${pc + 2 | 1}; GO(r${high(op)} & ~1)`, cycles: 2, ends: true };
}

const plain = (line) => (op, pc) => ({ js: line(op, pc), cycles: 1 });
const memory = (line) => (op, pc) => ({ js: line(op, pc), cycles: 2, most: 5 }); // the slowest: a write to a peripheral
const sum = (op) => `${low(op, 3)} + ${low(op, 6)} | 0`;
const offset = (op, by) => `${low(op, 3)} + ${((op >> 6) & 31) << by} | 0`;
const imm8 = (op) => op & 255;
const imm5 = (op) => (op >> 6) & 31;

// [bits to look at, their value, what to do], in no order: no two fit one instruction.
const TABLE = [
  [0xf800, 0x0000, plain((op) => (imm5(op) ? shift(low(op, 3), imm5(op), ...LEFT, low(op, 0)) : logic(low(op, 3), low(op, 0))))], // LSLS
  [0xf800, 0x0800, plain((op) => shift(low(op, 3), imm5(op) || 32, ...RIGHT, low(op, 0)))], // LSRS
  [0xf800, 0x1000, plain((op) => shift(low(op, 3), imm5(op) || 32, ...SIGNED, low(op, 0)))], // ASRS
  [0xfe00, 0x1800, plain((op) => add(low(op, 3), low(op, 6), low(op, 0)))],
  [0xfe00, 0x1a00, plain((op) => subtract(low(op, 3), low(op, 6), low(op, 0)))],
  [0xfe00, 0x1c00, plain((op) => add(low(op, 3), (op >> 6) & 7, low(op, 0)))],
  [0xfe00, 0x1e00, plain((op) => subtract(low(op, 3), (op >> 6) & 7, low(op, 0)))],
  [0xf800, 0x2000, plain((op) => logic(imm8(op), low(op, 8)))], // MOVS
  [0xf800, 0x2800, plain((op) => subtract(low(op, 8), imm8(op)))], // CMP
  [0xf800, 0x3000, plain((op) => add(low(op, 8), imm8(op), low(op, 8)))],
  [0xf800, 0x3800, plain((op) => subtract(low(op, 8), imm8(op), low(op, 8)))],
  [0xffc0, 0x4000, plain((op) => logic(`${low(op, 0)} & ${low(op, 3)}`, low(op, 0)))],
  [0xffc0, 0x4040, plain((op) => logic(`${low(op, 0)} ^ ${low(op, 3)}`, low(op, 0)))],
  [0xffc0, 0x4080, plain((op) => shift(low(op, 0), amount(low(op, 3)), ...LEFT, low(op, 0)))],
  [0xffc0, 0x40c0, plain((op) => shift(low(op, 0), amount(low(op, 3)), ...RIGHT, low(op, 0)))],
  [0xffc0, 0x4100, plain((op) => shift(low(op, 0), `(${amount(low(op, 3))}) < 32 ? ${amount(low(op, 3))} : 32`, ...SIGNED, low(op, 0)))],
  [0xffc0, 0x4140, plain((op) => `{ const a = ${low(op, 3)}, b = ${low(op, 0)}, k = c ? 1 : 0, s = b + k | 0; nz = a + s | 0;
c = (a >>> 0) + (b >>> 0) + k > 0xffffffff; v = ((a ^ nz) & (s ^ nz)) < 0; }${put(low(op, 0))}`)], // ADCS
  [0xffc0, 0x4180, plain((op) => `{ const a = ${low(op, 0)}, b = ${low(op, 3)}, k = c ? 0 : 1, s = b + k | 0; nz = a - s | 0;
c = a >>> 0 >= (b >>> 0) + k; v = ((a ^ s) & (a ^ nz)) < 0; }${put(low(op, 0))}`)], // SBCS
  [0xffc0, 0x41c0, plain((op) => shift(low(op, 0), `(${amount(low(op, 3))}) % 32`, 'x >>> n | x << 32 - n', 'nz < 0', low(op, 0)))], // RORS
  [0xffc0, 0x4200, plain((op) => logic(`${low(op, 0)} & ${low(op, 3)}`))], // TST
  [0xffc0, 0x4240, plain((op) => subtract(0, low(op, 3), low(op, 0)))], // NEGS
  [0xffc0, 0x4280, plain((op) => subtract(low(op, 0), low(op, 3)))], // CMP
  [0xffc0, 0x42c0, plain((op) => add(low(op, 0), low(op, 3)))], // CMN
  [0xffc0, 0x4300, plain((op) => logic(`${low(op, 0)} | ${low(op, 3)}`, low(op, 0)))],
  [0xffc0, 0x4340, plain((op) => logic(`Math.imul(${low(op, 3)}, ${low(op, 0)})`, low(op, 0)))],
  [0xffc0, 0x4380, plain((op) => logic(`${low(op, 0)} & ~${low(op, 3)}`, low(op, 0)))],
  [0xffc0, 0x43c0, plain((op) => logic(`~${low(op, 3)}`, low(op, 0)))],
  [0xff00, 0x4400, addHigh],
  [0xff00, 0x4500, (op) => (high(op) === 15 || target(op) === 15 ? null : { js: subtract(`r${target(op)}`, `r${high(op)}`), cycles: 1 })],
  [0xff00, 0x4600, move],
  [0xff87, 0x4700, exchange],
  [0xff87, 0x4780, callRegister],
  [0xf800, 0x4800, memory((op, pc) => load(`${(pc + 4 & ~3) + (imm8(op) << 2) | 0}`, 32, `${low(op, 8)} = x | 0;`))],
  [0xfe00, 0x5000, memory((op) => store(sum(op), 32, low(op, 0)))],
  [0xfe00, 0x5200, memory((op) => store(sum(op), 16, low(op, 0)))],
  [0xfe00, 0x5400, memory((op) => store(sum(op), 8, low(op, 0)))],
  [0xfe00, 0x5600, memory((op) => load(sum(op), 8, `${low(op, 0)} = x << 24 >> 24;`))],
  [0xfe00, 0x5800, memory((op) => load(sum(op), 32, `${low(op, 0)} = x | 0;`))],
  [0xfe00, 0x5a00, memory((op) => load(sum(op), 16, `${low(op, 0)} = x;`))],
  [0xfe00, 0x5c00, memory((op) => load(sum(op), 8, `${low(op, 0)} = x;`))],
  [0xfe00, 0x5e00, memory((op) => load(sum(op), 16, `${low(op, 0)} = x << 16 >> 16;`))],
  [0xf800, 0x6000, memory((op) => store(offset(op, 2), 32, low(op, 0)))],
  [0xf800, 0x6800, memory((op) => load(offset(op, 2), 32, `${low(op, 0)} = x | 0;`))],
  [0xf800, 0x7000, memory((op) => store(offset(op, 0), 8, low(op, 0)))],
  [0xf800, 0x7800, memory((op) => load(offset(op, 0), 8, `${low(op, 0)} = x;`))],
  [0xf800, 0x8000, memory((op) => store(offset(op, 1), 16, low(op, 0)))],
  [0xf800, 0x8800, memory((op) => load(offset(op, 1), 16, `${low(op, 0)} = x;`))],
  [0xf800, 0x9000, memory((op) => store(`r13 + ${imm8(op) << 2} | 0`, 32, low(op, 8)))],
  [0xf800, 0x9800, memory((op) => load(`r13 + ${imm8(op) << 2} | 0`, 32, `${low(op, 8)} = x | 0;`))],
  [0xf800, 0xa000, plain((op, pc) => `${low(op, 8)} = ${(pc & ~3) + 4 + (imm8(op) << 2) | 0};`)], // ADR
  [0xf800, 0xa800, plain((op) => `${low(op, 8)} = r13 + ${imm8(op) << 2} | 0;`)],
  [0xff80, 0xb000, plain((op) => `r13 = r13 + ${(op & 127) << 2} & ~3;`)],
  [0xff80, 0xb080, plain((op) => `r13 = r13 - ${(op & 127) << 2} & ~3;`)],
  [0xffc0, 0xb200, plain((op) => `${low(op, 0)} = ${low(op, 3)} << 16 >> 16;`)],
  [0xffc0, 0xb240, plain((op) => `${low(op, 0)} = ${low(op, 3)} << 24 >> 24;`)],
  [0xffc0, 0xb280, plain((op) => `${low(op, 0)} = ${low(op, 3)} & 0xffff;`)],
  [0xffc0, 0xb2c0, plain((op) => `${low(op, 0)} = ${low(op, 3)} & 255;`)],
  [0xfe00, 0xb400, (op) => (op & 0x1ff ? push(op) : null)],
  [0xffc0, 0xba00, plain((op) => `{ const x = ${low(op, 3)}; ${low(op, 0)} = x << 24 | (x & 0xff00) << 8 | x >>> 8 & 0xff00 | x >>> 24; }`)],
  [0xfe00, 0xbc00, pop],
  [0xffff, 0xbf00, plain(() => '')], // NOP
  [0xf800, 0xc000, (op) => (imm8(op) ? storeMany(op) : null)],
  [0xf800, 0xc800, (op) => (imm8(op) ? loadMany(op) : null)],
  [0xf000, 0xd000, (op, pc) => (((op >> 9) & 7) === 7 ? null : branchIf(op, pc))],
  [0xf800, 0xe000, branch],
  [0xf800, 0xf000, call],
];

const BY_OPCODE = new Array(1 << 16).fill(null);
for (const [bits, value, make] of TABLE) for (let op = value; op < 1 << 16; op++) if ((op & bits) === value) BY_OPCODE[op] ??= make;

// {js, cycles, most, ends, wide} of the instruction at `pc`; null: leave it to the interpreter. In `js` LEAVE
// stands for that too, GO(x) for the end of the block with x as the next address, TAKE(x) for a branch that is
// taken, NOW for the cycles up to here, NEXT for the address behind it.
export const translate = (op, second, pc) => BY_OPCODE[op]?.(op, pc, second) ?? null;
