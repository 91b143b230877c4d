import { expect, it } from 'vitest';
import { call, found, observed, times } from './script.ts';

it('counts what observe mode let through for each tool of an agent', async () => {
  const findings = await found([
    times(3, () => observed('files/read_file')),
    observed('files/read_file', {}, { agent: 'other' }),
    observed('shell/bash', { command: 'ls' }),
    call('files/list_directory'),
  ]);
  expect(findings.map(({ id, agent, count }) => `${id} ${agent ?? ''} ${count}`).sort()).toEqual([
    'grave-observe-shadow claude 1',
    'observe-shadow claude 3',
    'observe-shadow other 1',
  ]);
});
