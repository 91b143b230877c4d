import { jsonSchema, tool, type ToolExecutionOptions } from 'ai';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { LeashDenied } from '../../src/sdk/errors.ts';
import { guardAiSdk, isAiSdkDeclaration, isAiSdkTool } from '../../src/sdk/guardAiSdk.ts';
import { decision, DENIED, fakeDecider, inspection } from './fakeDecider.ts';

const inputSchema = z.object({ to: z.string() });
const options: ToolExecutionOptions = { toolCallId: 'call-1', messages: [] };

const send = tool({ description: 'Sends', inputSchema, execute: ({ to }) => `sent to ${to}` });
const states = tool({
  description: 'Loads',
  inputSchema,
  async *execute({ to }) {
    yield await Promise.resolve({ state: 'loading', to });
    yield { state: 'ready', to };
  },
});

/** What `execute` gives, as the SDK reads it. */
async function run(own: { execute: unknown }, input: object, given = options): Promise<unknown[]> {
  const result: unknown = (own.execute as (input: object, options: ToolExecutionOptions) => unknown)(input, given);
  if (typeof result !== 'object' || result === null || !(Symbol.asyncIterator in result)) return [await result];
  const values: unknown[] = [];
  for await (const value of result as AsyncIterable<unknown>) values.push(value);
  return values;
}

function guarded(decide: Parameters<typeof fakeDecider>[0], one: object) {
  if (!isAiSdkTool(one)) throw new Error('no tool of the AI SDK');
  const fake = fakeDecider(decide);
  return { ...fake, tool: guardAiSdk(fake.scene, 'mail.send', one, {}) };
}

describe('guardAiSdk', () => {
  it('runs what is allowed, and keeps all else of the tool', async () => {
    const { tool: own, asked } = guarded(() => decision(), send);
    await expect(run(own, { to: 'a' })).resolves.toEqual(['sent to a']);
    expect(asked).toMatchObject([{ action: 'mail.send', args: { to: 'a' } }]);
    expect(own).toMatchObject({ description: 'Sends', inputSchema });
  });

  it('throws a denial, and runs nothing', async () => {
    let ran = 0;
    const counting = tool({ inputSchema, execute: () => (ran += 1) });
    await expect(run(guarded(() => DENIED, counting).tool, { to: 'a' })).rejects.toBeInstanceOf(LeashDenied);
    expect(ran).toBe(0);
  });

  it('streams what the tool streams', async () => {
    const { tool: own } = guarded(() => decision(), states);
    await expect(run(own, { to: 'a' })).resolves.toEqual([
      { state: 'loading', to: 'a' },
      { state: 'ready', to: 'a' },
    ]);
    await expect(run(guarded(() => DENIED, states).tool, { to: 'a' })).rejects.toBeInstanceOf(LeashDenied);
  });

  it('hands over the last value alone where the result is looked through', async () => {
    const watched = decision({ obligations: [inspection()] });
    await expect(run(guarded(() => watched, states).tool, { to: 'a' })).resolves.toEqual([{ state: 'ready', to: 'a' }]);
  });

  it('takes the last value of a stream that is no generator function', async () => {
    const execute = (input: { to: string }) => states.execute?.(input, options);
    await expect(run(guarded(() => decision(), { inputSchema, execute }).tool, { to: 'a' })).resolves.toEqual([
      { state: 'ready', to: 'a' },
    ]);
  });

  it('passes on the signal by which a call is called off', async () => {
    const abort = new AbortController();
    abort.abort();
    const { tool: own, asked } = guarded(() => decision(), send);
    await expect(run(own, { to: 'a' }, { ...options, abortSignal: abort.signal })).rejects.toBeInstanceOf(LeashDenied);
    expect(asked[0]?.signal?.aborted).toBe(true);
  });
});

describe('isAiSdkDeclaration', () => {
  it('tells tools that run elsewhere', () => {
    expect(isAiSdkDeclaration(tool({ inputSchema: jsonSchema({}) }))).toBe(true);
    expect(isAiSdkDeclaration(send)).toBe(false);
    expect(isAiSdkTool({ execute: () => 1 })).toBe(false);
  });
});
