import type { Rule, Rulebook } from '../../rules/engine/rulebook.ts';
import type { RuleParameter } from '../../rules/engine/rule.ts';

/** What the letters in front of a rule's number stand for, in the order of the reference. */
const families: Readonly<Record<string, string>> = {
  INV: 'Inventory', HW: 'Hardware', EOL: 'End of support', PAT: 'Fixes', IAM: 'Identity and access', CFG: 'Settings', EDR: 'Protection', BKP: 'Backups',
  LOG: 'Logs and time', NET: 'Network', WEB: 'Internet names, mail and web', GOV: 'Governance', CON: 'Continuity',
};

const efforts: Readonly<Record<string, string>> = { minutes: 'minutes', hours: 'hours', days: 'days', project: 'a project' };
const costs: Readonly<Record<string, string>> = { none: 'no money', low: 'little money', medium: 'some money', high: 'much money' };

/** The reference of all rules: what each asks, of what, by which expression, with which parameters, and what mends it. Markdown. */
export function rulesReference(rulebook: Rulebook): string {
  const byFamily = Map.groupBy(rulebook.rules, ({ definition: { id } }) => id.split('-')[0] ?? '');
  const strange = [...byFamily.keys()].filter((family) => !Object.hasOwn(families, family));
  return `${[
    '# Rules',
    'Generated from `rules/catalog/`, `rules/packs/` and `rules/frameworks/`; `TOWNWATCH_PUBLISH=1 npm test -- test/reference` writes it anew.',
    `${rulebook.rules.length} rules. Each gives exactly one answer about each subject: *pass*, *fail*, *not applicable*, or *not known* with the reason. A fact that nobody has is never a pass.`,
    packsText(rulebook),
    frameworksText(rulebook),
    ...[...Object.keys(families), ...strange].flatMap((family) => familyText(family, byFamily.get(family) ?? [], rulebook)),
    waitingText(rulebook),
  ].join('\n\n')}\n`;
}

/** What nothing here can decide yet. */
function waitingText({ waiting = [] }: Rulebook): string {
  return ['## Not measured yet', '', '| rule | waits for | why |', '|---|---|---|', ...waiting.map(({ id, waitsFor, note }) => `| ${id} | ${cell(waitsFor)} | ${cell(note)} |`)].join('\n');
}

function packsText({ packs }: Rulebook): string {
  return ['## Packs', '', '| pack | rules | what for |', '|---|---|---|', ...packs.map(({ id, rules, en }) => `| \`${id}\` | ${rules.length} | ${cell(`${en.title}. ${en.meaning}`)} |`)].join('\n');
}

function frameworksText({ frameworks }: Rulebook): string {
  const rows = frameworks.map(({ id, title, requirements, source, checkedOn }) => {
    const shown = requirements.filter(({ rules }) => rules.length > 0).length;
    return `| \`${id}\` | ${cell(title)} | ${requirements.length} | ${shown} | ${cell(source)}, looked at on ${checkedOn} |`;
  });
  return ['## Frameworks', '', '| framework | title | requirements | with rules | source |', '|---|---|---|---|---|', ...rows].join('\n');
}

function familyText(family: string, rules: readonly Rule[], rulebook: Rulebook): string[] {
  if (rules.length === 0) return [];
  return [`## ${family}: ${families[family] ?? 'Own rules'}`, ...rules.map((rule) => ruleText(rule, rulebook))];
}

function ruleText({ definition: it }: Rule, { packs, frameworks }: Rulebook): string {
  const within = packs.filter((pack) => pack.rules.some(({ id }) => id === it.id)).map(({ id }) => `\`${id}\``);
  const serves = frameworks.flatMap(({ id, requirements }) => requirements.filter(({ rules }) => rules.includes(it.id)).map((requirement) => `${id} ${requirement.id}`));
  const asks = it.scope === 'asset' || it.scope === 'account' ? `each ${it.scope === 'asset' ? '' : 'account on a '}${it.classes.join(', ')}${it.platforms ? ` with ${it.platforms.join(', ')}` : ''}` : it.scope === 'service' ? 'each public service' : 'the town';
  const conditions = (['applies', 'each', 'pass', 'fail'] as const).flatMap((name) => (it[name] === undefined ? [] : [`- ${name}: \`${code(it[name])}\``]));
  const raises = it.raise.map(({ to, because }) => `${to}: ${because}`);
  const parameters = Object.entries(it.parameters).map(([name, parameter]) => parameterText(name, parameter));
  const remedies = Object.entries(it.en.remediation).map(([platform, text]) => `- ${platform}: ${line(text ?? '')}`);
  return [
    `### ${it.id}: ${it.en.title}`,
    `${line(it.en.plain)} ${line(it.en.technical)}`,
    `Asks ${asks}. Severity ${it.severity} (${line(it.severityReason)})${raises.length > 0 ? `; raised to ${raises.join('; ')}` : ''}. Mended by the ${it.responsible === 'msp' ? 'provider' : it.responsible}, in ${efforts[it.effort]}, with ${costs[it.cost]}. Packs: ${within.join(', ') || 'none'}.`,
    conditions.join('\n'),
    ...(parameters.length > 0 ? [['| parameter | default | meaning | source |', '|---|---|---|---|', ...parameters].join('\n')] : []),
    ...(it.en.notApplicable === undefined ? [] : [`Not applicable: ${line(it.en.notApplicable)}`]),
    ...(remedies.length > 0 ? [`What mends it:\n${remedies.join('\n')}`] : []),
    ...(serves.length > 0 ? [`Shows: ${serves.join(', ')}.`] : []),
  ].join('\n\n');
}

function parameterText(name: string, { default: value, unit, meaning, source }: RuleParameter): string {
  const shown = Array.isArray(value) && value.length > 6 ? `${value.slice(0, 6).join(', ')}, … (${value.length})` : Array.isArray(value) ? value.join(', ') || '(empty)' : String(value);
  return `| \`${name}\` | ${cell(shown)}${unit === undefined ? '' : ` ${unit}`} | ${cell(meaning ?? '')} | ${cell(source ?? '')} |`;
}

function code(text: string): string {
  return line(text).replaceAll('`', "'");
}

function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function cell(text: string): string {
  return line(text).replaceAll('|', '\\|');
}
