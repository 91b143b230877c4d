import { describe, expect, it } from 'vitest';
import { ResultReading } from '../../src/app/resultReading.ts';
import { RESULT_READER } from '../../src/inspect/reader.ts';
import type { JsonObject } from '../../src/jsonrpc/message.ts';
import { policyOf, setOf } from '../support/policyOf.ts';

const setWith = (rule: JsonObject) =>
  setOf([policyOf({ name: 'p', agents: ['*'], rules: [{ action: '*', effect: 'allow', reason: 'r', ...rule }] })]);

function reading(load?: () => Promise<{ readonly RESULT_READER: typeof RESULT_READER }>) {
  const alerts: string[] = [];
  let loads = 0;
  const counted = () => {
    loads += 1;
    return load?.() ?? Promise.resolve({ RESULT_READER });
  };
  return { reading: new ResultReading((message) => alerts.push(message), counted), alerts, loads: () => loads };
}

describe('ResultReading', () => {
  it.each<JsonObject>([{}, { result: { max_bytes: 10 } }, { result: { taint: true, secrets: 'allow' } }])(
    'loads nothing for a rule that wants nothing read: %j',
    async (rule) => {
      const { reading: one, loads } = reading();
      await one.prepare(setWith(rule));
      expect(one.reader).toBeNull();
      expect(loads()).toBe(0);
    },
  );

  it.each<JsonObject>([
    { result: { secrets: 'redact' } },
    { result: { secrets: 'deny' } },
    { result: { injection: 'flag' } },
  ])('has what reads results once it is prepared for %j, and loads it once', async (rule) => {
    const { reading: one, loads } = reading();
    await one.prepare(setWith(rule));
    await one.prepare(setWith(rule));
    expect(one.reader).toBe(RESULT_READER);
    expect(loads()).toBe(1);
  });

  it('finds it by itself', async () => {
    const one = new ResultReading(() => undefined);
    await one.prepare(setWith({ result: { secrets: 'redact' } }));
    expect(one.reader?.redact('hello').redactions).toEqual([]);
  });

  it('says so where it cannot be loaded, and tries again for the next policies', async () => {
    let isThere = false;
    const { reading: one, alerts } = reading(() =>
      isThere ? Promise.resolve({ RESULT_READER }) : Promise.reject(new Error('no such file')),
    );
    await one.prepare(setWith({ result: { secrets: 'redact' } }));
    expect(one.reader).toBeNull();
    expect(alerts).toEqual([expect.stringMatching(/withheld.*no such file/)]);
    isThere = true;
    await one.prepare(setWith({ result: { secrets: 'deny' } }));
    expect(one.reader).toBe(RESULT_READER);
  });
});
