/** A rule to begin with: it loads and its cases pass, and every line says what to put there. */
export function ruleTemplate(id: string): string {
  return `# ${id}: a rule of your own. "townwatch rules lint FOLDER" checks it, "townwatch rules shadow FOLDER --town TOWN" shows what it
# would change, "townwatch rules trust FOLDER --by NAME" makes it count. What can be named stands in docs/reference/facts.md.
id: ${id}
version: 1                  # count it up when the question changes
scope: asset                # asset, account, service or town: one answer for each
classes: [workstation, laptop, server]
platforms: [windows]        # leave out to ask all; a computer of another platform comes out as not applicable
# The answer is yes when this is true. A fact that was not read makes it "not known" by itself: never write a default.
pass: 'facts.os.version != p.retiredVersion'
evidence:                   # what is shown beside the answer
  version of the system: 'facts.os.version'
severity: medium            # low, medium, high or critical
severityReason: Why this much and not more
parameters:                 # what a town may set otherwise, named p.<name> above
  retiredVersion: { type: string, default: '6.1', meaning: 'The version that nobody may run any more', source: 'Who says so' }
responsible: msp            # town, msp or vendor: who mends it
effort: hours               # minutes, hours, days or project
cost: low                   # none, low, medium or high
sensitivity: security       # public, internal, personal or security: who may read the answer
en:
  title: 'Is the retired version of Windows gone?'
  plain: 'One or two sentences for a person who knows nothing of computers: what happens to residents when the answer is no.'
  technical: 'What is compared with what, for the person who mends it.'
  notApplicable: 'It does not run Windows.'
  remediation:
    windows: 'The command or the path of the policy that mends it.'
tests:                      # at least one case for every answer that can come out
  - name: a newer version
    facts: { os: { family: windows, version: '10.0' } }
    expect: pass
  - name: the retired version
    facts: { os: { family: windows, version: '6.1' } }
    expect: fail
  - name: the version could not be read
    facts: { os: { family: windows } }
    expect: unknown
  - name: another platform
    facts: { os: { family: linux, version: '12' } }
    expect: not-applicable
`;
}

/** A pack that selects it: a rule in no pack is never asked. */
export function packTemplate(id: string): string {
  return `id: own-rules
version: 1
en:
  title: Own rules
  meaning: What this provider or town asks beside the rules that everybody is asked.
rules:
  - { id: ${id} }
`;
}
