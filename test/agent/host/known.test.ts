import { describe, expect, test } from 'vitest';
import { allOf, anyOf, byRelease, firstKnown, firstSet, inverse, known, mapped, orElse } from '../../../agent/host/known.ts';
import type { Known } from '../../../agent/host/known.ts';

const yes = known(true);
const no = known(false);
const hidden: Known<boolean> = { why: { reason: 'denied', detail: 'x' } };

describe('what is not known stays so', () => {
  test.each([
    [allOf(yes, yes), yes], [allOf(yes, no), no], [allOf(hidden, no), no], [allOf(hidden, yes), hidden], [allOf(), yes],
    [anyOf(no, no), no], [anyOf(hidden, yes), yes], [anyOf(hidden, no), hidden], [anyOf(), no],
    [inverse(yes), no], [inverse(hidden), hidden],
    [firstSet<boolean>(known(null), no, yes), no], [firstSet<boolean>(known(null), hidden, yes), hidden], [firstSet<boolean>(known(null)), known(null)],
    [firstKnown(hidden, yes), yes], [firstKnown(hidden, hidden), hidden],
    [orElse<boolean>(known(null), yes), yes], [orElse<boolean>(known(null), hidden), hidden], [orElse<boolean>(hidden, yes), hidden],
    [mapped(hidden, () => 1), hidden], [mapped(yes, () => undefined, 'y'), { why: { reason: 'unreadable', detail: 'y' } }],
    [byRelease(known(9600), () => undefined, 'z'), { why: { reason: 'not-visible-from-here', detail: 'z' } }],
  ])('%#', (found, expected) => {
    expect(found).toEqual(expected);
  });
});
