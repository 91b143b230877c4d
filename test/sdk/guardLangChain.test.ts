import { AIMessage } from '@langchain/core/messages';
import { StructuredTool, Tool, tool } from '@langchain/core/tools';
import { ToolNode } from '@langchain/langgraph/prebuilt';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { guardLangChain, isLangChainTool } from '../../src/sdk/guardLangChain.ts';
import type { Refusals } from '../../src/sdk/refusals.ts';
import { decision, DENIED, fakeDecider } from './fakeDecider.ts';

const schema = z.object({ to: z.string(), subject: z.string().default('none') });
const sendMail = tool(({ to, subject }) => `sent ${subject} to ${to}`, {
  name: 'send',
  description: 'Sends a mail',
  schema,
});

class Shout extends Tool {
  name = 'shout';
  description = 'Says it louder';

  protected _call(text: string): Promise<string> {
    return Promise.resolve(text.toUpperCase());
  }
}

class Lookup extends StructuredTool {
  readonly #table = new Map([['a', 1]]);
  name = 'lookup';
  description = 'Looks up';
  schema = z.object({ key: z.string() });

  protected _call({ key }: { key: string }): Promise<string> {
    return Promise.resolve(String(this.#table.get(key)));
  }
}

/** What `guard` finds to be a tool of LangChain.js. */
function guarded<T extends object>(decide: Parameters<typeof fakeDecider>[0], one: T, refusals?: Refusals) {
  if (!isLangChainTool(one)) throw new Error('no tool of LangChain.js');
  const fake = fakeDecider(decide);
  return {
    ...fake,
    tool: guardLangChain(fake.scene, `mail.${one.name}`, one, { about: {}, refusals }) as unknown as T,
  };
}

describe('guardLangChain', () => {
  it('judges the arguments as the schema leaves them, and runs those', async () => {
    const { tool: own, asked } = guarded(() => decision(), sendMail);
    await expect(own.invoke({ to: 'a' })).resolves.toBe('sent none to a');
    expect(asked).toMatchObject([{ action: 'mail.send', args: { to: 'a', subject: 'none' } }]);
  });

  it('asks nobody about arguments that the schema refuses', async () => {
    const { tool: own, asked } = guarded(() => decision(), sendMail);
    await expect(own.invoke({ to: 1 } as never)).rejects.toThrow('schema');
    expect(asked).toEqual([]);
  });

  it('answers a tool call of the model with the denial', async () => {
    let ran = 0;
    const counting = tool(() => String((ran += 1)), { name: 'count', description: 'Counts', schema: z.object({}) });
    const { tool: own } = guarded(() => DENIED, counting);
    const call = { type: 'tool_call', id: 'call-1', name: 'count', args: {} } as const;
    await expect(own.invoke(call)).resolves.toMatchObject({ tool_call_id: 'call-1', content: DENIED.denial });
    expect(ran).toBe(0);
  });

  it('answers in a node of LangGraph like any tool', async () => {
    const { tool: own } = guarded(({ args }) => (args?.['to'] === 'a' ? decision() : DENIED), sendMail);
    const calls = ['a', 'b'].map((to) => ({ type: 'tool_call' as const, id: to, name: 'send', args: { to } }));
    const node = new ToolNode([own]);
    const { messages } = (await node.invoke({ messages: [new AIMessage({ content: '', tool_calls: calls })] })) as {
      messages: { content: string; tool_call_id: string }[];
    };
    expect(messages).toMatchObject([
      { tool_call_id: 'a', content: 'sent none to a' },
      { tool_call_id: 'b', content: DENIED.denial },
    ]);
  });

  it('throws the denial where that is wanted', async () => {
    const { tool: own } = guarded(() => DENIED, sendMail, 'throw');
    await expect(own.invoke({ to: 'a' })).rejects.toMatchObject({ code: 'LEASH_DENIED' });
  });

  it('answers in two parts where the tool does', async () => {
    const twofold = tool(() => ['text', { rows: 1 }], {
      name: 'rows',
      description: 'Rows',
      schema: z.object({}),
      responseFormat: 'content_and_artifact',
    });
    const { tool: own } = guarded(() => DENIED, twofold);
    await expect(own.invoke({})).resolves.toBe(DENIED.denial);
    const { tool: open } = guarded(() => decision(), twofold);
    const call = { type: 'tool_call', id: 'call-1', name: 'rows', args: {} } as const;
    await expect(open.invoke(call)).resolves.toMatchObject({ content: 'text', artifact: { rows: 1 } });
  });

  it('takes a tool for one text', async () => {
    const { tool: own, asked } = guarded(() => decision(), new Shout());
    await expect(own.invoke('hello')).resolves.toBe('HELLO');
    expect(asked).toMatchObject([{ args: { input: 'hello' } }]);
  });

  it('takes an instance of a class with private members, and stays one', async () => {
    const { tool: own } = guarded(() => decision(), new Lookup());
    await expect(own.invoke({ key: 'a' })).resolves.toBe('1');
    expect(own).toBeInstanceOf(Lookup);
    expect([own.name, own.description, own.schema.safeParse({ key: 1 }).success]).toEqual([
      'lookup',
      'Looks up',
      false,
    ]);
  });

  it('leaves no other way to what the tool does', async () => {
    const { tool: own } = guarded(() => DENIED, sendMail, 'throw');
    await expect(own.func({ to: 'a', subject: 'b' })).rejects.toMatchObject({ code: 'LEASH_DENIED' });
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- older callers still use it
    await expect(own.call({ to: 'a' })).rejects.toMatchObject({ code: 'LEASH_DENIED' });
  });

  it('streams the events of a tool that is a generator', async () => {
    const slow = tool(
      async function* () {
        await Promise.resolve();
        yield 'half';
        return 'whole';
      },
      { name: 'slow', description: 'Slow', schema: z.object({}) },
    );
    const { tool: own } = guarded(() => decision(), slow);
    await expect(own.invoke({})).resolves.toBe('whole');
  });
});
