// line.mjs - the receiving end of a serial line, bit by bit: what a PIO program samples
// Each byte is played as a word of bits, the first one lowest; the line rests at the pin's own pull. Of two, 0 wins.
export class Line {
  // `before()` is called ahead of every edge: what looks at the pin must have caught up by then.
  constructor(mcu, nets, pin, before) { Object.assign(this, { mcu, nets, pin, before, senders: new Set() }); }

  play(word, bits, bitNanos) {
    const { clock } = this.mcu, start = clock.nanos, sender = { level: true, at: 0 };
    const next = () => {
      alarm.scheduled = false;
      sender.level = ((word >> sender.at) & 1) === 1;
      if (sender.at === bits) this.senders.delete(sender);
      this.show();
      if (sender.at++ < bits) alarm.schedule(start + sender.at * bitNanos - clock.nanos);
    };
    const alarm = clock.createAlarm(next);
    this.senders.add(sender);
    next();
  }

  show() {
    const level = this.senders.size ? [...this.senders].every((sender) => sender.level) : null;
    if (level === this.level) return;
    this.level = level;
    this.before();
    this.nets.force(this.pin, level);
  }
}
