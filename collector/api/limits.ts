/** Bounds that hold before anything else is done for a request. */

/** Bytes of bodies that may be in memory at once, over all requests. */
export interface ByteGate {
  /** Takes the bytes, or says that there is no room. */
  readonly enter: (bytes: number) => boolean;
  readonly leave: (bytes: number) => void;
}

/** A gate for this many bytes. */
export function byteGate(most: number): ByteGate {
  let inside = 0;
  return {
    enter: (bytes) => {
      if (inside + bytes > most) return false;
      inside += bytes;
      return true;
    },
    leave: (bytes) => {
      inside -= bytes;
    },
  };
}

/** Requests per address: a bucket that refills steadily. */
export interface RateLimit {
  readonly allows: (address: string) => boolean;
}

const mostAddresses = 10_000;

/**
 * Allows bursts of `burst` requests per address and `perSecond` in the long run. Knows a bounded number of addresses: when
 * there are more, the one that was idle longest is forgotten.
 */
export function rateLimit({ burst, perSecond }: { burst: number; perSecond: number }, now: () => number): RateLimit {
  const buckets = new Map<string, { level: number; at: number }>();
  return {
    allows: (address) => {
      const at = now();
      const before = buckets.get(address) ?? { level: burst, at };
      const level = Math.min(burst, before.level + ((at - before.at) / 1000) * perSecond);
      buckets.delete(address);
      if (buckets.size >= mostAddresses) buckets.delete(buckets.keys().next().value ?? '');
      buckets.set(address, { level: Math.max(0, level - 1), at });
      return level >= 1;
    },
  };
}
