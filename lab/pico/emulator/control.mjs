// control.mjs - the host's end of endpoint 0: control transfers (USB 2.0, 8.5.3), one after the other
import { createSetupPacket, DataDirection } from './rp2040.mjs';

const PACKET = 64; // bytes at most in one packet of endpoint 0
const FRAME_NANOS = 1_000_000; // a host begins one transfer a frame
const { HostToDevice, DeviceToHost } = DataDirection;

export class ControlPipe {
  constructor(mcu) {
    Object.assign(this, { usb: mcu.usbCtrl, waiting: [], current: null });
    this.alarm = mcu.clock.createAlarm(() => { this.alarm.scheduled = false; this.begin(); });
  }

  // `request`: {type, recipient, bRequest, wValue, wIndex}. `then` gets what the device answered.
  read(request, length, then) { this.ask({ request, length, answer: [], then }); }

  // `data` goes to the device; `then` is called when it has agreed.
  write(request, data = [], then = () => {}) { this.ask({ request, length: data.length, data, then }); }

  ask(transfer) {
    this.waiting.push(transfer);
    if (!this.current && !this.alarm.scheduled) this.alarm.schedule(FRAME_NANOS);
  }

  // The bus was reset: nothing that was asked before counts.
  clear() {
    this.waiting = [];
    this.current = null;
    this.alarm.cancel();
  }

  begin() {
    const transfer = this.current = this.waiting.shift();
    const dataDirection = transfer.answer ? DeviceToHost : HostToDevice;
    this.usb.sendSetupPacket(createSetupPacket({ ...transfer.request, dataDirection, wLength: transfer.length }));
  }

  // The device has sent a packet: a piece of its answer, or the empty one that ends a write.
  came(packet) {
    const transfer = this.current;
    if (!transfer) return;
    if (!transfer.answer) return this.done();
    transfer.answer.push(...packet);
    transfer.whole = packet.length < PACKET || transfer.answer.length >= transfer.length;
    this.acknowledge();
  }

  // The device waits for a packet: the data of a write, or the empty one that ends a read.
  asked() {
    const transfer = this.current;
    if (!transfer) return;
    if (transfer.answer) transfer.asked = true;
    else this.usb.endpointReadDone(0, Uint8Array.from(transfer.data));
    this.acknowledge();
  }

  acknowledge() {
    const { whole, asked } = this.current;
    if (!whole || !asked) return;
    this.usb.endpointReadDone(0, new Uint8Array(0));
    this.done();
  }

  done() {
    const { then, answer } = this.current;
    this.current = null;
    then(answer);
    if (this.waiting.length && !this.alarm.scheduled) this.alarm.schedule(FRAME_NANOS);
  }
}
