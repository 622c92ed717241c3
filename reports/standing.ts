import type { Failure, ReportModel, ResponseView } from './model.ts';
import type { StatedView } from './stated.ts';
import { answerWords, causeWords, followUpWords, unverifiedWords, whenWords } from './words.ts';

/** What stands on top of a gap: why, who answers for it, until when, and whether a person vouches for it. */
export function dispositionText({ kind, reason, by, until, unverified }: Failure['dispositions'][number], { asOf, town }: Pick<ReportModel, 'asOf' | 'town'>): string {
  const when = until === null ? [] : [kind === 'planned' ? `${until < asOf.slice(0, 10) ? 'overdue since' : 'due'} ${whenWords(until, town.timeZone)}` : `until ${whenWords(until, town.timeZone)}`];
  return `${reason} (${[by, ...when, ...(unverified ? [unverifiedWords] : [])].join(', ')})`;
}

/** What management says: whether it agrees, in its own words, the cause, how far it is at follow-up. */
export function responseText({ response, text, cause, status, person, on, subject, verified }: ResponseView, { town }: Pick<ReportModel, 'town'>): string {
  const said = [
    ...(response === null ? [] : [answerWords[response]]),
    ...(text === null ? [] : [text.replace(/[.\s]+$/, '')]),
    ...(cause === null ? [] : [`Cause: ${causeWords[cause]}`]),
    ...(status === null ? [] : [`At follow-up: ${followUpWords[status]}`]),
  ].join('. ');
  return `${said} (${[person, whenWords(on, town.timeZone), ...(subject === null ? ['about the whole town'] : []), ...(verified ? [] : [unverifiedWords])].join(', ')})`;
}

/** One thing that people stated: which, by whom, of when, and the file that shows it. */
export function statedText(view: StatedView, { town }: Pick<ReportModel, 'town'>): string {
  const { title, person, asOf, file, digest } = view;
  const when = whenWords(asOf, town.timeZone);
  return [`${title}, ${person === null ? `of ${when}` : `by ${person}, ${when}`}`, broughtIn(view), ...(file === null ? [] : [file]), ...(digest === null ? [] : [`SHA-256 ${digest}`])].join(', ');
}

/** Who brought it in, and whether a person vouches for it. */
export function broughtIn({ kind, by, verified }: StatedView): string {
  if (!verified) return unverifiedWords;
  return kind === 'list' ? `imported by ${by}` : `recorded by ${by}`;
}
