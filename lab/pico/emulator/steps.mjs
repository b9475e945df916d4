// steps.mjs - one Thumb instruction of the RP2040's core (ARMv6-M, A6.7), carried out where rp2040js would search for it
// What runs seldom is not worth a translation (blocks.mjs), and most instructions of a start run seldom. rp2040js asks of
// each which of ninety it is, one question behind the other; here its upper five bits choose. To the bit and the cycle it
// does the same; what is missing here, and what touches a peripheral, is left to it.
import { access } from './access.mjs';

// A function of the address where the program stands, an even one: the cycles of its instruction; 0: it did nothing.
export function stepper(given) {
  const { core, R } = given, { word, half, byte, go, load, store, multiple, push, pop, fetch } = access(given);

  function flags(result) {
    core.N = result < 0;
    core.Z = result === 0;
    return result;
  }

  function add(a, b) {
    const result = a + b | 0;
    core.C = result >>> 0 < a >>> 0;
    core.V = ((a ^ result) & (b ^ result)) < 0;
    return flags(result);
  }

  function subtract(a, b) {
    const result = a - b | 0;
    core.C = a >>> 0 >= b >>> 0;
    core.V = ((a ^ b) & (a ^ result)) < 0;
    return flags(result);
  }

  // By a number that stands in the instruction; 0 means 32, but for a shift to the left.
  function shift(op) {
    const x = R[(op >> 3) & 7], n = (op >> 6) & 31, kind = op >> 11;
    if (kind === 0) {
      if (n) core.C = (x >>> 32 - n & 1) === 1;
      return flags(x << n);
    }
    core.C = (x >>> (n ? n - 1 : 31) & 1) === 1;
    if (kind === 1) return flags(n ? x >>> n | 0 : 0);
    return flags(x >> (n || 31));
  }

  function sum(op) {
    const a = R[(op >> 3) & 7], at = (op >> 6) & 7, b = op & 0x400 ? at : R[at];
    return op & 0x200 ? subtract(a, b) : add(a, b);
  }

  // Two low registers, and what the first becomes.
  function calculate(op, pc) {
    const to = op & 7, a = R[to], b = R[(op >> 3) & 7];
    switch ((op >> 6) & 15) {
      case 0: R[to] = flags(a & b); break;
      case 1: R[to] = flags(a ^ b); break;
      case 8: flags(a & b); break; // TST
      case 9: R[to] = subtract(0, b); break;
      case 10: subtract(a, b); break; // CMP
      case 12: R[to] = flags(a | b); break;
      case 13: R[to] = flags(Math.imul(a, b)); break;
      case 14: R[to] = flags(a & ~b); break;
      case 15: R[to] = flags(~b); break;
      default: return 0;
    }
    return go(pc + 2, 1);
  }

  // All registers can be reached: MOV, CMP, BX and BLX.
  function reach(op, pc) {
    const kind = (op >> 8) & 3, to = ((op >> 4) & 8) | (op & 7), from = (op >> 3) & 15;
    if (kind === 0 || from === 15 || (kind < 3 && to === 15)) return 0;
    if (kind === 3) return jump(op, pc, from);
    if (kind === 1) subtract(R[to], R[from]);
    else R[to] = to === 13 ? R[from] & ~3 : R[from];
    return go(pc + 2, 1);
  }

  function jump(op, pc, from) {
    if (op & 7 || (!(op & 0x80) && R[from] >>> 28 === 15)) return 0; // the end of an exception
    if (op & 0x80) R[14] = pc + 2 | 1;
    return go(R[from] & ~1, 2);
  }

  function indexed(op, pc) {
    const at = R[(op >> 3) & 7] + R[(op >> 6) & 7] | 0, register = op & 7;
    switch ((op >> 9) & 7) {
      case 0: return store(at, 2, R[register], pc);
      case 1: return store(at, 1, R[register], pc);
      case 2: return store(at, 0, R[register], pc);
      case 3: return load(register, byte(at) << 24 >> 24, pc);
      case 4: return load(register, word(at), pc);
      case 5: return load(register, half(at), pc);
      case 6: return load(register, byte(at), pc);
      default: return load(register, half(at) << 16 >> 16, pc);
    }
  }

  // The stack pointer moved, registers to and from the stack, and a part of a word made a word.
  function other(op, pc) {
    const kind = (op >> 8) & 15, x = R[(op >> 3) & 7];
    if (kind === 4 || kind === 5) return push(op, pc);
    if (kind === 12 || kind === 13) return pop(op, pc);
    if (kind === 0) R[13] = R[13] + (op & 0x80 ? -4 : 4) * (op & 127) & ~3;
    else if (kind !== 2) return 0;
    else if (op & 0x80) R[op & 7] = op & 0x40 ? x & 255 : x & 0xffff;
    else R[op & 7] = op & 0x40 ? x << 24 >> 24 : x << 16 >> 16;
    return go(pc + 2, 1);
  }

  function holds(condition) {
    const { N, Z, C, V } = core;
    switch (condition) {
      case 0: return Z;
      case 1: return !Z;
      case 2: return C;
      case 3: return !C;
      case 4: return N;
      case 5: return !N;
      case 6: return V;
      case 7: return !V;
      case 8: return C && !Z;
      case 9: return !C || Z;
      case 10: return N === V;
      case 11: return N !== V;
      case 12: return N === V && !Z;
      default: return N !== V || Z;
    }
  }

  function branch(op, pc) {
    const condition = (op >> 8) & 15;
    if (condition > 13) return 0;
    return holds(condition) ? go(pc + 4 + (op << 24 >> 23), 2) : go(pc + 2, 1);
  }

  function call(op, pc) {
    const second = fetch(pc + 2);
    if (second >> 14 !== 3 || !(second & 0x1000)) return 0;
    const s = op << 21 >> 31, i1 = ~(s ^ (second >> 13)) & 1, i2 = ~(s ^ (second >> 11)) & 1;
    R[14] = pc + 4 | 1;
    return go(pc + 4 + ((s << 24) | (i1 << 23) | (i2 << 22) | ((op & 0x3ff) << 12) | ((second & 0x7ff) << 1)), 3);
  }

  return (pc) => {
    const op = fetch(pc), low = R[(op >> 3) & 7], at = (op >> 8) & 7, offset = (op >> 6) & 31, number = op & 255;
    switch (op >> 11) {
      case 0: case 1: case 2: R[op & 7] = shift(op); break;
      case 3: R[op & 7] = sum(op); break;
      case 4: R[at] = flags(number); break;
      case 5: subtract(R[at], number); break;
      case 6: R[at] = add(R[at], number); break;
      case 7: R[at] = subtract(R[at], number); break;
      case 8: return op & 0x400 ? reach(op, pc) : calculate(op, pc);
      case 9: return load(at, word((pc + 4 & ~3) + (number << 2) | 0), pc);
      case 10: case 11: return indexed(op, pc);
      case 12: return store(low + (offset << 2) | 0, 2, R[op & 7], pc);
      case 13: return load(op & 7, word(low + (offset << 2) | 0), pc);
      case 14: return store(low + offset | 0, 0, R[op & 7], pc);
      case 15: return load(op & 7, byte(low + offset | 0), pc);
      case 16: return store(low + (offset << 1) | 0, 1, R[op & 7], pc);
      case 17: return load(op & 7, half(low + (offset << 1) | 0), pc);
      case 18: return store(R[13] + (number << 2) | 0, 2, R[at], pc);
      case 19: return load(at, word(R[13] + (number << 2) | 0), pc);
      case 20: R[at] = (pc & ~3) + 4 + (number << 2); break;
      case 21: R[at] = R[13] + (number << 2); break;
      case 22: case 23: return other(op, pc);
      case 24: case 25: return multiple(op, pc);
      case 26: case 27: return branch(op, pc);
      case 28: return go(pc + 4 + (op << 21 >> 20), 2);
      case 30: return call(op, pc);
      default: return 0;
    }
    return go(pc + 2, 1);
  };
}
