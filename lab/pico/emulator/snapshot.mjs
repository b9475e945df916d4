// snapshot.mjs - the state of objects, noted and later put back into those same objects, so that closures over them hold
// What is noted: own fields, what is in arrays, sets and maps, the bytes of typed arrays, all that can be reached. Functions
// are not looked into: nothing in this folder or in rp2040js may keep changing state in a variable that only a closure sees.
const LEAVES = [Function, DataView, Date, RegExp];

export class Snapshot {
  // `skip`: objects that are left as they are, and not gone through.
  constructor(roots, skip = []) {
    this.seen = new Set(skip);
    this.notes = []; // functions, each puts one object back
    const waiting = [...roots];
    while (waiting.length) {
      const one = waiting.pop();
      if (one === null || typeof one !== 'object' || this.seen.has(one)) continue;
      this.seen.add(one);
      if (LEAVES.some((kind) => one instanceof kind)) continue;
      const { back, inside } = note(one);
      this.notes.push(back);
      for (const value of inside) waiting.push(value);
    }
  }

  restore() { for (const back of this.notes) back(); }
}

function note(one) {
  if (ArrayBuffer.isView(one)) return bytes(one);
  if (Array.isArray(one)) return items(one);
  if (one instanceof Map) return entries(one, [...one], ([key, value]) => one.set(key, value));
  if (one instanceof Set) return entries(one, [...one], (value) => one.add(value));
  return fields(one);
}

function bytes(one) {
  const kept = one.some((value) => value !== 0) ? one.slice() : null; // most memory is empty when it is noted
  return { back: () => { if (kept) one.set(kept); else one.fill(0); }, inside: [] };
}

function items(one) {
  const kept = one.slice();
  const back = () => {
    one.length = kept.length;
    for (let at = 0; at < kept.length; at++) if (one[at] !== kept[at]) one[at] = kept[at];
  };
  return { back, inside: kept };
}

function entries(one, kept, put) {
  const back = () => { one.clear(); kept.forEach(put); };
  return { back, inside: kept.flat() };
}

// A field that came later is undefined again: to delete it would make the object slow, and nobody asks `in`.
function fields(one) {
  const names = Object.keys(one), kept = names.map((name) => one[name]), known = new Set(names);
  const back = () => {
    for (let at = 0; at < names.length; at++) if (one[names[at]] !== kept[at]) one[names[at]] = kept[at];
    for (const name of Object.keys(one)) if (!known.has(name)) one[name] = undefined;
  };
  return { back, inside: kept };
}
