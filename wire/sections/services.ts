import * as z from 'zod/mini';
import { always, fact, section, text } from '../section.ts';

export const services = section({
  name: 'services',
  version: 1,
  meaning: 'Which programs work in the background, whether they start by themselves, and which of them are databases.',
  maxBytes: 1024 * 1024,
  maxItems: { services: 2_000, databases: 64 },
  moving: false,
  schema: z.object({
    manager: fact(text(32), 'What starts the services: systemd, openrc, sysvinit, windows, launchd'),
    services: fact(z.array(z.object({
      name: always(text(255), 'Name of the service'),
      title: fact(z.nullable(text(255)), 'Name as people see it; null when it has none'),
      start: fact(z.enum(['automatic', 'on-demand', 'disabled']), 'Starts by itself (automatic), when something needs it (on-demand), or never'),
      running: fact(z.nullable(z.boolean()), 'It runs; null where it starts on demand and so comes and goes'),
      failed: fact(z.boolean(), 'It ended with an error and the system noted that'),
      account: fact(z.nullable(text(255)), 'Account it runs as; null where the system does not say', { sensitivity: 'security' }),
      program: fact(z.nullable(text(1024)), 'Program it starts, without arguments; null when it has none of its own', { sensitivity: 'security' }),
      unquotedPath: fact(z.boolean(), 'Its path has a blank and no quotes: another program can be put in its way', { sensitivity: 'security' }),
    })), 'Services, by name; drivers left out', { sensitivity: 'security' }),
    databases: fact(z.array(z.object({
      product: always(text(64), 'Product: sql-server, postgresql, mysql, mariadb, oracle, filemaker, mongodb, redis…'),
      instance: fact(z.nullable(text(128)), 'Name of the instance; null where the product has one only'),
      version: fact(z.nullable(text(64)), 'Version as the product writes it; null when it does not say'),
      edition: fact(z.nullable(text(128)), 'Edition (Express, Standard); null where the product has none'),
      start: fact(z.enum(['automatic', 'on-demand', 'disabled']), 'How its service starts'),
    })), 'Database servers, by product and instance'),
  }),
  examples: [
    {
      manager: 'windows', services: [{ name: 'Spooler', title: 'Print Spooler', start: 'automatic', running: true, failed: false, account: 'LocalSystem', program: 'C:\\Windows\\System32\\spoolsv.exe', unquotedPath: false }],
      databases: [{ product: 'sql-server', instance: 'MSSQLSERVER', version: '13.0.7037.1', edition: 'Standard Edition', start: 'automatic' }],
    },
    { manager: 'systemd', services: [{ name: 'cron.service', start: 'automatic' }] },
  ],
});
export type Services = z.infer<typeof services.schema>;
