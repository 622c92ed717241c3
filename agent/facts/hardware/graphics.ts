import type { Hardware } from '../../../wire/sections/hardware.ts';
import { sortedSet } from '../../host/order.ts';
import { whyUnread } from '../../host/presence.ts';
import type { Look } from '../../host/reading.ts';
import { textOf } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/** Numbers of maker and product of graphics adapters, see Documentation/ABI/testing/sysfs-bus-pci of the kernel. World-readable. */
export const graphicsSources = {
  graphicsVendor: { kind: 'files', pattern: '/sys/class/drm/card*/device/vendor', trust: 'kernel' },
  graphicsDevice: { kind: 'files', pattern: '/sys/class/drm/card*/device/device', trust: 'kernel' },
} as const satisfies Sources;

/** Makers of graphics adapters by their PCI number. */
const makers: Readonly<Record<string, string>> = {
  '8086': 'Intel', '10de': 'NVIDIA', '1002': 'AMD', '1022': 'AMD', '1a03': 'ASPEED', '102b': 'Matrox', '15ad': 'VMware', '1af4': 'Virtio', '1234': 'QEMU', '1b36': 'QEMU', '80ee': 'VirtualBox', '1414': 'Microsoft',
};

/** Adapters by maker and PCI number (`Intel 8086:3e92`): names stand in a list that is not read. Drivers of Linux carry no date. */
export function graphicsOf(at: Look<typeof graphicsSources>): Hardware['graphics'] {
  const why = whyUnread(at, 'graphicsVendor') ?? whyUnread(at, 'graphicsDevice');
  if (why) return at.lack('graphics', why);
  const product = at.by('graphicsDevice', 4);
  const names = [...at.by('graphicsVendor', 4)].flatMap(([card, reading]) => {
    const [maker, device] = [idOf(textOf(reading)), idOf(textOf(product.get(card)))];
    return /^card\d+$/.test(card) && maker !== undefined && device !== undefined ? [`${makers[maker] ?? 'PCI'} ${maker}:${device}`] : [];
  });
  return sortedSet(names).map((name) => ({ name, driverOn: null }));
}

function idOf(text: string | undefined): string | undefined {
  return /^0x([0-9a-f]{4})$/i.exec(text ?? '')?.[1]?.toLowerCase();
}
