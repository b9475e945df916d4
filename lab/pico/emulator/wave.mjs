// wave.mjs - what a PWM slice puts on a pin, read from its registers
// Its edges are not played: at 38 kHz they would be most of what the emulator does, and the light needs only
// frequency and duty cycle. So no program sees them on a pin.
const PWM_FUNCTION = 4;

export function muteWaves(mcu) {
  for (const channel of mcu.pwm.channels) channel.updateEnable = () => {};
}

export class Wave {
  constructor(mcu, pin, emit) { Object.assign(this, { mcu, pin, emit, told: '' }); }

  // Frequency in Hz and duty cycle 0..1; [0, 0] without a wave.
  get now() {
    const channel = this.mcu.pwm.channels[(this.pin >> 1) & 7];
    if (this.mcu.gpio[this.pin].functionSelect !== PWM_FUNCTION || !(channel.csr & 1)) return [0, 0];
    const level = this.pin & 1 ? channel.cc >>> 16 : channel.cc & 0xffff;
    const top = channel.top + 1, divider = (channel.div >> 4 || 256) + (channel.div & 15) / 16;
    const centred = channel.csr & 2 ? 2 : 1;
    return [this.mcu.clkSys / (top * divider * centred), Math.min(1, level / top)];
  }

  check() {
    const now = this.now, text = now.join();
    if (text === this.told) return;
    this.told = text;
    this.emit('wave', this.pin, ...now);
  }
}
