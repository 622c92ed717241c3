/** Milliseconds from 1601 to 1970. */
const epochMs = 11_644_473_600_000n;

/**
 * A FILETIME, counts of 100 ns since 1601 (MS-DTYP 2.3.3), as RFC 3339 UTC to the second; null for 0, which says never,
 * undefined for a moment outside the years 1970 to 9999.
 */
export function filetimeInstant(count: bigint): string | null | undefined {
  if (count === 0n) return null;
  const milliseconds = count / 10_000n - epochMs;
  return milliseconds < 0n || milliseconds > 253_402_300_799_000n ? undefined : `${new Date(Number(milliseconds)).toISOString().slice(0, 19)}Z`;
}

/** The same from the two halves in which registry values keep it. */
export function filetimeOfHalves(high: number, low: number): string | null | undefined {
  return filetimeInstant((BigInt(high) << 32n) + BigInt(low >>> 0));
}

/** Seconds since 1970 as RFC 3339 UTC; undefined for a moment after the year 9999. */
export function epochInstant(seconds: number): string | undefined {
  return Number.isSafeInteger(seconds) && seconds >= 0 && seconds < 253_402_300_800 ? `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z` : undefined;
}
