/** Lets everything else that waits have its turn: judging a town takes long, and agents wait for their answers. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
