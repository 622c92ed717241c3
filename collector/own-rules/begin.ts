import fs from 'node:fs';
import path from 'node:path';
import { codeOf, failure } from '../failure.ts';
import { packTemplate, ruleTemplate } from './template.ts';

/** Families of the rules that are shipped: a rule of one's own has another, so that no update can ever mean something else by its id. */
export const shippedFamilies: readonly string[] = ['INV', 'HW', 'EOL', 'PAT', 'IAM', 'CFG', 'EDR', 'BKP', 'LOG', 'NET', 'WEB', 'GOV', 'CON'];

/**
 * Writes a rule to begin with below a folder, and a pack that selects it when there is none yet. Nothing is overwritten.
 * @returns the files that were written, absolute
 * @throws a failure for an id that is none, is of a shipped family, or is there already
 */
export function beginRule(folder: string, wanted: string): readonly string[] {
  const id = wanted.toUpperCase();
  const family = /^([A-Z]{2,5})-\d{3}$/.exec(id)?.[1];
  if (family === undefined) throw failure('wrong-use', `"${wanted}" is no id of a rule; write two to five letters and three digits, as in OWN-001.`);
  if (shippedFamilies.includes(family)) throw failure('wrong-use', `${family} is a family of the rules that come with Townwatch; take other letters for your own, as in OWN-001.`);
  const rule = path.resolve(folder, 'catalog', family, `${id}.yaml`);
  const packs = path.resolve(folder, 'packs');
  const files = [[rule, ruleTemplate(id)] as const, ...(hasFiles(packs) ? [] : [[path.join(packs, 'own-rules.yaml'), packTemplate(id)] as const])];
  try {
    for (const [file, text] of files) {
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, text, { flag: 'wx' });
    }
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw failure('wrong-use', `${rule} is there already; take another number.`, error);
    throw failure('wrong-use', `${folder} cannot be written to (${codeOf(error)}); name another folder.`, error);
  }
  return files.map(([file]) => file);
}

function hasFiles(folder: string): boolean {
  return fs.existsSync(folder) && fs.readdirSync(folder).some((name) => /\.ya?ml$/.test(name));
}
