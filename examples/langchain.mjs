// A LangChain.js agent: the tool keeps its name, description and schema, and the model reads why a call was denied.
import { AIMessage } from '@langchain/core/messages';
import { fakeModel } from '@langchain/core/testing';
import { tool } from '@langchain/core/tools';
import { createAgent } from 'langchain';
import { Leash } from 'leash-mcp';
import { z } from 'zod';

const leash = await Leash.embedded({
  home: process.env.LEASH_HOME,
  policy: new URL('mail.yaml', import.meta.url).pathname,
  agent: 'mailer',
});

const send = tool(({ to }) => `sent to ${to}`, {
  name: 'send',
  description: 'Sends a mail',
  schema: z.object({ to: z.string(), text: z.string() }),
});

// Stands for a model, so that the example needs no network: it calls the tool twice, and then is done.
const model = fakeModel()
  .respondWithTools([{ name: 'send', args: { to: 'ann@example.com', text: 'hello' }, id: '1' }])
  .respondWithTools([{ name: 'send', args: { to: 'ann@example.org', text: 'hello' }, id: '2' }])
  .respond(new AIMessage('done'));

const agent = createAgent({ model, tools: leash.guard([send], { prefix: 'mail.' }) });
const { messages } = await agent.invoke({ messages: [{ role: 'user', content: 'Greet Ann' }] });
for (const message of messages) if (message.type === 'tool') console.log(message.content);
await leash.close();
