// put_back.mjs - objects of each kind are noted, changed, and put back: {before, changed, after} as JSON
// node put_back.mjs EMULATOR-FOLDER
import { pathToFileURL } from 'node:url';

const { Snapshot } = await import(pathToFileURL(`${process.argv[2]}/snapshot.mjs`));

class Alarm {
  constructor(clock) { Object.assign(this, { clock, due: 5, next: null, fire: () => { this.due += 10; } }); }
}

const clock = { nanos: 0, first: null }, skipped = { count: 1 };
const one = new Alarm(clock), other = new Alarm(clock);
clock.first = one;
one.next = other;
const all = {
  clock, skipped, bytes: new Uint8Array([0, 1, 2]), empty: new Uint32Array(3), list: [1, other, [2]],
  map: new Map([['a', { level: true }]]), set: new Set([other]), later: undefined,
};
all.self = all;

const shown = () => JSON.stringify({
  clock: [clock.nanos, clock.first === one, one.next === other, one.due, other.due], skipped: skipped.count,
  bytes: [...all.bytes], empty: [...all.empty], list: [all.list.length, all.list[1] === other, all.list[2]],
  map: [...all.map], set: [all.set.size, all.set.has(other)], later: all.later ?? null, self: all.self === all, new: all.new ?? null,
});

const snapshot = new Snapshot([all], [skipped]), before = shown();
one.fire();
other.fire();
Object.assign(clock, { nanos: 99, first: other });
one.next = null;
all.bytes.fill(7);
all.empty[1] = 8;
all.list[2].push(3);
all.list.length = 1;
all.map.get('a').level = false;
all.map.set('b', 1);
all.set.clear();
Object.assign(all, { later: 1, new: 2, self: null });
const changed = shown();
snapshot.restore();
process.stdout.write(JSON.stringify({ before, changed, after: shown() }));
