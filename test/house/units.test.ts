import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { judgementReasons } from '../../rules/reasons.ts';
import { reasons } from '../../wire/reasons.ts';
import { exists, files, folders, read } from './tree.ts';
import { idsIn, misplacedRules, unfitReasons, unlisted, untested } from './units.ts';

const kinds = [
  { folder: 'wire/sections', units: stems('wire/sections'), tested: false },
  { folder: 'agent/facts', units: folders('agent/facts'), tested: true },
  { folder: 'reports/formats', units: folders('reports/formats'), tested: true },
];

test.each(kinds)('$folder has every unit in its list', ({ folder, units }) => {
  const list = `${folder}/list.ts`;
  expect(unlisted(units, exists(list) ? read(list) : '')).toEqual([]);
});

test.each(kinds.filter(({ tested }) => tested))('$folder has a test for every unit', ({ folder, units }) => {
  const place = `test/${folder}`;
  expect(untested(units, files(/\.test\.tsx?$/, place), place)).toEqual([]);
});

test('every rule is where its id says, and in a pack or a draft', () => {
  const rules = files(/\.ya?ml$/, 'rules/catalog').filter((file) => file !== 'rules/catalog/waiting.yaml').map((file) => ({ file, rule: parse(read(file)) }));
  const selections = files(/\.ya?ml$/, 'rules/packs', 'rules/frameworks').map((file) => ({ file, content: parse(read(file)) }));
  const waiting = idsIn(parse(read('rules/catalog/waiting.yaml')));
  // Requirements may name what is not written yet, packs may not.
  expect(misplacedRules(rules, selections, waiting)).toEqual([]);
});

test('every reason says what is wrong and what to do, and is spelled one way', () => {
  expect([...unfitReasons(reasons), ...unfitReasons(judgementReasons)]).toEqual([]);
  expect(Object.keys(reasons).filter((word) => word in judgementReasons)).toEqual([]);
});

test('unlisted', () => {
  const list = `import { os } from './os/fact.ts';\nimport { disks } from './disks.ts';\n// import './usb/fact.ts'`;
  expect(unlisted(['os', 'disks', 'usb'], list)).toEqual(['usb']);
  expect(unlisted(['os'], '')).toEqual(['os']);
});

test('untested', () => {
  const tests = ['test/f/os.test.ts', 'test/f/disks/linux.test.ts', 'test/f/usb-hubs.test.ts', 'test/f/netstat.test.ts'];
  expect(untested(['os', 'disks', 'usb', 'net'], tests, 'test/f')).toEqual(['net']);
});

test('unfitReasons', () => {
  const good = { sentence: 'It did not answer.', remedy: 'Ask it again.' };
  expect(unfitReasons({ unreachable: good })).toEqual([]);
  expect(unfitReasons({ Not_So: good, silent: {} })).toEqual([
    'Not_So is not in kebab-case',
    'silent has no sentence',
    'silent has no remedy',
  ]);
});

test('misplacedRules', () => {
  const rule = (file: string, id: string, draft = false) => ({ file, rule: { id, draft } });
  const pack = { file: 'rules/packs/a.yaml', content: { rules: { 'EOL-001': { days: 3 } }, also: ['EOL-009'] } };
  const framework = { file: 'rules/frameworks/b.yaml', content: { requirements: [{ rules: ['EOL-003'] }] } };
  const rules = [
    rule('rules/catalog/EOL/EOL-001.yaml', 'EOL-001'),
    rule('rules/catalog/EOL/EOL-002.yaml', 'EOL-002', true),
    rule('rules/catalog/EOL/EOL-003.yaml', 'EOL-003'),
    rule('rules/catalog/HW/EOL-004.yaml', 'EOL-004'),
  ];
  expect(misplacedRules(rules, [pack, framework])).toEqual([
    'EOL-003 is in no pack and no draft',
    'rules/catalog/HW/EOL-004.yaml says it is EOL-004, which belongs into rules/catalog/EOL/EOL-004.yaml',
    'rules/packs/a.yaml names EOL-009, which does not exist',
  ]);
  expect(idsIn({ title: 'see EOL-001', ids: ['MFA-010'] })).toEqual(['MFA-010']);
});

function stems(folder: string): string[] {
  const names = files(/\.ts$/, folder).map((file) => file.slice(folder.length + 1, -'.ts'.length));
  return names.filter((name) => name !== 'list');
}
