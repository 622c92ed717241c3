/** Who does it with their own hands. */
export type Person = 'town-manager' | 'clerk' | 'it-technician' | 'vendor';

/** Who answers for it being done. */
export type Responsible = 'town' | 'msp' | 'vendor';

/** One act that closes answers that are not known. */
export interface LearnText {
  /**
   * What to do, as an order. `{where}`: the place, or how many ("3 computers"). `{n}`: how many different things are asked.
   * `{what}`: what they are, by name. `{answers}`: "answer has", or "answers have" where more than one thing is asked.
   */
  readonly text: string;
  /** What it changes, in one sentence. */
  readonly why: string;
  /** Estimate: for the first place or question, and for each further one. */
  readonly minutes: { readonly first: number; readonly next: number };
  readonly person: Person;
  readonly responsible: Responsible;
  /** What to type, or where to write it. `{town}`: the name of the town, quoted. */
  readonly command: string | null;
}

const technician = { person: 'it-technician', responsible: 'msp' } as const;
const manager = { person: 'town-manager', responsible: 'town' } as const;
const clerk = { person: 'clerk', responsible: 'town' } as const;

/** Every act that closes what is not known, by id. */
export const learnTexts = {
  'agent-as-root': { ...technician, text: 'Run the agent with administrator rights on {where}', why: 'Without them it may not read who has rights, what is protected and what waits to be installed.', minutes: { first: 10, next: 5 }, command: 'On the computer, as root or administrator: townwatch-agent install' },
  'install-agent': { ...technician, text: 'Install the agent on {where}', why: 'What never reports can be neither good nor bad.', minutes: { first: 15, next: 3 }, command: 'townwatch token create --town {town}' },
  'bring-back': { ...technician, text: 'Switch on {where}, repair the agent there, or retire what is gone', why: 'The last report is too old to count.', minutes: { first: 10, next: 10 }, command: 'townwatch asset list --town {town}' },
  'update-agent': { ...technician, text: 'Update the agent on {where}', why: 'The agent there is older than the question.', minutes: { first: 10, next: 5 }, command: 'On the computer: townwatch-agent --version' },
  'install-tool': { ...technician, text: 'Install what the agent misses on {where}', why: 'Without it, part of the computer cannot be read.', minutes: { first: 10, next: 5 }, command: null },
  'switch-on': { ...technician, text: 'Let the agent look at {what} again on {where}', why: 'Somebody switched this part off in the settings of the agent.', minutes: { first: 5, next: 3 }, command: 'In agent.yaml: remove the part from "skip"' },
  'declare-network': { ...technician, text: 'Name the networks of the town to the agent on {where}', why: 'It stood in a network that the town has not declared as its own.', minutes: { first: 10, next: 2 }, command: 'In agent.yaml: networks' },
  'mend-permissions': { ...technician, text: 'Mend who owns or may read {what} on {where}', why: 'The system refused to let the agent read it.', minutes: { first: 15, next: 10 }, command: null },
  'find-hang': { ...technician, text: 'Find out what hangs on {where}, and scan again', why: 'Reading took longer than its limit.', minutes: { first: 30, next: 20 }, command: 'On the computer: townwatch-agent scan' },
  'send-recording': { ...technician, text: 'Record what the agent reads on {where}, and send the recording to us', why: 'An answer came that Townwatch does not understand yet.', minutes: { first: 15, next: 10 }, command: 'On the computer: townwatch-agent record' },
  'update-townwatch': { ...technician, text: 'Update Townwatch', why: 'An answer has a newer form than this version reads.', minutes: { first: 20, next: 0 }, command: null },
  'reach-device': { ...technician, text: 'Check power, cable and firewall of {where}', why: 'It did not answer.', minutes: { first: 15, next: 10 }, command: null },
  'mend-credential': { ...technician, text: 'Give the agent an account that {where} accepts', why: 'The one that is set was refused.', minutes: { first: 15, next: 5 }, command: 'In agent.yaml: the account of this target' },
  'declare-key': { ...technician, text: 'Compare the key of {where}, and write it down', why: 'Nothing signs in to a computer that it cannot tell from another.', minutes: { first: 10, next: 5 }, command: 'In agent.yaml: hostKey' },
  'explain-key': { ...technician, text: 'Find out why {where} shows another key than before', why: 'It was set up anew, or something else answers in its place.', minutes: { first: 30, next: 30 }, command: 'In agent.yaml: hostKey, after it is explained' },
  'name-resolver': { ...technician, text: 'Name a name server on the internet for {where}', why: 'The one inside of the town answers differently from what the world sees.', minutes: { first: 5, next: 2 }, command: 'In agent.yaml: resolver' },
  'follow-domain': { ...technician, text: 'Declare the other internet names that {where} points to', why: 'They lie outside of what the town declared, so nobody asked.', minutes: { first: 5, next: 2 }, command: 'In agent.yaml: follow: true' },
  'set-clock': { ...technician, text: 'Set the clock of {where}', why: 'It is off by more than a day, so its dates do not count.', minutes: { first: 10, next: 5 }, command: null },
  'tell-apart': { ...technician, text: 'Tell {where} from its double: enroll one of them anew, and retire the other record', why: 'Two machines claim to be this one, so neither can vouch for it.', minutes: { first: 15, next: 10 }, command: 'townwatch asset list --town {town}' },
  'name-rows': { ...clerk, text: 'Say which computer the list means for {where}', why: 'A row fits more than one computer, and nothing is guessed.', minutes: { first: 5, next: 3 }, command: 'townwatch list show --town {town}' },
  'update-catalog': { ...technician, text: 'Update the catalog of support dates', why: 'A product or version that was seen is not in it.', minutes: { first: 5, next: 0 }, command: 'townwatch catalog update' },
  'read-version': { ...technician, text: 'Look up the full version of what runs on {where}', why: 'What was seen is too coarse to tell whether it is still repaired.', minutes: { first: 10, next: 5 }, command: null },
  'declare-domains': { ...technician, text: 'Let an agent of the town look at its internet names', why: 'Nobody has told Townwatch to look at them.', minutes: { first: 10, next: 2 }, command: 'In agent.yaml: domains' },
  'connect-sign-in': { ...technician, text: 'Connect the sign-in service of the town', why: 'Nobody has told Townwatch where to ask who may sign in, and how.', minutes: { first: 30, next: 0 }, command: 'In agent.yaml: targets' },
  'connect-source': { ...technician, text: 'Connect what knows of {what} to an agent of the town', why: 'Nobody has told Townwatch where to ask.', minutes: { first: 20, next: 5 }, command: 'In agent.yaml: targets' },
  'list-rmm': { ...technician, text: 'Import the list of computers from your remote management', why: 'Until somebody lists what there is, nothing can be said about all of it.', minutes: { first: 5, next: 0 }, command: 'townwatch import list FILE --town {town} --kind rmm --as-of DATE --complete' },
  'list-directory': { ...technician, text: 'Import the list of computers from your directory', why: 'A second, independent list shows what the first has missed.', minutes: { first: 5, next: 0 }, command: 'townwatch import list FILE --town {town} --kind directory --as-of DATE --complete' },
  'list-ledger': { ...clerk, text: 'Import the equipment ledger', why: 'It says what the town owns, since when, and who answers for it.', minutes: { first: 10, next: 0 }, command: 'townwatch import list FILE --town {town} --kind ledger --as-of DATE --complete' },
  'list-edr': { ...technician, text: 'Import the list of computers from your protection console', why: 'It shows which computers are watched, and which are not.', minutes: { first: 5, next: 0 }, command: 'townwatch import list FILE --town {town} --kind edr --as-of DATE --complete' },
  'list-backup': { ...technician, text: 'Import the job list of your backup system', why: 'A computer cannot see from inside whether it is copied from outside.', minutes: { first: 5, next: 0 }, command: 'townwatch import list FILE --town {town} --kind backup --as-of DATE --complete' },
  'name-repository': { ...technician, text: 'Name the place where backups lie in the settings of the agent on {where}', why: 'A job list says that a copy was made; only who looks at the place sees whether it is elsewhere, safe from deletion and encrypted.', minutes: { first: 15, next: 5 }, command: 'In agent.yaml: repositories' },
  'say-complete': { ...technician, text: 'Say whether the imported list names all there is, and complete it if not: {what}', why: 'That something is not in a list counts only where the list is complete.', minutes: { first: 10, next: 5 }, command: 'townwatch import list FILE --town {town} --kind KIND --as-of DATE --complete' },
  'complete-rows': { ...technician, text: 'Add to the imported list what it does not say: {what}', why: 'The list counts, but the column or the cell is missing or cannot be read.', minutes: { first: 10, next: 5 }, command: 'townwatch list show KIND --town {town}' },
  'list-people': { ...clerk, text: 'Import the list of staff from payroll', why: 'Only it tells whose account belongs to somebody who still works here.', minutes: { first: 10, next: 0 }, command: 'townwatch import list FILE --town {town} --kind people --as-of DATE --complete' },
  'list-training': { ...clerk, text: 'Import the list of completed training', why: 'It shows who has been trained, and who is due.', minutes: { first: 5, next: 0 }, command: 'townwatch import list FILE --town {town} --kind training --as-of DATE --complete' },
  'list-contracts': { ...clerk, text: 'Import the list of contracts', why: 'It shows what ends, and by when to decide.', minutes: { first: 10, next: 0 }, command: 'townwatch import list FILE --town {town} --kind contracts --as-of DATE --complete' },
  'answer-questions': { ...manager, text: 'Answer {n} of the questionnaire', why: 'No scan can see this; somebody has to say it, with what shows it.', minutes: { first: 5, next: 3 }, command: 'townwatch questions export --town {town}' },
  'confirm-answers': { ...manager, text: 'Confirm {n} of the questionnaire whose {answers} become too old', why: 'An answer counts for a time only.', minutes: { first: 3, next: 2 }, command: 'townwatch questions status --town {town}' },
  'state-services': { ...manager, text: 'List and rank the public services, each with an owner and what it needs', why: 'Everything else is put in order by what residents miss first.', minutes: { first: 60, next: 0 }, command: 'In town.yaml: services; then townwatch town apply town.yaml --town {town}' },
  'mend-needs': { ...manager, text: 'Mend the name of what a public service needs: {what}', why: 'No computer or device has this name, so nobody can tell which one the service needs.', minutes: { first: 5, next: 3 }, command: 'In town.yaml: services, needs; then townwatch town apply town.yaml --town {town}' },
  'renew-statement': { ...manager, text: 'Look again at what was stated too long ago, and state it anew: {what}', why: 'A statement counts for a time only.', minutes: { first: 15, next: 10 }, command: 'townwatch town apply town.yaml --town {town}' },
  'state-register': { ...manager, text: 'Write down in town.yaml: {what}', why: 'Nobody has said this about the town yet.', minutes: { first: 15, next: 10 }, command: 'townwatch town apply town.yaml --town {town}' },
  'write-register': { ...manager, text: 'Write town.yaml: about twelve questions about the town', why: 'Nobody has said anything about the town itself yet.', minutes: { first: 30, next: 0 }, command: 'townwatch town init --town {town}' },
  'make-plan': { ...manager, text: 'Write down who mends what until when', why: 'A gap without an owner and a day stays open.', minutes: { first: 60, next: 0 }, command: 'townwatch finding plan --help' },
  'year-of-purchase': { ...clerk, text: 'Look up the year of purchase, and put it into the equipment ledger: {where}', why: 'The evidence allows both answers; an invoice decides.', minutes: { first: 10, next: 3 }, command: 'townwatch import list FILE --town {town} --kind ledger --as-of DATE' },
  'say-who': { ...clerk, text: 'Say whose accounts these are: {where}', why: 'A name that fits less than exactly is a question, never a verdict.', minutes: { first: 5, next: 2 }, command: 'In town.yaml: people, accounts' },
  'look-by-hand': { ...technician, text: 'Look by hand at {n} on {where}', why: 'What was seen allows both answers; a person can tell.', minutes: { first: 10, next: 5 }, command: null },
  'set-parameters': { ...manager, text: 'Say in town.yaml what the town approves, for {what}', why: 'What is allowed is for the town to say; nothing is allowed by guessing.', minutes: { first: 15, next: 10 }, command: 'In town.yaml: parameters; then townwatch town apply town.yaml --town {town}' },
} as const satisfies Record<string, LearnText>;

export type LearnId = keyof typeof learnTexts;
