import type { ActionPlan } from '../../rules/judge/plan.ts';
import type { ReplacementPlan } from '../../rules/judge/replacement.ts';

/** What every plan says of itself. */
interface About {
  readonly town: { readonly id: string; readonly name: string; readonly timeZone: string };
  /** Instant of judgment, RFC 3339 UTC. */
  readonly asOf: string;
  readonly preparedBy: string;
  readonly engine: string;
}

/** The work of the next weeks, ready to be printed. */
export interface WorkDocument extends About {
  readonly plan: ActionPlan;
}

/** What is to be replaced in which fiscal year, ready to be printed. */
export interface ReplacementDocument extends About {
  readonly plan: ReplacementPlan;
}

/** One way to print a plan. Pure: the same document gives the same bytes. */
export interface PlanFormat<Document> {
  readonly id: 'html' | 'json' | 'csv';
  readonly fileName: (document: Document) => string;
  readonly render: (document: Document) => Uint8Array;
}
