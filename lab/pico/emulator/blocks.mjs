// blocks.mjs - the core's program, run in pieces: what is run often becomes JavaScript, up to a jump to who knows where
// What is not, steps.mjs does one by one, and what that leaves rp2040js. A piece (block) also ends at what thumb.mjs does
// not translate, and after LONGEST instructions. It begins only if it is over before the next thing is due on
// the clock, and no interrupt waits; so time, interrupts and peripherals see what they see without it, to the cycle.
import { stepper } from './steps.mjs';
import { translate } from './thumb.mjs';
import { busyWait, idle, WAITS } from './waits.mjs';

const OFTEN = 20_000; // so many times at one place, then it is translated: fewer cost the compiler more than they save
const LONGEST = 40; // instructions of a block
const MANY = 60_000; // blocks; before there are more, all are forgotten
const CYCLE_NS = 8; // 125 MHz
const RAM = 0x20000000, FLASH = 0x10000000, ROM_SIZE = 0x4000, RAM_SIZE = 264 << 10, FLASH_SIZE = 2 << 20;
const RAM_AT = ROM_SIZE >> 1, FLASH_AT = RAM_AT + (RAM_SIZE >> 1), PLACES = FLASH_AT + (FLASH_SIZE >> 1);

// A number for every address that a program can stand at; -1 where none can.
function place(pc) {
  if (pc >= FLASH && pc < FLASH + FLASH_SIZE) return FLASH_AT + ((pc - FLASH) >> 1);
  if (pc >= RAM && pc < RAM + RAM_SIZE) return RAM_AT + ((pc - RAM) >> 1);
  return pc < ROM_SIZE ? pc >> 1 : -1;
}

export class Blocks {
  constructor(mcu, machine, touched) {
    const { core, sram, flash, bootrom } = mcu;
    this.core = core;
    this.clock = mcu.clock;
    this.registers = core.registers;
    this.heat = new Uint16Array(PLACES);
    this.number = new Uint16Array(PLACES); // of the block that begins there; 0: there is none
    this.code = new Uint8Array(RAM_SIZE >> 2); // words of RAM that a block was translated from
    this.blocks = [null];
    this.most = [0]; // cycles that a block takes at most
    this.forget();
    this.given = {
      core, machine, clock: mcu.clock, idle: idle(mcu.clock), code: this.code, touched, R: new Int32Array(core.registers.buffer),
      ram32: new Int32Array(sram.buffer), ram16: new Uint16Array(sram.buffer), ram8: sram,
      flash32: new Int32Array(flash.buffer), flash16: new Uint16Array(flash.buffer), flash8: flash,
    };
    this.step = stepper({ ...this.given, rom16: new Uint16Array(bootrom.buffer) });
    this.watch(mcu, core);
  }

  // A program that is written over is translated anew.
  watch(...writers) {
    for (const writer of writers) for (const name of ['writeUint8', 'writeUint16', 'writeUint32']) {
      const write = writer[name].bind(writer);
      writer[name] = (address, value) => {
        const at = (address >>> 0) - RAM;
        if (at >= 0 && at < RAM_SIZE && this.code[at >> 2]) this.forgetRam();
        write(address, value);
      };
    }
  }

  forget() {
    this.blocks.length = this.most.length = 1;
    this.inRam = []; // places of blocks that were translated from RAM
    this.top = 0; // of the flash that blocks were translated from
    this.number.fill(0);
    this.heat.fill(0);
    this.code.fill(0);
  }

  forgetRam() {
    for (const at of this.inRam) this.number[at] = this.heat[at] = 0;
    this.inRam = [];
    this.code.fill(0);
  }

  // The flash has changed from this address on.
  forgetFlash(address) {
    if (address < this.top) this.forget();
  }

  // Instructions until something is due, the core waits for an interrupt, or the machine is halted.
  run() {
    const { core, clock, registers, number, blocks, most } = this, { machine } = this.given;
    let jumped = true; // a block may begin here
    do {
      let leftOver = false; // rp2040js alone knows this instruction: behind it a block may begin
      if (jumped && !core.interruptsUpdated) {
        const at = place(registers[15]);
        const block = at < 0 ? 0 : number[at];
        if (block) {
          const left = (clock.nextAlarm.nanos - clock.nanosCounter) / CYCLE_NS - 1;
          if (most[block] < left) {
            const cycles = blocks[block](left);
            leftOver = jumped = true;
            if (cycles >= 0) {
              clock.nanosCounter += cycles * CYCLE_NS;
              continue;
            }
            clock.nanosCounter += ~cycles * CYCLE_NS;
          }
        } else if (at >= 0 && this.heat[at] >= OFTEN) {
          leftOver = true;
        } else if (at >= 0 && ++this.heat[at] === OFTEN) {
          this.make(at, registers[15] - (registers[15] & 1)); // odd behind the vector of an interrupt
          continue;
        }
      }
      if (!core.interruptsUpdated && this.straight()) {
        jumped = true;
        continue;
      }
      const before = registers[15];
      clock.nanosCounter += core.executeInstruction() * CYCLE_NS;
      jumped = leftOver || registers[15] - before >>> 0 > 4;
    } while (!core.waiting && !machine.halted && clock.nanosCounter < clock.nextAlarm.nanos);
  }

  // Instructions in a row, up to a jump or to what is due next (true), or to one that rp2040js has to do (false).
  straight() {
    const { clock, registers, step } = this, due = clock.nextAlarm.nanos;
    let pc = registers[15], now = clock.nanosCounter, cycles = 0, jumped = false;
    if (pc & 1) return false; // odd behind the vector of an interrupt
    do {
      cycles = step(pc);
      now += cycles * CYCLE_NS;
      jumped = registers[15] - pc >>> 0 > 4;
      pc = registers[15];
    } while (cycles && !jumped && now < due);
    clock.nanosCounter = now;
    return cycles > 0;
  }

  make(at, start) {
    const { lines, most, read } = this.read(start);
    if (!read.length) return;
    if (this.blocks.length > MANY) this.forget();
    this.number[at] = this.blocks.push(compile(lines, most, start, this.given)) - 1;
    this.most.push(most);
    for (const pc of read) {
      if (pc >= FLASH && pc < RAM) this.top = Math.max(this.top, pc + 4 - FLASH);
      else if (pc >= RAM) this.code[(pc - RAM) >> 2] = this.code[(pc + 2 - RAM) >> 2] = 1;
    }
    if (read.some((pc) => pc >= RAM)) this.inRam.push(at);
  }

  // The lines of a block, the cycles of its longest way, and the addresses that it was read from. A jump to a known
  // address goes on there.
  read(start) {
    const lines = [], read = [], { core } = this;
    const wait = busyWait((pc) => core.readUint16(pc), start);
    let pc = start, cycles = 0, most = 1; // a branch that is taken
    for (let count = 0; count < LONGEST; count++) {
      const op = core.readUint16(pc), one = translate(op, core.readUint16(pc + 2), pc);
      if (!one) break;
      read.push(pc);
      const to = one.ends ? known(one.js) : null, on = to !== null && place(to) >= 0 && !read.includes(to);
      lines.push(on ? one.js.replace(GO, '') : words(one, pc, cycles, start, wait));
      cycles += one.cycles;
      most += one.most ?? one.cycles;
      pc = on ? to : pc + (one.wide ? 4 : 2);
      if (one.ends && !on) return { lines, most, read };
    }
    lines.push(`pc = ${pc}; n += ${cycles}; break;`);
    return { lines, most, read };
  }
}

const GO = /GO\((-?\d+)\)/;
const known = (js) => { const found = js.match(GO); return found && Number(found[1]) >>> 0; };

// An instruction behind so many cycles. A branch back to the start goes round in the block while there is time; `wait`:
// what busyWait() has found there.
function words({ js, cycles, wide }, pc, before, start, wait) {
  const skip = wait && pc === start + WAITS ? `n += idle(r${wait.timer}, r${wait.high}, r${wait.low}, n, left - n - MOST);` : '';
  const again = `{ n += ${before + 2}; ${skip} if (n + MOST < left) continue; pc = ${start}; break; }`;
  return js
    .replaceAll('LEAVE', `{ pc = ${pc}; n = ~(n + ${before}); break; }`)
    .replaceAll('NOW', `(n + ${before})`)
    .replaceAll('NEXT', pc + (wide ? 4 : 2))
    .replace(/TAKE\((-?\d+)\)/, (_, to) => (Number(to) === (start | 0) ? again : `{ pc = ${to}; n += ${before + 2}; break; }`))
    .replace(/GO\((.*)\)/, (_, to) => (Number(to) === (start | 0) ? again : `{ pc = ${to}; n += ${before + cycles}; break; }`));
}

function compile(lines, most, start, given) {
  const body = lines.join('\n').replaceAll('MOST', most);
  const named = [...body.matchAll(/\b(r\d+|nz|c|v)\b( = )?/g)], mentioned = new Set(named.map(([, name]) => name));
  const assigned = new Set(named.filter(([, , sign]) => sign).map(([, name]) => name)), set = (name) => assigned.has(name);
  const used = [...mentioned].filter((name) => name[0] === 'r'), flags = ['nz', 'c', 'v'].filter((flag) => mentioned.has(flag));
  const first = { nz: 'nz = core.N ? -1 : core.Z ? 0 : 1', c: 'c = core.C', v: 'v = core.V' };
  const last = { nz: 'core.N = nz < 0; core.Z = nz === 0;', c: 'core.C = c;', v: 'core.V = v;' };
  const names = [...used.map((r) => `${r} = R[${r.slice(1)}]`), ...flags.map((flag) => first[flag])];
  // What it is given, as constants: V8 then knows where each array lies.
  return new Function('given', `const { ${Object.keys(given).join(', ')} } = given;
return (left) => {
let ${['n = 0', 'pc = 0', ...names].join(', ')};
for (;;) {
${body}
}
${used.filter(set).map((r) => `R[${r.slice(1)}] = ${r};`).join(' ')}
${flags.filter(set).map((flag) => last[flag]).join(' ')}
R[15] = pc;
return n;
};`)(given);
}
