import { describe, expect, it } from 'vitest';
import type { AuthzenQuestion } from '../../src/authz/authzen.ts';
import { evaluateBatch, MAX_EVALUATIONS, readAuthzenBatch } from '../../src/authz/authzenBatch.ts';
import type { JsonObject, JsonValue } from '../../src/jsonrpc/message.ts';

const WHOLE = {
  subject: { type: 'user', id: 'alice' },
  action: { name: 'read' },
  resource: { type: 'document', id: '1' },
};
const resources = (...ids: string[]): JsonValue => ids.map((id) => ({ resource: { type: 'document', id } }));

/** Evaluates the batch: ids that begin with `no` are denied. */
async function run(body: JsonValue) {
  const batch = readAuthzenBatch(body);
  if (batch.kind !== 'several') throw new Error(batch.kind);
  const asked: string[] = [];
  const evaluate = ({ resource }: AuthzenQuestion): Promise<JsonObject> => {
    asked.push(resource);
    return Promise.resolve({ decision: !resource.includes('/no') });
  };
  const { evaluations } = await evaluateBatch(batch, evaluate);
  return { asked, evaluations };
}

const withSemantic = (semantic: string, ...ids: string[]) => ({
  ...WHOLE,
  evaluations: resources(...ids),
  options: { evaluations_semantic: semantic },
});

describe('readAuthzenBatch', () => {
  it.each([
    ['without a list', WHOLE],
    ['with an empty list', { ...WHOLE, evaluations: [] }],
  ])('is one evaluation %s', (_, body) => {
    expect(readAuthzenBatch(body)).toMatchObject({
      kind: 'single',
      reading: { kind: 'question', question: { agent: 'alice' } },
    });
  });

  it('gives each item what stands outside of the list, unless it says otherwise itself', () => {
    const items = [{}, { subject: { type: 'user', id: 'bob' } }, { action: { name: 'write' }, context: { a: 1 } }];
    const batch = readAuthzenBatch({ ...WHOLE, context: { b: 2 }, evaluations: items });
    const questions = batch.kind === 'several' ? batch.readings : [];
    expect(questions).toMatchObject([
      { question: { agent: 'alice', action: 'read', context: { b: 2 } } },
      { question: { agent: 'bob', action: 'read' } },
      { question: { agent: 'alice', action: 'write', context: { a: 1 } } },
    ]);
    expect(questions[2]).not.toHaveProperty('question.context.b');
  });

  it.each<[JsonValue, RegExp]>([
    ['x', /the body/],
    [{ ...WHOLE, evaluations: {} }, /`evaluations` has to be a list/],
    [{ ...WHOLE, evaluations: Array.from({ length: MAX_EVALUATIONS + 1 }, () => ({})) }, /more than 100/],
    [{ ...WHOLE, evaluations: [{}], options: 7 }, /`options`/],
    [{ ...WHOLE, evaluations: [{}], options: { evaluations_semantic: 'any' } }, /takes execute_all/],
  ])('refuses %j', (body, why) => {
    const batch = readAuthzenBatch(body);
    expect(batch.kind === 'refused' && batch.why).toMatch(why);
  });

  it('takes as many as it may', () => {
    const evaluations = Array.from({ length: MAX_EVALUATIONS }, () => ({}));
    expect(readAuthzenBatch({ ...WHOLE, evaluations }).kind).toBe('several');
  });
});

describe('evaluateBatch', () => {
  it('evaluates all, in their order, where nothing else is said', async () => {
    const { evaluations } = await run({ ...WHOLE, evaluations: resources('a', 'no', 'b') });
    expect(evaluations).toEqual([{ decision: true }, { decision: false }, { decision: true }]);
  });

  it.each([
    ['deny_on_first_deny', ['a', 'no', 'b'], ['authzen://document/a', 'authzen://document/no']],
    ['permit_on_first_permit', ['no', 'a', 'b'], ['authzen://document/no', 'authzen://document/a']],
    ['execute_all', ['no', 'a'], ['authzen://document/no', 'authzen://document/a']],
  ])('with %s asks no more than it has to', async (semantic, ids, want) => {
    const { asked, evaluations } = await run(withSemantic(semantic, ...ids));
    expect(asked).toEqual(want);
    expect(evaluations).toHaveLength(want.length);
  });

  it('denies an item that cannot be read, which stops where a denial does', async () => {
    const items = [{ resource: 7 }, {}];
    const all = await run({ ...WHOLE, evaluations: items });
    expect(all.evaluations).toMatchObject([
      { decision: false, context: { error: { status: 400 } } },
      { decision: true },
    ]);
    const first = await run({
      ...WHOLE,
      evaluations: items,
      options: { evaluations_semantic: 'deny_on_first_deny' },
    });
    expect(first.evaluations).toHaveLength(1);
  });
});
