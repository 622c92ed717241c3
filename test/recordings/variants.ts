import type { Answer, Reading } from '../../agent/host/source.ts';
import type { Recording } from '../../agent/recording.ts';

/** The same machine, which needs rights for everything. */
export function refused(recording: Recording): Recording {
  const reading: Reading = { state: 'failed', reason: 'needs-root', detail: 'the test refuses it' };
  return changed({ ...recording, privileged: false }, (answer) =>
    answer.kind === 'one' ? { kind: 'one', reading } : { kind: 'many', entries: [], incomplete: { reason: 'needs-root', detail: 'the test refuses it' } });
}

/** The same machine, of which every answer is nonsense: of no form, of a wrong form, cut off, or of another source. */
export function nonsense(recording: Recording): Recording {
  let number = 0;
  return changed(recording, (answer) => {
    number += 1;
    if (answer.kind === 'one') return { kind: 'one', reading: garbled(answer.reading, number) };
    const [first] = answer.entries;
    const entries = first ? answer.entries.map(({ path, reading }, index) => ({ path, reading: garbled(reading, number + index) })) : [];
    return { kind: 'many', entries };
  });
}

function garbled(reading: Reading, number: number): Reading {
  const text = reading.state === 'read' ? reading.text : '';
  const texts = ['\0\u{fffd}: = | [x] {"a":[]} 0 -1 99999999999999999999 ::\n\t\n\u{202e}', text.slice(0, Math.floor(text.length / 2)), '[[[[', '{"Name":{"Name":[null,true,{}]}}', 'Zugriff verweigert.\r\n', Buffer.from(text).toString('base64'), '[null,1,"x",{"":{}}]'];
  return { state: 'read', text: texts[number % texts.length]! };
}

function changed(recording: Recording, change: (answer: Answer) => Answer): Recording {
  const sections = Object.entries(recording.sections).map(([section, sources]) => [
    section,
    Object.fromEntries(Object.entries(sources).map(([name, source]) => [name, { ...source, answer: change(source.answer) }])),
  ]);
  return { ...recording, sections: Object.fromEntries(sections) as Recording['sections'] };
}
