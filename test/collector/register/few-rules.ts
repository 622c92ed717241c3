import type { RuleDefinition } from '../../../rules/engine/rule.ts';
import type { Rulebook } from '../../../rules/engine/rulebook.ts';

/** Two rules with parameters of every type: as much of a rulebook as the files of towns are checked against. */
export function fewRules(): Pick<Rulebook, 'rules'> {
  const rule = (id: string, parameters: Record<string, unknown>) => ({ definition: { id, parameters } as unknown as RuleDefinition, compiled: undefined as never, file: `catalog/${id}.yaml` });
  return {
    rules: [
      rule('CON-001', { maxDays: { type: 'int', default: 365, unit: 'days' } }),
      rule('HW-001', { years: { type: 'double', default: 5, unit: 'years' }, strict: { type: 'bool', default: false }, makers: { type: 'list<string>', default: [] }, note: { type: 'string', default: '' } }),
    ],
  };
}

/** Takes the `# ` of every example away, as a clerk does. */
export function uncommented(draft: string): string {
  return draft.replaceAll(/^( *)# /gm, '$1');
}

export const today = '2026-11-21';
