// waits.mjs - a program that waits for a moment and does nothing else: its rounds are counted, not run
// busy_wait_until of the Pico SDK reads the timer's two halves, over and over, until they are there. Such a round changes
// nothing but one register and the flags, and those anew each time; so the last ones alone need to be run.
const TIMER = 0x40054000;
const ROUND = 13; // cycles: two loads from a peripheral 4 each, two comparisons, a branch that is not taken, one that is
const LENGTH = 6; // instructions
export const WAITS = 2 * (LENGTH - 1); // where the branch back stands
const CYCLE_NS = 8; // 125 MHz

// The registers of such a round that begins at `pc`: {timer, high, low}; null if another program is there.
export function busyWait(read, pc) {
  const there = Array.from({ length: LENGTH }, (_, i) => read(pc + 2 * i)), [load, compare, , , last] = there;
  const timer = (load >> 3) & 7, value = load & 7, high = (compare >> 3) & 7, low = (last >> 3) & 7;
  const round = [
    0x6a40 | (timer << 3) | value, // LDR value, [timer, #0x24]: TIMERAWH
    0x4280 | (high << 3) | value, // CMP value, high
    0xd100 | (there[2] & 255), // BNE out
    0x6a80 | (timer << 3) | value, // LDR value, [timer, #0x28]: TIMERAWL
    0x4280 | (low << 3) | value, // CMP value, low
    0xd3f9, // BCC to the first
  ];
  if ([timer, high, low].includes(value) || round.some((op, i) => op !== there[i])) return null;
  return { timer, high, low };
}

// Cycles that can be left out between two rounds: the moment does not come in them, they take less than `left`, and one
// more round is run behind them. `cycles`: from what the clock shows until now.
export const idle = (clock) => (timer, high, low, cycles, left) => {
  if (timer !== TIMER) return 0;
  const until = ((high >>> 0) * 2 ** 32 + (low >>> 0)) * 1000 - clock.nanosCounter - cycles * CYCLE_NS;
  const rounds = Math.floor(Math.min(until / CYCLE_NS, left) / ROUND) - 1;
  return Math.max(0, rounds) * ROUND;
};
