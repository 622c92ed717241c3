import type { RemoteAccess } from '../../../wire/sections/remote-access.ts';
import type { Known } from '../../host/known.ts';
import type { MacApp } from '../../host/mac-apps.ts';
import type { LaunchJob } from '../../host/mac-launchd.ts';
import { isEnabled } from '../../host/mac-launchd.ts';
import { sortedBy } from '../../host/order.ts';
import type { Look, Why } from '../../host/reading.ts';
import type { Sources } from '../../host/source.ts';

/** A program by which somebody outside can see or steer a Mac. */
interface MacTool {
  readonly name: string;
  /** Bundle identifiers of its applications. */
  readonly apps: RegExp;
  /** Labels of its jobs of launchd. */
  readonly jobs: RegExp;
}

/**
 * Remote-support programs by the identifiers that their makers' installers for macOS use: bundle identifiers, and labels of the
 * jobs by which they are there while nobody is. Names are those of Linux and Windows where they have the program too.
 */
const tools: readonly MacTool[] = [
  { name: 'Addigy', apps: /^com\.addigy\./, jobs: /^com\.addigy\./ },
  { name: 'AnyDesk', apps: /^com\.philandro\.anydesk/, jobs: /^com\.philandro\.anydesk\./ },
  { name: 'Atera', apps: /^com\.atera\./, jobs: /^com\.atera\./ },
  { name: 'BeyondTrust', apps: /^com\.bomgar\./, jobs: /^com\.bomgar\./ },
  { name: 'Chrome Remote Desktop', apps: /^org\.chromium\.chromoting/, jobs: /^org\.chromium\.chromoting/ },
  { name: 'Datto RMM', apps: /^(?:com\.centrastage|net\.centrastage|com\.datto\.rmm)/, jobs: /^(?:com\.centrastage|net\.centrastage|com\.datto\.rmm)/ },
  { name: 'DWService', apps: /^net\.dwservice\./, jobs: /^net\.dwservice\./ },
  { name: 'GoTo', apps: /^com\.(?:logmein\.goto|citrixonline\.goto|goto\.)/i, jobs: /^com\.(?:logmein\.goto|citrixonline\.goto|goto\.resolve)/i },
  { name: 'Jump Desktop Connect', apps: /^com\.p5sys\.jump\.connect/, jobs: /^com\.p5sys\.jump\.connect/ },
  { name: 'Kaseya', apps: /^com\.kaseya\./, jobs: /^com\.kaseya\./ },
  { name: 'LogMeIn', apps: /^com\.logmein\.(?!goto)/i, jobs: /^com\.logmein\.(?!goto)/i },
  { name: 'MeshAgent', apps: /^meshagent/i, jobs: /^meshagent/i },
  { name: 'NinjaOne', apps: /^com\.ninjarmm\./, jobs: /^com\.ninjarmm\./ },
  { name: 'NoMachine', apps: /^com\.nomachine\./, jobs: /^com\.nomachine\./ },
  { name: 'Parsec', apps: /^tv\.parsec\./, jobs: /^tv\.parsec\./ },
  { name: 'RealVNC', apps: /^com\.realvnc\.vncserver/, jobs: /^com\.realvnc\.vncserver/ },
  { name: 'RustDesk', apps: /^com\.carriez\.rustdesk/i, jobs: /^com\.carriez\.rustdesk/i },
  { name: 'ScreenConnect', apps: /^com\.(?:screenconnect|connectwise)/i, jobs: /^(?:screenconnect|connectwisecontrol)-|^com\.screenconnect/i },
  { name: 'Splashtop', apps: /^com\.splashtop\.(?:Splashtop-Streamer|.*streamer)/i, jobs: /^com\.splashtop\.streamer/i },
  { name: 'Supremo', apps: /^com\.nanosystems\.supremo/i, jobs: /^com\.nanosystems\.supremo/i },
  { name: 'Tactical RMM', apps: /^tacticalagent/i, jobs: /^tacticalagent/i },
  { name: 'TeamViewer', apps: /^com\.teamviewer\./i, jobs: /^com\.teamviewer\./i },
  { name: 'Zoho Assist', apps: /^com\.zoho\.assist/i, jobs: /^com\.zoho\.assist/i },
];

interface Installed {
  readonly apps: { readonly apps: readonly MacApp[]; readonly why: Why | undefined };
  readonly jobs: { readonly jobs: readonly LaunchJob[]; readonly why: Why | undefined };
  readonly overrides: Known<ReadonlyMap<string, boolean>>;
}

/** The remote-support programs that are installed, by name. */
export function macTools(at: Pick<Look<Sources>, 'lack'>, { apps, jobs, overrides }: Installed): RemoteAccess['tools'] {
  const found = tools.flatMap((tool) => {
    const [own, started] = [apps.apps.filter(({ id }) => tool.apps.test(id)), jobs.jobs.filter(({ label }) => tool.jobs.test(label))];
    if (own.length === 0 && started.length === 0) return [];
    const version = own.find((app) => app.version !== undefined)?.version?.slice(0, 64);
    return [{
      name: tool.name,
      version: version ?? at.lack('tools[].version', { reason: 'not-visible-from-here', detail: `${tool.name} is no application that tells its version` }),
      unattended: unattended(at, started, { jobs, overrides }),
    }];
  });
  const why = apps.why ?? jobs.why;
  if (why) at.lack('tools', why);
  return why && found.length === 0 ? undefined : sortedBy(found, ({ name }) => name);
}

/** Some of its jobs may start. Without one, it only runs while somebody started it. */
function unattended(at: Pick<Look<Sources>, 'lack'>, started: readonly LaunchJob[], { jobs, overrides }: Pick<Installed, 'jobs' | 'overrides'>): boolean | undefined {
  const states = started.map((job) => isEnabled(job, overrides));
  if (states.some(({ value }) => value === true)) return true;
  const why = states.find((state) => state.why)?.why ?? jobs.why;
  return why ? at.lack('tools[].unattended', why) : false;
}
