import { compileCacheIn } from './layout.ts';
import type { Started } from './systemd.ts';

/**
 * Two launchd daemons, by file name in /Library/LaunchDaemons, see launchd.plist(5). A start that was missed asleep is made
 * up on wake; one that was missed switched off is not, so the scan is also started at load and decides itself whether it is due.
 */
export function launchDaemons({ program, plan, state }: Started): Readonly<Record<string, string>> {
  const nightly = `<dict><key>Hour</key><integer>${plan.hour}</integer><key>Minute</key><integer>${plan.minute}</integer></dict>`;
  const hourly = `<dict><key>Minute</key><integer>${plan.sendMinute}</integer></dict>`;
  return {
    'dev.townwatch.agent.plist': daemon('dev.townwatch.agent', [...program, 'run', '--scheduled'], { when: nightly, atLoad: true, state }),
    'dev.townwatch.agent-send.plist': daemon('dev.townwatch.agent-send', [...program, 'send'], { when: hourly, atLoad: false, state }),
  };
}

function daemon(label: string, args: readonly string[], { when, atLoad, state }: { when: string; atLoad: boolean; state: string }): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${label}</string>
  <key>ProgramArguments</key>
  <array>${args.map((each) => `\n    <string>${escaped(each)}</string>`).join('')}
  </array>
  <key>StartCalendarInterval</key>
  ${when}
  <key>RunAtLoad</key>
  <${atLoad}/>
  <key>ProcessType</key>
  <string>Background</string>
  <key>LowPriorityIO</key>
  <true/>
  <key>Nice</key>
  <integer>10</integer>
  <key>Umask</key>
  <integer>63</integer>
  <key>EnvironmentVariables</key>
  <dict><key>NODE_COMPILE_CACHE</key><string>${escaped(compileCacheIn(state))}</string></dict>
  <key>StandardErrorPath</key>
  <string>${escaped(state)}/agent.log</string>
  <key>WorkingDirectory</key>
  <string>/</string>
</dict>
</plist>
`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
