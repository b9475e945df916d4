// access.mjs - how one instruction that steps.mjs does reads and writes RAM and flash
// Each function of an instruction returns its cycles; 0: it did nothing, rp2040js has to.
const RAM = 0x20000000, RAM_SIZE = 264 << 10, FLASH = 0x10000000, FLASH_SIZE = 0x1000000, ROM_SIZE = 0x4000;
const NONE = 0xde00; // an instruction that steps.mjs does not know

export function access({ R, code, touched, rom16, ram8, ram16, ram32, flash8, flash16, flash32 }) {
  let far = false; // what was to be loaded lies neither in RAM nor in flash

  function word(at) {
    const o = at - RAM >>> 0, f = at - FLASH >>> 0;
    if (o < RAM_SIZE && !(o & 3)) return ram32[o >> 2];
    far = f >= FLASH_SIZE || (f & 3) !== 0;
    if (far) return 0;
    touched[f >> 9] = 1;
    return flash32[f >> 2];
  }

  function half(at) {
    const o = at - RAM >>> 0, f = at - FLASH >>> 0;
    if (o < RAM_SIZE && !(o & 1)) return ram16[o >> 1];
    far = f >= FLASH_SIZE || (f & 1) !== 0;
    if (far) return 0;
    touched[f >> 9] = 1;
    return flash16[f >> 1];
  }

  function byte(at) {
    const o = at - RAM >>> 0, f = at - FLASH >>> 0;
    if (o < RAM_SIZE) return ram8[o];
    far = f >= FLASH_SIZE;
    if (far) return 0;
    touched[f >> 9] = 1;
    return flash8[f];
  }

  function go(to, cycles) {
    R[15] = to;
    return cycles;
  }

  function load(register, value, pc) {
    if (far) {
      far = false;
      return 0;
    }
    R[register] = value;
    return go(pc + 2, 2);
  }

  // `size`: 0 a byte, 1 a halfword, 2 a word.
  function store(at, size, value, pc) {
    const o = at - RAM >>> 0;
    if (o >= RAM_SIZE || o & (1 << size) - 1 || code[o >> 2]) return 0;
    if (size === 2) ram32[o >> 2] = value;
    else if (size === 1) ram16[o >> 1] = value;
    else ram8[o] = value;
    return go(pc + 2, 2);
  }

  // Several registers, to or from one word behind the other; how many there are, -1: not all of the words are plain RAM.
  function many(registers, at, write) {
    let o = at - RAM >>> 0, count = 0;
    for (let rest = registers; rest; rest &= rest - 1) count++;
    if (o >= RAM_SIZE - 4 * count || o & 3) return -1;
    o >>= 2;
    if (write) for (let i = 0; i < count; i++) if (code[o + i]) return -1;
    for (let r = 0; registers >> r; r++) if (registers & (1 << r)) {
      if (write) ram32[o++] = R[r];
      else R[r] = ram32[o++];
    }
    return count;
  }

  function push(op, pc) {
    const registers = (op & 255) | ((op & 256) << 6);
    let under = 0;
    for (let rest = registers; rest; rest &= rest - 1) under += 4;
    if (!registers || many(registers, R[13] - under | 0, true) < 0) return 0;
    R[13] -= under;
    return go(pc + 2, 1 + (under >> 2) - ((op >> 8) & 1));
  }

  function pop(op, pc) {
    const at = R[13], back = op & 256, registers = op & 255;
    let o = at - RAM >>> 0;
    if (o >= RAM_SIZE - 36 || o & 3) return 0;
    for (let rest = registers; rest; rest &= rest - 1) o += 4;
    const to = ram32[o >> 2], count = (o - (at - RAM >>> 0)) >> 2;
    if (back && to >>> 28 === 15) return 0;
    many(registers, at, false);
    R[13] = at + 4 * count + (back ? 4 : 0);
    return back ? go(to & ~1, 3 + count) : go(pc + 2, 1 + count);
  }

  function multiple(op, pc) {
    const base = (op >> 8) & 7, at = R[base], registers = op & 255, count = registers ? many(registers, at, !(op & 0x800)) : -1;
    if (count < 0) return 0;
    if (!(registers & (1 << base))) R[base] = at + 4 * count;
    return go(pc + 2, 1 + count);
  }

  // A halfword of a program.
  function fetch(pc) {
    const f = pc - FLASH >>> 0, o = pc - RAM >>> 0;
    if (f < FLASH_SIZE) {
      touched[f >> 9] = 1;
      return flash16[f >> 1];
    }
    return o < RAM_SIZE ? ram16[o >> 1] : pc < ROM_SIZE ? rom16[pc >> 1] : NONE;
  }

  return { word, half, byte, go, load, store, multiple, push, pop, fetch };
}
