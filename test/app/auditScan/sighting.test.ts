import { expect, it } from 'vitest';
import { eventTags, textIn } from '../../../src/app/auditScan/sighting.ts';

it.each([
  ['tool_drift', { accepted: false }, ['drifted']],
  ['tool_drift', { accepted: true }, []],
  ['tool_drift', {}, ['drifted']],
  ['result_flagged', {}, ['result_flagged']],
  ['session_start', {}, []],
  ['secret', {}, []],
])('tags %s %j as %j', (event, detail, want) => expect([...eventTags(event, detail)]).toEqual(want));

it('reads texts of a detail, and nothing that a prototype has', () => {
  expect([textIn({ a: 'x' }, 'a'), textIn({ a: 1 }, 'a'), textIn({}, 'constructor'), textIn(null, 'a')]).toEqual([
    'x',
    null,
    null,
    null,
  ]);
});
