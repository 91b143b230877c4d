// The OpenAI Agents SDK: the model reads why a call was denied, as the tool's output.
import { Agent, Runner, tool, Usage } from '@openai/agents';
import { Leash } from 'leash-mcp';
import { z } from 'zod';

const leash = await Leash.embedded({
  home: process.env.LEASH_HOME,
  policy: new URL('mail.yaml', import.meta.url).pathname,
  agent: 'mailer',
});

const send = tool({
  name: 'send',
  description: 'Sends a mail',
  parameters: z.object({ to: z.string(), text: z.string() }),
  execute: ({ to }) => `sent to ${to}`,
});

// Stands for a model, so that the example needs no network: it calls the tool twice, and then is done.
const call = (callId, to) => ({
  type: 'function_call',
  callId,
  name: 'send',
  status: 'completed',
  arguments: JSON.stringify({ to, text: 'hello' }),
});
const done = {
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text: 'done' }],
};
const turns = [[call('1', 'ann@example.com')], [call('2', 'ann@example.org')], [done]];
const model = { getResponse: async () => ({ usage: new Usage(), output: turns.shift() ?? [] }) };

const agent = new Agent({ name: 'Mailer', model, tools: leash.guard([send], { prefix: 'mail.' }) });
const result = await new Runner({ tracingDisabled: true }).run(agent, 'Greet Ann');
for (const item of result.newItems) if (item.type === 'tool_call_output_item') console.log(item.output);
await leash.close();
