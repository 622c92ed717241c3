import type { Started } from './systemd.ts';

/** The task that scans, by its path in the Task Scheduler. */
export const nightlyTask = 'Townwatch\\Nightly scan';

/**
 * Two tasks for the Task Scheduler, by name, as `schtasks /Create /XML` reads them: schema version 1.4 (Windows 10),
 * order of elements as in triggerBaseType of the Task Scheduler schema. LocalSystem, no window, made up when missed.
 * Plain ASCII without a declared encoding: right as a file in UTF-8 and as a text that PowerShell passes on.
 * @param from the day from which they run, `YYYY-MM-DD`
 */
export function windowsTasks({ program, plan }: Started, from: string): Readonly<Record<string, string>> {
  const nightly = `${from}T${two(plan.hour)}:${two(plan.minute)}:00`;
  const hourly = `${from}T00:${two(plan.sendMinute)}:00`;
  return {
    [nightlyTask]: task('Scans this computer once a night and sends what was seen.', daily(nightly), [...program, 'run', '--scheduled']),
    'Townwatch\\Send': task('Sends what waits; ends at once when nothing does.', daily(hourly, repeated), [...program, 'send']),
  };
}

const repeated = '<Repetition><Interval>PT1H</Interval><Duration>P1D</Duration><StopAtDurationEnd>false</StopAtDurationEnd></Repetition>';

function daily(start: string, repetition = ''): string {
  return `<Enabled>true</Enabled><StartBoundary>${start}</StartBoundary>${repetition}<ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay>`;
}

function task(description: string, trigger: string, [command = '', ...args]: readonly string[]): string {
  return `<?xml version="1.0"?>
<Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Author>Townwatch</Author>
    <Description>${escaped(description)}</Description>
  </RegistrationInfo>
  <Triggers>
    <CalendarTrigger>${trigger}</CalendarTrigger>
  </Triggers>
  <Principals>
    <Principal id="LocalSystem">
      <UserId>S-1-5-18</UserId>
      <RunLevel>HighestAvailable</RunLevel>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <AllowHardTerminate>true</AllowHardTerminate>
    <StartWhenAvailable>true</StartWhenAvailable>
    <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>
    <AllowStartOnDemand>true</AllowStartOnDemand>
    <Enabled>true</Enabled>
    <Hidden>false</Hidden>
    <RunOnlyIfIdle>false</RunOnlyIfIdle>
    <WakeToRun>false</WakeToRun>
    <ExecutionTimeLimit>PT3H</ExecutionTimeLimit>
    <Priority>8</Priority>
  </Settings>
  <Actions Context="LocalSystem">
    <Exec>
      <Command>${escaped(command)}</Command>
      <Arguments>${escaped(args.map(quoted).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`;
}

/** An argument as CommandLineToArgvW takes it apart again. */
function quoted(word: string): string {
  if (/^[^\s"]+$/.test(word)) return word;
  return `"${word.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll(/[^ -~]/gu, (char) => `&#${char.codePointAt(0)};`);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
