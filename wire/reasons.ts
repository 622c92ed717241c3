/**
 * Why a fact could not be observed. The closed list of reasons that cross the wire: an agent says one of these and
 * nothing else, a parser never invents a value in its place.
 *
 * Reasons that only the judging side can give (a machine that never reported, a catalog gap) stand in
 * `rules/reasons.ts`. The two lists never share a word.
 */
export const reasons = {
  'needs-root': {
    sentence: 'The agent ran without administrator rights and this can only be read with them.',
    remedy: 'Run the agent as root (Linux, macOS) or as LocalSystem (Windows); "townwatch-agent install" does that.',
  },
  'tool-missing': {
    sentence: 'The program that answers this question is not installed on the computer.',
    remedy: 'Install the program named in the detail, or record by hand what it would have shown.',
  },
  'not-this-platform': {
    sentence: 'This does not exist on this kind of operating system.',
    remedy: 'Nothing to do: the question is asked of other computers.',
  },
  'switched-off': {
    sentence: 'The town switched this section off in the settings of the agent.',
    remedy: 'Remove the section from "skip" in agent.yaml, or state the answer by hand.',
  },
  'foreign-network': {
    sentence: 'The computer was on a network that the town has not declared as its own.',
    remedy: 'Declare the network in agent.yaml, or scan again when the computer is in the office.',
  },
  denied: {
    sentence: 'The operating system refused to let the agent read this.',
    remedy: 'Look at the path or command in the detail: its owner or permissions are not what the agent trusts.',
  },
  timeout: {
    sentence: 'Reading this took longer than its limit and was cut.',
    remedy: 'Look for a hung program, disk or network share on the computer and scan again.',
  },
  'too-large': {
    sentence: 'There was more than the limit allows; what stood beyond it was not read.',
    remedy: 'Look at the true count in the detail; the limit is printed by "townwatch-agent sources".',
  },
  unreadable: {
    sentence: 'An answer came, and it was not understood.',
    remedy: 'Record this computer with "townwatch-agent record" and send the recording, so that the reader learns it.',
  },
  'unsupported-version': {
    sentence: 'The answer has a format newer than this program understands.',
    remedy: 'Update Townwatch.',
  },
  'license-missing': {
    sentence: 'The service only answers this with a license that the town does not have.',
    remedy: 'State the answer by hand, or add the license named in the detail.',
  },
  unreachable: {
    sentence: 'The device or service did not answer.',
    remedy: 'Check power, cable, address and firewall between the agent and the device.',
  },
  'not-authorized': {
    sentence: 'The device or service refused the credential it was given.',
    remedy: 'Check the account named in the settings of the agent that asks.',
  },
  'host-key-unknown': {
    sentence: 'Nobody has declared the key by which this computer is known, so nothing was signed in to.',
    remedy: 'Compare the fingerprint in the detail with the computer itself, then write it into agent.yaml as "hostKey".',
  },
  'host-key-changed': {
    sentence: 'The computer showed another key than the declared one, so nothing was signed in to: it was set up anew, or something else answers in its place.',
    remedy: 'Find out which it is before anything else; only then replace "hostKey" in agent.yaml by the fingerprint in the detail.',
  },
  'agent-too-old': {
    sentence: 'The agent on this computer is older than this question.',
    remedy: 'Update the agent; its key and its identity stay.',
  },
  'split-view': {
    sentence: 'The name servers inside the town answer differently from those on the internet, so this is not what the world sees.',
    remedy: 'Name a resolver on the internet for this domain in agent.yaml ("resolver"), or scan it from another network.',
  },
  'outside-domain': {
    sentence: 'This lies outside the domains that the town declared, so nobody asked.',
    remedy: 'Set "follow: true" for this domain in agent.yaml, or declare the other domain if it is the town’s.',
  },
  'not-visible-from-here': {
    sentence: 'This cannot be seen from inside the computer.',
    remedy: 'Import a list that knows (backup job list, console export), or state the answer by hand.',
  },
} as const satisfies Record<string, { sentence: string; remedy: string }>;

/** One word of the closed list {@link reasons}. */
export type Reason = keyof typeof reasons;

/** Tells whether a word that arrived from outside is one of ours. */
export function isReason(word: unknown): word is Reason {
  return typeof word === 'string' && Object.hasOwn(reasons, word);
}
