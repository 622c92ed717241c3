import { nothingStated } from '../../rules/input.ts';
import type { EvaluationInput } from '../../rules/input.ts';
import type { Finding, Outcome } from '../../rules/outcome.ts';
import { findingId } from '../../rules/judge/findings.ts';
import type { Waiver } from '../../rules/waiver.ts';
import type { ReportSource } from '../../reports/build.ts';
import type { RuleView } from '../../reports/model.ts';
import { sections } from '../../wire/sections/list.ts';
import { sha256, sortedJson } from '../../wire/snapshot.ts';
import type { SectionReport } from '../../wire/snapshot.ts';


const asOf = '2026-11-21T07:30:00Z';

/** A believable input of one computer, one section refused and one in part, for tests of what people look at. */
export function sampleInput(labels: readonly string[] = ['clerk-pc-3']): EvaluationInput {
  const contents: Record<string, unknown> = {};
  const roster = labels.map((label, index) => ({
    id: `asset-${index + 1}`, class: 'workstation' as const, classBasis: 'measured' as const, label, department: null, tags: [], state: 'active' as const,
    firstSeen: '2026-10-01T02:00:00Z', lastSeen: '2026-11-21T07:12:00Z', expectedEveryDays: 7, cloned: false, possibleDuplicateOf: [], identity: { serials: [], macs: [], names: [] },
  }));
  const statements = roster.map((asset, index) => {
    const reports: Record<string, SectionReport> = {};
    for (const section of Object.values(sections)) {
      const missing = section.name === 'accounts' ? [{ path: 'users[].password', reason: 'needs-root', detail: '/etc/shadow' }] : [];
      const content = { section: section.name, version: section.version, data: section.examples[0], missing };
      const digest = sha256(sortedJson(content));
      const base = { version: section.version, startedAt: '2026-11-21T07:11:58Z', durationMs: 4, sources: [] };
      if (section.name === 'firewall') {
        reports[section.name] = { ...base, status: 'failed', reason: 'needs-root', detail: '/usr/sbin/nft' };
        continue;
      }
      contents[digest] = content;
      reports[section.name] = { ...base, status: missing.length > 0 ? 'partial' : 'ok', digest, bytes: sortedJson(content).length };
    }
    return {
      receipt: `R-${index + 1}`, asset: asset.id, target: { kind: 'local' as const, id: 'local' }, digest: sha256(`statement ${index}`), receivedAt: '2026-11-21T07:12:00Z', clockOffsetSeconds: 0,
      predicate: {
        agent: `agent-${index + 1}`, town: 'maple-hollow', target: { kind: 'local' as const, id: 'local' }, incarnation: 'i', sequence: 1, previous: null, bootId: null,
        wallTime: '2026-11-21T07:11:59Z', monotonicMs: 1, epoch: null, agentVersion: '0.1.0', platform: 'linux' as const, privileged: false, oneOff: false, dropped: 0, sections: reports,
      },
    };
  });
  return {
    schema: 'townwatch-evaluation-input/1', town: { id: 'maple-hollow', name: 'Maple Hollow', timeZone: 'America/New_York', fiscalYearStartMonth: 7 }, asOf, engine: 'townwatch 0.1.0',
    roster, statements, contents, profile: { parameters: [] }, ...nothingStated, previous: [], documents: [{ name: 'rules/catalog/EOL/EOL-001.yaml', digest: sha256('rule') }],
  };
}

export function rule(id: string, more: Partial<RuleView> = {}): RuleView {
  return {
    id, version: 1, title: 'Does a password alone not open this computer from outside?', plain: 'Anyone who guesses or buys a password could work on this computer from anywhere in the world.',
    technical: 'sshd: PasswordAuthentication and KbdInteractiveAuthentication as they take effect.', remediation: { linux: 'echo "PasswordAuthentication no" > /etc/ssh/sshd_config.d/10-townwatch.conf\nsystemctl reload ssh' },
    responsible: 'msp', effort: 'minutes', cost: 'none', severity: 'high', packs: ['cyber-baseline'], ...more,
  };
}

/** One outcome, with everything a format may print. */
export function outcome(ruleId: string, kind: Outcome['outcome'], more: Partial<Outcome> = {}): Outcome {
  return {
    rule: ruleId, ruleVersion: 1, subject: { scope: 'asset', id: 'asset-1', asset: 'asset-1', label: 'clerk-pc-3' }, outcome: kind, severity: 'high', raised: [], basis: 'measured',
    evidence: [], items: [], sources: [], dispositions: [], validUntil: null,
    ...(kind === 'unknown' ? { because: { reason: 'needs-root' as const, section: 'accounts', path: 'users[].password' } } : {}),
    ...(kind === 'not-applicable' ? { notApplicable: 'No database server is installed.' } : {}),
    ...more,
  };
}

/** Findings that fit the failing outcomes. */
export function findingsOf(outcomes: readonly Outcome[]): Finding[] {
  return outcomes.filter((one) => one.outcome === 'fail').map((one) => ({
    id: findingId('maple-hollow', one.rule, one.subject.id), rule: one.rule, subject: one.subject.id, state: 'open', firstSeen: '2026-11-01T07:00:00Z', lastConfirmed: asOf, resolvedAt: null, reopened: 0,
  }));
}

/** What the people of the known computer say: a risk that was accepted once, one that is asked for, a dispute with its answer, a response. */
function said(): Pick<EvaluationInput, 'waivers' | 'disputes' | 'responses'> {
  const ended: Waiver = {
    id: 'W-1', rules: ['CFG-017'], subjects: ['asset-1'], department: null, requester: 'Ann Lee', owner: 'Bo Diaz', approver: 'Cy Ode', reason: 'The vendor of the permit program signs in with it.',
    risk: 'Somebody else could work on the permit computer.', control: { what: 'The vendor is let in for an hour, on call.', rule: 'CFG-005' }, created: '2026-02-01', from: '2026-02-01', expires: '2026-08-01', state: 'approved', by: 'Cy Ode', version: 2,
  };
  const asked: Waiver = { ...ended, id: 'W-2', reason: 'The new permit program comes in May.', approver: null, created: '2026-11-01', from: '2026-11-01', expires: '2027-06-01', state: 'proposed', renews: 'W-1', by: 'file, unverified', version: 1 };
  return {
    waivers: [ended, asked],
    disputes: [{ id: 'D-1', rule: 'CFG-005', subject: 'asset-1', person: 'Bo Diaz', on: '2026-11-10', why: 'Nobody signs in from outside.', evidence: null, answer: { person: 'Cy Ode', on: '2026-11-12', text: 'The port answers; see the evidence.', upheld: false }, by: 'Cy Ode', version: 2 }],
    responses: [{ rule: 'CFG-005', subject: 'asset-1', response: 'agree', text: 'We switch it off this month.', cause: 'no-process', person: 'Cy Ode', on: '2026-11-12', status: null, by: 'Cy Ode', version: 1 }],
  };
}

export function sampleSource(): ReportSource {
  const input = { ...sampleInput(), ...said() };
  const sources = [{ section: 'remote-access', digest: sha256('content'), receipt: 'R-1', observedAt: '2026-11-21T07:11:58Z', receivedAt: '2026-11-21T07:12:00Z' }];
  const outcomes = [
    outcome('BKP-001', 'unknown', { because: { reason: 'not-visible-from-here', section: 'backups', path: 'repositories' } }),
    outcome('CFG-005', 'fail', { evidence: [{ name: 'password sign-in', value: true }, { name: 'ports', value: [22, 2222] }], sources, raised: ['Many people depend on a server'] }),
    outcome('CFG-017', 'fail', { severity: 'medium', items: [{ item: 'AnyDesk 6.3.2', outcome: 'fail' }], sources }),
    outcome('EOL-001', 'pass', { severity: 'critical' }),
    outcome('EOL-007', 'not-applicable'),
    outcome('IAM-011', 'unknown'),
    outcome('INV-001', 'unknown', { subject: { scope: 'town', id: 'town', asset: null, label: 'Maple Hollow' }, because: { reason: 'too-few-sources' } }),
    outcome('INV-002', 'pass'),
  ];
  const rules = [...new Set(outcomes.map((one) => one.rule))].map((id) => rule(id, id === 'CFG-017' ? { title: 'Are only approved remote-support programs installed?', severity: 'medium', effort: 'hours', cost: 'low' } : {}));
  return { input, outcomes, findings: findingsOf(outcomes), rules, preparedBy: 'Example MSP' };
}
