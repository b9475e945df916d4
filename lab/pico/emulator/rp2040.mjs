// rp2040.mjs - where rp2040js comes from: the folder given on the command line, as ES modules ask no search path
import { pathToFileURL } from 'node:url';

export const {
  BasePeripheral, ConsoleLogger, createSetupPacket, DataDirection, DescriptorType, GPIOPinState, LogLevel, SetupRecipient,
  SetupRequest, SetupType, Simulator,
} = await import(pathToFileURL(process.argv[2] + '/dist/esm/index.js'));
