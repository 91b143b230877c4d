import fc from 'fast-check';
import { expect, it } from 'vitest';
import { classifyRisk } from '../../../scanner/index.ts';
import { sight } from '../../../src/app/auditScan/sight.ts';
import type { JsonObject } from '../../../src/jsonrpc/message.ts';
import { call, denied, happened, streamedOf, type Line } from './script.ts';

function seen(line: Line) {
  const entry = line({ seq: 3, ms: 1_000 });
  return sight(streamedOf(entry), entry, (server, tool) => classifyRisk({ name: tool }, { server }));
}

it('reads what a call is about out of its arguments', async () => {
  const sighting = await seen(call('files/read_file', { path: './w/.env', also: [{ deep: '/w/b.txt' }] }));
  expect(sighting).toMatchObject({
    place: '00:3',
    went: true,
    tool: 'read_file',
    paths: ['w/.env', '/w/b.txt'],
    files: ['.env', 'b.txt'],
    secrets: ['w/.env'],
  });
  expect([...(sighting?.tags ?? [])].sort()).toEqual(['read', 'secret']);
});

it('tells a denial from a call, and an event from both', async () => {
  expect(await seen(denied('files/read_file'))).toMatchObject({ went: false, effect: 'deny' });
  expect(await seen(happened('result_flagged', 'files', { tool: 'x' }))).toMatchObject({ effect: 'event', tool: 'x' });
});

it('reads arguments of any shape, in bounded space', async () => {
  await fc.assert(
    fc.asyncProperty(fc.dictionary(fc.string(), fc.jsonValue()), async (args) => {
      const sighting = await seen(call('shell/bash', JSON.parse(JSON.stringify(args)) as JsonObject));
      expect(sighting?.paths.length).toBeLessThanOrEqual(10);
    }),
    { numRuns: 50 },
  );
  const huge = await seen(call('shell/bash', { command: '/a/b '.repeat(200_000) }));
  expect(JSON.stringify(huge).length).toBeLessThan(5_000);
});
