import { dayBefore } from './days.ts';

/** What the people of the town answer to the questionnaire, and how many days before the last night. The rest they leave open. */
export function answersOf(asOf: string): readonly { readonly question: string; readonly answer: string | boolean | number | null; readonly on: string; readonly person: string; readonly evidence: string | null }[] {
  const ago = (days: number) => dayBefore(asOf, days);
  const clerk = (question: string, answer: string | boolean | number | null, { days = 12, evidence = null }: { days?: number; evidence?: string | null } = {}) => ({ question, answer, on: ago(days), person: 'Dana Whitlock', evidence });
  return [
    clerk('programReviewed', ago(90), { evidence: 'council-minutes.txt' }), clerk('responsibilitySigned', ago(120), { evidence: 'responsibility-letter.txt' }), clerk('policyAcceptableUse', ago(150), { evidence: 'policies.txt' }), clerk('policyBreachNotice', null, {}),
    clerk('incidentPlanReviewed', ago(70), { evidence: 'policies.txt' }), clerk('incidentContactsCalled', ago(65)), clerk('offlineCopies', true, { days: 190 }), clerk('ransomDecision', true, { evidence: 'council-minutes.txt' }), clerk('reportingDeadlinesKnown', false),
    clerk('alertsWatched', 'always', { evidence: 'provider-contract.txt' }), clerk('alertTestOn', ago(100), { evidence: 'provider-contract.txt' }), clerk('accessReviewOn', ago(200), { evidence: 'policies.txt' }), clerk('outsideScanEnrolled', true), clerk('outsideScanOn', ago(15), { evidence: 'outside-scan.txt' }),
    clerk('outsideDoors', 1, { days: 12, evidence: 'outside-scan.txt' }), clerk('outsideScanOverdue', 0, { days: 12, evidence: 'outside-scan.txt' }), clerk('guestsApart', true), clerk('policeApart', true), clerk('controlApart', false), clerk('camerasApart', null), clerk('controlOffInternet', true, { evidence: 'provider-contract.txt' }),
    clerk('networkDiagramOn', ago(390), { days: 380, evidence: 'network-diagram.txt' }), clerk('cjisOfficer', 'Hal Lindt'), clerk('cardCheckOn', null), clerk('cloudBackup', null), clerk('backupRetention', 'fits'), clerk('websiteSupported', 'supported', { evidence: 'provider-contract.txt' }), clerk('phishingExercises', 2), clerk('phishingReports', 'rising'), clerk('skillsTwoDeep', false),
    clerk('webAccessibility', null),
    ...['insurerMfaMail', 'insurerMfaRemote', 'insurerMfaAdmins', 'insurerEdr', 'insurerBackupsApart', 'insurerBackupsTested', 'insurerNoneUnsupported', 'insurerPatched'].map((question) => clerk(question, null)),
  ];
}

/** Papers that show an answer: made up as everything else. */
export function papers(): Readonly<Record<string, string>> {
  const words = 'Synthetic example: no real town. In a real one, the paper itself lies here.\n';
  return Object.fromEntries(['council-minutes.txt', 'responsibility-letter.txt', 'policies.txt', 'provider-contract.txt', 'outside-scan.txt', 'network-diagram.txt'].map((name) => [name, `${name}\n${words}`]));
}
