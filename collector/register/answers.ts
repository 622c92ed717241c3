import * as z from 'zod';
import { readYaml } from '../../rules/load/yaml.ts';
import type { Problem } from '../../rules/load/yaml.ts';
import { isTimeZone } from '../store/towns.ts';

const name = z.string().trim().min(1, 'cannot be empty').max(200);
const person = name.nullable();

const service = z.strictObject({ name, recoveryHours: z.number().min(0).optional(), owner: person.optional(), backupOwner: person.optional() });

/** What the first questions about a town were answered with. Absent: nobody knows yet. Null and an empty list: there is none. */
const answersSchema = z.strictObject({
  timeZone: z.string().refine(isTimeZone, 'is no time zone; write one like America/Chicago').optional(),
  state: z.string().regex(/^[A-Z]{2}$/, 'must be two capital letters, as NY').optional(),
  population: z.int('must be a whole number').min(0).optional(),
  police: z.boolean().optional(),
  water: z.boolean().optional(),
  cards: z.boolean().optional(),
  insurer: person.optional(),
  fiscalYearStart: z.int('must be a month from 1 to 12').min(1, 'must be a month from 1 to 12').max(12, 'must be a month from 1 to 12').optional(),
  departments: z.array(name).optional(),
  domains: z.array(name).optional(),
  /** The most important first. */
  services: z.array(service).min(1, 'every town has some').optional(),
  responsible: z.strictObject({ leader: name, deputy: person.optional() }).nullable().optional(),
});
export type Answers = z.infer<typeof answersSchema>;
type ServiceAnswer = z.infer<typeof service>;

/** A question as it is put to a person, or to a flag. */
export interface FirstQuestion {
  readonly key: Exclude<keyof Answers, 'timeZone'> | 'owners';
  /** Name of the flag. */
  readonly flag: string;
  readonly ask: string;
  readonly example: string;
  /** Takes the answer in; gives back a sentence when it is none. `so far` are the answers before it. */
  readonly take: (text: string, soFar: Answers) => Answers | string;
}

/** The twelve questions, in the order in which they are asked. */
export const firstQuestions: readonly FirstQuestion[] = [
  { key: 'state', flag: 'state', ask: 'In which state is the town?', example: 'NY', take: (text, soFar) => (/^[a-z]{2}$/i.test(text) ? { ...soFar, state: text.toUpperCase() } : 'Write the two letters of the state, as NY.') },
  { key: 'population', flag: 'population', ask: 'How many people live there?', example: '4200', take: (text, soFar) => numbered(text, (population) => ({ ...soFar, population })) },
  { key: 'police', flag: 'police', ask: 'Is there a police department, or anybody else who sees criminal records?', example: 'yes', take: (text, soFar) => yesOrNo(text, (police) => ({ ...soFar, police })) },
  { key: 'water', flag: 'water', ask: 'Do computers run machinery, such as water or sewage works?', example: 'no', take: (text, soFar) => yesOrNo(text, (water) => ({ ...soFar, water })) },
  { key: 'cards', flag: 'cards', ask: 'Does the town take payment cards?', example: 'yes', take: (text, soFar) => yesOrNo(text, (cards) => ({ ...soFar, cards })) },
  { key: 'insurer', flag: 'insurer', ask: 'Which company insures the town against computer crime?', example: 'Example Mutual; or: none', take: (text, soFar) => ({ ...soFar, insurer: isNone(text) ? null : text }) },
  { key: 'fiscalYearStart', flag: 'fiscal-year-start', ask: 'In which month does the fiscal year start?', example: '7', take: (text, soFar) => monthOf(text, (fiscalYearStart) => ({ ...soFar, fiscalYearStart })) },
  { key: 'departments', flag: 'departments', ask: 'Which departments are there?', example: 'Clerk, Police, Public Works', take: (text, soFar) => ({ ...soFar, departments: listed(text) }) },
  { key: 'domains', flag: 'domains', ask: 'Which internet names does the town own?', example: 'cedarfalls.example', take: (text, soFar) => ({ ...soFar, domains: listed(text) }) },
  {
    key: 'services', flag: 'services', ask: 'Which three to five public services would residents miss first? Name the most important first, each with the hours within which it must be back.',
    example: 'Dispatch 4, Water billing 24, Payroll 72', take: (text, soFar) => servicesOf(text, soFar),
  },
  {
    key: 'owners', flag: 'owners', ask: 'Who answers for each of them, and who does when that person is away?',
    example: 'Dispatch: Ann Reyes, Bob Lindt; Payroll: nobody', take: ownersOf,
  },
  {
    key: 'responsible', flag: 'responsible', ask: 'Who answers for computers and data in the town, and who does when that person is away?',
    example: 'Ann Reyes, Bob Lindt; or: nobody', take: (text, soFar) => ({ ...soFar, responsible: responsibleOf(pairOf(text)) }),
  },
];

/** Reads a file of answers. */
export function readAnswers(file: string, text: string): Answers | readonly Problem[] {
  const read = readYaml(file, text, answersSchema);
  return 'value' in read ? read.value : read;
}

/** Takes in the answer to one service: who owns it, and who stands in. */
export function ownedBy(answers: Answers, index: number, text: string): Answers {
  const { leader: owner, deputy } = pairOf(text);
  return { ...answers, services: (answers.services ?? []).map((it, at) => (at === index ? { ...it, owner, ...(deputy === undefined ? {} : { backupOwner: deputy }) } : it)) };
}

function isNone(text: string): boolean {
  return /^(?:none|nobody|no one|nothing)$/i.test(text.trim());
}

function listed(text: string): string[] {
  return isNone(text) ? [] : [...new Set(text.split(',').map((part) => part.trim()).filter(Boolean))];
}

function numbered(text: string, take: (value: number) => Answers): Answers | string {
  const digits = text.replaceAll(/[,\s]/g, '');
  return /^\d{1,9}$/.test(digits) ? take(Number(digits)) : 'Write a number, as 4200.';
}

function yesOrNo(text: string, take: (value: boolean) => Answers): Answers | string {
  if (/^(?:y|yes|true)$/i.test(text)) return take(true);
  return /^(?:n|no|false)$/i.test(text) ? take(false) : 'Answer yes or no.';
}

const months = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

function monthOf(text: string, take: (value: number) => Answers): Answers | string {
  const named = /^[a-z]{3,}$/i.test(text) ? months.findIndex((month) => month.startsWith(text.toLowerCase())) + 1 : Number(text);
  return Number.isInteger(named) && named >= 1 && named <= 12 ? take(named) : 'Write the month as a number from 1 to 12, as 7 for July.';
}

function servicesOf(text: string, soFar: Answers): Answers | string {
  if (isNone(text)) return 'Every town has some; name the one that residents would miss first.';
  const services = listed(text).map((part): ServiceAnswer => {
    const [, called = part, hours] = /^(.*?\S)\s+(\d{1,5}(?:\.\d{1,2})?)(?:\s*(?:h|hours?))?$/i.exec(part) ?? [];
    return { name: called, ...(hours === undefined ? {} : { recoveryHours: Number(hours) }) };
  });
  const names = services.map((it) => it.name.toLowerCase());
  const twice = services.find((it, index) => names.indexOf(it.name.toLowerCase()) < index);
  return twice ? `"${twice.name}" is there twice.` : { ...soFar, services };
}

function ownersOf(text: string, soFar: Answers): Answers | string {
  let answers = soFar;
  for (const part of text.split(';').filter((it) => it.trim() !== '')) {
    const [called = '', ...who] = part.split(':');
    const index = (answers.services ?? []).findIndex((it) => it.name.toLowerCase() === called.trim().toLowerCase());
    if (index < 0 || who.length === 0) return `"${called.trim()}" is none of the services; write each as "Dispatch: Ann Reyes, Bob Lindt".`;
    answers = ownedBy(answers, index, who.join(':'));
  }
  return answers;
}

/** One or two people. Of the second nothing is said where only one stands; `nobody` says that there is none. */
interface Pair {
  readonly leader: string | null;
  readonly deputy?: string | null;
}

function pairOf(text: string): Pair {
  const [first = '', second = ''] = text.split(',').map((part) => part.trim());
  const person = (part: string) => (part === '' || isNone(part) ? null : part);
  return { leader: person(first), ...(second === '' ? {} : { deputy: person(second) }) };
}

function responsibleOf({ leader, ...deputy }: Pair): Answers['responsible'] {
  return leader === null ? null : { leader, ...deputy };
}
