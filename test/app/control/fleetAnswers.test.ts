import { expect, it } from 'vitest';
import {
  answeredIn,
  grantsIn,
  heldIn,
  liveEventIn,
  problemIn,
  statusIn,
} from '../../../src/app/control/fleetAnswers.ts';

it('reads what a process says of itself, and nothing that is not that', () => {
  const status = {
    info: { pid: 1, started_at: '1970-01-01T00:00:00.005Z' },
    counts: {},
    sessions: [],
    session_count: 2,
  };
  expect(statusIn(JSON.stringify(status))).toMatchObject({ info: { startedAt: 5 }, sessionCount: 2 });
  for (const text of ['', '[]', '{}', 'null', '{"info":{},"counts":{}}']) expect(statusIn(text)).toBeNull();
});

it('reads held calls and grants; one that is not whole makes the list none', () => {
  const call = { id: 'a', agent: 'b', server: 'c', args_hash: 'd', reason: 'e', args: { at: 5 } };
  expect(heldIn(JSON.stringify({ held: [call] }))).toMatchObject([{ argsHash: 'd', args: { at: 5 } }]);
  expect(heldIn(JSON.stringify({ held: [{ ...call, args_hash: 7 }] }))).toBeNull();
  expect(heldIn('{"held":{}}')).toBeNull();
  expect(grantsIn('{"grants":[{"id":"1","reach":"session","agent":"a","server":"s"}]}')).toHaveLength(1);
  expect(grantsIn('{"grants":[{"id":"1"}]}')).toBeNull();
});

it('reads what became of an answer', () => {
  expect(answeredIn(200, '{"kind":"answered","verdict":"deny","grant":null}')).toMatchObject({ kind: 'answered' });
  expect(answeredIn(409, '{"refused":"expired","detail":"too late"}')).toEqual({
    kind: 'refused',
    why: 'expired',
    message: 'too late',
  });
  expect(answeredIn(500, '{"title":"broken"}')).toBeNull();
  expect(answeredIn(201, '{"kind":"answered"}')).toBeNull();
});

it('reads events and gaps of a stream', () => {
  expect(liveEventIn('gap', '{"missed":3}')).toEqual({ kind: 'gap', missed: 3 });
  expect(liveEventIn('gap', '{"missed":"x"}')).toEqual({ kind: 'gap', missed: null });
  expect(liveEventIn('decision', '{"kind":"decision","seq":1,"record_ns":4}')).toMatchObject({
    event: { recordNs: 4 },
  });
  expect(liveEventIn('decision', '{"kind":"outcome","seq":1}')).toBeNull();
  expect(liveEventIn('decision', 'nonsense')).toBeNull();
});

it('says why a process refused', () => {
  expect(problemIn('{"title":"t","detail":"d"}')).toBe('d');
  expect(problemIn('{"title":"t"}')).toBe('t');
  expect(problemIn('<html>')).toBe('nothing that can be read');
});
