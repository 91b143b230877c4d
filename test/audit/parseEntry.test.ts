import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseEntry } from '../../src/audit/parseEntry.ts';
import { columnsOf } from '../../src/audit/sealedEntry.ts';
import { sampleLog } from './sampleLog.ts';

const { rows } = sampleLog();
const [start, call, result] = [rows[0]?.bytes ?? '', rows[1]?.bytes ?? '', rows[2]?.bytes ?? ''];

describe('parseEntry', () => {
  it('reads every entry of a log', () => {
    expect(rows.filter(({ bytes }) => parseEntry(bytes) === null)).toEqual([]);
  });

  it('lets members be that a later version adds', () => {
    expect(
      parseEntry(call.replace('"grant":null', '"grant":{"by":"cli","id":"g","reach":"once","more":1},"later":1')),
    ).not.toBeNull();
  });

  it.each([
    ['nothing', ''],
    ['broken JSON', call.slice(0, -1)],
    ['a list', `[${call}]`],
    ['a text', '"entry"'],
    ['null', 'null'],
    ['an object of another kind', '{"leash":{}}'],
    ['another phase', call.replace('pre_execution', 'concurrent')],
    ['an unknown phase', call.replace('pre_execution', 'never')],
    ['a number for a name', call.replace('"agent_id":"claude"', '"agent_id":1')],
    ['a negative position', call.replace(/"seq":\d+/, '"seq":-1')],
    ['a fractional position', call.replace(/"seq":\d+/, '"seq":0.5')],
    ['a position that is text', call.replace(/"seq":\d+/, '"seq":"1"')],
    ['no shard', call.replace('"shard":"00",', '')],
    ['a rule without a policy', call.replace('"policy":"team",', '')],
    ['arguments of an unknown kind', call.replace('"as":"leaves"', '"as":"plain"')],
    ['digests that are no texts', call.replace(/"sd":\["[^"]+"/, '"sd":[1')],
    ['an outcome without a parent', result.replace(/"parent":\{[^}]+\}/, '"parent":null')],
    ['an outcome with a text for a size', result.replace(/"bytes":\d+/, '"bytes":"8"')],
    ['an event without a name', start.replace('"event":"log_start"', '"event":null')],
  ])('refuses %s', (_, bytes) => {
    expect(parseEntry(bytes)).toBeNull();
  });

  it('refuses whatever its columns cannot be read from, and never throws', () => {
    const members = [...call.matchAll(/"(\w+)":/g)].map((match) => match[1] ?? '');
    fc.assert(
      fc.property(fc.constantFrom(...members), fc.jsonValue(), (member, value) => {
        const bytes = call.replace(
          new RegExp(`"${member}":(null|"[^"]*"|\\d+)`),
          () => `"${member}":${JSON.stringify(value)}`,
        );
        const entry = parseEntry(bytes);
        if (entry !== null) expect(() => columnsOf(entry)).not.toThrow();
      }),
    );
    fc.assert(fc.property(fc.json(), (bytes) => parseEntry(bytes) === null));
  });
});
