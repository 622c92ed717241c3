import type { Why } from '../../host/reading.ts';
import type { Action, PamItem, PamModule } from './pam-config.ts';

/** What somebody proved on the way through a stack, and whether a server had to be down for it. */
export interface Passage {
  readonly first: boolean;
  readonly second: boolean;
  readonly down: boolean;
}

/** One answer that a module may give: a return value of pam(3) in the spelling of pam.conf(5), and what it proves. */
export interface ModuleAnswer {
  readonly value: string;
  readonly proves?: Partial<Passage>;
}

/** What may happen in a stack. */
export interface Walk {
  /** All ways in which the stack says yes. */
  readonly passages: readonly Passage[];
  /** Modules that are reached while success is still possible, in the order of the stack. */
  readonly reached: readonly PamModule[];
  /** A place that was reached and could not be read. */
  readonly hole: Why | undefined;
}

/**
 * Where PAM stands. `none`, `good` and `bad` are its impression; `spoiled` is a good impression with a status that is
 * no success, which nothing mends.
 */
interface State extends Passage {
  readonly impression: 'none' | 'good' | 'spoiled' | 'bad';
}

const start: State = { impression: 'none', first: false, second: false, down: false };

/** Goes through a stack as libpam does, once for each answer that a module may give, and collects all ways to success. */
export function walk(items: readonly PamItem[], answersOf: (module: PamModule) => readonly ModuleAnswer[]): Walk {
  const reached = new Set<PamModule>();
  let hole: Why | undefined;

  const run = (stack: readonly PamItem[], entry: State): State[] => {
    const waiting = [...stack, undefined].map(() => new Map<string, State>());
    const put = (at: number, state: State) => waiting[at]?.set(keyOf(state), state);
    put(0, entry);
    for (const [at, item] of stack.entries())
      for (const state of waiting[at]?.values() ?? []) {
        if (item.kind === 'substack') for (const after of run(item.items, state)) put(at + 1, after);
        else if (item.kind === 'module') {
          if (state.impression !== 'bad') reached.add(item);
          for (const answer of answersOf(item)) {
            const { after, next } = acted(
              { ...state, ...proved(state, answer) },
              { action: actionOn(item, answer), answer, entry, left: stack.length - at - 1 },
            );
            put(next === 'end' ? stack.length : at + next, after);
          }
        } else if (state.impression !== 'bad') hole ??= item.why;
      }
    return [...(waiting.at(-1)?.values() ?? [])];
  };

  const passages = run(items, start).filter(({ impression }) => impression === 'good');
  const unique = new Map(passages.map(({ first, second, down }) => [`${first} ${second} ${down}`, { first, second, down }]));
  return { passages: [...unique.values()], reached: [...reached], hole };
}

interface Turn {
  readonly action: Action;
  readonly answer: ModuleAnswer;
  readonly entry: State;
  /** Items that follow in this stack. */
  readonly left: number;
}

/** What an action does to the impression, and how far it goes on; see _pam_dispatch_aux of Linux-PAM 1.5. */
function acted(state: State, { action, answer, entry, left }: Turn): { after: State; next: number | 'end' } {
  const taken: State =
    state.impression === 'none' || state.impression === 'good' ? { ...state, impression: answer.value === 'success' ? 'good' : 'spoiled' } : state;
  if (typeof action === 'number') return action > left ? { after: { ...state, impression: 'bad' }, next: 'end' } : { after: state, next: action + 1 };
  switch (action) {
    case 'ignore':
      return { after: state, next: 1 };
    case 'ok':
      return { after: taken, next: 1 };
    case 'done':
      return { after: taken, next: taken.impression === 'bad' ? 1 : 'end' };
    case 'bad':
      return { after: { ...state, impression: 'bad' }, next: 1 };
    case 'die':
      return { after: { ...state, impression: 'bad' }, next: 'end' };
    case 'reset':
      return { after: { ...state, impression: entry.impression }, next: 1 };
  }
}

function actionOn({ control }: PamModule, { value }: ModuleAnswer): Action {
  return control.get(value) ?? control.get('default') ?? 'bad';
}

function proved(state: State, { proves = {} }: ModuleAnswer): Passage {
  return { first: state.first || proves.first === true, second: state.second || proves.second === true, down: state.down || proves.down === true };
}

function keyOf({ impression, first, second, down }: State): string {
  return `${impression} ${first} ${second} ${down}`;
}
