import { tool as langChainTool } from '@langchain/core/tools';
import { tool as openAiTool } from '@openai/agents';
import { tool as aiTool } from 'ai';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { guardTools } from '../../src/sdk/guard.ts';
import { decision, fakeDecider } from './fakeDecider.ts';

const inputSchema = z.object({ to: z.string() });
const aiSend = aiTool({ inputSchema, execute: ({ to }) => to });
const openAiSend = openAiTool({ name: 'send', description: 'Sends', parameters: inputSchema, execute: ({ to }) => to });
const langChainSend = langChainTool(({ to }) => to, { name: 'send', description: 'Sends', schema: inputSchema });
const read = (path: string) => path;

function setting() {
  const fake = fakeDecider(() => decision());
  return { ...fake, actions: () => fake.asked.map(({ action }) => action) };
}

describe('guardTools', () => {
  it('takes an object of functions, and names them by its keys', async () => {
    const { scene, asked } = setting();
    const { read: own, write } = guardTools(
      scene,
      { read, write: () => 1 },
      { prefix: 'files.', params: { read: ['path'] } },
    );
    await own('/a');
    await write();
    expect(asked).toMatchObject([
      { action: 'files.read', args: { path: '/a' } },
      { action: 'files.write', args: {} },
    ]);
  });

  it('takes a list of all kinds that have names of their own', async () => {
    const { scene, actions } = setting();
    const [first, second, third] = guardTools(scene, [read, openAiSend, langChainSend] as const, { prefix: 'my.' });
    await first('/a');
    await second.invoke({} as never, '{"to":"a"}');
    await third.invoke({ to: 'a' });
    expect(actions()).toEqual(['my.read', 'my.send', 'my.send']);
  });

  it('takes tools of the AI SDK by their keys', async () => {
    const { scene, actions } = setting();
    const tools = guardTools(scene, { send: aiSend }, { prefix: 'mail.' });
    await tools.send.execute?.({ to: 'a' }, { toolCallId: '1', messages: [] });
    expect(actions()).toEqual(['mail.send']);
  });

  it('takes one tool alone', async () => {
    const { scene, actions } = setting();
    await guardTools(scene, langChainSend, {}).invoke({ to: 'a' });
    await guardTools(scene, read, {})('/a');
    expect(actions()).toEqual(['send', 'read']);
  });

  it.each<[string, object]>([
    ['a function without a name', [() => 1]],
    ['a tool of the AI SDK without a name', aiSend],
    ['a tool of the AI SDK that runs elsewhere', { send: aiTool({ inputSchema }) }],
    ['a hosted tool', [{ type: 'hosted_tool', name: 'web_search' }]],
    ['tools that lie deeper', { mail: { send: read } }],
    [
      'an object of a class',
      new (class {
        read = read;
      })(),
    ],
    ['a list in a list', [[read]]],
    ['a text', { send: 'x' }],
    ['nothing', { send: null }],
  ])('refuses %s, and guards nothing of it', (_, tools) => {
    expect(() => guardTools(setting().scene, tools, {})).toThrow(TypeError);
  });

  it('keeps types', () => {
    const { scene } = setting();
    const tools = guardTools(scene, { read, aiSend, openAiSend, langChainSend }, {});
    expectTypeOf(tools.read).toEqualTypeOf<(path: string) => Promise<string>>();
    expectTypeOf(tools.aiSend).toEqualTypeOf<typeof aiSend>();
    expectTypeOf(tools.openAiSend).toEqualTypeOf<typeof openAiSend>();
    expectTypeOf(tools.langChainSend).toEqualTypeOf<typeof langChainSend>();
  });
});
