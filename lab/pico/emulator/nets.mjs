// nets.mjs - the wires at the pins: drivers, pulls, resistors, closed switches
// Low wins over high, a driver over a resistor, that over an internal pull; nothing at all is low.
import { GPIOPinState } from './rp2040.mjs';

const PINS = 30;

export class Nets {
  constructor() {
    this.switches = new Map();
    this.outside = new Map(); // pin -> level that something else drives
    this.resistors = new Set(); // pins with a resistor to 3.3 V
    this.watchers = [];
  }

  // After every reset the pins are new objects. A wave on a pin is not followed edge by edge (wave.mjs).
  attach(mcu, mute) {
    this.pins = mcu.gpio;
    this.pins.forEach((pin, i) => { if (!mute.includes(i)) pin.addListener(() => this.solve()); });
    this.solve();
  }

  join(a, b) { this.switches.set(`${a} ${b}`, [a, b]); this.solve(); }
  part(a, b) { this.switches.delete(`${a} ${b}`); this.switches.delete(`${b} ${a}`); this.solve(); }

  force(pin, level) {
    if (level === null) this.outside.delete(pin);
    else this.outside.set(pin, level);
    this.solve();
  }

  // No level and no switch from outside, no pins.
  release() {
    this.switches.clear();
    this.outside.clear();
    this.pins = null;
  }

  level(pin) { return this.pins[pin].rawInputValue; }

  solve() {
    if (this.solving || !this.pins) return;
    this.solving = true;
    const group = this.groups();
    const drive = new Array(PINS), resistor = new Array(PINS), pull = new Array(PINS);
    for (let i = 0; i < PINS; i++) {
      const g = group(i), state = this.pins[i].value;
      if (state === GPIOPinState.Low || state === GPIOPinState.High) both(drive, g, state === GPIOPinState.High);
      else if (state === GPIOPinState.InputPullUp) both(pull, g, true);
      else if (state === GPIOPinState.InputPullDown) both(pull, g, false);
      if (this.outside.has(i)) both(drive, g, this.outside.get(i));
      if (this.resistors.has(i)) both(resistor, g, true);
    }
    for (let i = 0; i < PINS; i++) {
      const g = group(i), level = drive[g] ?? resistor[g] ?? pull[g] ?? false;
      if (this.pins[i].rawInputValue !== level) this.pins[i].setInputValue(level);
    }
    this.solving = false;
    for (const watcher of this.watchers) watcher();
  }

  // Which wires the closed switches make one.
  groups() {
    if (!this.switches.size) return (pin) => pin;
    const parent = [...Array(PINS).keys()];
    const find = (pin) => { while (parent[pin] !== pin) pin = parent[pin]; return pin; };
    for (const [a, b] of this.switches.values()) parent[find(a)] = find(b);
    return find;
  }
}

function both(levels, group, level) { levels[group] = (levels[group] ?? true) && level; }
