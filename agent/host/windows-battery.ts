import type { Instance } from './cim.ts';
import { cimNumber } from './cim.ts';

/** BATTERY_IS_SHORT_TERM of poclass.h: meant to bridge minutes, not hours. */
const shortTerm = 0x20000000;

/**
 * Whether an instance of BatteryStaticData is an uninterruptible power supply: the driver of HID power devices names it so,
 * or it says that it only bridges minutes. See BATTERY_INFORMATION at learn.microsoft.com.
 */
export function isUps(it: Instance): boolean {
  const [name, capabilities] = [it('InstanceName'), cimNumber(it('Capabilities'))];
  return (typeof name === 'string' && /^(?:HID|USB)\\/i.test(name)) || (typeof capabilities === 'number' && Math.floor(capabilities / shortTerm) % 2 === 1);
}
