import { describe, expect, it } from 'vitest';
import { replacementFormats, workFormats } from '../../../reports/plan/formats.tsx';
import { nextLines, replacementLines, workLines } from '../../../reports/plan/lines.ts';
import { closingWords, deadlineWords, durationWords, essentialsWords, fitWords, hoursWords, remainWords, shortDay, sumWords } from '../../../reports/plan/words.ts';
import { buildReport } from '../../../reports/build.ts';
import { html } from '../../../reports/formats/html/index.tsx';
import { nextActs } from '../../../rules/judge/next.ts';
import { visible } from '../../../reports/words.ts';
import type { Replacement } from '../../../rules/judge/replacement.ts';
import { hostileTexts } from '../hostile.ts';
import { strange } from '../people.ts';
import { sampleSource } from '../sample.ts';
import { syntheticTown } from '../town.ts';
import { replacementDocument, workDocument } from './documents.ts';

const town = syntheticTown({ computers: 30, rules: 12, programs: 2 });
const labels = town.input.roster.map(({ label }) => label);
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
const prose = (page: string) => page.replace(/<style>[^]*?<\/style>/, '').replace(/<code>.*?<\/code>/g, '').replace(/ (?:id|class|href|aria-labelledby)="[^"]*"/g, '');

describe('words', () => {
  it('tell how long, when and how much', () => {
    expect([5, 59, 60, 95, 132, 959, 960, 2400].map(durationWords)).toEqual(['5 min', '59 min', '1 h', '1 h 30 min', '2 h 15 min', '16 h', '2 days', '5 days']);
    expect([essentialsWords([]), essentialsWords([4]), essentialsWords([1, 7]), essentialsWords([1, 7, 9]), essentialsWords(Array.from({ length: 12 }, (_, index) => index + 1))]).toEqual(['', 'essential 4', 'essentials 1 and 7', 'essentials 1, 7 and 9', 'all twelve essentials']);
    expect(shortDay('2026-11-28')).toBe('Nov 28, 2026');
    expect([sumWords({ computers: 0, dollars: 0, unpriced: 0 }), sumWords({ computers: 2, dollars: 12_400, unpriced: 0 }), sumWords({ computers: 2, dollars: 900, unpriced: 1 }), sumWords({ computers: 2, dollars: 0, unpriced: 2 })]).toEqual(['–', '$12,400', '$900 and 1 without a price', 'price to be stated']);
  });

  it('tell what is overdue, what fits, and what more hours would do', () => {
    const { plan } = workDocument(town);
    const fix = { action: 'this-week', because: [], deadline: '2026-11-16', overdue: true, effort: 'hours', cost: 'none', department: null } as const;
    expect([deadlineWords(fix, shortDay), deadlineWords({ ...fix, overdue: false }, String), deadlineWords({ ...fix, deadline: null, overdue: false }, String)]).toEqual([', overdue since Nov 16, 2026', ', by 2026-11-16', '']);
    const begun = plan.weeks.flatMap(({ tasks }) => tasks).length;
    expect(fitWords(plan)).toBe(`${begun} of ${begun + plan.later.length}`);
    expect(hoursWords({ ...plan, hoursForDeadlines: 12, hoursForAll: 9 })).toBe('With 9 hours a week all of it could be done in these weeks, with 12 every day that is still ahead could be kept. The plan counts on 6.');
    expect([hoursWords({ ...plan, hoursForDeadlines: 7, hoursForAll: null }), hoursWords({ ...plan, hoursForDeadlines: null, hoursForAll: null })]).toEqual(['With 7 hours a week every day that is still ahead could be kept. The plan counts on 6.', '']);
    expect(closingWords({ year: 2026, daysLeft: 1 })).toBe('Fiscal year 2026 has 1 day left, too few to ask for money and buy: what is overdue or due in it stands in fiscal year 2027.');
    expect(strange('why', remainWords('no-agent-for-it'))).toEqual([]);
    expect(remainWords('no-agent-for-it')).toContain('cannot ask them over the network yet');
  });

  it('of plans are the words of people, on pages and in a terminal', () => {
    const { acts, remains } = nextActs(town);
    const said = [
      prose(text(workFormats[0]!.render(workDocument(town)))), prose(text(replacementFormats[0]!.render(replacementDocument(town, labels)))),
      ...nextLines({ town: 'Maple Hollow', acts, rest: [], remains }).filter((line) => !line.trim().startsWith('>')), ...workLines(workDocument(town)), ...replacementLines(replacementDocument(town, labels)),
    ];
    expect(said.flatMap((it) => strange('a plan', it))).toEqual([]);
  });
});

describe('what `next` says', () => {
  it('has for each act the minutes, who does it, what it closes and what to type', () => {
    const { acts, remains } = nextActs(town);
    const lines = nextLines({ town: 'Maple Hollow', acts: acts.slice(0, 2), rest: acts.slice(2), remains });
    const all = lines.join('\n');
    for (const act of acts.slice(0, 2)) for (const part of [act.text, `about ${durationWords(act.minutes)}`, act.why, ...(act.command === null ? [] : [act.command])]) expect(all).toContain(part);
    expect(all).toMatch(/^And \d+ more acts, which close [\d,]+ answers; "--limit 0" shows all\.$/m);
  });

  it('says so where there is nothing to do', () => {
    expect(nextLines({ town: 'Maple Hollow', acts: [], rest: [], remains: { notKnown: [], accepted: 0, errors: 0 } })).toEqual(['Nothing to do for Maple Hollow: every question that was asked is shown to be fine.']);
  });
});

describe('the formats of a plan', () => {
  const work = workDocument(town);
  const replacement = replacementDocument(town, labels);

  it('are named after what they are', () => {
    expect(workFormats.map((format) => format.fileName(work))).toEqual(['plan-90-days.html', 'plan-90-days.json', 'plan-90-days.csv']);
    expect(replacementFormats.map((format) => format.fileName(replacement))).toEqual(['replacement-plan.html', 'replacement-plan.json', 'replacement-plan.csv']);
  });

  it('give the same bytes again', () => {
    for (const format of workFormats) expect(text(format.render(workDocument(town)))).toBe(text(format.render(work)));
    for (const format of replacementFormats) expect(text(format.render(replacementDocument(town, labels)))).toBe(text(format.render(replacement)));
  });

  it('JSON holds the whole plan', () => {
    const read = JSON.parse(text(workFormats[1]!.render(work))) as unknown;
    expect(read).toEqual({ schema: 'townwatch-plan/1', ...JSON.parse(JSON.stringify(work)) as object });
    expect(JSON.parse(text(replacementFormats[1]!.render(replacement)))).toMatchObject({ schema: 'townwatch-replacement-plan/1', plan: { totals: replacement.plan.totals } });
  });

  it('CSV has a line for each task and each computer, and no cell that starts a formula', () => {
    const lines = text(workFormats[2]!.render(work)).trimEnd().split('\r\n');
    const { weeks, later, budget, watch } = work.plan;
    expect(lines).toHaveLength(1 + weeks.flatMap(({ tasks }) => tasks).length + later.length + budget.length + watch.length);
    const hostile = text(replacementFormats[2]!.render(replacementDocument(sampleSource(), hostileTexts)));
    expect(hostile).not.toMatch(/(?:^|,)"?[=+@]/m);
  });
});

describe('the replacement plan on the page', () => {
  const page = prose(text(replacementFormats[0]!.render(replacementDocument(town, labels))));

  it('keeps estimates apart from what is firm, and says what has no price', () => {
    const { totals } = replacementDocument(town, labels).plan;
    expect(page).toContain('Estimate, year to be confirmed.');
    expect(page).toContain(`<b>$${new Intl.NumberFormat('en-US').format(totals.firm.dollars)}</b>`);
    expect(page).toMatch(/computers have no planning price yet/);
    expect(page).toContain('to be stated');
  });
});

describe('old systems in the replacement plan', () => {
  const item = (label: string, year: number, on: string, more: Partial<Replacement> = {}): Replacement => (
    { asset: label, label, class: 'server', department: null, fiscalYear: year, what: 'upgrade', firm: true, passed: on <= '2026-11-21', reasons: [{ kind: 'support', on, name: `System of ${label}`, source: 'x' }], price: null, service: null, phase: 3, ...more }
  );
  const given = replacementDocument(town, labels.slice(0, 1));
  const items = [item('EARLY', 2027, '2012-01-01'), item('LATER', 2029, '2029-01-10', { service: { name: 'Dispatch', rank: 1, owner: null }, phase: 1 }), item('SOON', 2027, '2027-01-13'), item('WATER', 2027, '2023-10-11', { service: { name: 'Water', rank: 2, owner: null }, phase: 1 })];
  const years = given.plan.years.map((year) => ({ ...year, items: items.filter(({ fiscalYear }) => fiscalYear === year.year) }));
  const page = text(replacementFormats[0]!.render({ ...given, plan: { ...given.plan, years, closing: { year: 2026, daysLeft: 39 } } }));

  it('stand with what has ended first, by the rank of the service, then by the year in which they end', () => {
    const part = page.slice(page.indexOf('id="upgrades"'), page.indexOf('id="years"'));
    expect([...part.matchAll(/<h3[^>]*>([^<]*)|<strong>([^<]*)/g)].map(([, title, name]) => title ?? name)).toEqual([
      'No fixes any more: move these first', 'WATER', 'EARLY', 'Fixes end, to be moved in fiscal year 2027', 'SOON', 'Fixes end, to be moved in fiscal year 2029', 'LATER',
    ]);
    expect(part).toContain('has had no fixes since October 11, 2023');
    expect(part).toContain('gets no fixes from January 10, 2029 on');
    expect(page).toContain('Fiscal year 2026 has 39 days left');
  });
});

describe('the report', () => {
  it('advises for each essential what closes most of it in this town', () => {
    const { acts } = nextActs(town);
    const advised = buildReport(town).essentials.filter(({ act }) => act !== null);
    expect(advised.length).toBeGreaterThan(0);
    const texts = acts.filter(({ fix }) => fix === null).map((act) => visible(act.text, 300));
    const asked = advised.filter(({ rules }) => rules.some(({ active }) => active));
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter(({ act }) => !texts.some((it) => act!.startsWith(`${it} (closes `)))).toEqual([]);
  });

  it('shows the first five acts with their minutes, and the plan in short, but no plan for one computer', () => {
    const many = prose(text(html.render(buildReport(town))));
    const { acts } = nextActs(town);
    const shown = buildReport(town).next;
    expect(shown.acts.map(({ id }) => id)).toEqual(acts.slice(0, 5).map(({ id }) => id));
    expect([shown.more, shown.answersOfMore]).toEqual([acts.length - 5, acts.slice(5).reduce((sum, { answers }) => sum + answers, 0)]);
    expect(many).toContain('What to do next');
    expect(many).toContain(`about ${durationWords(acts[0]!.minutes)}`);
    expect(many).toContain('The next 90 days, in short');
    expect(prose(text(html.render(buildReport(sampleSource()))))).not.toContain('The next 90 days');
  });
});
