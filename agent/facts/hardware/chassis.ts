/** Forms by the chassis types of DSP0134 7.4.1; what is no whole computer, or none a person would name so, is `other`. */
const forms: Readonly<Record<string, readonly number[]>> = {
  desktop: [3, 4, 5, 6, 7, 13, 15, 16, 24, 35, 36],
  laptop: [8, 9, 10, 14, 31],
  tablet: [30, 32],
  server: [17, 23, 25, 28, 29],
  other: [1, 11, 12, 18, 19, 20, 21, 22, 26, 27, 33, 34],
};

/** The form of a chassis type in decimal; the highest bit says that it has a lock. Null for "unknown". */
export function chassisOf(text: string): string | null | undefined {
  if (!/^\d{1,3}$/.test(text)) return undefined;
  const type = Number(text) & 0x7f;
  return type === 2 || type === 0 ? null : Object.entries(forms).find(([, types]) => types.includes(type))?.[0];
}
