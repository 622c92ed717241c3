import { runProgram } from '../../collector/cli/program.ts';

/** How a command line ended. */
export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs command lines in this process, on one data folder with its settings. */
export function commandsOn(data: string, settings: string): (...args: readonly string[]) => Promise<Ended> {
  return async (...args) => {
    const said = { out: '', err: '' };
    const code = await runProgram([...args, '--data', data, '--config', settings], { out: (text) => (said.out += `${text}\n`), err: (text) => (said.err += `${text}\n`) });
    return { code, ...said };
  };
}
