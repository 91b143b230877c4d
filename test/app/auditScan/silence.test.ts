import { expect, it } from 'vitest';
import { found, happened, type Whose } from './script.ts';

const start = (pid: number, whose: Whose) => happened('session_start', 'files', { pid }, whose);

it('names each session that a dead process left open, and none of the one that lives', async () => {
  const findings = await found([
    start(7, { session: 'a' }),
    start(7, { session: 'b' }),
    happened('session_end', 'files', {}, { session: 'b' }),
    start(8, { session: 'c' }),
    start(8, { session: 'd' }),
  ]);
  expect(findings.map(({ id, session }) => `${id} ${session ?? ''}`)).toEqual(['session-without-end a']);
});

it('takes entries of one moment in any order for one process', async () => {
  expect(await found([start(1, { session: 'a', monoNs: 5e9 }), start(1, { session: 'b', monoNs: 4e9 })])).toEqual([]);
});
