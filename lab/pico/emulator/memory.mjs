// memory.mjs - shorter ways to memory: rp2040js looks for a peripheral at every write and searches a sparse table for it
// On the way it is noted which sectors of the flash are read: what is in the others cannot matter to what runs.
const RAM = 0x20000000, RAM_SIZE = 264 << 10, FLASH = 0x10000000;
const FLASH_SIZE = 0x1000000, FLASH_END = 0x14000000; // four times the flash
export const SECTORS = FLASH_SIZE >> 9;
// TIMERAWH and TIMERAWL: what a program that only waits reads, over and over
const MICROSECONDS_HIGH = 0x40054024, MICROSECONDS = 0x40054028;

// Call it when every peripheral is in its place. `touched`: a byte for each sector of 512 bytes, 1 once it was read.
export function shortenPaths(mcu, touched) {
  const { core, clock, sramView, flashView } = mcu;
  const peripherals = new Array(1 << 18).fill(undefined); // one place for 16 KiB of addresses
  for (const [key, peripheral] of Object.entries(mcu.peripherals)) peripherals[Number(key) >>> 2] = peripheral;
  mcu.findPeripheral = (address) => peripherals[address >>> 14];
  for (const name of ['readUint8', 'readUint16', 'readUint32']) {
    const read = mcu[name].bind(mcu);
    mcu[name] = (address) => {
      if (address >= FLASH && address < FLASH_END) touched[(address & (FLASH_SIZE - 1)) >> 9] = 1;
      return read(address);
    };
  }
  const read = mcu.readUint32.bind(mcu), write = mcu.writeUint32.bind(mcu);
  core.readUint32 = (address) => {
    if (address === MICROSECONDS) return (clock.nanos / 1000) >>> 0;
    if (address === MICROSECONDS_HIGH) return Math.floor(clock.nanos / 1000 / 2 ** 32);
    const at = (address >>> 0) - RAM;
    if (at >= 0 && at < RAM_SIZE && !(at & 3)) return sramView.getUint32(at, true);
    const in_flash = at + RAM - FLASH;
    if (in_flash >= 0 && in_flash < FLASH_SIZE && !(at & 3)) {
      touched[in_flash >> 9] = 1;
      return flashView.getUint32(in_flash, true);
    }
    const peripheral = at & 3 ? undefined : peripherals[address >>> 14];
    return peripheral ? peripheral.readUint32(address & 0x3fff) : read(address);
  };
  core.writeUint32 = (address, value) => {
    const at = (address >>> 0) - RAM;
    if (at >= 0 && at < RAM_SIZE) sramView.setUint32(at, value, true);
    else write(address, value);
  };
}
