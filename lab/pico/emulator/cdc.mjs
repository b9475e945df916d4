// cdc.mjs - serial ports over USB (CDC ACM, PSTN subclass 1.2): where they are in a configuration, and one of them open
import { DescriptorType, SetupRecipient, SetupType } from './rp2040.mjs';

const CDC = 2, CDC_DATA = 10, ACM = 2; // interface classes, and the subclass of a serial port
const BULK = 2;
const SET_LINE_CODING = 0x20, SET_CONTROL_LINE_STATE = 0x22;
const DTR_AND_RTS = 3;
const EVEN = 2;

// Of a configuration descriptor, in its order: [{control, in, out}], the numbers of an interface and two endpoints.
export function serialPorts(descriptors) {
  const ports = [];
  let inside = null; // a port whose data interface we are in
  for (let at = 0; at < descriptors.length; at += descriptors[at] || 1) {
    const [, type, number, attributes, , interfaceClass, subclass] = descriptors.slice(at, at + 7);
    if (type === DescriptorType.Interface) {
      if (interfaceClass === CDC && subclass === ACM) ports.push({ control: number });
      inside = interfaceClass === CDC_DATA ? ports.at(-1) : null;
    } else if (type === DescriptorType.Endpoint && inside && (attributes & 3) === BULK) {
      inside[number & 0x80 ? 'in' : 'out'] = number & 15;
    }
  }
  return ports;
}

export class SerialPort {
  // `place` as serialPorts() has it; `came(bytes)` is called with what the device sends.
  constructor(usb, place, came) {
    Object.assign(this, { usb, ...place, came, queue: [], room: 0 });
  }

  // As a program opens it: speed and parity are told (the device does not need them), then that somebody is there.
  // `then` is called when it has agreed.
  open(pipe, baud, then) {
    const to = { type: SetupType.Class, recipient: SetupRecipient.Interface, wIndex: this.control };
    const coding = [baud & 255, (baud >> 8) & 255, baud >> 16, 0, 0, EVEN, 8]; // 8E1
    pipe.write({ ...to, bRequest: SET_LINE_CODING, wValue: 0 }, coding);
    pipe.write({ ...to, bRequest: SET_CONTROL_LINE_STATE, wValue: DTR_AND_RTS }, [], then);
  }

  send(bytes) {
    this.queue.push(...bytes);
    this.pump();
  }

  // The device has room for a packet of so many bytes; as long as there is nothing for it, a host says nothing.
  asked(room) {
    this.room = room;
    this.pump();
  }

  pump() {
    if (!this.room || !this.queue.length) return;
    const packet = Uint8Array.from(this.queue.splice(0, this.room));
    this.room = 0;
    this.usb.endpointReadDone(this.out, packet);
  }
}
