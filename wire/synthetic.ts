/** How the version of an agent ends when nothing it says is about a real machine: the mark is signed with every snapshot. */
const mark = '-synthetic';

/** The version of an agent, marked as one of an example. */
export function asSynthetic(agentVersion: string): string {
  return `${agentVersion}${mark}`;
}

/** Tells whether a snapshot says of itself that it is an example. */
export function isSynthetic({ agentVersion }: { readonly agentVersion: string }): boolean {
  return agentVersion.endsWith(mark);
}
