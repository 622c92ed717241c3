import * as z from 'zod/mini';
import { always, count, fact, section, text } from '../section.ts';

export const logging = section({
  name: 'logging',
  version: 1,
  meaning: 'What this computer writes down about sign-ins and changes, how much of it is kept, and where it is sent.',
  maxBytes: 128 * 1024,
  maxItems: { logs: 64, auditPolicy: 200, forwardsTo: 64, services: 16 },
  moving: false,
  schema: z.object({
    services: fact(z.array(z.object({
      name: always(text(64), 'Program that writes logs: journald, rsyslog, syslog-ng, auditd, eventlog, unified-logging'),
      enabled: fact(z.boolean(), 'It starts by itself'),
      running: fact(z.boolean(), 'The program runs now'),
    })), 'Programs that write logs, by name'),
    audit: fact(z.nullable(z.object({
      enabled: fact(z.boolean(), 'Security events are recorded', { sensitivity: 'security' }),
      rules: fact(z.nullable(count()), 'Rules that say what is recorded; null where it is not told by number'),
      locked: fact(z.boolean(), 'The rules cannot be changed until the next start'),
    })), 'Recording of security events (auditd, OpenBSM); null when nothing of that kind is installed', { sensitivity: 'security' }),
    auditPolicy: fact(z.array(z.object({
      id: always(text(64), 'Subcategory: GUID of Windows, or class of OpenBSM'),
      name: fact(z.nullable(text(128)), 'Name of the subcategory in English; null when the GUID is not known'),
      success: fact(z.boolean(), 'What succeeded is recorded', { sensitivity: 'security' }),
      failure: fact(z.boolean(), 'What failed is recorded', { sensitivity: 'security' }),
    })), 'Effective audit policy, by subcategory', { sensitivity: 'security' }),
    logs: fact(z.array(z.object({
      name: always(text(255), 'Name of the log: Security, System, journal, /var/log/audit/audit.log'),
      enabled: fact(z.boolean(), 'It is written'),
      maxBytes: fact(z.nullable(count()), 'Largest size; null when there is no limit', { unit: 'bytes' }),
      keepDays: fact(z.nullable(count()), 'Days that are kept; null when not limited by days', { unit: 'days' }),
      whenFull: fact(z.enum(['overwrite', 'archive', 'stop']), 'What happens when it is full'),
      persistent: fact(z.boolean(), 'It survives a restart'),
    })), 'Logs of security, system and applications, by name'),
    forwardsTo: fact(z.array(z.object({
      address: always(text(255), 'Server the logs are sent to, without credentials'),
      encrypted: fact(z.boolean(), 'They are sent encrypted'),
      by: always(text(64), 'Program that sends them: rsyslog, journal-upload, windows-event-forwarding, wazuh, splunk…'),
    })), 'Where logs are sent to, by address; an empty list says that no sender known to us is set up', { sensitivity: 'security' }),
    powershellScriptBlocks: fact(z.nullable(z.boolean()), 'Scripts that PowerShell runs are recorded; null elsewhere than on Windows', { sensitivity: 'security' }),
    powershellTranscripts: fact(z.nullable(z.boolean()), 'Sessions of PowerShell are written to files; null elsewhere than on Windows', { sensitivity: 'security' }),
    processCommandLines: fact(z.nullable(z.boolean()), 'The command line of new processes is recorded; null elsewhere than on Windows', { sensitivity: 'security' }),
  }),
  examples: [
    {
      services: [{ name: 'eventlog', enabled: true, running: true }], audit: { enabled: true, rules: null, locked: false },
      auditPolicy: [{ id: '0cce9215-69ae-11d9-bed3-505054503030', name: 'Logon', success: true, failure: true }],
      logs: [{ name: 'Security', enabled: true, maxBytes: 20971520, keepDays: null, whenFull: 'overwrite', persistent: true }],
      forwardsTo: [{ address: 'logs.town.example', encrypted: true, by: 'windows-event-forwarding' }], powershellScriptBlocks: true, powershellTranscripts: false, processCommandLines: false,
    },
    { services: [{ name: 'journald', enabled: true }], audit: null, forwardsTo: [] },
  ],
});
export type Logging = z.infer<typeof logging.schema>;
