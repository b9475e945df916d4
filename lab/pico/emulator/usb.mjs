// usb.mjs - a USB host: finds the device, opens its serial ports; it is there only while the story has the cable in
// The drive is left alone: a host's copies are sectors changed in the flash (lab/pico/world.py).
import { SerialPort, serialPorts } from './cdc.mjs';
import { ControlPipe } from './control.mjs';
import { DescriptorType, SetupRecipient, SetupRequest, SetupType } from './rp2040.mjs';

const PORTS = ['console', 'data']; // in the device's order (boot.py)
const BAUD = 1200; // what programs that know only an infrared head ask for
const HEAD = 9; // bytes of a configuration descriptor's own, its whole length at 2
const SIE_STATUS = 0x50, SUSPENDED = 1 << 4;
const TO_DEVICE = { type: SetupType.Standard, recipient: SetupRecipient.Device, wIndex: 0 };

export class UsbHost {
  // What a port sends is an event of its name: emit('console' or 'data', hex); 'opened' when both are open.
  constructor(mcu, emit) {
    const usb = mcu.usbCtrl;
    Object.assign(this, { usb, emit, pipe: new ControlPipe(mcu), ports: [], enabled: false, plugged: false });
    usb.onUSBEnabled = () => { this.enabled = true; this.reset(); };
    usb.onResetReceived = () => this.enumerate();
    usb.onEndpointWrite = (endpoint, packet) => {
      if (endpoint === 0) this.pipe.came(packet);
      else if (this.plugged) this.ports.find((port) => port.in === endpoint)?.came(packet);
    };
    // rp2040js would answer every buffer that waits with an empty packet; a host says nothing, and NAK costs the chip
    // no interrupt.
    usb.onEndpointRead = (endpoint, size) => {
      if (endpoint === 0) this.pipe.asked();
      this.ports.find((port) => port.out === endpoint)?.asked(size);
    };
    this.clearSuspended();
  }

  // rp2040js does not let a program clear this bit.
  clearSuspended() {
    const { usb } = this, write = usb.writeUint32.bind(usb);
    usb.writeUint32 = (offset, value) => {
      if (offset === SIE_STATUS) usb.sieStatus &= ~(usb.rawWriteValue & SUSPENDED);
      write(offset, value);
    };
  }

  plug() {
    this.plugged = true;
    this.reset();
  }

  // A bus without frames: the device counts it as suspended.
  unplug() {
    this.plugged = false;
    this.ports = [];
    this.pipe.clear();
    this.usb.sieStatus |= SUSPENDED;
    this.usb.sieStatusUpdated();
  }

  reset() {
    if (this.plugged && this.enabled) this.usb.resetDevice();
  }

  // Everything that a host asks of a device that it does not know, then its serial ports.
  enumerate() {
    const { pipe } = this;
    this.ports = [];
    pipe.clear();
    pipe.write({ ...TO_DEVICE, bRequest: SetupRequest.SetAddress, wValue: 1 });
    this.describe(HEAD, (head) => this.describe(head[2] | (head[3] << 8), (all) => this.configure(all)));
  }

  describe(length, then) {
    const request = { ...TO_DEVICE, bRequest: SetupRequest.GetDescriptor, wValue: DescriptorType.Configration << 8 };
    this.pipe.read(request, length, then);
  }

  configure(descriptors) {
    this.ports = serialPorts(descriptors).map((place, i) => {
      return new SerialPort(this.usb, place, (packet) => this.emit(PORTS[i], Buffer.from(packet).toString('hex')));
    });
    this.pipe.write({ ...TO_DEVICE, bRequest: SetupRequest.SetDeviceConfiguration, wValue: descriptors[5] });
    for (const port of this.ports) port.open(this.pipe, BAUD, () => port === this.ports.at(-1) && this.emit('opened'));
  }

  // To the port of this name; lost where there is none, as with a program that cannot open it.
  send(name, bytes) { this.ports[PORTS.indexOf(name)]?.send(bytes); }
}
