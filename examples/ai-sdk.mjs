// The Vercel AI SDK: tools on a leash in `generateText` and `streamText`. A denial is the tool's error, which the model reads.
import { generateText, simulateReadableStream, stepCountIs, streamText, tool } from 'ai';
import { MockLanguageModelV3 } from 'ai/test';
import { Leash } from 'leash-mcp';
import { z } from 'zod';

const leash = await Leash.embedded({
  home: process.env.LEASH_HOME,
  policy: new URL('mail.yaml', import.meta.url).pathname,
  agent: 'mailer',
});

const send = tool({
  description: 'Sends a mail',
  inputSchema: z.object({ to: z.string(), text: z.string() }),
  async *execute({ to }) {
    yield `sending to ${to}`;
    yield `sent to ${to}`;
  },
});
const tools = leash.guard({ send }, { prefix: 'mail.' });
const prompt = 'Greet Ann';
const stopWhen = stepCountIs(3);

const { steps } = await generateText({ model: fixtureModel(), tools, prompt, stopWhen });
for (const { content } of steps) content.forEach(show);

const streamed = streamText({ model: fixtureModel(), tools, prompt, stopWhen });
for await (const part of streamed.fullStream) show(part);
await leash.close();

function show(part) {
  if (part.type === 'tool-result') console.log(part.output);
  if (part.type === 'tool-error') console.log(part.error.message);
}

// Stands for a model, so that the example needs no network: it calls the tool twice, and then is done.
function fixtureModel() {
  const call = (id, to) => ({
    type: 'tool-call',
    toolCallId: id,
    toolName: 'send',
    input: JSON.stringify({ to, text: 'hello' }),
  });
  const turns = [[call('1', 'ann@example.com')], [call('2', 'ann@example.org')], [{ type: 'text', text: 'done' }]];
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 1, text: 1, reasoning: 0 },
  };
  const next = () => {
    const content = turns.shift() ?? [];
    const unified = content[0]?.type === 'tool-call' ? 'tool-calls' : 'stop';
    return { content, finishReason: { unified, raw: unified }, usage, warnings: [] };
  };
  return new MockLanguageModelV3({
    doGenerate: async () => next(),
    doStream: async () => {
      const { content, finishReason } = next();
      const chunks = content.flatMap((part) =>
        part.type === 'text'
          ? [
              { type: 'text-start', id: 't' },
              { type: 'text-delta', id: 't', delta: part.text },
              { type: 'text-end', id: 't' },
            ]
          : [part],
      );
      const start = { type: 'stream-start', warnings: [] };
      return {
        stream: simulateReadableStream({ chunks: [start, ...chunks, { type: 'finish', finishReason, usage }] }),
      };
    },
  });
}
