// usb.mjs - a USB host that finds the device and opens its console; it is there only when the story plugs it in
import { USBCDC } from './rp2040.mjs';

const INTERFACE = 4, ENDPOINT = 5; // descriptor types
const CDC_DATA = 10; // interface class

export class UsbHost {
  constructor(mcu, emit) {
    Object.assign(this, { mcu, emit, enabled: false });
    mcu.usbCtrl.onUSBEnabled = () => { this.enabled = true; };
  }

  plug() {
    if (this.cdc) return;
    const usb = this.mcu.usbCtrl;
    this.cdc = new USBCDC(usb);
    this.cdc.onSerialData = (data) => this.emit('console', Buffer.from(data).toString('hex'));
    this.cdc.onDeviceConnected = () => Object.assign(this.cdc, firstCdc(this.cdc.descriptors));
    this.completeOnlyWithData(usb);
    if (this.enabled) usb.resetDevice();
  }

  // rp2040js answers every armed OUT buffer with an empty packet at once, where a host would say NAK: an interrupt
  // storm that makes Python several times too slow.
  completeOnlyWithData(usb) {
    let armed = null;
    usb.onEndpointRead = (endpoint, size) => {
      if (endpoint === this.cdc.outEndpoint) armed = { endpoint, size };
      this.pump();
    };
    this.pump = () => {
      const { txFIFO } = this.cdc;
      if (!armed || txFIFO.empty) return;
      const { endpoint, size } = armed, data = new Uint8Array(Math.min(size, txFIFO.itemCount));
      armed = null;
      usb.endpointReadDone(endpoint, data.map(() => txFIFO.pull()));
    };
  }

  type(bytes) {
    if (!this.cdc) return;
    for (const value of bytes) this.cdc.sendSerialByte(value);
    this.pump();
  }
}

// The endpoints of the first of the device's serial ports: the console. rp2040js takes the last.
function firstCdc(descriptors) {
  const found = {};
  let inside = false;
  for (let at = 0; at < descriptors.length; at += descriptors[at] || 1) {
    if (descriptors[at + 1] === INTERFACE) inside = descriptors[at + 5] === CDC_DATA && found.inEndpoint === undefined;
    if (!inside || descriptors[at + 1] !== ENDPOINT) continue;
    const address = descriptors[at + 2];
    found[address & 0x80 ? 'inEndpoint' : 'outEndpoint'] ??= address & 15;
    if (found.inEndpoint !== undefined && found.outEndpoint !== undefined) return found;
  }
  return found;
}
