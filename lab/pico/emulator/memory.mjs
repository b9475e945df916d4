// memory.mjs - shorter ways to memory: rp2040js looks for a peripheral at every write and searches a sparse table for it
const RAM = 0x20000000, RAM_SIZE = 264 << 10, FLASH = 0x10000000;

// Call it when every peripheral is in its place.
export function shortenPaths(mcu) {
  const { core, sramView, flashView } = mcu;
  const peripherals = new Array(1 << 18).fill(undefined); // one place for 16 KiB of addresses
  for (const [key, peripheral] of Object.entries(mcu.peripherals)) peripherals[Number(key) >>> 2] = peripheral;
  mcu.findPeripheral = (address) => peripherals[address >>> 14];
  const read = mcu.readUint32.bind(mcu), write = mcu.writeUint32.bind(mcu);
  core.readUint32 = (address) => {
    const at = (address >>> 0) - RAM;
    if (at >= 0 && at < RAM_SIZE && !(at & 3)) return sramView.getUint32(at, true);
    const in_flash = at + RAM - FLASH;
    return in_flash >= 0 && in_flash < 0x1000000 && !(at & 3) ? flashView.getUint32(in_flash, true) : read(address);
  };
  core.writeUint32 = (address, value) => {
    const at = (address >>> 0) - RAM;
    if (at >= 0 && at < RAM_SIZE) sramView.setUint32(at, value, true);
    else write(address, value);
  };
}
