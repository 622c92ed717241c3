import * as z from 'zod/mini';
import { always, count, fact, section, text, when } from '../section.ts';

export const drills = section({
  name: 'drills',
  version: 1,
  meaning: 'Which restores from a backup were tried with this agent, or told to it, and how they went. Never what was in the files.',
  maxBytes: 256 * 1024,
  maxItems: { drills: 100 },
  moving: false,
  schema: z.object({
    drills: fact(z.array(z.object({
      product: always(text(64), 'Program whose copies were brought back'),
      location: fact(z.nullable(text(1024)), 'Folder or address of the copies, without credentials; null where a person did not say', { sensitivity: 'security' }),
      kind: always(z.enum(['tool', 'recorded']), 'Who vouches for it: tool (the agent restored and compared) or recorded (a person filled in a form)'),
      at: always(when(), 'When the restore ended'),
      result: always(z.enum(['passed', 'failed', 'inconclusive']), 'How it went; inconclusive proves nothing'),
      why: fact(z.nullable(text(512)), 'Why it failed or decided nothing; null when it passed'),
      copyMadeAt: fact(z.nullable(when()), 'When the copy that was used had been made; null when none was chosen or a person did not say'),
      files: fact(z.nullable(count()), 'Number of files that came back; null where a person did not count'),
      compared: fact(z.nullable(count()), 'Number of those files whose digest equals that of their unchanged source; null for a recorded one'),
      changedSince: fact(z.nullable(count()), 'Number of files drawn whose source changed or went after the copy, so that they prove nothing; null for a recorded one'),
      bytes: fact(z.nullable(count()), 'Size of what came back; null where a person did not say', { unit: 'bytes' }),
      durationSeconds: fact(z.nullable(count()), 'How long the program took to bring it back; null where a person did not say', { unit: 'seconds' }),
      seed: fact(z.nullable(text(64)), 'Seed by which the files were drawn, so that anybody can draw them again; null when a person chose'),
      what: fact(z.nullable(text(512)), 'What was brought back, in words; null for a random sample'),
      person: fact(z.nullable(text(128)), 'Who made or ordered the restore; null when the agent was not told', { sensitivity: 'personal' }),
      evidenceDigest: fact(z.nullable(text(64)), 'SHA-256 of the protocol or file that proves it, hex; the file itself stays where it is'),
      note: fact(z.nullable(text(512)), 'Remark of the person who recorded it; null when there is none'),
    })), 'Restores that were tried, oldest first. An empty list is not "never tested": a restore may have been tried without this agent', { sensitivity: 'security' }),
  }),
  examples: [
    {
      drills: [
        { product: 'Veeam', location: null, kind: 'recorded', at: '2024-08-14', result: 'passed', why: null, copyMadeAt: '2024-08-13', files: null, compared: null, changedSince: null, bytes: null, durationSeconds: 2700, seed: null, what: 'The mailbox of the clerk', person: 'Jo Example', evidenceDigest: '0f'.repeat(32), note: 'Opened in Outlook by the clerk' },
        { product: 'restic', location: '/srv/backup', kind: 'tool', at: '2024-09-30T12:00:41Z', result: 'passed', why: null, copyMadeAt: '2024-09-30T01:00:09Z', files: 10, compared: 10, changedSince: 2, bytes: 4_194_304, durationSeconds: 3, seed: '9c1f0a5b7d2e4863', what: null, person: null, evidenceDigest: 'a1'.repeat(32), note: null },
      ],
    },
    {},
  ],
});
export type Drills = z.infer<typeof drills.schema>;
