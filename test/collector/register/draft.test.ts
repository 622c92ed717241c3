import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Answers } from '../../../collector/register/answers.ts';
import { draftTown } from '../../../collector/register/draft.ts';
import { checkTownFile } from '../../../collector/register/file.ts';
import { registerSchema } from '../../../rules/register.ts';
import { fewRules, today, uncommented } from './few-rules.ts';

const check = (text: string, town = 'Cedar Falls') => checkTownFile('town.yaml', text, { rulebook: fewRules(), today, town, people: [] });

test('a draft without answers is a whole file that states nothing', () => {
  expect(check(draftTown('Cedar Falls', {}, today))).toEqual({ ok: true, value: { register: {}, parameters: [] } });
});

test('its examples, uncommented, are a file that holds and has every section and nearly every field', () => {
  const checked = check(uncommented(draftTown('Cedar Falls', {}, today)));
  expect(checked).toMatchObject({ ok: true });
  if (!checked.ok) return;
  const { register, parameters } = checked.value;
  expect(Object.keys(register).sort()).toEqual(Object.keys(registerSchema.shape).sort());
  expect(parameters).toMatchObject([{ rule: 'CON-001', level: 'town', value: 180 }]);
  expect(Object.keys(register.services?.[0] ?? {}).sort()).toEqual(Object.keys(registerSchema.shape.services.def.innerType.def.element.shape).sort());
  expect(Object.keys(register.drills?.[0] ?? {}).sort()).toEqual(Object.keys(registerSchema.shape.drills.def.innerType.def.element.shape).sort());
});

test('what was answered stands in it, the rest as an example', () => {
  const answers: Answers = {
    state: 'NY', population: 4200, police: true, water: false, insurer: null, fiscalYearStart: 1, departments: ['Clerk', 'Police: north'], domains: [],
    services: [{ name: 'Dispatch', recoveryHours: 4, owner: 'Ann Reyes', backupOwner: null }, { name: 'Payroll' }], responsible: { leader: 'Ann Reyes', deputy: null },
  };
  const text = draftTown('Cedar Falls', answers, today);
  expect(check(text)).toMatchObject({
    ok: true,
    value: {
      register: {
        profile: { state: 'NY', population: 4200, police: true, water: false, insurer: null, fiscalYearStart: 1 },
        responsible: { leader: 'Ann Reyes', deputy: null, confirmed: today },
        departments: [{ name: 'Clerk' }, { name: 'Police: north' }],
        domains: [],
        services: [{ name: 'Dispatch', rank: 1, recoveryHours: 4, owner: 'Ann Reyes', backupOwner: null }, { name: 'Payroll', rank: 2 }],
      },
    },
  });
  expect(text).toContain('  # cards: true');
  expect(text).toContain('    # owner: Ann Reyes');
});

test('whatever the answers are, the draft is a file that holds and says just that', { timeout: 60_000 }, () => {
  const name = fc.string({ minLength: 1, maxLength: 30, unit: 'binary' }).filter((text) => text.trim() === text && text !== '' && !/[\p{Cc}\p{Cs}\p{Cn}\p{Zl}\p{Zp}\ufeff]/u.test(text));
  const names = fc.uniqueArray(name, { maxLength: 4, selector: (text) => text.trim().toLowerCase() });
  const answers = fc.record({ state: fc.constantFrom('NY', 'OH'), population: fc.nat(), police: fc.boolean(), insurer: fc.option(name), departments: names, domains: names, services: names.filter((all) => all.length > 0).map((all) => all.map((it) => ({ name: it, owner: null }))) }, { requiredKeys: [] });
  fc.assert(
    fc.property(name, answers, (town, given) => {
      const checked = check(draftTown(town, given, today), town);
      expect(checked).toMatchObject({ ok: true });
      if (!checked.ok) return;
      const { register } = checked.value;
      expect(register.departments?.map((it) => it.name)).toEqual(given.departments);
      expect(register.domains?.map((it) => it.name)).toEqual(given.domains);
      expect(register.services?.map((it) => it.name)).toEqual(given.services?.map((it) => it.name));
      expect(register.profile?.insurer).toEqual(given.insurer);
    }),
    { numRuns: 60 },
  );
});
