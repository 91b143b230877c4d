import { RunContext, tool } from '@openai/agents';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { guardOpenAi, isOpenAiTool } from '../../src/sdk/guardOpenAi.ts';
import type { Refusals } from '../../src/sdk/refusals.ts';
import { decision, DENIED, fakeDecider } from './fakeDecider.ts';

const context = new RunContext();
let ran: unknown[] = [];
const send = tool({
  name: 'send',
  description: 'Sends',
  parameters: z.object({ to: z.string() }),
  execute: (input) => {
    ran.push(input);
    return `sent to ${input.to}`;
  },
});

function guarded(decide: Parameters<typeof fakeDecider>[0], refusals?: Refusals) {
  if (!isOpenAiTool(send)) throw new Error('no tool of OpenAI Agents');
  ran = [];
  const fake = fakeDecider(decide);
  return { ...fake, tool: guardOpenAi(fake.scene, 'mail.send', send, { about: {}, refusals }) };
}

describe('guardOpenAi', () => {
  it('runs what is allowed, and keeps all else of the tool', async () => {
    const { tool: own, asked } = guarded(() => decision());
    await expect(own.invoke(context, '{"to":"a"}')).resolves.toBe('sent to a');
    expect(asked).toMatchObject([{ action: 'mail.send', args: { to: 'a' } }]);
    const rest = { ...own, invoke: null };
    const others = { ...send, invoke: null };
    expect(rest).toEqual(others);
  });

  it('tells the model of a denial, or throws it where that is wanted', async () => {
    await expect(guarded(() => DENIED).tool.invoke(context, '{"to":"a"}')).resolves.toBe(DENIED.denial);
    await expect(guarded(() => DENIED, 'throw').tool.invoke(context, '{"to":"a"}')).rejects.toMatchObject({
      code: 'LEASH_DENIED',
    });
    expect(ran).toEqual([]);
  });

  it('runs the reading of a text that was judged, where two are possible', async () => {
    const { tool: own, asked } = guarded(() => decision());
    await own.invoke(context, '{"to":"safe","to":"thief"}');
    expect(asked).toMatchObject([{ args: { to: 'thief' } }]);
    expect(ran).toEqual([{ to: 'thief' }]);
  });

  it.each([['no JSON'], ['{"to":'], [undefined]])('denies arguments that are no JSON: %j', async (input) => {
    const { tool: own, asked } = guarded(() => decision());
    await expect(own.invoke(context, input as string)).resolves.toContain('cannot be judged');
    expect([asked, ran]).toEqual([[], []]);
  });

  it('judges what is no object under a name', async () => {
    const { tool: own, asked } = guarded(() => DENIED);
    await own.invoke(context, '"text"');
    await own.invoke(context, '');
    expect(asked).toMatchObject([{ args: { input: 'text' } }, { args: {} }]);
  });
});
