import * as z from 'zod/mini';
import { always, fact, section, text, when } from '../section.ts';

export const activity = section({
  name: 'activity',
  version: 1,
  meaning: 'When each user last signed in: only the date, to find accounts and computers that nobody uses.',
  maxBytes: 64 * 1024,
  maxItems: { signIns: 500 },
  moving: true,
  schema: z.object({
    signIns: fact(z.array(z.object({
      id: always(text(128), 'Number of the user, as in the accounts: uid, or the last part of the SID'),
      lastSignInAt: fact(z.nullable(when()), 'When this user last signed in; null when the log that is kept since its beginning holds no sign-in'),
    })), 'Last sign-in of local users, by user id', { sensitivity: 'personal' }),
    logBeganOn: fact(z.nullable(when()), 'How far back the sign-in records reach; null when that is not told'),
    lastSignInAt: fact(z.nullable(when()), 'Newest sign-in of anybody; null when the log holds none'),
  }),
  examples: [
    { signIns: [{ id: '0', lastSignInAt: null }, { id: '1000', lastSignInAt: '2024-09-30' }], logBeganOn: '2024-09-01', lastSignInAt: '2024-09-30' },
    { signIns: [] },
  ],
});
export type Activity = z.infer<typeof activity.schema>;
