import fs from 'node:fs';
import path from 'node:path';

const rule = `id: HW-001
version: 1
scope: town
pass: 'p.strict && p.maxYears > 0.0 && register.profile.police'
evidence: { strict: 'p.strict' }
severity: low
severityReason: For a test
parameters:
  maxYears: { type: double, default: 5, unit: years, meaning: 'Oldest that is fine', source: 'The study' }
  strict: { type: bool, default: true }
responsible: town
effort: minutes
cost: none
sensitivity: public
en: { title: 'Is it so?', plain: 'For a test.', technical: 'For a test.', remediation: { any: 'Nothing.' } }
tests:
  - { name: with police, register: { profile: { police: true } }, expect: pass }
  - { name: without, register: { profile: { police: false } }, expect: fail }
  - { name: nobody has said, register: {}, expect: unknown }
`;
const pack = `id: baseline
version: 1
en: { title: Baseline, meaning: For a test }
rules:
  - id: HW-001
    parameters:
      maxYears: 7
`;

/** A folder that has a rulebook of one rule and one pack, as a program of ours is installed in. */
export function smallHome(folder: string): string {
  for (const [name, text] of [['catalog/HW/HW-001.yaml', rule], ['packs/baseline.yaml', pack]] as const) {
    const file = path.join(folder, 'rules', name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text);
  }
  return folder;
}
