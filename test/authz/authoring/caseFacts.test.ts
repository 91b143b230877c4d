import { describe, expect, it } from 'vitest';
import { factsShape } from '../../../src/authz/authoring/caseFacts.ts';
import { sourceOf } from '../../../src/authz/authoring/jsonSource.ts';
import type { JsonValue } from '../../../src/jsonrpc/message.ts';

function read(value: JsonValue) {
  const problems: string[] = [];
  const report = (_: unknown, message: string): void => void problems.push(message);
  const facts = factsShape.read(sourceOf(value), { report, warn: report, regex: null, when: null });
  return problems.length > 0 ? { problems } : facts;
}

describe('factsShape', () => {
  it('reads what is given, and leaves out what is not', () => {
    expect(read({})).toEqual({});
    expect(read({ agent: { labels: { team: 'ops' }, verified: true } })).toEqual({
      agent: { labels: { team: 'ops' }, verified: true },
    });
    expect(read({ server: { transport: 'http' }, now: '2026-01-02T03:04:05Z' })).toEqual({
      server: { transport: 'http' },
      now: Date.UTC(2026, 0, 2, 3, 4, 5),
    });
    expect(read({ tool: { risk: { level: 'high' }, pinned: false, findings: [] } })).toEqual({
      tool: { risk: { level: 'high', effects: [] }, pinned: false, findings: [] },
    });
  });

  it('fills in the beginning of a session that is given', () => {
    expect(read({ session: { tainted: true, tools_called: ['a'] } })).toEqual({
      session: { calls: 0, denied: 0, tainted: true, toolsCalled: ['a'], started: Date.UTC(2026, 0, 1) },
    });
  });

  it.each<[value: JsonValue, problem: RegExp]>([
    ['x', /expected a map of `agent`/],
    [{ tol: {} }, /unknown key `tol`, did you mean `tool`/],
    [{ tool: { risk: { level: 'lo' } } }, /unknown level `lo`/],
    [{ tool: { risk: { effects: ['read'] } } }, /missing `level`/],
    [{ tool: { risk: { level: 'low', effects: ['reed'] } } }, /unknown effect `reed`/],
    [{ tool: { findings: 'x' } }, /expected a list/],
    [{ session: { calls: -1 } }, /expected a whole number/],
    [{ agent: { labels: { team: 1 } } }, /expected text, in quotes/],
    [{ now: 'soon' }, /expected a moment/],
    [{ now: 5 }, /expected a moment/],
  ])('says what is wrong with %j', (value, problem) => {
    const found = read(value);
    expect(found).toHaveProperty('problems', [expect.stringMatching(problem)]);
  });
});
