// rtc.mjs - the alarm of the real-time clock (RP2040 data sheet, 4.8): rp2040js' clock runs, and has none
const SETUP_0 = 0x10, SETUP_1 = 0x14, NOW_1 = 0x18, NOW_0 = 0x1c, ENABLE = 0x24, STATUS = 0x2c;
const MATCH = 1 << 28, ACTIVE = 1 << 29; // of SETUP_0
const IRQ = 25;

// Attach it after every reset. All fields are taken to count, as CircuitPython's TimeAlarm sets them; the day of the week does not.
export function addAlarm(mcu) {
  const rtc = mcu.peripherals[0x4005c];
  const read = rtc.readUint32.bind(rtc), write = rtc.writeUint32.bind(rtc);
  const kept = { [SETUP_0]: 0, [SETUP_1]: 0, [ENABLE]: 0 };
  const match = { kept, due: false, alarm: mcu.clock.createAlarm(() => { match.alarm.scheduled = false; tell(true); }) };
  rtc.match = match; // where a snapshot finds it

  function tell(is) {
    match.due = is;
    mcu.setInterrupt(IRQ, is && (kept[ENABLE] & 1) === 1);
  }

  function arm() {
    if (match.alarm.scheduled) match.alarm.cancel();
    tell(false);
    if (!(kept[SETUP_0] & MATCH)) return;
    const wait = date(kept[SETUP_0], kept[SETUP_1]) - date(read(NOW_1), read(NOW_0));
    if (wait >= 0) match.alarm.schedule(wait * 1e6 || 1);
  }

  rtc.readUint32 = (offset) => {
    if (offset === SETUP_0) return kept[SETUP_0] & MATCH ? kept[SETUP_0] | ACTIVE : kept[SETUP_0];
    if (offset === STATUS) return match.due ? 1 : 0;
    return offset in kept ? kept[offset] : read(offset);
  };
  rtc.writeUint32 = (offset, value) => {
    if (!(offset in kept)) return write(offset, value);
    kept[offset] = value & ~(offset === SETUP_0 ? ACTIVE : 0);
    if (offset === SETUP_0) arm();
  };
}

// Milliseconds: year, month, day as SETUP_0 and RTC_1 have them; hour, minute, second as SETUP_1 and RTC_0.
function date(day, time) {
  return Date.UTC(day >>> 12 & 0xfff, (day >>> 8 & 0xf) - 1, day & 0x1f, time >>> 16 & 0x1f, time >>> 8 & 0x3f, time & 0x3f);
}
