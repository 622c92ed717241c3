import { stringify } from 'yaml';
import type { Answers } from './answers.ts';
import { laterSections } from './draft-examples.ts';

/** The `town.yaml` that a town starts with: what was answered, and for everything else how to say it. */
export function draftTown(town: string, answers: Answers, today: string): string {
  return [
    ...head(town),
    ...profile(answers),
    ...responsible(answers, today),
    ...departments(answers),
    ...domains(answers),
    ...services(answers, today),
    laterSections,
  ].join('\n');
}

function head(town: string): string[] {
  return [
    '## What the town states of itself.',
    '##',
    '## Lines with ## explain. Lines with one # are examples: take the # and the space after it away, and write what is true.',
    '## A line that is not there says that nobody has said it yet; it is never counted as good or bad.',
    '## "[]" says that there are none, "null" that there is nobody or nothing.',
    '## Days are written 2026-11-21. Keep the spaces at the beginning of the lines: they show what belongs to what.',
    '##',
    '## When it is filled in:',
    `##   townwatch town apply town.yaml --town ${JSON.stringify(town)} --by "Your Name" --dry-run`,
    '## shows every mistake with its line, and what would change. Without --dry-run it holds from then on.',
    '',
    '## The town that this file is about. The file is refused for any other.',
    `town: ${written(town)}`,
    '',
  ];
}

function profile({ population, state, police, water, cards, insurer, fiscalYearStart }: Answers): string[] {
  const lines = [
    ['population', population, '4200', 'People who live here'],
    ['state', state, 'NY', 'Two letters. They decide by when an attack must be reported'],
    ['police', police, 'true', 'A police department, or anybody else who sees criminal records'],
    ['water', water, 'false', 'Water, sewage or other works that computers run'],
    ['cards', cards, 'true', 'Payment cards are taken'],
    ['insurer', insurer, 'Example Mutual', 'Who insures against computer crime; null: nobody'],
    ['fiscalYearStart', fiscalYearStart, '7', 'Month in which the fiscal year starts, 1 to 12'],
  ] as const;
  const given = lines.some(([, value]) => value !== undefined);
  return [
    '## The town in short.',
    given ? 'profile:' : '# profile:',
    ...lines.flatMap(([key, value, example, meaning]) => [`  ## ${meaning}.`, value === undefined ? `  # ${key}: ${example}` : `  ${key}: ${written(value)}`]).map((line) => (given ? line : outside(line))),
    '',
  ];
}

function responsible({ responsible: who }: Answers, today: string): string[] {
  const explained = ['## Who answers for computers and data, and who does when that person is away. null: nobody.'];
  if (who === null) return [...explained, 'responsible: null', ''];
  if (who === undefined) return [...explained, '# responsible:', '#   leader: Ann Reyes', '#   deputy: Bob Lindt', '#   ## Day on which this was last confirmed.', '#   confirmed: 2026-09-14', ''];
  return [...explained, 'responsible:', `  leader: ${written(who.leader)}`, ...(who.deputy === undefined ? [] : [`  deputy: ${written(who.deputy)}`]), '  ## Day on which this was last confirmed.', `  confirmed: ${today}`, ''];
}

function departments({ departments: names }: Answers): string[] {
  const explained = [
    '## Departments. Computers are put into one by hand, or by what is said here, the first that fits:',
    '## names (* any letters, ? one letter), networks, or places in the directory.',
  ];
  if (names === undefined) return [...explained, '# departments:', '#   - name: Clerk', '#     names: ["CLK-*", "TH-PC?"]', '#   - name: Police', '#     networks: [10.1.4.0/24]', '#     units: ["*OU=Police*"]', ''];
  if (names.length === 0) return [...explained, 'departments: []', ''];
  return [...explained, 'departments:', ...names.flatMap((name) => [`  - name: ${written(name)}`, '    # names: ["PC-*"]', '    # networks: [10.1.4.0/24]', '    # units: ["*OU=Office*"]']), ''];
}

function domains({ domains: names }: Answers): string[] {
  const explained = ['## Internet names that the town owns or uses.'];
  const details = ['mail: true', '## Web pages stand under it.', 'web: true', 'expires: 2028-03-01', '## Nobody can move it away without being asked.', 'registrarLock: true', '## Signing in at the registrar needs a second step.', 'registrarSecondStep: true', 'ownedByTown: true', 'confirmed: 2026-09-14'];
  if (names === undefined) return [...explained, '# domains:', '#   - name: cedarfalls.example', ...details.map((line) => `#     ${line}`), ''];
  if (names.length === 0) return [...explained, 'domains: []', ''];
  return [...explained, 'domains:', ...names.flatMap((name) => [`  - name: ${written(name)}`, ...details.map((line) => (line.startsWith('## ') ? `    ${line}` : `    # ${line}`))]), ''];
}

/** What can be said of a service beside what the first questions ask. */
const serviceDetails = [
  '## How much residents feel it: 1 hardly noticed, 5 lives at risk.', 'impact: 4',
  '## Hours of work that may be lost.', 'lossHours: 24',
  '## Day on which rank, hours and owners were looked at, last.', 'reviewed: 2026-09-14',
  '## Computers and devices without which it stops, by name or serial number. []: none, it runs elsewhere.', 'needs: [SRV-01, FW-01]',
  'vendors: [Example Billing Inc.]',
  '## Things of which there is one, and without which it stops; accepted: somebody decided to live with it.', 'singlePoints: [{ what: The only firewall, accepted: false }]',
  '## How it goes on by hand, and when that was tried; null: it cannot.', 'fallback: { how: Paper receipts from the red binder, tested: 2026-06-02 }',
  '## The program behind it, and whether its maker still repairs this version; null: none.', 'application: { name: Example Billing, version: "11.2", supported: true, confirmed: 2026-09-14 }',
];

function services({ services: given }: Answers, today: string): string[] {
  const explained = ['## Public services, ranked by what residents feel when they stop. Everything else follows this order.'];
  if (given === undefined || given.length === 0) {
    const lines = ['name: Water billing', 'rank: 2', '## Hours within which it must be back.', 'recoveryHours: 24', '## Who answers for it; null: nobody.', 'owner: Ann Reyes', 'backupOwner: Bob Lindt', ...serviceDetails];
    return [...explained, '# services:', ...lines.map((line, index) => `#   ${index === 0 ? '- ' : '  '}${line}`), ''];
  }
  return [
    ...explained,
    'services:',
    ...given.flatMap(({ name, recoveryHours, owner, backupOwner }, index) => [
      `  - name: ${written(name)}`,
      `    rank: ${index + 1}`,
      '    ## Hours within which it must be back.',
      recoveryHours === undefined ? '    # recoveryHours: 24' : `    recoveryHours: ${recoveryHours}`,
      '    ## Who answers for it; null: nobody.',
      owner === undefined ? '    # owner: Ann Reyes' : `    owner: ${written(owner)}`,
      backupOwner === undefined ? '    # backupOwner: Bob Lindt' : `    backupOwner: ${written(backupOwner)}`,
      ...serviceDetails.map((line) => (line.startsWith('## ') ? `    ${line}` : `    # ${line.replace('2026-09-14', today)}`)),
    ]),
    '',
  ];
}

/** A value as YAML has it on one line. */
function written(value: unknown): string {
  return stringify(value, { lineWidth: 0 }).trim();
}

/** A line of an example whose heading is an example, too. */
function outside(line: string): string {
  const example = /^ {2}# (.*)$/.exec(line)?.[1];
  return example === undefined ? `#${line.slice(1)}` : `#   ${example}`;
}
