import type { LaunchTable } from './launch.ts';

/** Processors of Apple, as macOS names them. */
export const appleProcessors: LaunchTable = {
  source: 'release month of Apple as generally known',
  launches: [
    [/Apple M5/, '2025-10', 'Apple M5'],
    [/Apple M3 Ultra/, '2025-03', 'Apple M3 Ultra'],
    [/Apple M4/, '2024-10', 'Apple M4 in a Mac'],
    [/Apple M3/, '2023-10', 'Apple M3'],
    [/Apple M2 Ultra/, '2023-06', 'Apple M2 Ultra'],
    [/Apple M2 (?:Pro|Max)/, '2023-01', 'Apple M2 Pro and Max'],
    [/Apple M2/, '2022-06', 'Apple M2'],
    [/Apple M1 Ultra/, '2022-03', 'Apple M1 Ultra'],
    [/Apple M1 (?:Pro|Max)/, '2021-10', 'Apple M1 Pro and Max'],
    [/Apple M1/, '2020-11', 'Apple M1'],
  ],
};

/** Processors that name themselves, of makers with few models. */
export const otherProcessors: LaunchTable = {
  source: 'launch month of the maker as generally known',
  launches: [
    [/BCM2712/, '2023-10', 'Broadcom BCM2712 (Raspberry Pi 5)'],
    [/BCM2711/, '2019-06', 'Broadcom BCM2711 (Raspberry Pi 4)'],
    [/BCM2837/, '2016-02', 'Broadcom BCM2837 (Raspberry Pi 3)'],
    [/Snapdragon.* X\d?[EP]|Snapdragon.* X (?:Elite|Plus)/, '2024-06', 'Snapdragon X'],
    [/Kunpeng.* 920/, '2019-01', 'Kunpeng 920'],
    [/Ampere.* Altra/, '2020-09', 'Ampere Altra'],
  ],
};
