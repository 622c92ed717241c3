/**
 * Why a rule could not be decided although nothing on the machine refused: the reasons that only the judging side can give.
 * Reasons of the endpoint stand in `wire/reasons.ts`.
 */
export const judgementReasons = {
  'never-reported': {
    sentence: 'This computer has never sent a report.',
    remedy: 'Install and enroll the agent, or retire the computer from the list.',
  },
  stale: {
    sentence: 'The last report is too old to count.',
    remedy: 'Switch the computer on and let it scan, repair its agent, or retire it from the list.',
  },
  'no-target': {
    sentence: 'Nobody has told Townwatch where to ask this.',
    remedy: 'Connect the system named in the detail to an agent of the town.',
  },
  'population-not-known': {
    sentence: 'Nobody has listed what this question is about, so it cannot be answered for all of it.',
    remedy: 'Import the list or connect the source named in the detail.',
  },
  'catalog-gap': {
    sentence: 'The product or version is not in the catalog of support dates.',
    remedy: 'Update the catalog, or look the date up with the maker and add it.',
  },
  'version-too-coarse': {
    sentence: 'The version that was seen does not tell exactly enough which release it is.',
    remedy: 'Look at the full version on the computer.',
  },
  ambiguous: {
    sentence: 'The evidence allows both answers.',
    remedy: 'Add the fact that decides, for example the year of purchase.',
  },
  'ambiguous-identity': {
    sentence: 'Two machines claim to be this one, so neither can vouch for it.',
    remedy: 'Enroll one of them anew and retire the other record.',
  },
  unanswered: {
    sentence: 'Nobody has answered this question yet.',
    remedy: 'Answer it in the questionnaire, with evidence.',
  },
  'evidence-expired': {
    sentence: 'The answer or the list is older than it may be.',
    remedy: 'Confirm the answer or import the list again.',
  },
  'too-few-sources': {
    sentence: 'Fewer independent sources were seen than this question needs.',
    remedy: 'Import one more list, or connect one more source.',
  },
  'clock-wrong': {
    sentence: 'The clock of the computer is off by more than a day, so its dates do not count.',
    remedy: 'Set the clock and switch time synchronization on.',
  },
} as const satisfies Record<string, { sentence: string; remedy: string }>;

/** One word of the closed list {@link judgementReasons}. */
export type JudgementReason = keyof typeof judgementReasons;
